"""The report a user takes along: one self-contained page about the present plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2

from experiments.dashboard import views
from experiments.dashboard.lever_words import lever_title
from experiments.dashboard.words import words

if TYPE_CHECKING:
    from experiments.dashboard.session import Session

_PAGE = """<!doctype html>
<html lang="{{ lang }}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ city }}</title>
<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.5}
table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #bbb;padding:.3em .6em;text-align:right}
td:first-child,th:first-child{text-align:left}pre{background:#f4f4f4;padding:1em;overflow:auto}</style>
<h1>{{ words.title }}: {{ city }}</h1><p>{{ words.not_forecast }}</p>
<p><strong>{{ words.peak_year }}: {{ peak.year }}</strong>, {{ words.peak_height }} {{ peak.height }}. {{ peak.surely }}</p>
<table><tr><th>{{ words.year }} {{ last }}</th><th>{{ words.your_plan }}</th><th>{{ words.baseline }}</th></tr>
{% for c in cards %}<tr><td>{{ c.title }} ({{ c.unit }})</td><td>{{ "%.4g"|format(c["values"][-1]) }}</td>
<td>{{ "%.4g"|format(c.baseline[-1]) if c.baseline else "…" }}</td></tr>{% endfor %}</table>
<h2>{{ words.levers }}</h2><ul>{% for title in levers %}<li>{{ title }}</li>{% else %}<li>{{ words.no_levers }}</li>{% endfor %}</ul>
<pre>{{ plan }}</pre>
<h2>{{ words.chart_sector }}</h2>
<table><tr><th>{{ words.year }}</th>{% for s in drawn.series %}<th>{{ s.name }}</th>{% endfor %}</tr>
{% for year in years %}{% set i = loop.index0 %}<tr><td>{{ year }}</td>{% for s in drawn.series %}<td>{{ s["values"][i] }}</td>{% endfor %}</tr>
{% endfor %}</table></html>
"""


def printout(session: Session, plan: views.Runs, baseline: views.Runs) -> str:
    """Return the report's HTML; every value is escaped."""
    told = words(session.language)
    run = plan.whole
    assert run is not None
    template = jinja2.Environment(autoescape=True).from_string(_PAGE)
    return template.render(
        lang=session.language, words=told, city=session.city_title(), peak=views.peak_card(plan, told), last=run["years"][-1],
        cards=views.cards(plan, baseline, told), plan=session.plan().to_toml(), years=run["years"],
        levers=[lever_title(entry.name, session.language) for entry in session.wish.levers],
        drawn=views.chart_view("chart_sector", plan, baseline, session.language, told),
    )  # fmt: skip
