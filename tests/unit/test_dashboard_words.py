"""What the dashboard says of plans, milestones, parameters and differences, in both languages."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from experiments.dashboard.comparison import comparison, gap
from experiments.dashboard.lever_words import UNITS_ZH
from experiments.dashboard.levers import settings_line
from experiments.dashboard.milestones import milestone_view
from experiments.dashboard.place_words import district_word
from experiments.dashboard.service import RunService
from experiments.dashboard.session import Session, presets
from policies.entry import parse_levers
from policies.package import load_plan
from sim.core.params import GROUPS

RUN = {
    "years": [2025, 2030],
    "columns": {"carbon_intensity_t_per_10k_cny": np.array([2.0, 1.6]), "nonfossil_share": np.array([0.2, 0.22])},
}


def test_every_parameters_unit_is_there_in_chinese() -> None:
    missing = {p.unit for group in GROUPS.values() for p in group if p.unit not in UNITS_ZH}
    assert missing == set()


def test_every_shipped_district_has_a_chinese_name() -> None:
    for name, config in presets().items():
        told = [district_word(district.name, name, "zh") for district in config.city.districts]
        assert all(not word.isascii() for word in told), told
        assert len(set(told)) == len(told)
    assert district_word("Longhua", "chengde", "zh") != district_word("Longhua", "shenzhen", "zh")
    assert district_word("Nowhere", "own", "zh") == "Nowhere"


@pytest.mark.parametrize(
    ("name", "more", "english", "chinese"),
    [
        ("purchase_support", {"durables": ["bev_car"], "target": {"quintiles": ["q1", "q5"]}}, "for poorest fifth, richest fifth", "对象 最低五分之一, 最高五分之一"),
        ("electricity_pricing", {"target": {"sectors": ["power", "waste"]}}, "for power and heat, waste", "对象 电力热力, 废弃物"),
        ("behaviour_campaign", {"topics": ["power", "waste"]}, "topics power, waste", "主题 用电, 垃圾"),
    ],
)  # fmt: skip
def test_a_plans_entry_is_said_in_words(name: str, more: dict[str, Any], english: str, chinese: str) -> None:
    entry = parse_levers([{"name": name, "start": "2026-01", **more}], "test")[0]
    assert english in settings_line(entry, "en")
    assert chinese in settings_line(entry, "zh")


@pytest.mark.parametrize(
    ("milestone", "look", "said"),
    [
        ({"indicator": "carbon_intensity_t_per_10k_cny", "year": 2030, "change_pct": -18.0, "base_year": 2025}, "good", "−20 %"),
        ({"indicator": "nonfossil_share", "year": 2030, "at_least": 0.25}, "bad", "0.22"),
        ({"indicator": "nonfossil_share", "year": 2030, "at_most": 0.25}, "good", "0.22"),
        ({"indicator": "nonfossil_share", "year": 2035, "at_most": 0.25}, "", ""),
        ({"indicator": "no_such_column", "year": 2030, "at_most": 0.25}, "", ""),
    ],
)  # fmt: skip
def test_a_milestone_says_whether_it_is_met(milestone: dict[str, Any], look: str, said: str) -> None:
    for language in ("en", "zh"):
        shown = milestone_view(milestone, RUN, language)
        assert shown["look"] == look
        assert said in shown["outcome"]
        assert str(milestone["year"]) in shown["aim"]
    assert milestone_view(milestone, None, "en")["outcome"] == ""


def test_a_link_keeps_the_milestones() -> None:
    service = RunService(0)
    session, other = (Session(service, lambda redraw: redraw()) for _ in range(2))
    session.preset("demonstration")
    assert other.restore(session.link())
    assert other.wish.milestones == load_plan("demonstration").milestones
    assert other.plan().to_toml() == session.plan().to_toml()
    service.stop()


def test_kept_plans_have_names_of_their_own() -> None:
    service = RunService(0)
    session = Session(service, lambda redraw: redraw())
    for level in (100, 200):
        session.change("carbon_tax", "level", level)
        session.keep()
    session.preset("demonstration")
    session.keep()
    labels = json.loads(comparison(session).bulk)["labels"]
    service.stop()
    assert labels == ["Baseline", "A: Carbon tax", "B: Carbon tax", "C: Green credit + Carbon tax + 3 more"]


@pytest.mark.parametrize(
    ("value", "said"), [(-42.123, "−42.1"), (0.0, "0"), (0.01638, "+0.0164"), (1234.5, "+1,230"), (9.999, "+10.0")]
)
def test_a_difference_is_written_without_powers_of_ten(value: float, said: str) -> None:
    assert gap(value) == said
