"""Sensitivity: sample, run, analyse; indices are right where the answer is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.analysis.labels import outcome_label, setting_label
from experiments.analysis.sensitivity import Factors, indices, sample, sensitivity, sensitivity_figure
from experiments.cli import commands
from experiments.outcomes import OUTCOMES
from experiments.study import Study
from experiments.sweep import sweep
from sim.core.errors import InputError
from tests.conftest import made_up_result

DESIGN = {"kind": "sobol", "n": 8, "levers": {"carbon_tax.level": {"low": 0, "high": 200}}}
UNCERTAIN = {"household.peer_weight": {"low": 0.1, "high": 0.3}, "city.population_million": {"low": 3, "high": 4}}


@pytest.fixture
def study(toytown: Path, made_up_runs: Path) -> Study:
    """Return a study of one lever and two uncertainties."""
    base = {"scenario": toytown.name, "end": 2040}
    return Study(name="s", base=base, design=DESIGN, uncertainties=UNCERTAIN, folder=toytown.parent)


def test_factors_are_the_levers_and_uncertainties_of_a_study(study: Study) -> None:
    factors = Factors.of(study)
    assert factors.names == ("levers.carbon_tax.level", "city.population_million", "household.peer_weight")
    settings = factors.settings(np.array([0.5, 0.0, 1.0]))
    assert settings == {
        "levers.carbon_tax.level": 100.0, "city.population_million": 3.0, "household.peer_weight": pytest.approx(0.3),
    }  # fmt: skip


def test_one_factor_is_no_sensitivity_study(toytown: Path) -> None:
    study = Study(name="s", base={"scenario": toytown.name}, design=DESIGN, folder=toytown.parent)
    with pytest.raises(InputError, match="fewer than two things vary"):
        Factors.of(study)


@pytest.mark.parametrize(("method", "first"), [("sobol", "total"), ("morris", "mu_star")])
def test_indices_of_a_known_function(study: Study, method: Any, first: str) -> None:
    pytest.importorskip("SALib")
    factors = Factors.of(study)
    units = sample(factors, method, 256 if method == "sobol" else 20, seed=1)
    assert np.array_equal(units, sample(factors, method, 256 if method == "sobol" else 20, seed=1))
    rows = indices(factors, method, units, 3.0 * units[:, 0] + units[:, 1], seed=1)
    found = [row[first] for row in rows]
    assert found == pytest.approx([0.9, 0.1, 0.0] if method == "sobol" else [3.0, 1.0, 0.0], abs=0.05)
    if method == "sobol":
        assert [row["first"] for row in rows] == pytest.approx([0.9, 0.1, 0.0], abs=0.05)
        assert all(0.0 <= row["total_half_width"] < 0.2 for row in rows)


def test_a_sensitivity_study_is_run_once_and_kept(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("SALib")

    def taxed(scenario: Any, seed: int = 0, **_: Any) -> Any:
        result = made_up_result(scenario, seed)
        result.values[:, result.columns.index("co2_total_mt")] -= scenario.plans[-1].levers[0].values["level"] / 100
        return result

    monkeypatch.setattr("experiments.run.run", taxed)
    new: list[int] = []

    def counting(sheet: Any, store: Any) -> Any:
        swept = sweep(sheet, store, workers=1)
        new.append(swept.new)
        return swept

    options: dict[str, Any] = {"method": "sobol", "n": 8, "outcomes": ("cumulative_co2_mt", "energy_burden_q1")}
    found = sensitivity(study, tmp_path / "a.db", run=counting, **options)
    tax, people, peers = found["cumulative_co2_mt"]
    assert tax["total"] > 0.3
    assert people["total"] == pytest.approx(0.0, abs=0.01)
    assert peers["total"] == pytest.approx(0.0, abs=0.01)
    assert all(row["total"] is None for row in found["energy_burden_q1"]), "what never changes has no indices"
    assert sensitivity(study, tmp_path / "a.db", run=counting, **options) == found
    assert new == [40, 0]


def test_pictures_name_factors_and_outcomes_with_their_units() -> None:
    factors = ("levers.carbon_tax.level", "household.peer_weight")
    known = [
        {"factor": one, "mu_star": size, "mu_star_half_width": 0.1} for one, size in zip(factors, (1, 2), strict=True)
    ]
    never = [{"factor": one, "mu_star": None, "mu_star_half_width": None} for one in factors]
    figure = sensitivity_figure("morris", {"peak_year": known, "peak_height_mt": known, "energy_burden_q1": never})
    first, second, third = figure.axes
    assert [label.get_text() for label in first.get_yticklabels()] == [
        "carbon_tax.level (CNY/t)",
        "household.peer_weight (1/yr)",
    ]
    assert first.get_xlabel() == "mean change over the range, years"
    assert second.get_title(loc="left") == "height of the peak"
    assert [text.get_text() for text in third.texts] == ["never changes"]


def test_every_outcome_and_setting_has_a_label() -> None:
    assert [outcome_label(one.name) for one in OUTCOMES if "_" in outcome_label(one.name)] == []
    assert setting_label("drivers.gdp_growth_offset_pct") == "drivers.gdp_growth_offset_pct (pp/yr)"
    assert setting_label("levers.carbon_tax.revenue_use") == "carbon_tax.revenue_use"
    assert setting_label("levers.carbon_tax#2.level") == "carbon_tax#2.level (CNY/t)"


def test_the_command_writes_tables_and_pictures(toytown: Path, made_up_runs: Path, tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    text = "[base]\nscenario = 'toytown.toml'\nend = 2040\n[uncertainties]\n"
    text += "\n".join(f"'{name}' = {{ low = {one['low']}, high = {one['high']} }}" for name, one in UNCERTAIN.items())
    study = toytown.parent / "s.toml"
    study.write_text(text, encoding="utf-8")
    options = ["--method", "morris", "--trajectories", "2", "--workers", "1", "--outcome", "peak_height_mt"]
    with pytest.raises(SystemExit) as left:
        commands.main(["sensitivity", str(study), *options, "--out", str(tmp_path / "out")])
    assert left.value.code == 0
    assert (tmp_path / "out" / "morris.csv").read_text(encoding="utf-8").startswith("outcome,factor,mu_star,")
    assert "<svg" in (tmp_path / "out" / "morris.svg").read_text(encoding="utf-8")
