"""Purchase support: the public budget buyers of durables draw on, first come, first served.

The government opens the budget each month (``open_month``); the households' module ranks its buyers and lets them
be served (``serve``). A buyer is supported whole or not at all; once the budget is spent or refuses a buyer, the scheme
is closed until January: an event of the run.

Reads: ``purchase_support_budget_cny_per_year``. Writes: ``SupportBudget``, ``state.events``. Draws: none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.core.columns import Array
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_BUDGET = slice(s.PURCHASE_SUPPORT_BUDGET, s.PURCHASE_SUPPORT_BUDGET + n.N_DURABLES)


@dataclass
class SupportBudget:
    """What is left of the year's purchase support, by durable (CNY; ``NO_LIMIT`` means no ceiling).

    A budget posted or raised in the middle of a year counts from then on, a lever that ends closes its own; with no
    post the budget is zero and nobody is supported.
    """

    budget_cny: Array = field(default_factory=lambda: np.zeros(n.N_DURABLES))  # of this year, as posted now
    spent_cny: Array = field(default_factory=lambda: np.zeros(n.N_DURABLES))  # so far this year
    remaining_cny: Array = field(default_factory=lambda: np.zeros(n.N_DURABLES))
    reported: set[int] = field(default_factory=set)  # durables whose exhaustion was noted this year

    def open_month(self, state: WorldState) -> None:
        """Take the posted budget; in January nothing has been spent yet."""
        if state.clock.now.month == 1:
            self.spent_cny[:] = 0.0
            self.reported.clear()
        self.budget_cny[:] = state.signals[_BUDGET]
        np.maximum(self.budget_cny - self.spent_cny, 0.0, out=self.remaining_cny)

    def is_open(self) -> Array:
        """Return by durable whether support is still on offer: after a first refusal nobody counts on it any more."""
        offered = self.remaining_cny > 0.0
        if self.reported:
            offered[list(self.reported)] = False
        return offered

    def serve(self, state: WorldState, durable: int, asked_cny: Array) -> int:
        """Grant what buyers of a durable ask, in the order given, and return how many are served: the first so many.

        An agent stands for many buyers: the last one is served when at least half of those it stands for are.
        """
        total = np.cumsum(asked_cny)
        served = int((total - 0.5 * asked_cny <= self.remaining_cny[durable]).sum())
        if served:
            granted = float(total[served - 1])
            self.spent_cny[durable] += granted
            self.remaining_cny[durable] = max(self.budget_cny[durable] - self.spent_cny[durable], 0.0)
            state.market.support_paid_cny[durable] += granted
        if served < len(asked_cny) or self.remaining_cny[durable] <= 0.0:
            self._close(state, durable)
        return served

    def _close(self, state: WorldState, durable: int) -> None:
        """Close a durable's scheme for the rest of the year, and record it."""
        if durable in self.reported:
            return
        self.reported.add(durable)
        levers = state.board.shares(s.PURCHASE_SUPPORT_BUDGET + durable)
        state.events.append({
            "month": str(state.clock.now),
            "what": f"the year's purchase support for {n.DURABLES[durable]} ran out",
            "lever": ", ".join(levers) or None,
        })  # fmt: skip


def support(state: WorldState) -> SupportBudget:
    """Return the city's support budget (made on first request, so that modules may populate in any order)."""
    found = state.rooms.get("support")
    if found is None:
        found = state.rooms["support"] = SupportBudget()
    assert isinstance(found, SupportBudget)
    return found
