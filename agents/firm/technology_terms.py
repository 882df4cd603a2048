"""What an option saves a year and costs, for one firm: equipment, panels, batteries."""

from __future__ import annotations

from agents.firm.parameters import STORAGE_CYCLES_PER_MONTH, STORAGE_EFFICIENCY
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
def equipment_price(
    per_unit: float, per_tj: float, per_t: float, replaces_per_tj: float, displaced: float, caught_t: float,
    index: float,
    due: bool,
) -> float:  # fmt: skip
    """Return the price of an option per unit of yearly output; at the end of life only the difference counts."""
    price = (per_unit + displaced * per_tj + caught_t * per_t) * index
    if due:
        return max(price - displaced * replaces_per_tj, _LEAST_DIFFERENCE * price)
    return price
