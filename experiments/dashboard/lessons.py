"""The figures of the teacher's guide, run again: ``python -m experiments.dashboard.lessons [CITY] [--write]``.

What the guide says of them is checked, claim by claim; with ``--write`` its table is filled in anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from experiments.dashboard.session import FIRST_CITY, FIRST_YEAR, PREVIEW_HOUSEHOLDS
from experiments.run import run
from experiments.scenario import Scenario
from experiments.show import show_table
from policies.entry import parse_levers
from policies.package import Plan
from sim.world.names import FIRM_SECTORS, MANUFACTURING

GUIDE = Path(__file__).resolve().parents[2] / "docs/teachers.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"
LOOKED_AT = 2035
INDUSTRY = "industry"
_TAX: dict[str, Any] = {"name": "carbon_tax", "level": 300}
_CREDIT: dict[str, Any] = {"name": "green_credit", "discount_pp": 2, "guarantee_share": 0.5, "quota_gdp_pct": 2}
LESSONS: dict[str, tuple[dict[str, Any], ...]] = {
    "no lever": (),
    "carbon tax 300": (_TAX,),
    "tax, dividend": ({**_TAX, "revenue_use": "dividend"},),
    "green credit": (_CREDIT,),
    "tax and credit": (_TAX, _CREDIT),
    "campaign, default": ({"name": "behaviour_campaign"},),
    "campaign, 2 contacts": ({"name": "behaviour_campaign", "contacts_per_month": 2},),
}
# What the table shows: title, column, factor, digits; a sum over the years, or the value in the year looked at.
SUMS = (
    ("cumulative Mt", "co2_total_mt", 1.0, 1),
    ("of it industry Mt", INDUSTRY, 1.0, 1),
    ("of it burnt in homes Mt", "co2_households_mt", 1.0, 1),
    ("public cost bn CNY", "public_spending_bn_cny", 1.0, 2),
)
THEN = (
    (f"poorest fifth {LOOKED_AT} %", "energy_burden_q1", 100.0, 2),
    (f"richest fifth {LOOKED_AT} %", "energy_burden_q5", 100.0, 2),
    (f"green loans {LOOKED_AT} bn CNY", "green_loans_bn_cny", 1.0, 2),
    (f"kWh per home {LOOKED_AT}", "household_electricity_kwh", 1.0, 0),
)
PARTS = {INDUSTRY: tuple(f"co2_{sector}_mt" for sector in FIRM_SECTORS[: MANUFACTURING + 1])}
Figures = dict[str, dict[str, float]]


def _gap(figures: Figures, lesson: str, column: str, other: str = "no lever") -> float:
    return figures[lesson][column] - figures[other][column]


def _share(figures: Figures, lesson: str, column: str, other: str = "no lever") -> float:
    return _gap(figures, lesson, column, other) / figures[other][column]


CLAIMS: tuple[tuple[str, Callable[[Figures], bool]], ...] = (
    ("the tax lowers cumulative emissions by 4 to 12 %",
     lambda f: -0.12 < _share(f, "carbon tax 300", "co2_total_mt") < -0.04),
    ("industry contributes at least five times what homes burn themselves",
     lambda f: _gap(f, "carbon tax 300", INDUSTRY) < 5 * _gap(f, "carbon tax 300", "co2_households_mt") < 0),
    ("the tax raises the burden of the poorest fifth by more points than that of the richest",
     lambda f: _gap(f, "carbon tax 300", "energy_burden_q1") > _gap(f, "carbon tax 300", "energy_burden_q5") > 0),
    ("the dividend changes emissions by less than 1 %",
     lambda f: abs(_share(f, "tax, dividend", "co2_total_mt", "carbon tax 300")) < 0.01),
    ("with the dividend the poorest fifth's burden is lower than with the tax alone, and higher than without any lever",
     lambda f: _gap(f, "tax, dividend", "energy_burden_q1", "carbon tax 300") < 0 < _gap(f, "tax, dividend", "energy_burden_q1")),
    ("with the dividend homes use a little more power than with the tax alone",
     lambda f: 0 < _share(f, "tax, dividend", "household_electricity_kwh", "carbon tax 300") < 0.05),
    ("the dividend multiplies public cost",
     lambda f: f["tax, dividend"]["public_spending_bn_cny"] > 10 * f["carbon tax 300"]["public_spending_bn_cny"]),
    ("green credit alone changes emissions by less than half a per cent",
     lambda f: abs(_share(f, "green credit", "co2_total_mt")) < 0.005),
    ("green credit raises green loans by 0.1 to 2 %",
     lambda f: 0.001 < _share(f, "green credit", "green_loans_bn_cny") < 0.02),
    ("credit adds less than half a per cent to what the tax does, and some green loans",
     lambda f: abs(_share(f, "tax and credit", "co2_total_mt", "carbon tax 300")) < 0.005
     and _gap(f, "tax and credit", "green_loans_bn_cny", "carbon tax 300") > 0),
    ("a campaign without contacts changes nothing", lambda f: f["campaign, default"] == f["no lever"]),
    ("two contacts a month save homes 0.2 to 2 % of electricity, and some emissions",
     lambda f: -0.02 < _share(f, "campaign, 2 contacts", "household_electricity_kwh") < -0.002
     and _gap(f, "campaign, 2 contacts", "co2_total_mt") < 0),
)  # fmt: skip


@click.command()
@click.argument("city", default=FIRST_CITY)
@click.option("--write", is_flag=True, help="Fill in the guide's table.")
def main(city: str, write: bool) -> None:
    """Run every lesson's plan on CITY (seed 0), print what the guide quotes and check what it says of it."""
    base = Scenario.load(city).with_(households=PREVIEW_HOUSEHOLDS)
    figures = {title: _figures(base, levers) for title, levers in LESSONS.items()}
    shown = (*SUMS, *THEN)
    columns = ("lesson", *(title for title, *_ in shown))
    rows = [(lesson, *(f"{found[name] * factor:.{digits}f}" for _, name, factor, digits in shown))
            for lesson, found in figures.items()]  # fmt: skip
    show_table(columns, rows, f"{city}, {PREVIEW_HOUSEHOLDS} households, seed 0, levers from {FIRST_YEAR}")
    if write:
        GUIDE.write_text(with_table(GUIDE.read_text(encoding="utf-8"), columns, rows), encoding="utf-8")
    wrong = [claim for claim, holds in CLAIMS if not holds(figures)]
    for claim in wrong:
        click.echo(f"does not hold: {claim}")
    click.echo(f"{len(CLAIMS) - len(wrong)} of the guide's {len(CLAIMS)} claims hold")
    if wrong:
        raise SystemExit(1)


def with_table(guide: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return the guide with the table between its marks replaced."""
    before, _, rest = guide.partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = [columns, ("---", *("---:" for _ in columns[1:])), *rows]
    return before + BEGIN + "".join("| " + " | ".join(line) + " |\n" for line in lines) + END + after


def _figures(base: Scenario, levers: tuple[dict[str, Any], ...]) -> dict[str, float]:
    entries = parse_levers([{**lever, "start": FIRST_YEAR} for lever in levers], "lesson")
    result = run(base.with_plan(Plan(name="lesson", levers=entries)) if entries else base, 0)
    year = list(result.years).index(LOOKED_AT)
    return {
        name: sum(float(result.column(part).sum()) for part in PARTS.get(name, (name,))) for _, name, *_ in SUMS
    } | {name: float(result.column(name)[year]) for _, name, *_ in THEN}


if __name__ == "__main__":
    main()
