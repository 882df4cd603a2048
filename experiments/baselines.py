"""Baselines beside what sources say: the comparison tables of ``docs/baselines.md``, misses included.

``make baselines`` runs the nation, the six city types and the pilots and writes the page, and beside it the same figures
as JSON for programs. Nothing here is fitted: the facts are national statistics around the base year and figures for city
types.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.ensemble import Ensemble
from experiments.handbook import ROOT, markdown
from experiments.run import run_many
from experiments.scenario import Scenario
from sim.world.config import preset_names

PAGE, FIGURES = ROOT / "docs" / "baselines.md", ROOT / "docs" / "baselines.json"
RUNS, HOUSEHOLDS, WORKERS = 4, 1000, 2
DIGITS = 3
NATION_HOUSEHOLDS = 4000  # the facts compared with the nation's include rare events, such as a year's car sales


@dataclass(frozen=True)
class Fact:
    """A range that a source gives for a national figure, and how the model's counterpart is measured."""

    what: str
    unit: str
    low: float
    high: float
    source: str
    measure: Callable[[Ensemble], float]


def _at(ensemble: Ensemble, column: str, year: int) -> float:
    return float(ensemble.column(column)[:, list(ensemble.years).index(year)].mean())


def _people(ensemble: Ensemble, year: int) -> float:
    return _at(ensemble, "population_million", year) * 1e6


def _per_head(column: str, factor: float, year: int = 2020) -> Callable[[Ensemble], float]:
    return lambda e: _at(e, column, year) * factor / _people(e, year)


def _value(column: str, year: int = 2020) -> Callable[[Ensemble], float]:
    return lambda e: _at(e, column, year)


def _growth(column: str, first: int, last: int) -> Callable[[Ensemble], float]:
    return lambda e: 100.0 * ((_at(e, column, last) / _at(e, column, first)) ** (1.0 / (last - first)) - 1.0)


def _change(column: str, first: int, last: int) -> Callable[[Ensemble], float]:
    return lambda e: 100.0 * (_at(e, column, last) / _at(e, column, first) - 1.0)


def _with_losses(ensemble: Ensemble, year: int) -> float:
    """Return electricity use in TWh as the nation counts it: lines' losses are a use of the power sector."""
    return _at(ensemble, "electricity_use_twh", year) + _at(ensemble, "electricity_losses_twh", year)


# The nation's energy includes oil, gas and coal that become plastics or fertiliser; the model's is burnt.
_FEEDSTOCK = ", less 5 % feedstock (IEA energy balances: non-energy use 0.16 to 0.18 Gtoe)"

NATIONAL_FACTS = (
    Fact("growth of output 2020-2024", "%/yr", 4.8, 5.8, "NBS communiques", _growth("gdp_bn_cny", 2020, 2024)),
    Fact("CO2 per head, scope 1", "t", 7.0, 8.2, "EDGAR v8, CEADs", _per_head("co2_scope1_mt", 1e6)),
    Fact("CO2 2020-2024", "%", 8.0, 14.0, "EDGAR 2025, GCB 2024: about +2.5 %/yr", _change("co2_scope1_mt", 2020, 2024)),
    Fact("electricity per head", "kWh", 5100, 5500, "NEA 2020: 7,511 TWh with lines' losses",
         lambda e: _with_losses(e, 2020) * 1e9 / _people(e, 2020)),
    Fact("electricity 2020-2024", "%/yr", 6.0, 7.5, "NEA: 7,511 to 9,852 TWh, with losses",
         lambda e: 100.0 * ((_with_losses(e, 2024) / _with_losses(e, 2020)) ** 0.25 - 1.0)),
    Fact("electricity per home", "kWh", 1900, 2300, "NEA 2020: 1,095 TWh over about 500 million homes",
         _value("household_electricity_kwh")),
    Fact("energy per output", "tce/10,000 CNY", 0.45, 0.49, f"NBS 2020: 4.98 Gtce{_FEEDSTOCK}", _value("energy_intensity_tce_per_10k_cny")),
    Fact("non-fossil share", "1", 0.16, 0.175, f"NBS 2020: 15.9 %{_FEEDSTOCK}", _value("nonfossil_share")),
    Fact("non-fossil share 2024", "1", 0.20, 0.215, f"NBS 2024: 19.7 %{_FEEDSTOCK}", _value("nonfossil_share", 2024)),
    Fact("cars per 100 homes", "1", 35, 39, "NBS 2020: 37.1", _value("cars_per_100_households")),
    Fact("electric share of car sales", "1", 0.05, 0.07, "CPCA 2020: 5.8 %", _value("ev_sales_share")),
    Fact("electric share of car sales 2022", "1", 0.24, 0.30, "CPCA 2022: 27.6 % (later than any fit)", _value("ev_sales_share", 2022)),
    Fact("electric share of car sales 2024", "1", 0.44, 0.50, "CPCA 2024: 47.6 % (later than any fit)", _value("ev_sales_share", 2024)),
    Fact("steel output 2020-2024 (given)", "%", -8, -3, "NBS: 1,065 to 1,005 Mt", _change("output_steel_bn_cny", 2020, 2024)),
    Fact("cement output 2020-2024 (given)", "%", -26, -20, "NBS: 2,395 to 1,825 Mt", _change("output_cement_bn_cny", 2020, 2024)),
    Fact("firms' loans over output", "1", 1.0, 1.15, "PBoC 2020: 110.5 trillion CNY to enterprises (172.7 with mortgages and other loans to persons)",
         lambda e: (_at(e, "loans_bn_cny", 2020) - _at(e, "household_loans_bn_cny", 2020)) / _at(e, "gdp_bn_cny", 2020)),
    Fact("green share of loans", "1", 0.10, 0.115, "PBoC 2020: 11.95 of 110.5 trillion CNY to enterprises",
         lambda e: _at(e, "green_loans_bn_cny", 2020) / _at(e, "loans_bn_cny", 2020)),
    Fact("rate of other loans", "%", 4.4, 4.9, "PBoC December 2020: 4.61", _value("loan_rate_other")),
    Fact("bad loans (spread of luck set by it)", "1", 0.015, 0.02, "CBIRC 2020: 1.84 %", _value("npl_ratio", 2022)),
    Fact("bad loans, green", "1", 0.003, 0.007, "CBIRC 2016-2021: below 0.7 %", _value("npl_ratio_green", 2022)),
    Fact("price of electricity", "CNY/kWh", 0.55, 0.68, "NEA 2018-2020: mean retail price 0.58 to 0.60", _value("electricity_price_cny_per_kwh")),
)  # fmt: skip

