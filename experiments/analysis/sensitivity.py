"""Which levers and uncertainties decide: Sobol and Morris indices by SALib, on runs of the same runner and store.

Every point meets the same seeds, so what differs between points is what was set; luck is averaged over the seeds.
Sampling is in the unit cube: ranges and distributions are those of the study, a list is a choice among its values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from experiments.analysis.labels import outcome_label, outcome_unit, setting_label
from experiments.analysis.measures import per_point, run_points
from experiments.designs import Settings, at, check_study, quantiles, spreads
from experiments.study import LEVERS, Range, Spread, Study, Value
from experiments.sweep import Swept, sweep
from sim.core.columns import Array
from sim.core.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
    replications = study.replications
    frame = run_points(
        f"{study.name} {method}", study.scenario(), points, store, seeds=replications.seeds,
        first_seed=replications.first_seed, run=run,
    )  # fmt: skip
    return {name: indices(factors, method, units, per_point(frame, name, len(points)), study.seed) for name in outcomes}


def sensitivity_figure(method: Method, found: dict[str, list[dict[str, Any]]]) -> Figure:
    """Draw the indices of every outcome, one panel each, the factors in one order: those that matter most on top.

    Morris: the mean size of the change when a factor crosses its range, in the outcome's unit, with its 95 % interval.
    Sobol: shares of the outcome's variance, alone (first order) and with its interactions (total), with intervals.
    """
    from experiments.pictures import canvas

    main = "total" if method == "sobol" else "mu_star"
    factors = [row["factor"] for row in next(iter(found.values()))]
    ranks = dict.fromkeys(factors, 0.0)
    for rows in found.values():
        largest = max((row[main] for row in rows if row[main] is not None), default=0.0)
        for row in rows:
            ranks[row["factor"]] += (row[main] or 0.0) / largest if largest > 0.0 else 0.0
    order = sorted(factors, key=lambda factor: ranks[factor])
    columns = min(len(found), 3)
    lines = -(-len(found) // columns)
    left = 0.3 + 0.066 * max(len(setting_label(factor)) for factor in order)
    size = (left + 2.4 * columns + 0.15, lines * (1.0 + 0.27 * len(order)))
    figure, axes = canvas(lines, columns, size)
    figure.subplots_adjust(
        left=left / size[0], right=1 - 0.15 / size[0], bottom=0.55 / size[1], top=1 - 0.35 / size[1], wspace=0.12,
        hspace=0.85 * lines / size[1],
    )  # fmt: skip
    for number, axis in enumerate(axes):
        if number >= len(found):
            axis.set_visible(False)
            continue
        outcome, rows = list(found.items())[number]
        _panel(axis, method, outcome, sorted(rows, key=lambda row: order.index(row["factor"])))
        axis.set_yticks(
            range(len(order)), [setting_label(one) for one in order] if number % columns == 0 else [""] * len(order)
        )
    if method == "sobol":
        axes[0].legend(frameon=False, fontsize=7, loc="lower right")
    return figure


def _panel(axis: Axes, method: Method, outcome: str, rows: list[dict[str, Any]]) -> None:
    from experiments.pictures import COLOURS

    marks = {"total": ("total", 1, 0.12), "first": ("first order", 2, -0.12)} if method == "sobol" else {}
    for name, (label, colour, shift) in (marks or {"mu_star": ("", 1, 0.0)}).items():
        known = [(place, row) for place, row in enumerate(rows) if row[name] is not None]
        axis.errorbar(
            [row[name] for _, row in known], [place + shift for place, _ in known],
            xerr=[row[f"{name}_half_width"] for _, row in known],
            fmt="o", ms=4, lw=1.2, color=COLOURS[colour], label=label,
        )  # fmt: skip
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.grid(axis="x", color="#eeeeee", lw=0.8)
    axis.set_title(outcome_label(outcome).partition(" (")[0], loc="left", fontsize=8)
    axis.locator_params(axis="x", nbins=5)
    change = f"mean change over the range, {outcome_unit(outcome)}"
    axis.set_xlabel("share of the outcome's variance" if method == "sobol" else change, fontsize=7)
    axis.set_xlim(left=None if method == "sobol" else 0.0)
    if all(row[next(iter(marks), "mu_star")] is None for row in rows):
        axis.text(0.5, 0.5, "never changes", transform=axis.transAxes, ha="center", fontsize=8, color="#666666")
