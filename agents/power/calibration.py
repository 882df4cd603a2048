"""Fitting the first year: units burn what the base year says they burnt, under normal weather and no policy.

Coal units get a bid offset with which a year of the model's own dispatch burns exactly the base year's coal: the
provincial price also pays for capital, and hours were handed out by plan, so the offset is mostly negative. Where no
plausible offset does, capacity is scaled. Gas plants get a share of contracted hours. A nation has nobody to trade
with: its stations make what is used, so there coal's heat rate closes the account of fuel. Boilers and, where fuel
statistics leave a gap, recovered waste heat complete the heat balance.

Reads: ``BaseYear``, drivers of the first twelve months. Writes: columns of the power units. Draws: none.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.power import adequacy
from agents.power import unit_accounts as ua
from agents.power.fleet import add_unit, technologies
from agents.power.line_up import line_up
from agents.power.room import PowerRoom
from agents.power.tariffs import STANDARD_PROFILE, pump_price_cny_per_kwh
from sim.core.columns import Array
from sim.world import grid
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.base_year import BaseYear
from sim.world.state import WorldState
from sim.world.tables import keyed

# Water in Chinese rivers over the year, mean 1 (assumption after monthly hydro output, NBS 2015 to 2020).
HYDRO_SEASON = (0.55, 0.5, 0.6, 0.8, 1.05, 1.35, 1.6, 1.55, 1.4, 1.1, 0.8, 0.7)
LARGEST_OFFSET_CNY_PER_KWH = 0.25
_LARGEST_HEAT_SHARE_OF_FUEL = 0.7
_HEAT_PEAK_MARGIN = 1.3
_AGES_OF_BOILERS = (1.0, 4.0, 7.0, 10.0, 13.0, 16.0)  # assumption: boiler houses were built one after the other
_USUAL_COAL_HOURS = 4300.0  # NEA 2019 and 2020
_FREE_LINE_MW = 1e9
_ROUNDS = 4  # of fitting coal and gas to one another in a nation
# Evening use in the month of the highest load over the mean month's, by customer class: cooling and heating
# (assumption after provincial typical load curves, NDRC 2019).
_PEAK_MONTH = np.array([1.3, 1.0, 2.0, 1.0])


def calibrate(state: WorldState, own: PowerRoom, base: BaseYear) -> None:
    """Fit heat sources, coal and gas to the base year, then size the lines."""
    units = state.power_units
    target = base.energy_tj[n.POWER]
    heat = monthly_heat_tj(state, base)
    if target[n.COAL] > 0.0 and not _rows(own, n.COAL).size:
        mw = target[n.COAL] / technologies()["coal"].numbers["heat_rate_tj_per_mwh"] / _USUAL_COAL_HOURS
        add_unit(units, "coal", mw, state.clock.first.year - 12.0)
    _add_heat_sources(state, own, target, heat)
    own.base_use_mwh = max(float(base.electricity_use_kwh.sum()) / 12e3, 1.0)
    own.line_mw, own.base_load_kwh = _FREE_LINE_MW, np.zeros((n.N_CUSTOMERS, n.N_BLOCKS))
    _fit_coal(state, own, heat, float(target[n.COAL]))
    _fit_gas(state, own, heat, float(target[n.GAS]))
    if state.config.city.kind == "nation":
        own.line_mw = 0.0  # lines across the border carry less than 1 % of use (NEA 2020)
        own.base_load_kwh = base.electricity_use_kwh[:, None] / 12.0 * STANDARD_PROFILE
        own.base_roofs_kw = _roofs_kw(state)
        for _ in range(_ROUNDS):
            _fit_coal_to_load(state, own, heat, float(target[n.COAL]))
            _fit_gas(state, own, heat, float(target[n.GAS]))
    _, generation, _ = normal_year(state, own, heat)
    own.base_generation_mwh = max(float(generation.sum()) / 12.0, 1.0)
    own.last_year = {"peak_mw": first_peak_mw(own, base), "use_mwh": 12.0 * own.base_use_mwh}
    if state.config.city.kind != "nation":
        own.line_mw = _line_mw(state, own, base, generation)


def _roofs_kw(state: WorldState) -> float:
    """Return solar panels on the roofs of homes and firms."""
    homes, firms = state.households, state.firms
    at_home = float(homes["solar_kw"][: homes.count].sum(dtype=np.float64)) * state.weight
    return at_home + float(firms["pv_kw"][: firms.count].sum())


def first_peak_mw(own: PowerRoom, base: BaseYear) -> float:
    """Return the peak load of the first year as planners expect it, losses included."""
    mean_mw = base.electricity_use_kwh / 8.76e6 / (1.0 - own.grid.network_loss_share)
    in_block = (_PEAK_MONTH * mean_mw)[:, None] * STANDARD_PROFILE * 24.0 / np.array(n.BLOCK_HOURS_PER_DAY)
    return float(in_block.sum(axis=0).max() * own.grid.peak_hour_factor)


def refresh(own: PowerRoom, state: WorldState) -> None:
    """Line the units up for the dispatch; needed whenever the fleet changes, and once a year."""
    count = own.units.count
    own.heat_sources, own.stations = line_up(
        count, own.unit_columns, own.fleet, state.drivers.fuel_price_cny_per_tj[state.clock.step], own.factors,
        float(state.signals[s.FUEL_CARBON_PRICE + n.POWER]), pump_price_cny_per_kwh(own) * 1e3 * grid.MWH_PER_TJ,
    )  # fmt: skip
    own.heat_capacity_mw = adequacy.lasting_heat_mw(state, own)


def monthly_heat_tj(state: WorldState, base: BaseYear) -> Array:
    """Return district heat at the meters in each month of a normal year, shape (12,)."""
    homes, firms = base.energy_tj[n.HOUSEHOLDS, n.HEAT], base.energy_tj[: n.N_FIRM_SECTORS, n.HEAT]
    days = state.drivers.normal_hdd
    relative = days / days.mean() if days.sum() > 0 else np.ones(12)
    table = keyed("firm_sectors", "sector")
    for_warmth = np.array([float(table[sector]["heating_share"]) for sector in n.FIRM_SECTORS])
    use = 1.0 + np.outer(relative - 1.0, for_warmth)
    return np.asarray(homes * relative / 12.0 + (use / use.sum(axis=0)) @ firms)


def normal_year(state: WorldState, own: PowerRoom, heat_tj: Array) -> tuple[Array, Array, Array]:
    """Dispatch the first twelve months on their own prices, with the lines and the load noted in the room.

    Returns
    -------
    tuple of ndarray
        Fuel by carrier (TJ/year), generation by month and block (MWh), and monthly fuel of boilers and heat (TJ).
    """
    units, count = own.units, state.power_units.count
    refresh(own, state)
    fuel, generation, for_heat = np.zeros(n.N_CARRIERS), np.zeros((12, n.N_BLOCKS)), np.zeros(12)
    not_store = (units["kind"][:count] != grid.STORAGE)[:, None]
    mean_price = state.drivers.wholesale_price_cny_per_kwh[:12].mean(axis=1).tolist()
    for m in range(12):
        step = min(m, state.drivers.months - 1)
        month = grid_month(state, own, step, own.base_load_kwh, own.base_roofs_kw * state.drivers.sunshine_hours[step])
        own.scalars[:] = (
            state.drivers.wholesale_spread_cny_per_kwh[step], heat_tj[m], own.line_mw, HYDRO_SEASON[m], 0.0, 0.0,
            mean_price[step],
        )  # fmt: skip
        grid.dispatch_month(count, own.heat_sources, own.stations, own.fleet, month, own.scalars, own.grid, own.totals)
        recount(own)
        fuel += own.recounted_fuel_tj
        generation[m] = (units["generation_mwh"][:count] * not_store).sum(axis=0)
        for_heat[m] = own.totals[grid.HEAT_MADE]
    return fuel, generation, for_heat


def grid_month(state: WorldState, own: PowerRoom, step: int, load_kwh: Array, rooftop_kwh: Array) -> grid.GridMonth:
    """Return what the grid meets in a month of the drivers."""
    drivers = state.drivers
    return grid.GridMonth(
        load_kwh, rooftop_kwh, drivers.wholesale_price_cny_per_kwh[step], drivers.sunshine_hours[step],
        drivers.wind_hours[step], drivers.fuel_price_cny_per_tj[step], own.factors,
    )  # fmt: skip


def recount(own: PowerRoom) -> None:
    """Re-sum the month's fuel and flows from the units' own columns into ``own.recounted_*``."""
    units = own.units
    ua.recount(
        units.count, units["kind"], units["carrier"], units["is_chp"], units["heat_rate_tj_per_mwh"],
        units["generation_mwh"], units["charged_mwh"], units["heat_tj"], own.grid.chp_heat_rate,
        own.recounted_fuel_tj, own.recounted_flows,
    )  # fmt: skip


def _rows(own: PowerRoom, carrier: int) -> Array:
    """Return rows of living units (boilers excluded) of one fuel."""
    units = own.units
    return np.flatnonzero((units.alive == 1) & (units["carrier"] == carrier) & (units["kind"] != grid.BOILER))


def _add_heat_sources(state: WorldState, own: PowerRoom, target_tj: Array, heat_tj: Array) -> None:
    made = heat_tj / (1.0 - own.grid.heat_loss_share)
    if made.sum() <= 0.0:
        return
    units, year = state.power_units, state.clock.first.year
    per_mw = grid.HOURS_PER_MONTH / grid.MWH_PER_TJ  # TJ a month

    def add_source(name: str, left: Array, heat_tj_year: float, *, last: bool) -> Array:
        """Add a source for so much heat in a year, and the last of them for any peak; return what it leaves."""
        peak = float(left.max())
        base_load = _solve(lambda cap: float(np.minimum(left, cap).sum()), heat_tj_year, 0.0, peak)
        spare = (_HEAT_PEAK_MARGIN - 1.0) * float(made.max())
        capacity = (peak + spare if last else base_load) / per_mw
        for age in _AGES_OF_BOILERS:
            add_unit(units, name, capacity / len(_AGES_OF_BOILERS), year - age)
        return left - np.minimum(left, base_load)

    total = float(made.sum())
    from_coal = _LARGEST_HEAT_SHARE_OF_FUEL * target_tj[n.COAL] / 1.25
    from_gas = _LARGEST_HEAT_SHARE_OF_FUEL * target_tj[n.GAS] / 1.11
    gas_needed = total > from_coal and target_tj[n.GAS] > 0.0
    fuelled, left = target_tj[n.COAL] > 0.0 or gas_needed, made
    if total > from_coal + from_gas:
        left = add_source("waste_heat", left, total - from_coal - from_gas, last=not fuelled)
    if target_tj[n.COAL] > 0.0:
        left = add_source("coal_boiler", left, from_coal, last=not gas_needed)
    if gas_needed:
        add_source("gas_boiler", left, from_gas, last=True)


def _solve(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Return where an increasing function meets a target (regula falsi, Illinois variant)."""
    below, above = function(low) - target, function(high) - target
    for _ in range(100):
        if below >= 0.0 or above <= 0.0:
            return low if below >= 0.0 else high
        place = (low * above - high * below) / (above - below)
        gap = function(place) - target
        if abs(gap) <= 1e-12 * max(abs(target), 1e-9) or high - low <= 1e-15 * max(abs(low), abs(high)):
            return place
        if gap < 0.0:
            low, below, above = place, gap, 0.5 * above
        else:
            high, above, below = place, gap, 0.5 * below
    return place


