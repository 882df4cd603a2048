"""The city's grid for one month: merit order, heat from power stations, storage, trade with the province.

Four blocks of hours stand for the month. Local units are price takers: in a block a unit runs in the share of hours
in which the provincial price, normally distributed around the block's mean, exceeds its marginal cost; between
profitable hours it stays at its stable minimum. Heat comes from recovered waste heat, then from co-generation, then
from boilers by cost; co-generation must run for its heat. Storage buys in the cheapest block and sells in the evening.
What local units do not cover is imported as far as the lines go; then dispatchable units are raised, the cheapest
first; what is still missing in the hours of high load is unserved. A surplus beyond the lines lowers the dearest
units to what they owe to heat and contracts, then everything else.

Reads: columns of the power units, loads of the month. Writes: the units' outputs and ``totals``. Draws: none.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.core.params import Parameter, ParameterGroup
from sim.world import names as n

PARAMETERS = ParameterGroup(
    "grid", __name__, "GridParameters",
    Parameter("network_loss_share", 0.052, 0.03, 0.09, "1", "NEA 2020: line loss rate 5.6 %, of which local grids most",
              "electricity lost in local lines over electricity sent in"),
    Parameter("heat_loss_share", 0.12, 0.05, 0.25, "1", "assumption: hot-water networks in China lose 10 to 15 %",
              "district heat lost in pipes over heat sent in"),
    Parameter("chp_heat_rate", 1.14, 1.05, 1.3, "TJ/TJ", "39 kgce/GJ of heat from co-generation (CEC 2020)",
              "fuel per unit of heat from co-generation, heat accounted separately from electricity"),
    Parameter("chp_heat_per_power", 1.2, 0.8, 2.0, "MWh/MWh", "assumption: extraction turbines give up to 1.2 to 1.5",
              "most heat a co-generation unit gives per unit of electricity"),
    Parameter("within_block_load_sd", 0.07, 0.03, 0.15, "1", "assumption: spread of hourly loads in a block",
              "standard deviation of load within a block over its mean"),
    Parameter("peak_hour_factor", 1.18, 1.05, 1.4, "1", "assumption: peak hour of the worst day over the block's mean",
              "load of the peak hour over the mean of its block"),
    Parameter("nation_peak_hour_factor", 0.9, 0.8, 1.2, "1",
              "regions of a nation peak on different days: set by the peak of 2020 (CEC 2021: 1.08 TW)",
              "the same for a nation"),
    Parameter("round_trip_efficiency", 0.80, 0.7, 0.92, "1", "pumped storage 76 %, batteries 85 % (NEA 2020, CNESA 2021)",
              "electricity discharged per electricity charged"),
    Parameter("storage_hours", 4.0, 2.0, 8.0, "hours", "assumption: batteries of 2 to 4 hours, pumped storage of 6",
              "hours a full store can discharge"),
)  # fmt: skip
GridParameters = PARAMETERS.tuple_type

KINDS = ("dispatchable", "must_run", "hydro", "wind", "solar", "storage", "boiler")
DISPATCHABLE, MUST_RUN, HYDRO, WIND, SOLAR, STORAGE, BOILER = range(7)
DAYS_PER_MONTH = 365.0 / 12.0
BLOCK_HOURS = tuple(h * DAYS_PER_MONTH for h in n.BLOCK_HOURS_PER_DAY)
HOURS_PER_MONTH = 24.0 * DAYS_PER_MONTH
MWH_PER_TJ = 1.0 / 3.6e-3
_LARGEST_SHARE_OF_SPARE = 0.8  # of what lines and stations can bring on top of the load: stores leave the rest free
_STORE_COST = 0.005  # CNY/kWh, wear of a cycle

TOTALS = (
    "made_mwh", "imported_mwh", "discharged_mwh", "used_mwh", "lost_mwh", "exported_mwh", "charged_mwh", "unserved_mwh",
    "heat_made_tj", "heat_used_tj", "heat_lost_tj", "heat_unserved_tj", "curtailed_mwh", "peak_mw", "dependable_mw",
    "import_cost_cny", "export_revenue_cny", "heat_power_mwh",
)  # fmt: skip
(MADE, IMPORTED, DISCHARGED, USED, LOST, EXPORTED, CHARGED, UNSERVED, HEAT_MADE, HEAT_USED, HEAT_LOST, HEAT_UNSERVED,
 CURTAILED, PEAK, DEPENDABLE, IMPORT_COST, EXPORT_REVENUE, HEAT_POWER) = range(18)  # fmt: skip


FIELDS = (
    "alive", "kind", "carrier", "is_chp", "capacity_mw", "availability", "min_load_share", "contract_share",
    "dependable_share", "heat_rate_tj_per_mwh", "variable_cost_cny_per_kwh", "bid_offset_cny_per_kwh",
    "full_load_factor", "fixed_cost_cny_per_kw_year",
)  # fmt: skip
(ALIVE, KIND, CARRIER, IS_CHP, CAPACITY, AVAILABILITY, MIN_LOAD, CONTRACT, DEPENDABLE_SHARE, HEAT_RATE, VARIABLE_COST,
 BID_OFFSET, FULL_LOAD, FIXED_COST) = range(14)  # fmt: skip


class Fleet(NamedTuple):
    """The power units as the kernels see them: what they are, and what they did this month."""

    unit: Array  # (units, FIELDS): copied from the units' columns whenever the fleet changes
    made_mwh: Array  # (units, 4); of a store: discharged
    charged_mwh: Array  # (units, 4)
    must_run_mwh: Array  # (units, 4)
    heat_tj: Array
    marginal_cost_cny_per_kwh: Array
    heat_order: Array  # rows of heat sources in the order they are called: waste heat, co-generation, boilers by cost
    merit_order: Array  # rows of dispatchable units, the cheapest first


class GridMonth(NamedTuple):
    """What the grid meets this month; arrays over blocks, or over carriers."""

    load_kwh: Array  # (customers, blocks) at the meters
    rooftop_kwh: Array
    price_cny_per_kwh: Array
    sunshine_hours: Array
    wind_hours: Array
    fuel_price_cny_per_tj: Array
    emission_factor_t_per_tj: Array


@rule
def normal_share(z: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-z * 0.7071067811865476)


@rule
def running_share(price: float, spread: float, cost: float) -> float:
    """Return the share of a block's hours in which the price exceeds a unit's marginal cost (CNY/kWh)."""
    return normal_share((price - cost) / max(spread, 1e-6))


@rule
def market_load_share(profitable: float, best: float, min_load: float, contract: float) -> float:
    """Return a unit's mean load in a block over its available capacity.

    ``profitable`` is the share of the block's hours worth running for, ``best`` the largest such share over the
    blocks: with that probability the unit is kept on line, at its stable minimum in hours that do not pay.
    """
    return contract + (1.0 - contract) * best * (min_load + (1.0 - min_load) * profitable)


@rule
def expected_shortfall(mean: float, sd: float, limit: float) -> float:
    """Return the mean of what a normally distributed load exceeds a limit by."""
    z = (mean - limit) / max(sd, 1e-9)
    density = math.exp(-0.5 * z * z) * 0.3989422804014327
    return max(sd, 1e-9) * (density + z * normal_share(z))


@rule
def marginal_cost(
    heat_rate: float, fuel_price: float, carbon_price: float, factor: float, free_t_per_mwh: float, other: float
) -> float:
    """Return the cost of one more kWh: fuel, carbon beyond what is granted free per MWh, and other variable costs."""
    carbon = carbon_price * (heat_rate * factor - free_t_per_mwh)
    return (heat_rate * fuel_price + carbon) * 0.001 + other


@rule
def raised_output(now: float, most: float, wanted: float) -> float:
    """Return a unit's output when so much more is wanted of it."""
    return now + min(wanted, max(most - now, 0.0))


