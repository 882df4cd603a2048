"""The government: budget rules, support, attribution of spending, evaluation, sinks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.public import budget, evaluation
from agents.public.spending import SpendingByLever, lever_of
from sim.core.clock import Clock, Month
from sim.core.ledger import Ledger
from sim.core.signals import SignalBoard
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world import sinks
from sim.world.flows import ACCOUNTS, FLOW_KINDS
from sim.world.state import WorldState
from sim.world.support import support


def _state(config: Any = None, drivers: Any = None) -> WorldState:
    return WorldState(config, drivers, Clock(2020, 2060), 1, SignalBoard(s.CATALOGUE), Ledger(ACCOUNTS, FLOW_KINDS), {})


def _post(state: WorldState, lever: str, posts: dict[int, float]) -> None:
    state.board.post(lever, posts)
    state.board.combine()


def test_stance_bends_slowly_and_within_bounds() -> None:
    assert budget.next_stance(1.0, 0.9, 0.9, 0.15, 0.04) == 1.0
    assert budget.next_stance(1.0, 1.4, 0.9, 0.15, 0.04) == pytest.approx(1.0 - 0.04 * 0.075)
    stance = 1.0
    for _ in range(1000):
        stance = budget.next_stance(stance, 99.0, 0.9, 0.15, 0.04)
    assert stance == pytest.approx(budget.LOWEST_STANCE)


def test_borrowing_stops_at_the_limit_and_surplus_repays() -> None:
    assert budget.borrowing(50.0, 100.0, 130.0) == 30.0
    assert budget.borrowing(-5.0, 100.0, 130.0) == 0.0
    assert budget.borrowing(50.0, 140.0, 130.0) == 0.0
    assert budget.early_repayment(100.0, 4.0) == 4.0
    assert budget.early_repayment(-100.0, 4.0) == 0.0
    assert budget.equalisation(90.0, 100.0, 0.12) == pytest.approx(-0.1)


def test_support_is_first_come_first_served_and_resets_in_january() -> None:
    state, car = _state(), n.DURABLE_BEV_CAR
    own = support(state)
    own.open_month(state)
    assert not own.is_open()[car]
    _post(state, "purchase_support", {s.PURCHASE_SUPPORT_BUDGET + car: 100.0})
    own.open_month(state)
    assert own.serve(state, car, np.array([60.0])) == 1
    assert own.is_open()[car]
    assert own.serve(state, car, np.array([100.0])) == 0  # less than half of it is left
    assert own.serve(state, car, np.array([100.0, 100.0])) == 0
    assert not own.is_open()[car]
    assert len(state.events) == 1
    assert state.events[0]["lever"] == "purchase_support"
    state.clock.go_to(Month.of(2020, 6))
    own.open_month(state)
    assert own.remaining_cny[car] == pytest.approx(40.0)
    state.clock.go_to(Month.of(2021, 1))
    own.open_month(state)
    assert own.is_open()[car]
    assert own.serve(state, car, np.array([70.0, 50.0, 40.0])) == 2  # the second agent stands for many: most of them
    assert own.remaining_cny[car] == 0.0


def test_an_unlimited_budget_never_runs_out() -> None:
    state = _state()
    _post(state, "purchase_support", {s.PURCHASE_SUPPORT_BUDGET: s.NO_LIMIT})
    own = support(state)
    own.open_month(state)
    assert own.serve(state, 0, np.full(100, 1e9)) == 100
    assert own.is_open()[0]


def test_spending_is_shared_as_the_posts_share_the_signal() -> None:
    state = _state()
    state.board.post("behaviour_campaign", {s.PROGRAMME_COST: 3.0})
    state.board.post("baseline:training#2", {s.PROGRAMME_COST: 1.0})
    state.board.combine()
    spent = SpendingByLever()
    spent.add(state.board, [s.PROGRAMME_COST], 100.0)
    assert spent.by_lever == pytest.approx({"behaviour_campaign": 75.0, "training": 25.0})
    spent.add(state.board, [s.CARBON_REVENUE_DIVIDEND_SHARE], 7.0)
    assert spent.by_lever["other"] == 7.0
    assert spent.total_cny() == pytest.approx(107.0)
    assert lever_of("baseline:carbon_tax#3") == "carbon_tax"


MILESTONE = {"indicator": "co2_total_mt", "year": 2030, "change_pct": -20.0, "base_year": 2020}


def test_lag_is_measured_against_the_straight_path() -> None:
    assert evaluation.lag(MILESTONE, {2020: 100.0, 2025: 95.0}, 2025) == pytest.approx(0.05)
    assert evaluation.lag(MILESTONE, {2020: 100.0, 2025: 85.0}, 2025) < 0.0
    assert evaluation.lag(MILESTONE, {2025: 95.0}, 2025) == 0.0
    least = {"indicator": "x", "year": 2030, "at_least": 0.4}
    assert evaluation.lag(least, {2020: 0.2, 2025: 0.25}, 2025) == pytest.approx(0.25)
    most = {"indicator": "x", "year": 2030, "at_most": 0.4}
    assert evaluation.lag(most, {2020: 0.2, 2025: 0.39}, 2025) < 0.0


def test_the_review_is_silent_without_a_lever_and_tightens_laggards_within_its_limit() -> None:
    state = _state()
    state.rooms["milestones"] = [MILESTONE]
    state.rooms["indicators"] = {"co2_total_mt": {2020: 100.0, 2021: 104.0}}
    state.clock.go_to(Month.of(2022, 1))
    assert evaluation.review(state, debt_leaves_room=True) == 0.0
    state.board.combine()
    assert (state.board.values == s.CATALOGUE.neutral).all()
    assert not state.events
    asked = {s.EVALUATION_MOST_STEPS: 1.0, s.EVALUATION_TOLERANCE: 0.02, s.EVALUATION_MONTHS_TO_RECTIFY: 12.0,
             s.EVALUATION_AWARD: 5e6}  # fmt: skip
    state.board.post("evaluation", asked)
    state.board.combine()
    assert evaluation.review(state, debt_leaves_room=False) == 0.0
    assert "no room" in state.events[0]["what"]
    for _ in range(2):
        assert evaluation.review(state, debt_leaves_room=True) == 0.0
    state.board.combine()
    assert state.signals[s.STRENGTHENING] == 1.0
    assert "behind" in state.events[1]["what"]
    state.rooms["indicators"]["co2_total_mt"][2022] = 90.0
    state.clock.go_to(Month.of(2023, 1))
    assert evaluation.review(state, debt_leaves_room=True) == 5e6
    state.board.combine()
    assert state.signals[s.STRENGTHENING] == 0.0
    state.rooms["indicators"]["co2_total_mt"][2023] = 120.0
    state.clock.go_to(Month.of(2024, 1))
    evaluation.review(state, debt_leaves_room=True)
    state.board.post("evaluation", {})
    state.board.combine()
    state.clock.go_to(Month.of(2025, 1))
    evaluation.review(state, debt_leaves_room=True)
    state.board.combine()
    assert state.signals[s.STRENGTHENING] == 0.0  # a lever that ends takes its tightening along


def test_forest_takes_up_less_as_it_ages_and_new_stands_more() -> None:
    district = SimpleNamespace(population_share=1.0, density_per_km2=100.0)
    config = SimpleNamespace(city=SimpleNamespace(kind="city", type="mixed", districts=(district,)))
    drivers = SimpleNamespace(population=np.array([1e6]))
    state = _state(config, drivers)
    first = sinks.yearly_uptake_mt(state)
    assert 0.1 < first < 1.5
    assert sinks.stand_growth(np.array([25.0]), 25.0)[0] == pytest.approx(1.0)
    state.clock.go_to(Month.of(2020))
    sinks.restore(state, sinks.FOREST, 10_000.0)
    assert sinks.yearly_uptake_mt(state) == pytest.approx(first)
    state.clock.go_to(Month.of(2050))
    with_new = sinks.yearly_uptake_mt(state)
    assert sinks.forest(state).open_land_ha == pytest.approx(0.05 * 1e6 - 10_000.0)
    assert with_new < first
    assert with_new > sinks.forest(state).uptake_t(2075.0) / 1e6
    with pytest.raises(ValueError, match="positive"):
        sinks.restore(state, sinks.FOREST, 0.0)
    with pytest.raises(KeyError):
        sinks.restore(state, "desert_ha", 1.0)
