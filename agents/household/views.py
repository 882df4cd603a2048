"""The columns each kernel of the households uses, and the month's tables they read.

Compiled kernels need tuple types that live in a module; fields are columns of ``Household`` by name.

Reads: nothing. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import Array


class UseView(NamedTuple):
    """What decides a household's use and spending."""

    alive: Array
    district: Array
    tariff_rank: Array
    quintile: Array
    attitude: Array
    base_kwh_per_month: Array
    appliance_intensity: Array
    cooling_kwh_per_cdd: Array
    heat_mj_per_hdd: Array
    heating: Array
    cooking_mj_per_month: Array
    cooking_carrier: Array
    vehicle: Array
    vehicle_mj_per_km: Array
    car_km_per_month: Array
    solar_kw: Array
    solar_support_cny_per_kwh: Array
    size_persons: Array
    income_weight: Array
    income_cny_per_year: Array
    savings_cny: Array
    loan_cny: Array
    loan_rate_pct: Array
    loan_months_left: Array
    mixed_waste_kg: Array
    sorted_waste_kg: Array


class MonthView(NamedTuple):
    """What the use kernel writes."""

    electricity_kwh: Array
    petrol_tj: Array
    heating_fuel_tj: Array
    cooking_fuel_tj: Array
    energy_bill_cny: Array
    spending_cny: Array
    interest_paid_cny: Array
    principal_paid_cny: Array
    heated_with: Array
    cooked_with: Array


class SettleView(NamedTuple):
    """What changes when everybody has paid and been paid."""

    alive: Array
    income_weight: Array
    size_persons: Array
    income_cny_per_year: Array
    savings_cny: Array
    spending_cny: Array
    interest_paid_cny: Array
    principal_paid_cny: Array
    written_off_cny: Array
    loan_cny: Array
    green_loan_cny: Array
    loan_months_left: Array
    loan_sought_cny: Array


class NeedView(NamedTuple):
    """Traits and the service demands derived from them once a year."""

    alive: Array
    district: Array
    income_cny_per_year: Array
    size_persons: Array
    area_m2: Array
    insulation: Array
    attitude: Array
    base_kwh_per_month: Array
    cooling_kwh_per_cdd: Array
    heat_mj_per_hdd: Array
    cooking_mj_per_month: Array
    car_km_per_month: Array
    mixed_waste_kg: Array
    sorted_waste_kg: Array


class CarView(NamedTuple):
    """What the choice of a car reads and writes."""

    alive: Array
    luck: Array
    district: Array
    quintile: Array
    income_rank: Array
    income_cny_per_year: Array
    savings_cny: Array
    own_parking: Array
    attitude: Array
    knowledge: Array
    car_km_per_month: Array
    vehicle: Array
    vehicle_since: Array
    vehicle_until: Array
    vehicle_occasion: Array
    vehicle_plan: Array
    vehicle_fallback: Array
    wants: Array


class CreditView(NamedTuple):
    """Columns of a loan application."""

    loan_sought_cny: Array
    loan_purpose: Array
    loan_score: Array
    interest_paid_cny: Array
    principal_paid_cny: Array


class HeatingView(NamedTuple):
    """What the choice of heating reads and writes."""

    alive: Array
    luck: Array
    district: Array
    quintile: Array
    income_rank: Array
    income_cny_per_year: Array
    savings_cny: Array
    attitude: Array
    knowledge: Array
    heat_mj_per_hdd: Array
    heating: Array
    heating_since: Array
    heating_until: Array
    heating_occasion: Array
    heating_plan: Array
    heating_fallback: Array
    wants: Array


class ApplianceView(NamedTuple):
    """What the choice of appliances reads and writes."""

    alive: Array
    luck: Array
    quintile: Array
    income_rank: Array
    income_cny_per_year: Array
    attitude: Array
    knowledge: Array
    base_kwh_per_month: Array
    appliance_until: Array
    appliance_occasion: Array
    appliance_plan: Array
    wants: Array


