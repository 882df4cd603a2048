"""Sweeps: every run of a study, on any engine, into one store.

One loop hands out chunks through a bounded window and records what comes back. A run that fails is recorded as a
failure with its scenario; a chunk whose worker was lost is given out again, and a run that takes its workers with it
twice when it runs alone is recorded as such. Killed at any moment, the same call goes on where the store stands.
"""

from __future__ import annotations

import hashlib
import json
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from experiments.chunks import Chunks
from experiments.designs import Cell, Sheet
from experiments.engine import processors
from experiments.executors import Engine, dask, given, local_pool, serial
from experiments.sheets import RunSheet
from experiments.store import LOST_WORKER, Planned, Store
from experiments.study import Study
from experiments.worker import Failed, Job, Report, code_hash, run_chunk, run_id
from sim.core.errors import InputError

LOSSES_BEFORE_ALONE = 2
LOSSES_BEFORE_FAILURE = 4
LOSSES_WITHOUT_SUCCESS = 6
_SECONDS_BETWEEN_LOOKS = 0.5
_KEPT = "what was finished is kept, the same command goes on from there"


@dataclass(frozen=True)
class Swept:
    """What a sweep came to.

    Attributes
    ----------
    runs, done, failed : int
        Runs the study asks for; those finished, of which failed.
    new : int
        Runs done by this call.
    changed : str
        ``study`` or ``code`` when the store had the study of that name, and that has changed since.
    interrupted : bool
        Whether it was stopped before the end.
    """

    runs: int
    done: int
    failed: int
    new: int
    changed: str
    interrupted: bool


@dataclass
class _Task:
    """A chunk on its way: runs of the study with their jobs, and how often its worker was lost."""

    cells: list[tuple[Cell, Job]]
    losses: int = 0


@dataclass
class _Progress:
    """Counts of a sweep as it goes."""

    done: int = 0
    new: int = 0
    losses_in_a_row: int = 0
    waiting: dict[str, list[Cell]] = field(default_factory=dict)


def sweep(
    study: Study | RunSheet,
    store: str | Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    retry_failures: bool = False,
    on_done: Callable[[int, int], None] | None = None,
    on_start: Callable[[Swept], None] | None = None,
) -> Swept:
    """Do every run of a study that the store does not have yet.

    Parameters
    ----------
    study : Study or RunSheet
        What is asked for: a study, or runs chosen by an analysis.
    store : str or Path
        The store's file.
    workers : int, optional
        Processes of this machine, all processors by default; one means this process. With ``executor``, how many
        calls it can do at once.
    scheduler : str, optional
        Address of a Dask scheduler, ``tcp://HOST:PORT``, whose workers are used instead.
    executor : concurrent.futures.Executor, optional
        Any other executor to use instead; it is left open.
    retry_failures : bool
        Try failed runs again (those whose worker was lost always are).
    on_done : callable, optional
        Told after every chunk how many runs are finished and how many there are.
    on_start : callable, optional
        Told once what the store had already.

    Returns
    -------
    Swept
        Counts; ``interrupted`` after an interrupt (SIGINT), which lets running chunks finish first.

    Raises
    ------
    InputError
        When the study, the store or the engine cannot be used; what was finished is kept.
    """
    sheet: RunSheet = Sheet(study) if isinstance(study, Study) else study
    engine = _engine(workers, scheduler, executor, sheet.runs)
    try:
        with Store(store) as opened, _interrupts() as interrupted:
            driver = _Driver(sheet, opened, engine, retry_failures=retry_failures)
            if on_start is not None:
                on_start(driver.summary(False))
            driver.run(interrupted, on_done)
            return driver.summary(interrupted())
    finally:
        engine.close(wait=False)


