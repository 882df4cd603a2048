"""One row per stored run: where it stands in its study, and the scalar outcomes of ``experiments.outcomes``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.archive import Archive, StoredRun, StudyInfo
from experiments.ensemble import Ensemble
from experiments.outcomes import OUTCOMES, outcomes
from experiments.scenario import Scenario
from experiments.sheets import PointSheet
from experiments.study import Replications
from experiments.sweep import Swept, sweep
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


def run_points(
    name: str,
    base: Scenario,
    points: Sequence[Mapping[str, Any]],
    store: str | Path,
    *,
    seeds: int = 1,
    first_seed: int = 0,
    futures: Sequence[Mapping[str, Any]] = ({},),
    run: Callable[..., Swept] = sweep,
) -> pd.DataFrame:
    """Run settings that somebody else has chosen, and return their outcomes: the door for other tools' samples.

    Parameters
    ----------
    name : str
        Name by which the store knows them.
    base : Scenario
        What all runs have in common.
    points : sequence of mapping
        Settings by dotted name, such as ``levers.carbon_tax.level`` or ``household.peer_weight``.
    store : str or Path
        The store's file; finished runs are found there.
    seeds, first_seed : int
        Seeds of every point: the same ones.
    futures : sequence of mapping, optional
        Values of what is uncertain; every point meets each of them.
    run : callable
        ``sweep``, or one with options filled in (``functools.partial(sweep, workers=2)``); gets the sheet and the store.

    Returns
    -------
    DataFrame
        One row per run, as ``measured`` gives it; ``per_point`` averages an outcome over the runs of every point.

    Raises
    ------
    KeyboardInterrupt
        When the sweep was interrupted; what was finished is kept.
    """
    sheet = PointSheet(name, base, points, Replications(seeds=seeds, first_seed=first_seed), futures=futures)
    if run(sheet, store).interrupted:
        raise KeyboardInterrupt
    with Archive(store) as archive:
        return measured(archive, archive.study(name), base)


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
