"""Sweeps of a real (small, short) city, killed at random: nothing finished is lost or repeated, nothing is left behind.

Drivers, workers and Dask schedulers are processes of their own, started by their own command lines on loopback, and
killed with SIGKILL. What a resumed sweep exports equals, byte by byte, what an undisturbed one does.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from experiments.study import Study
from experiments.sweep import sweep
from tests.killing import (
    POINTS,
    alive,
    cluster,
    descendants,
    export,
    finished,
    kill,
    kill_driver,
    recorded,
    sweeping,
    wait_for_runs,
    wait_until,
    write_study,
)

SEEDS = 10
RUNS = POINTS * SEEDS
KILLS = 4
ALL_DONE = f"{RUNS} of {RUNS} runs done"
needs_dask = pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="distributed is not installed")
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the study's file."""
    return write_study(tmp_path_factory.mktemp("killed"), SEEDS)


@pytest.fixture(scope="module")
def undisturbed(study: Path) -> str:
    """Return what a sweep in this process exports."""
    db = study.with_name("whole.db")
    assert sweep(Study.load(study), db, workers=1).failed == 0
    return export(db)


@pytest.mark.parametrize("workers", [1, 2])
def test_drivers_killed_at_random(study: Path, undisturbed: str, workers: int, tmp_path: Path) -> None:
    db, luck, left = tmp_path / "killed.db", np.random.default_rng(workers), set[str]()
    for _ in range(KILLS):
        left = kill_driver(study, db, int(luck.integers(1, 5)), "--workers", workers)
    assert 0 < len(left) < RUNS
    said = finished(sweeping(study, db, "--workers", workers, "--resume"))
    assert f"{ALL_DONE}, {RUNS - len(left)} of them now" in said
    assert export(db) == undisturbed


def test_workers_killed_at_random(study: Path, undisturbed: str, tmp_path: Path) -> None:
    db, luck = tmp_path / "killed.db", np.random.default_rng(3)
    driver = sweeping(study, db, "--workers", 2)
    killed, every = list[int](), set[int]()
    for _ in range(KILLS):
        wait_for_runs(db, driver, int(luck.integers(1, 4)))
        family = sorted(descendants(driver.pid))
        every |= set(family)
        if family:
            killed.append(family[int(luck.integers(len(family)))])
            kill(killed[-1])
    assert killed
    assert ALL_DONE in finished(driver)
    assert export(db) == undisturbed
    wait_until("processes were left behind", lambda: not alive(every))


@needs_dask
def test_a_cluster_gives_the_same_bits_and_survives_kills(study: Path, undisturbed: str, tmp_path: Path) -> None:
    db, luck = tmp_path / "cluster.db", np.random.default_rng(4)
    with cluster() as dask:
        left = kill_driver(study, db, int(luck.integers(1, 5)), "--scheduler", dask.address)
        driver = sweeping(study, db, "--scheduler", dask.address)
        for _ in range(2):
            wait_for_runs(db, driver, int(luck.integers(1, 5)))
            dask.workers.append(dask.add_worker())
            dask.workers[int(luck.integers(len(dask.workers) - 1))].kill()
        assert f"{ALL_DONE}, {RUNS - len(left)} of them now" in finished(driver)
    assert export(db) == undisturbed


@needs_dask
def test_schedulers_killed_at_random_and_another_engine_afterwards(
    study: Path, undisturbed: str, tmp_path: Path
) -> None:
    db, luck = tmp_path / "scheduler.db", np.random.default_rng(6)
    for _ in range(2):
        before = recorded(db)
        with cluster() as dask:
            driver = sweeping(study, db, "--scheduler", dask.address)
            wait_for_runs(db, driver, int(luck.integers(1, 5)))
            dask.scheduler.kill()
            said = finished(driver, code=2)
        assert "what was finished is kept" in said
        assert before.items() <= recorded(db).items()
    left = recorded(db)
    assert 0 < len(left) < RUNS
    assert f"{ALL_DONE}, {RUNS - len(left)} of them now" in finished(sweeping(study, db, "--workers", 2))
    assert export(db) == undisturbed
