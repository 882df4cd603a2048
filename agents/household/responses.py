"""What the month's prices make of use: the small tables the use kernel reads, filled anew each month.

Reads: prices, efficiencies and activity levels (as arguments). Writes: ``UseTables``. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.household.electricity import price_response
from agents.household.heat import MJ_PER_KWH, fuel_tj, heating_kwh, useful_heat_mj
from agents.household.month_tables import UseTables
from agents.household.travel import km_cost
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world import names as n
from sim.world.dwellings import HEATING_CARRIER
from sim.world.transport import charging_kwh, petrol_tj

# Share of each block in a home's standard day, by which a flat price is the mean of block prices.
PROFILE = np.array([0.26, 0.20, 0.28, 0.26])
COOKING_EFFICIENCY = np.array([0.25, 0.25, 0.5, 0.5, 0.55, 0.55, 0.85, 0.8, 0.18, 0.5, 0.5])  # CRECS 2014; assumption
COOK_KWH = np.where(np.arange(n.N_CARRIERS) == n.ELECTRICITY, 1.0 / COOKING_EFFICIENCY / MJ_PER_KWH, 0.0)
_COOK_TJ = np.where(np.arange(n.N_CARRIERS) == n.ELECTRICITY, 0.0, 1e-6 / COOKING_EFFICIENCY)


class UsePrices(NamedTuple):
    """What homes pay for energy this month, and how much they used when prices were the first year's."""

    energy_cny_per_tj: Array  # (11,) by carrier, carbon price included
    reference_cny_per_tj: Array  # (11,) in the first year
    tier2_step_cny: float
    tier3_step_cny: float
    charging_cny_per_kwh: float
    reference_cny_per_kwh: float
    reference_cny_per_km: float
    rural_elasticity: float
    urban_elasticity: float
    heat_elasticity: float
    distance_elasticity: float
    degree_days: float
    driving_limit_share: float  # of days on which a petrol car may not drive
    efficiency: Array  # (6,) useful heat per energy bought, by heating system
    petrol_mj_per_km: Array  # (5,) by vehicle type, first year
    power_mj_per_km: Array  # (5,)
    petrol_part: Array  # (5,) share of petrol in a car's energy
    activity: Array  # (11,)
    electric_activity: float
    km_activity: float


@kernel
def fill_use_tables(p: UsePrices, t: UseTables) -> None:
    """Fill the tables of responses, of energy bought per unit of heat and distance, and of fuel prices."""
    for urban in range(2):
        elasticity = p.urban_elasticity if urban == 1 else p.rural_elasticity
        for tou in range(2):
            for tier in range(3):
                step = 0.0 if tier == 0 else (p.tier2_step_cny if tier == 1 else p.tier3_step_cny)
                price = t.end_use_price[tou, 0] + step
                t.response[urban, tou, tier] = (
                    price_response(price, p.reference_cny_per_kwh, elasticity) * p.electric_activity
                )
    for carrier in range(n.N_CARRIERS):
        t.cook_tj[carrier] = _COOK_TJ[carrier] * p.activity[carrier]
        t.cooking_price[carrier] = 0.0 if carrier == n.ELECTRICITY else p.energy_cny_per_tj[carrier]
    for system in range(6):
        carrier = HEATING_CARRIER[system]
        t.system_price[system] = t.cooking_price[carrier]
        if system == n.NO_HEATING:
            continue
        first = p.reference_cny_per_tj[carrier]
        relative = max(p.energy_cny_per_tj[carrier] / first, 0.05) if first > 0.0 else 1.0
        useful = useful_heat_mj(1.0, p.degree_days, price_response(relative, 1.0, p.heat_elasticity), 1.0)
        if carrier == n.ELECTRICITY:
            t.heat_kwh[system] = heating_kwh(useful, p.efficiency[system]) * p.activity[carrier]
        else:
            t.heat_tj[system] = fuel_tj(useful, p.efficiency[system]) * p.activity[carrier]
    for car in range(1, 5):
        cost = km_cost(
            p.petrol_mj_per_km[car], p.power_mj_per_km[car], p.energy_cny_per_tj[n.PETROL], p.charging_cny_per_kwh
        )
        km = p.km_activity * price_response(cost, p.reference_cny_per_km, p.distance_elasticity)
        if car == n.PETROL_CAR or car == n.HYBRID_CAR:
            # On days a petrol car may not drive, half of the trips are made otherwise (assumption).
            km *= 1.0 - 0.5 * p.driving_limit_share
        t.plug_kwh[car], t.petrol_tj[car] = (
            charging_kwh(km, 1.0, p.petrol_part[car]),
            petrol_tj(km, 1.0, p.petrol_part[car]),
        )
