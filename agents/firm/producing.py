"""Kernel of production: orders become output, output becomes energy use, emissions and bills.

Reads: market shares, capacity, energy needs, weather, prices. Writes: output, energy use, emissions, bills and their
sums by sector. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.firm.columns import ProduceColumns
from agents.firm.compliance import surcharge_cny_per_tj
from agents.firm.output import allotted_units
from agents.firm.parameters import STORAGE_CYCLES_PER_MONTH, STORAGE_EFFICIENCY
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world.names import ELECTRICITY, EVENING_PEAK, HEAT, KWH_PER_TJ, N_BLOCKS, N_CARRIERS, VALLEY


class Conditions(NamedTuple):
    """What production meets this month."""

    sold_units: Array  # (10,)
    weather: Array  # (10, carriers) factor on energy use
    carrier_price: Array  # (10, carriers)
    block_price: Array  # (10, blocks)
    load_shape: Array  # (10, blocks)
    sun_hours: Array  # (blocks,)
    surcharge: Array  # (10,) CNY/TJ
    reference_tj: Array  # (10,)
    factors: Array  # (carriers,)
    customers: Array  # (10,)


class Made(NamedTuple):
    """What the sectors made and used, added up in the order of rows."""

    energy_tj: Array  # (13, carriers)
    process_t: Array  # (13,)
    captured_t: Array  # (13,)
    load_kwh: Array  # (customers, blocks)
    solar_kwh: Array  # (blocks,)
    output: Array  # (10,)
    bills: Array  # (3,)
    scratch: Array  # (10, 3) orders beyond capacity, spare room, shares


@kernel
def produce_firms(lo: int, hi: int, firm: ProduceColumns, now: Conditions, feed_in: float, made: Made) -> None:
    """Share each sector's sales among its firms and count what making them takes.

    Two passes over the rows: first what everybody is offered and has room for, then output, energy and bills.
    """
    made.scratch[:] = 0.0
    for i in range(np.uint64(lo), np.uint64(hi)):
        if firm.alive[i]:
            made.scratch[firm.sector[i], 2] += firm.market_share[i]
    for i in range(np.uint64(lo), np.uint64(hi)):
        if firm.alive[i]:
            s = firm.sector[i]
            spare = firm.capacity_units_per_month[i] - firm.market_share[i] / made.scratch[s, 2] * now.sold_units[s]
            if spare >= 0.0:
                made.scratch[s, 1] += spare
            else:
                made.scratch[s, 0] -= spare
    for i in range(np.uint64(lo), np.uint64(hi)):
        if firm.alive[i] == 0:
            firm.output_units[i] = 0.0
            firm.energy_tj[i, :] = 0.0
            continue
        s = firm.sector[i]
        over, spare = made.scratch[s, 0], made.scratch[s, 1]
        filled = min(over / spare, 1.0) if spare > 0.0 else 0.0
        overtime = (over - spare) / over if over > spare else 0.0
        offered = firm.market_share[i] / made.scratch[s, 2] * now.sold_units[s]
        output = allotted_units(offered, firm.capacity_units_per_month[i], filled, overtime)
        firm.output_units[i] = output
        made.output[s] += output
        fuel_t, total_tj, other_bill = 0.0, 0.0, 0.0
        for k in range(N_CARRIERS):
            per_unit = firm.energy_tj_per_unit[i, k]
            total_tj += per_unit
            tj = output * per_unit * now.weather[s, k]
            firm.energy_tj[i, k] = tj
            if k != ELECTRICITY:
                fuel_t += tj * now.factors[k]
                other_bill += tj * now.carrier_price[s, k]
                made.energy_tj[s, k] += tj
        heat_bill = firm.energy_tj[i, HEAT] * now.carrier_price[s, HEAT]
        load_kwh = firm.energy_tj[i, ELECTRICITY] * KWH_PER_TJ
        moved = min(firm.battery_kwh[i] * STORAGE_CYCLES_PER_MONTH, 0.8 * load_kwh * now.load_shape[s, EVENING_PEAK])
        extra = surcharge_cny_per_tj(total_tj, now.reference_tj[s], now.surcharge[s]) / KWH_PER_TJ
        bill, used = 0.0, 0.0
        for b in range(N_BLOCKS):
            load = load_kwh * now.load_shape[s, b]
            if b == EVENING_PEAK:
                load -= moved
            elif b == VALLEY:
                load += moved / STORAGE_EFFICIENCY
            sun = firm.pv_kw[i] * now.sun_hours[b]
            self_used = min(sun, load)
            bill += (load - self_used) * now.block_price[s, b] + load * extra - (sun - self_used) * feed_in
            made.load_kwh[now.customers[s], b] += load
            made.solar_kwh[b] += sun
            used += load
        electricity_tj = used / KWH_PER_TJ
        firm.energy_tj[i, ELECTRICITY] = electricity_tj
        made.energy_tj[s, ELECTRICITY] += electricity_tj
        process_t = output * firm.process_t_per_unit[i]
        captured = (fuel_t + process_t) * firm.capture_share[i]
        firm.fuel_co2_t[i] = fuel_t
        firm.process_co2_t[i] = process_t
        firm.captured_co2_t[i] = captured
        firm.electricity_bill_cny[i] = bill
        firm.energy_bill_cny[i] = other_bill + bill
        made.process_t[s] += process_t
        made.captured_t[s] += captured
        made.bills[0] += other_bill - heat_bill
        made.bills[1] += bill
        made.bills[2] += heat_bill


@kernel
def count_output(
    output: Array, va_share: Array, jobs_per_unit: Array, productivity: Array, value_added_cny: Array, jobs: Array
) -> None:  # fmt: skip
    """Add what the sectors' output brings in value added and in jobs."""
    for sector in range(output.size):
        value_added_cny[sector] += output[sector] * va_share[sector]
        jobs[sector] += output[sector] * jobs_per_unit[sector] / productivity[sector]


@kernel
def recount(lo: int, hi: int, sector: Array, energy_tj: Array, totals: Array) -> None:
    """Add up the energy firms used this month from their own columns, shape (13, carriers); closed ones included."""
    for i in range(np.uint64(lo), np.uint64(hi)):
        for k in range(N_CARRIERS):
            totals[sector[i], k] += energy_tj[i, k]
