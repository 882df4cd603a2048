"""Searching for plans: which lever settings are not beaten on every objective at once, robustly over what is uncertain.

pymoo's NSGA-II asks for a generation of settings, the sweep's runner and store answer. Every candidate meets the same
futures and seeds, so candidates differ by their settings alone. The search is a function of the study and the runs:
started again, it asks for the same generations, finds their runs in the store, and goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from experiments.analysis.labels import outcome_label
from experiments.analysis.measures import check_outcomes, run_points
from experiments.designs import Settings, at, check_study, draw_futures, with_levers
from experiments.outcomes import OUTCOMES
from experiments.study import LEVERS, Range, Study, Value
from experiments.sweep import Swept, sweep
from policies.plan import Plan
from sim.core.columns import Array
from sim.core.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Robust = Literal["mean", "worst"]
STEPS = 50
OBJECTIVES = ("cumulative_co2_mt", "public_spending_bn_cny", "energy_burden_q1", "unserved_energy_gwh")
_SIGNS = {one.name: -1.0 if one.better == "higher" else 1.0 for one in OUTCOMES}


@dataclass(frozen=True)
class Candidate:
    """Settings that were tried, and what they came to on every objective, in its own unit and direction."""

    settings: Settings
    objectives: dict[str, float]


@dataclass(frozen=True)
class Found:
    """What a search came to: everything tried, those nobody beats, and how many runs it took."""

    objectives: tuple[str, ...]
    tried: tuple[Candidate, ...]
    front: tuple[Candidate, ...]
    runs: int


def search(
    study: Study,
    store: str | Path,
    *,
    objectives: Sequence[str] = OBJECTIVES,
    population: int = 16,
    generations: int = 10,
    robust: Robust = "mean",
    run: Callable[..., Swept] = sweep,
) -> Found:
    """Search the levers of a study's design.

    Parameters
    ----------
    study : Study
        Ranges and lists of ``[design.levers]`` are searched; every candidate is run in its futures with its seeds.
    store : str or Path
        The store's file; finished runs are found there.
    objectives : sequence of str
        Names from ``experiments.outcomes``; each is made better in its own direction.
    population, generations : int
        Candidates per generation, and generations.
    robust : str
        ``mean`` over futures, or the ``worst`` future; always the mean over seeds.
    run : callable
        ``sweep``, or one with options filled in; gets the sheet and the store.

    Raises
    ------
    InputError
        When something is wrong with study, objectives or store, or pymoo is not installed.
    """
    names = check_outcomes(objectives, "--objective")
    check_study(study)
    varied = {LEVERS + key: one for key, one in (study.design.levers if study.design else {}).items()}
    if not varied:
        raise InputError("nothing to search", where=study.place("design.levers"), allowed="ranges or lists of levers")
    algorithm = _algorithm(len(varied), len(names), population, study.seed)
    base, futures, replications = study.scenario(), draw_futures(study), study.replications
    tried: dict[str, Candidate] = {}
    runs = 0
    for generation in range(generations):
        asked = algorithm.ask()
        points = [_settings(varied, unit) for unit in np.asarray(asked.get("X"))]
        frame = run_points(
            f"{study.name} search {generation:03d}", base, points, store, seeds=replications.seeds,
            first_seed=replications.first_seed, futures=futures, run=run,
        )  # fmt: skip
        values = objective_values(frame, names, len(points), robust)
        asked.set("F", np.where(np.isfinite(values), values * _directions(names), np.inf))
        algorithm.tell(infills=asked)
        runs += len(points) * len(futures) * replications.seeds
        for point, row in zip(points, values, strict=True):
            if np.isfinite(row).all():
                tried[repr(point)] = Candidate(point, dict(zip(names, row.tolist(), strict=True)))
    candidates = tuple(tried.values())
    return Found(names, candidates, unbeaten(candidates, names), runs)


def _algorithm(variables: int, objectives: int, population: int, seed: int) -> Any:
    try:
        from pymoo.algorithms.moo.nsga2 import NSGA2
        from pymoo.core.problem import Problem
        from pymoo.core.termination import NoTermination
    except ImportError:
        raise InputError(
            "pymoo is not installed", where="optimise", allowed="pip install 'pilotcity[search]'"
        ) from None
    algorithm = NSGA2(pop_size=population)
    problem = Problem(n_var=variables, n_obj=objectives, xl=0.0, xu=1.0)
    algorithm.setup(problem, termination=NoTermination(), seed=seed, verbose=False)
    return algorithm


def _settings(varied: dict[str, tuple[Value, ...] | Range], unit: Array) -> Settings:
    places = np.clip(unit, 0.0, 1.0).tolist()
    return {name: at(one, place) for (name, one), place in zip(varied.items(), places, strict=True)}


def objective_values(frame: pd.DataFrame, names: Sequence[str], points: int, robust: Robust) -> Array:
    """Return what every point comes to, shape (points, objectives); nan where a future has no finished run."""
    by_future = frame.groupby(["point", "future"])[list(names)].mean()
    signed = by_future * _directions(names)
    futures = frame["future"].nunique()
    grouped = signed.groupby("point")
    taken = grouped.max() if robust == "worst" else grouped.mean()
    taken[grouped.size() < futures] = np.nan
    return np.asarray(taken.reindex(range(points)).to_numpy(dtype=np.float64) * _directions(names))


def _directions(names: Sequence[str]) -> Array:
    return np.array([_SIGNS[name] for name in names])


def unbeaten(candidates: Sequence[Candidate], names: Sequence[str]) -> tuple[Candidate, ...]:
    """Return the candidates nobody beats: none other is as good on every objective and better on one.

    Differences below 1/``STEPS`` of an objective's range count as none (epsilon dominance, Laumanns and others 2002): of
    candidates alike on every objective the nearest to the best is kept, so that a front is a choice and not a crowd. They
    come in order of the first objective.
    """
    if not candidates:
        return ()
    signed = np.array([[one.objectives[name] for name in names] for one in candidates]) * _directions(names)
    span = np.ptp(signed, axis=0)
    scaled = (signed - signed.min(axis=0)) / np.where(span > 0.0, span, 1.0)
    steps = np.floor(scaled * STEPS + 1e-9)
    order = np.argsort(scaled.sum(axis=1), kind="stable")
    kept: dict[tuple[float, ...], Candidate] = {}
    for number in order:
        row = steps[number]
        if not ((steps <= row).all(axis=1) & (steps < row).any(axis=1)).any():
            kept.setdefault(tuple(row.tolist()), candidates[number])
    return tuple(sorted(kept.values(), key=lambda one: one.objectives[names[0]]))


def plan_of(study: Study, candidate: Candidate, name: str) -> Plan:
    """Return a candidate as one plan: the study's plans with its settings, ready to be run."""
    plans = with_levers(study.scenario(), candidate.settings).plans
    levers = tuple(entry for plan in plans for entry in plan.levers)
    milestones = tuple(milestone for plan in plans for milestone in plan.milestones)
    reached = ", ".join(f"{key} {value:.6g}" for key, value in candidate.objectives.items())
    return Plan(name=name, levers=levers, milestones=milestones, summary=f"Found by search: {reached}.")


def front_figure(found: Found) -> Figure:
    """Draw everything tried and the front, the first objective against each of the others."""
    from experiments.pictures import COLOURS, canvas

    first, *others = found.objectives
    size = (4.2 * max(len(others), 1), 3.8)
    figure, axes = canvas(1, max(len(others), 1), size)
    figure.subplots_adjust(wspace=0.35, top=1 - 0.4 / size[1])
    for axis, other in zip(axes, others or [first], strict=True):
        for label, colour, shape, candidates in (
            ("tried", "#b3b3b3", "o", found.tried),
            ("nobody beats", COLOURS[2], "D", found.front),
        ):
            pairs = [(one.objectives[first], one.objectives[other]) for one in candidates]
            axis.plot(*zip(*pairs, strict=True), shape, ms=4, color=colour, label=label)
        axis.set_xlabel(outcome_label(first), fontsize=8)
        axis.set_ylabel(outcome_label(other), fontsize=8)
    axes[0].legend(frameon=False, fontsize=8, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
    return figure
