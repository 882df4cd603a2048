"""The schedule: one ordered list of numbered phases, printable with the time each took."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Phase:
    """One phase of the month: a sentence, and what is called on the city's state."""

    name: str
    calls: tuple[Callable[[Any], None], ...]
    doc: str


class Schedule:
    """Runs the phases of a month in order and adds up the wall time each takes."""

    def __init__(self, phases: Sequence[Phase]) -> None:
        names = [p.name for p in phases]
        if len(set(names)) != len(names):
            raise ValueError("two phases have one name")
        self.phases = tuple(phases)
        self.seconds = [0.0] * len(phases)
        self.months = 0

    def run_month(self, state: Any) -> None:
        """Run every phase once."""
        self.months += 1
        before = time.perf_counter()
        for number, phase in enumerate(self.phases):
            for call in phase.calls:
                call(state)
            now = time.perf_counter()
            self.seconds[number] += now - before
            before = now

    def table(self) -> list[dict[str, Any]]:
        """Return one row per phase: number, name, what it does, what it calls and microseconds per month."""
        return [
            {
                "number": number,
                "name": phase.name,
                "doc": phase.doc,
                "calls": [f"{c.__module__}.{c.__name__}" for c in phase.calls],
                "microseconds_per_month": round(1e6 * seconds / self.months, 1) if self.months else None,
            }
            for number, (phase, seconds) in enumerate(zip(self.phases, self.seconds, strict=True), start=1)
        ]
