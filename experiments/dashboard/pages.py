"""What each page shows, as plain data for its Vue component."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from experiments.dashboard import views, wedges
from experiments.dashboard.agent_view import case_view
from experiments.dashboard.baseline_words import comparison_rows
from experiments.dashboard.error_words import wrong_input
from experiments.dashboard.fact_words import MEANINGS_ZH
from experiments.dashboard.house import rooms
from experiments.dashboard.lever_words import lever_title, unit_word
from experiments.dashboard.levers import in_force, is_free, panel, settings_line
from experiments.dashboard.milestones import milestone_view
from experiments.dashboard.place_words import district_word
from experiments.dashboard.rooms import ROLES
from experiments.dashboard.service import Answer
from experiments.dashboard.session import PAGES, Session, presets
from experiments.dashboard.words import word, words
from policies.package import load_plan, plan_names
from sim.core.errors import InputError
from sim.core.params import GROUPS


class Shown(NamedTuple):
    """What a component is sent: JSON texts, each sent only when it is another one.

    Texts and not nested data, because Solara walks through data it is given, at every redraw.

    Attributes
    ----------
    fixed : str
        What stays as long as the language and the role do.
    state : str
        What is small and changes with every move.
    bulk : str
        What is large and changes with answers.
    """

    fixed: str
    state: str
    bulk: str = "{}"


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@cache
def _fixed(part: str, language: str, role: str) -> str:
    content: dict[str, Any] = {"words": words(language), "lang": language}
    if part == "shell":
        content["pages"] = list(PAGES)
    elif part == "levers":
        content["groups"] = panel(language, role)
        content["presets"] = [[name, titles[language]] for name, titles in _plan_titles().items()]
    elif part == "results":
        content["charts"] = [c[0] for c in views.charts(("public_spending_bn_cny",))]
    elif part == "map":
        content |= views.map_legend(content["words"])
    elif part == "classroom":
        content["roles"] = list(ROLES)
    return _text(content)


def shown(session: Session, part: str, state: dict[str, Any], bulk: str = "{}") -> Shown:
    """Return what a part is sent: its fixed text, the state given, and the large text given."""
    role = session.role if part == "levers" else ""
    return Shown(_fixed(part, session.language, role), _text({**state, "dark": session.dark}), bulk)


def once(session: Session, part: str, key: tuple[Any, ...], make: Callable[[], dict[str, Any]]) -> str:
    """Return a part's large text, made again only when what it was made of is another."""
    known = session.texts.get(part)
    full = (session.language, session.wish.city, session.own_config, *key)
    if known is None or known[0] != full:
        known = session.texts[part] = (full, _text(make()))
    return known[1]


def _runs(session: Session) -> tuple[views.Runs, views.Runs]:
    return (views.Runs(session.service, session.jobs(session.scenario())),
            views.Runs(session.service, session.jobs(session.baseline())))  # fmt: skip


def shell(session: Session) -> Shown:
    """Return the header."""
    undo, redo = session.can_undo
    room = (
        {"code": session.room, "key": rooms().key(session.room, session.id, session.nickname)} if session.room else None
    )
    state = {
        "page": session.page,
        "undo": undo,
        "redo": redo,
        "link": session.link(),
        "message": session.message,
        "room": room,
    }
    return shown(session, "shell", state, once(session, "shell", (session.file,), lambda: {"file": session.file}))


def start(session: Session) -> Shown:
    """Return the start page."""
    cities = []
    for name in session.cities():
        own = session.own_config is not None and name == session.own_config.name
        config = session.own_config if own and session.own_config else presets()[name]
        count = config.city.population_million * (
            100 if session.language == "zh" else 1
        )  # in units of 10,000, or millions
        people = f"{count:,.3g}" if count < 1000 else f"{count:,.0f}"
        kind = "own" if own else "nation" if name == "national" else "type" if name.startswith("type_") else "pilot"
        cities.append({"name": name, "title": session.city_title(name), "kind": kind,
                       "people": word("people", session.language, n=people)})  # fmt: skip
    return shown(session, "start", {"cities": cities, "city": session.wish.city})


def lever_panel(session: Session) -> Shown:
    """Return the panel of levers."""
    state = {
        "force": in_force(session.wish.levers),
        "cities": [[name, session.city_title(name)] for name in session.cities()],
        "city": session.wish.city,
    }
    return shown(session, "levers", state)


@cache
def _plan_titles() -> dict[str, dict[str, str]]:
    plans = {name: load_plan(name) for name in plan_names() if name != "current_policies"}
    return {name: {"en": plan.title or name, "zh": plan.title_zh or name} for name, plan in plans.items()}


def why_not(answer: Answer, language: str) -> str:
    """Return why a run did not come to its end."""
    if isinstance(answer.value, InputError):
        return wrong_input(answer.value, language)
    return word("run_failed", language, line=answer.value)


