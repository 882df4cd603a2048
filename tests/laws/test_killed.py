"""Law: a sweep killed at any moment goes on as if it never had been.

Drivers and workers of a real city's sweep are killed with SIGKILL, where chance puts them. The long version, with a
Dask cluster, is ``tests/validation/test_killed_sweeps.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.study import Study
from experiments.sweep import sweep
from tests.killing import (
    POINTS,
    descendants,
    export,
    finished,
    kill,
    kill_driver,
    sweeping,
    wait_for_runs,
    write_study,
)

SEEDS = 4
RUNS = POINTS * SEEDS
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")


def test_killed_sweeps_end_as_undisturbed_ones_do(tmp_path: Path) -> None:
    study, db, whole = write_study(tmp_path, SEEDS), tmp_path / "killed.db", tmp_path / "whole.db"
    luck = np.random.default_rng(5)
    assert sweep(Study.load(study), whole, workers=1).failed == 0
    left = kill_driver(study, db, int(luck.integers(1, RUNS // 2)), "--workers", 2)
    assert 0 < len(left) < RUNS
    driver = sweeping(study, db, "--workers", 2, "--resume")
    wait_for_runs(db, driver, 1)
    if family := descendants(driver.pid):
        kill(sorted(family)[int(luck.integers(len(family)))])
    said = finished(driver)
    assert f"{RUNS} of {RUNS} runs done, {RUNS - len(left)} of them now" in said, "what was finished is not done again"
    assert export(db) == export(whole)
