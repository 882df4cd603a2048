"""Car physics and the car market from outside: energy per kilometre, models on sale, prices.

Reads: ``durables.csv``, ``vehicle_market.csv``. Writes: nothing. Draws: none.
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
PURCHASE_TAX_SHARE = 0.10 / 1.13  # 10 % of the price without 13 % value added tax
_MARKET_COLUMNS = (
    "petrol_models", "hybrid_models", "phev_models", "bev_models", "bev_range_km", "bev_battery_kwh",
    "phev_battery_kwh",
    "ev_body_index", "mini_bev_price_share", "ev_stock_share", "ev_known_share",
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
def models_on_sale(year: float) -> Array:
    """Return the number of car models on sale by vehicle type (at least one for having no car), shape (5,)."""
    return np.array([1.0, *(market(f"{v}_models", year) for v in n.VEHICLES[1:])])


def durable_prices(year: float, pack_cny_per_kwh: float, pack_2020_cny_per_kwh: float, pv_cny_per_kw: float) -> Array:
    """Return the price of every durable in CNY (solar: per kW), from its parts.

    Parameters
    ----------
    year : float
        Year, with the month as a fraction.
    pack_cny_per_kwh, pack_2020_cny_per_kwh : float
        Battery pack price now and in 2020.
    pv_cny_per_kw : float
        Price of a household solar system.
    """
    price = durable_column("price_2020_cny").copy()
    battery_2020 = durable_column("battery_kwh_2020")
    body = price - battery_2020 * pack_2020_cny_per_kwh
    trend = (1.0 + durable_column("real_price_change_pct_per_year") / 100.0) ** (year - PRICE_YEAR)
    battery = battery_2020.copy()
    battery[n.DURABLE_BEV_CAR] = market("bev_battery_kwh", year)
    battery[n.DURABLE_PHEV_CAR] = market("phev_battery_kwh", year)
    electric = [n.DURABLE_PHEV_CAR, n.DURABLE_BEV_CAR]
    trend[electric] = market("ev_body_index", year)
    price = body * trend + battery * pack_cny_per_kwh
    price[n.DURABLE_ROOFTOP_SOLAR] = pv_cny_per_kw
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
