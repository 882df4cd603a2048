"""Choosing appliances when the old ones fail: standard, or efficient with a label.

Reads: own columns, prices (as arguments). Writes: nothing. Draws: ``household.appliance`` by (luck, occasion, option).
"""

from __future__ import annotations

from sim.core.compiled import rule


@rule
def appliance_cost_term(
    price_cny: float, payment_per_cny: float, kwh_per_year: float, cny_per_kwh: float, income_cny: float, weight: float
) -> float:
    """Return the utility of one appliance set's yearly cost (never a gain)."""
    return -weight * (price_cny * payment_per_cny + kwh_per_year * cny_per_kwh) / income_cny


@rule
def label_term(weight: float, attitude: float) -> float:
    """Return the utility of the label to somebody who cares about power."""
    return weight * (attitude - 0.5)
