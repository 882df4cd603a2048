"""The columns each kernel of the households uses, by name.

Compiled kernels need tuple types that live in a module; fields are columns of ``Household`` by name.

Reads: nothing. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

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
    report_saving: Array


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


class ReportView(NamedTuple):
    """What decides how a home compares itself with others, and what it learnt from that."""

    alive: Array
    district: Array
    tariff_rank: Array
    electricity_kwh: Array
    report_saving: Array


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
    licence_rank: Array
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


class SellView(NamedTuple):
    """What handing in a car reads and writes."""

    income_cny_per_year: Array
    savings_cny: Array
    vehicle: Array
    vehicle_since: Array
    vehicle_until: Array
    vehicle_mj_per_km: Array


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
