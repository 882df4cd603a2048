"""Plans and overrides: shipped ones, current policies, and every kind of wrong input, in one line each."""

import pickle
import re
from pathlib import Path
from typing import Any

import pytest

from policies.catalogue import LEVERS, describe
from policies.declarations import Choice, ChoiceSet, Flag, YearTable, in_year
from policies.entry import parse_levers
from policies.package import Package, Plan, load_plan, plan_names, with_override
from policies.package import post as post_phase
from sim.core.clock import Month
from sim.core.errors import InputError
from tests.stand_in import TAX, at, city

# Plans ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["current_policies", "demonstration"])
def test_shipped_plans_travel_and_read_back(name: str, tmp_path: Path) -> None:
    plan = load_plan(name)
    assert name in plan_names()
    again = pickle.loads(pickle.dumps(plan))  # noqa: S301
    assert again == plan
    assert hash(again) == hash(plan)
    (tmp_path / "p.toml").write_text(plan.to_toml(), encoding="utf-8")
    read = load_plan(tmp_path / "p.toml")
    assert read == plan
    assert read.content_hash() == plan.content_hash()


def test_the_demonstration_combines_levers_and_documents() -> None:
    plan = load_plan("demonstration")
    assert {e.name for e in plan.levers} <= set(LEVERS)
    assert plan.milestones
    assert plan.tasks
    assert plan.reforms
    assert plan.projects


@pytest.mark.parametrize(
    ("month", "signal", "places", "expected"),
    [
        ("2024-06", "purchase_tax_exempt_share", {"durable": ["bev_car"]}, 1.0),
        ("2026-06", "purchase_tax_exempt_share", {"durable": ["bev_car"]}, 0.5),
        ("2028-06", "purchase_tax_exempt_share", {"durable": ["bev_car"]}, 0.0),
        ("2020-06", "purchase_support_cny", {"durable": ["bev_car"], "quintile": ["q3"]}, 22500.0),
        ("2023-06", "purchase_support_cny", {"durable": ["bev_car"], "quintile": ["q3"]}, 0.0),
        ("2021-06", "solar_generation_support_cny_per_kwh", {}, 0.03),
        ("2025-01", "scrappage_bonus_cny", {"durable": ["phev_car"]}, 19400.0),
        ("2024-01", "green_refinanced_share", {"green": ["retrofit"]}, 0.6),
        ("2028-01", "green_refinanced_share", {"green": ["retrofit"]}, 0.0),
        ("2030-01", "tou_peak_valley_ratio", {"customer": ["industrial"]}, 3.0),
        ("2030-01", "electricity_surcharge_cny_per_kwh", {"sector": ["cement"]}, 0.1),
    ],
)
def test_current_policies_are_those_in_force(month: str, signal: str, places: Any, expected: float) -> None:
    state = city()
    package = Package([load_plan("current_policies")], state)
    state.clock.go_to(Month.parse(month))
    package.post(state)
    assert at(state.board.values, signal, **places) == [pytest.approx(expected)]
    assert all(Package.is_baseline(s.label) for s in package.seats)


def test_the_phase_posts_the_package() -> None:
    state = city()
    state.rooms["package"] = Package([Plan(name="p", levers=[TAX | {"start": "2020-01"}])], state)
    post_phase(state)
    assert at(state.board.values, "fuel_carbon_price", sector=["cement"]) == [120.0]


