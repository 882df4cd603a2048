"""Travelling: how far, by which mode, at which cost.

Cheaper kilometres are driven more often: rebound needs no parameter of its own.

Reads: own columns, public transport, parking, fares (as arguments). Writes: nothing. Draws: none.
"""

from __future__ import annotations

import math

from sim.core.compiled import rule

WORKING_DAYS = 240.0
# A resident's rides where every trip can be made by public transport; assumption after Nanjing 2019 (statistical
# yearbook: 915 million rides by bus and 1,157 million by metro, of 8.5 million people, some 7 km each).
RIDDEN_KM_PER_YEAR = 1_700.0


@rule
def wished_km_per_month(km_per_year: float, income_cny: float, mean_income_cny: float, elasticity: float) -> float:
    """Return the distance a household with a car would drive; saturates at twice the mean."""
    return float(min(km_per_year / 12.0 * (income_cny / mean_income_cny) ** elasticity, km_per_year / 6.0))


@rule
def share_by_car(
    transit_access: float, transit_shift: float, fare_change: float, fare_slope: float, parking: float,
    parking_slope: float,
    attitude: float, habit_effect: float,
) -> float:  # fmt: skip
    """Return the share of the wished distance driven: public transport, fares, parking and habit take the rest."""
    by_transit = transit_access * max(transit_shift - fare_slope * fare_change, 0.0)
    kept = (1.0 - by_transit) * math.exp(-parking_slope * parking)
    return max(kept * (1.0 - habit_effect * (attitude - 0.5)), 0.05)


@rule
def parking_days(price_cny: float, slope: float) -> float:
    """Return the days a year a car is parked in town: dear parking keeps it at home."""
    return WORKING_DAYS * math.exp(-slope * price_cny)


@rule
def transit_km_per_month(persons: float, transit_access: float, ridden: float) -> float:
    """Return how far a household rides; ``ridden`` is what fares leave of it."""
    return persons * transit_access * RIDDEN_KM_PER_YEAR / 12.0 * ridden


@rule
def km_cost(
    petrol_mj_per_km: float, power_mj_per_km: float, petrol_cny_per_tj: float, charging_cny_per_kwh: float
) -> float:
    """Return the energy cost of a kilometre."""
    return petrol_mj_per_km * petrol_cny_per_tj * 1e-6 + power_mj_per_km / 3.6 * charging_cny_per_kwh
