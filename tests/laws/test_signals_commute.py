"""Law: levers commute. Any order of levers and plans gives the same signals, to the last bit, and the same names."""

from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.package import Package, Plan, load_plan
from sim.core.clock import Clock, Month
from sim.core.signals import SignalBoard
from sim.world.signal_catalogue import CATALOGUE

PRICE = st.floats(0, 2000, allow_nan=False)
SHARE = st.floats(0, 1, allow_nan=False)
LEVER = st.one_of(
    st.fixed_dictionaries({"name": st.just("carbon_tax"), "level": PRICE, "growth_pct_per_year": st.floats(-5, 9)}),
    st.fixed_dictionaries({"name": st.just("green_credit"), "discount_pp": SHARE, "refinanced_share": SHARE}),
    st.fixed_dictionaries({"name": st.just("purchase_support"), "amount_cny": PRICE, "budget_mn_cny_per_year": PRICE}),
    st.fixed_dictionaries({
        "name": st.just("electricity_pricing"), "tier1_threshold_factor": st.floats(0.3, 3),
        "levy_cny_per_kwh": st.floats(-0.3, 0.5),
    }),
    st.fixed_dictionaries({"name": st.just("behaviour_campaign"),
                            "contacts_per_month": st.floats(0, 9), "reach": SHARE}),
    st.fixed_dictionaries({"name": st.just("home_energy_report"), "share_reached": SHARE,
                            "reports_per_year": st.floats(1, 12), "injunctive_message": st.booleans()}),
    st.fixed_dictionaries({"name": st.just("carbon_points"), "reward_cny_per_kg": st.floats(0, 9), "signup_share": SHARE}),
    st.fixed_dictionaries({"name": st.just("green_travel"), "transit_access_gain": st.floats(0, 0.5),
                            "fare_change_cny_per_km": st.floats(-0.25, 1), "plate_quota_thousand_per_year": PRICE,
                            "chargers_per_thousand_cars": st.floats(0, 200)}),
    st.fixed_dictionaries({"name": st.just("standards"), "plant_limit": st.floats(0.5, 5),
                            "petrol_cars_until_year": st.integers(2024, 2030)}),
    st.fixed_dictionaries({"name": st.just("clean_heating"), "stove_ban_share": SHARE, "gas_network": st.booleans(),
                            "heat_pump_grant_cny": PRICE}),
    st.fixed_dictionaries({"name": st.just("power_transition"), "storage_share": st.floats(0, 0.5),
                            "public_green_power_share": SHARE, "coal_age_limit_years": st.floats(10, 60)}),
    st.fixed_dictionaries({"name": st.just("waste_and_recycling"), "collection_share": SHARE, "food_waste_rule": SHARE}),
)  # fmt: skip
TIMING = st.fixed_dictionaries(
    {"start": st.sampled_from(["2020-01", "2024-06", "2026"]), "ramp_months": st.integers(0, 40)}
)


def _state() -> Any:
    district = SimpleNamespace(name="all", population_share=1.0, district_heating=False, gas=False)
    section = SimpleNamespace(
        kind="city", gdp_bn_cny=300.0, cars_per_100_households=50.0, plants=(), power=(), districts=[district],
        emission_share={"cement": 1.0, "steel": 1.0, "chemicals": 1.0, "nonferrous": 1.0},
    )  # fmt: skip
    clock = Clock(2020, 2040)
    return SimpleNamespace(
        config=SimpleNamespace(city=section), clock=clock, board=SignalBoard(CATALOGUE), rooms={}, events=[],
        drivers=SimpleNamespace(
            population=np.linspace(3e6, 2.5e6, clock.total), households_real=np.linspace(1.2e6, 1.1e6, clock.total)
        ),
    )  # fmt: skip


def _heard(plans: list[Plan], months: list[str]) -> tuple[bytes, list[str]]:
    state = _state()
    package = Package(plans, state)
    said = b""
    for month in months:
        state.clock.go_to(Month.parse(month))
        package.post(state)
        said += state.board.values.tobytes()
    return said, [f"{s.label} {s.entry.identity()}" for s in package.seats]


MONTHS = ["2024-06", "2027-03", "2031-01"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(lambda a, b: a | b, LEVER, TIMING), min_size=2, max_size=7), st.randoms(use_true_random=False)
)
def test_any_order_of_levers_gives_the_same_bits(levers: list[dict[str, Any]], luck: Any) -> None:
    shuffled = list(levers)
    luck.shuffle(shuffled)
    whole = _heard([Plan(name="a", levers=levers)], MONTHS)
    assert _heard([Plan(name="b", levers=shuffled)], MONTHS) == whole
    cut = luck.randrange(len(shuffled) + 1)
    assert _heard([Plan(name="c", levers=shuffled[cut:]), Plan(name="d", levers=shuffled[:cut])], MONTHS) == whole


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(
        [
            "carbon_tax",
            "green_credit",
            "purchase_support",
            "electricity_pricing",
            "behaviour_campaign",
            "home_energy_report",
            "carbon_points",
            "green_travel",
        ]
    ),
    TIMING,
)
def test_a_neutral_lever_beside_others_changes_not_one_bit(name: str, timing: dict[str, Any]) -> None:
    shipped = [load_plan("current_policies"), load_plan("demonstration")]
    neutral = Plan(name="neutral", levers=[{"name": name} | timing])
    assert _heard([neutral, *shipped], MONTHS)[0] == _heard(shipped, MONTHS)[0]
