"""Levers: what they say, when, to whom; neutrality, ramps, announcements, targets, and levers of one's own."""

import pickle
import re
import time
from pathlib import Path
from typing import Any

import pytest

from policies.catalogue import LEVERS, listed
from policies.declarations import Choice
from policies.lever import Lever, WorksOrder, post
from policies.package import Package, Plan, load_plan, with_override
from policies.purchase import remaining_share
from sim.core.clock import Month
from sim.core.errors import InputError
from sim.core.params import Parameter
from sim.world.names import N_DURABLES
from sim.world.signal_catalogue import CATALOGUE, NO_LIMIT, STRENGTHENING
from tests.stand_in import TAX, at, city, heard

ROOT = Path(__file__).parents[2]


def test_carbon_tax_prices_what_it_covers_and_grows() -> None:
    lever = {"name": "carbon_tax", "start": "2025-01", "level": 100, "growth_pct_per_year": 10, "coverage": "fuels",
             "revenue_use": "dividend", "revenue_share": 0.4, "target": {"sectors": ["cement"]}}  # fmt: skip
    values = heard([lever], "2027-06")
    assert at(values, "fuel_carbon_price", sector=["cement"]) == [pytest.approx(121.0)]
    assert sum(at(values, "fuel_carbon_price")) == pytest.approx(121.0)
    assert sum(at(values, "process_carbon_price")) == 0.0
    assert at(values, "carbon_revenue_dividend_share") == [0.4]
    assert at(values, "carbon_revenue_green_share") == [0.0]


def test_electricity_pricing_says_ratio_tiers_and_surcharge() -> None:
    lever = {"name": "electricity_pricing", "peak_valley_ratio": 4, "household_tou_share": 0.3,
             "household_peak_valley_ratio": 2, "tier1_threshold_factor": 0.8, "tier3_adder_cny_per_kwh": 0.2,
             "surcharge_cny_per_kwh": 0.1, "target": {"sectors": ["cement"]}}  # fmt: skip
    values = heard([lever], "2025-01")
    assert at(values, "tou_peak_valley_ratio") == [2.0, 4.0, 4.0, 1.0]
    assert at(values, "tou_households_share") == [0.3]
    assert at(values, "tier_threshold_factor") == [0.8, 1.0, 1.0]
    assert at(values, "tier_price_adder_cny_per_kwh") == [0.0, 0.0, 0.2]
    assert sum(at(values, "electricity_surcharge_cny_per_kwh")) == 0.1


def test_green_credit_says_terms_of_eligible_loans_and_the_lower_quota() -> None:
    lever = {"name": "green_credit", "discount_pp": 0.4, "refinanced_share": 0.6, "eligible": ["retrofit"],
             "quota_mn_cny_per_year": 1e6, "quota_gdp_pct": 1.0, "guarantee_share": 0.3,
             "tenor_extra_months": 24}  # fmt: skip
    values = heard([lever], "2025-01")
    assert at(values, "green_loan_discount_pp") == [0.4, 0, 0, 0, 0, 0]
    assert at(values, "green_relending_rate_pct") == [1.75]
    assert at(values, "green_loan_quota_cny_per_year") == [pytest.approx(3e9)]
    assert at(values, "green_guarantee_share", green=["retrofit"]) == [0.3]
    assert at(values, "green_tenor_extra_months", green=["retrofit"]) == [24.0]


def test_no_refinancing_no_relending_rate() -> None:
    assert at(heard([{"name": "green_credit", "discount_pp": 0.4}], "2025-01"), "green_relending_rate_pct") == [100.0]


def test_purchase_support_by_income_with_a_shared_budget() -> None:
    lever = {"name": "purchase_support", "durables": ["heat_pump", "rooftop_solar"], "share": 0.2, "cap_cny": 5000,
             "amount_cny": 1000, "local_topup_share": 0.5, "budget_mn_cny_per_year": 30,
             "target": {"quintiles": ["q1"]}}  # fmt: skip
    values = heard([lever], "2025-01")
    assert at(values, "purchase_support_share", durable=["heat_pump"]) == [0.2, 0, 0, 0, 0]
    assert at(values, "purchase_support_cny", durable=["heat_pump"]) == [1500.0, 0, 0, 0, 0]
    assert at(values, "purchase_support_cap_cny", durable=["heat_pump"]) == [5000.0]
    budgets = at(values, "purchase_support_budget_cny_per_year")
    assert sum(budgets) == 3e7
    assert budgets.count(1.5e7) == 2
    assert len(budgets) == N_DURABLES


