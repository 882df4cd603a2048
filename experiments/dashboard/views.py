"""What the browser is sent of a scenario's runs: series by chart, band, peak and adoption bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.dashboard.jobs import Job
from experiments.dashboard.lever_words import lever_title
from experiments.dashboard.service import Answer, RunService
from experiments.texts import text
from sim.core.columns import Array
from sim.world.names import CARRIERS, EMISSION_SECTORS

_DIGITS = 5
Chart = tuple[str, str, tuple[tuple[str, str, float], ...]]


class Runs:
    """The answers to a scenario's jobs that are there by now."""

    def __init__(self, service: RunService, jobs: Sequence[Job]) -> None:
        """Look the answers up."""
        found: list[Answer | None] = [service.answer(job) for job in jobs]
        self.error = next((a for a in found if a and a.status != "done"), None)
        self.left = sum(a is None for a in found)
        parts = service.part(jobs[0]) if found[0] is None else None
        self.numbers = tuple(a.number if a else 0 for a in (*found, parts))
        done = [a.value if a and a.status == "done" else None for a in found]
        self.preview, self.full = done[0], done[1] if len(done) > 1 else None
        self.band = [d for d in (done[0], *done[2:]) if d is not None]
        self.part = parts.value if parts else None
        self.best_number = self.numbers[1] if self.full else self.numbers[0] if self.preview else self.numbers[-1]

    @property
    def best(self) -> dict[str, Any] | None:
        """The run with the largest sample there is; while there is none, its first years."""
        return self.full or self.preview or self.part

    @property
    def whole(self) -> dict[str, Any] | None:
        """The run with the largest sample that has come to its end."""
        return self.full or self.preview

    def quantiles(self, column: str) -> tuple[list[float], list[float]] | None:
        """Return the 10 and 90 % quantiles over runs, when there are enough."""
        if len(self.band) < 3:
            return None
        values = np.array([run["columns"][column] for run in self.band])
        low, high = np.quantile(values, (0.1, 0.9), axis=0)
        return shortened(low), shortened(high)

    def probability_by(self, year: int) -> float | None:
        """Return the share of runs that have peaked by a year."""
        if len(self.band) < 3:
            return None
        hits = [r["peak"]["status"] in ("peaked", "before_start") and r["peak"]["year"] <= year for r in self.band]
        return float(np.mean(hits))


def shortened(values: Array) -> list[float]:
    """Return numbers with the digits a chart can show."""
    return [float(f"{v:.{_DIGITS}g}") for v in values.tolist()]


def charts(columns: Sequence[str]) -> list[Chart]:
    """Return the charts: key, kind, and (column, label, factor) of each series."""
    known = set(columns)

    def pick(*wanted: tuple[str, str, float]) -> tuple[tuple[str, str, float], ...]:
        return tuple(w for w in wanted if w[0] in known)

    spending = [c for c in columns if c.startswith("public_spending_") and c != "public_spending_bn_cny"]
    power = [c for c in columns if c.startswith("generation_")]
    fifths = [(f"energy_burden_q{i}", f"fifth_{i}", 100.0) for i in range(1, 6)]
    return [
        ("chart_sector", "stack", pick(*((f"co2_{s}_mt", f"sector_{s}", 1.0) for s in EMISSION_SECTORS),
                                       ("co2_imported_electricity_mt", "imported_electricity", 1.0))),
        ("chart_total", "line", pick(("co2_total_mt", "your_plan", 1.0))),
        ("chart_carrier", "stack", pick(*((f"co2_from_{c}_mt", f"carrier_{c}", 1.0) for c in CARRIERS), ("co2_process_mt", "process", 1.0))),
        ("chart_adoption", "line", pick(("ev_stock_share", "ev", 100.0), ("heat_pump_share", "heat_pump", 100.0),
                                        ("efficient_appliance_share", "efficient_appliances", 100.0),
                                        ("waste_sorted_share", "waste_sorted", 100.0), ("nonfossil_share", "nonfossil", 100.0))),
        ("chart_cost", "stack", tuple((c, c.removeprefix("public_spending_").removesuffix("_bn_cny"), 1.0)
                                      for c in spending)),
        ("chart_equity", "line", pick(*fifths)),
        ("chart_credit", "line", pick(("npl_ratio", "bad_loans", 100.0), ("npl_ratio_green", "bad_green_loans", 100.0),
                                      ("loan_rate_green", "rate_green", 1.0), ("loan_rate_other", "rate_other", 1.0))),
        ("chart_power", "stack", tuple((c, f"power_{c.removeprefix('generation_').removesuffix('_twh')}", 1.0) for c in power)),
        ("chart_wedge", "wedge", pick(("co2_total_mt", "your_plan", 1.0))),
    ]  # fmt: skip


def series_label(label: str, language: str, words: dict[str, str]) -> str:
    """Return a series' name in a language, where there is one."""
    if label.startswith("sector_") or label == "imported_electricity":
        return text(label, language)
    return words[label] if label in words else lever_title(label, language)


