"""Points of a stored study side by side: peak statistics with censoring, and effects on common luck."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.measures import NAMES
from experiments.archive import Archive, StudyInfo
from experiments.peak import PeakRecord
from experiments.statistics import ensemble_peak, paired_effects
from sim.core.columns import Array

_EVENTS = ("not_yet", "plateau")


def peaks_by_point(archive: Archive, study: StudyInfo) -> list[dict[str, Any]]:
    """Return one row per point: its settings and the peak statistics of its runs, as ``run --json`` gives them.

    The probability of a peak by a year is ``None`` where the runs cannot tell; runs without a settled peak count as
    censored at their last year.
    """
    points, _ = archive.axes(study)
    records: dict[int, list[PeakRecord]] = defaultdict(list)
    years: dict[int, Array] = {}
    for stored in archive.runs(study):
        records[stored.point].append(stored.result().peak())
        years[stored.point] = stored.years
    return [
        {
            "point": number,
            "runs": len(found),
            "settings": points[number],
            "censored": sum(record.status in _EVENTS for record in found),
            "peak": ensemble_peak(found, years[number], int(years[number][-1])),
        }
        for number, found in sorted(records.items())
    ]


def paired_points(frame: pd.DataFrame, reference: int = 0) -> dict[int, dict[str, Any]]:
    """Return the effects of every point against a reference point, run by run in the same future and on the same seed.

    Parameters
    ----------
    frame : DataFrame
        One row per run (see ``measures.measured``).
    reference : int
        Number of the point that others are compared with.

    Returns
    -------
    dict
        Per point and outcome what ``statistics.paired_effects`` gives, with the share of variance that pairing took
        away. Runs whose partner is missing are left out.
    """
    keyed = frame.set_index(["future", "seed"])
    base = keyed[keyed["point"] == reference]
    found = {}
    for point in sorted(set(frame["point"]) - {reference}):
        other = keyed[keyed["point"] == point]
        common = base.index.intersection(other.index)
        before, after = (_outcomes(one.loc[common]) for one in (base, other))
        found[int(point)] = dict(paired_effects(before, after))
    return found


def _outcomes(frame: pd.DataFrame) -> dict[str, Array]:
    return {name: frame[name].to_numpy(dtype=np.float64) for name in NAMES}
