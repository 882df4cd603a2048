"""Kernel of the month's planning: what a unit costs now, what is expected, what inputs are ordered.

Reads: energy needs, market shares, prices, carbon prices. Writes: electricity per unit, unit and carbon cost, expected sales, orders, sector
totals. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.firm.columns import PlanColumns
from agents.firm.compliance import carbon_cost, surcharge_cny_per_tj
from agents.firm.expectations import adapt
from agents.firm.room import SectorAccounts
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world import goods
from sim.world.names import CONSTRUCTION, ELECTRICITY, N_CARRIERS

CAPACITY, COST, SHARE, OUTPUT, GOODS, BUILDING = range(6)


@kernel
def cost_inputs(
    coefficient: Array, material: Array, price: Array, light_users: Array, material_use: Array, building_use: Array,
    inputs: Array, io_cost: Array,
) -> None:  # fmt: skip
    """Cost what each sector buys from each sector per unit of output at this month's prices.

    Parameters
    ----------
    coefficient : ndarray, shape (10, 10)
        Inputs of the base year.
    material : ndarray, shape (10,)
        Inputs bought over the nation's.
    price : ndarray, shape (10,)
        Goods prices.
    light_users, material_use, building_use : ndarray
        See ``goods.used_inputs``.
    inputs, io_cost : ndarray, shapes (10, 10) and (10,)
        Written: cost by supplier, and their sum.
    """
    goods.used_inputs(coefficient, light_users, material_use, building_use, inputs)
    for i in range(io_cost.size):
        total = 0.0
        for j in range(io_cost.size):
            inputs[i, j] *= price[j] * material[i]
            total += inputs[i, j]
        io_cost[i] = total


@kernel
def order_inputs(totals: Array, inputs: Array, io_cost: Array, demand: Array) -> None:
    """Add firms' orders to the goods markets: inputs by supplier, and building work from construction."""
    for i in range(io_cost.size):
        for j in range(io_cost.size):
            demand[j] += totals[i, GOODS] * inputs[i, j] / max(io_cost[i], 1e-12)
    for i in range(io_cost.size):
        demand[CONSTRUCTION] += totals[i, BUILDING]


@kernel
def average_costs(totals: Array, base_unit_cost: Array, mean_cost: Array, cost_index: Array) -> None:
    """Set every sector's mean unit cost, weighted by market share, and its index over the first month's."""
    for sector in range(mean_cost.size):
        mean_cost[sector] = totals[sector, COST] / max(totals[sector, SHARE], 1e-12)
        base = base_unit_cost[sector]
        cost_index[sector] = mean_cost[sector] / max(base, 1e-12) if base > 0.0 else 1.0


@kernel
def cost_firms(
    lo: int, hi: int, firm: PlanColumns, accounts: SectorAccounts, carrier_price: Array, factors: Array,
    fuel_price: Array,
    process_price: Array, free_t: Array, surcharge: Array, reference_tj: Array, building_per_surplus: float,
    speed: float,
    electric_growth: Array, totals: Array,
) -> None:  # fmt: skip
    """Cost every firm of a block and add up its sector, in the order of rows.

    Parameters
    ----------
    lo, hi : int
        Block of rows.
    firm : PlanColumns
        Columns; writes expected sales, unit cost, carbon cost and orders.
    accounts : SectorAccounts
        Cost of other inputs by sector.
    carrier_price : ndarray, shape (10, carriers)
        Prices without carbon price, CNY/TJ.
    factors : ndarray, shape (carriers,)
        Emission factors, t/TJ.
    fuel_price, process_price, free_t, surcharge, reference_tj : ndarray, shape (10,)
        Carbon prices (CNY/t), free permits (t/unit), electricity surcharge (CNY/TJ), energy use of the mean plant.
    building_per_surplus : float
        Building work of firms over their surplus.
    speed : float
        Speed of adaptive expectations.
    electric_growth : ndarray, shape (10,)
        Factor on electricity per unit as the sector's mix of products changes.
    totals : ndarray, shape (10, 6)
        Capacity, cost weighted by share, shares, output, orders of goods, orders of building work.
    """
    for i in range(np.uint64(lo), np.uint64(hi)):
        if firm.alive[i] == 0:
            continue
        s = firm.sector[i]
        firm.energy_tj_per_unit[i, ELECTRICITY] *= electric_growth[s]
        energy_cost, fuel_t, total_tj = 0.0, 0.0, 0.0
        for k in range(N_CARRIERS):
            tj = firm.energy_tj_per_unit[i, k]
            energy_cost += tj * carrier_price[s, k]
            fuel_t += tj * factors[k]
            total_tj += tj
        energy_cost += firm.energy_tj_per_unit[i, ELECTRICITY] * surcharge_cny_per_tj(
            total_tj, reference_tj[s], surcharge[s]
        )
        carbon = carbon_cost(
            fuel_t, firm.process_t_per_unit[i], firm.capture_share[i], fuel_price[s], process_price[s], free_t[s]
        )
        own_inputs = accounts.io_cost[s] + firm.opex_cny_per_unit[i] + firm.cost_luck_cny[i]
        cost = energy_cost + carbon + own_inputs + accounts.other[s] + accounts.wages[s] + accounts.surplus[s]
        firm.unit_cost_cny[i] = cost
        firm.carbon_cost_cny[i] = carbon
        output = firm.output_units[i]
        firm.expected_units[i] = adapt(firm.expected_units[i], output, speed)
        bought = max(output * own_inputs, 0.0)
        building = output * accounts.surplus[s] * building_per_surplus
        firm.orders_cny[i] = bought + building
        totals[s, CAPACITY] += firm.capacity_units_per_month[i]
        totals[s, COST] += firm.market_share[i] * cost
        totals[s, SHARE] += firm.market_share[i]
        totals[s, OUTPUT] += output
        totals[s, GOODS] += bought
        totals[s, BUILDING] += building