@rule
def lowered_output(now: float, owed: float, surplus: float) -> float:
    """Return a unit's output when so much less is wanted of it: never below what it owes to heat and contracts."""
    return now - min(surplus, max(now - owed, 0.0))


@rule
def _call_units(fleet: Fleet, stations: int, block: int, missing_mwh: float, surplus_mwh: float) -> float:
    """Raise the cheapest dispatchable units, or lower the dearest; return by how much their sum changed."""
    hours, change = BLOCK_HOURS[block], 0.0
    for i in range(stations):
        u = fleet.merit_order[i] if missing_mwh > 0.0 else fleet.merit_order[stations - 1 - i]
        now = fleet.made_mwh[u, block]
        if missing_mwh > 0.0:
            most = fleet.unit[u, CAPACITY] * fleet.unit[u, AVAILABILITY] * hours
            new = raised_output(now, most, missing_mwh - change)
        else:
            new = lowered_output(now, fleet.must_run_mwh[u, block], surplus_mwh + change)
        fleet.made_mwh[u, block] = new
        change += new - now
    return change


@rule
def storage_share(evening: float, bought: float, spread: float, cost: float, efficiency: float) -> float:
    """Return the share of days on which buying at one price and selling in the evening pays."""
    spread_of_gain = spread * math.sqrt(1.0 + efficiency * efficiency)
    return running_share(evening * efficiency - bought, spread_of_gain, cost * efficiency)


