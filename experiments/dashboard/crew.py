"""Worker processes: each takes one job at a time over a pipe, can be told to drop it, and leaves when its parent does."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

_STOP_SECONDS = 2.0
_NICENESS = 10  # the web process answers a hand on a lever before any run goes on


class Worker:
    """One process; ``run`` blocks the calling thread until the answer is there."""

    def __init__(self) -> None:
        """Start the process; the first job pays for its imports."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._drop = context.Event()
        self._process = context.Process(target=_serve, args=(theirs, self._drop, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()

    def run(self, job: Any, demand: Any, tell: Callable[[Any], None]) -> tuple[str, Any]:
        """Return ``("done", document)``, ``("cancelled", None)``, ``("wrong", InputError)`` or ``("failed", line)``.

        ``tell`` is given every part of the document that comes before it is whole.

        Raises
        ------
        EOFError, OSError
            When the process died; a new worker is needed.
        """
        try:
            self._pipe.send((job, demand))
            while True:
                status, value = self._pipe.recv()
                if status != "part":
                    return status, value
                tell(value)
        finally:
            self._drop.clear()  # not before: a job may be told to drop before it is on its way

    def drop(self) -> None:
        """Let the job that is running end at its next month."""
        self._drop.set()

    def stop(self) -> None:
        """End the process."""
        self._drop.set()
        self._process.terminate()
        self._process.join(_STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()


def _serve(pipe: Connection, drop: Event, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    from experiments.dashboard.trunks import Trunks

    trunks = Trunks()
    with contextlib.suppress(EOFError, OSError):
        while True:
            job, demand = pipe.recv()
            _answer(pipe, drop, parent, job, demand, trunks)


def _answer(pipe: Connection, drop: Event, parent: int, job: Any, demand: Any, trunks: Any) -> None:
    """Run a job and send what became of it; a plan that branches off a city already grown runs in a fork of it."""
    from experiments.dashboard.jobs import CancelledError, compute
    from sim.core.errors import InputError

    worker = os.getpid()

    def cancelled() -> bool:
        if os.getppid() != (parent if os.getpid() == worker else worker):
            raise SystemExit
        return drop.is_set()

    try:
        trunk = trunks.grown(job, demand, cancelled)
        branch = os.fork() if trunk is not None else 0
        if branch:
            if os.waitpid(branch, 0)[1]:
                raise SystemExit(1)  # it died while it may have been sending: nobody can use this pipe any more
            return
        course = None if trunk is None else trunks.branched(trunk, job, demand)
        pipe.send(("done", compute(job, cancelled, lambda part: pipe.send(("part", part)), demand, course)))
    except CancelledError:
        pipe.send(("cancelled", None))
    except InputError as error:
        pipe.send(("wrong", error))
    except Exception as error:
        pipe.send(("failed", f"{type(error).__name__}: {error}"))
    finally:
        if os.getpid() != worker:
            os._exit(0)