def test_override_changes_every_lever_of_the_kind_or_adds_one() -> None:
    plans = [Plan(name="p", levers=[TAX, TAX]), Plan(name="b", levers=[TAX], baseline=True)]
    changed = with_override(plans, "levers.carbon_tax.level", 200)
    assert [e.values["level"] for p in changed for e in p.levers] == [200.0, 200.0, 120.0]
    changed = with_override(changed, "levers.carbon_tax.end", "2030-01")
    assert changed[0].levers[0].end == Month.parse("2030-01")
    changed = with_override(changed, "levers.green_credit.discount_pp", "0.4")
    changed = with_override(changed, "levers.green_credit.eligible", '["retrofit"]')
    changed = with_override(changed, "levers.purchase_support.share", 0.1)
    assert [p.name for p in changed] == ["p", "b", "settings"]
    assert changed[2].levers[0].values["eligible"] == ("retrofit",)
    assert [e.name for e in changed[2].levers] == ["green_credit", "purchase_support"]


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("levers.carbon_tx.level", 1, "did you mean 'carbon_tax'?"),
        ("levers.carbon_tax.levle", 1, "did you mean 'level'?"),
        ("levers.carbon_tax.level", "high", "a number is needed; given 'high'; allowed: 0 to 2000 CNY/t"),
        ("levers.carbon_tax", 1, "allowed: levers.<name>.<parameter>"),
        ("levers.carbon_tax.target.sectors", "stel", "did you mean 'steel'?"),
    ],
)
def test_a_wrong_override_is_one_line_that_names_the_option(key: str, value: Any, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        with_override([], key, value)
    assert str(caught.value).startswith(f"--set {key}")


# Wrong input ----------------------------------------------------------------------------------------------------------

WRONG_LEVERS: list[tuple[Any, str]] = [
    ({"name": "carbontax"}, "p: levers[1].name: unknown lever; given 'carbontax'; allowed: green_credit"),
    ({"name": "carbontax"}, "did you mean 'carbon_tax'?"),
    ({"level": 1}, "levers[1].name: a value is missing"),
    ({"name": "carbon_tax", "levl": 1}, "levers[1].levl: unknown parameter of carbon_tax"),
    (
        {"name": "carbon_tax", "level": "50"},
        "levers[1].level: a number is needed; given '50'; allowed: 0 to 2000 CNY/t",
    ),
    ({"name": "carbon_tax", "level": True}, "a number is needed"),
    ({"name": "carbon_tax", "level": -1}, "levers[1].level: value out of range; given -1; allowed: 0 to 2000 CNY/t"),
    ({"name": "carbon_tax", "level": float("nan")}, "value out of range"),
    ({"name": "carbon_tax", "revenue_use": "dividends"}, "did you mean 'dividend'?"),
    ({"name": "carbon_tax", "coverage": []}, "a list of names is needed"),
    ({"name": "carbon_tax", "coverage": ["fuels", "fuels"]}, "a name is given twice"),
    ({"name": "carbon_tax", "coverage": [3]}, "a name is needed"),
    ({"name": "carbon_tax", "start": "2025-13"}, "levers[1].start: not a month; given '2025-13'"),
    ({"name": "carbon_tax", "start": 3.5}, "not a month"),
    ({"name": "carbon_tax", "start": "2025-01", "end": "2024-12"}, "levers[1].end: the end comes before the start"),
    ({"name": "carbon_tax", "start": "2025-01", "announced": "2026-01"}, "announced after the start"),
    ({"name": "carbon_tax", "announced": "2026-01"}, "an announced lever needs a start"),
    ({"name": "carbon_tax", "credibility": 0.5}, "only an announced lever has a credibility"),
    ({"name": "carbon_tax", "start": "2025", "announced": "2024", "credibility": 2}, "allowed: 0 to 1 1"),
    ({"name": "carbon_tax", "ramp_months": 1.5}, "a whole number is needed"),
    ({"name": "carbon_tax", "ramp_months": -1}, "value out of range"),
    ({"name": "carbon_tax", "step": {"leevl": 1}}, "levers[1].step: not a number of this lever"),
    ({"name": "carbon_tax", "step": 3}, "a table is needed"),
    ({"name": "carbon_tax", "module": "x.py"}, "cannot be loaded here"),
    ({"name": "carbon_tax", "target": {"quintiles": ["q1"]}}, "levers[1].target: this lever has no such target"),
    ({"name": "carbon_tax", "target": {"sectors": ["stele"]}}, "did you mean 'steel'?"),
    ({"name": "carbon_tax", "target": {"park": "yes"}}, "levers[1].target.park: not a target"),
    ({"name": "carbon_tax", "target": 3}, "a table is needed"),
    ({"name": "purchase_support", "amount_by_year_cny": {"x": 3}}, "not a year"),
    ({"name": "purchase_support", "amount_by_year_cny": {"2020": -3}}, "amount_by_year_cny.2020: value out of range"),
    ({"name": "purchase_support", "amount_by_year_cny": 5}, "a table of years is needed"),
    ("carbon_tax", "a table is needed"),
]


@pytest.mark.parametrize(("lever", "says"), WRONG_LEVERS)
def test_a_wrong_lever_is_one_line(lever: Any, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        parse_levers([lever], "p")
    assert "\n" not in str(caught.value)


def test_levers_must_be_a_list_of_reasonable_length() -> None:
    with pytest.raises(InputError, match="a list of tables is needed"):
        parse_levers({"name": "carbon_tax"})
    with pytest.raises(InputError, match="too many levers"):
        parse_levers([TAX] * 501)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (
            {"name": "carbon_tax", "target": {"sectors": ["steel"]}},
            "target.sectors: the target matches nobody in this city",
        ),
        ({"name": "carbon_tax", "target": {"park": True}}, "target.park: the target matches nobody in this city"),
        ({"name": "behaviour_campaign", "target": {"districts": ["Wuxin"]}}, "did you mean 'Wuxing'?"),
        ({"name": "carbon_tax", "end": "2019-01"}, "the end comes before the start; given '2019-01'; allowed: 2020-01"),
    ],
)
def test_a_lever_that_does_not_fit_the_city_is_one_line(target: Any, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        Package([Plan(name="p", levers=[target])], city())


TASK = '[[tasks]]\ntitle = "t"\nresponsible = "r"\n'
PROJECT = TASK.replace("tasks", "projects") + "start = 2025\nfinish = 2026\ncapital_mn_cny = 1\n"
WRONG_PLANS = [
    (b"name = ", "not valid TOML"),
    (b"\x00\xff\xfe", "not a text file in UTF-8"),
    (b'name = "' + b"x" * 1_100_000 + b'"', "file too large"),
    (b'nme = "x"', "p.toml: nme: unknown key"),
    (b"name = 3", "p.toml: name: wrong type; given 3"),
    (b'name = "p"\nlevers = 3', "p.toml: levers: a list of tables is needed"),
    (
        b'[[levers]]\nname = "carbon_tax"\n[[levers]]\nname = "green_credit"\ndiscount_pp = 9',
        "p.toml: levers[2].discount_pp: value",
    ),
    (b'[[milestones]]\nindicator = "co2_total_mt"\nyear = 2030', "p.toml: milestones[1]: one aim is needed"),
    (b'[[milestones]]\nindicator = "co2_total_mt"\nyear = 2030\nchange_pct = -5', "base_year"),
    (b'[[milestones]]\nindicator = "co2"\nyear = 2030\nat_most = 3\nyears = 3', "milestones[1]: years: unknown key"),
    ((TASK + 'start = "2025"\nfinish = "2024"').encode(), "the finish comes before the start"),
    ((TASK + 'start = "soon"\nfinish = "2024"').encode(), "p.toml: tasks[1].start: not a month: 'soon'"),
    ((PROJECT + 'field = "roads"\nfinance = { own = 1.0 }').encode(), "p.toml: projects[1].field: unknown name"),
    ((PROJECT + 'field = "resource_recycling"\nfinance = { own = 0.5 }').encode(), "shares sum to 0.5"),
]


@pytest.mark.parametrize(("content", "says"), WRONG_PLANS)
def test_a_wrong_plan_file_is_one_line_that_names_the_file(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        load_plan(path)
    assert "p.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_plans_and_missing_files() -> None:
    with pytest.raises(InputError, match="did you mean 'demonstration'"):
        load_plan("demonstation")
    with pytest.raises(InputError, match="no such file"):
        load_plan("nowhere/p.toml")


# Descriptions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LEVERS)
def test_a_description_is_complete(name: str) -> None:
    row = describe(name)
    assert row["name"] == name
    assert all(
        row[key] for key in ("family", "doc", "what_an_agent_sees", "seed_text", "writes", "targets", "parameters")
    )
    for p in row["parameters"]:
        assert {"name", "unit", "low", "high", "default", "source", "doc"} <= set(p)
        assert p["source"]
        assert p["doc"]
        assert p["unit"]


def test_parameter_kinds_check_and_say_what_they_allow() -> None:
    assert ChoiceSet("a", ("x",), ("x", "y"), "s", "d").check(["y", "x"], "w") == ("x", "y")
    assert Flag("a", False, "s", "d").check(True, "w") is True
    with pytest.raises(InputError, match="true or false is needed; given 1; allowed: true, false"):
        Flag("a", False, "s", "d").check(1, "w")
    table = YearTable("a", 0, 9, "CNY", "s", "d")
    assert in_year(table.check({"2025": 3, 2020: 1}, "w"), 2024) == 1.0
    assert in_year((), 2024) is None
    assert "0 to 9 CNY" in table.allowed()
    assert Choice("a", "x", ("x", "y"), "s", "d").allowed() == "x, y"