def status(session: Session, plan: views.Runs, baseline: views.Runs) -> dict[str, Any]:
    """Return how far a session's runs are, in one word and in words."""
    left, ahead = session.service.position(session.id)
    tell = session.language
    error = plan.error or baseline.error
    if error:
        return {"kind": "error", "text": why_not(error, tell)}
    if ahead:
        return {"kind": "queued", "text": word("queued", tell, ahead=ahead)}
    if left:
        return {"kind": "computing", "text": word("computing", tell, left=left)}
    return {"kind": "ready", "text": word("ready", tell)}


def results(session: Session) -> Shown:
    """Return counters and chart; while there is no new result, ``ready`` is false and the old one stays."""
    plan, baseline = _runs(session)
    state = {"ready": plan.best is not None, "status": status(session, plan, baseline), "year": session.year,
             "chart": session.chart, "target": session.target, "whole": plan.whole is not None}  # fmt: skip
    if plan.best is None:
        known = session.texts.get("results")
        return shown(session, "results", state, known[1] if known else "{}")
    wedge = _wedge_numbers(session)
    key = (plan.numbers, baseline.numbers, session.chart, wedge)
    return shown(session, "results", state, once(session, "results", key, lambda: _drawn(session, plan, baseline)))


def _drawn(session: Session, plan: views.Runs, baseline: views.Runs) -> dict[str, Any]:
    run, told = plan.best, words(session.language)
    assert run is not None
    sample = word("full" if plan.full else "preview", session.language, n=f"{run['households']:,}")
    band = word("band_note", session.language, n=len(plan.band)) if len(plan.band) > 2 else told["no_band"]
    return {"years": run["years"], "cards": views.cards(plan, baseline, told), "peak": views.peak_card(plan, told),
            "sample": f"{sample}; {band}", "total": views.shortened(run["columns"]["co2_total_mt"]),
            "drawn": views.chart_view(session.chart, plan, baseline, session.language, told, _taken(session))}  # fmt: skip


def _wedge_numbers(session: Session) -> tuple[int, ...]:
    jobs = session.wedge_jobs().values() if session.chart == "chart_wedge" else ()
    return tuple(a.number if (a := session.service.answer(job)) else 0 for job in jobs)


def _taken(session: Session) -> dict[str, list[float]] | None:
    """Return what each lever takes away, when the runs for it are there."""
    jobs = session.wedge_jobs() if session.chart == "chart_wedge" else {}
    found = {one: session.service.answer(job) for one, job in jobs.items()}
    paths = {one: a.value["columns"]["co2_total_mt"] for one, a in found.items() if a and a.status == "done"}
    return wedges.wedges(session.wish.levers, paths) if jobs and len(paths) == len(jobs) else None


def city_map(session: Session) -> Shown:
    """Return the map's bytes."""
    plan, _ = _runs(session)
    return maps(session, [("", plan)], "map")


def maps(session: Session, cases: Sequence[tuple[str, views.Runs]], part: str) -> Shown:
    """Return the maps of the cases that have a run; while none has, the old ones stay."""
    cases = [(title, runs) for title, runs in cases if runs.best]
    config = session.baseline().config
    districts = [district_word(district.name, config.name, session.language) for district in config.city.districts]
    state = {"year": session.year, "alone": part == "map", "districts": districts}
    known = session.texts.get(part)
    if not cases:
        return shown(session, "map", state, known[1] if known else _text({"maps": []}))
    key = tuple((title, runs.best_number) for title, runs in cases)
    bulk = once(
        session, part, key, lambda: {"maps": [views.map_bytes(title, runs.best or {}) for title, runs in cases]}
    )
    return shown(session, "map", state, bulk)


def inspector(session: Session) -> Shown:
    """Return the chosen agent under the plan and under the baseline."""
    if session.agent is None:
        return shown(session, "inspector", {"agent": "", "year": session.year}, _text({"cases": []}))
    kind, row = session.agent
    answers = [session.service.answer(job) for job in session.agent_jobs()]
    agent = word("firm_of" if kind == "firm" else "group_of", session.language, n=row)
    key = (agent, bool(session.wish.levers), *(a.number if a else 0 for a in answers))
    bulk = once(session, "inspector", key, lambda: {"cases": _cases(session, answers, kind)})
    return shown(session, "inspector", {"agent": agent, "year": session.year}, bulk)


def _cases(session: Session, answers: Sequence[Answer | None], kind: str) -> list[dict[str, Any]]:
    cases = []
    for answer, key in zip(answers, ("under_plan", "under_baseline"), strict=False):
        title = word(key if session.wish.levers else "under_baseline", session.language)
        case: dict[str, Any] = {"title": title, "ready": answer is not None, "error": ""}
        if answer is not None and answer.status != "done":
            case["error"] = why_not(answer, session.language)
        elif answer is not None:
            case |= case_view(answer.value, kind, session.baseline().config, session.language)
        cases.append(case)
    return cases


