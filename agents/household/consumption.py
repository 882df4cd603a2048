"""Spending on goods: what is left of income after bills and loans, plus a little of excess savings.

Money saved on energy is spent again here: that is the indirect rebound.

Reads: own columns (as arguments). Writes: nothing. Draws: none.
"""

from __future__ import annotations

from sim.core.compiled import rule


@rule
def goods_spending(
    income_cny: float, bills_cny: float, debt_service_cny: float, propensity: float, savings_cny: float,
    buffer_cny: float,
    wealth_propensity: float, floor_cny: float,
) -> float:  # fmt: skip
    """Return a month's planned spending on goods and services."""
    from_income = propensity * max(income_cny - bills_cny - debt_service_cny, 0.0)
    from_wealth = wealth_propensity / 12.0 * (savings_cny - buffer_cny)
    return max(from_income + from_wealth, floor_cny)


@rule
def necessities(spending_cny: float, need_cny: float) -> float:
    """Return the part of spending that covers basic needs; the rest is spread like a rich household's."""
    return min(spending_cny, need_cny)
