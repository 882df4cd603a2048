"""Prices firms pay and expect: fuels, electricity by block, heat; load shifting; weather.

Reads: ``published`` prices, signals. Writes: the firms' room. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.firm.room import FirmRoom
from sim.core.columns import Array
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


def update_prices(state: WorldState, own: FirmRoom) -> None:
    """Read this month's prices, then shift the load toward cheap hours."""
    now = state.published
    customers = own.customers
    own.block_price = now.electricity_price_cny_per_kwh[customers]
    mean = (own.block_price * own.traits.load_shape).sum(axis=1)
    own.carrier_price[:] = now.fuel_price_cny_per_tj
    own.carrier_price *= own.contract[:, None]
    own.carrier_price[:, n.ELECTRICITY] = mean * n.KWH_PER_TJ
    own.carrier_price[:, n.HEAT] = now.heat_price_cny_per_tj[1]


def shift_load(own: FirmRoom) -> None:
    """Move the shiftable part of every sector's load toward hours that became cheaper than they were at the start."""
    shape, share = own.traits.load_shape, own.traits.shiftable[:, None]
    relative = own.block_price / own.base_block_price
    relative /= (relative * shape).sum(axis=1, keepdims=True)
    movable = shape * relative**-_SUBSTITUTION
    own.load_shape = (1.0 - share) * shape + share * movable / movable.sum(axis=1, keepdims=True)


def update_expectations(state: WorldState, own: FirmRoom) -> None:
    """Let expected prices and growth follow what was paid and sold."""
    speed, signals = own.own.expectation_speed_per_month, state.signals
    own.expected_price += speed * (own.carrier_price - own.expected_price)
    own.expected_fuel_carbon += speed * (signals[FUEL_PRICE] - own.expected_fuel_carbon)
    own.expected_process_carbon += speed * (signals[PROCESS_PRICE] - own.expected_process_carbon)


def weather_factor(state: WorldState, own: FirmRoom) -> Array:
    """Return the factor of this month's weather on energy use, shape (10, carriers)."""
    now, drivers = state.published, state.drivers
    heat, cool = float(drivers.normal_hdd.mean()), float(drivers.normal_cdd.mean())
    cold = now.heating_degree_days / heat - 1.0 if heat > 0.0 else 0.0
    hot = now.cooling_degree_days / cool - 1.0 if cool > 0.0 else 0.0
    return 1.0 + cold * own.heat_weather + hot * own.cool_weather


def weather_shares(own: FirmRoom) -> None:
    """Note which part of each carrier's use follows the weather."""
    own.heat_weather = np.zeros((_SECTORS, n.N_CARRIERS))
    own.heat_weather[:, _HEATED] = own.traits.heating_share[:, None]
    own.cool_weather = np.zeros((_SECTORS, n.N_CARRIERS))
    own.cool_weather[:, n.ELECTRICITY] = own.traits.cooling_share


def note_growth(own: FirmRoom, output: Array, memory: float) -> None:
    """Let expected growth follow sales over a year, once a year of sales is known."""
    own.output_of_last_year.append(output.copy())
    if len(own.output_of_last_year) <= 12:
        return
    before = own.output_of_last_year.pop(0)
    seen = np.clip(output / np.maximum(before, 1e-9) - 1.0, -0.3, 0.3)
    own.expected_growth = own.expected_growth + memory * (seen - own.expected_growth)


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
