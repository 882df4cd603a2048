"""What an option saves a year and costs, for one firm: equipment, panels, batteries."""

from __future__ import annotations

from agents.firm.parameters import STORAGE_CYCLES_PER_MONTH, STORAGE_EFFICIENCY
from agents.firm.room import Options
from agents.firm.technology_choice import displaced_tj, is_due
from sim.core.columns import Array
from sim.core.compiled import rule
from sim.world.names import EVENING_PEAK, N_BLOCKS, N_CARRIERS, VALLEY

_SELF_USE = 0.9  # of the load at noon: weekends and holidays leave some to the grid
_LEAST_DIFFERENCE = 0.05  # of the price: replacing at the end of life is never free


@rule
def solar_terms(
    kw: float, cny_per_kw: float, load_kwh: float, shape: Array, price: Array, sun_hours: Array, feed_in: float
) -> tuple[float, float]:
    """Return yearly worth and price of panels: own use at the tariff, the rest at the feed-in price."""
    worth = 0.0
    for b in range(N_BLOCKS):
        made = kw * sun_hours[b]
        used = min(made, load_kwh * shape[b] * _SELF_USE)
        worth += used * price[b] + (made - used) * feed_in
    return worth, kw * cny_per_kw


@rule
def storage_terms(kwh: float, cny_per_kwh: float, price: Array) -> tuple[float, float]:
    """Return yearly worth and price of a battery that moves the evening peak to the valley."""
    spread = price[EVENING_PEAK] - price[VALLEY] / STORAGE_EFFICIENCY
    return kwh * STORAGE_CYCLES_PER_MONTH * 12.0 * spread, kwh * cny_per_kwh


@rule
def unit_saving(
    energy: Array, process_t: float, captured: float, keep: Array, gain: Array, displaced: float, process_keep: float,
    price: Array, factors: Array, fuel_cp: float, process_cp: float,
) -> tuple[float, float]:  # fmt: skip
    """Return saved cost (energy and carbon price) and avoided CO2 per unit of output."""
    saving, avoided = 0.0, 0.0
    for k in range(N_CARRIERS):
        less = energy[k] * (1.0 - keep[k]) - displaced * gain[k]
        saving += less * price[k]
        avoided += less * factors[k]
    process = process_t * (1.0 - process_keep)
    saving += (avoided * fuel_cp + process * process_cp) * (1.0 - captured)
    return saving, (avoided + process) * (1.0 - captured)


@rule
def equipment_terms(
    t: int, energy: Array, process_t: float, captured: float, output: float, options: Options, price: Array, factors: Array,
    fuel_cp: float, process_cp: float, price_index: float, route_age: int, relining: int, boiler_age: int, vehicle_age: int,
) -> tuple[float, float, float, bool]:  # fmt: skip
    """Return yearly saving (CNY), price (CNY), avoided CO2 (t/year) and whether the option saves energy.

    Parameters
    ----------
    t : int
        Option.
    energy : ndarray, shape (carriers,)
        Energy use of the firm, TJ per unit.
    process_t, captured : float
        Process CO2 per unit before capture, and the share captured already.
    output : float
        Units a year.
    options : Options
        The catalogue.
    price, factors : ndarray, shape (carriers,)
        Expected prices (CNY/TJ) and emission factors (t/TJ).
    fuel_cp, process_cp : float
        Expected carbon prices, CNY/t.
    price_index : float
        Price of the option over that of 2020.
    route_age, relining, boiler_age, vehicle_age : int
        Ages in months: at the end of life the option's price is net of what would be replaced anyway.
    """
    displaced = displaced_tj(energy, options.keep[t])
    saving, avoided = unit_saving(
        energy, process_t, captured, options.keep[t], options.gain[t], displaced, options.process_keep[t], price, factors,
        fuel_cp, process_cp,
    )  # fmt: skip
    fuel_t = 0.0
    for k in range(N_CARRIERS):
        fuel_t += energy[k] * factors[k]
    caught = (1.0 - captured) * options.capture_share[t]
    caught_t = (fuel_t + process_t) * caught
    saving += caught * (fuel_t * fuel_cp + process_t * process_cp)
    saving -= displaced * options.opex_cny_per_tj[t] + caught_t * options.opex_cny_per_t[t]
    cost = options.capex_cny_per_unit[t] + displaced * options.capex_cny_per_tj[t] + caught_t * options.capex_cny_per_t[t]
    cost *= price_index
    if is_due(options.kind[t], route_age, relining, boiler_age, vehicle_age, options.life_years[t] * 12.0):
        cost = max(cost - displaced * options.replaces_cny_per_tj[t], _LEAST_DIFFERENCE * cost)
    return saving * output, cost * output, (avoided + caught_t) * output, displaced > 0.0