def chart_view(
    key: str,
    plan: Runs,
    baseline: Runs,
    language: str,
    words: dict[str, str],
    taken: dict[str, list[float]] | None = None,
) -> dict[str, Any]:
    """Return one chart's series with the baseline and the band, ready to draw.

    ``taken`` is what each lever takes away, for the wedge; without it the wedge is the whole plan's.
    """
    run = plan.best
    assert run is not None
    found = {c[0]: c for c in charts(list(run["columns"]))}
    key, kind, wanted = found.get(key, found["chart_sector"])
    series: list[dict[str, Any]] = [
        {"name": series_label(label, language, words), "values": shortened(run["columns"][column] * factor)}
        for column, label, factor in wanted
    ]
    series = [s for s in series if any(abs(v) > 0 for v in s["values"])] or series
    totals = key in ("chart_sector", "chart_total", "chart_wedge")
    base = baseline.best
    view: dict[str, Any] = {"key": key, "kind": kind, "series": series, "baseline": None, "band": None}
    if key == "chart_wedge" and base:
        view["series"] = _wedge(run, base, taken, language, words)
    if totals:
        view["baseline"] = shortened(base["columns"]["co2_total_mt"]) if base else None
        view["band"] = plan.quantiles("co2_total_mt")
    return view


def _wedge(
    run: dict[str, Any],
    base: dict[str, Any],
    taken: dict[str, list[float]] | None,
    language: str,
    words: dict[str, str],
) -> list[dict[str, Any]]:
    path, without = run["columns"]["co2_total_mt"], base["columns"]["co2_total_mt"]
    years = min(len(path), len(without))
    gap = without[:years] - path[:years]
    parts = {words["your_plan"]: gap}
    if taken:
        found = {lever_title(name, language): np.array(values)[:years] for name, values in taken.items()}
        small = np.abs(sum(found.values())) > 1e-9  # shares are of previews: scaled to the gap of what is shown
        scale = np.where(small, gap / np.where(small, sum(found.values()), 1.0), 0.0)
        parts = {name: values * np.clip(scale, 0.0, 2.0) for name, values in found.items()}
    return [
        {"name": "plan", "values": shortened(path)},
        *({"name": n, "values": shortened(v)} for n, v in parts.items()),
    ]


CARDS: tuple[tuple[str, str, float, str, int, bool], ...] = (
    ("emissions", "co2_total_mt", 1.0, "Mt", -1, False),
    ("cumulative", "co2_total_mt", 1.0, "Mt", -1, True),
    ("public_cost", "public_spending_bn_cny", 1.0, "bn CNY", -1, True),
    ("burden", "energy_burden_q1", 100.0, "of_income", -1, False),
    ("safety", "reserve_margin", 100.0, "%", 1, False),
    ("bad_loans", "npl_ratio", 100.0, "%", -1, False),
)


def cards(plan: Runs, baseline: Runs, words: dict[str, str]) -> list[dict[str, Any]]:
    """Return the counters: a value per year, the baseline's, and which way is better."""
    run, base = plan.best, baseline.best
    assert run is not None
    made = []
    for key, column, factor, unit, better, adds_up in CARDS:
        values, reference = (_card(r, column, factor, adds_up) for r in (run, base))
        made.append(
            {
                "title": words[key],
                "unit": words.get(unit, unit),
                "values": values,
                "baseline": reference,
                "better": better,
            }
        )
    return made


def _card(run: dict[str, Any] | None, column: str, factor: float, adds_up: bool) -> list[float] | None:
    if run is None:
        return None
    values = run["columns"][column] * factor
    return shortened(values.cumsum() if adds_up else values)


def peak_year(peak: dict[str, Any], words: dict[str, str]) -> str:
    """Return a run's peak year, or in words why there is none."""
    settled = peak["status"] in ("peaked", "before_start")
    return str(peak["year"]) if settled else words[f"status_{peak['status']}"]


def peak_height(peak: dict[str, Any], words: dict[str, str]) -> str:
    """Return how high a run's peak is, with its unit."""
    return f"{peak['height_mt']:.4g} {words['Mt']}"


def peak_card(plan: Runs, words: dict[str, str]) -> dict[str, str]:
    """Return the peak in words: year or status, height, and how surely by 2030."""
    run = plan.best
    assert run is not None
    peak = run["peak"]
    if peak is None:
        return {"year": "…", "height": "", "surely": words["no_band"], "plateau": "…", "decline": ""}
    settled = peak["status"] in ("peaked", "before_start")
    share = plan.probability_by(2030)
    return {
        "year": peak_year(peak, words),
        "height": peak_height(peak, words),
        "surely": words["no_band"]
        if share is None
        else words["peak_by_2030"].format(p=f"{100 * share:.0f}", n=len(plan.band)),
        "plateau": words["plateau_years"].format(n=peak["plateau_years"]) if settled else "–",
        "decline": words["decline"].format(p=f"{peak['decline_pct_per_year']:.3g}")
        if settled and peak["decline_pct_per_year"] is not None
        else "",
    }


def map_bytes(title: str, run: dict[str, Any]) -> dict[str, Any]:
    """Return the bytes one map draws: the year of adoption by technology, and where each household and firm belongs."""
    kept = ("adoption", "households", "district", "sector", "years")
    return {"title": title, **{name: run[name] for name in kept}}


def map_legend(words: dict[str, str]) -> dict[str, Any]:
    """Return what the map's legend says."""
    return {
        "legend": {
            "households": [["ev", words["ev"]], ["solar", words["solar"]], ["heat_pump", words["heat_pump"]]],
            "firms": [["retrofit", words["retrofit"]], ["firm_solar", words["firm_solar"]]],
        },
    }
