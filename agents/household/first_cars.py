"""Who has a car at the start: those whose utility of one, new or used, is highest, as many as the city has.

The utility is the one of ``choices_car`` without electric cars, tastes of the day and support.
Reads: the first month's market, licences, traits. Writes: cars and their ages, the city's need of a car, the yard.
Draws: ``household.vehicle`` (lasting wish).
"""

from __future__ import annotations

import math

import numpy as np

from agents.household import initial
from agents.household import vehicle as r
from agents.household.choices_car import WISH
from agents.household.finance import own_discount_rate
from agents.household.markets import car_table, licensed_now
from agents.household.month_tables import CarTable, CarTraits
from agents.household.room import HouseholdRoom
from agents.household.tariffs import fuel_prices
from agents.household.used_cars import first_offer, first_stock
from agents.household.views import CarView
from sim.core.annuity import annuity
from sim.core.columns import Array, Table
from sim.core.compiled import kernel
from sim.core.draws import gumbel
from sim.world import names as n
from sim.world.base_year import base_year
from sim.world.state import WorldState

_DRIVERS_WITH_A_CAR = 0.9  # at most, at the start: not every licence is used (assumption)
_OUT_OF_REACH = 1e3  # utility: who may not drive has no car


@kernel
def value_cars(
    v: CarView, t: CarTable, p: CarTraits, reference_income_cny: float, km: float, taste_key: np.uint64, gap: Array
) -> None:
    """Write each household's utility of having a car over having none, ``gap`` (rows,), with the city's need left out."""
    for i in range(np.uint64(len(gap))):
        income, d = max(v.income_cny_per_year[i], 1000.0), v.district[i]
        dearness = r.car_class_factor(income, reference_income_cny, p.car_price_income_slope)
        rate = own_discount_rate(p.discount_rate, p.discount_income_slope, v.income_rank[i])
        per_cny = annuity(rate, p.horizon_years)
        promised = 0.0
        for kind in (n.PETROL_CAR, n.HYBRID_CAR):
            running = km * t.running_cny_per_km[kind] + t.upkeep_cny[kind] + t.parking_cny_per_year[d]
            price = t.price_cny[kind] * dearness * (1.0 + t.tax_share[kind])
            cost = p.car_cost_weight * r.yearly_cost(price, per_cny, running) / income
            promised += math.exp(p.models_weight * t.log_models[kind] - cost)
        running = km * t.used.running_cny_per_km + t.used.upkeep_cny + t.parking_cny_per_year[d]
        per_cny = annuity(rate, min(t.used.years_left, p.horizon_years))
        cost = p.car_cost_weight * r.yearly_cost(t.used.price_cny, per_cny, running) / income
        promised += math.exp(-p.used_car_doubt - cost)
        need = r.need_of_a_car(income, reference_income_cny, p.car_income_slope, t.transit[d], p.car_transit_slope)
        luck = v.luck[i]
        wish = r.lasting_wish(gumbel(taste_key, luck, 0, WISH), gumbel(taste_key, luck, 0, WISH + 1))
        gap[i] = need + wish + math.log(promised)


def own_cars(state: WorldState, room: HouseholdRoom, table: Table, u: Array, living: int) -> None:
    """Give cars to those who gain most and set the city's need of cars accordingly."""
    market = car_table(state, room, float(fuel_prices(state)[n.PETROL]), room.reference_price)
    market = market._replace(used=first_offer(market))
    gap = np.empty(table.capacity)
    value_cars(
        room.view["CarView"], market, room.car_traits, base_year(state).income_cny_per_household_year,
        room.p.car_km_per_year, room.keys["vehicle"], gap,
    )  # fmt: skip
    owners = initial.car_owners(state, living)
    room.licensed_share = max(licensed_now(state, room), owners / max(living, 1) / _DRIVERS_WITH_A_CAR)
    gap[table["licence_rank"] >= room.licensed_share] -= _OUT_OF_REACH
    room.car_need = initial.give_cars(state, table, u, room.keys, gap, living)
    room.yard.cars = first_stock(market, owners)
