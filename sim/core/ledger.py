"""Double-entry ledger: every payment has a payer, a payee and a kind.

Kinds are declared once, each with its payer and payee class. A month's payments are one vector, so posting is
an addition and the net flow of every class is a ``bincount``. Balances are re-summed from agent state and must
have changed by exactly the net flow.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.core.columns import Array
from sim.core.errors import ClosureError

MONEY_TOLERANCE = 1e-6  # of the month's gross flow


@dataclass(frozen=True)
class FlowKind:
    """One kind of payment between two classes of agents."""

    name: str
    payer: str
    payee: str
    doc: str


class Ledger:
    """The month's payments by kind, in CNY, and the check that balances follow from them.

    Parameters
    ----------
    accounts : sequence of str
        Classes that hold money.
    kinds : sequence of FlowKind
        Every kind of payment; its position is its code.
    """

    def __init__(self, accounts: Sequence[str], kinds: Sequence[FlowKind]) -> None:
        self.accounts, self.kinds = tuple(accounts), tuple(kinds)
        self.code = {kind.name: i for i, kind in enumerate(kinds)}
        if len(self.code) != len(kinds):
            raise ValueError("a flow kind is declared twice")
        place = {name: i for i, name in enumerate(accounts)}
        self._payer = np.array([place[k.payer] for k in kinds])
        self._payee = np.array([place[k.payee] for k in kinds])
        self.booked = array("d", bytes(8 * len(kinds)))  # payments come one by one: numbers, not vectors
        self.flows: Array = np.frombuffer(self.booked)  # the same, seen as one vector
        self.year_flows: Array = np.zeros(len(kinds))
        self.largest_break = 0.0

    def open_month(self) -> None:
        """Start a month with no payments."""
        self.flows[:] = 0.0

    def pay(self, code: int, amount_cny: float) -> None:
        """Book a payment of kind ``code``."""
        self.booked[code] += amount_cny

    def net(self) -> Array:
        """Return the net inflow of each account this month, in CNY."""
        n = len(self.accounts)
        return np.bincount(self._payee, self.flows, n) - np.bincount(self._payer, self.flows, n)

    def close_month(self, opening: Array, closing: Array, month: str) -> None:
        """Check that balances changed by the net flows, then add the month to the year.

        Parameters
        ----------
        opening, closing : ndarray, shape (accounts,)
            Money held by each class, re-summed from agent state, in CNY.
        month : str
            Month named in the error.

        Raises
        ------
        ClosureError
            When a balance changed by something no payment explains.
        """
        gross = max(float(np.abs(self.flows).sum()), 1.0)
        gap = np.abs(closing - opening - self.net()) / gross
        worst = int(gap.argmax())
        self.largest_break = max(self.largest_break, float(gap[worst]))
        if not gap[worst] <= MONEY_TOLERANCE:
            raise ClosureError("money", month, float(gap[worst]), f"of gross flow in account {self.accounts[worst]}")
        self.year_flows += self.flows
