"""What each page shows, as plain data for its Vue component."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from experiments.dashboard import views, wedges
from experiments.dashboard.agent_view import case_view
from experiments.dashboard.house import rooms
from experiments.dashboard.lever_words import lever_title
from experiments.dashboard.levers import panel, settings_line
from experiments.dashboard.rooms import ROLES
from experiments.dashboard.session import PAGES, Session, presets
from experiments.dashboard.words import word, words
from policies.package import load_plan, plan_names
from sim.core.params import GROUPS

COMPARED = ("co2_total_mt", "co2_scope1_mt", "public_spending_bn_cny", "energy_burden_q1", "gdp_bn_cny", "ev_stock_share",
            "nonfossil_share", "electricity_price_cny_per_kwh", "npl_ratio", "jobs_thousand")  # fmt: skip
_T_95 = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45}


def _runs(session: Session) -> tuple[views.Runs, views.Runs]:
    return (views.Runs(session.service, session.jobs(session.scenario())),
            views.Runs(session.service, session.jobs(session.baseline())))  # fmt: skip


def _base(session: Session) -> dict[str, Any]:
    return {"words": words(session.language), "lang": session.language, "dark": session.dark}


def _city_title(name: str, language: str, session: Session) -> str:
    own = session.own_config
    config = own if own is not None and own.name == name else presets()[name]
    return (config.title_zh if language == "zh" else config.title_en) or name


def shell(session: Session) -> dict[str, Any]:
    """Return the header."""
    undo, redo = session.can_undo
    return {**_base(session), "page": session.page, "pages": list(PAGES), "undo": undo, "redo": redo, "link": session.link(),
            "message": session.message, "file": session.file, "room": session.room}  # fmt: skip


def start(session: Session) -> dict[str, Any]:
    """Return the start page."""
    cities = []
    for name in session.cities():
        own = session.own_config is not None and name == session.own_config.name
        config = session.own_config if own and session.own_config else presets()[name]
        count = config.city.population_million * (
            100 if session.language == "zh" else 1
        )  # in units of 10,000, or millions
        people = f"{count:,.3g}" if count < 1000 else f"{count:,.0f}"
        cities.append({"name": name, "title": _city_title(name, session.language, session), "type": name.startswith("type_"),
                       "people": word("people", session.language, n=people)})  # fmt: skip
    return {**_base(session), "cities": cities, "city": session.wish.city}


def lever_panel(session: Session) -> dict[str, Any]:
    """Return the panel of levers."""
    return {
        **_base(session),
        "groups": panel(session.wish.levers, session.language, session.role),
        "cities": [[name, _city_title(name, session.language, session)] for name in session.cities()],
        "city": session.wish.city,
        "presets": [[name, titles[session.language]] for name, titles in _plan_titles().items()],
        "any": bool(session.wish.levers),
    }


@cache
def _plan_titles() -> dict[str, dict[str, str]]:
    plans = {name: load_plan(name) for name in plan_names() if name != "current_policies"}
    return {name: {"en": plan.title or name, "zh": plan.title_zh or name} for name, plan in plans.items()}


def _status(session: Session, plan: views.Runs, baseline: views.Runs) -> dict[str, Any]:
    left, ahead = session.service.position(session.id)
    tell = session.language
    if plan.error or baseline.error:
        return {"kind": "error", "text": plan.error or baseline.error}
    if ahead:
        return {"kind": "queued", "text": word("queued", tell, ahead=ahead)}
    if left:
        return {"kind": "computing", "text": word("computing", tell, left=left)}
    return {"kind": "ready", "text": word("ready", tell)}


def results(session: Session) -> dict[str, Any]:
    """Return counters and chart; while a new result is computed, ``ready`` is false and the browser keeps the old one."""
    plan, baseline = _runs(session)
    base = _base(session)
    view: dict[str, Any] = {**base, "ready": plan.best is not None, "status": _status(session, plan, baseline),
                            "year": session.year, "chart": session.chart, "has_plan": bool(session.wish.levers),
                            "charts": [c[0] for c in views.charts(("public_spending_bn_cny",))]}  # fmt: skip
    if plan.best is None:
        return view
    sample = word("full" if plan.full else "preview", session.language, n=f"{plan.best['households']:,}")
    band = word("band_note", session.language, n=len(plan.band)) if len(plan.band) > 2 else base["words"]["no_band"]
    return {**view, "years": plan.best["years"], "cards": views.cards(plan, baseline, base["words"]),
            "peak": views.peak_card(plan, base["words"]), "sample": f"{sample}; {band}",
            "drawn": views.chart_view(session.chart, plan, baseline, session.language, base["words"], _taken(session)),
            "target": session.target, "total": plan.best["columns"]["co2_total_mt"],
            "whole": plan.whole is not None}  # fmt: skip


def _taken(session: Session) -> dict[str, list[float]] | None:
    """Return what each lever takes away, when the runs for it are there."""
    jobs = session.wedge_jobs() if session.chart == "chart_wedge" else {}
    found = {one: session.service.answer(job) for one, job in jobs.items()}
    paths = {one: a.value["columns"]["co2_total_mt"] for one, a in found.items() if a and a.status == "done"}
    return wedges.wedges(session.wish.levers, paths) if jobs and len(paths) == len(jobs) else None


def city_map(session: Session) -> dict[str, Any]:
    """Return the map's bytes."""
    plan, _ = _runs(session)
    return {**_maps(session, [("", plan)]), "alone": True}


