"""Firms and their banks: rating, the worth of a cheaper loan, and debt service."""

from __future__ import annotations

import math

from sim.core.compiled import rule

ORDINARY_TENOR_MONTHS = 84.0
MEAN_FAILURE = 0.016  # share of loans failing in a year, CBIRC 2016-2024
HIGHEST_RATING, LOWEST_RATING = 0.001, 0.35


@rule
def default_probability(leverage: float, coverage: float) -> float:
    """Return the yearly default probability a balance sheet suggests.

    Parameters
    ----------
    leverage : float
        Debt over fixed assets and cash.
    coverage : float
        Profit before interest over interest.
    """
    log_odds = 3.0 * (leverage - 0.5) - 0.35 * (min(max(coverage, -2.0), 8.0) - 3.0)
    return min(max(MEAN_FAILURE * math.exp(log_odds), HIGHEST_RATING), LOWEST_RATING)


@rule
def present_cost_of_loan(rate_pct: float, tenor_months: float, discount_rate: float) -> float:
    """Return the present value of serving one CNY of loan in equal instalments."""
    monthly = rate_pct / 1200.0 + 1e-9
    instalment = monthly / (1.0 - (1.0 + monthly) ** -tenor_months)
    own = discount_rate / 12.0 + 1e-9
    return float(instalment * (1.0 - (1.0 + own) ** -tenor_months) / own)


@rule
def financing_value(ordinary_rate_pct: float, discount_pp: float, extra_months: float, discount_rate: float) -> float:
    """Return what better terms are worth per CNY of loan: present cost of the ordinary loan less that of the offer."""
    ordinary = present_cost_of_loan(ordinary_rate_pct, ORDINARY_TENOR_MONTHS, discount_rate)
    offered = present_cost_of_loan(
        max(ordinary_rate_pct - discount_pp, 0.1), ORDINARY_TENOR_MONTHS + extra_months, discount_rate
    )
    return ordinary - offered


@rule
def added_debt(
    owed: float, rate_pct: float, months_left: float, amount: float, new_rate_pct: float, tenor: float
) -> tuple[float, float, int]:
    """Return principal, rate and months left after borrowing more: means weighted by principal."""
    whole = max(owed + amount, 1e-9)
    rate = (owed * rate_pct + amount * new_rate_pct) / whole
    months = (owed * months_left + amount * tenor) / whole
    return owed + amount, rate, max(int(months + 0.5), 1)


@rule
def instalment(principal_cny: float, months_left: int) -> float:
    """Return this month's principal payment."""
    if months_left <= 1:
        return principal_cny
    return principal_cny / months_left
