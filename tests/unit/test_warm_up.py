"""Kernels are compiled before the first run for the very types the run calls them with."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys

import pytest

from experiments import warm_up
from sim.city import CityModel
from sim.core import compiled


def test_a_compiled_city_calls_kernels_with_the_types_that_were_noted() -> None:
    noted: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    for module, name, types in warm_up.recorded_calls():
        noted.setdefault((module, name), set()).add(tuple(types))
    assert len(noted) > 30
    model = CityModel("huzhou", households=60, rng=0)
    for _ in range(13):
        model.step()
    for (module, name), types in noted.items():
        met = {tuple(signature) for signature in getattr(importlib.import_module(module), name).dispatcher.signatures}
        assert types <= met, (module, name, types, met)


def test_every_kernel_has_one_set_of_types_in_every_kind_of_city() -> None:
    # What `Kernel` relies on when it enters compiled code without looking at the types again.
    cities = ("huzhou", "suzhou_park", "national", "type_resource_energy")
    program = f"""
import warnings
warnings.simplefilter("ignore")
from collections import Counter
from experiments.warm_up import play
for city in {cities}:
    calls = play(city)
print([name for name, times in Counter((module, name) for module, name, _ in calls).items() if times > 1], len(calls))
"""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    several, calls = done.stdout.strip().rsplit(" ", 1)
    assert several == "[]"
    assert int(calls) > 30


def test_nothing_is_compiled_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("numba.config.CACHE_DIR", str(tmp_path))
    assert compiled.is_cold()
    compiled.mark_warm()
    assert not compiled.is_cold()
    monkeypatch.setattr(warm_up, "recorded_calls", lambda: pytest.fail("compiled again"))
    warm_up.compile_if_cold()
