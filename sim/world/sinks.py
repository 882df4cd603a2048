"""Sinks: what the city's forests take up each year, reported apart and never netted from emissions.

Forest stands by age: uptake of a stand rises to a maximum at middle age and declines after, so an ageing forest takes
up less. Area comes from population and city type; new stands are planted by whoever calls ``plant``.

Reads: population and city type of the scenario. Writes: room ``sinks``. Draws: none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.core.columns import Array
from sim.core.params import Parameter, ParameterGroup
from sim.world.state import WorldState

PARAMETERS = ParameterGroup(
    "sinks", __name__, "SinkParameters",
    Parameter("forest_ha_per_head", 0.155, 0.02, 0.6, "ha/person", "national forest inventory 2014-2018: 220 million ha",
              "forest per resident of the mean Chinese city"),
    Parameter("largest_uptake_t_per_ha", 5.5, 2.0, 9.0, "t/ha/year",
              "assumption: national sink of 0.8 to 1.1 Gt over 220 million ha (third national communication)",
              "CO2 taken up by a stand at its best age"),
    Parameter("best_age_years", 25.0, 10.0, 40.0, "years", "assumption: planted stands grow fastest at 20 to 30 years",
              "age of largest uptake"),
)  # fmt: skip
SinkParameters = PARAMETERS.tuple_type

# Forest per head over the national mean by city type (assumption: dense cities have little, resource cities much).
_AREA_RATIO = {
    "service_metropolis": 0.25, "light_hightech_manufacturing": 0.4, "heavy_industry": 0.6, "resource_energy": 1.6,
    "mixed": 1.0, "agricultural": 1.4,
}  # fmt: skip
# Age classes of standing forest in the first year (9th inventory: young 33, middle-aged 31, older 36 %).
_FIRST_AGES = ((5.0, 0.12), (15.0, 0.21), (30.0, 0.31), (45.0, 0.16), (65.0, 0.12), (100.0, 0.08))


@dataclass
class Forest:
    """Stands of the city: area and year of planting."""

    parameters: Any  # SinkParameters
    area_ha: Array
    planted_year: Array

    def uptake_t(self, year: float) -> float:
        """Return CO2 taken up in a year by all stands, in tonnes."""
        own = self.parameters
        age = np.maximum(year - self.planted_year, 0.0)
        return float((self.area_ha * own.largest_uptake_t_per_ha * stand_growth(age, own.best_age_years)).sum())


def stand_growth(age_years: Array, best_age_years: float) -> Array:
    """Return a stand's uptake over its maximum: 0 when planted, 1 at the best age, declining after."""
    relative = age_years / best_age_years
    return np.asarray(relative * np.exp(1.0 - relative))


def forest(state: WorldState) -> Forest:
    """Return the city's forest, standing since before the start."""
    found = state.rooms.get("sinks")
    if found is None:
        own = PARAMETERS.values(state.overrides)
        city = state.config.city
        people = float(state.drivers.population[0])
        area = people * own.forest_ha_per_head * (1.0 if city.kind == "nation" else _AREA_RATIO[city.type])
        ages, shares = np.array(_FIRST_AGES).T
        found = Forest(own, area * shares, state.clock.first.year - ages)
        state.rooms["sinks"] = found
    assert isinstance(found, Forest)
    return found


def plant(state: WorldState, hectares: float) -> None:
    """Add a stand planted now.

    Raises
    ------
    ValueError
        When the area is not a positive finite number.
    """
    if not (math.isfinite(hectares) and hectares > 0.0):
        raise ValueError(f"a stand needs a positive area, not {hectares}")
    own = forest(state)
    own.area_ha = np.append(own.area_ha, hectares)
    own.planted_year = np.append(own.planted_year, float(state.clock.now.year))


def yearly_uptake_mt(state: WorldState) -> float:
    """Return this year's uptake in Mt CO2."""
    return forest(state).uptake_t(state.clock.now.year) / 1e6