def _maps(session: Session, cases: Sequence[tuple[str, views.Runs]]) -> dict[str, Any]:
    base = _base(session)
    districts = [district.name for district in session.baseline().config.city.districts]
    maps = [views.map_bytes(title, runs.best) for title, runs in cases if runs.best]
    return {**base, **views.map_legend(base["words"]), "year": session.year, "maps": maps, "districts": districts}


def inspector(session: Session) -> dict[str, Any]:
    """Return the chosen agent under the plan and under the baseline."""
    view: dict[str, Any] = {**_base(session), "agent": "", "cases": []}
    if session.agent is None:
        return view
    kind, row = session.agent
    view["agent"] = word("firm_of" if kind == "firm" else "group_of", session.language, n=row)
    view["year"] = session.year
    for job, key in zip(session.agent_jobs(), ("under_plan", "under_baseline"), strict=False):
        answer = session.service.answer(job)
        title = view["words"][key if session.wish.levers else "under_baseline"]
        case: dict[str, Any] = {"title": title, "ready": answer is not None, "error": ""}
        if answer is not None and answer.status != "done":
            case["error"] = str(answer.value)
        elif answer is not None:
            case |= case_view(answer.value, kind, session.baseline().config, session.language)
        view["cases"].append(case)
    return view


def compare(session: Session) -> dict[str, Any]:
    """Return baseline, kept plans and the present plan, yearly and in differences."""
    base = _base(session)
    cases = [(base["words"]["baseline"], ()), *session.kept]
    if session.wish.levers and session.wish.levers not in [levers for _, levers in session.kept]:
        cases.append((base["words"]["your_plan"], session.wish.levers))
    found = [(label, views.Runs(session.service, session.jobs(session.scenario(levers) if levers else session.baseline())))
             for label, levers in cases]  # fmt: skip
    years: list[int] = next((runs.best["years"] for _, runs in found if runs.best), [])
    lines = {column: [_line(runs, column) for _, runs in found] for column in COMPARED}
    labels = [_case_label(label, session.language) for label, _ in found]
    plan, baseline = found[-1][1], found[0][1]
    return {**base, "years": years, "labels": labels, "lines": lines, "status": _status(session, plan, baseline),
            "columns": [[c, _column_title(c, session.language)] for c in COMPARED], "kept": len(session.kept),
            "effects": _effects(found, session.language), "runs": min(len(runs.band) for _, runs in found),
            "maps": _maps(session, list(zip(labels, (runs for _, runs in found), strict=True)))}  # fmt: skip


def _case_label(label: str, language: str) -> str:
    return " + ".join(lever_title(part, language) if "_" in part else part for part in label.split(" + "))


def _column_title(column: str, language: str) -> str:
    return word(f"column_{column}", language)


def _line(runs: views.Runs, column: str) -> list[float] | None:
    return [float(f"{v:.5g}") for v in runs.best["columns"][column]] if runs.best else None


