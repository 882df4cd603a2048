"""Making the first year add up to the base year: activity levels by carrier, and the propensity to spend.

An activity level says how much more or less of a service homes take than the physics of a mean home suggests; it is
found once, at base prices and normal weather, and kept.

Reads: columns, the base year. Writes: activity levels in the room. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.household import kernels as k
from agents.household.month_tables import UseNumbers, UseTables
from agents.household.room import HouseholdRoom
from agents.household.tariffs import fuel_prices, use_numbers, use_tables
from sim.core.columns import Array
from sim.world import names as n
from sim.world.base_year import base_year
from sim.world.state import WorldState

_ROUNDS = 4
# Cars counted here stand at the start of the base year; within it there are more (NBS: 35.3 per 100 homes in 2019,
# 37.1 in 2020), and its petrol is what the mean of them burns.
_FLEET_GROWTH = 0.05
_MOST_ELECTRIC_HEATING = 0.3  # of a city's home electricity (assumption; CRECS: 5 to 25 %)


def normal_year(state: WorldState, room: HouseholdRoom) -> Array:
    """Return the sums of a year under normal weather at reference prices (real households, not agents)."""
    prices = np.full(n.N_BLOCKS, room.reference_price)
    heat_price, fuels = room.reference_heat_price or 70_000.0, fuel_prices(state)
    total = np.zeros(k.N_SUMS)
    for month in range(12):
        tables = use_tables(state, room, fuels, prices, heat_price, float(state.drivers.normal_hdd[month]))
        numbers = use_numbers(
            state, room, float(state.drivers.normal_cdd[month]), float(room.reference_fuel_price[n.PETROL])
        )
        total += use(state, room, tables, numbers._replace(housing_cny_per_weight=0.0))
    return total * state.weight


def use(state: WorldState, room: HouseholdRoom, tables: UseTables, numbers: UseNumbers) -> Array:
    """Let every household use and spend; return the sums, block after block."""
    room.parts[:] = 0
    state.visit(k.use_and_spend, room.view["UseView"], room.view["MonthView"], tables, numbers, room.parts)
    return np.asarray((room.parts * k.UNITS).sum(axis=0))


def fuel_totals(sums: Array) -> Array:
    """Return fuels used by carrier in TJ (electricity excluded), shape (11,)."""
    tj = np.zeros(n.N_CARRIERS)
    tj += sums[k.COOKING_FUEL : k.COOKING_FUEL + n.N_CARRIERS]
    tj[n.COAL] += sums[k.HEATING_FUEL + n.COAL_STOVE]
    tj[n.GAS] += sums[k.HEATING_FUEL + n.GAS_BOILER]
    tj[n.HEAT] += sums[k.HEATING_FUEL + n.DISTRICT_HEAT]
    tj[n.PETROL] += sums[k.PETROL]
    return tj


def meet_base_year(state: WorldState, room: HouseholdRoom) -> None:
    """Set activity levels and the propensity to spend so that the first year equals the base year."""
    base = base_year(state)
    target = base.energy_tj[n.HOUSEHOLDS]
    for _ in range(_ROUNDS):
        sums = normal_year(state, room)
        used = fuel_totals(sums)
        used[n.PETROL] *= 1.0 + 0.5 * _FLEET_GROWTH
        for carrier in range(n.N_CARRIERS):
            if used[carrier] > 0.0 and carrier not in (n.PETROL, n.ELECTRICITY):
                room.activity[carrier] *= target[carrier] / used[carrier]
        if used[n.PETROL] > 0.0:
            room.km_activity *= target[n.PETROL] / used[n.PETROL]
        kwh = sums[k.KWH : k.KWH + 8].reshape(2, 4).sum(axis=0)
        most = _MOST_ELECTRIC_HEATING * target[n.ELECTRICITY] * n.KWH_PER_TJ
        if kwh[2] > most:
            # Electric heaters warm a room, not the home: where they would take too much, they are used less.
            room.activity[n.ELECTRICITY] *= most / kwh[2]
            kwh[2] = most
        flexible = kwh[0] + kwh[1]
        wanted = target[n.ELECTRICITY] * n.KWH_PER_TJ - kwh[2] - kwh[3]
        room.electric_activity *= max(wanted, 0.2 * flexible) / max(flexible, 1e-9)
        goods = float(base.household_goods_cny.sum())
        room.propensity *= goods / max(float(sums[k.GOODS]), 1.0)