def _engine(workers: int | None, scheduler: str | None, executor: Executor | None, runs: int) -> Engine:
    if scheduler is not None:
        return dask(scheduler)
    if executor is not None:
        return given(executor, workers or processors())
    workers = min(workers or processors(), runs)
    return serial() if workers <= 1 else local_pool(workers)


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Turn the first interrupt into a wish to stop; the second one is not waited for."""
    asked = False

    def ask(_: int, __: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    if threading.current_thread() is not threading.main_thread():
        yield lambda: asked
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


class _Driver:
    """Hands out a study's runs and records what comes back."""

    def __init__(self, sheet: RunSheet, store: Store, engine: Engine, *, retry_failures: bool) -> None:
        self.sheet, self.store, self.engine = sheet, store, engine
        self.code = code_hash()
        self.study, self.changed = store.begin(sheet, self.code, engine.name)
        store.forget_failures(self.study, every=retry_failures)
        self.finished = store.done(self.study, sheet.runs)
        self.count = _Progress(done=int(self.finished.sum()))
        self.pending: dict[Future[Report], _Task] = {}
        self.again: deque[_Task] = deque()
        self.chunks = Chunks(self._jobs(), sheet.runs - self.count.done)

    def summary(self, interrupted: bool) -> Swept:
        """Return the counts as they stand."""
        count, runs = self.count, self.sheet.runs
        failed = self.store.failed(self.study)
        return Swept(runs, count.done, failed, count.new, self.changed, interrupted and count.done < runs)

    def run(self, interrupted: Callable[[], bool], on_done: Callable[[int, int], None] | None) -> None:
        """Work until everything is done, or until asked to stop and what was running has come back."""
        while True:
            if interrupted():
                self._drop_what_has_not_begun()
                self.again.clear()
            else:
                self._hand_out()
            if not self.pending:
                if self.again:  # the engine broke before anything was out
                    continue
                break
            if gone := self.engine.gone():
                raise InputError(f"{gone}; {_KEPT}", where=self.engine.name)
            for future in wait(self.pending, _SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED).done:
                if future in self.pending:
                    self._collect(future)
                    if on_done is not None:
                        on_done(self.count.done, self.sheet.runs)

    def _jobs(self) -> Iterator[tuple[int, tuple[Cell, Job]]]:
        """Yield what is to be done, in order, each with the number of its baseline."""
        points = len(self.sheet.points)
        adopted: list[tuple[Cell, str]] = []
        for cell in self.sheet.cells():
            if self.finished[cell.number]:
                continue
            try:
                scenario = self.sheet.scenario(cell)
            except InputError as error:  # values that fit alone and not together
                self._record_impossible(cell, error)
                continue
            run = run_id(self.code, scenario.hash(), cell.seed)
            if run in self.count.waiting:
                self.count.waiting[run].append(cell)
            elif self.store.has(run):
                adopted.append((cell, run))
                if len(adopted) >= 1000:
                    self._adopt(adopted)
            else:
                self.count.waiting[run] = []
                yield cell.number // points, (cell, Job(run, scenario, cell.seed))
        self._adopt(adopted)

    def _record_impossible(self, cell: Cell, error: InputError) -> None:
        text = json.dumps(self.sheet.settings(cell), sort_keys=True)
        scenario_hash = hashlib.sha256(f"{self.sheet.base.hash()}{text}".encode()).hexdigest()[:16]
        run = run_id(self.code, scenario_hash, cell.seed)
        failed = Failed(run, type(error).__name__, error.line(), "", 0.0)
        planned = {run: Planned(run, scenario_hash, cell.seed, text)}
        self.store.record(self.study, [(cell, run)], [failed], planned, self.code)
        self.count.done += 1
        self.count.new += 1

    def _adopt(self, cells: list[tuple[Cell, str]]) -> None:
        self.store.adopt(self.study, cells)
        self.count.done += len(cells)
        cells.clear()

    def _hand_out(self) -> None:
        alone = [task for task in self.again if task.losses >= LOSSES_BEFORE_ALONE]
        if alone or any(task.losses >= LOSSES_BEFORE_ALONE for task in self.pending.values()):
            if not self.pending:
                self._submit_alone(alone[0])
            return
        workers = self.engine.workers
        while len(self.pending) < self.engine.ahead * workers:
            task = self.again.popleft() if self.again else _Task(self.chunks.take(workers, self.engine.most_at_once))
            if not task.cells or not self._submit(task):
                return

    def _submit_alone(self, task: _Task) -> None:
        """Give out the first run of a chunk that lost its workers before, with nothing else beside it."""
        self.again.remove(task)
        first, rest = task.cells[:1], task.cells[1:]
        if rest:
            self.again.append(_Task(rest, task.losses))
        self._submit(_Task(first, task.losses))

    def _submit(self, task: _Task) -> bool:
        try:
            future = self.engine.submit(run_chunk, self.code, [job for _, job in task.cells])
        except Exception as error:  # an executor that broke, or a cluster that has gone
            self._lost(task, error, begun=False)
            self.engine.renew()
            return False
        self.pending[future] = task
        return True

    def _collect(self, future: Future[Report]) -> None:
        task = self.pending.pop(future)
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or error is not None:
            self._collect_the_others_of_a_broken_engine()
            self._lost(task, error)
            self.engine.renew()
            return
        report = future.result()
        if report.code != self.code:
            raise InputError(
                "a worker runs another version of the model",
                where=report.worker,
                given=report.code,
                allowed=f"{self.code}, as here",
            )
        self.chunks.learn(report.seconds, len(report.outcomes))
        self.count.losses_in_a_row = 0
        self._record(task, report.outcomes)

    def _collect_the_others_of_a_broken_engine(self) -> None:
        """Record what came back before a pool broke, and count the rest as lost with it."""
        if not self.engine.renewable:
            return
        for future in wait(self.pending, timeout=10.0).done:
            task = self.pending.pop(future)
            if future.cancelled() or future.exception() is not None:
                task.losses += 1
                self.again.append(task)
            else:
                self._record(task, future.result().outcomes)

    def _lost(self, task: _Task, error: BaseException | None, *, begun: bool = True) -> None:
        task.losses += begun
        self.count.losses_in_a_row += 1
        said = f"{type(error).__name__}: {error}" if error is not None else "the work was cancelled"
        if task.losses >= LOSSES_BEFORE_FAILURE and len(task.cells) == 1:
            job = task.cells[0][1]
            self._record(task, (Failed(job.run, LOST_WORKER, said, "", 0.0),))
            self.count.losses_in_a_row = 0
        elif self.count.losses_in_a_row >= LOSSES_WITHOUT_SUCCESS:
            raise InputError(f"the workers are lost again and again ({said[:200]}); {_KEPT}", where=self.engine.name)
        else:
            self.again.append(task)

    def _record(self, task: _Task, outcomes: tuple[Any, ...]) -> None:
        failed = {outcome.run for outcome in outcomes if isinstance(outcome, Failed)}
        cells: list[tuple[Cell, str]] = []
        planned: dict[str, Planned] = {}
        for cell, job in task.cells:
            text = job.scenario.to_toml() if job.run in failed else ""
            planned[job.run] = Planned(job.run, job.scenario.hash(), job.seed, text)
            cells += [(one, job.run) for one in (cell, *self.count.waiting[job.run])]
        self.store.record(self.study, cells, outcomes, planned, self.code)
        for _, job in task.cells:
            del self.count.waiting[job.run]
        self.count.done += len(cells)
        self.count.new += len(task.cells)

    def _drop_what_has_not_begun(self) -> None:
        for future in [f for f in self.pending if f.cancel()]:
            del self.pending[future]
