"""District conditions and scalars for the yearly review of needs.

Reads: drivers, signals on travel, waste and buildings. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from agents.household.markets import by_district, transit_access
from agents.household.needs import NeedNumbers, NeedTables
from agents.household.room import HouseholdRoom
from sim.core.columns import Array
from sim.world import signal_catalogue as s
from sim.world.dwellings import LOSS_W_PER_M2_K
from sim.world.state import WorldState


def need_tables(state: WorldState, room: HouseholdRoom) -> NeedTables:
    """Return the districts' conditions of travel and waste, worked out anew when signals change."""
    return room.kept("needs", state.board.version, lambda: _need_tables(state.signals, room))


def _need_tables(signals: Array, room: HouseholdRoom) -> NeedTables:
    return NeedTables(
        loss_w_per_m2_k=LOSS_W_PER_M2_K,
        transit_access=transit_access(signals, room),
        distance=room.districts.distance,
        parking=room.districts.urban * float(signals[s.PARKING_PRICE]),
        collection=by_district(signals, s.SORTING_COLLECTION).copy(),
        enforcement=by_district(signals, s.SORTING_ENFORCEMENT).copy(),
    )


def need_numbers(state: WorldState, room: HouseholdRoom, mean_income_cny: float, *, everybody: bool) -> NeedNumbers:
    """Return the scalars of the review: of a twelfth of the households, or of everybody at the start."""
    p, signals, drivers, step = room.p, state.signals, state.drivers, state.clock.step
    size = drivers.household_size
    size_ratio = float(size[step] / size[0])
    area_ratio = float(drivers.floor_area_m2_per_head[step] / drivers.floor_area_m2_per_head[0]) * size_ratio
    return NeedNumbers(
        first=0 if everybody else step % 12, every=1 if everybody else 12, mean_income_cny=mean_income_cny,
        mean_size=float(size[step]), size_ratio=size_ratio, area_ratio=area_ratio, heated_share=room.heated_share,
        appliance_half_income=p.appliance_half_income, appliance_curve=p.appliance_curve,
        own_income_share=p.own_income_share,
        comfort_half_income=p.comfort_half_income, car_km_per_year=p.car_km_per_year,
        distance_income_elasticity=p.distance_income_elasticity, transit_shift=p.transit_shift,
        fare_change=float(signals[s.TRANSIT_FARE_CHANGE]), fare_shift=p.fare_shift_per_cny,
        parking_shift=p.parking_shift_per_cny,
        habit_effect=p.habit_effect,
        waste_kg_per_person_day=p.waste_kg_per_person_day, waste_income_elasticity=p.waste_income_elasticity,
        food_waste_share=p.food_waste_share, food_rule=float(signals[s.FOOD_WASTE_RULE]),
        deposit=float(signals[s.PACKAGING_DEPOSIT_SHARE]), sorting_convenience=p.sorting_convenience,
        sorting_enforcement_effect=p.sorting_enforcement_effect,
    )  # fmt: skip
