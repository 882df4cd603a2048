"""The result document: the shape users' programs rely on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from experiments.documents import compare_document, plain, plan_labels, run_document
from experiments.ensemble import Ensemble
from experiments.files import to_json
from experiments.run import run_many, run_together
from experiments.scenario import Scenario
from policies.package import Plan

TAX = Plan(name="tax", levers=[{"name": "carbon_tax", "start": "2025-01", "level": 50.0}])
PROMISED = {
    "scenario",
    "plans",
    "runs",
    "households",
    "start",
    "end",
    "seed",
    "seconds",
    "peak",
    "peak_scope1",
    "yearly",
    "closures",
}
PEAK = {"status", "year", "height_mt", "plateau_years", "decline_pct_per_year", "probability_by"}


@pytest.fixture
def pair(made_up_runs: Path, toytown: Path) -> list[Ensemble]:
    scenario = Scenario.load(toytown)
    return run_together([scenario, scenario.with_plan(TAX)], runs=4)


def test_run_document_keeps_its_promise(pair: list[Ensemble]) -> None:
    document = run_document(pair[1], 1.5)
    assert document.keys() >= PROMISED
    assert document["peak"].keys() >= PEAK
    assert document["plans"] == ["tax"]
    assert set(document["peak"]["probability_by"]) == {"2025", "2030", "2035", "2040", "2050", "2060"}
    assert document["peak"]["probability_by"]["2060"] is None
    assert set(document["closures"]) == {"energy", "money", "stocks"}
    assert len(document["yearly"]["co2_total_mt"]) == len(document["yearly"]["year"]) == 26
    assert document["yearly"]["co2_total_mt"] == pytest.approx(pair[1].column("co2_total_mt").mean(axis=0).tolist())
    assert document["peak"]["year"]["p50"] == pytest.approx(2029, abs=1)


def test_run_document_holds_the_baseline_beside_a_plan(pair: list[Ensemble]) -> None:
    document = run_document(pair[1], 1.5, pair[0])
    assert document["reference"]["plans"] == []
    assert document["effects"]["tax"]["peak_height_mt"]["high"] < 0


def test_compare_document_holds_paired_effects(pair: list[Ensemble]) -> None:
    document = compare_document(pair[0], [pair[1]], 1.0)
    effect = document["effects"]["tax"]["cumulative_co2_mt"]
    assert effect["low"] <= effect["mean"] <= effect["high"] < 0
    assert document["plans"]["tax"]["peak"]["year"]["p50"] < document["baseline"]["peak"]["year"]["p50"]


def test_documents_are_json_without_nan(pair: list[Ensemble]) -> None:
    assert json.loads(to_json(run_document(pair[0], 0.0)))["scenario"] == "toytown"
    assert plain({1: np.float64("nan"), "a": (np.int64(2), np.array([1.0]))}) == {"1": None, "a": [2, [1.0]]}


def test_equal_names_of_plans_are_told_apart(made_up_runs: Path, toytown: Path) -> None:
    ensembles = [run_many(Scenario.load(toytown).with_plan(TAX), 1) for _ in range(2)]
    assert plan_labels(ensembles) == ["tax", "tax (2)"]


def test_paired_effects_need_the_same_seeds(made_up_runs: Path, toytown: Path) -> None:
    scenario = Scenario.load(toytown)
    with pytest.raises(ValueError, match="same seeds"):
        run_many(scenario, 2).paired(run_many(scenario, 2, seed=1))
