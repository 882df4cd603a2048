"""What a stored study says at a glance: per point of its design, runs, peaks, emissions and cost."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from experiments.archive import Archive, StoredRun, StudyInfo
from experiments.ensemble import HEADLINE_SERIES
from experiments.statistics import quantile

_SPENDING = "public_spending_bn_cny"


def point_rows(archive: Archive, study: StudyInfo) -> list[dict[str, Any]]:
    """Return one row per point of a study's design: its settings, and means over its runs.

    Returns
    -------
    list of dict
        ``point``, ``runs``, the settings; then ``peaked`` (share of runs), ``peak_year`` (median; ``None`` when it lies
        among runs that have not peaked), ``height_mt``, ``cumulative_co2_mt``, ``public_spending_bn_cny`` (means).
    """
    points, _ = archive.axes(study)
    found: dict[int, list[tuple[float, float, float, float]]] = defaultdict(list)
    for stored in archive.runs(study):
        found[stored.point].append(_of_run(stored))
    return [_row(number, points[number], runs) for number, runs in sorted(found.items())]


def _of_run(stored: StoredRun) -> tuple[float, float, float, float]:
    result = stored.result()
    peak = result.peak(HEADLINE_SERIES)
    year = float(peak.year) if peak.settled else float("inf")
    return year, peak.height_mt, peak.cumulative_mt, float(result.column(_SPENDING).sum())


def _row(number: int, settings: dict[str, Any], runs: list[tuple[float, float, float, float]]) -> dict[str, Any]:
    height, cumulative, spending = (math.fsum(run[i] for run in runs) / len(runs) for i in (1, 2, 3))
    years = [run[0] for run in runs]
    return {
        "point": number,
        "runs": len(runs),
        **settings,
        "peaked": sum(year < float("inf") for year in years) / len(runs),
        "peak_year": quantile(years, 0.5),
        "height_mt": height,
        "cumulative_co2_mt": cumulative,
        "public_spending_bn_cny": spending,
    }
