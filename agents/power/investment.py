"""What the power company builds and closes: one technology a month, the whole portfolio once a year.

Wind, solar and storage are built when their net present value at the company's cost of capital is positive, faster
the better it is; fossil plants only when the reserve margin asks for firm capacity; boilers when heat runs short. A
project is sought from the bank in one month and built when the loan is granted. Units close at the end of their
life, or after years of losses when they are not needed.

Reads: expected prices (remembered and the province's outlook), loan rates, obligations. Writes: the company's loan
application, rows of ``state.power_units``. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.power.calibration import refresh
from agents.power.fleet import PowerTechnology, add_unit, capacity_by_technology_mw, retire, technologies
from agents.power.room import PowerRoom
from sim.core.columns import Array
from sim.world import grid
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

CALENDAR = {2: "wind", 4: "solar", 6: "battery", 8: "gas", 10: "coal", 12: "heat_pump_plant"}
GREEN = ("wind", "solar", "battery", "heat_pump_plant")
HEAT_SOURCES = ("gas_boiler", "heat_pump_plant")
ORDINARY_LOAN = 100
_OUTLOOK_MONTHS = 60
_SMALLEST_PROJECT_MW = 1.0
_HEAT_MARGIN = 1.15


def annuity_factor(years: float, rate_pct: float) -> float:
    """Return the present value of 1 CNY a year over ``years`` at ``rate_pct``."""
    rate = max(rate_pct, 0.01) / 100.0
    return float((1.0 - (1.0 + rate) ** -years) / rate)


def build_share(npv_over_cost: float, full_build_margin: float) -> float:
    """Return the share of the yearly limit that is built: none at a loss, all at ``full_build_margin``."""
    return min(max(npv_over_cost / full_build_margin, 0.0), 1.0)


def capital_cost_cny_per_kw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return today's capital cost; solar and batteries follow the world prices of systems and packs."""
    step = state.clock.step
    if name == "solar":
        return float(state.drivers.pv_system_cny_per_kw[step])
    if name == "battery":
        return float(own.grid.storage_hours * state.drivers.battery_pack_cny_per_kwh[step] + 500.0)
    return technologies()[name].capex_cny_per_kw(state.clock.now.year)


def yearly_margin_cny_per_kw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return what one kW is expected to earn a year, after fuel, carbon and fixed cost."""
    technology, price = technologies()[name], expected_price(state, own)
    numbers = technology.numbers
    fixed = numbers["fixed_cost_cny_per_kw_year"]
    if technology.kind in (grid.WIND, grid.SOLAR):
        hours, factor = _year_of_hours(state, own, technology)
        if state.clock.now.year + (state.clock.now.month - 1) / 12.0 < own.own.market_feed_in_from_year:
            return float(hours.sum()) * factor * own.procurement_cny_per_kwh - fixed
        return float((hours * price).sum()) * factor - fixed
    payment = float(_capacity_payment(state, own) * numbers["dependable_share"])
    spread = state.published.wholesale_spread_cny_per_kwh
    if technology.kind == grid.STORAGE:
        bought = min(price[n.MIDDAY], price[n.VALLEY])
        gain = price[n.EVENING_PEAK] - bought / own.grid.round_trip_efficiency - numbers["variable_cost_cny_per_kwh"]
        value = grid.expected_shortfall(float(gain), spread * 1.5, 0.0)
        days_paid = 365.0 * float(value) * numbers["availability"]
        return days_paid * min(float(own.grid.storage_hours), 4.0) + payment - fixed
    cost = fuel_cost_cny_per_kwh(state, own, technology)
    margins = sum(
        float(grid.expected_shortfall(float(p), spread, cost)) * h for p, h in zip(price, grid.BLOCK_HOURS, strict=True)
    )
    return 12.0 * numbers["availability"] * margins + payment - fixed


def fuel_cost_cny_per_kwh(state: WorldState, own: PowerRoom, technology: PowerTechnology) -> float:
    """Return a fuelled technology's marginal cost at today's fuel price and the expected carbon price."""
    carbon = state.signals[s.FUEL_CARBON_PRICE + n.POWER] + state.signals[s.ANNOUNCED_CARBON_PRICE + n.POWER]
    return float(grid.marginal_cost(
        technology.numbers["heat_rate_tj_per_mwh"], state.published.fuel_price_cny_per_tj[technology.carrier],
        carbon, own.factors[technology.carrier], state.signals[s.FREE_PERMITS + n.POWER],
        technology.numbers["variable_cost_cny_per_kwh"],
    ))  # fmt: skip


def expected_price(state: WorldState, own: PowerRoom) -> Array:
    """Return expected prices by block: half remembered, half the province's outlook for five years ahead."""
    ahead = min(state.clock.step + _OUTLOOK_MONTHS, state.drivers.months - 1)
    return np.asarray(0.5 * own.expected_price_cny_per_kwh + 0.5 * state.drivers.wholesale_price_cny_per_kwh[ahead])


