"""The figures of the teacher's guide, run again: ``python -m experiments.dashboard.lessons [CITY]``."""

from __future__ import annotations

from typing import Any

import click

from experiments.dashboard.session import FIRST_CITY, FIRST_YEAR, PREVIEW_HOUSEHOLDS
from experiments.run import Result, run
from experiments.scenario import Scenario
from experiments.show import show_table
from policies.entry import parse_levers
from policies.package import Plan

LOOKED_AT = 2035
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
_COLUMNS = ("lesson", "cumulative Mt", f"poorest fifth {LOOKED_AT} %", f"richest fifth {LOOKED_AT} %", "public cost bn CNY",
            f"green loans {LOOKED_AT} bn CNY", f"kWh per home {LOOKED_AT}")  # fmt: skip


@click.command()
@click.argument("city", default=FIRST_CITY)
def main(city: str) -> None:
    """Run every lesson's plan on CITY (seed 0) and print what the guide quotes."""
    base = Scenario.load(city).with_(households=PREVIEW_HOUSEHOLDS)
    rows = []
    for title, levers in LESSONS.items():
        entries = parse_levers([{**lever, "start": FIRST_YEAR} for lever in levers], "lesson")
        rows.append(_row(title, run(base.with_plan(Plan(name="lesson", levers=entries)) if entries else base, 0)))
    show_table(_COLUMNS, rows, f"{city}, {PREVIEW_HOUSEHOLDS} households, seed 0, levers from {FIRST_YEAR}")


def _row(title: str, result: Result) -> tuple[str, ...]:
    year = list(result.years).index(LOOKED_AT)
    sums = [float(result.column(name).sum()) for name in ("co2_total_mt", "public_spending_bn_cny")]
    then = {n: float(result.column(n)[year]) for n in
            ("energy_burden_q1", "energy_burden_q5", "green_loans_bn_cny", "household_electricity_kwh")}  # fmt: skip
    return (title, f"{sums[0]:.1f}", f"{100 * then['energy_burden_q1']:.2f}", f"{100 * then['energy_burden_q5']:.2f}",
            f"{sums[1]:.2f}", f"{then['green_loans_bn_cny']:.2f}", f"{then['household_electricity_kwh']:.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
