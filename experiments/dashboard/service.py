"""The run service: one queue and one cache for all sessions, a few worker processes.

A session asks under a *slot* ("plan", "baseline", ...); a new request on a slot supersedes the old one. A run that
nobody waits for any more leaves the queue, or is cancelled when it is running. Runs that several sessions ask for are
computed once. Whoever has been served least recently comes first, and of one session's wishes the most urgent first.
Sessions hear of answers from one thread of its own, so that drawing never keeps a worker waiting, and each so seldom
that it can draw in between.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from experiments.dashboard.crew import Worker
from experiments.dashboard.jobs import DEMAND, Job

CACHE_ENTRIES, DEMAND_ENTRIES = 200, 40
MOST_WAITING_PER_SESSION = 60
PLAN_SLOT = "plan"
PART_PAUSE_SECONDS = 0.25
NEWS_PAUSE_SECONDS = 0.3

Key = tuple[Any, ...]


@dataclass
class Waiting:
    """A job somebody waits for: who (session and slot), how urgent, and whether a worker has it."""

    job: Job
    order: int
    urgency: int
    watchers: set[tuple[str, str]] = field(default_factory=set)
    worker: Worker | None = None
    dropped: bool = False
    part: Answer | None = None
    told: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What became of a job.

    ``done`` comes with a document (``part`` with its first years), ``wrong`` with an ``InputError``, ``failed`` with a line.

    No two answers have the same ``number``: what was made of an answer can be kept under it.
    """

    status: str
    value: Any
    number: int


