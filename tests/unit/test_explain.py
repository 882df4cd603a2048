"""Explaining an agent: its state and the decisions the rules recorded, selected by month."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.explain import explain, parse_agent, parse_month, show
from experiments.scenario import Scenario
from sim.core.clock import Clock, Month
from sim.core.columns import Column, ColumnarAgent, Table
from sim.core.errors import InputError


class Person(ColumnarAgent):
    age_years = Column(np.int32, "years", "how old it is", default=3)
    weights = Column(np.float64, "1", "what it weighs", width=2)


def _decision(month: str) -> dict[str, Any]:
    options = [
        {"name": "petrol", "chosen": False, "available": True, "cost_cny": 90_000.0},
        {"name": "electric", "chosen": True, "available": True, "cost_cny": 80_000.0, "peers": 0.2},
    ]
    return {"month": month, "agent": "household:1", "decision": "vehicle", "options": options, "reasons": "cheapest"}


class MadeUpModel:
    """A city in which the watched household buys a car in two months."""

    def __init__(self, config: Any, **options: Any) -> None:
        households = Table(Person, 3)
        households.add(3)
        self.watch = options["watch"]
        self.state = SimpleNamespace(clock=Clock(config.start, config.end), households=households, records=[])

    def step(self) -> None:
        if str(self.state.clock.now) in ("2021-03", "2024-07"):
            self.state.records.append(_decision(str(self.state.clock.now)))
        self.state.clock.tick()


@pytest.fixture
def scenario(toytown: Path, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    monkeypatch.setattr("experiments.explain.CityModel", MadeUpModel)
    return Scenario.load(toytown)


@pytest.mark.parametrize(
    ("at", "months"),
    [(None, ["2021-03", "2024-07"]), ("2024-07", ["2024-07"]), ("2023-01", ["2021-03"]), ("2020-05", [])],
)
def test_decisions_are_selected_by_month(scenario: Scenario, at: str | None, months: list[str]) -> None:
    found = explain(scenario, 0, "household", 1, None if at is None else Month.parse(at))
    assert [d["month"] for d in found["decisions"]] == months
    assert found["until"] == (at or "2045-12")


def test_the_agent_is_described(scenario: Scenario) -> None:
    found = explain(scenario, 0, "household", 1, Month.parse("2020-02"))
    assert found["agent"] == "household:1"
    assert found["state"][0] == {"name": "age_years", "value": 3, "unit": "years", "doc": "how old it is"}
    assert found["state"][1]["value"] == [0.0, 0.0]


def test_the_tables_show_every_option(scenario: Scenario, capsys: pytest.CaptureFixture[str]) -> None:
    show(explain(scenario, 0, "household", 1, Month.parse("2024-07")), with_state=True)
    shown = capsys.readouterr().out
    assert "> electric" in shown
    assert "  petrol" in shown
    assert "peers" in shown
    assert "cheapest" in shown
    assert "how old it is" in shown
    show(explain(scenario, 0, "household", 1, Month.parse("2020-02")))
    assert "took no recorded decision" in capsys.readouterr().out


def test_a_row_that_is_not_there_is_refused(scenario: Scenario) -> None:
    with pytest.raises(InputError, match="household:0 to household:2"):
        explain(scenario, 0, "household", 3, None)


def test_names_of_agents_and_months() -> None:
    assert parse_agent("firm:7") == ("firm", 7)
    assert parse_month(None, 2020, 2060) is None
    assert str(parse_month("2031-04", 2020, 2060)) == "2031-04"
    for wrong in ("firm", "firm:", "firm:1.5", "firm:٣", "sheep:1", ""):
        with pytest.raises(InputError):
            parse_agent(wrong)
