"""Car physics and the car market from outside: energy per kilometre, models on sale, prices.

Reads: ``durables.csv``, ``vehicle_market.csv``, ``car_sales.csv``. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import rule
from sim.world import names as n
from sim.world.tables import keyed, rows

PETROL_MJ_PER_LITRE = 32.2  # GB/T 2589-2020: 43.07 MJ/kg at 0.747 kg/l
MJ_PER_KWH = 3.6
PRICE_YEAR = 2020
# Part of a plug-in car's price in 2020 that is not its battery (assumption: packs at 800 to 1,000 CNY/kWh).
_BODY_SHARE = {n.PHEV_CAR: 0.9, n.BEV_CAR: 0.7}
_LOWEST_PRICE_SHARE = 0.3  # of the price in 2020, below which no car is built (assumption: metal, tyres, assembly)
PURCHASE_TAX_SHARE = 0.10 / 1.13  # 10 % of the price without 13 % value added tax
_MARKET_COLUMNS = (
    "petrol_models", "hybrid_models", "phev_models", "bev_models", "bev_range_km", "bev_battery_kwh",
    "phev_battery_kwh",
    "petrol_price_index", "phev_body_index", "bev_body_index", "mini_bev_price_share", "ev_stock_share", "ev_known_share",
)  # fmt: skip


@cache
def durable_column(column: str) -> Array:
    """Return one column of ``durables.csv`` in the order of ``names.DURABLES``."""
    table = keyed("durables", "durable")
    return np.array([float(table[d][column]) for d in n.DURABLES])


@cache
def _market_column(column: str) -> tuple[Array, Array]:
    table = rows("vehicle_market")
    return np.array([float(r["year"]) for r in table]), np.array([float(r[column]) for r in table])


@lru_cache(maxsize=4096)
def market(column: str, year: float) -> float:
    """Return a figure of the car market outside, linear between the table's years."""
    years, values = _market_column(column)
    return float(np.interp(year, years, values))


@lru_cache(maxsize=256)
def ages_of_cars(year: float, life_years: float, shape: float) -> tuple[Array, Array]:
    """Return months of age, and the share of today's cars younger than that: past sales by who is still on the road.

    Parameters
    ----------
    year : float
        Today, as a year; the nation's sales of the years before (``car_sales.csv``) are taken for the city's.
    life_years, shape : float
        Weibull scale and shape of a car's life.
    """
    table = rows("car_sales")
    age = np.arange(0, 30 * 12 + 1)
    sold = np.interp(
        year - (age[:-1] + 0.5) / 12.0, [float(r["year"]) + 0.5 for r in table], [float(r["million"]) for r in table]
    )
    alive = sold * np.exp(-(((age[:-1] + 0.5) / 12.0 / life_years) ** shape))
    return age, np.concatenate([[0.0], np.cumsum(alive) / alive.sum()])


@lru_cache(maxsize=256)
def models_on_sale(year: float) -> Array:
    """Return the number of car models on sale by vehicle type (at least one for having no car), shape (5,)."""
    return np.array([1.0, *(market(f"{v}_models", year) for v in n.VEHICLES[1:])])


def car_shop_prices(listed_cny: Array, year: float, pack_cny_per_kwh: float) -> Array:
    """Return shop prices of cars by vehicle type with the batteries usual in the year, shape (5,); 0 for no car.

    Parameters
    ----------
    listed_cny : ndarray, shape (4,)
        Published prices of cars, electric ones with the battery usual in 2020.
    year : float
        Year, with the month as a fraction.
    pack_cny_per_kwh : float
        Price of a battery pack.
    """
    price = np.zeros(5)
    price[1:] = listed_cny
    first, change = durable_column("price_2020_cny"), durable_column("real_price_change_pct_per_year")
    trend = (1.0 + change / 100.0) ** (year - PRICE_YEAR)
    for vehicle in (n.PETROL_CAR, n.HYBRID_CAR):
        price[vehicle] += first[vehicle - 1] * (market("petrol_price_index", year) - trend[vehicle - 1])
    for vehicle, name in ((n.PHEV_CAR, "phev"), (n.BEV_CAR, "bev")):
        durable = vehicle - 1
        usual, body = durable_column("battery_kwh_2020")[durable], _BODY_SHARE[vehicle] * first[durable]
        price[vehicle] += (market(f"{name}_battery_kwh", year) - usual) * pack_cny_per_kwh
        price[vehicle] += body * (market(f"{name}_body_index", year) - trend[durable])
    price[1:] = np.maximum(price[1:], _LOWEST_PRICE_SHARE * first[:4])
    return price


@lru_cache(maxsize=256)
def energy_mj_per_km(years_after_2020: float) -> tuple[Array, Array]:
    """Return petrol and plug electricity per kilometre by vehicle type of cars sold in a year, each shape (5,)."""
    gain = (1.0 - durable_column("efficiency_gain_pct_per_year")[:4] / 100.0) ** years_after_2020
    electric_share = durable_column("electric_share")[:4]
    petrol = durable_column("petrol_l_per_100km")[:4] / 100.0 * PETROL_MJ_PER_LITRE * (1.0 - electric_share)
    power = durable_column("electricity_kwh_per_100km")[:4] / 100.0 * MJ_PER_KWH * electric_share
    return np.concatenate([[0.0], petrol * gain]), np.concatenate([[0.0], power * gain])


@rule
def petrol_tj(km: float, mj_per_km: float, petrol_part: float) -> float:
    """Return the petrol a car burns over a distance, in TJ."""
    return km * mj_per_km * petrol_part * 1e-6


@rule
def charging_kwh(km: float, mj_per_km: float, petrol_part: float) -> float:
    """Return the electricity a car takes from the plug over a distance, in kWh."""
    return km * mj_per_km * (1.0 - petrol_part) / MJ_PER_KWH
