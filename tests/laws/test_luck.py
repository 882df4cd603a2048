"""Same seed, same bits: whatever the order of agents, the number of workers, or the levers that do nothing."""

from collections.abc import Callable

import numpy as np
import pytest

from experiments.run import run_many
from experiments.scenario import Scenario
from policies.package import Plan
from sim.city import CityModel
from sim.core.errors import InputError

SHORT = {"households": 400, "start": 2020, "end": 2024}


def table(model: CityModel) -> np.ndarray:
    return model.run().frame().to_numpy()


def one_lever(name: str, **parameters: object) -> Plan:
    return Plan(name="test", levers=({"name": name, "start": "2021-01", **parameters},))


def test_same_seed_same_bits() -> None:
    first = table(CityModel("huzhou", rng=7, **SHORT))
    again = table(CityModel("huzhou", rng=7, **SHORT))
    other = table(CityModel("huzhou", rng=8, **SHORT))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


def test_workers_do_not_matter() -> None:
    scenario = Scenario.load("huzhou").with_(households=200, end=2022)
    alone = run_many(scenario, runs=3, workers=1)
    together = run_many(scenario, runs=3, workers=2)
    assert alone.values.tobytes() == together.values.tobytes()


def test_order_of_agents_does_not_matter() -> None:
    straight = CityModel("huzhou", rng=3, **SHORT)
    shuffled = CityModel("huzhou", rng=3, **SHORT)
    order = np.random.default_rng(0).permutation(shuffled.state.households.capacity)
    shuffled.state.visits[:] = [(int(i), int(i) + 1) for i in order]
    assert table(straight).tobytes() == table(shuffled).tobytes()


NEUTRAL = [
    ("carbon_tax", {"level": 0.0, "growth_pct_per_year": 5.0}),
    ("green_credit", {"discount_pp": 0.0, "refinanced_share": 0.0, "guarantee_share": 0.0, "tenor_extra_months": 0}),
    ("electricity_pricing", {"peak_valley_ratio": 1.0, "household_tou_share": 0.0, "levy_cny_per_kwh": 0.0}),
    ("purchase_support", {"durables": ["heat_pump", "bev_car"], "amount_cny": 0.0, "share": 0.0}),
    ("behaviour_campaign", {"topics": ["power", "travel"], "contacts_per_month": 0.0}),
    ("home_energy_report", {"share_reached": 0.0, "reports_per_year": 4.0, "injunctive_message": False}),
    ("carbon_points", {"reward_cny_per_kg": 1.0, "signup_share": 0.0}),
    ("green_travel", {"parking_price_cny_per_day": 0.0, "plate_ev_exempt": False, "charger_cny": 90_000.0}),
    ("dual_control", {"threshold_tce": 5000.0, "replacement_ratio": 0.0}),
    ("ecological_restoration", {"hectares_by_year": {"2020": 0.0}, "central_grant_share": 0.5}),
    ("innovation", {"technologies": ["retrofit", "process_route"], "research_mn_cny_per_year": 0.0}),
    ("training", {"trained_share": 0.0, "training_depth": 0.5, "audit_cny": 90_000.0}),
    ("waste_and_recycling", {"sorted_waste_cny_per_t": 700.0, "incineration_cny_per_t": 200.0}),
    ("power_transition", {"public_green_power_premium_cny_per_kwh": 0.1, "certificate_cny_per_mwh": 50.0}),
    ("clean_heating", {"years_to_build": 1.0, "heat_network_cny_per_home": 9000.0, "budget_mn_cny_per_year": 5.0}),
    ("standards", {"products": ["coal_stove"], "hybrids_too": True, "supervision_cny_per_person_year": 9.0}),
]


def test_a_plan_cannot_be_adopted_after_it_began() -> None:
    city = CityModel("huzhou", rng=5, **SHORT)
    for _ in range(13):
        city.step()
    with pytest.raises(InputError, match="too early.*2021-01.*2021-02 or later"):
        city.adopt(one_lever("carbon_tax", level=150.0))


@pytest.mark.parametrize(("lever", "parameters"), NEUTRAL)
def test_a_neutral_lever_changes_not_one_bit(lever: str, parameters: dict[str, object]) -> None:
    without = CityModel("huzhou", plan=Plan(name="empty", levers=()), rng=5, **SHORT)
    with_it = CityModel("huzhou", plan=one_lever(lever, **parameters), rng=5, **SHORT)
    a, b = without.run().frame(), with_it.run().frame()
    shared = [c for c in a.columns if c in b.columns]
    assert a[shared].to_numpy().tobytes() == b[shared].to_numpy().tobytes()


def test_an_empty_plan_is_the_baseline() -> None:
    a = CityModel("huzhou", rng=5, **SHORT).run().frame()
    b = CityModel("huzhou", plan=Plan(name="empty", levers=()), rng=5, **SHORT).run().frame()
    np.testing.assert_allclose(a.to_numpy(), b.to_numpy(), rtol=1e-9, atol=1e-9)


def test_levers_commute() -> None:
    tax = {"name": "carbon_tax", "start": "2021-01", "level": 120.0}
    more = {"name": "carbon_tax", "start": "2022-01", "level": 33.3}
    credit = {"name": "green_credit", "start": "2021-01", "discount_pp": 1.0}
    tables = [
        table(CityModel("huzhou", plan=Plan(name="p", levers=order), rng=2, **SHORT))
        for order in ((tax, more, credit), (credit, more, tax))
    ]
    assert tables[0].tobytes() == tables[1].tobytes()


def test_a_campaign_in_one_district_leaves_the_luck_of_others_alone() -> None:
    scenario = Scenario.load("huzhou").config
    district = scenario.city.districts[0].name
    lever = {
        "name": "behaviour_campaign", "start": "2020-02", "topics": ["buying"], "contacts_per_month": 4.0,
        "target": {"districts": [district]},
    }  # fmt: skip
    plain = CityModel("huzhou", plan=Plan(name="none", levers=()), rng=4, **SHORT)
    loud = CityModel("huzhou", plan=Plan(name="loud", levers=(lever,)), rng=4, **SHORT)
    for _ in range(3):
        plain.step()
        loud.step()
    away = plain.state.households["district"] != 0
    for column in ("luck", "vehicle", "heating", "income_weight"):
        a, b = plain.state.households[column], loud.state.households[column]
        assert a[away].tobytes() == b[away].tobytes()
    attitude: Callable[[CityModel], np.ndarray] = lambda m: m.state.households["attitude"]  # noqa: E731
    assert (attitude(loud)[~away] != attitude(plain)[~away]).any()
