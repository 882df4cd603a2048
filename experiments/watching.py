"""Sweeps watched from outside: processor time and memory of every process of a sweep's real command."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from experiments.archive import Archive
from experiments.tidy import Tidy
from sim.core.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
SECONDS_BETWEEN_LOOKS = 0.25
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass
class Seen:
    """What was seen of a sweep's processes while it ran.

    By process: ``cpu`` and ``cpu_before``, processor seconds in all and until the first run was recorded; ``memory``,
    resident bytes at every look, of which ``looks_before`` before the first run was recorded.
    """

    driver: int
    began: float
    cpu: dict[int, float] = field(default_factory=dict)
    cpu_before: dict[int, float] = field(default_factory=dict)
    memory: dict[int, list[float]] = field(default_factory=dict)
    looks_before: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    def all_cpu(self) -> float:
        """Return the processor seconds of driver and workers."""
        return sum(self.cpu.values())

    def driver_share(self) -> float:
        """Return the driver's share of all processor seconds once runs were coming in, in per cent."""
        later = {pid: seconds - self.cpu_before.get(pid, 0.0) for pid, seconds in self.cpu.items()}
        return 100.0 * later.get(self.driver, 0.0) / max(sum(later.values()), 1e-9)

    def growth(self) -> float:
        """Return by how much a large process grew from the second to the last quarter of the sweep, in per cent."""
        grown = [-100.0]
        largest = self.largest()
        for pid, every in self.memory.items():
            looks = every[self.looks_before.get(pid, len(every)) :]
            quarter = len(looks) // 4
            if quarter >= 4 and max(looks) > largest / 2.0:  # the small ones are no matter
                early, late = statistics.median(looks[quarter : 2 * quarter]), statistics.median(looks[-quarter:])
                grown.append(100.0 * (late / early - 1.0))
        return max(grown)

    def largest(self) -> float:
        """Return the most bytes any process held."""
        return max((max(looks) for looks in self.memory.values()), default=0.0)


@dataclass(frozen=True)
class Sweep:
    """A finished sweep: how it was done, what was seen of it, how long its runs took, and its export."""

    name: str
    workers: int
    seen: Seen
    runs: int
    run_seconds: float
    steady_seconds: float
    size: int
    export: str

    def cpu_per_run(self) -> float:
        """Return the processor seconds of driver and workers for a run."""
        return self.seen.all_cpu() / self.runs


def _stat(pid: int) -> tuple[int, float] | None:
    with contextlib.suppress(OSError, IndexError, ValueError):
        parts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return int(parts[1]), (int(parts[11]) + int(parts[12])) / _TICKS
    return None


def _resident(pid: int) -> float:
    with contextlib.suppress(OSError, IndexError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
        return float(pages * os.sysconf("SC_PAGE_SIZE"))
    return 0.0


def _family(roots: set[int]) -> set[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*"):
        found = _stat(int(path.name))
        if found is not None:
            parents[int(path.name)] = found[0]
    family, new = set(roots), set(roots)
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - family
        family |= new
    return family


def _look(seen: Seen, roots: set[int], before: dict[int, float]) -> None:
    for pid in _family(roots):
        found = _stat(pid)
        if found is not None:
            seen.cpu[pid] = found[1] - before.get(pid, 0.0)
            seen.memory.setdefault(pid, []).append(_resident(pid))


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", *(str(one) for one in arguments)]


def swept(study: Path, name: str, workers: int, options: tuple[object, ...], others: set[int]) -> Sweep:
    """Sweep a study by the command line and watch its processes; ``others`` are a cluster's."""
    store = study.with_name(f"{name.replace(' ', '-')}.db")
    before = {pid: found[1] for pid in others if (found := _stat(pid)) is not None}
    began = time.monotonic()
    said = study.with_name("said.txt")
    with said.open("w", encoding="utf-8") as file:
        command = _command("experiments.cli", "sweep", study, "--db", store, *options)
        driver = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=file)  # noqa: S603
    seen = Seen(driver.pid, began)
    began_with: tuple[int, float] | None = None
    while driver.poll() is None:
        _look(seen, {driver.pid, *others}, before)
        if began_with is None and (done := _recorded(store)):
            began_with = done, time.monotonic()
            seen.cpu_before = dict(seen.cpu)
            seen.looks_before = {pid: len(looks) for pid, looks in seen.memory.items()}
        time.sleep(SECONDS_BETWEEN_LOOKS)
    ended = time.monotonic()
    seen.seconds = ended - began
    if driver.returncode:
        raise InputError(f"the sweep failed: {said.read_text(encoding='utf-8')[-300:]}", where=name)
    with Archive(store) as archive:
        held = archive.study()
        export = study.with_name("export.csv")
        with export.open("w", encoding="utf-8", newline="") as file:
            Tidy(archive, held).write_csv(file)
    done, at = began_with or (0, began)
    steady = (ended - at) / max(held.done - done, 1)
    digest = hashlib.sha256(export.read_bytes()).hexdigest()
    return Sweep(name, workers, seen, held.done, held.seconds, steady, store.stat().st_size, digest)


def _recorded(store: Path) -> int:
    with contextlib.suppress(sqlite3.Error):
        uri = f"file:{store}?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as one:
            return int(one.execute("SELECT count(*) FROM runs").fetchone()[0])
    return 0


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[tuple[str, set[int]]]:
    """Start a Dask scheduler and workers on loopback by their own command lines; yield its address and the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    common = ("--no-dashboard", "--host", "127.0.0.1")
    commands = [_command("distributed.cli.dask_scheduler", "--port", port, *common)]
    worker = ("distributed.cli.dask_worker", address, "--nthreads", 1, "--no-nanny", *common)
    commands += [_command(*worker) for _ in range(workers)]
    with tempfile.TemporaryDirectory(prefix="pilotcity-dask-") as folder:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        processes = [
            subprocess.Popen(command, cwd=folder, env=environment, **quiet)  # type: ignore[call-overload]  # noqa: S603
            for command in commands
        ]
        try:
            yield address, {process.pid for process in processes}
        finally:
            for process in processes:
                process.kill()
                process.wait()
