"""What a household needs: service demands from income, size, dwelling and habits, brought up to date once a year.

A twelfth of the households, by row, reviews its needs each month.

Reads: own traits, district conditions, rules on waste and travel. Writes: service demands, waste. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.household.electricity import equipped, outlook_income
from agents.household.travel import share_by_car, wished_km_per_month
from agents.household.views import NeedView
from agents.household.waste_habits import sorted_share, waste_kg_per_month
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world.dwellings import comfort, heat_mj_per_degree_day


class NeedTables(NamedTuple):
    """District conditions, each (32,), and heat loss by insulation class (4,)."""

    loss_w_per_m2_k: Array
    transit_access: Array
    distance: Array  # of trips, over the mean resident's
    parking: Array
    collection: Array
    enforcement: Array


class NeedNumbers(NamedTuple):
    """Scalars of the review of needs."""

    first: int  # rows whose number modulo ``every`` is ``first`` review their needs
    every: int
    mean_income_cny: float
    mean_size: float
    size_ratio: float
    area_ratio: float
    heated_share: float
    appliance_half_income: float
    appliance_curve: float
    own_income_share: float
    comfort_half_income: float
    car_km_per_year: float
    distance_income_elasticity: float
    transit_shift: float
    fare_change: float
    fare_shift: float
    parking_shift: float
    habit_effect: float
    waste_kg_per_person_day: float
    waste_income_elasticity: float
    food_waste_share: float
    food_rule: float
    deposit: float
    sorting_convenience: float
    sorting_enforcement_effect: float


BASE_KWH_PER_MONTH = 300.0  # of a fully equipped mean home; the base year sets the level
COOLING_KWH_PER_M2_CDD = 0.030  # of a fully equipped home; the base year sets the level
COOKING_MJ_PER_MONTH = 330.0  # useful heat of cooking and hot water of a mean home (assumption; CRECS 2014)


@kernel
def review_needs(lo: int, hi: int, v: NeedView, t: NeedTables, k: NeedNumbers) -> None:
    """Derive service demands of the rows due."""
    start = lo + (k.first - lo) % k.every
    for i in range(np.uint64(start), np.uint64(hi), np.uint64(k.every)):
        if v.alive[i] == 0:
            continue
        d, persons = v.district[i], v.size_persons[i] * k.size_ratio
        income = max(v.income_cny_per_year[i], 1000.0)
        per_head, city = income / persons, k.mean_income_cny / k.mean_size
        service = equipped(
            outlook_income(per_head, city, k.own_income_share), k.appliance_half_income, k.appliance_curve
        )
        relative_size = (persons / k.mean_size) ** 0.5
        v.base_kwh_per_month[i] = BASE_KWH_PER_MONTH * service * relative_size
        v.cooling_kwh_per_cdd[i] = COOLING_KWH_PER_M2_CDD * service * v.area_m2[i] * k.area_ratio
        warm = comfort(per_head, k.comfort_half_income)
        v.heat_mj_per_hdd[i] = warm * heat_mj_per_degree_day(
            v.area_m2[i] * k.area_ratio, t.loss_w_per_m2_k[v.insulation[i]], k.heated_share
        )
        v.cooking_mj_per_month[i] = COOKING_MJ_PER_MONTH * relative_size * (0.7 + 0.3 * warm)
        by_car = share_by_car(
            t.transit_access[d], k.transit_shift, k.fare_change, k.fare_shift, t.parking[d], k.parking_shift,
            v.attitude[i, 2], k.habit_effect,
        )  # fmt: skip
        v.car_km_per_month[i] = by_car * wished_km_per_month(
            k.car_km_per_year * t.distance[d], income, k.mean_income_cny, k.distance_income_elasticity
        )
        kg = waste_kg_per_month(
            persons, k.waste_kg_per_person_day, per_head / city, k.waste_income_elasticity, k.food_waste_share,
            v.attitude[i, 3], k.food_rule, k.deposit, v.attitude[i, 5],
        )  # fmt: skip
        share = sorted_share(
            v.attitude[i, 4], t.collection[d], t.enforcement[d], k.sorting_convenience, k.sorting_enforcement_effect
        )
        v.mixed_waste_kg[i], v.sorted_waste_kg[i] = kg * (1.0 - share), kg * share
