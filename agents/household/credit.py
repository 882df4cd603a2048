"""Applying for a loan: how much, for what, and the score shown to the bank.

Reads: own columns (as arguments). Writes: nothing. Draws: none.
"""

from __future__ import annotations

from sim.core.compiled import rule
from sim.world import names as n

CAR_LOAN_MONTHS, HOME_LOAN_MONTHS, SOLAR_LOAN_MONTHS = 60.0, 60.0, 120.0
PLANNING_RATE_PCT = 5.0  # rate a household reckons with before it has an offer (assumption: a usual consumer loan)


@rule
def purpose_of_car(option: int) -> int:
    """Return the loan purpose of a car: clean vehicles are eligible for green credit."""
    return n.GREEN_VEHICLE if option in (n.PHEV_CAR, n.BEV_CAR) else 100


@rule
def purpose_of_heating(system: int) -> int:
    """Return the loan purpose of a heating system: heat pumps and district heat are eligible."""
    return n.GREEN_HEATING if system >= 4 else 100


@rule
def monthly_payment(principal_cny: float, rate_pct: float, months: float) -> float:
    """Return the principal repaid each month plus interest, for equal instalments of principal."""
    return principal_cny / months + principal_cny * rate_pct / 1200.0


@rule
def score(income_cny: float, debt_service_cny_per_month: float, new_payment_cny: float) -> float:
    """Return debt service with the new loan over income: the lower the better."""
    return 12.0 * (debt_service_cny_per_month + new_payment_cny) / max(income_cny, 1.0)
