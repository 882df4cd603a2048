"""What a plant is worth: expected prices, margins, capital cost, and net present value.

Reads: expected prices (remembered and the province's outlook), fuel and carbon prices, loan rates. Writes: nothing.
Draws: none.
"""

from __future__ import annotations

import math

import numpy as np

from agents.power.fleet import PowerTechnology, technologies
from agents.power.room import PowerRoom
from sim.core.columns import Array
from sim.world import grid
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.public_power import green_power_kwh
from sim.world.state import WorldState
from sim.world.technology import taught_cost

_CATEGORY = {
    "wind": n.GREEN_POWER, "solar": n.GREEN_POWER, "battery": n.GREEN_POWER, "heat_pump_plant": n.GREEN_HEATING,
}  # fmt: skip
GREEN = tuple(_CATEGORY)
_OUTLOOK_MONTHS = 60


def annuity_factor(years: float, rate_pct: float) -> float:
    """Return the present value of 1 CNY a year over ``years`` at ``rate_pct``."""
    rate = max(rate_pct, 0.01) / 100.0
    return float((1.0 - (1.0 + rate) ** -years) / rate)


def capital_cost_cny_per_kw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return today's capital cost.

    Solar and batteries follow the world prices of systems and packs; research in the city lowers the cost of fitting.
    """
    step = state.clock.step
    taught = taught_cost(state, _CATEGORY[name], own.own.installation_share) if name in _CATEGORY else 1.0
    if name == "solar":
        return taught * float(state.drivers.pv_system_cny_per_kw[step])
    if name == "battery":
        return taught * float(own.grid.storage_hours * state.drivers.battery_pack_cny_per_kwh[step] + 500.0)
    return taught * technologies()[name].capex_cny_per_kw(state.clock.now.year)


def yearly_margin_cny_per_kw(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return what one kW is expected to earn a year, after fuel, carbon and fixed cost."""
    technology, price = technologies()[name], expected_price(state, own)
    numbers = technology.numbers
    fixed = numbers["fixed_cost_cny_per_kw_year"]
    if technology.kind in (grid.WIND, grid.SOLAR):
        hours, factor = year_of_hours(state, own, technology)
        fixed -= float(hours.sum()) * factor * green_worth_cny_per_kwh(state, own)
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
    return running_margin_cny_per_kw(price, spread, cost, numbers["availability"]) + payment - fixed


def shortfall_mwh(state: WorldState, own: PowerRoom) -> float:
    """Return by how much last year's own renewables fell short of what is required."""
    required = float(state.signals[s.RENEWABLE_SHARE_REQUIRED])
    return max(required * own.last_year.get("use_mwh", 0.0) - own.last_year.get("renewable_mwh", 0.0), 0.0)


def green_worth_cny_per_kwh(state: WorldState, own: PowerRoom) -> float:
    """Return what a new kWh of wind or sun is worth beside its price: a certificate saved, public buyers' premium.

    The premium is shared with what stands when public bodies buy less than that.
    """
    signals, worth = state.signals, 0.0
    if signals[s.GREEN_CERTIFICATE] > 0.0 and shortfall_mwh(state, own) > 0.0:
        worth += float(signals[s.GREEN_CERTIFICATE]) / 1e3
    premium = float(signals[s.PUBLIC_GREEN_POWER_PREMIUM])
    if premium > 0.0:
        bought_mwh = green_power_kwh(signals, 12.0 * float(own.class_use_kwh[n.COMMERCIAL])) / 1e3
        worth += premium * min(bought_mwh / max(own.last_year.get("renewable_mwh", 0.0), 1.0), 1.0)
    return worth


def running_margin_cny_per_kw(price: Array, spread: float, cost: float, availability: float) -> float:
    """Return what a kW earns a year over its marginal cost when it runs in the hours that pay."""
    paying = (
        float(grid.expected_shortfall(float(p), spread, cost)) * h for p, h in zip(price, grid.BLOCK_HOURS, strict=True)
    )
    return 12.0 * availability * math.fsum(paying)


def expected_unit_margin_cny_per_kw(state: WorldState, own: PowerRoom, row: int) -> float:
    """Return what a kW of a standing fuelled unit is expected to earn a year, its fixed cost paid."""
    units = own.units
    carrier = int(units["carrier"][row])
    carbon = state.signals[s.FUEL_CARBON_PRICE + n.POWER] + state.signals[s.ANNOUNCED_CARBON_PRICE + n.POWER]
    cost = grid.marginal_cost(
        units["heat_rate_tj_per_mwh"][row], state.published.fuel_price_cny_per_tj[carrier], carbon,
        own.factors[carrier], state.signals[s.FREE_PERMITS + n.POWER], units["variable_cost_cny_per_kwh"][row],
    )  # fmt: skip
    spread = state.published.wholesale_spread_cny_per_kwh
    earned = running_margin_cny_per_kw(
        expected_price(state, own), spread, float(cost), float(units["availability"][row])
    )
    payment = float(_capacity_payment(state, own) * units["dependable_share"][row])
    return earned + payment - float(units["fixed_cost_cny_per_kw_year"][row])


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


def year_of_hours(state: WorldState, own: PowerRoom, technology: PowerTechnology) -> tuple[Array, float]:
    """Return full-load hours of wind or sun by block in a year of the province, and the city's own over them."""
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


def npv_over_cost_with_store(state: WorldState, own: PowerRoom, name: str) -> float:
    """Return the same for wind or sun with the battery that must be built beside it."""
    share = float(state.signals[s.STORAGE_SHARE_REQUIRED])
    alone = npv_over_cost(state, own, name)
    if share <= 0.0:
        return alone
    cost, of_store = capital_cost_cny_per_kw(state, own, name), share * capital_cost_cny_per_kw(state, own, "battery")
    return (alone * cost + npv_over_cost(state, own, "battery") * of_store) / (cost + of_store)
