"""Scenarios: what is run is frozen plain data; settings reach the right place or are refused in one line."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from experiments.scenario import Scenario
from policies.package import Plan
from sim.core.errors import InputError

TAX = Plan(name="tax", levers=[{"name": "carbon_tax", "start": "2025-01", "level": 50.0}])


@pytest.fixture
def scenario(toytown: Path) -> Scenario:
    return Scenario.load(toytown)


def test_a_scenario_is_frozen_and_every_step_makes_a_new_one(scenario: Scenario) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.plans = ()  # type: ignore[misc]
    assert scenario.with_plan(TAX).plans == (TAX,)
    assert scenario.plans == ()
    assert (scenario.label, scenario.with_plan(TAX).label) == ("baseline", "tax")


def test_hash_follows_what_can_change_a_run(scenario: Scenario) -> None:
    variants = [
        scenario,
        scenario.with_plan(TAX),
        scenario.with_baseline("none"),
        scenario.with_baseline(TAX),
        scenario.with_(end=2044),
        scenario.with_(households=300),
        scenario.with_set("city.population_million=3.5"),
        scenario.with_plan(TAX).with_set("levers.carbon_tax.level=60"),
    ]
    assert len({v.hash() for v in variants}) == len(variants)
    renamed = Plan(name="another name", levers=TAX.levers)
    assert scenario.with_plan(renamed).hash() == scenario.with_plan(TAX).hash()


def test_without_plans_is_the_baseline(scenario: Scenario) -> None:
    tried = scenario.with_plan(TAX).with_set("city.population_million=3.5")
    assert tried.without_plans() == scenario.with_set("city.population_million=3.5")
    assert tried.tries_something
    assert not tried.without_plans().tries_something


def test_settings_reach_city_levers_and_behaviour(scenario: Scenario) -> None:
    set_all = scenario.with_plan(TAX).with_set("levers.carbon_tax.level=200", "city.population_million=3.6", "end=2040")
    assert set_all.plans[0].levers[0].values["level"] == 200.0
    assert set_all.config.city.population_million == 3.6
    assert set_all.config.end == 2040


def test_a_lever_no_plan_has_is_added(scenario: Scenario) -> None:
    (added,) = scenario.with_set("levers.carbon_tax.level=200").plans
    assert [entry.name for entry in added.levers] == ["carbon_tax"]


def test_the_file_written_runs_the_same_levers(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "again.toml"
    path.write_text(scenario.with_plan(TAX).to_toml(), encoding="utf-8")
    again = Scenario.load(path)
    assert again.config.without_levers().content_hash() == scenario.config.content_hash()
    assert Plan(name="again", levers=again.config.levers).content_hash() == TAX.content_hash()
    assert again.tries_something


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("end", "not a setting"),
        ("=3", "not a setting"),
        ("end=", "not a setting"),
        ("levers.carbon_taxx.level=3", "did you mean 'carbon_tax'"),
        ("levers.carbon_tax.levl=3", "unknown parameter"),
        ("levers.carbon_tax.level=-3", "out of range"),
        ("levers.carbon_tax.level=high", "a number is needed"),
        ("city.populaton_million=3", "unknown key"),
        ("household.peer_wait=3", "did you mean 'behaviour.household.peer_weight'"),
        ("city.population_million=-3", "out of range"),
        ("city.population_million=many", "wrong type"),
        ("end=2010", "the end comes before the start"),
        ("behaviour.household.no_such=1", "unknown parameter"),
        ("end=[[[[[[", "whole number"),
    ],
)
def test_wrong_settings_are_refused_in_one_line(scenario: Scenario, setting: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        scenario.with_set(setting)
    assert said in caught.value.line()
    assert "\n" not in caught.value.line()