def test_purchase_support_follows_its_years_and_phases_out() -> None:
    table = {"name": "purchase_support", "durables": ["bev_car"], "amount_by_year_cny": {"2021": 18000, "2023": 9000}}
    values = {
        y: at(heard([table], f"{y}-05"), "purchase_support_cny", durable=["bev_car"])[0] for y in (2020, 2022, 2025)
    }
    assert values == {2020: 0.0, 2022: 18000.0, 2025: 9000.0}
    assert [remaining_share(y, 2030, 4) for y in (2029, 2030, 2032, 2033, 2040)] == [1.0, 0.75, 0.25, 0.0, 0.0]


def test_tax_waiver_bonus_and_payment_per_kwh() -> None:
    lever = {"name": "purchase_support", "durables": ["bev_car", "rooftop_solar"], "purchase_tax_exempt_share": 0.5,
             "scrappage_bonus_cny": 20000, "generation_support_cny_per_kwh": 0.08}  # fmt: skip
    values = heard([lever], "2025-01")
    assert sum(at(values, "purchase_tax_exempt_share")) == 0.5
    assert at(values, "scrappage_bonus_cny", durable=["bev_car"]) == [20000.0]
    assert at(values, "solar_generation_support_cny_per_kwh") == [0.08]
    assert at(values, "purchase_support_budget_cny_per_year", durable=["bev_car"]) == [NO_LIMIT]


CAMPAIGN = {"name": "behaviour_campaign", "start": "2021-01", "contacts_per_month": 4, "reach": 0.5,
            "topics": ["power", "heat"], "channels": ["mass_media"], "norm_feedback": 0.3}  # fmt: skip


def test_campaign_costs_what_its_contacts_cost() -> None:
    values = heard([CAMPAIGN | {"target": {"districts": ["Deqing"]}}], "2025-01")
    assert at(values, "campaign_intensity", topic=["heat"], channel=["mass_media"], district=["d00", "d01"]) == [
        0.0,
        1.0,
    ]
    assert sum(at(values, "campaign_intensity")) == pytest.approx(2.0)
    assert at(values, "programme_cost_cny_per_month") == [pytest.approx(0.3 * 3e6 * 0.5 * 4 * 0.05)]
    assert at(values, "campaign_norm_feedback") == [0.3, 0.3, 0, 0, 0, 0]


def test_a_budget_buys_fewer_contacts() -> None:
    full, half = (heard([CAMPAIGN | {"budget_mn_cny_per_year": b}], "2025-01") for b in (3.6, 1.8))
    assert at(half, "programme_cost_cny_per_month") == [pytest.approx(1.8e6 / 12)]
    assert sum(at(half, "campaign_intensity")) == pytest.approx(sum(at(full, "campaign_intensity")) / 2)


def test_a_pulsed_campaign_speaks_in_its_months_and_spends_the_year() -> None:
    lever = CAMPAIGN | {"months_on": 2, "months_off": 4, "budget_mn_cny_per_year": 1.0}
    spent = [at(heard([lever], f"2021-{m:02d}"), "programme_cost_cny_per_month")[0] for m in range(1, 13)]
    assert [s > 0 for s in spent] == [True, True, False, False, False, False] * 2
    assert sum(spent) == pytest.approx(1e6)


# Time -----------------------------------------------------------------------------------------------------------------


def _price(month: str, **more: Any) -> float:
    return at(heard([TAX | more], month), "fuel_carbon_price", sector=["cement"])[0]


def test_start_end_and_ramp() -> None:
    assert _price("2024-12") == 0.0
    assert _price("2025-01") == 120.0
    assert _price("2026-12", end="2026-12") == 120.0
    assert _price("2027-01", end="2026-12") == 0.0
    months = ["2025-01", "2025-06", "2025-12", "2026-01"]
    assert [_price(m, ramp_months=12) for m in months] == [pytest.approx(x) for x in (10.0, 60.0, 120.0, 120.0)]


def test_an_announcement_is_heard_before_the_start_and_only_then() -> None:
    lever = TAX | {"announced": "2022-01", "credibility": 0.5, "target": {"sectors": ["cement"]}}
    sector = {"sector": ["cement"]}
    said = {
        m: at(heard([lever], m), "announced_carbon_price", **sector)[0]
        for m in ("2021-12", "2022-01", "2024-12", "2025-01")
    }
    assert said == {"2021-12": 0.0, "2022-01": 60.0, "2024-12": 60.0, "2025-01": 0.0}
    assert _price("2024-12", announced="2022-01") == 0.0
    far = lever | {"start": "2030-01"}
    assert at(heard([far], "2024-12"), "announced_carbon_price", **sector) == [0.0]  # not within five years
    assert at(heard([far], "2025-01"), "announced_carbon_price", **sector) == [60.0]


