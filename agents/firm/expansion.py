"""Capacity: how much a firm adds or lets go, and what new machines do to its energy need."""

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
def blended_vintage(factor: float, frontier: float, new_share: float) -> float:
    """Return the mean energy need after a share of machines is new; nobody buys worse than what he has."""
    return factor + new_share * (min(frontier, factor) - factor)
