"""One loop over jobs: in this process, or in a pool of worker processes.

Workers come from a fork server, so a compiled kernel's threads are never forked. Results are yielded as they
finish, each with its job's number; whoever collects them puts them in order, so results do not depend on who
finished first.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from typing import Any, TypeVar

Job = TypeVar("Job")
Value = TypeVar("Value")

_WINDOW_PER_WORKER = 2  # jobs handed out ahead of the workers: enough to keep them busy, little to lose


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def completed(function: Callable[[Job], Value], jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, Value]]:
    """Yield ``(number, function(job))`` for every job, as each finishes.

    Parameters
    ----------
    function : callable
        An importable function of one job.
    jobs : sequence
        What is to be done; each must be picklable when ``workers`` is above one.
    workers : int
        Processes to use; one means this process.

    Raises
    ------
    Exception
        Whatever a job raised; jobs already finished have been yielded before.
    """
    if workers <= 1 or len(jobs) <= 1:
        for number, job in enumerate(jobs):
            yield number, function(job)
        return
    context = multiprocessing.get_context("forkserver")
    pool = ProcessPoolExecutor(min(workers, len(jobs)), mp_context=context, initializer=_leave_interrupts_to_the_driver)
    try:
        yield from _windowed(pool, function, jobs, workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _windowed(
    pool: ProcessPoolExecutor, function: Callable[[Job], Value], jobs: Sequence[Job], workers: int
) -> Iterator[tuple[int, Value]]:
    numbered = iter(enumerate(jobs))
    pending: dict[Future[Any], int] = {}
    while True:
        while len(pending) < _WINDOW_PER_WORKER * workers and (following := next(numbered, None)) is not None:
            pending[pool.submit(function, following[1])] = following[0]
        if not pending:
            return
        for future in wait(pending, return_when=FIRST_COMPLETED).done:
            yield pending.pop(future), future.result()


def _leave_interrupts_to_the_driver() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