def test_an_announcement_nobody_acts_on_is_noted() -> None:
    state = city()
    Package([Plan(name="p", levers=[{"name": "green_credit", "start": "2025-01", "announced": "2023-01"}])], state)
    assert state.events[0]["month"] == "2023-01"


def _through(levers: list[dict[str, Any]], state: Any) -> list[bytes]:
    package = Package([Plan(name="p", levers=levers)], state)
    seen = []
    while True:
        package.post(state)
        seen.append(state.board.values.tobytes())
        if state.clock.now == state.clock.last:
            return seen
        state.clock.tick()


def test_month_by_month_equals_each_month_alone_and_an_end_leaves_no_trace() -> None:
    state = city(2020, 2029)
    levers = [e.to_dict() for e in load_plan("demonstration").levers]
    for lever in levers:
        lever["end"] = "2028-06"
        lever.pop("target", None)
    levers[1] |= {"growth_pct_per_year": 5.0}
    seen = _through(levers, state)
    for step in (0, 30, 62, 63, 64, 75, 84, 90, 96, 101):
        alone = heard(levers, str(Month(Month.of(2020).index + step)), city(2020, 2029))
        assert seen[step] == alone.tobytes()
    assert seen[-1] == CATALOGUE.neutral.tobytes()


@pytest.mark.parametrize("name", LEVERS)
def test_at_its_defaults_a_lever_changes_not_one_bit(name: str) -> None:
    assert heard([{"name": name, "start": "2021-01"}], "2025-01").tobytes() == CATALOGUE.neutral.tobytes()


def test_a_quiet_month_costs_next_to_nothing() -> None:
    state = city()
    package = Package([load_plan("current_policies"), Plan(name="p", levers=[TAX])], state)
    state.clock.go_to(Month.parse("2030-03"))
    package.post(state)
    state.clock.go_to(Month.parse("2030-04"))
    best = 1.0
    for _ in range(50):
        before = time.perf_counter()
        package.post(state)
        best = min(best, time.perf_counter() - before)
    assert best < 50e-6  # 2 us on an ordinary machine


# Names, tightening, works orders, own levers ------------------------------------------------------------------------


def test_posting_names_are_unique_and_do_not_depend_on_order() -> None:
    plan = Plan(name="p", levers=[TAX, TAX | {"level": 10.0}])
    for plans in ([plan, plan.as_baseline()], [plan.as_baseline(), plan]):
        package = Package(plans, city())
        by_label = {s.label: s.entry.values["level"] for s in package.seats}
        assert list(by_label) == ["carbon_tax", "carbon_tax#2", "baseline:carbon_tax", "baseline:carbon_tax#2"]
        assert by_label["carbon_tax"] == 10.0
        assert package.lever_names == ["carbon_tax"]
    assert Package.is_baseline("baseline:carbon_tax#2")
    assert not Package.is_baseline("carbon_tax")
    assert Package.kind_of("baseline:carbon_tax#2") == "carbon_tax"


def test_spending_is_attributed_to_baseline_and_plan_apart() -> None:
    state = city()
    support = {"name": "purchase_support", "durables": ["bev_car"]}
    plans = [Plan(name="b", levers=[support | {"amount_cny": 3000}], baseline=True),
             Plan(name="p", levers=[support | {"amount_cny": 1000}])]  # fmt: skip
    package = Package(plans, state)
    package.post(state)
    slot = CATALOGUE.slots("purchase_support_cny", durable=["bev_car"])[0]
    assert state.board.shares(slot) == {"baseline:purchase_support": 0.75, "purchase_support": 0.25}


def test_strengthening_tightens_plans_but_not_the_baseline() -> None:
    state = city()
    levers = [TAX | {"start": "2020-01", "step": {"level": 30.0}}]
    package = Package([Plan(name="p", levers=levers), Plan(name="b", levers=levers, baseline=True)], state)
    for steps, price in ((0.0, 240.0), (2.0, 300.0), (100.0, 2120.0), (0.0, 240.0)):
        state.board.post("evaluation", {STRENGTHENING: steps} if steps else {})
        package.post(state)
        package.post(state)  # a step asked for in one month is taken in the next
        assert at(state.board.values, "fuel_carbon_price", sector=["cement"]) == [price]


def test_strengthening_leaves_alone_what_the_plan_did_not_set() -> None:
    lever = LEVERS["green_credit"]()
    values = {p.name: p.default for p in lever.parameters} | {"discount_pp": 0.4}
    tightened = lever.strengthened(values, 1.0, lever.step)
    assert tightened["discount_pp"] == 0.5
    assert tightened["guarantee_share"] == 0.0


