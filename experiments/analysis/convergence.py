"""How many runs are enough: how the mean of an outcome and its interval settle as runs are added."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from experiments.analysis.labels import outcome_label
from sim.core.columns import Array

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LEAST_RUNS = 2


def running(values: Array) -> tuple[Array, Array]:
    """Return mean and 95 % half-width of the first 2, 3, ... values, each of shape (runs - 1,)."""
    numbers = np.asarray(values, dtype=float)
    count = np.arange(1, len(numbers) + 1)
    mean = np.cumsum(numbers) / count
    centred = numbers - numbers[0]  # variances of large numbers that hardly differ stay exact
    squares = np.cumsum(centred**2) - np.cumsum(centred) ** 2 / count
    sd = np.sqrt(np.maximum(squares[1:], 0.0) / (count[1:] - 1))
    half = stdtrit(count[1:] - 1, 0.975) * sd / np.sqrt(count[1:])
    return mean[1:], np.asarray(half)


def runs_needed(values: Array, half_width: float) -> int | None:
    """Return how many runs give a 95 % half-width, judged by the spread of those there are; ``None`` when unknown."""
    if len(values) < _LEAST_RUNS:
        return None
    sd = float(np.std(values, ddof=1))
    if sd == 0.0 or half_width <= 0.0:
        return _LEAST_RUNS if half_width > 0.0 or sd == 0.0 else None
    count = _LEAST_RUNS
    while float(stdtrit(count - 1, 0.975)) * sd / math.sqrt(count) > half_width:
        count = max(count + 1, math.ceil(count * 1.02))
    return count


def convergence(values: Array, relative: float = 0.01) -> dict[str, Any]:
    """Return how far an outcome has settled.

    Returns
    -------
    dict
        ``runs``, ``mean``, ``half_width`` (95 %), and ``runs_needed`` for a half-width of ``relative`` times the mean.
    """
    numbers = np.asarray(values, dtype=float)
    mean = float(numbers.mean())
    half = float(running(numbers)[1][-1]) if len(numbers) >= _LEAST_RUNS else None
    return {
        "runs": len(numbers), "mean": mean, "half_width": half,
        "runs_needed": runs_needed(numbers, abs(mean) * relative),
    }  # fmt: skip


def convergence_figure(outcomes: dict[str, Array]) -> Figure:
    """Draw the running mean of every outcome with its 95 % interval."""
    from experiments.pictures import COLOURS, canvas

    columns = min(len(outcomes), 3)
    lines = -(-len(outcomes) // columns)
    size = (3.4 * columns, 2.6 * lines)
    figure, axes = canvas(lines, columns, size)
    figure.subplots_adjust(wspace=0.3, hspace=1.0 / 1.6, bottom=0.5 / size[1], top=1 - 0.35 / size[1])
    for axis in axes[len(outcomes) :]:
        axis.set_visible(False)
    for axis, (name, values) in zip(axes, outcomes.items(), strict=False):
        mean, half = running(values)
        runs = np.arange(2, len(mean) + 2)
        axis.fill_between(runs, mean - half, mean + half, color=COLOURS[1], alpha=0.18, lw=0)
        axis.plot(runs, mean, color=COLOURS[1], lw=1.8)
        settled = len(runs) // 4  # the first intervals are so wide that they would hide the rest
        low, high = (mean - half)[settled:].min(), (mean + half)[settled:].max()
        if low < high:
            axis.set_ylim(low - 0.3 * (high - low), high + 0.3 * (high - low))
        axis.set_title(outcome_label(name), loc="left", fontsize=8)
        axis.set_xlabel("runs: mean and 95 % interval", fontsize=7)
    return figure
