"""The fleet as the dispatch reads it, and the order in which it calls the units.

Heat comes from recovered waste heat first, then from co-generation by efficiency, then from boilers by cost; stations
are called by marginal cost. Units that cost the same are called in the order of their rows.

Reads: the units' columns, fuel and carbon prices. Writes: ``Fleet.unit``, its two orders. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.world import grid
from sim.world import names as n

WASTE_HEAT, CO_GENERATION, BOILERS = range(3)


class UnitColumns(NamedTuple):
    """What a unit is."""

    alive: Array
    kind: Array
    carrier: Array
    is_chp: Array
    capacity_mw: Array
    availability: Array
    min_load_share: Array
    contract_share: Array
    dependable_share: Array
    heat_rate_tj_per_mwh: Array
    variable_cost_cny_per_kwh: Array
    bid_offset_cny_per_kwh: Array
    full_load_factor: Array
    fixed_cost_cny_per_kw_year: Array


@rule
def copy_unit(units: UnitColumns, u: int, unit: Array) -> None:
    """Copy what one unit is into its row of the table."""
    unit[u, grid.ALIVE], unit[u, grid.KIND] = units.alive[u], units.kind[u]
    unit[u, grid.CARRIER], unit[u, grid.IS_CHP] = units.carrier[u], units.is_chp[u]
    unit[u, grid.CAPACITY], unit[u, grid.AVAILABILITY] = units.capacity_mw[u], units.availability[u]
    unit[u, grid.MIN_LOAD], unit[u, grid.CONTRACT] = units.min_load_share[u], units.contract_share[u]
    unit[u, grid.DEPENDABLE_SHARE] = units.dependable_share[u]
    unit[u, grid.HEAT_RATE] = units.heat_rate_tj_per_mwh[u]
    unit[u, grid.VARIABLE_COST] = units.variable_cost_cny_per_kwh[u]
    unit[u, grid.BID_OFFSET] = units.bid_offset_cny_per_kwh[u]
    unit[u, grid.FULL_LOAD] = units.full_load_factor[u]
    unit[u, grid.FIXED_COST] = units.fixed_cost_cny_per_kw_year[u]


@rule
def put_in_order(rows: Array, count: int, key: Array) -> None:
    """Sort the first ``count`` rows by their key; rows of one key stay in their order (insertion: units are few)."""
    for place in range(1, count):
        row, before = rows[place], place
        while before > 0 and key[rows[before - 1]] > key[row]:
            rows[before] = rows[before - 1]
            before -= 1
        rows[before] = row


@kernel
def line_up(
    count: int, units: UnitColumns, fleet: grid.Fleet, fuel_price: Array, factors: Array, carbon_price: float,
    electricity_cny_per_tj: float,
) -> tuple[int, int]:  # fmt: skip
    """Copy the units' columns and set both orders; return how many heat sources and stations there are.

    ``fuel_price`` is in CNY/TJ without the carbon price (CNY/t).
    """
    cost, per_kwh, turn = np.zeros(count), np.zeros(count), np.zeros(count)
    sources, stations = 0, 0
    for u in range(count):
        copy_unit(units, u, fleet.unit)
        carrier = units.carrier[u]
        if carrier == n.ELECTRICITY:
            cost[u] = electricity_cny_per_tj * units.heat_rate_tj_per_mwh[u]
        elif carrier >= 0:
            cost[u] = (fuel_price[carrier] + carbon_price * factors[carrier]) * units.heat_rate_tj_per_mwh[u]
        per_kwh[u] = cost[u] * 1e-3 + units.variable_cost_cny_per_kwh[u]
        if not units.alive[u]:
            continue
        boiler, chp = units.kind[u] == grid.BOILER, units.is_chp[u] == 1
        if boiler or chp:
            turn[u] = WASTE_HEAT if boiler and cost[u] == 0.0 else (CO_GENERATION if chp else BOILERS)
            fleet.heat_order[sources] = u
            sources += 1
        if units.kind[u] == grid.DISPATCHABLE:
            fleet.merit_order[stations] = u
            stations += 1
    put_in_order(fleet.merit_order, stations, per_kwh)
    put_in_order(fleet.heat_order, sources, cost)
    put_in_order(fleet.heat_order, sources, turn)
    return sources, stations
