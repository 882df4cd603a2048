"""The prices and responses of use this month of use, as the small tables the use kernel reads.

Reads: ``published`` prices and weather, signals on tariffs, reports and points. Writes: nothing. Draws: none.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agents.household.electricity import price_response
from agents.household.heat import MJ_PER_KWH, fuel_tj, heating_kwh, useful_heat_mj
from agents.household.month_tables import UseNumbers, UseTables
from agents.household.room import HouseholdRoom
from sim.core.columns import Array
from sim.core.compiled import plain
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.base_year import base_year
from sim.world.dwellings import HEATING_CARRIER, system_efficiency
from sim.world.emissions import emission_factors
from sim.world.state import WorldState
from sim.world.tables import rows
from sim.world.transport import charging_kwh, energy_mj_per_km, petrol_tj

END_USES = ("base", "cooling", "heating", "charging")
# Share of each block in a home's standard day, by which a flat price is the mean of block prices.
PROFILE = np.array([0.26, 0.20, 0.28, 0.26])
COOKING_EFFICIENCY = np.array([0.25, 0.25, 0.5, 0.5, 0.55, 0.55, 0.85, 0.8, 0.18, 0.5, 0.5])  # CRECS 2014; assumption
_EFFICIENCY_LAG_YEARS = 7.0  # standing heating systems are about seven years old
_POINTS_KG_PER_KWH = 0.55
_COOK_KWH = np.where(np.arange(n.N_CARRIERS) == n.ELECTRICITY, 1.0 / COOKING_EFFICIENCY / MJ_PER_KWH, 0.0)
_COOK_TJ = np.where(np.arange(n.N_CARRIERS) == n.ELECTRICITY, 0.0, 1e-6 / COOKING_EFFICIENCY)
_CARRIER_OF = HEATING_CARRIER.tolist()
PROFILE_SUM = float(PROFILE.sum())
_response, _heat_bought_kwh, _fuel_bought_tj = plain(price_response), plain(heating_kwh), plain(fuel_tj)
_useful_heat_mj, _charging_kwh, _petrol_tj = plain(useful_heat_mj), plain(charging_kwh), plain(petrol_tj)


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


def km_costs(room: HouseholdRoom, petrol_cny_per_tj: float, charging_cny_per_kwh: float) -> Array:
    """Return the energy cost per kilometre by vehicle type, shape (5,)."""
    petrol, power = energy_mj_per_km(room.start_year - 2020.0)
    return np.asarray(petrol * petrol_cny_per_tj * 1e-6 + power / 3.6 * charging_cny_per_kwh)


def tier_limits(room: HouseholdRoom, signals: Array) -> tuple[float, float, float, float]:
    """Return upper bounds of tiers 1 and 2 (kWh/month) and what tiers 2 and 3 cost above tier 1 (CNY/kWh)."""
    first, second, step2, step3 = room.tiers
    factor, adder = s.TIER_THRESHOLD_FACTOR, s.TIER_PRICE_ADDER
    return (
        first * float(signals[factor]), second * float(signals[factor + 1]),
        step2 + float(signals[adder + 1] - signals[adder]), step3 + float(signals[adder + 2] - signals[adder]),
    )  # fmt: skip


def use_tables(
    state: WorldState, room: HouseholdRoom, block_prices: Array, heat_price: float, heating_degree_days: float
) -> UseTables:
    """Return this month's tables of use.

    Parameters
    ----------
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
    shapes = shifted_shapes(room, ratio)
    price = np.empty((2, 4))
    price[0] = flat
    price[1] = shapes[1] @ block_prices
    fuels = fuel_prices(state)
    energy = fuels.tolist()
    energy[n.HEAT], energy[n.ELECTRICITY] = heat_price, flat * n.KWH_PER_TJ
    reference = room.reference_fuel_price.tolist()
    reference[n.HEAT] = room.reference_heat_price or heat_price
    reference[n.ELECTRICITY] = room.reference_price * n.KWH_PER_TJ
    relative = [max(now / first, 0.05) if first > 0.0 else 1.0 for now, first in zip(energy, reference, strict=True)]
    heat_kwh, heat_tj = _heating(state, room, relative, heating_degree_days)
    plug_kwh, petrol_tj = _driving(state, room, float(fuels[n.PETROL]), float(price[0, 3]))
    cooking = np.array(energy)
    cooking[n.ELECTRICITY] = 0.0
    support = s.ELECTRIC_HEATING_SUPPORT
    room.tables["shapes"] = shapes
    return UseTables(
        urban=room.districts.urban, response=_responses(state, room, price), end_use_price=price, heat_kwh=heat_kwh,
        heat_tj=heat_tj, cook_kwh=_COOK_KWH, cook_tj=_COOK_TJ * room.activity, plug_kwh=plug_kwh, petrol_tj=petrol_tj,
        system_price=cooking[HEATING_CARRIER], cooking_price=cooking,
        heating_support=signals[support : support + n.MAX_DISTRICTS], quintile_mean_kwh=room.quintile_mean_kwh,
        sunshine_hours=state.published.sunshine_hours, profile=PROFILE,
    )  # fmt: skip


