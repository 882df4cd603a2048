"""The month's tables and scalars the households' kernels read: prices, markets, parameters of choice.

Reads: nothing. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import Array


class UseTables(NamedTuple):
    """The month's prices and responses, as small tables."""

    urban: Array  # (32,) 1 urban
    response: Array  # (2, 2, 3) electricity per unit at reference price: urban, time of use, tier
    end_use_price: Array  # (2, 4) CNY/kWh: time of use, end use
    heat_kwh: Array  # (6,) kWh bought this month per unit of heat_mj_per_hdd, by heating system
    heat_tj: Array  # (6,) TJ of fuel likewise
    cook_kwh: Array  # (11,) kWh bought per MJ of useful heat of cooking, by carrier
    cook_tj: Array  # (11,) TJ of fuel likewise
    plug_kwh: Array  # (5,) kWh charged per (km/month x MJ/km) of the household's car
    petrol_tj: Array  # (5,) TJ of petrol likewise
    system_price: Array  # (6,) CNY/TJ of heating fuel
    cooking_price: Array  # (11,) CNY/TJ
    heating_support: Array  # (32,) CNY/kWh of electric heating, by district
    sunshine_hours: Array  # (4,)
    profile: Array  # (4,) standard load


class PointNumbers(NamedTuple):
    """The month's scalars and district tables of carbon points."""

    paid: bool
    joined: Array  # (32,) share of homes that joined, by district
    power_cny_per_kg: float
    travel_cny_per_kg: float
    waste_cny_per_kg: float
    most_cny: float  # a household can earn in a month
    response: float
    kg_per_kwh: float
    petrol_kg_per_tj: float
    kg_per_waste_kg: float


class TravelCharges(NamedTuple):
    """What changed in what travellers pay besides energy."""

    due: bool
    parking_cny_per_month: Array  # (32,) of a car, by district
    transit_access: Array  # (32,)
    fare_change_cny_per_km: float
    ridden: float  # what fares leave of rides


class UseNumbers(NamedTuple):
    """The month's scalars of use and spending."""

    cooling_degree_days: float
    tou_share: float
    tier1_max_kwh: float
    tier2_max_kwh: float
    tier2_step_cny: float
    tier3_step_cny: float
    petrol_price_cny_per_tj: float
    sun_hours: float
    feed_in_cny_per_kwh: float
    habit_effect: float
    reports_read: bool
    points: PointNumbers
    travel: TravelCharges
    housing_cny_per_weight: float
    waste_fee_cny: float
    propensity: float
    wealth_propensity: float
    buffer_years: float
    floor_cny_per_person: float
    need_cny_per_person: float


class UsedCar(NamedTuple):
    """The mean used car on sale this month."""

    on_offer: int  # cars in the yard
    price_cny: float
    running_cny_per_km: float
    upkeep_cny: float  # per year
    years_left: float
    price_level: float  # of used cars over what they are worth by their age


class CarTable(NamedTuple):
    """The car market this month, by vehicle type (5) or quintile and vehicle type (5, 5)."""

    price_cny: Array
    tax_share: Array
    support_cny: Array
    support_share: Array
    support_cap_cny: Array
    scrappage_cny: Array
    running_cny_per_km: Array
    upkeep_cny: Array
    log_models: Array
    range_term: Array
    banned: Array
    plate_term: Array  # (6,) by option: utility lost by a plate that must be won; for those without a car
    transit: Array  # (32,)
    parking_cny_per_year: Array  # (32,)
    chargers: Array  # (32,)
    mj_per_km: Array
    used: UsedCar


class HomeTable(NamedTuple):
    """Markets for heating (6), appliances (2) and panels this month."""

    heating_price_cny: Array
    heating_support: Array  # (5, 6)
    heating_support_share: Array  # (5, 6)
    heating_support_cap: Array  # (6,)
    heating_energy_price: Array  # (32, 6) CNY/MJ bought
    heating_efficiency: Array
    heating_upkeep: Array
    heating_allowed: Array  # (32, 6)
    stove_ban: Array  # (32,)
    new_network: Array  # (32,) 1 where a network has come that the district lacked
    appliance_price_cny: Array
    appliance_support: Array  # (5, 2)
    appliance_support_share: Array  # (5, 2)
    appliance_support_cap: Array  # (2,)
    appliance_intensity: Array
    appliance_allowed: Array
    solar_support: Array  # (5,) CNY per kW
    solar_support_share: Array  # (5,)


class CarTraits(NamedTuple):
    """Parameters of the choice of a car (see ``parameters``)."""

    car_consider_share: float
    scrappage_age_years: float
    car_cost_weight: float
    car_income_slope: float
    car_price_income_slope: float
    car_transit_slope: float
    charger_half: float
    charging_weight: float
    debt_service_limit: float
    discount_income_slope: float
    discount_rate: float
    early_age_share: float
    ev_attitude_weight: float
    ev_peer_weight: float
    ev_unfamiliarity: float
    horizon_years: float
    inertia_early: float
    loan_share_of_price: float
    models_weight: float
    savings_reserve_months: float
    used_car_doubt: float


class HomeTraits(NamedTuple):
    """Parameters of the choices of heating, appliances and panels (see ``parameters``)."""

    appliance_attitude_weight: float
    appliance_cost_weight: float
    debt_service_limit: float
    discount_income_slope: float
    discount_rate: float
    early_age_share: float
    heating_attitude_weight: float
    heating_comfort_weight: float
    heating_cost_weight: float
    horizon_years: float
    inertia_early: float
    loan_share_of_price: float
    savings_reserve_months: float
    solar_hazard_per_year: float
    solar_payback_years: float
    solar_peer_weight: float
    stove_burden: float


class ChoiceNumbers(NamedTuple):
    """The month's scalars of choices."""

    month: int
    watch_row: int
    reference_income_cny: float  # mean household of the first year
    car_need: float
    licensed_share: float
    loan_payment_per_cny_year: float
    mini_price_share: float
    mini_range_term: float
    normal_hdd: float
    electricity_price: float
    feed_in: float
    sun_hours_year: float
    solar_price_per_kw: float
    solar_support_cap: float
    solar_generation_support: float
    solar_upkeep: float
    solar_reach: float


class LearnNumbers(NamedTuple):
    """The month's scalars of learning."""

    month: int
    persuasion: float
    fatigue_half: float
    tell_share: float
    learn_per_contact: float


def empty_detail() -> Array:
    """Return the scratch area in which choices note their options, (7 options, 12 components)."""
    return np.zeros((7, 12))
