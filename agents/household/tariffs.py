"""The prices and responses of use this month of use, as the small tables the use kernel reads.

Reads: ``published`` prices and weather, signals on tariffs, points and travel. Writes: nothing. Draws: none.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agents.household.markets import by_district, parking_cny_per_year, transit_access
from agents.household.month_tables import PointNumbers, TravelCharges, UseNumbers, UseTables
from agents.household.points import POWER, TRAVEL, WASTE
from agents.household.responses import PROFILE, UsePrices, fill_use_tables
from agents.household.room import HouseholdRoom
from sim.core.columns import Array
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world import waste
from sim.world.base_year import base_year
from sim.world.dwellings import system_efficiency
from sim.world.emissions import emission_factors
from sim.world.state import WorldState
from sim.world.tables import rows
from sim.world.transport import energy_mj_per_km

END_USES = ("base", "cooling", "heating", "charging")
_EFFICIENCY_LAG_YEARS = 7.0  # standing heating systems are about seven years old
PROFILE_SUM = float(PROFILE.sum())


def load_shapes() -> Array:
    """Return the share of each block in each end use, shape (4, 4)."""
    table = {r["end_use"]: r for r in rows("load_shapes")}
    return np.array([[float(table[e][b]) for b in n.BLOCKS] for e in END_USES])


def shifted_shapes(room: HouseholdRoom, ratio: float) -> Array:
    """Return load shapes without and with time of use, (2, 4, 4): shiftable use moves from peak to valley."""
    share = min(room.p.shift_per_log_ratio * math.log(max(ratio, 1.0)), 1.0)
    moved = room.shiftable_peak * share
    shapes = np.empty((2, 4, 4))
    shapes[:] = room.shapes
    shifted = shapes[1]
    shifted[:, n.EVENING_PEAK] -= moved
    shifted[:, n.VALLEY] += moved
    return shapes


def fuel_prices(state: WorldState) -> Array:
    """Return what homes pay per TJ of fuel, carbon price included, shape (11,)."""
    carbon = float(state.signals[s.FUEL_CARBON_PRICE + n.HOUSEHOLDS])
    return np.asarray(state.published.home_fuel_price_cny_per_tj + carbon * emission_factors())


@cache
def petrol_part() -> Array:
    """Return the share of petrol in a car's energy per kilometre by vehicle type, shape (5,)."""
    petrol, power = energy_mj_per_km(0.0)
    return np.asarray(petrol / np.maximum(petrol + power, 1e-9))


def tier_limits(room: HouseholdRoom, signals: Array) -> tuple[float, float, float, float]:
    """Return upper bounds of tiers 1 and 2 (kWh/month) and what tiers 2 and 3 cost above tier 1 (CNY/kWh)."""
    first, second, step2, step3 = room.tiers
    factor, adder = s.TIER_THRESHOLD_FACTOR, s.TIER_PRICE_ADDER
    return (
        first * float(signals[factor]), second * float(signals[factor + 1]),
        step2 + float(signals[adder + 1] - signals[adder]), step3 + float(signals[adder + 2] - signals[adder]),
    )  # fmt: skip


def use_tables(
    state: WorldState, room: HouseholdRoom, fuels_cny_per_tj: Array, block_prices: Array, heat_price: float,
    heating_degree_days: float,
) -> UseTables:  # fmt: skip
    """Return this month's tables of use.

    Parameters
    ----------
    fuels_cny_per_tj : ndarray, shape (11,)
        What homes pay for fuels, carbon price included.
    block_prices : ndarray, shape (4,)
        Price of electricity for homes in each block, first tier.
    heat_price : float
        District heat, CNY/TJ.
    heating_degree_days : float
        Of this month.
    """
    signals = state.signals
    block_prices = block_prices + signals[s.TIER_PRICE_ADDER]
    flat = float(block_prices @ PROFILE) / PROFILE_SUM
    ratio = float(block_prices[n.EVENING_PEAK] / max(block_prices[n.VALLEY], 1e-6))
    shapes = room.kept("shapes_by_ratio", ratio, lambda: shifted_shapes(room, ratio))
    support = s.ELECTRIC_HEATING_SUPPORT
    tables = room.use_tables._replace(
        heating_support=signals[support : support + n.MAX_DISTRICTS],
        sunshine_hours=state.published.sunshine_hours,
    )  # fmt: skip
    tables.end_use_price[0] = flat
    tables.end_use_price[1] = shapes[1] @ block_prices
    energy, reference = fuels_cny_per_tj.copy(), room.reference_fuel_price.copy()
    energy[n.HEAT], energy[n.ELECTRICITY] = heat_price, flat * n.KWH_PER_TJ
    reference[n.HEAT] = room.reference_heat_price or heat_price
    reference[n.ELECTRICITY] = room.reference_price * n.KWH_PER_TJ
    _, _, step2, step3 = tier_limits(room, signals)
    petrol, power = energy_mj_per_km(room.start_year - 2020.0)
    p = room.p
    fill_use_tables(UsePrices(
        energy_cny_per_tj=energy, reference_cny_per_tj=reference, tier2_step_cny=step2, tier3_step_cny=step3,
        charging_cny_per_kwh=flat, reference_cny_per_kwh=room.reference_price,
        reference_cny_per_km=room.reference_km_cost, rural_elasticity=p.price_elasticity_rural,
        urban_elasticity=p.price_elasticity_urban, heat_elasticity=p.heat_price_elasticity,
        distance_elasticity=p.distance_price_elasticity, degree_days=heating_degree_days,
        driving_limit_share=float(signals[s.DRIVING_LIMIT_SHARE]),
        efficiency=system_efficiency(state.clock.now.year - 2020.0 - _EFFICIENCY_LAG_YEARS),
        petrol_mj_per_km=petrol, power_mj_per_km=power, petrol_part=petrol_part(), activity=room.activity,
        electric_activity=room.electric_activity, km_activity=room.km_activity,
    ), tables)  # fmt: skip
    room.tables["shapes"] = shapes
    return tables


