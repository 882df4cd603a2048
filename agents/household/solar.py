"""Buying panels for one's own roof: payback, neighbours, attitude, and whether installers come by.

Reads: own columns, neighbours' panels, prices (as arguments). Writes: nothing. Draws: ``household.solar`` by (luck,
year).
"""

from __future__ import annotations

import math

from sim.core.compiled import rule


@rule
def yearly_solar_income(
    kw: float, sun_hours: float, self_use_share: float, own_price: float, feed_in: float, support: float, upkeep: float
) -> float:
    """Return what panels earn in a year: bills avoided, electricity sold, support, less upkeep."""
    kwh = kw * sun_hours
    return kwh * (self_use_share * own_price + (1.0 - self_use_share) * feed_in + support) - upkeep * kw


@rule
def payback_years(price_cny: float, yearly_income_cny: float) -> float:
    """Return the years in which panels earn their price."""
    return price_cny / max(yearly_income_cny, 1.0)


@rule
def solar_chance(
    payback_years: float,
    half_years: float,
    hazard: float,
    peer_share: float,
    peer_weight: float,
    attitude: float,
    reach: float,
) -> float:
    """Return the chance of buying panels at this yearly look."""
    pull = 1.0 / (1.0 + math.exp(min((payback_years - half_years) / 1.2, 50.0)))
    return min(hazard * pull * (1.0 + peer_weight * peer_share) * (0.5 + attitude) * reach, 1.0)
