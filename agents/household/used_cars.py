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
from agents.household.vehicle import OLD_CAR, car_class_factor, may_be_scrapped, resale_cny, upkeep_of_age_cny
from agents.household.views import SellView
from sim.core.columns import Array
from sim.core.compiled import kernel, plain
from sim.world import names as n
from sim.world.state import WorldState

_MONTHS_OF_STOCK = 2.0  # a dealer's usual stock: assumption after CADA 2020-2023 (45 to 60 days)
_LEVELS = (0.2, 3.0)  # of used prices over what a car is worth by its age
_MONTHS_PER_YEAR = 12.0
_TRADED_SHARE = 0.05  # of cars a year: CADA 2020, 14 million of some 270, each changing hands within the city
_AGE_AT_START, _YEARS_LEFT_AT_START = 9.0 * 12.0, 5.0  # of cars in the yard when the simulation starts: assumption


def offer(yard: Yard, market: CarTable, month: int) -> UsedCar:
    """Return the mean car of the yard, wrecks apart."""
    yard.cars = yard.cars[: tow_wrecks(yard.cars, month)]
    if not len(yard.cars):
        return market.used._replace(on_offer=0, price_level=yard.price_level)
    price, running, upkeep, years = mean_car(
        yard.cars, month, market.price_cny, market.running_cny_per_km, market.mj_per_km, market.upkeep_cny
    )
    return UsedCar(len(yard.cars), yard.price_level * price, running, upkeep, years, yard.price_level)


@kernel
def tow_wrecks(cars: Array, month: int) -> int:
    """Move the cars that still run to the front, in their order, and return how many there are."""
    left = 0
    for j in range(len(cars)):
        if cars[j, d.UNTIL] > month:
            if left < j:
                for fact in range(d.N_CAR_FACTS):
                    cars[left, fact] = cars[j, fact]
            left += 1
    return left


@kernel
def mean_car(
    cars: Array, month: int, price_cny: Array, running_cny_per_km: Array, mj_per_km: Array, upkeep_cny: Array
) -> tuple[float, float, float, float]:
    """Return the means over the yard of worth, running cost, yearly upkeep and years left."""
    worth, running, upkeep, left = 0.0, 0.0, 0.0, 0.0
    for j in range(len(cars)):
        kind, age = int(cars[j, d.KIND]), month - cars[j, d.SINCE]
        worth += resale_cny(price_cny[kind], age)
        running += running_cny_per_km[kind] * cars[j, d.MJ_PER_KM] / mj_per_km[kind]
        upkeep += upkeep_of_age_cny(upkeep_cny[kind], age)
        left += (cars[j, d.UNTIL] - month) / _MONTHS_PER_YEAR
    return worth / len(cars), running / len(cars), upkeep / len(cars), left / len(cars)


def first_offer(market: CarTable) -> UsedCar:
    """Return a usual used car of the first month."""
    return UsedCar(
        1, plain(resale_cny)(market.price_cny[n.PETROL_CAR], _AGE_AT_START), float(market.running_cny_per_km[n.PETROL_CAR]),
        plain(upkeep_of_age_cny)(float(market.upkeep_cny[n.PETROL_CAR]), _AGE_AT_START), _YEARS_LEFT_AT_START, 1.0,
    )  # fmt: skip


def first_stock(market: CarTable, owners: int) -> Array:
    """Return the cars in the yard when the simulation starts: some months of usual trade, failing in turn."""
    usual = [n.PETROL_CAR, -_AGE_AT_START, 0.0, market.mj_per_km[n.PETROL_CAR]]
    cars = np.tile(usual, (round(_MONTHS_OF_STOCK / _MONTHS_PER_YEAR * _TRADED_SHARE * owners), 1))
    place = (np.arange(len(cars)) + 0.5) / max(len(cars), 1)
    cars[:, d.UNTIL] = np.ceil(2.0 * _MONTHS_PER_YEAR * _YEARS_LEFT_AT_START * place)
    return cars


def take(state: WorldState, room: HouseholdRoom, rows: Array, wanted: d.Wanted) -> None:
    """Give seekers of a used car one each, in drawn order; set the level of prices for the next month."""
    yard = room.yard
    seekers = ((wanted.option[:, d.CAR] == OLD_CAR) & (wanted.allowed[:, d.CAR] == 1)).nonzero()[0]
    luck = draws(room.keys["used_car"], state.households["luck"][rows[seekers]], state.clock.step)
    order = seekers[luck.argsort(kind="stable")]
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
    """Let buyers sell the cars they give up, and put these into the yard in an order of their own."""
    cars = np.empty((len(rows), d.N_CAR_FACTS))
    sold, paid = sell_own(
        rows, wanted.option, wanted.allowed, room.view["SellView"], market.price_cny, market.scrappage_cny,
        market.used.price_level, room.reference_income_cny, room.p.car_price_income_slope, room.p.scrappage_age_years,
        state.clock.step, cars,
    )  # fmt: skip
    if sold:
        state.pay("household_car_sales", paid * state.weight)
        cars = cars[:sold]
        room.yard.cars = np.concatenate([room.yard.cars, cars[np.lexsort(cars.T)]])


@kernel
def sell_own(
    rows: Array, option: Array, allowed: Array, v: SellView, price_cny: Array, scrappage_cny: Array, price_level: float,
    reference_income_cny: float, class_slope: float, scrappage_age_years: float, month: int, cars: Array,
) -> tuple[int, float]:  # fmt: skip
    """Pay buyers for the cars they give up; who takes a bonus for scrapping scraps. Return how many, and for how much."""
    sold, paid = 0, 0.0
    for j in range(len(rows)):
        i, wish = rows[j], option[j, d.CAR]
        held = v.vehicle[i]
        if wish < 0 or allowed[j, d.CAR] == 0 or held == 0 or v.vehicle_until[i] <= month:
            continue
        dearness = car_class_factor(max(v.income_cny_per_year[i], 1000.0), reference_income_cny, class_slope)
        age = month - v.vehicle_since[i]
        value = price_level * resale_cny(price_cny[held] * dearness, age)
        may_scrap = may_be_scrapped(held, age, scrappage_age_years)
        if may_scrap and 0 < wish < OLD_CAR and scrappage_cny[wish] > value:
            continue
        v.savings_cny[i] += value
        paid += value
        cars[sold, d.KIND], cars[sold, d.SINCE] = held, v.vehicle_since[i]
        cars[sold, d.UNTIL], cars[sold, d.MJ_PER_KM] = v.vehicle_until[i], v.vehicle_mj_per_km[i]
        sold += 1
    return sold, paid
