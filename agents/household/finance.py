"""Money arithmetic of a household that thinks about a purchase.

Reads and writes: nothing (pure rules). Draws: none.
"""

from __future__ import annotations

from sim.core.compiled import rule


@rule
def own_discount_rate(mean_rate: float, income_slope: float, income_rank: float) -> float:
    """Return a household's own discount rate: the poor discount more."""
    return mean_rate * (1.0 + income_slope * (1.0 - 2.0 * income_rank))


@rule
def support_for(price_cny: float, amount_cny: float, share: float, cap_cny: float) -> float:
    """Return the public support of one purchase: an amount, plus a share of the price up to a cap."""
    return min(amount_cny + min(share * price_cny, cap_cny), price_cny)


@rule
def loan_needed(price_cny: float, savings_cny: float, reserve_cny: float) -> float:
    """Return what a buyer must borrow when it wants to keep a reserve."""
    return max(price_cny - max(savings_cny - reserve_cny, 0.0), 0.0)


@rule
def loan_possible(
    price_cny: float,
    income_cny: float,
    debt_service_cny: float,
    loan_share: float,
    service_limit: float,
    payment_per_cny: float,
) -> float:
    """Return the largest loan a household would plan with: a share of the price, and a share of its income."""
    free = max(service_limit * income_cny - debt_service_cny, 0.0)
    return min(loan_share * price_cny, free / payment_per_cny)