@rule
def _serve_heat(fleet: Fleet, sources: int, wanted_tj: float, heat_per_power: float) -> float:
    """Serve district heat from the sources in their order, each up to its capacity; return heat made."""
    left = wanted_tj
    for i in range(sources):
        u = fleet.heat_order[i]
        per_mw = HOURS_PER_MONTH / MWH_PER_TJ * fleet.unit[u, AVAILABILITY]
        most = fleet.unit[u, CAPACITY] * per_mw * (1.0 if fleet.unit[u, KIND] == BOILER else heat_per_power)
        fleet.heat_tj[u] = min(left, most)
        left -= fleet.heat_tj[u]
    return float(wanted_tj - left)


@rule
def _run_unit(fleet: Fleet, u: int, month: GridMonth, spread: float, hydro: float, heat_per_power: float) -> None:
    """Set what one unit makes in each block, before the lines and the load are looked at."""
    kind, full_load = fleet.unit[u, KIND], fleet.unit[u, FULL_LOAD]
    cost, best = fleet.marginal_cost_cny_per_kwh[u] - fleet.unit[u, BID_OFFSET], 0.0
    available = fleet.unit[u, CAPACITY] * fleet.unit[u, AVAILABILITY]
    if kind == DISPATCHABLE:
        for b in range(n.N_BLOCKS):
            best = max(best, running_share(month.price_cny_per_kwh[b], spread, cost))
    for b in range(n.N_BLOCKS):
        made, owed = 0.0, 0.0
        if kind == DISPATCHABLE:
            profitable = running_share(month.price_cny_per_kwh[b], spread, cost)
            share = market_load_share(profitable, best, fleet.unit[u, MIN_LOAD], fleet.unit[u, CONTRACT])
            owed = fleet.heat_tj[u] * MWH_PER_TJ / heat_per_power * BLOCK_HOURS[b] / HOURS_PER_MONTH
            owed = max(owed, fleet.unit[u, CONTRACT] * available * BLOCK_HOURS[b])
            made = max(available * BLOCK_HOURS[b] * share, owed)
        elif kind == MUST_RUN:
            made = available * BLOCK_HOURS[b]
        elif kind == HYDRO:
            made = min(available * hydro, fleet.unit[u, CAPACITY]) * BLOCK_HOURS[b]
        elif kind == WIND:
            made = fleet.unit[u, CAPACITY] * month.wind_hours[b] * full_load
        elif kind == SOLAR:
            made = fleet.unit[u, CAPACITY] * month.sunshine_hours[b] * full_load
        fleet.made_mwh[u, b], fleet.must_run_mwh[u, b], fleet.charged_mwh[u, b] = made, owed, 0.0


