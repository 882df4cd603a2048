"""Choosing a heating system: yearly cost, comfort, attitude; what the district's networks and bans allow.

Reads: own columns, prices, networks (as arguments). Writes: ``detail``. Draws: ``household.heating`` by (luck,
occasion, option).
"""

from __future__ import annotations

from sim.core.columns import Array
from sim.core.compiled import rule

HEATING_OPTIONS = ("none", "coal_stove", "gas_boiler", "electric_heater", "heat_pump", "district_heat", "keep")
HEATING_COMPONENTS = (
    "price_cny", "running_cny_per_year", "cost", "comfort", "attitude", "habit", "taste", "unused_1", "unused_2",
    "unused_3", "total", "available",
)  # fmt: skip


@rule
def running_cost(heat_mj_per_year: float, efficiency: float, energy_cny_per_mj: float, upkeep_cny: float) -> float:
    """Return the yearly energy bill and upkeep of a heating system."""
    return heat_mj_per_year / efficiency * energy_cny_per_mj + upkeep_cny


@rule
def heating_comfort(system: int, weight: float, need: float, stove_burden: float) -> float:
    """Return the utility of warmth by need of heat (0 to 1): none 0, stoves less their dirt and work, others full."""
    if system == 0:
        return 0.0
    if system == 1:
        return weight * (need * 2.0 - stove_burden)
    return weight * (need * 2.0 + (0.0 if system == 3 else 0.3))


@rule
def heating_attitude(system: int, weight: float, attitude: float) -> float:
    """Return the utility of clean and efficient heat to somebody who cares."""
    if system == 4:
        return weight * (attitude - 0.5)
    if system == 1:
        return -weight * (attitude - 0.5)
    return 0.0


@rule
def note_heating(
    detail: Array, k: int, price: float, running: float, cost: float, comfort: float, attitude: float, habit: float,
    taste: float, available: int,
) -> None:  # fmt: skip
    """Note one system's components and their sum."""
    detail[k, 0], detail[k, 1], detail[k, 2], detail[k, 3] = price, running, cost, comfort
    detail[k, 4], detail[k, 5], detail[k, 6] = attitude, habit, taste
    detail[k, 7] = detail[k, 8] = detail[k, 9] = 0.0
    detail[k, 10] = cost + comfort + attitude + habit + taste
    detail[k, 11] = float(available)
