"""What a loan costs: the reference rate, the bank's own cost, risk, term, less what green terms take off.

Reads: borrower's score, bank's terms, green signals. Writes: nothing (rules). Draws: none.
"""

from __future__ import annotations

import math

from sim.core.compiled import rule

# The banks of a Chinese city: name, customers, own cost, first capital ratio (assumption after CBIRC 2020 by class).
KINDS = (
    ("large state bank A", 0.26, -0.15, 0.150),
    ("large state bank B", 0.20, -0.12, 0.145),
    ("joint-stock bank", 0.17, 0.00, 0.132),
    ("city commercial bank", 0.17, 0.10, 0.127),
    ("rural commercial bank", 0.14, 0.22, 0.124),
    ("policy bank branch", 0.06, -0.25, 0.140),
)
HOUSEHOLD_TENOR_YEARS, FIRM_TENOR_YEARS = 5.0, 7.0


@rule
def household_default_probability(debt_service_share: float) -> float:
    """Return a household's yearly default probability: 1.2 % (CBIRC) at debt service of 30 % of income."""
    return min(0.012 * math.exp(3.0 * (debt_service_share - 0.3)), 0.3)


@rule
def relending_relief_pp(share: float, funding_cost_pct: float, relending_rate_pct: float, pass_through: float) -> float:
    """Return the rate cut that cheaper funding allows; none when the window is dearer than the market or closed."""
    return pass_through * share * max(funding_cost_pct - relending_rate_pct, 0.0)


@rule
def loan_rate_pct(
    reference_pct: float, own_cost_pp: float, risk_pp: float, tenor_pp: float, discount_pp: float, relief_pp: float
) -> float:
    """Return the rate offered: never below zero."""
    return max(reference_pct + own_cost_pp + risk_pp + tenor_pp - discount_pp - relief_pp, 0.0)


@rule
def risk_spread_pp(default_probability: float, loss_given_default: float, guaranteed_share: float) -> float:
    """Return the expected yearly loss the bank bears, in percentage points."""
    return 100.0 * default_probability * loss_given_default * (1.0 - guaranteed_share)
