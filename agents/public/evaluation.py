"""The yearly evaluation: indicators against milestones, and tightening of what lags.

Active only when a plan has milestones and an evaluation lever has left its settings in ``state.rooms["evaluation"]``
(mapping with ``tolerance``, ``months_to_rectify`` and ``most_steps``). Each January last year's indicators are
compared with the path each milestone implies; while one lags beyond the tolerance, one more step of ``strengthening``
is asked for, within the time limit, and the reason is recorded. When nothing lags the request stays for the time left
and is then withdrawn.

Reads: ``state.rooms`` ``indicators``, ``milestones``, ``evaluation``. Writes: the signal board (as ``evaluation``),
``state.events``. Draws: none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.world.signal_catalogue import STRENGTHENING
from sim.world.state import WorldState

LABEL = "evaluation"
_DEFAULTS = {"tolerance": 0.02, "months_to_rectify": 12.0, "most_steps": 5.0}


@dataclass
class Review:
    """What the evaluation asks for at the moment."""

    steps: float = 0.0
    until: int = -1  # month index at which the request ends


def _field(milestone: Any, name: str) -> Any:
    return milestone.get(name) if isinstance(milestone, Mapping) else getattr(milestone, name, None)


def wanted_value(milestone: Any, series: Mapping[int, float], year: int) -> tuple[float, float, float] | None:
    """Return what a milestone's straight path asks for in ``year``, its base value, and +1 for "at most", -1 else.

    A change in per cent counts from its base year, a bound from the first year the indicator is known. An indicator
    on the right side of its bound is never behind.
    """
    base_year = int(_field(milestone, "base_year") or min(series, default=year))
    due = int(_field(milestone, "year"))
    if base_year not in series or not base_year < year <= due:
        return None
    base = series[base_year]
    change, most, least = (_field(milestone, k) for k in ("change_pct", "at_most", "at_least"))
    goal = base * (1.0 + float(change) / 100.0) if change is not None else float(most if most is not None else least)
    side = -1.0 if least is not None or (change is not None and goal > base) else 1.0
    path = base + (goal - base) * (year - base_year) / (due - base_year)
    return (max(path, goal) if side > 0 else min(path, goal)), base, side


def lag(milestone: Any, series: Mapping[int, float], year: int) -> float:
    """Return by how much an indicator misses its path, as a share of its base; positive is behind."""
    wanted = wanted_value(milestone, series, year)
    if wanted is None or year not in series:
        return 0.0
    target, base, side = wanted
    return side * (series[year] - target) / max(abs(base), 1e-12)


def review(state: WorldState) -> None:
    """Hold the January review; silent without milestones or settings."""
    given, milestones = state.rooms.get("evaluation"), state.rooms.get("milestones")
    if not given or not milestones:
        return
    settings = {**_DEFAULTS, **given}
    own: Review = state.rooms.setdefault("evaluation_review", Review())
    year, month = state.clock.now.year - 1, state.clock.now.index
    behind = []
    for milestone in milestones:
        name = _field(milestone, "indicator")
        missed = lag(milestone, state.rooms["indicators"].get(name, {}), year)
        if missed > settings["tolerance"]:
            behind.append((name, missed))
    if behind:
        own.steps = min(own.steps + 1.0, settings["most_steps"])
        own.until = month + int(settings["months_to_rectify"])
        reasons = ", ".join(f"{name} is {100 * missed:.1f} % of its base behind" for name, missed in behind)
        _note(state, f"evaluation of {year}: {reasons}; measures are tightened by {own.steps:g} steps")
    elif own.steps and month >= own.until:
        own.steps = 0.0
        _note(state, f"evaluation of {year}: milestones are met, tightening ends")
    state.board.post(LABEL, {STRENGTHENING: own.steps} if own.steps else {})


def _note(state: WorldState, what: str) -> None:
    state.events.append({"month": str(state.clock.now), "what": what, "lever": LABEL})