class Canal(Lever):
    """A lever that orders works and listens to statistics."""

    name = "canal"
    doc = "a canal"
    parameters = (Parameter("capital_mn_cny", 0.0, 0.0, 1e4, "mn CNY", "assumption: none by default", "capital"),)
    writes = ("programme_cost_cny_per_month",)
    reads_statistics = True
    heard_years = 0

    def hear(self, indicators: Any, milestones: Any) -> None:
        self.heard_years = len(indicators.get("co2_total_mt", {}))

    def posts(self, month: Month, catalogue: Any, values: Any, target: Any) -> dict[int, float]:
        return post(catalogue, "programme_cost_cny_per_month", 100.0 * self.heard_years)

    def works_orders(self, month: Month, values: Any, target: Any) -> list[WorksOrder]:
        if month.index != values["start"].index:
            return []
        return [
            WorksOrder("", "environmental_infrastructure", "government", str(month), values["capital_mn_cny"] * 1e6)
        ]


def test_works_orders_and_statistics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LEVERS, "canal", Canal)
    state = city()
    package = Package([Plan(name="p", levers=[{"name": "canal", "start": "2020-02", "capital_mn_cny": 5}])], state)
    for _ in range(3):
        package.post(state)
        state.clock.tick()
    orders = state.rooms["works_orders"]
    assert [(o.lever, o.month, o.capital_cny) for o in orders] == [("canal", "2020-02", 5e6)]
    state.rooms["indicators"] = {"co2_total_mt": {2020: 1.0, 2021: 1.0}}
    package.post(state)
    assert at(state.board.values, "programme_cost_cny_per_month") == [200.0]


def test_declarations_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(TypeError, match="not a signal: nothing"):
        type("Wrong", (Lever,), {"name": "wrong", "doc": "x", "writes": ("nothing",)})
    with pytest.raises(TypeError, match="must declare 'writes'"):
        type("Wrong", (Lever,), {"name": "wrong", "doc": "x"})
    with pytest.raises(ValueError, match="listed twice"):
        listed(LEVERS["carbon_tax"], LEVERS["carbon_tax"])
    with pytest.raises(ValueError, match="not an option"):
        Choice("a", "x", ("y",), "assumption", "doc")


def _blocks(language: str) -> list[str]:
    text = (ROOT / "docs" / "tutorials" / "own_lever.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_tutorials_own_lever_works(tmp_path: Path) -> None:
    (code,), (toml,) = _blocks("python"), _blocks("toml")
    assert len(code.splitlines()) < 25
    (tmp_path / "winter_rebate.py").write_text(code, encoding="utf-8")
    path = tmp_path / "winter.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(InputError, match=r"levers\[1\]\.module: a lever of one's own cannot be loaded here"):
        load_plan(path)
    plan = pickle.loads(pickle.dumps(load_plan(path, allow_modules=True)))  # noqa: S301
    state = city()
    package = Package([plan], state)
    said = []
    for month in ("2024-12", "2025-06"):
        state.clock.go_to(Month.parse(month))
        package.post(state)
        said.append(at(state.board.values, "electricity_adder_cny_per_kwh"))
    assert said == [[-0.1, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    changed = with_override([plan], "levers.winter_rebate.rebate_cny_per_kwh", "0.2")
    assert changed[0].levers[0].values["rebate_cny_per_kwh"] == 0.2


OWN = """
from policies.lever import Lever
class Mine(Lever):
    name = "mine"
    doc = "x"
    writes = ("tou_households_share",)
    def posts(self, month, catalogue, values, target):
        return {body}
"""


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1 / 0", "the lever's file fails: ZeroDivisionError"),
        ("x = 1", "declares no such lever"),
        (OWN.replace("{body}", "{0: 1.0}"), "posts to fuel_carbon_price, but declares tou_households_share only"),
        (OWN.replace("{body}", "1 / 0"), "lever mine fails in 2020-01: ZeroDivisionError"),
        (OWN.replace("tou_households_share", "tou"), "not a signal: tou"),
    ],
)
def test_a_broken_lever_of_ones_own_is_one_line(tmp_path: Path, code: str, says: str) -> None:
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    (tmp_path / "p.toml").write_text('[[levers]]\nname = "mine"\nmodule = "mine.py"\n', encoding="utf-8")
    state = city()
    with pytest.raises(InputError, match=re.escape(says)):
        Package([load_plan(tmp_path / "p.toml", allow_modules=True)], state).post(state)
