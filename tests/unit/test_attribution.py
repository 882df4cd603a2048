"""Shapley values and a plan's attribution: shares are fair, add up, and come from common luck."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.analysis.attribution import attribute, lever_names, with_some
from experiments.analysis.shapley import interactions, orders, sets_needed, shares
from experiments.cli import commands
from experiments.scenario import Scenario
from experiments.sweep import sweep
from policies.plan import Plan
from sim.core.columns import Array
from sim.core.errors import InputError
from tests.conftest import made_up_result

LEVERS = [
    {"name": "carbon_tax", "start": "2025-01", "level": 50.0},
    {"name": "green_credit", "start": "2025-01", "discount_pp": 0.5},
    {"name": "carbon_tax", "start": "2030-01", "level": 80.0},
]
CUTS = (3.0, 1.0, 0.5)


def glove(players: frozenset[int]) -> Array:
    """Return the glove game: player 0 has a left glove, 1 and 2 right ones; a pair is worth 1."""
    return np.array([float(0 in players and len(players) > 1)])


@pytest.mark.parametrize("drawn", [[], orders(3, 4000, 1)])
def test_shares_of_the_glove_game(drawn: Sequence[Sequence[int]]) -> None:
    values = {one: glove(one) for one in sets_needed(3, drawn)}
    found = shares(values, 3, drawn)[:, 0]
    assert found.sum() == pytest.approx(1.0)
    assert found == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-12 if not drawn else 0.02)
    assert {pair: float(v[0]) for pair, v in interactions(values, 3).items()} == {(0, 1): 1, (0, 2): 1, (1, 2): 0}


def test_drawn_orders_come_with_their_reverse() -> None:
    drawn = orders(5, 7, seed=3)
    assert len(drawn) == 8
    assert all(second == first[::-1] for first, second in zip(drawn[::2], drawn[1::2], strict=True))
    assert drawn == orders(5, 7, seed=3)


@pytest.fixture
def scenario(toytown: Path, made_up_runs: Path, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """Return a city under a plan whose levers cut emissions by ``CUTS``, the first two together by 0.25 more."""

    def cut(scenario: Any, seed: int = 0, **_: Any) -> Any:
        result = made_up_result(scenario.without_plans(), seed)
        chosen = [next(i for i, one in enumerate(LEVERS) if one["name"] == e.name and one["start"] == str(e.start))
                  for p in scenario.plans for e in p.levers]  # fmt: skip
        total = sum(CUTS[i] for i in chosen) + (0.25 if {0, 1} <= set(chosen) else 0.0)
        result.values[:, result.columns.index("co2_total_mt")] -= total
        return result

    monkeypatch.setattr("experiments.run.run", cut)
    return Scenario.load(toytown).with_(end=2030).with_plan(Plan(name="three", levers=LEVERS))


def test_levers_of_a_kind_are_numbered_and_taken_apart(scenario: Scenario) -> None:
    assert lever_names(scenario) == ("carbon_tax", "green_credit", "carbon_tax#2")
    assert with_some(scenario, frozenset()).hash() == scenario.without_plans().hash()
    assert with_some(scenario, frozenset({0, 1, 2})).hash() == scenario.hash()
    (kept,) = with_some(scenario, frozenset({2})).plans
    assert [entry.values["level"] for entry in kept.levers] == [80.0]


def test_a_plan_is_shared_among_its_levers(scenario: Scenario, tmp_path: Path) -> None:
    def serially(sheet: Any, store: Any) -> Any:
        return sweep(sheet, store, workers=1)

    found = attribute(scenario, tmp_path / "a.db", seeds=3, run=serially)
    assert found.exact
    assert found.runs == 8 * 3
    years = 11
    expected = -years * np.add(CUTS, (0.125, 0.125, 0.0))
    rows = found.shares["cumulative_co2_mt"]
    assert [row["share"] for row in rows] == pytest.approx(expected)
    assert sum(row["share"] for row in rows) == pytest.approx(found.effects["cumulative_co2_mt"])
    assert all(row["high"] - row["low"] == pytest.approx(0.0, abs=1e-9) for row in rows), "luck is common"
    assert found.wedges.sum(axis=1) == pytest.approx(expected)
    assert found.baseline + found.wedges.sum(axis=0) == pytest.approx(found.plan)
    first = found.pairs["cumulative_co2_mt"][0]
    assert (first["first"], first["second"]) == ("carbon_tax", "green_credit")
    assert first["together"] == pytest.approx(-0.25 * years)


def test_one_lever_has_nothing_to_share(scenario: Scenario, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to share"):
        attribute(with_some(scenario, frozenset({1})), tmp_path / "a.db")


def test_the_command_writes_table_and_picture(
    scenario: Scenario, toytown: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, out = tmp_path / "three.toml", tmp_path / "out"
    plan.write_text(scenario.plans[0].to_toml(), encoding="utf-8")
    arguments = ["attribute", str(toytown), "--plan", str(plan), "--end", "2030", "--runs", "2", "--workers", "1"]
    for extra in ([], ["--json"]):
        with pytest.raises(SystemExit) as left:
            commands.main([*arguments, "--out", str(out), *extra])
        assert left.value.code == 0
    printed = capsys.readouterr().out
    assert "shares add up" in printed
    document = json.loads((out / "attribution.json").read_text(encoding="utf-8"))
    assert document == json.loads(printed[printed.index("{") :])
    assert (out / "wedges.svg").stat().st_size > 1000
    assert (out / "wedges.png").stat().st_size > 1000
