"""Rules of the public budget: growth, debt, and what is borrowed.

Reads and writes nothing (plain rules on numbers). Draws: none.
"""

from __future__ import annotations

LOWEST_STANCE, HIGHEST_STANCE = 0.85, 1.1


def next_stance(stance: float, debt_share: float, wanted_share: float, strength: float, speed: float) -> float:
    """Return next month's factor on regular spending: below 1 while debt is above what is wanted."""
    target = min(max(1.0 - strength * (debt_share - wanted_share), LOWEST_STANCE), HIGHEST_STANCE)
    return stance + speed * (target - stance)


def borrowing(shortfall_cny: float, debt_cny: float, limit_cny: float) -> float:
    """Return bonds sold to cover a shortfall, within the debt limit."""
    return min(max(shortfall_cny, 0.0), max(limit_cny - debt_cny, 0.0))


def early_repayment(surplus_cny: float, debt_cny: float) -> float:
    """Return debt repaid from surplus cash beyond the schedule: a tenth of the surplus a month."""
    return min(max(0.1 * surplus_cny, 0.0), debt_cny)


def equalisation(debt_cny: float, wanted_debt_cny: float, share_per_year: float) -> float:
    """Return monthly transfers on top (or withheld) because debt is above (or below) what is wanted."""
    return share_per_year / 12.0 * (debt_cny - wanted_debt_cny)


def net_transfers(regular_spending_cny: float, own_revenue_cny: float) -> float:
    """Return what closes a first-year month: received when positive, remitted upwards when negative."""
    return regular_spending_cny - own_revenue_cny
