"""Kernels are compiled before the first run for the very types the run calls them with."""

from __future__ import annotations

import importlib

import pytest

from experiments import warm_up
from sim.city import CityModel
from sim.core import compiled


def test_a_compiled_city_calls_kernels_with_the_types_that_were_noted() -> None:
    noted: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    for module, name, types in warm_up.recorded_calls():
        noted.setdefault((module, name), set()).add(tuple(types))
    assert len(noted) > 30
    assert {name: types for name, types in noted.items() if len(types) > 1} == {}  # what `Kernel` relies on
    model = CityModel("huzhou", households=60, rng=0)
    for _ in range(13):
        model.step()
    for (module, name), types in noted.items():
        met = {tuple(signature) for signature in getattr(importlib.import_module(module), name).dispatcher.signatures}
        assert types <= met, (module, name, types, met)


def test_nothing_is_compiled_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("numba.config.CACHE_DIR", str(tmp_path))
    assert compiled.is_cold()
    compiled.mark_warm()
    assert not compiled.is_cold()
    monkeypatch.setattr(warm_up, "recorded_calls", lambda: pytest.fail("compiled again"))
    warm_up.compile_if_cold()
