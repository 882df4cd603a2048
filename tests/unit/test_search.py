"""Search: a front of plans nobody beats, found again from the store, written as plans that run."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from experiments.analysis.search import Candidate, plan_of, search, unbeaten
from experiments.cli import commands
from experiments.scenario import Scenario
from experiments.study import Study
from experiments.sweep import sweep
from policies.plan import load_plan
from sim.core.errors import InputError
from tests.conftest import made_up_result

pytest.importorskip("pymoo")
STUDY = """\
name = "hunt"
[base]
scenario = "toytown.toml"
end = 2030
[design]
kind = "latin_hypercube"
n = 4
[design.levers]
"carbon_tax.level" = { low = 0, high = 200 }
"carbon_tax.revenue_use" = ["budget", "dividend"]
[uncertainties]
n = 2
"household.peer_weight" = { low = 0.1, high = 0.3 }
"""
OBJECTIVES = ("cumulative_co2_mt", "public_spending_bn_cny")


@pytest.fixture
def study_file(toytown: Path, made_up_runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a study whose tax cuts emissions and costs money, a dividend only money."""

    def taxed(scenario: Any, seed: int = 0, **_: Any) -> Any:
        result = made_up_result(scenario, seed)
        values = scenario.plans[-1].levers[0].values
        result.values[:, result.columns.index("co2_total_mt")] -= values["level"] / 100
        paid = values["level"] / 50 + (values["revenue_use"] == "dividend")
        result.values[:, result.columns.index("public_spending_bn_cny")] = paid
        return result

    monkeypatch.setattr("experiments.run.run", taxed)
    path = toytown.parent / "hunt.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_who_is_beaten() -> None:
    candidates = [
        Candidate({}, {"cumulative_co2_mt": a, "jobs_thousand": b}) for a, b in ((1, 1), (2, 2), (2, 1), (3, 2))
    ]
    front = unbeaten(candidates, ("cumulative_co2_mt", "jobs_thousand"))
    assert [tuple(one.objectives.values()) for one in front] == [(1, 1), (2, 2)], "more jobs are better, less CO2 is"


def test_a_front_holds_one_of_those_that_hardly_differ() -> None:
    candidates = [
        Candidate({"x": number}, {"cumulative_co2_mt": a, "public_spending_bn_cny": b})
        for number, (a, b) in enumerate([(1.0, 9.0), (1.001, 8.999), (9.0, 1.0), (9.001, 1.0)])
    ]
    assert [one.settings["x"] for one in unbeaten(candidates, OBJECTIVES)] == [1, 2]


def test_a_search_finds_the_front_and_finds_it_again(study_file: Path, tmp_path: Path) -> None:
    study, new = Study.load(study_file), []

    def counting(sheet: Any, store: Any) -> Any:
        swept = sweep(sheet, store, workers=1)
        new.append(swept.new)
        return swept

    options: dict[str, Any] = {"objectives": OBJECTIVES, "population": 6, "run": counting}
    found = search(study, tmp_path / "a.db", generations=3, **options)
    assert found.runs == 3 * 6 * 2
    assert {one.settings["levers.carbon_tax.revenue_use"] for one in found.front} == {"budget"}
    assert len(found.front) >= 3
    first = list(new)
    new.clear()
    again = search(study, tmp_path / "a.db", generations=4, **options)
    assert new[:3] == [0, 0, 0], "what was finished is not repeated"
    assert new[3] > 0
    assert set(map(repr, found.tried)) < set(map(repr, again.tried))
    assert sum(first) <= 36


def test_the_command_writes_plans_that_run(
    study_file: Path, toytown: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = ["optimise", str(study_file), "--workers", "1", "--population", "4", "--generations", "2"]
    chosen = [word for name in OBJECTIVES for word in ("--objective", name)]
    with pytest.raises(SystemExit) as left:
        commands.main([*arguments, *chosen, "--out", str(out), "--robust", "worst"])
    assert left.value.code == 0
    assert "nobody beats" in capsys.readouterr().out
    rows = list(csv.DictReader((out / "front.csv").read_text(encoding="utf-8").splitlines()))
    plan = load_plan(out / f"{rows[0]['plan']}.toml")
    (lever,) = plan.levers
    assert lever.values["level"] == pytest.approx(float(rows[0]["levers.carbon_tax.level"]))
    assert Scenario.load(toytown).with_plan(plan).tries_something
    assert (out / "front.png").stat().st_size > 1000


def test_wrong_searches(study_file: Path, toytown: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'jobs_thousand'"):
        search(Study.load(study_file), tmp_path / "a.db", objectives=["job_thousand"])
    bare = Study(
        name="bare", base={"scenario": toytown.name}, folder=toytown.parent,
        uncertainties={"household.peer_weight": {"low": 0.1, "high": 0.3}},
    )  # fmt: skip
    with pytest.raises(InputError, match="nothing to search"):
        search(bare, tmp_path / "a.db")
    candidate = Candidate({"levers.carbon_tax.level": 20.0}, {"cumulative_co2_mt": 3.0})
    assert "cumulative_co2_mt 3" in plan_of(Study.load(study_file), candidate, "x").summary