def _responses(state: WorldState, room: HouseholdRoom, price: Array) -> Array:
    """Return electricity used per unit at reference price: rural or urban, flat or time of use, tier."""
    _, _, step2, step3 = tier_limits(room, state.signals)
    table = np.empty((2, 2, 3))
    prices = [own_price + step for own_price in price[:, 0].tolist() for step in (0.0, step2, step3)]
    for urban, elasticity in enumerate((room.p.price_elasticity_rural, room.p.price_elasticity_urban)):
        table[urban].flat = [_response(one, room.reference_price, elasticity) for one in prices]
    table *= room.electric_activity
    return table


def _heating(state: WorldState, room: HouseholdRoom, relative: list[float], hdd: float) -> tuple[Array, Array]:
    """Return electricity (kWh) and fuel (TJ) bought per unit of ``heat_mj_per_hdd``, by heating system."""
    years = state.clock.now.year - 2020.0 - _EFFICIENCY_LAG_YEARS
    kwh, tj, activity = [0.0] * 6, [0.0] * 6, room.activity.tolist()
    for system, efficiency in enumerate(system_efficiency(years).tolist()):
        carrier = _CARRIER_OF[system]
        if system == n.NO_HEATING:
            continue
        useful = _useful_heat_mj(1.0, hdd, _response(relative[carrier], 1.0, room.p.heat_price_elasticity), 1.0)
        if carrier == n.ELECTRICITY:
            kwh[system] = _heat_bought_kwh(useful, efficiency) * activity[carrier]
        else:
            tj[system] = _fuel_bought_tj(useful, efficiency) * activity[carrier]
    return np.array(kwh), np.array(tj)


def _driving(
    state: WorldState, room: HouseholdRoom, petrol_cny_per_tj: float, charging_cny_per_kwh: float
) -> tuple[Array, Array]:
    """Return electricity (kWh) and petrol (TJ) per km/month and MJ/km of a household's car, by vehicle type."""
    kwh, tj, parts = [0.0] * 5, [0.0] * 5, petrol_part().tolist()
    costs = km_costs(room, petrol_cny_per_tj, charging_cny_per_kwh).tolist()
    for car in range(1, 5):
        km = room.km_activity * _response(costs[car], room.reference_km_cost, room.p.distance_price_elasticity)
        if car in (n.PETROL_CAR, n.HYBRID_CAR):
            # On days a petrol car may not drive, half of the trips are made otherwise (assumption).
            km *= 1.0 - 0.5 * float(state.signals[s.DRIVING_LIMIT_SHARE])
        kwh[car], tj[car] = _charging_kwh(km, 1.0, parts[car]), _petrol_tj(km, 1.0, parts[car])
    return np.array(kwh), np.array(tj)


def use_numbers(state: WorldState, room: HouseholdRoom, cdd: float, petrol_cny_per_tj: float) -> UseNumbers:
    """Return this month's scalars of use and spending."""
    p, signals = room.p, state.signals
    tier1, tier2, step2, step3 = tier_limits(room, signals)
    points = earned = float(signals[s.CARBON_POINTS])
    if points:
        saved_kg = 0.05 * 12.0 * float(room.quintile_mean_kwh.mean()) * _POINTS_KG_PER_KWH
        earned = min(points, float(signals[s.CARBON_POINTS_CAP]) / max(saved_kg, 1.0))
    housing = state.published.housing_cost_cny_per_month / max(room.weight_sum * state.weight, 1e-9)
    return UseNumbers(
        cooling_degree_days=cdd, tou_share=float(signals[s.TOU_HOUSEHOLDS_SHARE]),
        tier1_max_kwh=tier1, tier2_max_kwh=tier2, tier2_step_cny=step2, tier3_step_cny=step3,
        petrol_price_cny_per_tj=petrol_cny_per_tj, sun_hours=float(state.published.sunshine_hours.sum()),
        feed_in_cny_per_kwh=float(state.published.feed_in_price_cny_per_kwh), habit_effect=p.habit_effect,
        points_effect=p.points_response * earned, points_share=float(signals[s.CARBON_POINTS_SIGNUP]),
        report_share=float(signals[s.ENERGY_REPORT_SHARE]),
        report_effect=p.report_effect * float(signals[s.ENERGY_REPORT_STRENGTH]),
        housing_cny_per_weight=housing, waste_fee_cny=room.waste.own.fee_cny_per_month, propensity=room.propensity, wealth_propensity=p.wealth_propensity,
        buffer_years=p.buffer_years, floor_cny_per_person=0.12 * room.reference_income_cny / 12.0 / 2.6,
        need_cny_per_person=p.necessity_share * room.reference_income_cny / 12.0 / base_year(state).household_size,
    )  # fmt: skip
