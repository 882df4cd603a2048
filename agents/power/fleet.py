"""The fleet: technologies, the units standing in the first year, units built and retired since.

Reads: ``power_technologies.csv``, the scenario's ``city.power``. Writes: rows of ``state.power_units``.
Draws: ``power.unit_age`` by unit (ages of units whose year is not known).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.core.columns import Array, Table
from sim.core.draws import decision_code, stream, uniform
from sim.world import names as n
from sim.world.grid import KINDS
from sim.world.state import WorldState
from sim.world.tables import rows

_NUMBERS = (
    "heat_rate_tj_per_mwh", "availability", "min_load_share", "dependable_share", "variable_cost_cny_per_kwh",
    "fixed_cost_cny_per_kw_year", "lifetime_years",
)  # fmt: skip
_COHORTS_OF_STANDING_FLEET = 5  # rows into which wind, solar and other small plants of one kind are split by age
LARGEST_COAL_FLEET_ROWS = 40


@dataclass(frozen=True)
class PowerTechnology:
    """One row of ``power_technologies.csv``."""

    index: int
    name: str
    kind: int
    carrier: int
    numbers: dict[str, float]
    unit_mw: float
    capex_2020_cny_per_kw: float
    capex_change_pct_per_year: float
    build_limit_share_per_year: float

    def capex_cny_per_kw(self, year: float) -> float:
        """Return the capital cost in a year before any price driver (falls by a constant rate, at most to a third)."""
        factor = (1.0 + self.capex_change_pct_per_year / 100.0) ** (year - 2020.0)
        return float(self.capex_2020_cny_per_kw * max(factor, 1.0 / 3.0))


@cache
def technologies() -> dict[str, PowerTechnology]:
    """Return all power technologies by name, in the order of the table."""
    found = {}
    for i, row in enumerate(rows("power_technologies")):
        carrier = n.CARRIERS.index(row["carrier"]) if row["carrier"] != "none" else -1
        found[row["technology"]] = PowerTechnology(
            i, row["technology"], KINDS.index(row["kind"]), carrier, {k: float(row[k]) for k in _NUMBERS},
            float(row["unit_mw"]), float(row["capex_2020_cny_per_kw"]), float(row["capex_change_pct_per_year"]),
            float(row["build_limit_share_per_year"]),
        )  # fmt: skip
    return found


def technology_names() -> tuple[str, ...]:
    """Return the names of all power technologies in the order of the table."""
    return tuple(technologies())


def add_unit(units: Table, name: str, capacity_mw: float, built_year: float, *, synthetic: bool = True) -> int:
    """Bring one unit to life and return its row."""
    technology = technologies()[name]
    row = units.add(1).start
    units["technology"][row] = technology.index
    units["kind"][row] = technology.kind
    units["carrier"][row] = technology.carrier
    units["is_chp"][row] = name == "coal_chp"
    units["synthetic"][row] = synthetic
    units["capacity_mw"][row] = capacity_mw
    units["built_year"][row] = built_year
    for key, value in technology.numbers.items():
        units[key][row] = value
    return int(row)


def add_standing_fleet(state: WorldState) -> None:
    """Add the units of the first year, as the scenario's capacities say."""
    power = state.config.city.power
    chp_mw = power.coal_gw * 1e3 * power.chp_share
    _add_coal(state, "coal_chp", chp_mw)
    _add_coal(state, "coal", power.coal_gw * 1e3 - chp_mw)
    for name, gw in (
        ("gas", power.gas_gw), ("biomass", power.biomass_gw), ("waste", power.waste_gw), ("hydro", power.hydro_gw),
        ("nuclear", power.nuclear_gw), ("wind", power.wind_gw), ("solar", power.solar_gw),
        ("pumped_storage", power.pumped_storage_gw),
    ):  # fmt: skip
        _add_cohorts(state, name, gw * 1e3)


def _add_coal(state: WorldState, name: str, capacity_mw: float) -> None:
    """Split coal capacity into units of usual size; older units are less efficient (about 0.25 % a year)."""
    if capacity_mw <= 0.0:
        return
    technology = technologies()[name]
    size = max(technology.unit_mw, capacity_mw / LARGEST_COAL_FLEET_ROWS)
    count = max(1, round(capacity_mw / size))
    key = stream(state.seed, decision_code("power.unit_age"))
    start = state.clock.first.year
    for i in range(count):
        age = 2.0 + 24.0 * (i + uniform(key, technology.index, i, 0)) / count
        row = add_unit(state.power_units, name, capacity_mw / count, start - age)
        state.power_units["heat_rate_tj_per_mwh"][row] *= 1.0 + 0.0025 * (age - 12.0)


def _add_cohorts(state: WorldState, name: str, capacity_mw: float) -> None:
    """Split other capacity into cohorts of different age, the young ones larger for what grew lately."""
    if capacity_mw <= 0.0:
        return
    young = name in ("wind", "solar")
    life = technologies()[name].numbers["lifetime_years"]
    span = min(12.0 if young else 20.0, 0.7 * life)
    weights = np.arange(_COHORTS_OF_STANDING_FLEET, 0, -1.0) if young else np.ones(_COHORTS_OF_STANDING_FLEET)
    for i, weight in enumerate(weights / weights.sum()):
        age = span * (i + 0.5) / _COHORTS_OF_STANDING_FLEET
        add_unit(state.power_units, name, capacity_mw * float(weight), state.clock.first.year - age)


def capacity_by_technology_mw(units: Table) -> Array:
    """Return living capacity of every technology, MW."""
    own = slice(0, units.count)
    return np.bincount(units["technology"][own], units["capacity_mw"][own] * units.alive[own], len(technologies()))


def retire(units: Table, which: Array) -> int:
    """Close the units of a mask over the first ``count`` rows; return how many."""
    gone = np.flatnonzero(which & (units.alive[: units.count] == 1))
    units.alive[gone] = 0
    for name in ("generation_mwh", "charged_mwh", "must_run_mwh", "heat_tj", "margin_cny"):
        units[name][gone] = 0.0
    return len(gone)
