"""Prices firms pay and expect: fuels, electricity by block, heat; load shifting; weather.

Reads: ``published`` prices, signals. Writes: the firms' room. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.firm.expectations import adapt
from agents.firm.room import FirmRoom
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_SECTORS = n.N_FIRM_SECTORS
FUEL_PRICE = slice(s.FUEL_CARBON_PRICE, s.FUEL_CARBON_PRICE + _SECTORS)
PROCESS_PRICE = slice(s.PROCESS_CARBON_PRICE, s.PROCESS_CARBON_PRICE + _SECTORS)
ANNOUNCED = slice(s.ANNOUNCED_CARBON_PRICE, s.ANNOUNCED_CARBON_PRICE + _SECTORS)
SURCHARGE = slice(s.ELECTRICITY_SURCHARGE, s.ELECTRICITY_SURCHARGE + _SECTORS)
FREE = slice(s.FREE_PERMITS, s.FREE_PERMITS + _SECTORS)
_SUBSTITUTION = 4.0  # elasticity of the shiftable part of the load between blocks: assumption
_HEATED = [n.COAL, n.OIL, n.GAS, n.HEAT, n.BIOMASS]


class Tariffs(NamedTuple):
    """What does not change from month to month in what a sector pays, and this month's prices; arrays (10, ...)."""

    customers: Array  # (10,) electricity customer class
    contract: Array  # (10,) fuel price paid over the list price
    usual_shape: Array  # (10, blocks) load by block at the start
    shiftable: Array  # (10,)
    base_block_price: Array  # (10, blocks)
    heat_weather: Array  # (10, carriers) part of use that follows heating degree days
    cool_weather: Array
    block_price: Array  # written: (10, blocks) CNY/kWh
    carrier_price: Array  # written: (10, carriers) CNY/TJ
    load_shape: Array  # written: (10, blocks)
    weather: Array  # written: (10, carriers) factor of this month's weather on energy use


@kernel
def set_prices(sectors: Tariffs, tariff: Array, fuel_price: Array, heat_price: float, cold: float, hot: float) -> None:
    """Set every sector's prices, move its shiftable load toward hours that became cheaper, and note the weather."""
    for sector in range(sectors.customers.size):
        shape, customer = sectors.usual_shape[sector], sectors.customers[sector]
        mean, level, moved = 0.0, 0.0, 0.0
        for b in range(shape.size):
            price = tariff[customer, b]
            sectors.block_price[sector, b] = price
            mean += price * shape[b]
            level += price / sectors.base_block_price[sector, b] * shape[b]
        for b in range(shape.size):
            relative = sectors.block_price[sector, b] / sectors.base_block_price[sector, b] / level
            sectors.load_shape[sector, b] = shape[b] * relative**-_SUBSTITUTION
            moved += sectors.load_shape[sector, b]
        share = sectors.shiftable[sector]
        for b in range(shape.size):
            sectors.load_shape[sector, b] = (1.0 - share) * shape[b] + share * sectors.load_shape[sector, b] / moved
        for k in range(fuel_price.size):
            sectors.carrier_price[sector, k] = fuel_price[k] * sectors.contract[sector]
            sectors.weather[sector, k] = (
                1.0 + cold * sectors.heat_weather[sector, k] + hot * sectors.cool_weather[sector, k]
            )
        sectors.carrier_price[sector, n.ELECTRICITY] = mean * n.KWH_PER_TJ
        sectors.carrier_price[sector, n.HEAT] = heat_price


def open_tariffs(own: FirmRoom) -> None:
    """Lay out what prices are set from and into; the arrays stay the same ones to the end."""
    own.tariffs = Tariffs(
        own.customers, own.contract, own.traits.load_shape, own.traits.shiftable, own.base_block_price,
        own.heat_weather, own.cool_weather, own.block_price, own.carrier_price, own.load_shape, own.weather,
    )  # fmt: skip


def update_prices(state: WorldState, own: FirmRoom) -> None:
    """Read this month's prices and weather."""
    now = state.published
    cold = now.heating_degree_days / own.mean_hdd - 1.0 if own.mean_hdd > 0.0 else 0.0
    hot = now.cooling_degree_days / own.mean_cdd - 1.0 if own.mean_cdd > 0.0 else 0.0
    set_prices(
        own.tariffs, now.electricity_price_cny_per_kwh, now.fuel_price_cny_per_tj, float(now.heat_price_cny_per_tj[1]),
        cold, hot,
    )  # fmt: skip


@kernel
def follow_prices(
    speed: float, price: Array, fuel_carbon: Array, process_carbon: Array, expected_price: Array,
    expected_fuel_carbon: Array, expected_process_carbon: Array,
) -> None:  # fmt: skip
    """Move what every sector expects toward what was paid this month."""
    for sector in range(fuel_carbon.size):
        for k in range(price.shape[1]):
            expected_price[sector, k] = adapt(expected_price[sector, k], price[sector, k], speed)
        expected_fuel_carbon[sector] = adapt(expected_fuel_carbon[sector], fuel_carbon[sector], speed)
        expected_process_carbon[sector] = adapt(expected_process_carbon[sector], process_carbon[sector], speed)


def update_expectations(state: WorldState, own: FirmRoom) -> None:
    """Let expected prices follow what was paid."""
    signals = state.signals
    follow_prices(
        own.own.expectation_speed_per_month, own.carrier_price, signals[FUEL_PRICE], signals[PROCESS_PRICE],
        own.expected_price, own.expected_fuel_carbon, own.expected_process_carbon,
    )  # fmt: skip


def weather_shares(state: WorldState, own: FirmRoom) -> None:
    """Note which part of each carrier's use follows the weather, and what weather is normal."""
    own.mean_hdd = float(state.drivers.normal_hdd.mean())
    own.mean_cdd = float(state.drivers.normal_cdd.mean())
    own.heat_weather = np.zeros((_SECTORS, n.N_CARRIERS))
    own.heat_weather[:, _HEATED] = own.traits.heating_share[:, None]
    own.cool_weather = np.zeros((_SECTORS, n.N_CARRIERS))
    own.cool_weather[:, n.ELECTRICITY] = own.traits.cooling_share


@kernel
def note_growth(year: Array, step: int, output: Array, memory: float, growth: Array) -> None:
    """Let expected ``growth`` follow sales over a year, once a year of sales is known.

    ``year`` keeps the sectors' output of the last twelve months, shape (12, 10).
    """
    before = year[step % 12]
    for sector in range(output.size):
        if step >= 12:
            seen = min(max(output[sector] / max(before[sector], 1e-9) - 1.0, -0.3), 0.3)
            growth[sector] += memory * (seen - growth[sector])
        before[sector] = output[sector]


def yearly_hours(state: WorldState) -> Array:
    """Return solar hours of a year by block, from the first year's weather."""
    months = state.drivers.sunshine_hours[:12]
    return np.asarray(months.sum(axis=0) * (12.0 / max(len(months), 1)))


def error_of_past(own: FirmRoom, year: int, price: float, carbon: float) -> tuple[float, float]:
    """Return by how much firms erred five years ago: electricity price (share) and carbon price (CNY/t); 0 before."""
    for then, expected_price, expected_carbon in own.past_expectations:
        if then == year - 5:
            return expected_price / max(price, 1e-9) - 1.0, expected_carbon - carbon
    return 0.0, 0.0
