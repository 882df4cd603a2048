"""Founding the households: rows, traits, network, possessions, and the activity levels of the base year.

Reads: the scenario, base year, drivers, published prices. Writes: ``state.households``, ``state.weight``,
``state.visits``, room ``households``. Draws: see ``initial``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from agents.household import initial
from agents.household.calibrate import meet_base_year
from agents.household.columns import Household
from agents.household.conditions import need_numbers, need_tables
from agents.household.delivery import N_OFFERS
from agents.household.first_cars import own_cars
from agents.household.kernels import N_SUMS
from agents.household.needs import review_needs
from agents.household.parameters import PARAMETERS
from agents.household.responses import COOKING_EFFICIENCY
from agents.household.room import Districts, HouseholdRoom, fixed_blocks, make_keys, make_views
from agents.household.tariffs import load_shapes
from agents.household.travel import km_cost
from sim.core.columns import Array, Table
from sim.world import names as n
from sim.world import waste
from sim.world.base_year import base_year
from sim.world.dwellings import heated_share, system_efficiency
from sim.world.network import Network, build_network
from sim.world.state import WorldState
from sim.world.tables import keyed
from sim.world.transport import energy_mj_per_km


def rows_over_time(state: WorldState) -> Array:
    """Return how many household rows should live in each month."""
    path = state.drivers.households_real / state.drivers.households_real[0]
    return np.asarray(np.maximum(np.rint(path * state.config.population.households), 1.0).astype(np.int64))


def populate(state: WorldState) -> None:
    """Fill the city with its first households."""
    living = state.config.population.households
    target = rows_over_time(state)
    capacity = living + int(np.maximum(np.diff(np.concatenate([[living], target])), 0).sum())
    table = Table(Household, capacity, first_unique_id=1)
    state.households = table
    state.weight = float(state.drivers.households_real[0]) / living
    table.add(living)
    state.visits = fixed_blocks(capacity)
    keys = make_keys(state.seed)
    p = PARAMETERS.values(state.overrides)
    u = initial.give_traits(state, table, p, keys["traits"], living)
    initial.give_money(state, table, u, p.buffer_years)
    initial.give_appliances(table, u, keys)
    initial.give_knowledge(state, table, u)
    initial.give_heating(state, table, u, keys, living)
    initial.give_panels(state, table, u)
    network = build_network(state.seed, table["district"], table["income_rank"])
    room = _room(state, network, keys, p)
    state.rooms["households"] = room
    room.rows_wanted = target
    _count_living(room, table)
    own_cars(state, room, table, u, living)
    mean_income = base_year(state).income_cny_per_household_year
    needs = need_numbers(state, room, mean_income, everybody=True)
    state.visit(review_needs, room.view["NeedView"], need_tables(state, room), needs)
    _cook(state, room, table, living)
    meet_base_year(state, room)
    _scale_waste(state, room)
    state.rooms["waste"] = room.waste


def _room(state: WorldState, network: Network, keys: dict[str, np.uint64], p: Any) -> HouseholdRoom:
    base, capacity = base_year(state), state.households.capacity
    province = keyed("provinces", "province")[state.config.city.province]
    first = float(province["price_t1_cny_per_kwh"])
    tiers = (
        float(province["tier1_max_kwh_month"]), float(province["tier2_max_kwh_month"]),
        float(province["price_t2_cny_per_kwh"]) - first, float(province["price_t3_cny_per_kwh"]) - first,
    )  # fmt: skip
    room = HouseholdRoom(
        p=p, view=make_views(state), network=network, districts=_districts(state, p.distance_density_elasticity),
        waste=waste.WasteRoom(waste.PARAMETERS.values(state.overrides)), keys=keys, blocks=fixed_blocks(capacity),
        offers=np.zeros((capacity, N_OFFERS), dtype=np.float32), staged=np.zeros((capacity, 8), dtype=np.float32),
        shapes=load_shapes(), parts=np.zeros((len(fixed_blocks(capacity)), N_SUMS), dtype=np.int64),
        tiers=tiers, reference_price=first, reference_km_cost=1.0,
        reference_fuel_price=state.published.home_fuel_price_cny_per_tj * 1.0,
        reference_income_cny=base.income_cny_per_household_year,
        heated_share=heated_share(state.config.city.zones),
        start_year=state.clock.first.year, tax_share=base.income_tax_share,
        last_gross_cny=base.gross_income_cny_year / 12.0,
    )  # fmt: skip
    petrol, power = energy_mj_per_km(room.start_year - 2020.0)
    room.reference_km_cost = km_cost(
        petrol[n.PETROL_CAR], power[n.PETROL_CAR], float(room.reference_fuel_price[n.PETROL]), first
    )
    room.open_moves()
    return room


def _districts(state: WorldState, elasticity: float) -> Districts:
    found = state.config.city.districts
    shares = np.array([d.population_share for d in found])
    distances = np.array([d.density_per_km2 for d in found]) ** -elasticity
    distances = distances / (shares @ distances)

    def padded(values: list[float] | Array, dtype: type) -> Array:
        array: Array = np.zeros(n.MAX_DISTRICTS, dtype=dtype)
        array[: len(values)] = values
        return array

    return Districts(
        urban=padded([float(d.urban) for d in found], np.int64),
        transit_access=padded([d.transit_access for d in found], np.float64),
        distance=padded(distances, np.float64),
        heat_network=padded([float(d.district_heating) for d in found], np.float64),
        gas_network=padded([float(d.gas) for d in found], np.float64),
    )  # fmt: skip


def _count_living(room: HouseholdRoom, table: Table) -> None:
    alive = table.alive == 1
    room.weight_sum = float(table["income_weight"][alive].sum())
    room.persons = float(table["size_persons"][alive].sum(dtype=np.float64))
    room.rows_alive = int(alive.sum())
    room.quintile_weights = np.bincount(table["quintile"][alive], weights=table["income_weight"][alive], minlength=5)


def _cook(state: WorldState, room: HouseholdRoom, table: Table, living: int) -> None:
    """Share out cooking fuels so that they and heating fit the base year."""
    efficiency = system_efficiency(state.clock.first.year - 2027.0)
    useful_tj = table["heat_mj_per_hdd"][:living] * float(state.drivers.normal_hdd.sum()) * 1e-6 * state.weight
    by_system = np.bincount(table["heating"][:living], weights=useful_tj, minlength=6) / efficiency
    heating = np.zeros(n.N_CARRIERS)
    heating[n.COAL], heating[n.GAS] = by_system[n.COAL_STOVE], by_system[n.GAS_BOILER]
    cooking = float(table["cooking_mj_per_month"][:living].sum(dtype=np.float64)) * 12e-6 * state.weight
    initial.give_cooking(state, table, heating, cooking, COOKING_EFFICIENCY, living)


def _scale_waste(state: WorldState, room: HouseholdRoom) -> None:
    """Set the activity level of waste so that a first year of it is the base year's."""
    mixed = room_sum(state, "mixed_waste_kg") * state.weight / 1000.0
    sorted_ = room_sum(state, "sorted_waste_kg") * state.weight / 1000.0
    year = math.fsum(
        waste.burnt_tj(room.waste, state.board.catalogue.neutral, state.clock.first.year + month / 12.0, mixed, sorted_)
        for month in range(12)
    )
    target = float(base_year(state).energy_tj[n.WASTE_SECTOR, n.WASTE])
    room.waste.activity = target / year if year > 0 else 0.0


def room_sum(state: WorldState, column: str) -> float:
    """Return a column summed over the living, in order of rows."""
    return float(state.households[column][state.households.alive == 1].sum(dtype=np.float64))
