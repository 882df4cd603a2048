"""Floor space: built, demolished, and the construction work that follows from it.

The stock follows population and floor area per head, which saturates with income (``floor_space``); what it lacks
is built. Homes are paid by households, works and offices by firms, infrastructure by the government.

Reads: population and floor area per head of the drivers, the code for new homes. Writes: ``published`` construction demands. Draws: none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.core.columns import Array
from sim.core.params import Parameter, ParameterGroup
from sim.world import signal_catalogue as s
from sim.world.base_year import base_year
from sim.world.floor_space import FloorPath, floor_path
from sim.world.names import CONSTRUCTION
from sim.world.state import WorldState

PARAMETERS = ParameterGroup(
    "buildings", __name__, "BuildingParameters",
    Parameter("repair_share", 0.012, 0.005, 0.03, "1/year",
              "assumption: yearly repair and refitting at about 1 % of the stock's value", "repair per year over rebuilding cost"),
    Parameter("homes_share", 0.45, 0.3, 0.6, "1", "NBS 2020: homes are about two thirds of building output, buildings 60 %",
              "share of building homes in construction in the base year"),
    Parameter("infrastructure_share", 0.33, 0.2, 0.5, "1", "NBS 2020: civil engineering is about a third of construction output",
              "share of infrastructure in construction in the base year"),
    Parameter("better_class_cny_per_m2", 450.0, 200.0, 900.0, "CNY/m2",
              "300 to 700 CNY/m2 over the code of 2018 in ultra-low-energy pilots (MoHURD demonstration projects)",
              "what a better insulation class adds to the cost of building homes"),
)  # fmt: skip
BuildingParameters = PARAMETERS.tuple_type


@dataclass
class BuildingsRoom:
    """Yearly floor space and construction demand per month in the base year, CNY."""

    path: FloorPath
    homes_index: Array
    base_homes_cny: float
    base_repair_cny: float
    base_firm_building_cny: float
    base_infrastructure_cny: float
    better_class_cny_per_m2: float


def open_buildings(state: WorldState) -> None:
    """Build the city's stock and scale construction to the base year's output."""
    own = PARAMETERS.values(state.overrides)
    drivers = state.drivers
    years = np.arange(state.clock.first.year, state.clock.last.year + 1)
    last_months = 12 * np.arange(len(years)) + 11
    area = drivers.population[last_months] * drivers.floor_area_m2_per_head[last_months]
    # The stock of the year before the first is needed for what the first year builds.
    before = area[0] / (drivers.floor_growth_first_year if drivers.floor_growth_first_year > 0 else 1.0)
    path = floor_path(int(years[0]) - 1, np.concatenate([[before], area]))
    built = path.built_m2[1:]
    monthly = base_year(state).local_construction_cny / 12.0
    repair = own.repair_share / (own.repair_share + built[0] / path.standing_m2[1])
    homes = monthly * own.homes_share
    state.rooms["buildings"] = BuildingsRoom(
        path=path,
        homes_index=built / max(built[0], 1e-9),
        base_homes_cny=homes * (1.0 - repair),
        base_repair_cny=homes * repair,
        base_firm_building_cny=monthly * (1.0 - own.homes_share - own.infrastructure_share),
        base_infrastructure_cny=monthly * own.infrastructure_share,
        better_class_cny_per_m2=own.better_class_cny_per_m2,
    )


def publish(state: WorldState) -> None:
    """Publish this month's construction demands."""
    room: BuildingsRoom = state.rooms["buildings"]
    year = state.clock.step // 12
    standing = room.path.standing_m2[1:]
    now = state.published
    price = float(now.goods_price_index[CONSTRUCTION])
    homes = _better_homes_cny(room, float(state.signals[s.NEW_BUILDING_CODE_STEP]), year)
    homes += room.base_homes_cny * room.homes_index[year] + room.base_repair_cny * standing[year] / standing[0]
    now.housing_cost_cny_per_month = float(homes * price)
    now.firm_building_cny_per_month = float(
        room.base_firm_building_cny * state.drivers.firm_building_index[state.clock.step] * price
    )
    now.infrastructure_cny_per_month = float(
        room.base_infrastructure_cny * state.drivers.infrastructure_index[state.clock.step] * price
    )
    now.floor_area_m2_per_head = float(state.drivers.floor_area_m2_per_head[state.clock.step])


def _better_homes_cny(room: BuildingsRoom, code_step: float, year: int) -> float:
    """Return what a stricter code for new homes adds to a month of building them; one class better is the best there is."""
    classes = 1.0 if code_step >= 1.0 else 0.0
    return float(classes * room.better_class_cny_per_m2 * room.path.built_m2[1:][year] / 12.0)


def yearly(state: WorldState) -> dict[str, float]:
    """Return the year's floor-space columns (million m2)."""
    room: BuildingsRoom = state.rooms["buildings"]
    year = state.clock.step // 12 + 1
    return {
        "floor_area_million_m2": float(room.path.standing_m2[year]) / 1e6,
        "floor_area_built_million_m2": float(room.path.built_m2[year]) / 1e6,
        "floor_area_demolished_million_m2": float(room.path.demolished_m2[year]) / 1e6,
    }
