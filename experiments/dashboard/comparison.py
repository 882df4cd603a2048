"""The Compare page: baseline, kept plans and the present plan, yearly, in differences, and as maps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from experiments.dashboard import views
from experiments.dashboard.lever_words import lever_title
from experiments.dashboard.pages import Shown, maps, once, shown, status
from experiments.dashboard.session import Session
from experiments.dashboard.words import word
from policies.entry import LeverEntry

# columns of the Compare page with their factors: shares in per cent, so that small differences can be read
COMPARED = {"co2_total_mt": 1.0, "co2_scope1_mt": 1.0, "public_spending_bn_cny": 1.0, "energy_burden_q1": 100.0, "gdp_bn_cny": 1.0,
            "ev_stock_share": 100.0, "nonfossil_share": 100.0, "electricity_price_cny_per_kwh": 1000.0, "npl_ratio": 100.0,
            "jobs_thousand": 1.0}  # fmt: skip
MOST_NAMED = 2  # levers in the name of a kept plan
_T_95 = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45}


def _compared(session: Session) -> list[tuple[str, views.Runs]]:
    """Return baseline, kept plans and the present plan with their runs."""
    tell = session.language
    cases: list[tuple[str, tuple[LeverEntry, ...]]] = [(word("baseline", tell), ())]
    cases += [(_kept_label(place, levers, tell), levers) for place, levers in enumerate(session.kept)]
    if session.wish.levers and session.wish.levers not in session.kept:
        cases.append((word("your_plan", tell), session.wish.levers))
    return [(label, views.Runs(session.service, session.jobs(session.scenario(levers) if levers else session.baseline())))
            for label, levers in cases]  # fmt: skip


def comparison(session: Session) -> Shown:
    """Return baseline, kept plans and the present plan, yearly and in differences."""
    found = _compared(session)

    def make() -> dict[str, Any]:
        years: list[int] = next((runs.best["years"] for _, runs in found if runs.best), [])
        return {"years": years, "labels": [label for label, _ in found],
                "lines": {column: [_line(runs, column) for _, runs in found] for column in COMPARED},
                "columns": [[c, _column_title(c, session.language)] for c in COMPARED],
                "effects": _effects(found, session.language), "runs": min(len(runs.band) for _, runs in found)}  # fmt: skip

    key = tuple((label, runs.numbers) for label, runs in found)
    state = {"status": status(session, found[-1][1], found[0][1]), "kept": len(session.kept)}
    return shown(session, "compare", state, once(session, "compare", key, make))


def compared_maps(session: Session) -> Shown:
    """Return the maps of all compared plans, side by side."""
    return maps(session, _compared(session), "maps")


def _kept_label(place: int, levers: tuple[LeverEntry, ...], language: str) -> str:
    """Return a kept plan's name: a letter, since two may differ in numbers alone, and its first levers."""
    titles = list(dict.fromkeys(lever_title(entry.name, language) for entry in levers))
    rest = len(titles) - MOST_NAMED
    named = titles if rest <= 1 else [*titles[:MOST_NAMED], word("more_levers", language, n=rest)]
    return f"{'ABC'[place]}: {' + '.join(named)}"


def _column_title(column: str, language: str) -> str:
    return word(f"column_{column}", language)


def _line(runs: views.Runs, column: str) -> list[float] | None:
    return views.shortened(runs.best["columns"][column] * COMPARED[column]) if runs.best else None


def _effects(found: list[tuple[str, views.Runs]], language: str) -> list[dict[str, Any]]:
    """Return mean differences from the baseline over seeds both have, with their 95 % interval."""
    rows = []
    for column in COMPARED:
        cells = []
        reference = {run["seed"]: _total(run, column) for run in found[0][1].band}
        for _, runs in found[1:]:
            gaps = np.array([_total(r, column) - reference[r["seed"]] for r in runs.band if r["seed"] in reference])
            if len(gaps) < 2:
                cells.append([gap(gaps[0]) if len(gaps) else "…", ""])
                continue
            half = _T_95.get(len(gaps), 2.0) * gaps.std(ddof=1) / len(gaps) ** 0.5
            cells.append([gap(gaps.mean()), f"{gap(gaps.mean() - half)} … {gap(gaps.mean() + half)}"])
        rows.append({"title": _column_title(column, language), "cells": cells})
    return rows


def gap(value: float) -> str:
    """Return a difference with three digits, as people write it."""
    rounded = float(f"{value:.3g}")
    places = 0 if rounded == 0 else min(max(2 - math.floor(math.log10(abs(rounded))), 0), 6)
    return f"{rounded:+,.{places}f}".replace("-", "−") if rounded else "0"


def _total(run: dict[str, Any], column: str) -> float:
    values = run["columns"][column] * COMPARED[column]
    return float(values.sum() if column.startswith(("co2_", "public_spending")) else values.mean())
