"""The result document: one JSON object that says all a command has found.

``run --json`` and ``compare --json`` print it, result folders keep it as ``result.json``, and pictures and
reports are made from it alone, so that a report can be made again at any time.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from experiments.ensemble import SCOPE1_SERIES, Ensemble

BANDED_COLUMNS = (
    "co2_total_mt", "co2_scope1_mt", "ev_sales_share", "ev_stock_share", "heat_pump_share", "rooftop_pv_gw",
    "nonfossil_share", "energy_burden_q1", "energy_burden_q5", "electricity_use_twh", "gdp_bn_cny", "norm_mean",
)  # fmt: skip
_QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


def run_document(ensemble: Ensemble, seconds: float, reference: Ensemble | None = None) -> dict[str, Any]:
    """Return the document of one ensemble.

    Parameters
    ----------
    ensemble : Ensemble
        Finished runs.
    seconds : float
        Wall time spent.
    reference : Ensemble, optional
        The baseline on the same seeds; its own document and the paired effects are then part of this one.
    """
    scenario = ensemble.scenario
    mean = ensemble.values.mean(axis=0)
    document: dict[str, Any] = {
        "scenario": scenario.config.name,
        "title": {"en": scenario.config.title_en, "zh": scenario.config.title_zh},
        "plans": [plan.name for plan in scenario.plans],
        "baseline_policies": _policies_in_force(scenario.baseline),
        "runs": ensemble.runs,
        "households": scenario.config.population.households,
        "start": scenario.config.start,
        "end": scenario.config.end,
        "seed": ensemble.results[0].seed,
        "seconds": round(seconds, 3),
        "interrupted": ensemble.interrupted,
        "scenario_hash": ensemble.results[0].scenario_hash,
        "peak": ensemble.peak(),
        "peak_scope1": ensemble.peak(SCOPE1_SERIES),
        "yearly": {"year": ensemble.years.tolist()} | dict(zip(ensemble.columns, mean.T.tolist(), strict=True)),
        "bands": {name: _band(ensemble, name) for name in BANDED_COLUMNS if name in ensemble.columns},
        "peak_points": [{"status": p.status, "year": p.year, "height_mt": p.height_mt} for p in ensemble.peaks()],
        "outcomes": {name: _summary(values) for name, values in ensemble.outcomes.items()},
        "events": _events(ensemble),
        "assumed": list(scenario.config.assumed),
        "closures": ensemble.closures(),
    }
    if reference is not None:
        document["reference"] = {k: v for k, v in run_document(reference, seconds).items() if k != "seconds"}
        document["effects"] = {scenario.label: ensemble.paired(reference)}
    found: dict[str, Any] = plain(document)
    return found


def _policies_in_force(baseline: Any) -> str:
    return baseline if isinstance(baseline, str) else "none" if baseline is None else str(baseline.name)


def compare_document(baseline: Ensemble, plans: list[Ensemble], seconds: float) -> dict[str, Any]:
    """Return the document of a comparison: the baseline, each plan, and the paired effects."""
    names = plan_labels(plans)
    document = plain(
        {
            "scenario": baseline.scenario.config.name,
            "title": {"en": baseline.scenario.config.title_en, "zh": baseline.scenario.config.title_zh},
            "runs": baseline.runs,
            "seconds": round(seconds, 3),
            "baseline": run_document(baseline, seconds),
            "plans": {name: run_document(plan, seconds) for name, plan in zip(names, plans, strict=True)},
            "effects": {name: plan.paired(baseline) for name, plan in zip(names, plans, strict=True)},
        }
    )
    assert isinstance(document, dict)
    return document


def plan_labels(plans: list[Ensemble]) -> list[str]:
    """Return a distinct name for each compared ensemble."""
    names: list[str] = []
    for ensemble in plans:
        name = ensemble.scenario.label
        names.append(name if name not in names else f"{name} ({len(names) + 1})")
    return names


def _band(ensemble: Ensemble, name: str) -> dict[str, list[float]]:
    values = ensemble.column(name)
    return {label: np.quantile(values, q, axis=0).tolist() for label, q in _QUANTILES.items()}


def _summary(values: np.ndarray[Any, Any]) -> dict[str, float]:
    return {"mean": float(values.mean())} | {label: float(np.quantile(values, q)) for label, q in _QUANTILES.items()}


def _events(ensemble: Ensemble, limit: int = 40) -> list[dict[str, Any]]:
    """Return what happened in the first run: dated facts such as a budget that ran out."""
    return [dict(event) for event in ensemble.results[0].events[:limit]]


def plain(value: Any) -> Any:
    """Return a value JSON can hold: NumPy scalars unpacked, what is not a finite number as null."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
