"""Tables of a result, as rows of plain strings: the terminal, the report and the tests read the same ones."""

from __future__ import annotations

from typing import Any

from experiments.outcomes import OUTCOMES
from experiments.texts import text

Row = tuple[str, ...]


def summary_table(documents: dict[str, dict[str, Any]], language: str = "en") -> tuple[Row, list[Row]]:
    """Return header and rows: peak year, height, P(peak by 2030), cumulative emissions, cost and burden per case."""
    keys = ("case", "year", "height", "by_2030", "cumulative", "cost", "burden")
    header = tuple(text(f"table_{key}", language) for key in keys)
    return header, [_summary_row(label, document, language) for label, document in documents.items()]


def _summary_row(label: str, document: dict[str, Any], language: str) -> Row:
    peak, outcomes = document["peak"], document["outcomes"]
    return (
        label,
        _peak_year(peak, language),
        _range(peak["height_mt"], 1),
        _share(peak["probability_by"].get("2030")),
        f"{outcomes['cumulative_co2_mt']['mean']:,.0f}",
        f"{outcomes['public_spending_bn_cny']['mean']:,.1f}",
        f"{100 * outcomes['energy_burden_q1']['mean']:.1f} %",
    )


def _peak_year(peak: dict[str, Any], language: str) -> str:
    year = peak["year"]
    if year["p50"] is None:
        status = max(peak["status"], key=lambda name: peak["status"][name])
        return text(f"status_{status}", language)
    return _range(year, 0)


def _range(quantiles: dict[str, Any], digits: int) -> str:
    low, mid, high = (quantiles[q] for q in ("p10", "p50", "p90"))
    if mid is None:
        return "–"
    shown = f"{mid:.{digits}f}"
    bounds = [("?" if b is None else f"{b:.{digits}f}") for b in (low, high)]
    return shown if bounds == [shown, shown] else f"{shown} ({bounds[0]}–{bounds[1]})"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def effect_rows(effects: dict[str, dict[str, Any]], language: str = "en") -> list[Row]:
    """Return one row per outcome: group, outcome, unit, effect, interval."""
    rows: list[Row] = []
    for outcome in OUTCOMES:
        effect = effects.get(outcome.name)
        if effect is None or effect["mean"] is None:
            continue
        interval = "–" if effect["low"] is None else f"{_signed(effect['low'])} … {_signed(effect['high'])}"
        rows.append(
            (text(f"group_{outcome.group}", language), outcome.doc, outcome.unit, _signed(effect["mean"]), interval)
        )
    return rows


def _signed(value: float) -> str:
    return "0" if value == 0 else f"{value:+.3g}" if abs(value) < 1000 else f"{value:+,.0f}"