@rule
def _balance_block(
    fleet: Fleet, count: int, stations: int, block: int, demand: tuple[float, float], line_mw: float,
    own: Any, totals: Array,
) -> float:  # fmt: skip
    """Balance one block with the province, add it to the totals, and return net imports in MWh.

    ``own`` holds the GridParameters, ``demand`` is load (heat pumps included) and rooftop electricity in MWh.
    """
    hours, loss = BLOCK_HOURS[block], own.network_loss_share
    made, others, room, stored, charged, change = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for u in range(count):
        if not fleet.unit[u, ALIVE]:
            continue
        output = fleet.made_mwh[u, block]
        charged += fleet.charged_mwh[u, block]
        if fleet.unit[u, KIND] == STORAGE:
            stored += output
            continue
        made += output
        if fleet.unit[u, KIND] == DISPATCHABLE:
            room += max(fleet.unit[u, CAPACITY] * fleet.unit[u, AVAILABILITY] * hours - output, 0.0)
        else:
            others += output
    load, roofs = demand
    net = load - roofs
    needed = net / (1.0 - loss) if net > 0.0 else net
    line_mwh = line_mw * hours
    gap = needed + charged - made - stored
    surplus = max(-gap - line_mwh, 0.0)
    if abs(gap) > line_mwh:
        change = _call_units(fleet, stations, block, max(gap - line_mwh, 0.0), surplus)
    curtailed = min(max(surplus + change, 0.0) / max(others, 1e-9), 1.0)
    if curtailed > 0.0 and surplus > 0.0:
        for u in range(count):
            if fleet.unit[u, KIND] != DISPATCHABLE and fleet.unit[u, KIND] != STORAGE:
                fleet.made_mwh[u, block] *= 1.0 - curtailed
    else:
        curtailed = 0.0
    most_mw = (made + stored - charged + room + line_mwh) / hours
    short = expected_shortfall(needed / hours, own.within_block_load_sd * abs(needed) / hours, most_mw) * hours
    unserved = min(max(short, 0.0) * (1.0 - loss), max(net, 0.0))
    served = net - unserved
    lost = served * loss / (1.0 - loss) if served > 0.0 else 0.0
    made += change - curtailed * others
    gap = served + lost + charged - made - stored
    totals[MADE] += made + roofs
    totals[DISCHARGED] += stored
    totals[CHARGED] += charged
    totals[USED] += load - unserved
    totals[LOST] += lost
    totals[UNSERVED] += unserved
    totals[CURTAILED] += curtailed * others
    totals[PEAK] = max(totals[PEAK], needed / hours * own.peak_hour_factor)
    return float(gap)


@rule
def block_load_mwh(month: GridMonth, block: int, heat_power_mwh: float) -> float:
    """Return a block's load at the meters, heat pumps of the network included, before rooftop electricity."""
    load = heat_power_mwh * BLOCK_HOURS[block] / HOURS_PER_MONTH
    for customer in range(n.N_CUSTOMERS):
        load += month.load_kwh[customer, block] * 0.001
    return load


@rule
def _store_days(month: GridMonth, spread: float, efficiency: float) -> tuple[int, float]:
    """Return the cheaper of midday and valley, and the days of the month on which a store's cycle pays."""
    price = month.price_cny_per_kwh
    buying = n.MIDDAY if price[n.MIDDAY] < price[n.VALLEY] else n.VALLEY
    return buying, DAYS_PER_MONTH * storage_share(price[n.EVENING_PEAK], price[buying], spread, _STORE_COST, efficiency)


