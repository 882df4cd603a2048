"""The month's books: opened, counted, checked against the three closures.

Agent modules register once how their money, stocks and energy are recounted from their own columns; the checks
never trust a running total.

Reads: all agents' columns through the registered recounts. Writes: ``Books``. Draws: none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from sim.core.columns import Array
from sim.core.errors import ClosureError
from sim.world.emissions import EmissionCount
from sim.world.names import ACCOUNTS
from sim.world.state import Market, WorldState

StockCount = dict[str, tuple[int, int, int]]


@dataclass
class Books:
    """How to recount the city, and what the counts were."""

    balances: dict[str, Callable[[WorldState], float]]  # account -> money held, re-summed from columns
    energy: tuple[Callable[[WorldState], Array], ...]
    stocks: dict[str, Callable[[WorldState], StockCount]]
    extra_checks: tuple[Callable[[WorldState], None], ...]
    imported_mwh: Callable[[WorldState], float]
    emissions: EmissionCount = field(default_factory=EmissionCount)
    opening_cny: Array = field(default_factory=lambda: np.zeros(len(ACCOUNTS)))
    opening_stocks: dict[str, dict[str, int]] = field(default_factory=dict)  # by agent and name
    year: Market = field(default_factory=Market)
    largest_stock_break: int = 0

    def note_opening(self, state: WorldState) -> None:
        """Note balances and stocks before the first month."""
        self.opening_cny = self.recount_money(state)
        self.opening_stocks = {
            agent: {name: now - came + went for name, (now, came, went) in count(state).items()}
            for agent, count in self.stocks.items()
        }

    def recount_money(self, state: WorldState) -> Array:
        """Return the money of every account, re-summed from agents' columns (the outside world's from flows)."""
        return np.array([self.balances[name](state) if name in self.balances else 0.0 for name in ACCOUNTS])


def books(state: WorldState) -> Books:
    """Return the city's books."""
    found = state.rooms["books"]
    assert isinstance(found, Books)
    return found


def open_month(state: WorldState) -> None:
    """Set the month's flows to zero; a new year starts its sums at zero."""
    state.market.open_month()
    state.ledger.open_month()
    if state.clock.now.month == 1:
        own = books(state)
        own.year.open_month()
        own.emissions.open_year()
        state.ledger.year_flows[:] = 0.0


def count_emissions(state: WorldState) -> None:
    """Count this month's emissions."""
    own = books(state)
    own.emissions.count(state, own.imported_mwh(state))


def check_closures(state: WorldState) -> None:
    """Check energy and carbon, money, and people and plant; then add the month to the year."""
    own = books(state)
    month = str(state.clock.now)
    own.emissions.check(state, own.energy)
    closing = own.recount_money(state)
    outside = ACCOUNTS.index("world")
    closing[outside] = own.opening_cny[outside] + state.ledger.net()[outside]
    state.ledger.close_month(own.opening_cny, closing, month)
    own.opening_cny = closing
    for check in own.extra_checks:
        check(state)
    _check_stocks(state, own, month)
    own.year.add(state.market)


def _check_stocks(state: WorldState, own: Books, month: str) -> None:
    for agent, count in own.stocks.items():
        opening = own.opening_stocks[agent]
        for name, (now, came, went) in count(state).items():
            gap = now - (opening[name] + came - went)
            if gap or now < 0:
                own.largest_stock_break = max(own.largest_stock_break, abs(gap))
                raise ClosureError("people and plant", month, gap or now, f"in the stock of {agent} {name}")
