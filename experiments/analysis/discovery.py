"""In which futures does a plan fail? Scenario discovery by PRIM (Friedman and Fisher 1999), through EMA workbench.

PRIM peels a box off the futures, a little at a time, until nearly all runs left in it are failures. The box says where
failures live; *coverage* is the share of all failures in it, *density* the share of failures among its runs.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.labels import setting_label
from sim.core.columns import Array
from sim.core.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

THRESHOLD = 0.8
LEAST_RUNS = 20


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Leave out what EMA workbench says of optional parts that are not installed, and its log."""
    log = logging.getLogger("EMA")
    before = log.level
    log.setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*not installed.*", module="ema_workbench.*")
        warnings.filterwarnings("ignore", module="(ema_workbench|seaborn|altair|pandas).*")
        try:
            yield
        finally:
            log.setLevel(before)


def discover(frame: pd.DataFrame, failed: Array, *, threshold: float = THRESHOLD) -> dict[str, Any]:
    """Return the box of settings in which runs fail.

    Parameters
    ----------
    frame : DataFrame
        One row per run, the dotted settings as columns (see ``measures.measured``).
    failed : ndarray of bool, shape (runs,)
        Which runs failed.
    threshold : float
        Least density of a box that counts.

    Returns
    -------
    dict
        ``runs``, ``failures``, ``coverage``, ``density``, and ``box``: one row per restricted setting with ``low``,
        ``high`` and ``quasi_p`` (how easily chance would restrict it), or ``values`` for a choice. The box is empty
        when every run fails or none does, or when peeling finds nothing.

    Raises
    ------
    InputError
        When nothing varies, there are too few runs, or EMA workbench is not installed.
    """
    names = [name for name in frame.columns if "." in name and frame[name].nunique() > 1]
    flags = np.asarray(failed, dtype=bool)
    if not names or len(frame) < LEAST_RUNS:
        raise InputError(
            "too little to look through", where="discovery", given=f"{len(frame)} runs, {len(names)} settings that vary",
            allowed=f"at least {LEAST_RUNS} runs of a study with uncertainties",
        )  # fmt: skip
    share = float(flags.mean())
    found: dict[str, Any] = {"runs": len(frame), "failures": int(flags.sum()), "coverage": 1.0, "density": share}
    if share in (0.0, 1.0):
        return {**found, "box": []}
    with _quiet():
        try:
            from ema_workbench.analysis.prim import Prim
        except ImportError:
            raise InputError(
                "EMA workbench is not installed", where="discovery", allowed="pip install 'pilotcity[analysis]'"
            ) from None
        # Version 2 (Python 3.11) wants a threshold, version 3 knows none: density is judged here for both.
        takes = inspect.signature(Prim.__init__).parameters
        box = Prim(frame[names], flags, **({"threshold": threshold} if "threshold" in takes else {})).find_box()
        if box is None or box.peeling_trajectory.iloc[-1]["density"] < threshold:
            return {**found, "box": []}
        last = box.peeling_trajectory.iloc[-1]
        rows = [_restriction(name, box) for name in _restricted(frame, box, names)]
    return {**found, "coverage": float(last["coverage"]), "density": float(last["density"]), "box": rows}


def _restricted(frame: pd.DataFrame, box: Any, names: list[str]) -> list[str]:
    limits = box.box_lims[-1]
    kept = []
    for name in names:
        if pd.api.types.is_numeric_dtype(frame[name]):
            low, high = frame[name].min(), frame[name].max()
            if limits[name].iloc[0] > low or limits[name].iloc[1] < high:
                kept.append(name)
        elif set(limits[name].iloc[0]) != set(frame[name]):
            kept.append(name)
    return kept


def _restriction(name: str, box: Any) -> dict[str, Any]:
    low, high = box.box_lims[-1][name].tolist()
    quasi_p = (box.p_values if hasattr(box, "p_values") else box.qp)[-1].get(name, [None])  # version 3, version 2
    smallest = min((float(p) for p in quasi_p if p is not None and p >= 0), default=None)
    if isinstance(low, set | frozenset):
        return {"setting": name, "values": sorted(map(str, low)), "quasi_p": smallest}
    return {"setting": name, "low": float(low), "high": float(high), "quasi_p": smallest}


def not_peaked_by(frame: pd.DataFrame, year: int) -> Array:
    """Return which runs have no settled peak by a year, shape (runs,)."""
    return np.asarray(~frame["peaked"].astype(bool) | (frame["peak_year"] > year), dtype=bool)


def discovery_figure(frame: pd.DataFrame, failed: Array, found: dict[str, Any], failure: str) -> Figure:
    """Draw every run at its two settings that the box restricts most, failures apart, and the box.

    Parameters
    ----------
    frame, failed, found
        What ``discover`` was given, and what it returned.
    failure : str
        What failure means, for the legend.
    """
    from experiments.pictures import COLOURS, canvas

    rows = [row for row in found["box"] if "low" in row]
    rows.sort(key=lambda row: (row["high"] - row["low"]) / float(np.ptp(frame[row["setting"]])))
    names = [row["setting"] for row in rows][:2]
    names += [name for name in frame.columns if "." in name and name not in names and frame[name].nunique() > 1
              and pd.api.types.is_numeric_dtype(frame[name])][: 2 - len(names)]  # fmt: skip
    if len(names) < 2:
        raise InputError("too few settings are numbers to draw a picture", given=len(names), allowed="two or more")
    figure, (axis,) = canvas(1, 1, (6.0, 4.6))
    for flag, label, colour, shape in ((False, "the others", COLOURS[1], "o"), (True, failure, COLOURS[2], "X")):
        chosen = frame[np.asarray(failed, dtype=bool) == flag]
        axis.plot(chosen[names[0]], chosen[names[1]], shape, ms=5, mew=0, color=colour, alpha=0.8, label=label)
    limits = {row["setting"]: (row["low"], row["high"]) for row in rows}
    (left, right), (low, high) = (limits.get(n, (frame[n].min(), frame[n].max())) for n in names)
    axis.plot([left, right, right, left, left], [low, low, high, high, low], color=COLOURS[0], lw=1.4, label="the box")
    axis.set_xlabel(setting_label(names[0]), fontsize=8)
    axis.set_ylabel(setting_label(names[1]), fontsize=8)
    axis.legend(frameon=False, fontsize=8, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3)
    return figure
