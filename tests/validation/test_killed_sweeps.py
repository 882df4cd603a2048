"""Sweeps of a real (small, short) city, killed at random: nothing finished is lost or repeated, nothing is left behind.

Drivers, workers and Dask schedulers are processes of their own, started by their own command lines on loopback, and
killed with SIGKILL. What a resumed sweep exports equals, byte by byte, what an undisturbed one does.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from experiments.archive import Archive
from experiments.study import Study
from experiments.sweep import sweep
from experiments.tidy import Tidy
from tests.conftest import TOYTOWN

ROOT = Path(__file__).resolve().parents[2]
RUNS = 12
PATIENCE_SECONDS = 240.0
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")

STUDY = """\
name = "killed"
[base]
scenario = "toytown.toml"
end = 2020
[design]
kind = "grid"
[design.levers]
"carbon_tax.level" = [0, 100, 200]
[replications]
seeds = 4
"""


def export(db: Path) -> str:
    path = db.with_suffix(".csv")
    with Archive(db) as archive, path.open("w", encoding="utf-8", newline="") as file:
        Tidy(archive, archive.study()).write_csv(file)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the study and its city."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "toytown.toml").write_text(TOYTOWN.replace("households = 200", "households = 60"), encoding="utf-8")
    (folder / "killed.toml").write_text(STUDY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(place: Path) -> str:
    """Return what a sweep in this process exports."""
    assert sweep(Study.load(place / "killed.toml"), place / "whole.db", workers=1).failed == 0
    return export(place / "whole.db")


def started(*arguments: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", *(str(one) for one in arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def sweeping(place: Path, db: Path, *options: object) -> subprocess.Popen[str]:
    return started("experiments.cli", "sweep", place / "killed.toml", "--db", db, *options)


def finished(process: subprocess.Popen[str], code: int = 0) -> str:
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == code, out + err
    return out + err


def done(db: Path) -> int:
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as one:
        return int(one.execute("SELECT count(*) FROM runs").fetchone()[0])
    return 0


def wait_until(said: str, holds: object) -> None:
    assert callable(holds)
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, said
        time.sleep(0.02)


def descendants(pid: int) -> set[int]:
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(path.parent.name)] = int(parent)
    found, new = set[int](), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists() and "Z" not in _state(pid)}


def _state(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return "Z"


def kill(*pids: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_drivers_and_workers_killed_at_random(place: Path, undisturbed: str) -> None:
    db, luck = place / "killed.db", np.random.default_rng(5)
    for _ in range(2):
        before = done(db)
        driver = sweeping(place, db, "--workers", 2)
        aim = min(before + int(luck.integers(1, 4)), RUNS - 2)
        wait_until("no run was recorded", lambda aim=aim: done(db) >= aim)
        family = descendants(driver.pid)
        assert family
        kill(driver.pid)
        driver.communicate(timeout=PATIENCE_SECONDS)
        wait_until("processes were left behind", lambda family=family: not alive(family))
    kept = done(db)
    assert 0 < kept < RUNS
    driver = sweeping(place, db, "--workers", 2, "--resume")
    wait_until("no worker was started", lambda: len(descendants(driver.pid)) >= 4 or driver.poll() is not None)
    if driver.poll() is None:
        kill(max(descendants(driver.pid)))
    said = finished(driver)
    assert f"{RUNS} of {RUNS} runs done" in said
    assert f"{RUNS - kept} of them now" in said, "what was finished is not repeated"
    assert export(db) == undisturbed


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Start a Dask scheduler and two workers by their own command lines; return its address, scheduler first."""
    if importlib.util.find_spec("distributed") is None:
        pytest.skip("distributed is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    common = ("--no-dashboard", "--host", "127.0.0.1")
    processes = [started("distributed.cli.dask_scheduler", "--port", port, *common)]
    processes += [
        started("distributed.cli.dask_worker", address, "--nthreads", 1, "--no-nanny", *common) for _ in range(2)
    ]
    try:
        yield address, processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_a_cluster_gives_the_same_bits_and_survives_kills(
    place: Path, undisturbed: str, cluster: tuple[str, list[subprocess.Popen[str]]]
) -> None:
    address, (scheduler, first, _) = cluster
    db = place / "cluster.db"
    driver = sweeping(place, db, "--scheduler", address)
    wait_until("no run was recorded", lambda: done(db) >= 2 or driver.poll() is not None)
    first.kill()
    assert f"{RUNS} of {RUNS} runs done" in finished(driver)
    assert export(db) == undisturbed
    other = place / "scheduler.db"
    driver = sweeping(place, other, "--scheduler", address)
    wait_until("no run was recorded", lambda: done(other) >= 2 or driver.poll() is not None)
    scheduler.kill()
    driver.communicate(timeout=PATIENCE_SECONDS)
    assert driver.returncode in (0, 2)
    finished(sweeping(place, other, "--workers", 1))
    assert export(other) == undisturbed