def use_numbers(state: WorldState, room: HouseholdRoom, cdd: float, petrol_cny_per_tj: float) -> UseNumbers:
    """Return this month's scalars of use and spending."""
    p, signals = room.p, state.signals
    tier1, tier2, step2, step3 = tier_limits(room, signals)
    housing = state.published.housing_cost_cny_per_month / max(room.weight_sum * state.weight, 1e-9)
    return UseNumbers(
        cooling_degree_days=cdd, tou_share=float(signals[s.TOU_HOUSEHOLDS_SHARE]),
        tier1_max_kwh=tier1, tier2_max_kwh=tier2, tier2_step_cny=step2, tier3_step_cny=step3,
        petrol_price_cny_per_tj=petrol_cny_per_tj, sun_hours=float(state.published.sunshine_hours.sum()),
        feed_in_cny_per_kwh=float(state.published.feed_in_price_cny_per_kwh), habit_effect=p.habit_effect,
        reports_read=room.reports_read, points=point_numbers(state, room),
        travel=room.kept("travel_charges", state.board.version, lambda: travel_charges(signals, room)),
        housing_cny_per_weight=housing, waste_fee_cny=waste.fee_cny_per_month(room.waste, signals), propensity=room.propensity, wealth_propensity=p.wealth_propensity,
        buffer_years=p.buffer_years, floor_cny_per_person=0.12 * room.reference_income_cny / 12.0 / 2.6,
        need_cny_per_person=p.necessity_share * room.reference_income_cny / 12.0 / base_year(state).household_size,
    )  # fmt: skip


def travel_charges(signals: Array, room: HouseholdRoom) -> TravelCharges:
    """Return this month's charges of travel beyond what it cost at the start."""
    fare, p = float(signals[s.TRANSIT_FARE_CHANGE]), room.p
    return TravelCharges(
        due=bool(fare or signals[s.PARKING_PRICE]), parking_cny_per_month=parking_cny_per_year(signals, room) / 12.0,
        transit_access=transit_access(signals, room), fare_change_cny_per_km=fare,
        ridden=max(1.0 - p.fare_shift_per_cny * fare / max(p.transit_shift, 1e-9), 0.0),
    )  # fmt: skip


def point_numbers(state: WorldState, room: HouseholdRoom) -> PointNumbers:
    """Return this month's rewards by activity and what a unit of each emits."""
    scheme = room.kept("point_scheme", state.board.version, lambda: _point_scheme(state.signals, room))
    if not scheme.paid:
        return scheme
    year = state.clock.now.year + (state.clock.now.month - 1) / 12.0
    a_tonne_mixed, a_tonne_sorted = (
        waste.burnt_tj(room.waste, state.signals, year, mixed, 1.0 - mixed) for mixed in (1.0, 0.0)
    )  # fmt: skip
    return scheme._replace(
        kg_per_kwh=float(state.published.grid_factor_t_per_mwh),
        kg_per_waste_kg=(a_tonne_mixed - a_tonne_sorted) * float(emission_factors()[n.WASTE]),
    )


def _point_scheme(signals: Array, room: HouseholdRoom) -> PointNumbers:
    """Return rewards, cap and who joined, with what a kWh and a kilogram of waste emit left open."""
    rewards = signals[s.CARBON_POINTS : s.CARBON_POINTS + len(n.TOPICS)]
    joined, most = by_district(signals, s.CARBON_POINTS_SIGNUP), float(signals[s.CARBON_POINTS_CAP]) / 12.0
    return PointNumbers(
        paid=bool(rewards.any() and joined.any() and most > 0.0), joined=joined,
        power_cny_per_kg=float(rewards[POWER]), travel_cny_per_kg=float(rewards[TRAVEL]),
        waste_cny_per_kg=float(rewards[WASTE]), most_cny=most, response=room.p.points_response,
        kg_per_kwh=0.0, petrol_kg_per_tj=float(emission_factors()[n.PETROL]) * 1000.0, kg_per_waste_kg=0.0,
    )  # fmt: skip
