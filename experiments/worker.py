"""What a worker does: it runs a chunk of jobs and reports each as a result or as a failure, never as an exception.

The same function runs in this process, in a pool's processes and on a cluster's nodes.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import hashlib
import os
import platform
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sim
from experiments import run as running
from experiments.packing import packed
from experiments.scenario import Scenario
from sim.core.own_rules import own_rules_hash

LONGEST_MESSAGE = 2_000
LONGEST_TRACE = 20_000
_PACKAGES = ("sim", "agents", "policies")
_SUFFIXES = (".py", ".csv", ".toml")


@cache
def code_hash() -> str:
    """Return a hash of everything in the code that can change a run: rules (the user's too), levers and their tables."""
    root = Path(sim.__file__).resolve().parents[1]
    digest = hashlib.sha256(own_rules_hash().encode())
    for package in _PACKAGES:
        for path in sorted(p for p in (root / package).rglob("*") if p.suffix in _SUFFIXES):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def run_id(code: str, scenario_hash: str, seed: int) -> str:
    """Return the id of a run: a hash of the code, the scenario with its plans, and the seed."""
    return hashlib.sha256(f"{code}|{scenario_hash}|{seed}".encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Job:
    """One run to do."""

    run: str
    scenario: Scenario
    seed: int


@dataclass(frozen=True, slots=True)
class Done:
    """A finished run; ``values`` are the packed yearly values."""

    run: str
    first_year: int
    last_year: int
    columns: tuple[str, ...]
    values: bytes
    closures: tuple[tuple[str, float], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A run that failed: the kind of error, what it said and where."""

    run: str
    kind: str
    message: str
    trace: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a chunk, and who did it with which code."""

    code: str
    worker: str
    outcomes: tuple[Done | Failed, ...]
    seconds: float


def run_chunk(code: str, jobs: Sequence[Job]) -> Report:
    """Run jobs one after another.

    Parameters
    ----------
    code : str
        The driver's code; a worker with other code runs nothing and says so by its own ``code``.
    jobs : sequence of Job
        Runs of one baseline stand together, so that it is solved once.
    """
    began = time.perf_counter()
    mine = code_hash()
    outcomes = tuple(_run_job(job) for job in jobs) if mine == code else ()
    _give_back_memory()
    return Report(mine, f"{platform.node()}:{os.getpid()}", outcomes, time.perf_counter() - began)


def _give_back_memory() -> None:
    """Return the memory of finished cities to the system: the C library keeps it, in ever more pieces."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError, TypeError):  # there is nothing of the kind outside glibc
        ctypes.CDLL(None).malloc_trim(0)


def _run_job(job: Job) -> Done | Failed:
    began = time.perf_counter()
    try:
        result = running.run(job.scenario, job.seed)
        return Done(
            run=job.run,
            first_year=int(result.years[0]),
            last_year=int(result.years[-1]),
            columns=result.columns,
            values=packed(result.values),
            closures=tuple(sorted((name, float(size)) for name, size in result.closures.items())),
            seconds=time.perf_counter() - began,
        )
    except Exception as error:
        return Failed(
            run=job.run,
            kind=type(error).__name__,
            message=str(error)[:LONGEST_MESSAGE],
            trace=traceback.format_exc()[-LONGEST_TRACE:],
            seconds=time.perf_counter() - began,
        )