_CITY_COLUMNS = (
    ("CO2 per head 2020 (t)", _per_head("co2_total_mt", 1e6)),
    ("kWh per head 2020", _per_head("electricity_use_twh", 1e9)),
    ("output 2020-30 (%/yr)", _growth("gdp_bn_cny", 2020, 2030)),
    ("CO2 2020-30 (%)", _change("co2_total_mt", 2020, 2030)),
    ("CO2 2030-45 (%)", _change("co2_total_mt", 2030, 2045)),
    ("EV sales 2025", _value("ev_sales_share", 2025)),
    ("non-fossil 2030", _value("nonfossil_share", 2030)),
    ("bad loans 2030", _value("npl_ratio", 2030)),
)


def ensembles(names: Sequence[str]) -> dict[str, Ensemble]:
    """Return the baseline ensembles of the named presets."""
    found = {}
    for name in names:
        print(f"{name} ...", flush=True)
        households = NATION_HOUSEHOLDS if name == "national" else HOUSEHOLDS
        found[name] = run_many(Scenario.load(name).with_(households=households), RUNS, WORKERS)
    return found


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def national_rows(nation: Ensemble) -> list[dict[str, Any]]:
    """Return the facts beside the model's figures, hits and misses."""
    rows = []
    for fact in NATIONAL_FACTS:
        value = fact.measure(nation)
        verdict = "low" if value < fact.low else "high" if value > fact.high else "within"
        rows.append({"what": fact.what, "unit": fact.unit, "low": fact.low, "high": fact.high, "model": _rounded(value),
                     "verdict": verdict, "source": fact.source})  # fmt: skip
    return rows


def city_rows(cities: dict[str, Ensemble]) -> list[dict[str, Any]]:
    """Return one row per city: levels, growth and when emissions peak."""
    rows = []
    for name, ensemble in cities.items():
        peak = ensemble.peak()
        years = [None if year is None else round(year) for year in peak["year"].values()]
        figures = {title: _rounded(measure(ensemble)) for title, measure in _CITY_COLUMNS}
        rows.append({"city": name, **figures, "peak": years, "by_2030": peak["probability_by"]["2030"]})
    return rows


def figures() -> dict[str, Any]:
    """Run everything and return the figures as plain data: rows of the nation, the city types and the pilots."""
    names = preset_names()
    types = [n for n in names if n.startswith("type_")]
    found = ensembles(names)
    others = [n for n in names if n not in types and n != "national"]
    return {"nation": national_rows(found["national"]), "types": city_rows({n: found[n] for n in types}),
            "others": city_rows({n: found[n] for n in others})}  # fmt: skip


def read_figures(path: Path = FIGURES) -> dict[str, Any] | None:
    """Return the figures last written; ``None`` where there are none, as in an installation without ``docs``."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return content


def _national_table(rows: Sequence[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        verdict = "within" if row["verdict"] == "within" else f"**miss** ({row['verdict']})"
        said = f"{row['low']:g} to {row['high']:g}"
        lines.append((row["what"], row["unit"], said, f"{row['model']:.{DIGITS}g}", verdict, row["source"]))
    return markdown(("figure", "unit", "sources say", "model", "", "source"), lines)


def _city_table(rows: Sequence[dict[str, Any]]) -> str:
    titles = [title for title, _ in _CITY_COLUMNS]
    lines = []
    for row in rows:
        years = "-".join("?" if year is None else str(year) for year in row["peak"])
        by_2030 = "–" if row["by_2030"] is None else f"{row['by_2030']:.2f}"
        lines.append((row["city"], *(f"{row[title]:.{DIGITS}g}" for title in titles), years, by_2030))
    return markdown(("city", *titles, "peak (p10-p50-p90)", "P(by 2030)"), lines)


def page(found: dict[str, Any]) -> str:
    """Return the page that shows the figures."""
    return "\n\n".join((
        "# Baselines beside sources",
        f"Made by `make baselines`: {RUNS} runs of {HOUSEHOLDS:,} household agents per preset ({NATION_HOUSEHOLDS:,} for the nation) under `current_policies`. Nothing on this page was "
        "fitted, one row apart that says so. Rows marked *given* say what the model was told: the nation's output by sector to 2024 is an input (`sim/data/sector_history.csv`), "
        "and with it part of its electricity. Facts are national unless said otherwise. Figures of the base year (2020) carry the pandemic's dent.",
        "## The nation", _national_table(found["nation"]),
        "## City types", _city_table(found["types"]),
        "## Pilots and the park", _city_table(found["others"]),
    )) + "\n"  # fmt: skip


def write(found: dict[str, Any]) -> None:
    """Write the page, and the figures beside it."""
    PAGE.write_text(page(found), encoding="utf-8")
    FIGURES.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(figures())
