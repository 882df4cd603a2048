"""What the power company builds: one project a month.

Plants that the scenario has under construction come first, when their year has come. Wind, solar and storage are
built when their net present value at the company's cost of capital is positive, faster the better it is and no faster
than the nation's suppliers and grids connect farms; fossil plants only for the reserve that lines leave missing;
boilers when heat runs short. A project is sought from the bank in one month and built when the loan is granted.

Reads: values and needs of plants, obligations, the bank's answer. Writes: the company's loan application, rows of
``state.power_units``, purchases. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.power import adequacy, tariffs
from agents.power.calibration import refresh
from agents.power.fleet import add_unit, capacity_by_technology_mw, technologies
from agents.power.room import PowerRoom
from agents.power.value import (
    GREEN,
    annuity_factor,
    capital_cost_cny_per_kw,
    cost_of_capital_pct,
    npv_over_cost,
    npv_over_cost_with_store,
    shortfall_mwh,
    year_of_hours,
)
from sim.core.columns import Array
from sim.world import grid
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.national import national
from sim.world.state import WorldState
from sim.world.waste import waste_room

CALENDAR = {2: "wind", 4: "solar", 6: "battery"}  # in other months: what the reserve lacks
HEAT_SOURCES = ("gas_boiler", "heat_pump_plant")
ORDINARY_LOAN = 100
_HEAT_MARGIN = 1.15
MWH_PER_T_OF_WASTE = 0.42  # sold: 0.35 to 0.45 in plants of 2020 (CEC, MoHURD)


def build_share(npv_over_cost: float, full_build_margin: float) -> float:
    """Return the share of the yearly limit that is built: none at a loss, all at ``full_build_margin``."""
    return min(max(npv_over_cost / full_build_margin, 0.0), 1.0)


def plan(state: WorldState, own: PowerRoom) -> None:
    """Retire what is due, then apply for the loan of this month's project, if any."""
    company, month = state.power_company, state.clock.now.month
    company["loan_sought_cny"][0] = 0.0
    company["loan_purpose"][0] = -1
    company["loan_granted"][0] = 0
    own.project, own.project_is_planned = None, False
    if month == 1:
        _renew(state, own, adequacy.close_units(state, own))
        adequacy.extend_lines(state, own)
        refresh(own, state)
    if own.planned and own.planned[0].year <= state.clock.now.year + month / 12.0:
        own.project_is_planned = True
        _seek(state, own, own.planned[0].technology, 1e3 * own.planned[0].capacity_gw)
        return
    name, capacity_mw = CALENDAR.get(month, ""), 0.0
    if month == 8:
        name, capacity_mw = "waste", _for_waste_mw(state, own)
    elif name and state.clock.now.year > state.clock.first.year:  # what was built in the first year is in its fleet
        capacity_mw = _wanted_mw(state, own, name)
    if capacity_mw < adequacy.SMALLEST_PROJECT_MW:
        name, capacity_mw = _heat_project(state, own)
    if capacity_mw < adequacy.SMALLEST_PROJECT_MW < own.reserve_gap_mw:
        name, capacity_mw = adequacy.reserve_project(state, own)
    if capacity_mw >= adequacy.SMALLEST_PROJECT_MW:
        _seek(state, own, name, capacity_mw)


def _seek(state: WorldState, own: PowerRoom, name: str, capacity_mw: float) -> None:
    """Make this month's project of a plant and apply for its loan."""
    company = state.power_company
    cost = capacity_mw * 1e3 * capital_cost_cny_per_kw(state, own, name)
    own.project = (name, capacity_mw, cost)
    company["loan_sought_cny"][0] = (1.0 - own.own.equity_share) * cost
    company["loan_purpose"][0] = n.GREEN_POWER if name in GREEN else ORDINARY_LOAN


def _wanted_mw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return how much of this month's technology is worth building; sites that closed this year are built anew."""
    units, technology = state.power_units, technologies()[name]
    installed = capacity_by_technology_mw(units)
    peak = max(float(own.last_year.get("peak_mw", 0.0)), 1.0)
    if name in ("wind", "solar"):
        power = state.config.city.power
        potential = 1e3 * (power.wind_potential_gw if name == "wind" else power.solar_potential_gw)
        left = max(potential - float(installed[technology.index]), 0.0)
        pace = national(f"{name}_build_index", state.clock.now.year)
        limit = technology.build_limit_share_per_year * potential * pace + own.sites_free_mw.get(name, 0.0)
        share = build_share(npv_over_cost_with_store(state, own, name), own.own.full_build_margin)
        wanted = max(share * limit, _for_obligation_mw(state, own, name))
        return float(min(wanted, 2.0 * limit, left))
    renewable = installed[technologies()["wind"].index] + installed[technologies()["solar"].index]
    limit = technology.build_limit_share_per_year * (float(renewable) + 0.2 * peak)
    share = build_share(npv_over_cost(state, own, name), own.own.full_build_margin)
    return float(max(min(share * limit, adequacy.room_for_stores_mw(state, own)), own.storage_owed_mw))


