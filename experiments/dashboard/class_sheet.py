"""The sheet a teacher prints for a room: its task, its people, its rounds, and a table of results to fill in or filled in."""

from __future__ import annotations

from typing import Any

import jinja2

from experiments.dashboard import views
from experiments.dashboard.rooms import ROLES, Room
from experiments.dashboard.words import word, words

ROUNDS, EMPTY_ROWS = 2, 6

_PAGE = """<!doctype html>
<html lang="{{ lang }}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ words.sheet }}: {{ city }}</title>
<style>@page{size:A4;margin:14mm}body{font-family:sans-serif;max-width:60em;margin:1em auto;padding:0 1em;line-height:1.4;
overflow-wrap:break-word}h1{font-size:1.4em;margin:.3em 0}h2{font-size:1.1em;margin:1em 0 .3em}p,ul{margin:.3em 0}
table{border-collapse:collapse;width:100%;font-size:.9em}td,th{border:1px solid #666;padding:.3em .4em;text-align:left}td{height:1.2em}th:nth-child(2){width:25%}
tr{break-inside:avoid}h2{break-after:avoid}@media print{body{margin:0;padding:0;max-width:none;font-size:10pt;line-height:1.3}}</style>
<h1>{{ words.title }}: {{ city }}</h1>
<p>{{ words.room_code }}: <strong>{{ code }}</strong> · {{ words.round }} {{ now }}. {{ words.not_forecast }}</p>
<h2>{{ words.sheet_task }}</h2><p>{{ task }}</p>
<h2>{{ words.role }}</h2><ul>{% for title, people in roles %}<li>{{ title }}{% if people %} — {{ people }}{% endif %}</li>{% endfor %}</ul>
{% for number, rows in rounds %}<h2>{{ words.round }} {{ number }}</h2>
<table><tr><th>{{ words.nickname }}</th><th>{{ words.levers }}</th><th>{{ words.peak_year }}</th><th>{{ words.peak_height }}</th>
<th>{{ words.public_cost }} ({{ words["bn CNY"] }})</th><th>{{ words.burden }} (%)</th></tr>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}
<h2>{{ words.sheet_ask }}</h2><ul>{% for question in questions %}<li>{{ question }}</li>{% endfor %}</ul></html>
"""


def class_sheet(room: Room, city: str, language: str) -> str:
    """Return the sheet's HTML; every value is escaped.

    Parameters
    ----------
    room : Room
        The room; what stands on its board is filled in, everything else is left to write on.
    city : str
        The city's title.
    language : str
        Language of the sheet.
    """
    told = words(language)
    roles = [
        (told[f"role_{role}"], ", ".join(who for who, own in room.people.items() if own == role)) for role in ROLES
    ]
    rounds = [(number, _rows(room, number, told)) for number in range(1, max(ROUNDS, room.round) + 1)]
    template = jinja2.Environment(autoescape=True).from_string(_PAGE)
    return template.render(
        lang=language, words=told, city=city, code=room.code, now=room.round, roles=roles, rounds=rounds,
        task=word("sheet_task_text", language, city=city), questions=[told[f"sheet_ask_{n}"] for n in (1, 2, 3)],
    )  # fmt: skip


def _rows(room: Room, number: int, told: dict[str, str]) -> list[tuple[Any, ...]]:
    entries = [entry for entry in room.board if entry["round"] == number]
    rows: list[tuple[Any, ...]] = [
        (e["who"], "", views.peak_year(e["peak"], told), views.peak_height(e["peak"], told), e["cost"], e["burden"])
        for e in entries
    ]
    missing = [(who, "", "", "", "", "") for who in room.people if who not in {e["who"] for e in entries}]
    rows += missing
    return rows + [("",) * 6] * (EMPTY_ROWS - len(rows))
