"""How many runs go to a worker at a time.

Few, and handing them out costs more than it should; many, and the last worker keeps the others waiting, and more is
lost when the driver is killed. A chunk should last some seconds, leave every worker its share of what is left, and
keep runs of one baseline together, because the worker that has solved it has it in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")

SECONDS_PER_CHUNK = 4.0
SECONDS_KEPT_TOGETHER = 30.0
MOST_RUNS_PER_CHUNK = 50
LEAST_CHUNKS_PER_WORKER = 3
FIRST_CHUNK = 2  # before anything is known about how long a run takes


class Chunks(Generic[Item]):
    """Cuts a stream of jobs into chunks.

    Parameters
    ----------
    jobs : iterator of (int, job)
        Jobs in order, each with the number of its baseline.
    total : int
        How many there are, about.
    """

    def __init__(self, jobs: Iterator[tuple[int, Item]], total: int) -> None:
        self._jobs = jobs
        self._left = total
        self._seconds, self._runs = 0.0, 0
        self._next = next(jobs, None)

    def learn(self, seconds: float, runs: int) -> None:
        """Note how long some runs took."""
        self._seconds += seconds
        self._runs += runs

    def take(self, workers: int, most_at_once: int = MOST_RUNS_PER_CHUNK) -> list[Item]:
        """Return the next chunk; an empty list when nothing is left."""
        size, most = (min(n, most_at_once) for n in self._sizes(workers))
        chunk: list[Item] = []
        while self._next is not None:
            group, job = self._next
            chunk.append(job)
            self._next = next(self._jobs, None)
            new_group = self._next is None or self._next[0] != group
            if len(chunk) >= most or (len(chunk) >= size and new_group):
                break
        self._left = max(self._left - len(chunk), 1)
        return chunk

    def _sizes(self, workers: int) -> tuple[int, int]:
        """Return how many runs a chunk should have, and how many at most to keep a baseline together."""
        if not self._runs:
            size = most = FIRST_CHUNK
        else:
            per_run = max(self._seconds / self._runs, 1e-6)
            size = int(SECONDS_PER_CHUNK / per_run)
            most = max(size, int(SECONDS_KEPT_TOGETHER / per_run))
        share = -(-self._left // (LEAST_CHUNKS_PER_WORKER * workers))
        fair = -(-self._left // workers)
        return max(1, min(size, share, MOST_RUNS_PER_CHUNK)), max(1, min(most, fair, MOST_RUNS_PER_CHUNK))
