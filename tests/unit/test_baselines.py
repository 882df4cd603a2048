"""The baselines beside sources: the page, the figures in its machine-readable form, and what the dashboard shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from experiments import baselines
from experiments.dashboard import baseline_words
from experiments.dashboard.lever_words import UNITS_ZH
from experiments.run import run_many
from experiments.scenario import Scenario


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    found = baselines.read_figures()
    assert found is not None
    return found


def test_page_and_figures_list_the_same(figures: dict[str, Any]) -> None:
    text = baselines.PAGE.read_text(encoding="utf-8")
    assert text == baselines.page(figures)
    said = re.findall(r"^\| (.+?) \| .+? \| .+? to .+? \| (\S+) \|", text, re.MULTILINE)
    assert [(what, float(model)) for what, model in said] == [(row["what"], row["model"]) for row in figures["nation"]]


def test_the_figures_are_of_the_facts_declared(figures: dict[str, Any]) -> None:
    declared = [(f.what, f.unit, f.low, f.high, f.source) for f in baselines.NATIONAL_FACTS]
    assert [(r["what"], r["unit"], r["low"], r["high"], r["source"]) for r in figures["nation"]] == declared
    for row in figures["nation"]:
        assert row["verdict"] in ("within", "low", "high")


def test_a_run_is_measured_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensemble = run_many(Scenario.load("huzhou").with_(households=100, end=2045), 2, 1)
    cities = baselines.city_rows({"huzhou": ensemble})
    found = {"nation": baselines.national_rows(ensemble), "types": cities, "others": cities}
    monkeypatch.setattr(baselines, "PAGE", tmp_path / "baselines.md")
    monkeypatch.setattr(baselines, "FIGURES", tmp_path / "baselines.json")
    baselines.write(found)
    read = baselines.read_figures(tmp_path / "baselines.json")
    assert read == json.loads(json.dumps(found))
    assert (tmp_path / "baselines.md").read_text(encoding="utf-8") == baselines.page(read)
    assert len(found["nation"]) == len(baselines.NATIONAL_FACTS)


def test_misses_come_first_and_the_farthest_is_at_the_top() -> None:
    shown = baseline_words.comparison_rows("en")
    misses = [row["miss"] for row in shown["rows"]]
    assert misses == sorted(misses, reverse=True)
    assert shown["rows"][0]["what"] == "bad loans, green"
    assert shown["note"].startswith(f"{sum(misses)} of {len(misses)} ")


def test_every_figure_has_chinese_words() -> None:
    assert set(baseline_words.FIGURES_ZH) == {fact.what for fact in baselines.NATIONAL_FACTS}
    assert {fact.unit for fact in baselines.NATIONAL_FACTS} <= set(UNITS_ZH)


def test_without_figures_the_page_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert baselines.read_figures(tmp_path / "none.json") is None
    monkeypatch.setattr(baseline_words, "read_figures", lambda: None)
    shown = baseline_words.comparison_rows("en")
    assert shown["rows"] == []
    assert "docs/baselines.json" in shown["note"]
