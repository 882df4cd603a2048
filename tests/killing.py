"""Sweeps of a real (small, short) city as processes of their own, to be killed; what they leave behind, and export."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from experiments.archive import Archive
from experiments.tidy import Tidy
from tests.conftest import TOYTOWN

ROOT = Path(__file__).resolve().parents[1]
POINTS = 3
PATIENCE_SECONDS = 240.0

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
seeds = {seeds}
"""


def write_study(folder: Path, seeds: int) -> Path:
    """Write a study of ``POINTS`` times ``seeds`` runs and its city; return the study's file."""
    (folder / "toytown.toml").write_text(TOYTOWN.replace("households = 200", "households = 60"), encoding="utf-8")
    (folder / "killed.toml").write_text(STUDY.format(seeds=seeds), encoding="utf-8")
    return folder / "killed.toml"


def export(db: Path) -> str:
    """Return what a store exports; the file must be whole."""
    path = db.with_suffix(".csv")
    with Archive(db) as archive, path.open("w", encoding="utf-8", newline="") as file:
        Tidy(archive, archive.study()).write_csv(file)
    with contextlib.closing(sqlite3.connect(db)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return path.read_text(encoding="utf-8")


def recorded(db: Path) -> dict[str, tuple[int, float]]:
    """Return the finished runs of a store, each with the sweep that did it and its wall time."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as one:
        return {run: (sweep, seconds) for run, sweep, seconds in one.execute("SELECT run, manifest, seconds FROM runs")}
    return {}


def started(*arguments: object) -> subprocess.Popen[str]:
    """Start a module of Python as a process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", *(str(one) for one in arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def sweeping(study: Path, db: Path, *options: object) -> subprocess.Popen[str]:
    """Start ``pilotcity sweep``."""
    return started("experiments.cli", "sweep", study, "--db", db, *options)


def finished(process: subprocess.Popen[str], code: int = 0) -> str:
    """Wait for a process to end with a code, and return what it said."""
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == code, out + err
    return out + err


def wait_until(missing: str, holds: Callable[[], bool]) -> None:
    """Wait until something holds; say what is missing when it does not in time."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, missing
        time.sleep(0.02)


def wait_for_runs(db: Path, driver: subprocess.Popen[str], more: int) -> None:
    """Wait until a sweep has recorded that many runs more, or has ended."""
    aim = len(recorded(db)) + more
    wait_until("no run was recorded", lambda: len(recorded(db)) >= aim or driver.poll() is not None)


def _states() -> dict[int, tuple[str, int]]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            found[int(path.parent.name)] = (state, int(parent))
    return found


def descendants(pid: int) -> set[int]:
    """Return the living processes under one."""
    states = _states()
    found, new = set[int](), {pid}
    while new:
        new = {one for one, (state, parent) in states.items() if parent in new and state != "Z"} - found
        found |= new
    return found


def alive(pids: set[int]) -> set[int]:
    """Return those that still run."""
    states = _states()
    return {pid for pid in pids if pid in states and states[pid][0] != "Z"}


def kill(pid: int) -> None:
    """Kill a process in a way it cannot notice."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_driver(study: Path, db: Path, more: int, *options: object) -> set[str]:
    """Start a sweep, kill it when ``more`` runs have been recorded, and return the runs it leaves.

    Its workers must leave by themselves.
    """
    before = recorded(db)
    driver = sweeping(study, db, *options)
    wait_for_runs(db, driver, more)
    family = descendants(driver.pid)
    kill(driver.pid)
    driver.communicate(timeout=PATIENCE_SECONDS)
    wait_until("processes were left behind", lambda: not alive(family))
    left = recorded(db)
    assert before.items() <= left.items(), "what was finished is neither lost nor done again"
    return set(left)


class Cluster:
    """A Dask scheduler and its workers on loopback, started by their own command lines."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler = self._start("distributed.cli.dask_scheduler", "--port", self.port)
        self.workers = [self.add_worker() for _ in range(2)]

    def _start(self, *arguments: object) -> subprocess.Popen[str]:
        return started(*arguments, "--no-dashboard", "--host", "127.0.0.1")

    def add_worker(self) -> subprocess.Popen[str]:
        """Start another worker."""
        return self._start("distributed.cli.dask_worker", self.address, "--nthreads", 1, "--no-nanny")

    def stop(self) -> None:
        """Kill what is left of it."""
        for process in (self.scheduler, *self.workers):
            process.kill()
            process.communicate()


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a cluster and stop it at the end."""
    one = Cluster()
    try:
        yield one
    finally:
        one.stop()
