"""What a run is judged by: scalar outcomes, grouped as the plan's own principle groups them.

Success is not simply the time or the height of the peak: structure, efficiency, cost, fairness and safety stand
beside it, and no score adds them up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.core.columns import Array

if TYPE_CHECKING:
    from experiments.ensemble import Ensemble

Group = Literal["peak", "structure", "efficiency", "cost", "fairness", "safety"]


@dataclass(frozen=True)
class Outcome:
    """One scalar outcome of a run: its unit, the scorecard group, which way is better, and its meaning."""

    name: str
    unit: str
    group: Group
    better: Literal["lower", "higher", "earlier"]
    doc: str
    measure: Callable[[Ensemble], Array]


def _last(name: str) -> Callable[[Ensemble], Array]:
    return lambda e: e.column(name)[:, -1]


def _mean(name: str) -> Callable[[Ensemble], Array]:
    return lambda e: e.column(name).mean(axis=1)


def _sum(name: str) -> Callable[[Ensemble], Array]:
    return lambda e: e.column(name).sum(axis=1)


def _lowest(name: str) -> Callable[[Ensemble], Array]:
    return lambda e: e.column(name).min(axis=1)


def _peak(attribute: str, series: str = "co2_total_mt") -> Callable[[Ensemble], Array]:
    return lambda e: np.array([getattr(p, attribute) for p in e.peaks(series)], dtype=float)


def _censored_peak_year(ensemble: Ensemble) -> Array:
    """Peak years restricted to the horizon: a run that has not peaked counts as its last year."""
    end = float(ensemble.years[-1])
    settled = ("peaked", "before_start")
    return np.array([float(p.year) if p.status in settled else end for p in ensemble.peaks()])


OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "peak_year",
        "year",
        "peak",
        "earlier",
        "year of the peak, the end of the run when there is none",
        _censored_peak_year,
    ),
    Outcome("peak_height_mt", "Mt CO2/yr", "peak", "lower", "height of the peak (three-year mean)", _peak("height_mt")),
    Outcome("cumulative_co2_mt", "Mt CO2", "peak", "lower", "emissions added up over the run", _sum("co2_total_mt")),
    Outcome("cumulative_scope1_mt", "Mt CO2", "peak", "lower", "territorial emissions added up", _sum("co2_scope1_mt")),
    Outcome("final_co2_mt", "Mt CO2/yr", "peak", "lower", "emissions in the last year", _last("co2_total_mt")),
    Outcome(
        "nonfossil_share", "share", "structure", "higher", "non-fossil share in the last year", _last("nonfossil_share")
    ),
    Outcome(
        "ev_stock_share",
        "share",
        "structure",
        "higher",
        "electric share of cars in the last year",
        _last("ev_stock_share"),
    ),
    Outcome(
        "energy_intensity_tce_per_10k_cny",
        "tce/10,000 CNY",
        "efficiency",
        "lower",
        "energy per output in the last year",
        _last("energy_intensity_tce_per_10k_cny"),
    ),
    Outcome("gdp_bn_cny_per_year", "bn CNY/yr", "cost", "higher", "mean yearly output", _mean("gdp_bn_cny")),
    Outcome(
        "public_spending_bn_cny",
        "bn CNY",
        "cost",
        "lower",
        "public spending on levers added up",
        _sum("public_spending_bn_cny"),
    ),
    Outcome("jobs_thousand", "thousand", "fairness", "higher", "mean number of jobs", _mean("jobs_thousand")),
    Outcome(
        "energy_burden_q1",
        "share of income",
        "fairness",
        "lower",
        "energy bills of the poorest fifth over their income",
        _mean("energy_burden_q1"),
    ),
    Outcome(
        "energy_burden_q5",
        "share of income",
        "fairness",
        "lower",
        "energy bills of the richest fifth over their income",
        _mean("energy_burden_q5"),
    ),
    Outcome(
        "unserved_energy_gwh",
        "GWh",
        "safety",
        "lower",
        "electricity asked for and not served, added up",
        _sum("unserved_energy_gwh"),
    ),
    Outcome(
        "reserve_margin", "share", "safety", "higher", "lowest reserve margin of any year", _lowest("reserve_margin")
    ),
    Outcome("npl_ratio", "share", "safety", "lower", "mean non-performing share of loans", _mean("npl_ratio")),
    Outcome(
        "co2_displaced_outside_mt",
        "Mt CO2",
        "safety",
        "lower",
        "emissions of output lost to places outside",
        _sum("co2_displaced_outside_mt"),
    ),
)


def outcomes(ensemble: Ensemble) -> dict[str, Array]:
    """Return every outcome of every run, by name, each of shape (runs,)."""
    return {outcome.name: outcome.measure(ensemble) for outcome in OUTCOMES}