def _year_of_hours(state: WorldState, own: PowerRoom, technology: PowerTechnology) -> tuple[Array, float]:
    wind = technology.kind == grid.WIND
    hours = (state.drivers.wind_hours if wind else state.drivers.sunshine_hours)[:12].sum(axis=0)
    return hours, own.wind_factor if wind else own.sun_factor


def _capacity_payment(state: WorldState, own: PowerRoom) -> float:
    paid = state.clock.now.year >= own.own.capacity_payment_from_year
    return float(own.own.capacity_payment_cny_per_kw_year) if paid else 0.0


def cost_of_capital_pct(state: WorldState, own: PowerRoom, green: bool) -> float:
    """Return the mean of loan rate and return on equity, weighted by their shares."""
    share = own.own.equity_share
    return float((1.0 - share) * state.published.loan_rate_pct[0 if green else 1] + share * own.own.equity_return_pct)


def npv_over_cost(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return a technology's net present value over its capital cost."""
    life = technologies()[name].numbers["lifetime_years"]
    rate = cost_of_capital_pct(state, own, name in GREEN)
    value = yearly_margin_cny_per_kw(state, own, name) * annuity_factor(life, rate)
    return value / capital_cost_cny_per_kw(state, own, name) - 1.0


def plan(state: WorldState, own: PowerRoom) -> None:
    """Retire what is due, then apply for the loan of this month's project, if any."""
    company, month = state.power_company, state.clock.now.month
    company["loan_sought_cny"][0] = 0.0
    company["loan_purpose"][0] = -1
    company["loan_granted"][0] = 0
    own.project = None
    if month == 1:
        _retire_old(state, own)
        _extend_lines(state, own)
    name, capacity_mw = _heat_project(state, own)
    if capacity_mw < _SMALLEST_PROJECT_MW:
        name = CALENDAR.get(month, "")
        capacity_mw = _wanted_mw(state, own, name) if name and name != "heat_pump_plant" else 0.0
    if capacity_mw < _SMALLEST_PROJECT_MW:
        return
    cost = capacity_mw * 1e3 * capital_cost_cny_per_kw(state, own, name)
    own.project = (name, capacity_mw, cost)
    company["loan_sought_cny"][0] = (1.0 - own.own.equity_share) * cost
    company["loan_purpose"][0] = n.GREEN_POWER if name in GREEN else ORDINARY_LOAN


def _wanted_mw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return how much of this month's technology is worth building."""
    units, technology = state.power_units, technologies()[name]
    installed = capacity_by_technology_mw(units)
    peak = max(float(own.last_year.get("peak_mw", 0.0)), 1.0)
    if name in ("wind", "solar"):
        power = state.config.city.power
        potential = 1e3 * (power.wind_potential_gw if name == "wind" else power.solar_potential_gw)
        left = max(potential - float(installed[technology.index]), 0.0)
        limit = technology.build_limit_share_per_year * potential
        share = build_share(npv_over_cost(state, own, name), own.own.full_build_margin)
        wanted = max(share * limit, _for_obligation_mw(state, own, name))
        return float(min(wanted, 2.0 * limit, left))
    if name == "battery":
        renewable = installed[technologies()["wind"].index] + installed[technologies()["solar"].index]
        limit = technology.build_limit_share_per_year * (float(renewable) + 0.2 * peak)
        share = build_share(npv_over_cost(state, own, name), own.own.full_build_margin)
        asked = state.signals[s.STORAGE_SHARE_REQUIRED] * float(renewable)
        wanted = max(share * limit, asked - float(installed[technology.index]), _for_reliability_mw(state, own, name))
        return float(min(wanted, max(0.5 * peak - _stores_mw(installed), 0.0)))
    return _for_reliability_mw(state, own, name)


def _stores_mw(installed: Array) -> float:
    """Return the capacity of all stores: more than half the peak load has no use."""
    return float(installed[technologies()["battery"].index] + installed[technologies()["pumped_storage"].index])


def _cheapest_firm(state: WorldState, own: PowerRoom) -> str:
    """Return what loses least per dependable kW when built for reliability; coal only while it is still approved."""
    names = ("gas", "battery") if state.clock.now.year > own.own.last_coal_approval_year else ("gas", "battery", "coal")

    def value(name: str) -> float:
        per_kw = npv_over_cost(state, own, name) * capital_cost_cny_per_kw(state, own, name)
        return per_kw / technologies()[name].numbers["dependable_share"]

    return max(names, key=value)


def _for_reliability_mw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return what closes the gap of the reserve margin, when this technology is the cheapest to do it."""
    peak = own.last_year.get("peak_mw", 0.0)
    missing = (own.own.wanted_reserve_margin - own.last_reserve_margin) * peak
    if missing <= 0.0 or name != _cheapest_firm(state, own):
        return 0.0
    return float(min(missing / technologies()[name].numbers["dependable_share"], 0.1 * peak))


def _for_obligation_mw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return what a third of the gap to the renewable obligation asks of this technology."""
    required = state.signals[s.RENEWABLE_SHARE_REQUIRED]
    use, renewable = own.last_year.get("use_mwh", 0.0), own.last_year.get("renewable_mwh", 0.0)
    hours, factor = _year_of_hours(state, own, technologies()[name])
    return float(max(required * use - renewable, 0.0) / 3.0 / max(float(hours.sum()) * factor, 1.0))


def _heat_project(state: WorldState, own: PowerRoom) -> tuple[str, float]:
    """Return the cheaper heat source and what of it is missing for the largest heat load of late."""
    missing = _HEAT_MARGIN * own.largest_heat_mw - own.heat_capacity_mw
    if missing < _SMALLEST_PROJECT_MW:
        return "", 0.0
    return min(HEAT_SOURCES, key=lambda name: _heat_cost(state, own, name)), missing


def _heat_cost(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return the cost of a MWh of heat at 3,000 full-load hours a year."""
    technology = technologies()[name]
    rate = cost_of_capital_pct(state, own, name in GREEN)
    capital = capital_cost_cny_per_kw(state, own, name) / annuity_factor(technology.numbers["lifetime_years"], rate)
    if technology.carrier == n.ELECTRICITY:
        energy = technology.numbers["heat_rate_tj_per_mwh"] * 1e3 * own.procurement_cny_per_kwh
    else:
        carbon = state.signals[s.FUEL_CARBON_PRICE + n.POWER] * own.factors[technology.carrier]
        price = state.published.fuel_price_cny_per_tj[technology.carrier] + carbon
        energy = technology.numbers["heat_rate_tj_per_mwh"] * float(price) / grid.MWH_PER_TJ
    return float(capital / 3.0 + energy)


def _retire_old(state: WorldState, own: PowerRoom) -> None:
    """Close units past their life or the legal age of coal, and losers whose capacity is not needed."""
    units = state.power_units
    count, year = units.count, state.clock.now.year
    age = year - units["built_year"][:count]
    due = age >= units["lifetime_years"][:count]
    due |= (units["carrier"][:count] == n.COAL) & (age >= state.signals[s.COAL_AGE_LIMIT_YEARS])
    lasting = np.isin(units["kind"][:count], (grid.HYDRO, grid.MUST_RUN))
    lasting |= units["technology"][:count] == technologies()["waste_heat"].index
    _renew(state, own, np.flatnonzero(due & lasting & (units.alive[:count] == 1)))
    due &= ~lasting
    fossil = (units["kind"][:count] == grid.DISPATCHABLE) & (units["is_chp"][:count] == 0)
    fossil &= units["contract_share"][:count] == 0.0  # contracted plants are paid their cost
    losing = fossil & (units["loss_months"][:count] >= own.own.losses_before_retirement_months)
    spare = (own.last_reserve_margin - own.own.wanted_reserve_margin) * own.last_year.get("peak_mw", 0.0)
    for row in np.flatnonzero(losing & ~due & (units.alive[:count] == 1)):
        firm = float(units["capacity_mw"][row] * units["dependable_share"][row])
        if firm <= spare:
            due[row] = True
            spare -= firm
    own.units_gone += retire(units, due)
    refresh(own, state)


def _renew(state: WorldState, own: PowerRoom, rows: Array) -> None:
    """Renew plants that serve a duty (waste, biomass, water, nuclear, waste heat) at the end of their life."""
    units, by_index = state.power_units, list(technologies().values())
    for row in rows:
        cost = float(units["capacity_mw"][row]) * 1e3 * by_index[units["technology"][row]].capex_2020_cny_per_kw
        units["built_year"][row] = state.clock.now.year
        _buy(state, own, cost)


def _extend_lines(state: WorldState, own: PowerRoom) -> None:
    """Let the province add lines when last year's imports or the reserve margin asked for them."""
    p = own.own
    if own.highest_line_use > p.line_use_wanted or own.last_reserve_margin < p.wanted_reserve_margin:
        own.line_mw *= 1.0 + p.line_growth_pct_per_year / 100.0
    own.highest_line_use = 0.0


def build(state: WorldState, own: PowerRoom) -> None:
    """Build the project when its loan was granted, and pay for it."""
    company = state.power_company
    if own.project is None or not company["loan_granted"][0]:
        return
    name, capacity_mw, cost = own.project
    add_unit(state.power_units, name, capacity_mw, state.clock.now.year + state.clock.now.month / 12.0, synthetic=False)
    row = state.power_units.count - 1
    state.power_units["full_load_factor"][row] = {"wind": own.wind_factor, "solar": own.sun_factor}.get(name, 1.0)
    if name in ("coal", "gas"):
        state.power_units["bid_offset_cny_per_kwh"][row] = own.coal_bid_offset_cny_per_kwh if name == "coal" else 0.0
    own.units_came += 1
    refresh(own, state)
    _borrow(state, own, float(company["loan_sought_cny"][0]), name in GREEN)
    _buy(state, own, cost)


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