def _effects(found: list[tuple[str, views.Runs]], language: str) -> list[dict[str, Any]]:
    """Return mean differences from the baseline over seeds both have, with their 95 % interval."""
    rows = []
    for column in COMPARED:
        cells = []
        reference = {run["seed"]: _total(run, column) for run in found[0][1].band}
        for _, runs in found[1:]:
            gaps = np.array([_total(r, column) - reference[r["seed"]] for r in runs.band if r["seed"] in reference])
            if len(gaps) < 2:
                cells.append([f"{gaps[0]:+.3g}" if len(gaps) else "…", ""])
                continue
            half = _T_95.get(len(gaps), 2.0) * gaps.std(ddof=1) / len(gaps) ** 0.5
            cells.append([f"{gaps.mean():+.3g}", f"{gaps.mean() - half:+.3g} … {gaps.mean() + half:+.3g}"])
        rows.append({"title": _column_title(column, language), "cells": cells})
    return rows


def _total(run: dict[str, Any], column: str) -> float:
    values = np.array(run["columns"][column])
    return float(values.sum() if column.startswith(("co2_", "public_spending")) else values.mean())


def plan(session: Session) -> dict[str, Any]:
    """Return the timeline and the milestones."""
    config = session.baseline().config
    entries = [{"title": lever_title(e.name, session.language), "start": str(e.start or ""), "end": str(e.end or ""),
                "ramp": e.ramp_months, "settings": settings_line(e, session.language)}
               for e in session.wish.levers]  # fmt: skip
    runs, baseline = _runs(session)
    base = _base(session)
    score = [[c["title"], f"{c['values'][-1]:,.4g} {c['unit']}", f"{c['baseline'][-1]:,.4g}" if c["baseline"] else "…"]
             for c in views.cards(runs, baseline, base["words"])] if runs.best else []  # fmt: skip
    return {**base, "entries": entries, "first": config.start, "last": config.end, "score": score,
            "milestones": [", ".join(f"{k}: {v}" for k, v in m.items()) for m in session.wish.milestones]}  # fmt: skip


def facts(session: Session) -> dict[str, Any]:
    """Return every parameter of the model and of the levers."""
    changed = dict(session.baseline().config.behaviour)
    rows = []
    for group in GROUPS.values():
        for p in group:
            name = f"{group.name}.{p.name}"
            rows.append(
                [
                    name,
                    changed.get(name, p.default),
                    p.unit,
                    f"{p.low:g} … {p.high:g}",
                    p.doc,
                    p.source,
                    name in changed,
                ]
            )
    return {**_base(session), "rows": rows, "assumed": list(session.baseline().config.assumed)}


def classroom(session: Session) -> dict[str, Any]:
    """Return the room, when there is one."""
    room = rooms().find(session.room) if session.room else None
    return {**_base(session), "code": room.code if room else "", "roles": list(ROLES), "role": session.role,
            "teacher": bool(room and room.teacher == session.id), "round": room.round if room else 0,
            "people": sorted(room.people.items()) if room else [], "board": list(room.board) if room else [],
            "result": _runs(session)[0].whole is not None}  # fmt: skip


def board_entry(session: Session) -> dict[str, Any] | None:
    """Return what the board shows of the present plan; ``None`` while it is not computed."""
    runs, _ = _runs(session)
    run = runs.whole
    if run is None:
        return None
    columns = run["columns"]
    peak = views.peak_card(runs, words(session.language))
    return {"peak": peak["year"], "height": peak["height"], "cost": round(sum(columns["public_spending_bn_cny"]), 2),
            "burden": round(100 * float(np.mean(columns["energy_burden_q1"])), 2)}  # fmt: skip


def help_page(session: Session) -> dict[str, Any]:
    """Return the help page: words alone."""
    return _base(session)


def download(session: Session, kind: str) -> dict[str, str] | None:
    """Return a file for the browser to save: name and text; ``None`` while there is nothing to save."""
    number = str(int((session.file or {"number": "0"})["number"]) + 1)
    if kind == "plan":
        return {"name": "plan.toml", "text": session.plan().to_toml(), "number": number}
    runs, baseline = _runs(session)
    if kind == "csv" and runs.whole:
        sheet = io.StringIO()
        writer = csv.writer(sheet, lineterminator="\n")
        columns = runs.whole["columns"]
        writer.writerow(["year", *columns])
        writer.writerows([year, *(columns[c][i] for c in columns)] for i, year in enumerate(runs.whole["years"]))
        return {"name": f"{session.wish.city}.csv", "text": sheet.getvalue(), "number": number}
    if kind == "report" and runs.whole:
        from experiments.dashboard.printout import printout

        return {"name": f"{session.wish.city}.html", "text": printout(session, runs, baseline), "number": number}
    return None
