"""The yearly evaluation: indicators against milestones, and tightening of what lags.

Held when there are milestones and a lever asks for it. Each January last year's indicators are compared with the path
each milestone implies; while one lags beyond the tolerance, one more step of ``strengthening`` is asked for, as long as
public debt leaves room, and the reason is recorded. When nothing lags, the request stays until laggards' time to rectify
is over and is then withdrawn, and the province pays the award.

Reads: signals on the evaluation, ``state.rooms`` ``indicators`` and ``milestones``. Writes: the signal board (as
``review``), ``state.events``. Draws: none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.world import signal_catalogue as s
from sim.world.state import WorldState

LABEL, LEVER = "review", "evaluation"
_LONGEST_MONTHS = 600.0


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


def review(state: WorldState, *, debt_leaves_room: bool) -> float:
    """Hold the January review, if any, and return the award that the province pays for it.

    Parameters
    ----------
    debt_leaves_room : bool
        Whether the budget can carry stronger measures.
    """
    own: Review = state.rooms.setdefault("evaluation_review", Review())
    most_steps = float(state.signals[s.EVALUATION_MOST_STEPS])
    due = [m for m in state.rooms.get("milestones", ()) if _is_under_way(m, state, state.clock.now.year - 1)]
    if not most_steps or not due:
        own.steps = 0.0
        state.board.post(LABEL, {})
        return 0.0
    year, month, award = state.clock.now.year - 1, state.clock.now.index, 0.0
    tolerance = float(state.signals[s.EVALUATION_TOLERANCE])
    missed = {name: lag(m, series, year) for m in due for name, series in [_indicator(m, state)]}
    behind = {name: share for name, share in missed.items() if share > tolerance}
    if behind:
        own.until = month + int(min(state.signals[s.EVALUATION_MONTHS_TO_RECTIFY], _LONGEST_MONTHS))
        reasons = ", ".join(f"{name} is {100 * share:.1f} % of its base behind" for name, share in behind.items())
        if debt_leaves_room:
            own.steps = min(own.steps + 1.0, most_steps)
            _note(state, f"evaluation of {year}: {reasons}; measures are tightened by {own.steps:g} steps")
        else:
            _note(state, f"evaluation of {year}: {reasons}; public debt leaves no room for stronger measures")
    else:
        award = float(state.signals[s.EVALUATION_AWARD])
        if own.steps and month >= own.until:
            own.steps = 0.0
            _note(state, f"evaluation of {year}: milestones are met, tightening ends")
        elif award:
            _note(state, f"evaluation of {year}: milestones are met, the city is commended and funded")
    state.board.post(LABEL, {s.STRENGTHENING: own.steps} if own.steps else {})
    return award


def _indicator(milestone: Any, state: WorldState) -> tuple[str, Mapping[int, float]]:
    name = str(_field(milestone, "indicator"))
    return name, state.rooms["indicators"].get(name, {})


def _is_under_way(milestone: Any, state: WorldState, year: int) -> bool:
    series = _indicator(milestone, state)[1]
    return year in series and wanted_value(milestone, series, year) is not None


def _note(state: WorldState, what: str) -> None:
    state.events.append({"month": str(state.clock.now), "what": what, "lever": LEVER})
