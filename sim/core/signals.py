"""Public signals: all that levers can say and all that agents can hear.

A signal has a unit, a neutral value, a way to combine what several levers post, and optional axes (such as
sector or district). The board lays every signal out in one float64 vector, so a kernel reads
``signals[OFFSET + place]``. Posts are combined in an order that depends on their values alone, so levers
commute; a post of the neutral value changes not one bit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.core.columns import Array

Combine = Literal["add", "multiply", "max", "min"]


@dataclass(frozen=True)
class Signal:
    """Declaration of one public signal; ``axes`` names its dimensions, outermost first."""

    name: str
    unit: str
    neutral: float
    combine: Combine
    doc: str
    axes: tuple[str, ...] = ()


class SignalCatalogue:
    """The signals that exist, laid out in one vector.

    Parameters
    ----------
    signals : sequence of Signal
        The declarations.
    axes : mapping of str to sequence of str
        The places along each axis.
    """

    def __init__(self, signals: Sequence[Signal], axes: Mapping[str, Sequence[str]]) -> None:
        self.signals = {s.name: s for s in signals}
        if len(self.signals) != len(signals):
            raise ValueError("a signal is declared twice")
        self.axes = {name: tuple(places) for name, places in axes.items()}
        self.offset: dict[str, int] = {}
        position = 0
        for signal in signals:
            self.offset[signal.name] = position
            position += self.size(signal.name)
        self.length = position
        self.neutral: Array = np.concatenate([np.full(self.size(s.name), float(s.neutral)) for s in signals])

    def size(self, name: str) -> int:
        """Return the number of slots a signal takes."""
        return int(np.prod([len(self.axes[a]) for a in self.signals[name].axes], dtype=int))

    def slots(self, name: str, **places: Sequence[str] | None) -> list[int]:
        """Return the slots of a signal at the named places of each axis (all places when ``None``)."""
        slots = [0]
        for axis in self.signals[name].axes:
            chosen = places.get(axis)
            index = range(len(self.axes[axis])) if chosen is None else [self.axes[axis].index(p) for p in chosen]
            slots = [s * len(self.axes[axis]) + i for s in slots for i in index]
        return [self.offset[name] + s for s in slots]

    def name_of(self, slot: int) -> str:
        """Return the signal a slot belongs to."""
        return max((n for n in self.offset if self.offset[n] <= slot), key=lambda n: self.offset[n])


class SignalBoard:
    """What is posted this month.

    ``values`` is the combined vector agents read; ``contributions`` keeps who posted what, so that spending
    a signal causes can be booked to the levers that caused it.
    """

    def __init__(self, catalogue: SignalCatalogue) -> None:
        self.catalogue = catalogue
        self.values: Array = catalogue.neutral.copy()
        self._combine = [catalogue.signals[n].combine for n in catalogue.signals for _ in range(catalogue.size(n))]
        self._posts: dict[str, dict[int, float]] = {}
        self._shares: dict[int, dict[str, float]] = {}
        self._changed = False
        self.version = 0  # grows whenever ``values`` changes, so that readers may keep what they derived

    def post(self, lever: str, posts: dict[int, float]) -> None:
        """Replace what one lever says by ``posts`` (slot to value); an empty dictionary is silence."""
        if self._posts.get(lever, {}) != posts:
            self._posts[lever] = dict(posts)
            self._shares.clear()
            self._changed = True

    def combine(self) -> None:
        """Combine all posts into ``values``; costs nothing when nobody changed his mind."""
        if not self._changed:
            return
        self._changed = False
        self.version += 1
        self.values[:] = self.catalogue.neutral
        by_slot: dict[int, list[float]] = {}
        for posts in self._posts.values():
            for slot, value in posts.items():
                by_slot.setdefault(slot, []).append(value)
        for slot, values in by_slot.items():
            total = float(self.catalogue.neutral[slot])
            how = self._combine[slot]
            for value in sorted(values):
                if how == "add":
                    total += value
                elif how == "multiply":
                    total *= value
                elif how == "max":
                    total = max(total, value)
                else:
                    total = min(total, value)
            self.values[slot] = total

    def shares(self, slot: int) -> dict[str, float]:
        """Return each lever's share of what is posted in a slot (for booking what it costs)."""
        if slot not in self._shares:
            posts = {lever: p[slot] for lever, p in sorted(self._posts.items()) if p.get(slot)}
            total = math.fsum(posts.values())
            self._shares[slot] = {lever: value / total for lever, value in posts.items()} if total else {}
        return self._shares[slot]
