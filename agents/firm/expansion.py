"""Capacity: how much a firm adds or lets go, what is approved, and what new machines do to its energy need."""

from __future__ import annotations

from sim.core.compiled import rule


@rule
def wanted_growth(
    expected_units: float, growth_per_year: float, lead_years: float, capacity: float, utilisation: float,
    largest: float,
    life_years: float,
) -> float:  # fmt: skip
    """Return the wanted change of capacity over the coming year, relative to capacity.

    A firm never scraps more than wears out in a year.
    """
    wanted = expected_units * (1.0 + growth_per_year) ** lead_years / utilisation
    return float(min(max(wanted / max(capacity, 1e-9) - 1.0, -1.0 / life_years), largest))


@rule
def approved_growth(wanted: float, added_tce: float, threshold_tce: float, limit: float) -> float:
    """Return the growth a plant may carry out: up to the limit, or what uses less energy than must be applied for."""
    if wanted <= limit or added_tce <= threshold_tce:
        return wanted
    return max(limit, wanted * threshold_tce / added_tce)


@rule
def replaceable_share(wanted_units: float, retired_units: float, ratio: float) -> float:
    """Return the share of wanted new capacity for which enough old capacity has closed in the sector."""
    return min(1.0, max(retired_units, 0.0) / max(ratio * wanted_units, 1e-9))


@rule
def blended_vintage(factor: float, frontier: float, new_share: float) -> float:
    """Return the mean energy need after a share of machines is new; nobody buys worse than what he has."""
    return factor + new_share * (min(frontier, factor) - factor)
