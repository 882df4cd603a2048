"""Which levers and uncertainties decide: Sobol and Morris indices by SALib, on runs of the same runner and store.

Every point meets the same seeds, so what differs between points is what was set; luck is averaged over the seeds.
Sampling is in the unit cube: ranges and distributions are those of the study, a list is a choice among its values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from experiments.analysis.measures import measured, per_point
from experiments.archive import Archive
from experiments.designs import Settings, at, check_study, quantiles, spreads
from experiments.sheets import PointSheet
from experiments.study import LEVERS, Range, Spread, Study, Value
from experiments.sweep import Swept, sweep
from sim.core.columns import Array
from sim.core.errors import InputError

Method = Literal["sobol", "morris"]
OUTCOMES = ("peak_year", "peak_height_mt", "cumulative_co2_mt", "public_spending_bn_cny", "energy_burden_q1")
LEVELS = 4
LEAST_FACTORS = 2


@dataclass(frozen=True)
class Factors:
    """What is varied in a sensitivity study, and what a place in the unit cube stands for."""

    varied: dict[str, tuple[Value, ...] | Range]
    uncertain: dict[str, Spread]

    @classmethod
    def of(cls, study: Study) -> Factors:
        """Return the levers and uncertainties of a study.

        Raises
        ------
        InputError
            When fewer than two things vary.
        """
        check_study(study)
        levers = study.design.levers if study.design else {}
        varied = {LEVERS + key: one for key, one in levers.items() if isinstance(one, Range) or len(one) > 1}
        factors = cls(varied, spreads(study))
        if len(factors.names) < LEAST_FACTORS:
            raise InputError(
                "fewer than two things vary", where=study.place("design"), given=", ".join(factors.names) or None,
                allowed="ranges in [design.levers] or [uncertainties]",
            )  # fmt: skip
        return factors

    @property
    def names(self) -> tuple[str, ...]:
        """Dotted names, levers first."""
        return (*self.varied, *self.uncertain)

    @property
    def problem(self) -> dict[str, Any]:
        """The problem as SALib describes it: every factor between 0 and 1."""
        names = list(self.names)
        return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}

    def settings(self, unit: Array) -> Settings:
        """Return the settings at one place of the unit cube, shape (factors,)."""
        places = dict(zip(self.names, np.clip(unit, 0.0, 1.0).tolist(), strict=True))
        levers = {name: at(varied, places[name]) for name, varied in self.varied.items()}
        values = {n: float(quantiles(one, np.array([places[n]]))[0]) for n, one in self.uncertain.items()}
        return {**levers, **values}


def sample(factors: Factors, method: Method, n: int, seed: int) -> Array:
    """Return the sample of a method, shape (points, factors).

    Sobol has ``n * (factors + 2)`` points, Morris ``n * (factors + 1)``.

    Raises
    ------
    InputError
        When SALib is not installed.
    """
    salib = _salib(method)
    if method == "sobol":
        return np.asarray(salib[0].sample(factors.problem, n, calc_second_order=False, seed=seed))
    return np.asarray(salib[0].sample(factors.problem, n, num_levels=LEVELS, seed=seed))


def _salib(method: Method) -> tuple[Any, Any]:
    try:
        if method == "sobol":
            from SALib.analyze import sobol as analyse
            from SALib.sample import sobol as draw
        else:
            from SALib.analyze import morris as analyse
            from SALib.sample import morris as draw
    except ImportError:
        raise InputError(
            "SALib is not installed", where="sensitivity", allowed="pip install 'pilotcity[analysis]'"
        ) from None
    return draw, analyse


def indices(factors: Factors, method: Method, units: Array, values: Array, seed: int) -> list[dict[str, Any]]:
    """Return one row per factor.

    Sobol gives ``first`` and ``total`` order with 95 % half-widths; Morris the mean absolute effect ``mu_star`` with
    its half-width, ``mu`` and ``sigma``. An outcome that never changes has none of them (``None``).
    """
    names = _COLUMNS[method]
    if float(np.ptp(values)) <= 1e-12 * max(1.0, float(np.abs(values).max())):
        return [{"factor": factor, **dict.fromkeys(names)} for factor in factors.names]
    analyse = _salib(method)[1]
    seed += 1  # SALib takes a seed of zero for none
    if method == "sobol":
        found = analyse.analyze(factors.problem, values, calc_second_order=False, seed=seed)
    else:
        found = analyse.analyze(factors.problem, units, values, num_levels=LEVELS, seed=seed)
    columns = {name: np.asarray(found[key], dtype=float) for name, key in names.items()}
    return [
        {"factor": factor, **{name: float(column[i]) for name, column in columns.items()}}
        for i, factor in enumerate(factors.names)
    ]


_COLUMNS: dict[Method, dict[str, str]] = {
    "sobol": {"first": "S1", "first_half_width": "S1_conf", "total": "ST", "total_half_width": "ST_conf"},
    "morris": {"mu_star": "mu_star", "mu_star_half_width": "mu_star_conf", "mu": "mu", "sigma": "sigma"},
}


def sensitivity(
    study: Study,
    store: str | Path,
    *,
    method: Method = "sobol",
    n: int = 64,
    outcomes: Sequence[str] = OUTCOMES,
    run: Callable[..., Swept] = sweep,
) -> dict[str, list[dict[str, Any]]]:
    """Run the sample of a method and return its indices by outcome.

    Parameters
    ----------
    study : Study
        Its levers' ranges and its uncertainties are the factors, its seeds are run at every point.
    store : str or Path
        The store's file; finished runs are found there.
    method : str
        ``sobol`` or ``morris``.
    n : int
        Size of the sample: a power of two for Sobol, trajectories for Morris.
    outcomes : sequence of str
        Names from ``experiments.outcomes``.
    run : callable
        ``sweep``, or one with options filled in; gets the sheet and the store.

    Raises
    ------
    InputError
        When something is wrong, or the sweep was interrupted.
    """
    factors = Factors.of(study)
    units = sample(factors, method, n, study.seed)
    points = [factors.settings(unit) for unit in units]
    sheet = PointSheet(f"{study.name} {method}", study.scenario(), points, study.replications)
    swept = run(sheet, store)
    if swept.interrupted:
        raise KeyboardInterrupt
    with Archive(store) as archive:
        frame = measured(archive, archive.study(sheet.name), sheet.base)
    return {name: indices(factors, method, units, per_point(frame, name, len(points)), study.seed) for name in outcomes}
