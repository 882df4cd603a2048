"""Standards and the carbon price: what a firm must pay or must do."""

from __future__ import annotations

from sim.core.compiled import rule

MONTHS_TO_COMPLY = 24  # where no date is set: assumption after the two to three years of NDRC 2021 No. 1464
LEAST_NOTICE_MONTHS = 12  # every plant decides once more
_NO_DATE = 1e4


@rule
def carbon_cost(
    fuel_t: float, process_t: float, capture_share: float, fuel_price: float, process_price: float, free_t: float
) -> float:
    """Return the carbon cost of a unit: emissions after capture, less free permits (negative: permits to sell)."""
    return (fuel_t * fuel_price + process_t * process_price) * (1.0 - capture_share) - free_t * fuel_price


@rule
def breaks_limit(total_tj: float, reference_tj: float, limit: float) -> bool:
    """Say whether a plant needs more energy per output than the standard allows."""
    return total_tj > reference_tj * limit


@rule
def months_to_comply(year: float, deadline_year: float) -> int:
    """Return how long a plant found to break the limit may run: until January of the deadline's year, if one is set."""
    if deadline_year >= _NO_DATE:
        return MONTHS_TO_COMPLY
    return max(round(12.0 * (deadline_year - year)), LEAST_NOTICE_MONTHS)


@rule
def complies_better(meets: bool, value: float, best_meets: bool, best_value: float) -> bool:
    """Say whether one way to comply is preferred to another: meeting the limit comes first, then worth."""
    if meets != best_meets:
        return meets
    return value > best_value


@rule
def surcharge_cny_per_tj(total_tj: float, reference_tj: float, surcharge: float) -> float:
    """Return the differential electricity price of a plant that needs more energy than its sector's baseline."""
    if total_tj > reference_tj:
        return surcharge
    return 0.0
