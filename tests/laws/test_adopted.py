"""A plan adopted in the month it begins is the plan from the start, bit for bit: every lever, and all of them at once."""

from __future__ import annotations

from typing import Any

import pytest

from policies.catalogue import LEVERS
from policies.package import Plan
from sim.city import CityModel
from sim.world.goods import ExternalDemand

CITY: dict[str, Any] = {"scenario": "huzhou", "households": 300, "end": 2026, "rng": 5}
STRONG: dict[str, dict[str, Any]] = {
    "green_credit": {"discount_pp": 2.0, "refinanced_share": 0.6, "guarantee_share": 0.5, "tenor_extra_months": 36},
    "carbon_tax": {"level": 200.0, "revenue_use": "dividend", "revenue_share": 0.5, "announced": "2022-05"},
    "electricity_pricing": {"peak_valley_ratio": 4.0, "household_tou_share": 0.5, "levy_cny_per_kwh": -0.02},
    "purchase_support": {"durables": ["bev_car", "heat_pump", "rooftop_solar"], "amount_cny": 5000.0},
    "behaviour_campaign": {"contacts_per_month": 3.0, "topics": ["power", "travel"]},
    "standards": {"petrol_cars_until_year": 2024, "plant_limit": 1.1, "plant_deadline_year": 2025, "building_code_from_year": 2024},
    "clean_heating": {"heat_network": True, "gas_network": True, "stove_ban_share": 0.8, "heat_pump_grant_cny": 9000.0},
    "power_transition": {"renewable_share_by_year": {"2024": 0.3}, "certificate_cny_per_mwh": 50.0, "storage_share": 0.2,
                         "coal_age_limit_years": 20.0, "public_green_power_share": 0.5},
    "home_energy_report": {"share_reached": 1.0, "injunctive_message": False},
    "carbon_points": {"reward_cny_per_kg": 3.0, "signup_share": 0.6},
    "green_travel": {"transit_access_gain": 0.1, "fare_change_cny_per_km": -0.1, "parking_price_cny_per_day": 10.0,
                     "plate_quota_thousand_per_year": 20.0, "driving_limit_share": 0.2, "chargers_per_thousand_cars": 20.0},
    "waste_and_recycling": {"collection_share": 0.9, "sorting_enforcement": 0.8, "food_waste_rule": 0.5,
                            "packaging_deposit_share": 0.5, "incineration_gain_by_year": {"2023": 0.2}},
    "innovation": {"technologies": ["process_route", "retrofit"], "research_mn_cny_per_year": 500.0, "extension_per_year": 0.2},
    "training": {"trained_share": 0.5, "audited_share_per_year": 0.2, "skilled_staff_gain": 0.5},
    "ecological_restoration": {"hectares_by_year": {"2023": 2000.0}},
    "dual_control": {"energy_budget_mtce": {"2023": 10.0}, "replacement_ratio": 1.25, "threshold_tce": 0.0},
    "evaluation": {"most_steps": 3.0, "award_mn_cny": 5.0},
}  # fmt: skip


@pytest.fixture(scope="module")
def demand() -> ExternalDemand:
    baseline = CityModel(**CITY)
    baseline.run()
    return baseline.external_demand


@pytest.mark.parametrize("names", [*([name] for name in LEVERS), list(LEVERS)], ids=lambda names: "+".join(names)[:30])
def test_a_plan_adopted_when_it_begins_is_the_plan_from_the_start(names: list[str], demand: ExternalDemand) -> None:
    plan = Plan(name="late", levers=[{"name": name, "start": "2022-09", **STRONG[name]} for name in names])
    whole = CityModel(**CITY, plan=plan, external_demand=demand)
    grown = CityModel(**CITY)
    begins = plan.begins(grown.state.clock.first)
    assert begins.index > grown.state.clock.first.index
    while grown.state.clock.now.index < begins.index:
        grown.step()
    grown.adopt(plan, demand)
    assert whole.run().rows == grown.run().rows
    assert whole.state.rooms["indicators"] == grown.state.rooms["indicators"]
    assert sorted(map(str, whole.state.events)) == sorted(map(str, grown.state.events))
    assert max(whole.closures()["money"], whole.closures()["energy"]) < 1e-9