def _fit_coal(state: WorldState, own: PowerRoom, heat_tj: Array, target_tj: float) -> None:
    rows, columns = _rows(own, n.COAL), own.units
    if not rows.size:
        return

    def burnt(offset: float) -> float:
        columns["bid_offset_cny_per_kwh"][rows] = offset
        return float(normal_year(state, own, heat_tj)[0][n.COAL])

    most, least = burnt(LARGEST_OFFSET_CNY_PER_KWH), burnt(-LARGEST_OFFSET_CNY_PER_KWH)
    if least <= target_tj <= most:
        limit = LARGEST_OFFSET_CNY_PER_KWH
        own.coal_bid_offset_cny_per_kwh = _solve(burnt, target_tj, -limit, limit)
        burnt(own.coal_bid_offset_cny_per_kwh)
        return
    own.coal_bid_offset_cny_per_kwh = LARGEST_OFFSET_CNY_PER_KWH / 3.0 * (1.0 if target_tj > most else -1.0)
    burnt(own.coal_bid_offset_cny_per_kwh)
    before = columns["capacity_mw"][rows].copy()

    def burnt_at(scale: float) -> float:
        columns["capacity_mw"][rows] = before * scale
        return float(normal_year(state, own, heat_tj)[0][n.COAL])

    highest = 2.0
    while burnt_at(highest) < target_tj and highest < 1e6:
        highest *= 2.0
    burnt_at(_solve(burnt_at, target_tj, 0.0, highest))