@kernel
def dispatch_month(
    count: int, sources: int, stations: int, fleet: Fleet, month: GridMonth, scalars: Array, own: Any, totals: Array,
) -> None:  # fmt: skip
    """Dispatch one month.

    ``sources`` and ``stations`` are the lengths of heat and merit order; ``scalars`` holds the price spread (CNY/kWh), district heat at
    the meters (TJ), line capacity (MW), the hydro factor of the season, the carbon price on power's fuels (CNY/t),
    free permits (t/MWh) and the electricity price of heat pumps (CNY/kWh).
    """
    spread, heat_tj, line_mw, hydro = scalars[0], scalars[1], scalars[2], scalars[3]
    carbon_price, free_t_per_mwh, pump_price = scalars[4], scalars[5], scalars[6]
    totals[:] = 0.0
    totals[DEPENDABLE] = line_mw
    fleet.heat_tj[:count] = 0.0
    wanted = heat_tj / (1.0 - own.heat_loss_share)
    made = _serve_heat(fleet, sources, wanted, own.chp_heat_per_power)
    totals[HEAT_MADE] = made
    totals[HEAT_LOST] = made * own.heat_loss_share
    totals[HEAT_USED] = made - totals[HEAT_LOST]
    totals[HEAT_UNSERVED] = heat_tj - totals[HEAT_USED]
    buying, days = _store_days(month, spread, own.round_trip_efficiency)
    store_hours = min(own.storage_hours, n.BLOCK_HOURS_PER_DAY[n.EVENING_PEAK])
    spare, charge = line_mw * BLOCK_HOURS[buying], 0.0
    for u in range(count):
        if not fleet.unit[u, ALIVE]:
            continue
        carrier, kind = int(fleet.unit[u, CARRIER]), fleet.unit[u, KIND]
        price, factor, free, rate = 0.0, 0.0, 0.0, fleet.unit[u, HEAT_RATE]
        if carrier == n.ELECTRICITY:
            price = pump_price * 1000.0 * MWH_PER_TJ
            totals[HEAT_POWER] += fleet.heat_tj[u] * rate * MWH_PER_TJ
        elif carrier >= 0:
            price, factor = month.fuel_price_cny_per_tj[carrier], month.emission_factor_t_per_tj[carrier]
            free = free_t_per_mwh if kind == DISPATCHABLE else 0.0
        if kind == BOILER:
            rate /= MWH_PER_TJ
        other = fleet.unit[u, VARIABLE_COST]
        fleet.marginal_cost_cny_per_kwh[u] = marginal_cost(rate, price, carbon_price, factor, free, other)
        totals[DEPENDABLE] += fleet.unit[u, CAPACITY] * fleet.unit[u, DEPENDABLE_SHARE]
        _run_unit(fleet, u, month, spread, hydro, own.chp_heat_per_power)
        available = fleet.unit[u, CAPACITY] * fleet.unit[u, AVAILABILITY]
        if kind == STORAGE:
            wanted_sale = available * store_hours * days
            fleet.made_mwh[u, n.EVENING_PEAK] = wanted_sale
            fleet.charged_mwh[u, buying] = wanted_sale / own.round_trip_efficiency
            charge += fleet.charged_mwh[u, buying]
        else:
            spare += available * BLOCK_HOURS[buying] if kind == DISPATCHABLE else fleet.made_mwh[u, buying]
    spare -= block_load_mwh(month, buying, totals[HEAT_POWER]) / (1.0 - own.network_loss_share)
    fits = min(1.0, max(_LARGEST_SHARE_OF_SPARE * spare, 0.0) / max(charge, 1e-9))
    if fits < 1.0:  # stores never charge what lines and stations could not bring on top of the load
        for u in range(count):
            if fleet.unit[u, KIND] == STORAGE:
                fleet.made_mwh[u, n.EVENING_PEAK] *= fits
                fleet.charged_mwh[u, buying] *= fits
    for block in range(n.N_BLOCKS):
        demand = (block_load_mwh(month, block, totals[HEAT_POWER]), month.rooftop_kwh[block] * 0.001)
        gap = _balance_block(fleet, count, stations, block, demand, line_mw, own, totals)
        value = abs(gap) * 1000.0 * month.price_cny_per_kwh[block]
        if gap > 0.0:
            totals[IMPORTED] += gap
            totals[IMPORT_COST] += value
        else:
            totals[EXPORTED] -= gap
            totals[EXPORT_REVENUE] += value
