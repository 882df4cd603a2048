"""One row per stored run: where it stands in its study, and the scalar outcomes of ``experiments.outcomes``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from experiments.archive import Archive, StoredRun, StudyInfo
from experiments.ensemble import Ensemble
from experiments.outcomes import OUTCOMES, outcomes
from experiments.scenario import Scenario
from sim.core.columns import Array
from sim.core.errors import InputError, nearest_name

_RUNS_AT_ONCE = 500
AXES = ("run", "point", "future", "seed")
NAMES = tuple(outcome.name for outcome in OUTCOMES)


def measured(archive: Archive, study: StudyInfo, scenario: Scenario) -> pd.DataFrame:
    """Return every finished run of a study with its settings and outcomes, by point, future and seed.

    Parameters
    ----------
    archive : Archive
        The store.
    study : StudyInfo
        The study.
    scenario : Scenario
        The study's base, under whose name runs are taken together.

    Raises
    ------
    InputError
        When no run has finished.

    Returns
    -------
    DataFrame
        Columns ``run``, ``point``, ``future``, ``seed``, the settings by dotted name, ``peaked`` (whether the run's
        peak is settled), and every outcome.
    """
    parts = [_measured(group, scenario) for group in _groups(archive.runs(study))]
    if not parts:
        raise InputError("no run has finished", where=str(archive.path), given=study.name)
    frame = pd.concat(parts, ignore_index=True)
    return frame.sort_values(["point", "future", "seed"], ignore_index=True)


def _groups(runs: Iterator[StoredRun]) -> Iterator[list[StoredRun]]:
    while group := list(islice(runs, _RUNS_AT_ONCE)):
        yield group


def _measured(group: list[StoredRun], scenario: Scenario) -> pd.DataFrame:
    ensemble = Ensemble(scenario, tuple(stored.result() for stored in group))
    rows: list[dict[str, Any]] = [
        {"run": one.run, "point": one.point, "future": one.future, "seed": one.seed, **one.settings} for one in group
    ]
    peaked = [record.settled for record in ensemble.peaks()]
    return pd.DataFrame(rows).assign(peaked=peaked, **outcomes(ensemble))


def per_point(frame: pd.DataFrame, name: str, points: int) -> Array:
    """Return the mean of an outcome over the futures and seeds of every point, shape (points,).

    Raises
    ------
    InputError
        When a point has no finished run: an average over others would say something else.
    """
    means = frame.groupby("point")[name].mean().reindex(range(points))
    if means.isna().any():
        missing = int(means.isna().sum())
        raise InputError("points without a finished run", given=missing, allowed="a finished sweep (see --failures)")
    return means.to_numpy(dtype=np.float64)


def check_outcomes(names: Iterable[str], where: str) -> tuple[str, ...]:
    """Return names of outcomes, or raise ``InputError`` for one there is not."""
    chosen = tuple(names)
    for name in chosen:
        if name not in NAMES:
            raise InputError("no such outcome", where=where, given=name, nearest=nearest_name(name, NAMES))
    return chosen
