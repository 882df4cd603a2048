"""Standards and the carbon price: what a firm must pay or must do."""

from __future__ import annotations

from sim.core.compiled import rule

MONTHS_TO_COMPLY = 24


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
def surcharge_cny_per_tj(total_tj: float, reference_tj: float, surcharge: float) -> float:
    """Return the differential electricity price of a plant that needs more energy than its sector's baseline."""
    if total_tj > reference_tj:
        return surcharge
    return 0.0
