"""Which lever caused which spending: amounts shared as the levers' posts share their signal.

Reads: the signal board. Writes: the ``SpendingByLever`` given to it. Draws: none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from sim.core.signals import SignalBoard

UNATTRIBUTED = "other"


def lever_of(label: str) -> str:
    """Return the lever's name from its name on the board (``baseline:carbon_tax#2`` is ``carbon_tax``)."""
    return label.rpartition(":")[2].partition("#")[0]


@dataclass
class SpendingByLever:
    """Spending of the year by lever, CNY."""

    by_lever: dict[str, float] = field(default_factory=dict)

    def add(self, board: SignalBoard, slots: Iterable[int], amount_cny: float) -> None:
        """Book an amount to the levers posting in any of the slots, in proportion to what they post."""
        if not amount_cny:
            return
        weights: dict[str, float] = {}
        for slot in slots:
            for label, share in board.shares(slot).items():
                weights[lever_of(label)] = weights.get(lever_of(label), 0.0) + share
        total = math.fsum(weights.values()) or 1.0
        for lever, weight in sorted((weights or {UNATTRIBUTED: 1.0}).items()):
            self.by_lever[lever] = self.by_lever.get(lever, 0.0) + amount_cny * weight / total

    def add_to(self, label: str, amount_cny: float) -> None:
        """Book an amount to the lever with a name on the board."""
        lever = lever_of(label)
        self.by_lever[lever] = self.by_lever.get(lever, 0.0) + amount_cny

    def total_cny(self) -> float:
        """Return everything levers caused this year."""
        return math.fsum(self.by_lever[k] for k in sorted(self.by_lever))
