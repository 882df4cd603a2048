"""The evaluation lever: laggards are tightened year by year, success is funded, and its end ends both."""

from __future__ import annotations

from typing import Any

import pytest

from policies.package import Plan
from sim.city import CityModel
from sim.world.flows import CODE
from tests.stand_in import at, heard

REVIEW = {"name": "evaluation", "start": "2021-01", "most_steps": 2, "tolerance": 0.0}
TAX = {"name": "carbon_tax", "start": "2021-01", "level": 50.0, "step": {"level": 20.0}}
OUT_OF_REACH = {"indicator": "co2_total_mt", "year": 2030, "change_pct": -90, "base_year": 2020}
EASY = {"indicator": "co2_total_mt", "year": 2030, "at_most": 1e6}


def _run(levers: list[dict[str, Any]], milestone: dict[str, Any], end: int = 2024) -> CityModel:
    plan = Plan(name="reviewed", levers=levers, milestones=[milestone])
    model = CityModel("huzhou", plan=plan, households=300, end=end, rng=4)
    model.run()
    return model


def _price(model: CityModel) -> list[float]:
    return [round(value, 6) for value in model.results.column("carbon_price_cny_per_t").tolist()]


def test_it_says_its_terms_and_nothing_without_steps() -> None:
    values = heard([REVIEW | {"months_to_rectify": 24, "award_mn_cny": 3}], "2025-01")
    assert at(values, "evaluation_most_steps") == [2.0]
    assert at(values, "evaluation_months_to_rectify") == [24.0]
    assert at(values, "evaluation_award_cny") == [3e6]
    silent = heard([REVIEW | {"most_steps": 0, "award_mn_cny": 3}], "2025-01")
    assert at(silent, "evaluation_award_cny") == [0.0]


def test_what_lags_is_tightened_by_a_step_a_year_up_to_the_most() -> None:
    model = _run([TAX, REVIEW], OUT_OF_REACH, end=2025)
    unreviewed = _run([TAX], OUT_OF_REACH, end=2025)
    before, after = _price(unreviewed), _price(model)
    share = before[-1] / 50.0  # of emissions that are covered
    rises = [round((a - b) / share) for a, b in zip(after, before, strict=True)]
    assert rises == [0, 0, 20, 40, 40, 40]  # the first review is that of 2021, in January 2022
    told = [e["what"] for e in model.state.events if e["lever"] == "evaluation"]
    assert "evaluation of 2021: co2_total_mt is" in told[0]
    assert model.closures()["money"] < 1e-9


def test_who_lags_behind_nothing_is_funded_and_not_tightened() -> None:
    model = _run([TAX, REVIEW | {"award_mn_cny": 500}], EASY)
    plain = _run([TAX], EASY)
    assert _price(model)[:2] == _price(plain)[:2]
    assert model.state.ledger.year_flows[CODE["evaluation_award"]] == pytest.approx(5e8)
    assert plain.state.ledger.year_flows[CODE["evaluation_award"]] == 0.0
    assert model.results.column("government_debt_bn_cny")[-1] < plain.results.column("government_debt_bn_cny")[-1]
    assert model.closures()["money"] < 1e-9


def test_its_end_ends_the_tightening() -> None:
    model = _run([TAX, REVIEW | {"end": "2022-12"}], OUT_OF_REACH, end=2024)
    plain = _run([TAX], OUT_OF_REACH, end=2024)
    assert _price(model)[2] > _price(plain)[2]
    assert _price(model)[4] == pytest.approx(_price(plain)[4], rel=0.02)