def _fit_coal_to_load(state: WorldState, own: PowerRoom, heat_tj: Array, target_tj: float) -> None:
    """Scale coal's heat rates until what the load calls for burns the base year's coal."""
    rows, columns = _rows(own, n.COAL), own.units
    before = columns["heat_rate_tj_per_mwh"][rows].copy()

    def burnt(scale: float) -> float:
        columns["heat_rate_tj_per_mwh"][rows] = before * scale
        return float(normal_year(state, own, heat_tj)[0][n.COAL])

    burnt(_solve(burnt, target_tj, 0.7, 1.4))


def _fit_gas(state: WorldState, own: PowerRoom, heat_tj: Array, target_tj: float) -> None:
    rows, columns = _rows(own, n.GAS), own.units
    if not rows.size:
        return
    before = columns["capacity_mw"][rows].copy()

    def burnt(contract: float) -> float:
        columns["contract_share"][rows] = contract
        return float(normal_year(state, own, heat_tj)[0][n.GAS])

    def burnt_at(scale: float) -> float:
        columns["capacity_mw"][rows] = before * scale
        return float(normal_year(state, own, heat_tj)[0][n.GAS])

    if burnt(0.0) <= target_tj <= burnt(0.8):
        burnt(_solve(burnt, target_tj, 0.0, 0.8))
    elif burnt(0.0) > target_tj:
        burnt_at(_solve(burnt_at, target_tj, 0.0, 1.0))
    else:
        burnt(0.8)
        burnt_at(_solve(burnt_at, target_tj, 1.0, 100.0))


def _line_mw(state: WorldState, own: PowerRoom, base: BaseYear, generation_mwh: Array) -> float:
    """Return line capacity: as declared, but enough for the first year's peak import and export."""
    mean_mw = own.base_use_mwh / grid.HOURS_PER_MONTH / (1.0 - own.grid.network_loss_share)
    peak_mw = first_peak_mw(own, base)
    units = state.power_units
    firm = units["capacity_mw"][: units.count] * units["dependable_share"][: units.count] * units.alive[: units.count]
    for_import = peak_mw * (1.0 + own.own.wanted_reserve_margin) - float(firm.sum())
    most_made = float((generation_mwh / np.array(grid.BLOCK_HOURS)).max())
    declared = state.config.city.power.import_line_gw * 1e3
    return float(max(declared, 1.05 * for_import, 1.2 * (most_made - 0.5 * mean_mw)))
