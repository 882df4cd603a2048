"""Used cars: a car given up before it is worn out stands in the city's yard until somebody takes it or it fails.

All cars in the yard are shown at one price, that of the mean one. The level of used prices rises while more households
seek a car than stand there, and falls while cars wait. Who comes first is drawn; who finds none waits. Dealers buy and
sell for owners outside the city.

Reads: plans, possessions, the month's car market. Writes: the yard, what buyers get, sellers' savings, ledger.
Draws: ``household.used_car``, per household and month.
"""

from __future__ import annotations

import math

import numpy as np

from agents.household import delivery as d
from agents.household.month_tables import CarTable, UsedCar
from agents.household.quasi import draws
from agents.household.room import HouseholdRoom, Yard
from agents.household.vehicle import YEARLY_LOSS, car_class_factor
from sim.core.columns import Array
from sim.core.compiled import plain
from sim.world import names as n
from sim.world.state import WorldState

_MONTHS_OF_STOCK = 2.0  # a dealer's usual stock: assumption after CADA 2020-2023 (45 to 60 days)
_LEVELS = (0.2, 3.0)  # of used prices over what a car is worth by its age
_MONTHS_PER_YEAR = 12.0
_class_factor = plain(car_class_factor)
_UPKEEP_DOUBLES_AFTER_MONTHS = 96.0
_TRADED_SHARE = 0.05  # of cars a year: CADA 2020, 14 million of some 270, each changing hands within the city
_AGE_AT_START, _YEARS_LEFT_AT_START = 9.0 * 12.0, 5.0  # of cars in the yard when the simulation starts: assumption


def resale_cny(new_cny: Array | float, age_months: Array | float) -> Array:
    """Return what cars of an age are worth before demand and supply: see ``vehicle.resale_cny``."""
    return np.asarray(new_cny * YEARLY_LOSS ** (np.asarray(age_months) / _MONTHS_PER_YEAR + 1.0))


def offer(yard: Yard, market: CarTable, month: int) -> UsedCar:
    """Return the mean car of the yard, wrecks apart."""
    yard.cars = yard.cars[yard.cars[:, d.UNTIL] > month]
    if not len(yard.cars):
        return market.used._replace(on_offer=0, price_level=yard.price_level)
    kind, age = yard.cars[:, d.KIND].astype(np.int64), month - yard.cars[:, d.SINCE]
    price = yard.price_level * resale_cny(market.price_cny[kind], age)
    running = market.running_cny_per_km[kind] * yard.cars[:, d.MJ_PER_KM] / market.mj_per_km[kind]
    upkeep = market.upkeep_cny[kind] * (1.0 + age / _UPKEEP_DOUBLES_AFTER_MONTHS)
    left = (yard.cars[:, d.UNTIL] - month) / _MONTHS_PER_YEAR
    return UsedCar(
        len(yard.cars), float(price.mean()), float(running.mean()), float(upkeep.mean()), float(left.mean()), yard.price_level
    )  # fmt: skip


def first_offer(market: CarTable) -> UsedCar:
    """Return a usual used car of the first month."""
    return UsedCar(
        1, float(resale_cny(market.price_cny[n.PETROL_CAR], _AGE_AT_START)), float(market.running_cny_per_km[n.PETROL_CAR]),
        float(market.upkeep_cny[n.PETROL_CAR]) * (1.0 + _AGE_AT_START / _UPKEEP_DOUBLES_AFTER_MONTHS), _YEARS_LEFT_AT_START, 1.0,
    )  # fmt: skip


def first_stock(market: CarTable, owners: int) -> Array:
    """Return the cars in the yard when the simulation starts: some months of usual trade."""
    usual = [n.PETROL_CAR, -_AGE_AT_START, 12.0 * _YEARS_LEFT_AT_START, market.mj_per_km[n.PETROL_CAR]]
    return np.tile(usual, (round(_MONTHS_OF_STOCK / _MONTHS_PER_YEAR * _TRADED_SHARE * owners), 1))


def take(state: WorldState, room: HouseholdRoom, rows: Array, wanted: d.Wanted) -> None:
    """Give seekers of a used car one each, in drawn order; set the level of prices for the next month."""
    yard = room.yard
    seekers = np.flatnonzero((wanted.option[:, d.CAR] == d.USED_CAR) & (wanted.allowed[:, d.CAR] == 1))
    luck = draws(room.keys["used_car"], state.households["luck"][rows[seekers]], state.clock.step)
    order = seekers[np.lexsort((rows[seekers], luck))]
    served = min(len(order), len(yard.cars))
    wanted.car[order[:served]] = yard.cars[:served]
    wanted.allowed[order[served:], d.CAR] = 0
    usual = len(yard.cars) / _MONTHS_OF_STOCK
    pressure = (len(order) - usual) / max(len(order) + usual, 1.0)
    low, high = _LEVELS
    yard.price_level = min(max(yard.price_level * math.exp(room.p.used_price_response * pressure), low), high)
    yard.cars = yard.cars[served:]
    yard.sold_this_year += served


def hand_in(state: WorldState, room: HouseholdRoom, rows: Array, wanted: d.Wanted, market: CarTable) -> None:
    """Pay buyers for the cars they give up, and put these into the yard; who takes a bonus for scrapping scraps."""
    table, step, yard = state.households, state.clock.step, room.yard
    option, held = wanted.option[:, d.CAR], table["vehicle"][rows]
    gives = (option >= 0) & (wanted.allowed[:, d.CAR] == 1) & (held > 0) & (table["vehicle_until"][rows] > step)
    if not gives.any():
        return
    seller, kind, bought = rows[gives], held[gives].astype(np.int64), option[gives]
    income = np.maximum(table["income_cny_per_year"][seller], 1000.0)
    dearness = np.array([_class_factor(i, room.reference_income_cny, room.p.car_price_income_slope) for i in income])
    since = table["vehicle_since"][seller]
    value = market.used.price_level * resale_cny(market.price_cny[kind] * dearness, step - since)
    bonus = np.where((kind == n.PETROL_CAR) & (bought > 0), market.scrappage_cny[bought], 0.0)
    sold = bonus <= value
    table["savings_cny"][seller[sold]] += value[sold]
    state.pay("household_car_sales", float(value[sold].sum()) * state.weight)
    cars = np.stack(
        [kind, since, table["vehicle_until"][seller], table["vehicle_mj_per_km"][seller]], axis=1
    ).astype(np.float64)[sold]  # fmt: skip
    yard.cars = np.concatenate([yard.cars, cars[np.lexsort(cars.T)]])
