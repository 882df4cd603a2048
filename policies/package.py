"""The package of levers in force in one city, and what it posts each month.

Every lever gets a posting name of its own (``carbon_tax``, ``carbon_tax#2`` when a plan has several,
``baseline:carbon_tax`` when it is in force anyway), by which spending is attributed. A month in which nothing can
have changed costs next to nothing: the next month of change is known in advance.

Reads: the ``strengthening`` signal of last month, ``state.rooms`` ``indicators`` and ``milestones``.
Writes: the signal board, ``state.rooms["works_orders"]``, ``state.events``. Draws: none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from policies.entry import LeverEntry, parse_levers
from policies.lever import (
    ANNOUNCED_AHEAD_MONTHS,
    Lever,
    Posts,
    WorksOrder,
    check_posts,
    declared_slots,
    without_neutral,
)
from policies.plan import Milestone, Plan, load_plan, parse_milestones, plan_names, with_override
from policies.target import Reach, find_reach
from sim.core.clock import Month
from sim.core.errors import InputError, shorten
from sim.core.signals import SignalCatalogue
from sim.world.signal_catalogue import STRENGTHENING
from sim.world.state import WorldState

BASELINE = "baseline:"
NEVER_INDEX = Month.of(9999).index


@dataclass
class Seat:
    """One lever of a plan in one city: its name on the board, its months and its target."""

    label: str
    lever: Lever
    entry: LeverEntry
    reach: Reach
    start: Month
    is_baseline: bool
    catalogue: SignalCatalogue
    changes_at: int = 0  # index of the month in which to ask it again

    def __post_init__(self) -> None:
        """Note where the lever may post."""
        self.slots = declared_slots(self.lever, self.catalogue)

    @property
    def end_index(self) -> int:
        """Index of the last month in force."""
        return NEVER_INDEX if self.entry.end is None else self.entry.end.index

    def in_force(self, month: Month) -> bool:
        """Say whether the lever is in force in a month."""
        return self.start.index <= month.index <= self.end_index

    def values(self, month: Month, steps: float) -> dict[str, Any]:
        """Return the parameter values of a month: tightened by the evaluation's steps, then ramped."""
        values: dict[str, Any] = self.entry.values
        if steps and not self.is_baseline:
            values = self.lever.strengthened(values, steps, dict(self.entry.step))
        if self.entry.ramp_months:
            share = (month.index - self.start.index + 1) / self.entry.ramp_months
            values = self.lever.ramped_values(values, share)
        return {**values, "start": self.start}

    def posts(self, month: Month, steps: float) -> Posts:
        """Return what the lever says in a month: itself when in force, its announcement before."""
        if self.in_force(month):
            return self._said(month, steps)
        announced = self.entry.announced
        if announced is None or not announced.index <= month.index < self.start.index:
            return {}
        ahead = Month(month.index + ANNOUNCED_AHEAD_MONTHS)
        return self._announcement(self._said(ahead, steps)) if self.in_force(ahead) else {}

    def _said(self, month: Month, steps: float) -> Posts:
        values = self.values(month, steps)
        try:
            posts = self.lever.posts(month, self.catalogue, values, self.reach)
            check_posts(self.lever, self.catalogue, posts, self.slots)
        except Exception as error:
            if not self.entry.module:
                raise
            what = f"lever {self.entry.name} fails in {month}: {type(error).__name__}: {shorten(str(error), 300)}"
            raise InputError(what, where=self.entry.module) from error
        return without_neutral(self.catalogue, posts)

    def _announcement(self, posts: Posts) -> Posts:
        offset = self.catalogue.offset
        said: Posts = {}
        for signal, announced in self.lever.announces.items():
            first, shift = offset[signal], offset[announced] - offset[signal]
            for slot, value in posts.items():
                if first <= slot < first + self.catalogue.size(signal):
                    said[slot + shift] = max(said.get(slot + shift, 0.0), value * self.entry.credibility)
        return without_neutral(self.catalogue, said)

    def next_change(self, month: Month) -> int:
        """Return the index of the next month in which the posts may differ from this month's."""
        entry, start = self.entry, self.start.index
        if month.index < start:
            if entry.announced is None or not self.lever.announces:
                return start
            return max(entry.announced.index, month.index + 1)
        if month.index > self.end_index:
            return NEVER_INDEX
        rhythm = self.lever.rhythm({**entry.values, "start": self.start})
        if month.index < start + entry.ramp_months or rhythm == "monthly" or self.lever.reads_statistics:
            return month.index + 1
        january = Month.of(month.year + 1).index if rhythm == "yearly" else NEVER_INDEX
        return min(january, self.end_index + 1)