def _for_obligation_mw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return what a third of the gap to the renewable obligation asks of this technology."""
    hours, factor = year_of_hours(state, own, technologies()[name])
    return float(shortfall_mwh(state, own) / 3.0 / max(float(hours.sum()) * factor, 1.0))


def _for_waste_mw(state: WorldState, own: PowerRoom) -> float:
    """Return what is missing of plants for the waste that is burnt instead of landfilled."""
    if state.signals[s.INCINERATION_SHARE_GAIN] <= 0.0:
        return 0.0
    made_mwh = 12.0 * waste_room(state).burnt_instead_t * MWH_PER_T_OF_WASTE
    return (
        made_mwh / (12.0 * grid.HOURS_PER_MONTH * technologies()["waste"].numbers["availability"]) - own.waste_built_mw
    )


def _heat_project(state: WorldState, own: PowerRoom) -> tuple[str, float]:
    """Return the cheaper heat source and what of it is missing for the largest heat load of late."""
    missing = _HEAT_MARGIN * own.largest_heat_mw - own.heat_capacity_mw
    if missing < adequacy.SMALLEST_PROJECT_MW:
        return "", 0.0
    return min(HEAT_SOURCES, key=lambda name: _heat_cost(state, own, name)), missing


def _heat_cost(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return the cost of a MWh of heat at 3,000 full-load hours a year."""
    technology = technologies()[name]
    rate = cost_of_capital_pct(state, own, name in GREEN)
    capital = capital_cost_cny_per_kw(state, own, name) / annuity_factor(technology.numbers["lifetime_years"], rate)
    if technology.carrier == n.ELECTRICITY:
        energy = technology.numbers["heat_rate_tj_per_mwh"] * 1e3 * tariffs.pump_price_cny_per_kwh(own)
    else:
        carbon = state.signals[s.FUEL_CARBON_PRICE + n.POWER] * own.factors[technology.carrier]
        price = state.published.fuel_price_cny_per_tj[technology.carrier] + carbon
        energy = technology.numbers["heat_rate_tj_per_mwh"] * float(price) / grid.MWH_PER_TJ
    return float(capital / 3.0 + energy)


def _renew(state: WorldState, own: PowerRoom, rows: Array) -> None:
    """Renew plants that serve a duty (waste, biomass, water, nuclear, waste heat) at the end of their life."""
    units, by_index = state.power_units, list(technologies().values())
    for row in rows:
        cost = float(units["capacity_mw"][row]) * 1e3 * by_index[units["technology"][row]].capex_2020_cny_per_kw
        units["built_year"][row] = state.clock.now.year
        _buy(state, own, cost)


def build(state: WorldState, own: PowerRoom) -> None:
    """Build the project when its loan was granted, and pay for it."""
    company = state.power_company
    if own.project is None or not company["loan_granted"][0]:
        return
    name, capacity_mw, cost = own.project
    _add_capacity(state, own, name, capacity_mw)
    _note_duties(state, own, name, capacity_mw)
    if own.project_is_planned:
        own.planned.pop(0)
    else:
        adequacy.note_built(own, name, capacity_mw)
    refresh(own, state)
    _borrow(state, own, float(company["loan_sought_cny"][0]), name in GREEN)
    _buy(state, own, cost)


def _note_duties(state: WorldState, own: PowerRoom, name: str, capacity_mw: float) -> None:
    """Let new wind and sun owe their share of storage, new batteries pay it off; note plants built for waste."""
    if name in ("wind", "solar"):
        own.storage_owed_mw += float(state.signals[s.STORAGE_SHARE_REQUIRED]) * capacity_mw
    elif name == "waste":
        own.waste_built_mw += capacity_mw
    elif name == "battery":
        own.storage_owed_mw = max(own.storage_owed_mw - capacity_mw, 0.0)


def _add_capacity(state: WorldState, own: PowerRoom, name: str, capacity_mw: float) -> None:
    """Add to this year's unit of the technology, or begin one."""
    units, count, year = state.power_units, state.power_units.count, state.clock.now.year
    same = units["technology"][:count] == technologies()[name].index
    same &= (units["built_year"][:count] >= year) & (units["synthetic"][:count] == 0) & (units.alive[:count] == 1)
    if same.any():
        units["capacity_mw"][int(np.flatnonzero(same)[0])] += capacity_mw
        return
    row = add_unit(units, name, capacity_mw, year + state.clock.now.month / 12.0, synthetic=False)
    units["full_load_factor"][row] = {"wind": own.wind_factor, "solar": own.sun_factor}.get(name, 1.0)
    if name == "coal":
        units["bid_offset_cny_per_kwh"][row] = own.coal_bid_offset_cny_per_kwh
    own.units_came += 1


def _buy(state: WorldState, own: PowerRoom, cost_cny: float) -> None:
    """Pay for equipment from outside and for building work by local firms."""
    local = own.own.installation_share * cost_cny
    state.pay("power_equipment", cost_cny - local)
    state.pay("power_installation", local)
    state.works_backlog_cny[n.CONSTRUCTION] += local
    state.power_company["cash_cny"][0] -= cost_cny
    state.power_company["fixed_assets_cny"][0] += cost_cny


def _borrow(state: WorldState, own: PowerRoom, amount_cny: float, green: bool) -> None:
    """Enter a granted loan into the company's books."""
    company, kind = state.power_company, "green_debt" if green else "debt"
    before = float(company[f"{kind}_cny"][0])
    offered = float(company["loan_rate_offered_pct"][0])
    extra = float(state.signals[s.GREEN_TENOR_EXTRA_MONTHS + n.GREEN_POWER]) if green else 0.0
    term = own.own.loan_term_months + extra
    total = max(before + amount_cny, 1.0)
    for column, value in ((f"{kind}_rate_pct", offered), (f"{kind}_months_left", term)):
        company[column][0] = (before * float(company[column][0]) + amount_cny * value) / total
    company[f"{kind}_cny"][0] = before + amount_cny
    company["cash_cny"][0] += amount_cny
    state.pay("loan_power", amount_cny)