class RunService:
    """Runs jobs in worker processes for many sessions.

    Parameters
    ----------
    workers : int
        Processes.
    """

    def __init__(self, workers: int = 2) -> None:
        """Start the threads that each look after one process; processes start with the first job."""
        lock = threading.RLock()
        self._lock, self._unheard = threading.Condition(lock), threading.Condition(lock)
        self._cache: OrderedDict[Key, Answer] = OrderedDict()
        self._demand: OrderedDict[Key, Any] = OrderedDict()
        self._waiting: dict[Key, Waiting] = {}
        self._slots: dict[tuple[str, str], set[Key]] = defaultdict(set)
        self._listeners: dict[str, Callable[[], None]] = {}
        self._served: dict[str, int] = defaultdict(int)
        self._news: dict[str, float] = {}  # session: when it is to be told
        self._told: dict[str, float] = defaultdict(float)
        self._count = itertools.count(1)
        self._stopped = False
        self._live: set[Worker] = set()
        self.finished = 0
        self.cancelled = 0
        self._threads = [threading.Thread(target=self._look_after, daemon=True) for _ in range(workers)]
        self._teller = threading.Thread(target=self._tell, daemon=True)
        for thread in (*self._threads, self._teller):
            thread.start()

    def join(self, session: str, on_change: Callable[[], None]) -> None:
        """Tell ``on_change`` (from another thread) when something a session waits for is there."""
        with self._lock:
            self._listeners[session] = on_change
            self._served.setdefault(session, next(self._count))

    def leave(self, session: str) -> None:
        """Forget a session and cancel what only it waited for."""
        with self._lock:
            for slot in [s for s in self._slots if s[0] == session]:
                self._supersede(slot, set())
                self._slots.pop(slot, None)
            for kept in (self._listeners, self._served, self._news, self._told):
                kept.pop(session, None)

    def request(self, session: str, slot: str, jobs: Sequence[Job]) -> None:
        """Ask for jobs, the most urgent first; they replace what the slot asked for before."""
        with self._lock:
            jobs = jobs[:MOST_WAITING_PER_SESSION]
            self._supersede((session, slot), {job.key() for job in jobs})
            for urgency, job in enumerate(jobs):
                key = job.key()
                if key in self._cache:
                    self._cache.move_to_end(key)
                    continue
                found = self._waiting.get(key)
                if found is None:
                    found = self._waiting[key] = Waiting(job, next(self._count), urgency)
                found.urgency = min(found.urgency, urgency)
                found.watchers.add((session, slot))
                self._slots[session, slot].add(key)
            self._make_room()
            self._lock.notify_all()

    def forget_failures(self) -> None:
        """Let jobs that failed be asked for again."""
        with self._lock:
            for key in [key for key, answer in self._cache.items() if answer.status == "failed"]:
                del self._cache[key]

    def answer(self, job: Job) -> Answer | None:
        """Return what became of a job; ``None`` while it is not there."""
        with self._lock:
            return self._cache.get(job.key())

    def part(self, job: Job) -> Answer | None:
        """Return the years a running job has told so far, if any."""
        with self._lock:
            waiting = self._waiting.get(job.key())
            return waiting.part if waiting else None

    def position(self, session: str) -> tuple[int, int]:
        """Return how many jobs a session waits for, and how many of others are ahead in the queue."""
        with self._lock:
            own = [w for w in self._waiting.values() if any(s == session for s, _ in w.watchers)]
            if not own or any(w.worker is not None for w in own):
                return len(own), 0
            first = min(own, key=self._rank)
            return len(own), sum(
                w.worker is not None or self._rank(w) < self._rank(first) for w in self._waiting.values()
            )

    def stop(self) -> None:
        """End all processes; answers still wanted never come."""
        with self._lock:
            self._stopped = True
            live = list(self._live)
            self._lock.notify_all()
            self._unheard.notify_all()
        for worker in live:
            worker.stop()
        for thread in self._threads:
            thread.join(3.0)

    def _supersede(self, slot: tuple[str, str], wanted: set[Key]) -> None:
        for key in self._slots[slot] - wanted:
            waiting = self._waiting.get(key)
            if waiting is None:
                continue
            waiting.watchers.discard(slot)
            if waiting.watchers:
                continue
            if waiting.worker is None:
                del self._waiting[key]
            else:
                waiting.worker.drop()
        self._slots[slot] &= wanted

    def _make_room(self) -> None:
        """Put a run that can wait back into the queue when a first answer is waited for and no worker is free."""
        running = [w for w in self._waiting.values() if w.worker is not None and not w.dropped]
        urgent = [w for w in self._waiting.values() if w.worker is None and w.urgency == 0]
        patient = [w for w in running if w.urgency > 0 and w.watchers]
        if len(running) < len(self._threads) or not patient:
            return
        for waiting, _ in zip(sorted(patient, key=lambda w: -w.urgency), urgent, strict=False):
            assert waiting.worker is not None
            waiting.dropped = True
            waiting.worker.drop()

    def _rank(self, waiting: Waiting) -> tuple[int, int, int]:
        served = min((self._served.get(session, 0) for session, _ in waiting.watchers), default=0)
        return (min(waiting.urgency, 1), served, -waiting.order if waiting.urgency == 0 else waiting.urgency)

    def _next(self) -> Waiting | None:
        with self._lock:
            while not self._stopped:
                ready = [w for w in self._waiting.values() if w.worker is None]
                if ready:
                    return min(ready, key=self._rank)
                self._lock.wait()
        return None

    def _look_after(self) -> None:
        worker: Worker | None = None
        while True:
            with self._lock:
                waiting = self._next()
                if waiting is None:
                    break
                if worker is None:
                    worker = Worker()
                    self._live.add(worker)
                waiting.worker = worker
                for session, _ in waiting.watchers:
                    self._served[session] = next(self._count)
            try:
                demand = self._demand.get(waiting.job.demand_key())
                status, value = worker.run(waiting.job, demand, partial(self._take_part, waiting))
            except (EOFError, OSError):
                status, value = "failed", "the worker process ended"
                self._live.discard(worker)
                worker = None
            self._finish(waiting, status, value)
        if worker is not None:
            worker.stop()

    def _take_part(self, waiting: Waiting, value: Any) -> None:
        """Keep a run's first years; whoever looks at its plan hears of them, the more look on the less often."""
        with self._lock:
            waiting.part = Answer("part", value, next(self._count))
            lookers = {session for session, slot in waiting.watchers if slot == PLAN_SLOT}
            now = time.monotonic()
            if now - waiting.told >= PART_PAUSE_SECONDS * len(lookers):
                waiting.told = now
                self._announce(lookers, at_once=True)

    def _announce(self, sessions: set[str], *, at_once: bool) -> None:
        """Let sessions be told: at once, or after a pause since the last time."""
        now = time.monotonic()
        for session in sessions & self._listeners.keys():
            due = now if at_once else max(now, self._told[session] + NEWS_PAUSE_SECONDS)
            self._news[session] = min(due, self._news.get(session, due))
        self._unheard.notify_all()

    def _tell(self) -> None:
        while True:
            with self._lock:
                while not self._stopped:
                    first = min(self._news, key=self._news.__getitem__, default=None)
                    pause = None if first is None else self._news[first] - time.monotonic()
                    if pause is not None and pause <= 0:
                        break
                    self._unheard.wait(pause)
                if self._stopped or first is None:
                    return
                del self._news[first]
                self._told[first] = time.monotonic()
                listener = self._listeners.get(first)
            if listener is not None:
                listener()

    def _finish(self, waiting: Waiting, status: str, value: Any) -> None:
        key = waiting.job.key()
        demand = value.pop(DEMAND, None) if status == "done" else None
        with self._lock:
            if demand is not None:
                self._demand[waiting.job.demand_key()] = demand
                while len(self._demand) > DEMAND_ENTRIES:
                    self._demand.popitem(last=False)
            if status == "cancelled" and waiting.watchers:  # wanted again while it was being dropped
                waiting.worker, waiting.dropped = None, False
                self._lock.notify_all()
                return
            self._waiting.pop(key, None)
            for slot in waiting.watchers:
                self._slots[slot].discard(key)
            if status == "cancelled":
                self.cancelled += 1
            else:
                self.finished += 1
                self._cache[key] = Answer(status, value, next(self._count))
                while len(self._cache) > CACHE_ENTRIES:
                    self._cache.popitem(last=False)
            self._announce({session for session, _ in waiting.watchers}, at_once=waiting.urgency == 0)