class Package:
    """All levers of a run.

    Parameters
    ----------
    plans : sequence of Plan
        The baseline plan and what is tried on top of it, in any order.
    state : WorldState
        The city; its configuration, clock, drivers and signal board are read.

    Raises
    ------
    InputError
        When a target matches nobody in this city, or a lever ends before it starts.
    """

    def __init__(self, plans: Sequence[Plan], state: WorldState) -> None:
        self.milestones: list[dict[str, Any]] = []
        self.seats: list[Seat] = []
        self.lever_names: list[str] = []
        self._steps = 0.0
        self._count: dict[str, int] = {}
        state.rooms.setdefault("works_orders", [])
        self.add(plans, state)

    def add(self, plans: Sequence[Plan], state: WorldState) -> None:
        """Put the levers of further plans in force; they speak from the current month on."""
        self.milestones += [m for plan in plans for m in plan.milestones]
        entries = [
            (plan.baseline, e, f"plan '{plan.name}': levers[{i}]")
            for plan in plans
            for i, e in enumerate(plan.levers, 1)
        ]
        entries.sort(key=lambda item: (item[0], item[1].identity()))  # names do not depend on the order of plans
        seats = []
        for is_baseline, entry, where in entries:
            kind = f"{BASELINE if is_baseline else ''}{entry.name}"
            self._count[kind] = self._count.get(kind, 0) + 1
            label = kind if self._count[kind] == 1 else f"{kind}#{self._count[kind]}"
            seats.append(_seat(label, entry, is_baseline, state, where))
        self.seats = sorted((*self.seats, *seats), key=lambda seat: seat.is_baseline)
        self.lever_names = sorted({seat.entry.name for seat in self.seats})
        self._next_change = 0
        self._ordering = [s for s in self.seats if type(s.lever).works_orders is not Lever.works_orders]

    @staticmethod
    def is_baseline(label: str) -> bool:
        """Say whether a posting name belongs to the measures in force anyway."""
        return label.startswith(BASELINE)

    @staticmethod
    def kind_of(label: str) -> str:
        """Return the lever behind a posting name: ``carbon_tax`` for ``baseline:carbon_tax#2``."""
        return label.removeprefix(BASELINE).partition("#")[0]

    def post(self, state: WorldState) -> None:
        """Let every lever that may have changed its mind speak, and combine what is said."""
        month = state.clock.now
        steps = float(state.board.values[STRENGTHENING])
        if month.index >= self._next_change or steps != self._steps:
            due = [s for s in self.seats if month.index >= s.changes_at or steps != self._steps]
            self._steps = steps
            for seat in due:
                if seat.lever.reads_statistics:
                    seat.lever.hear(state.rooms.get("indicators", {}), state.rooms.get("milestones", self.milestones))
                state.board.post(seat.label, seat.posts(month, steps))
                seat.changes_at = seat.next_change(month)
            self._next_change = min((s.changes_at for s in self.seats), default=NEVER_INDEX)
        if self._ordering:
            self._order(state, month, steps)
        state.board.combine()

    def _order(self, state: WorldState, month: Month, steps: float) -> None:
        for seat in self._ordering:
            if seat.in_force(month):
                orders = seat.lever.works_orders(month, seat.values(month, steps), seat.reach)
                state.rooms["works_orders"] += [replace(order, lever=seat.label) for order in orders]


def _seat(label: str, entry: LeverEntry, is_baseline: bool, state: WorldState, where: str) -> Seat:
    start = entry.start or state.clock.first
    if entry.end is not None and entry.end.index < start.index:
        raise InputError(
            "the end comes before the start", where=f"{where}.end", given=str(entry.end), allowed=f"{start} or later"
        )
    lever = entry.lever_class()()
    if entry.announced is not None and not lever.announces:
        state.events.append({
            "month": str(max(entry.announced, state.clock.first, key=lambda m: m.index)),
            "what": f"{entry.name} is announced; nobody in this model acts on such an announcement before it starts",
            "lever": label,
        })  # fmt: skip
    return Seat(label, lever, entry, find_reach(entry.target, state, where), start, is_baseline, state.board.catalogue)


def post(state: WorldState) -> None:
    """Post this month's signals (the phase of ``sim/month.py``)."""
    package = state.rooms["package"]
    assert isinstance(package, Package)
    package.post(state)


__all__ = [
    "LeverEntry", "Milestone", "Package", "Plan", "WorksOrder", "load_plan", "parse_levers",
    "parse_milestones", "plan_names", "post", "with_override",
]  # fmt: skip
