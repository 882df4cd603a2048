"""Sinks: what the city's forests and new wetlands take up each year, reported apart and never netted from emissions.

Forest stands by age: uptake of a stand rises to a maximum at middle age and declines after, so an ageing forest takes
up less; a restored wetland takes up little, but for ever. Area comes from population and city type; new ones
are added by whoever calls ``restore``. They need open land: cropland is protected, so only a small part of the city's
land can be used.

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

FOREST, WETLAND = KINDS = ("forest_ha", "wetland_ha")
PARAMETERS = ParameterGroup(
    "sinks", __name__, "SinkParameters",
    Parameter("forest_ha_per_head", 0.155, 0.02, 0.6, "ha/person", "national forest inventory 2014-2018: 220 million ha",
              "forest per resident of the mean Chinese city"),
    Parameter("largest_uptake_t_per_ha", 5.5, 2.0, 9.0, "t/ha/year",
              "assumption: national sink of 0.8 to 1.1 Gt over 220 million ha (third national communication)",
              "CO2 taken up by a stand at its best age"),
    Parameter("best_age_years", 25.0, 10.0, 40.0, "years", "assumption: planted stands grow fastest at 20 to 30 years",
              "age of largest uptake"),
    Parameter("wetland_uptake_t_per_ha", 1.0, 0.2, 5.0, "t/ha/year",
              "Taillardat and others 2020: boreal and temperate peatlands 28 gC/m2 a year, 1.0 t CO2/ha (coastal ones more)",
              "CO2 taken up by a restored wetland whose plants have grown; methane is not counted"),
    Parameter("wetland_growth_years", 10.0, 3.0, 30.0, "years",
              "assumption: plant cover of rewetted land closes within a decade", "years until a wetland takes up in full"),
    Parameter("open_land_share", 0.05, 0.0, 0.2, "1",
              "national forest inventory 2014-2018: about 50 million ha fit for forest and not planted, 5 % of the land",
              "share of the city's land that is neither forest nor protected cropland nor built on and can be restored"),
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
class Stands:
    """Land of one kind by the year in which it began to grow."""

    area_ha: Array
    since_year: Array

    def add(self, area_ha: float, year: float) -> None:
        """Add an area; the land of one year is one stand."""
        if len(self.since_year) and self.since_year[-1] == year:
            self.area_ha = np.append(self.area_ha[:-1], self.area_ha[-1] + area_ha)
        else:
            self.area_ha, self.since_year = np.append(self.area_ha, area_ha), np.append(self.since_year, year)


@dataclass
class Forest:
    """Stands and restored wetlands of the city, and the land left for more."""

    parameters: Any  # SinkParameters
    land: dict[str, Stands]  # by kind
    open_land_ha: float = 0.0  # that can still be restored

    def uptake_t(self, year: float) -> float:
        """Return CO2 taken up in a year by all stands and restored wetlands, in tonnes."""
        own = self.parameters
        trees, wetlands = self.land[FOREST], self.land[WETLAND]
        age = np.maximum(year - trees.since_year, 0.0)
        stands = float((trees.area_ha * own.largest_uptake_t_per_ha * stand_growth(age, own.best_age_years)).sum())
        grown = np.clip((year - wetlands.since_year) / own.wetland_growth_years, 0.0, 1.0)
        return stands + float((wetlands.area_ha * own.wetland_uptake_t_per_ha * grown).sum())


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
        land = {
            FOREST: Stands(area * shares, state.clock.first.year - ages),
            WETLAND: Stands(np.zeros(0), np.zeros(0)),
        }
        found = Forest(own, land, own.open_land_share * land_ha(state))
        state.rooms["sinks"] = found
    assert isinstance(found, Forest)
    return found


def land_ha(state: WorldState) -> float:
    """Return the city's land, from the people and the density of its districts."""
    people = float(state.drivers.population[0])
    return 100.0 * math.fsum(people * d.population_share / d.density_per_km2 for d in state.config.city.districts)


def restore(state: WorldState, kind: str, hectares: float) -> None:
    """Add forest planted or wetland restored now, as far as there is open land.

    Raises
    ------
    ValueError
        When the area is not a positive finite number.
    KeyError
        When the kind is none of ``KINDS``.
    """
    if not (math.isfinite(hectares) and hectares > 0.0):
        raise ValueError(f"a stand needs a positive area, not {hectares}")
    own = forest(state)
    taken = min(hectares, own.open_land_ha)
    own.land[kind].add(taken, float(state.clock.now.year))
    own.open_land_ha -= taken


def yearly_uptake_mt(state: WorldState) -> float:
    """Return this year's uptake in Mt CO2."""
    return forest(state).uptake_t(state.clock.now.year) / 1e6