class PanelView(NamedTuple):
    """What the choice of panels reads and writes."""

    alive: Array
    luck: Array
    quintile: Array
    income_cny_per_year: Array
    savings_cny: Array
    attitude: Array
    knowledge: Array
    electricity_kwh: Array
    roof_kw: Array
    solar_kw: Array
    solar_plan: Array
    wants: Array


class WantView(NamedTuple):
    """Plans and the bank's answer."""

    vehicle_plan: Array
    vehicle_fallback: Array
    heating_plan: Array
    heating_fallback: Array
    appliance_plan: Array
    solar_plan: Array
    loan_sought_cny: Array
    loan_granted: Array


class BuyView(NamedTuple):
    """What a delivery changes."""

    luck: Array
    district: Array
    wants: Array
    savings_cny: Array
    loan_sought_cny: Array
    loan_purpose: Array
    loan_granted: Array
    loan_rate_offered_pct: Array
    loan_cny: Array
    loan_rate_pct: Array
    loan_months_left: Array
    green_loan_cny: Array
    vehicle: Array
    vehicle_since: Array
    vehicle_until: Array
    vehicle_occasion: Array
    vehicle_mj_per_km: Array
    vehicle_plan: Array
    heating: Array
    heating_since: Array
    heating_until: Array
    heating_occasion: Array
    heating_plan: Array
    cooking_carrier: Array
    appliance: Array
    appliance_until: Array
    appliance_occasion: Array
    appliance_intensity: Array
    appliance_plan: Array
    roof_kw: Array
    solar_kw: Array
    solar_support_cny_per_kwh: Array
    solar_plan: Array


class MoveView(NamedTuple):
    """What moving into a new dwelling reads and writes."""

    luck: Array
    insulation: Array


class EntryView(NamedTuple):
    """What an entrant takes over from a household alike, and what decides who leaves."""

    alive: Array
    luck: Array
    district: Array
    income_weight: Array
    income_cny_per_year: Array
    savings_cny: Array
    loan_cny: Array
    insulation: Array
    vehicle: Array
    vehicle_since: Array
    vehicle_until: Array
    vehicle_occasion: Array
    vehicle_mj_per_km: Array
    heating: Array
    heating_since: Array
    heating_until: Array
    cooking_carrier: Array
    appliance: Array
    appliance_until: Array
    appliance_intensity: Array
    base_kwh_per_month: Array
    cooling_kwh_per_cdd: Array
    heat_mj_per_hdd: Array
    cooking_mj_per_month: Array
    car_km_per_month: Array
    mixed_waste_kg: Array
    sorted_waste_kg: Array
    attitude: Array
    knowledge: Array
    learnt_in: Array


class LearnView(NamedTuple):
    """What learning reads; it writes into a staging area so that nobody sees this month's change of another."""

    alive: Array
    luck: Array
    district: Array
    size_persons: Array
    income_rank: Array
    attitude: Array
    attitude_baseline: Array
    message_fatigue: Array
    learnt_in: Array
    knowledge: Array
    vehicle: Array
    heating: Array
    solar_kw: Array
    appliance: Array


class CountView(NamedTuple):
    """What the monthly recount adds up."""

    alive: Array
    savings_cny: Array
    vehicle: Array
    heating: Array
    solar_kw: Array
    heated_with: Array
    cooked_with: Array
    electricity_kwh: Array
    petrol_tj: Array
    heating_fuel_tj: Array
    cooking_fuel_tj: Array


class NetworkView(NamedTuple):
    """Who listens to whom, as compressed rows."""

    start: Array
    listens_to: Array
    strength: Array
    is_hub: Array


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
    quintile_mean_kwh: Array  # (5,)
    sunshine_hours: Array  # (4,)
    profile: Array  # (4,) standard load


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
    points_effect: float
    points_share: float
    report_share: float
    report_effect: float
    housing_cny_per_weight: float
    propensity: float
    wealth_propensity: float
    buffer_years: float
    floor_cny_per_person: float
    need_cny_per_person: float


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
    transit: Array  # (32,)
    parking_cny_per_year: Array  # (32,)
    chargers: Array  # (32,)
    mj_per_km: Array


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
    mean_income_cny: float
    car_need: float
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
