"""Engines: where the runs of a sweep are done; each a ``concurrent.futures.Executor`` and how many it can do at once.

``serial()`` is this process, ``local_pool(2)`` worker processes of this machine, ``dask("tcp://HOST:PORT")`` the
workers of a Dask scheduler; ``given(executor, workers)`` wraps any other executor, such as mpi4py's
``MPIPoolExecutor``.
"""

from __future__ import annotations

import contextlib
import logging
import math
import multiprocessing
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any

from sim.core.errors import InputError

LONGEST_WAIT_SECONDS = 20.0
_ADDRESS = re.compile(r"(tcp|tls|ucx|ws)://[\w.\[\]:-]+:\d+")
_ASK_EVERY_SECONDS = 2.0
_LOST_PARENT = 3  # exit code of a worker whose driver has gone


class Engine:
    """An executor that can be renewed when its workers have died.

    Parameters
    ----------
    name : str
        What it is, for messages and the manifest.
    make : callable
        Returns a new executor; asked again after the executor broke.
    workers : callable
        Returns how many runs it can do at once; may change while it works.
    renewable : bool
        Whether asking ``make`` again helps.
    most_at_once : int
        Runs handed out in one call at most.
    ahead : int
        Calls handed out per worker: enough to keep it busy, little to lose.
    gone : callable, optional
        Returns why no call will ever come back, or an empty text.
    at_end : callable, optional
        Called when the engine is closed.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[], Executor],
        workers: Callable[[], int],
        *,
        renewable: bool = False,
        most_at_once: int = 50,
        ahead: int = 2,
        gone: Callable[[], str] = lambda: "",
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.renewable = renewable
        self.gone = gone
        self.most_at_once, self.ahead = most_at_once, ahead
        self._make, self._workers, self._at_end = make, workers, at_end
        self._executor: Executor | None = None

    @property
    def workers(self) -> int:
        """How many runs can be done at once; at least one."""
        return max(1, self._workers())

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand out one call."""
        if self._executor is None:
            self._executor = self._make()
        return self._executor.submit(function, *arguments)

    def renew(self) -> None:
        """Forget the executor; the next call gets a new one when that helps."""
        if self.renewable and self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def close(self, *, wait: bool = True) -> None:
        """Release the workers; what has not begun is dropped."""
        if self._executor is not None:
            with contextlib.suppress(Exception):  # a cluster that has gone cannot be told so
                self._executor.shutdown(wait=wait, cancel_futures=True)
            self._executor = None
        with contextlib.suppress(Exception):
            self._at_end()


class SerialExecutor(Executor):
    """Does every call at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call and return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def serial() -> Engine:
    """Return the engine that runs in this process."""
    return Engine("this process", SerialExecutor, lambda: 1, most_at_once=1, ahead=1)


def local_pool(workers: int) -> Engine:
    """Return a pool of worker processes on this machine, started by a fork server."""

    def make() -> Executor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["experiments.worker"])
        return ProcessPoolExecutor(workers, mp_context=context, initializer=begin_worker)

    return Engine(f"{workers} local processes", make, lambda: workers, renewable=True)


def given(executor: Executor, workers: int) -> Engine:
    """Return an engine around an executor of the caller's own, which is left open at the end."""
    return Engine(type(executor).__name__, lambda: _Borrowed(executor), lambda: workers)


class _Borrowed(Executor):
    """An executor somebody else owns and shuts down."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand the call on."""
        return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the executor as it is."""


def dask(address: str) -> Engine:
    """Return the engine of a Dask scheduler's workers.

    Parameters
    ----------
    address : str
        The scheduler, as ``tcp://HOST:PORT``.

    Raises
    ------
    InputError
        When distributed is not installed, or no scheduler or no worker answers.
    """
    if not _ADDRESS.fullmatch(address):
        raise InputError("not an address", where="--scheduler", given=address, allowed="tcp://HOST:PORT")
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "Dask is not installed", where="--scheduler", given=address, allowed="pip install 'pilotcity[cluster]'"
        ) from None
    for quiet in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(quiet).setLevel(logging.CRITICAL)  # what goes wrong is said once, by us
    waited = f"within {LONGEST_WAIT_SECONDS:.0f} s"
    try:
        client = Client(address, timeout=LONGEST_WAIT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        allowed = "the address that 'dask scheduler' prints"
        raise InputError(
            f"no scheduler answers {waited}", where="--scheduler", given=address, allowed=allowed
        ) from None
    try:
        client.wait_for_workers(1, timeout=LONGEST_WAIT_SECONDS)
    except TimeoutError:
        client.close()
        raise InputError(
            f"the scheduler has no workers {waited}",
            where="--scheduler",
            given=address,
            allowed=f"dask worker {address}, once per machine",
        ) from None

    known, asked = 1, -math.inf

    def threads() -> int:
        nonlocal known, asked
        if time.monotonic() - asked > _ASK_EVERY_SECONDS:
            asked = time.monotonic()
            with contextlib.suppress(Exception):  # a scheduler that has gone is noticed by what it was to do
                known = sum(client.nthreads().values())
        return int(known)

    def gone() -> str:
        # A client that has given up reconnecting is closed, and what it was asked to do is never answered.
        return "the scheduler has gone" if client.status in ("closing", "closed") else ""

    return Engine(f"dask {address}", lambda: client.get_executor(pure=False), threads, gone=gone, at_end=client.close)


def begin_worker() -> None:
    """Prepare a pool's process: leave interrupts to the driver, and leave with the driver."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, name="orphan watch", daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()  # returns when the driver has gone, however it went
        os._exit(_LOST_PARENT)
