"""The plan's milestones in words, and whether a run reaches them."""

from __future__ import annotations

from typing import Any

from experiments.dashboard.words import WORDS, word
from experiments.texts import text


def milestone_view(milestone: dict[str, Any], run: dict[str, Any] | None, language: str) -> dict[str, str]:
    """Return a milestone ready to show.

    Parameters
    ----------
    milestone : dict
        As a plan holds it: ``indicator``, ``year`` and one kind of aim.
    run : dict, optional
        A whole run (``years``, ``columns``); without it nothing is said of the outcome.
    language : str
        Reader's language.

    Returns
    -------
    dict of str
        ``title``, ``aim`` and ``outcome`` in words, and ``look``: ``good``, ``bad`` or nothing.
    """
    kind = next(k for k in ("change_pct", "at_most", "at_least") if k in milestone)
    aim, outcome = float(milestone[kind]), _outcome(milestone, run)
    key = f"milestone_{kind.removesuffix('_pct')}"
    shown = {"title": _title(milestone, language), "outcome": "", "look": "",
             "aim": word(key, language, year=milestone["year"], value=_number(aim), base=milestone.get("base_year", ""))}  # fmt: skip
    if outcome is not None:
        met = outcome >= aim if kind == "at_least" else outcome <= aim
        unit = " %" if kind == "change_pct" else ""
        verdict = word("milestone_met" if met else "milestone_missed", language)
        shown |= {
            "outcome": f"{'✔' if met else '▲'} {verdict}: {_number(outcome)}{unit}",
            "look": "good" if met else "bad",
        }
    return shown


def _title(milestone: dict[str, Any], language: str) -> str:
    if language == "en" and milestone.get("title"):
        return str(milestone["title"])
    key = f"column_{milestone['indicator']}"
    try:
        return text(key, language)  # before the dashboard's own: an aim counts in the column's unit
    except KeyError:
        return word(key, language) if key in WORDS else str(milestone["indicator"])


def _number(value: float) -> str:
    return f"{value:,.4g}".replace("-", "−")


def _outcome(milestone: dict[str, Any], run: dict[str, Any] | None) -> float | None:
    """Return what a run has in the milestone's year; ``None`` when it does not say."""
    values = run["columns"].get(milestone["indicator"]) if run else None
    wanted = [milestone["year"], *([milestone["base_year"]] if "base_year" in milestone else [])]
    if run is None or values is None or any(year not in run["years"] for year in wanted):
        return None
    found = [float(values[run["years"].index(year)]) for year in wanted]
    if len(found) == 1:
        return found[0]
    return 100.0 * (found[0] / found[1] - 1.0) if found[1] else None
