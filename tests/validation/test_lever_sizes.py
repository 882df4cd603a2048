"""Stronger levers act in the expected direction, by a plausible size, in the mean of twenty paired runs.

Long (``make validate``). Smallest and largest plausible effects are stated beside each case; the test fails outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from experiments.ensemble import Ensemble
from experiments.run import run_together
from experiments.scenario import Scenario
from policies.package import Plan

RUNS, HOUSEHOLDS, END = 20, 1000, 2035


@dataclass(frozen=True)
class Case:
    """One lever at two strengths, and what should follow."""

    name: str
    weak: dict[str, Any]
    strong: dict[str, Any]
    column: str  # outcome that must move by the mechanism
    sign: int
    smallest: float  # relative change of the column's mean after the start, strong against nothing
    largest: float
    city: str = "huzhou"
    same: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("carbon_tax", {"level": 50}, {"level": 200}, "co2_scope1_mt", -1, 0.01, 0.45),
    Case("carbon_tax", {"level": 50}, {"level": 200}, "co2_scope1_mt", -1, 0.005, 0.35, city="tangshan"),
    Case("green_credit", {"discount_pp": 0.5}, {"discount_pp": 2.0}, "green_loans_bn_cny", 1, 0.0, 1.5,
         same={"guarantee_share": 0.5, "tenor_extra_months": 36}),
    Case("electricity_pricing", {"peak_valley_ratio": 3.5}, {"peak_valley_ratio": 5.0}, "peak_load_gw", -1, 0.0, 0.12,
         same={"classes": ["industrial", "commercial"]}),
    Case("purchase_support", {"share": 0.1}, {"share": 0.3}, "heat_pump_share", 1, 0.02, 1.5, same={"durables": ["heat_pump"]}),
    Case("purchase_support", {"share": 0.1}, {"share": 0.2}, "ev_stock_share", 1, 0.01, 1.0, same={"durables": ["bev_car"]}),
    Case("behaviour_campaign", {"contacts_per_month": 1.0}, {"contacts_per_month": 4.0}, "household_electricity_kwh", -1, 0.0005, 0.06,
         same={"topics": ["power"], "channels": ["peers"]}),
    Case("home_energy_report", {"share_reached": 0.3}, {"share_reached": 1.0}, "household_electricity_kwh", -1, 0.008, 0.033),
    Case("carbon_points", {"reward_cny_per_kg": 0.5}, {"reward_cny_per_kg": 2.0}, "household_electricity_kwh", -1, 0.001, 0.03,
         same={"signup_share": 0.5}),
    Case("green_travel", {"transit_access_gain": 0.05}, {"transit_access_gain": 0.2}, "co2_households_mt", -1, 0.01, 0.10),
    Case("green_travel", {"parking_price_cny_per_day": 5}, {"parking_price_cny_per_day": 20}, "cars_per_100_households", -1, 0.005, 0.15),
    Case("green_travel", {"driving_limit_share": 0.1}, {"driving_limit_share": 0.3}, "ev_stock_share", 1, 0.02, 1.0),
    Case("green_travel", {"chargers_per_thousand_cars": 5}, {"chargers_per_thousand_cars": 20}, "ev_stock_share", 1, 0.01, 0.6),
    Case("standards", {"plant_limit": 1.2}, {"plant_limit": 1.0}, "co2_scope1_mt", -1, 0.01, 0.2),
    Case("standards", {"petrol_cars_until_year": 2032}, {"petrol_cars_until_year": 2025}, "ev_stock_share", 1, 0.02, 2.0,
         same={"hybrids_too": True}),
    Case("clean_heating", {"stove_ban_share": 0.3}, {"stove_ban_share": 1.0}, "co2_households_mt", -1, 0.002, 0.15,
         city="type_agricultural", same={"heat_pump_grant_cny": 7400}),
    Case("power_transition", {"coal_age_limit_years": 32}, {"coal_age_limit_years": 22}, "co2_power_mt", -1, 0.05, 0.8,
         city="tangshan"),
    Case("power_transition", {"storage_share": 0.1}, {"storage_share": 0.2}, "capacity_storage_gw", 1, 0.001, 0.3),
    Case("waste_and_recycling", {"collection_share": 0.4}, {"collection_share": 0.9}, "waste_sorted_share", 1, 1.0, 3.0),
    Case("training", {"trained_share": 0.3}, {"trained_share": 0.6}, "co2_scope1_mt", -1, 0.001, 0.05),
    Case("innovation", {"extension_per_year": 0.1}, {"extension_per_year": 0.3}, "co2_scope1_mt", -1, 0.0, 0.02,
         same={"technologies": ["retrofit"], "research_years": 20.0}),
    Case("dual_control", {"replacement_ratio": 1.25}, {"replacement_ratio": 2.0}, "co2_scope1_mt", -1, 0.001, 0.1),
    Case("ecological_restoration", {"hectares_by_year": {"2022": 300.0}}, {"hectares_by_year": {"2022": 1000.0}}, "sink_mt", 1, 0.005, 0.2),
    Case("waste_and_recycling", {"food_waste_rule": 0.3}, {"food_waste_rule": 0.8}, "municipal_waste_mt", -1, 0.01, 0.06),
]  # fmt: skip


def _run(case: Case) -> tuple[Ensemble, Ensemble, Ensemble]:
    base = Scenario.load(case.city).with_(households=HOUSEHOLDS, end=END)
    plans = [Plan(name=label, levers=({"name": case.name, "start": "2022-01", **case.same, **values},))
             for label, values in (("weak", case.weak), ("strong", case.strong))]  # fmt: skip
    nothing, weak, strong = run_together([base, *(base.with_plan(p) for p in plans)], RUNS, workers=2)
    return nothing, weak, strong


def _mean_after_start(ensemble: Ensemble, column: str) -> np.ndarray:
    return ensemble.column(column)[:, list(ensemble.years).index(2024) :].mean(axis=1)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.name}-{c.column}-{c.city}")
def test_stronger_levers_act_more(case: Case) -> None:
    nothing, weak, strong = (_mean_after_start(e, case.column) for e in _run(case))
    effect_weak, effect_strong = (weak / nothing - 1.0).mean(), (strong / nothing - 1.0).mean()
    print(
        f"{case.name} on {case.column} in {case.city}: weak {100 * effect_weak:+.2f} %, strong {100 * effect_strong:+.2f} %"
    )
    assert case.sign * effect_strong >= case.sign * effect_weak
    assert case.smallest <= case.sign * effect_strong <= case.largest