def plan(session: Session) -> Shown:
    """Return the timeline and the milestones."""
    config = session.baseline().config
    entries = [{"title": lever_title(e.name, session.language), "start": str(e.start or ""), "end": str(e.end or ""),
                "announced": str(e.announced or ""), "ramp": e.ramp_months, "settings": settings_line(e, session.language),
                "locked": not is_free(e.name, session.role)}
               for e in session.wish.levers]  # fmt: skip
    runs, baseline = _runs(session)
    score = [[c["title"], f"{c['values'][-1]:,.4g} {c['unit']}", f"{c['baseline'][-1]:,.4g}" if c["baseline"] else "…"]
             for c in views.cards(runs, baseline, words(session.language))] if runs.best else []  # fmt: skip
    milestones = [milestone_view(m, runs.whole, session.language) for m in session.wish.milestones]
    return shown(session, "plan", {"entries": entries, "first": config.start, "last": config.end, "score": score,
                                    "milestones": milestones})  # fmt: skip


def facts(session: Session) -> Shown:
    """Return every parameter of the model, and what sources say beside its baseline."""
    return shown(
        session, "facts", {}, once(session, "facts", (), lambda: {
            "rows": _facts(session), "beside": comparison_rows(session.language),
        }),
    )  # fmt: skip


def _facts(session: Session) -> list[list[Any]]:
    changed = dict(session.baseline().config.behaviour)
    rows = []
    for name, p in ((f"{group.name}.{p.name}", p) for group in GROUPS.values() for p in group):
        meaning = MEANINGS_ZH.get(name, p.doc) if session.language == "zh" else p.doc
        limits = f"{p.low:g} … {p.high:g}"
        unit = unit_word(p.unit, session.language) or p.unit
        rows.append([name, changed.get(name, p.default), unit, limits, meaning, p.source, name in changed])
    return rows


def classroom(session: Session) -> Shown:
    """Return the room, when there is one."""
    room = rooms().find(session.room) if session.room else None
    state = {"code": room.code if room else "", "role": session.role, "teacher": bool(room and room.teacher == session.id),
             "round": room.round if room else 0, "people": sorted(room.people.items()) if room else [],
             "board": [_board_row(entry, session.language) for entry in room.board] if room else [], "result": _runs(session)[0].whole is not None}  # fmt: skip
    return shown(session, "classroom", state)


def _board_row(entry: dict[str, Any], language: str) -> dict[str, Any]:
    """Return an entry in the reader's language, whatever its writer's was."""
    told, peak = words(language), entry["peak"]
    return {**entry, "peak": views.peak_year(peak, told), "height": views.peak_height(peak, told)}


def board_entry(session: Session) -> dict[str, Any] | None:
    """Return what the board shows of the present plan; ``None`` while it is not computed."""
    runs, _ = _runs(session)
    run = runs.whole
    if run is None:
        return None
    columns = run["columns"]
    return {"peak": run["peak"], "cost": round(float(columns["public_spending_bn_cny"].sum()), 2),
            "burden": round(100 * float(np.mean(columns["energy_burden_q1"])), 2)}  # fmt: skip


def help_page(session: Session) -> Shown:
    """Return the help page: words alone."""
    return shown(session, "help", {})


def download(session: Session, kind: str) -> dict[str, str] | None:
    """Return a file for the browser to save: name and text; ``None`` while there is nothing to save."""
    number = str(int((session.file or {"number": "0"})["number"]) + 1)
    if kind == "plan":
        return {"name": "plan.toml", "text": session.plan().to_toml(), "number": number}
    room = rooms().find(session.room) if session.room else None
    if kind == "sheet" and room:
        from experiments.dashboard.class_sheet import class_sheet

        text = class_sheet(room, session.city_title(), session.language)
        return {"name": f"class-{room.code}.html", "text": text, "number": number}
    runs, baseline = _runs(session)
    if kind == "csv" and runs.whole:
        sheet = io.StringIO()
        writer = csv.writer(sheet, lineterminator="\n")
        columns = runs.whole["columns"]
        writer.writerow(["year", *columns])
        writer.writerows([year, *(float(columns[c][i]) for c in columns)] for i, year in enumerate(runs.whole["years"]))
        return {"name": f"{session.wish.city}.csv", "text": sheet.getvalue(), "number": number}
    if kind == "report" and runs.whole:
        from experiments.dashboard.printout import printout

        return {"name": f"{session.wish.city}.html", "text": printout(session, runs, baseline), "number": number}
    return None
