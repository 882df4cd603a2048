"""Statistics of ensembles: what many peak records say together, and effects between paired runs.

Nothing is said that the runs cannot know: a quantile that falls among runs without a peak is null, and so is the
probability of a peak by a year that the runs have not left five years behind.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import stdtrit

from experiments.peak import SETTLED_YEARS, STATUSES, PeakRecord
from sim.core.columns import Array

PROBABILITY_YEARS = (2025, 2030, 2035, 2040, 2050, 2060)
QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
Effect = dict[str, float | None]


def ensemble_peak(records: Sequence[PeakRecord], years: Array, end: int) -> dict[str, Any]:
    """Return the peak statistics of an ensemble, shaped as ``run --json`` prints them.

    Parameters
    ----------
    records : sequence of PeakRecord
        One per run.
    years : ndarray of int
        Simulated years.
    end : int
        Last year the runs can speak of.

    Returns
    -------
    dict
        ``status`` shares; quantiles of ``year`` (runs without a peak count as later than any), ``height_mt`` (highest
        three-year mean of every run), ``plateau_years`` and ``decline_pct_per_year`` (of runs that have peaked);
        ``restricted_mean_year`` (a run without a peak counts as ``end``); ``probability_by`` year.
    """
    peak_years = [float(r.year) if r.settled else math.inf for r in records]
    declines = [r.decline_pct_per_year for r in records if r.settled and r.decline_pct_per_year is not None]
    return {
        "status": {name: sum(r.status == name for r in records) / len(records) for name in STATUSES},
        "year": _quantiles(peak_years),
        "height_mt": _quantiles([r.height_mt for r in records]),
        "plateau_years": {"p50": quantile([float(r.plateau_years) for r in records], 0.5)},
        "decline_pct_per_year": {"p50": quantile(declines, 0.5)},
        "restricted_mean_year": math.fsum(min(y, float(end)) for y in peak_years) / len(records),
        "probability_by": {str(y): probability_by(peak_years, y, int(years[0]), end) for y in PROBABILITY_YEARS},
    }


def probability_by(peak_years: Sequence[float], year: int, start: int, end: int) -> float | None:
    """Return the share of runs that have peaked by ``year``; ``None`` when the runs cannot tell."""
    if not start <= year <= end - SETTLED_YEARS:
        return None
    return sum(y <= year for y in peak_years) / len(peak_years)


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return a quantile by linear interpolation, or ``None`` when there is no value or it falls among infinite ones."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    if math.isinf(high):
        return None
    return low + (high - low) * (place - math.floor(place))


def _quantiles(values: Sequence[float]) -> dict[str, float | None]:
    return {name: quantile(values, share) for name, share in QUANTILES.items()}


def paired_effects(baseline: Mapping[str, Array], plan: Mapping[str, Array]) -> dict[str, Effect]:
    """Return the effect of a plan on every outcome, run by run on common luck.

    Parameters
    ----------
    baseline, plan : mapping of str to ndarray, shape (runs,)
        Outcomes of the two ensembles, runs in the same order of seeds.

    Returns
    -------
    dict
        Per outcome ``mean`` and its 95 % interval ``low``, ``high`` (paired t; ``None`` for a single run),
        ``sd_paired``, both means, and ``variance_reduction``: the share of the variance that unpaired runs would
        have had and pairing took away.
    """
    return {name: _effect(baseline[name], plan[name]) for name in plan if name in baseline}


def _effect(baseline: Array, plan: Array) -> Effect:
    both = np.isfinite(baseline) & np.isfinite(plan)
    before, after = np.asarray(baseline, dtype=float)[both], np.asarray(plan, dtype=float)[both]
    runs = len(after)
    effect: Effect = dict.fromkeys(
        ("mean", "low", "high", "sd_paired", "baseline_mean", "plan_mean", "variance_reduction")
    )
    if not runs:
        return effect
    difference = after - before
    mean = float(difference.mean())
    effect |= {"mean": mean, "baseline_mean": float(before.mean()), "plan_mean": float(after.mean())}
    if runs == 1:
        return effect
    spread = float(difference.std(ddof=1))
    half = float(stdtrit(runs - 1, 0.975)) * spread / math.sqrt(runs)
    unpaired = float(before.var(ddof=1) + after.var(ddof=1))
    return effect | {
        "low": mean - half,
        "high": mean + half,
        "sd_paired": spread,
        "variance_reduction": 1.0 - spread**2 / unpaired if unpaired > 0 else None,
    }
