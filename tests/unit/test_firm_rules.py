"""The firms' rules, one by one, as plain Python."""

import numpy as np
import pytest

from agents.firm import (
    awareness,
    compliance,
    credit,
    expansion,
    expectations,
    output,
    technology_choice,
    technology_terms,
)
from agents.firm.populate import pareto_groups, rows_by_sector
from sim.world import names as n


def test_announcement_only_counts_above_what_is_paid() -> None:
    rule = expectations.expected_carbon_price.py_func
    assert rule(80.0, 0.0, 0.6) == 80.0
    assert rule(80.0, 180.0, 0.6) == pytest.approx(140.0)


def test_output_is_shared_without_loss() -> None:
    rule = output.allotted_units.py_func
    offered, capacity = [70.0, 30.0], [50.0, 60.0]
    over, spare = 20.0, 30.0
    made = [rule(o, c, over / spare, 0.0) for o, c in zip(offered, capacity, strict=True)]
    assert sum(made) == pytest.approx(100.0)
    assert made[0] == 50.0


def test_cheaper_producers_win_market_share() -> None:
    rule = output.next_share.py_func
    assert rule(0.5, 0.9, 1.0, 0.01, 0.0) > 0.5 > rule(0.5, 1.1, 1.0, 0.01, 0.0)


def test_adopting_moves_energy_from_coal_to_electricity() -> None:
    energy, keep, gain = np.zeros(n.N_CARRIERS), np.ones(n.N_CARRIERS), np.zeros(n.N_CARRIERS)
    energy[n.COAL], keep[n.COAL], gain[n.ELECTRICITY] = 10.0, 0.4, 0.3
    displaced = technology_choice.displaced_tj.py_func(energy, keep)
    assert displaced == pytest.approx(6.0)
    rule = technology_choice.energy_after.py_func
    after = [rule(energy[c], keep[c], displaced, gain[c]) for c in range(n.N_CARRIERS)]
    assert after[n.COAL] == pytest.approx(4.0)
    assert after[n.ELECTRICITY] == pytest.approx(1.8)


def test_required_payback_decides() -> None:
    value = technology_choice.net_present_value.py_func
    hurdle = 1.0 / 3.3
    assert value(100.0, 250.0, 0.0, 0.0, 0.0, hurdle, 15.0) > 0.0
    assert value(100.0, 400.0, 0.0, 0.0, 0.0, hurdle, 15.0) < 0.0
    assert value(100.0, 400.0, 100.0, 0.0, 0.0, hurdle, 15.0) > 0.0


def test_at_the_end_of_life_only_the_difference_counts() -> None:
    price = technology_terms.equipment_price.py_func
    assert price(0.0, 100.0, 0.0, 60.0, 2.0, 0.0, 1.0, True) == pytest.approx(80.0)
    assert price(0.0, 100.0, 0.0, 60.0, 2.0, 0.0, 1.0, False) == pytest.approx(200.0)


def test_only_boilers_at_the_end_of_life_are_due() -> None:
    due = technology_choice.is_due.py_func
    assert due(2, 0, 300, 175, 0, 180.0)
    assert not due(2, 0, 300, 100, 0, 180.0)
    assert due(0, 290, 300, 0, 0, 360.0)
    assert not due(1, 290, 300, 175, 119, 60.0)


def test_green_discount_is_worth_something_and_none_is_worth_nothing() -> None:
    value = credit.financing_value.py_func
    assert value(4.5, 0.0, 0.0, 0.08) == 0.0
    assert 0.0 < value(4.5, 0.5, 0.0, 0.08) < 0.05
    assert value(4.5, 0.5, 24.0, 0.08) > value(4.5, 0.5, 0.0, 0.08)


def test_weak_balance_sheets_are_rated_worse() -> None:
    rating = credit.default_probability.py_func
    assert rating(0.3, 6.0) < rating(0.5, 3.0) < rating(0.9, 0.5)
    assert rating(0.5, 3.0) == pytest.approx(credit.MEAN_FAILURE)


def test_debt_is_repaid_to_the_last_yuan() -> None:
    owed, months = 1200.0, 12
    for left in range(months, 0, -1):
        owed -= credit.instalment.py_func(owed, left)
    assert owed == 0.0


def test_added_debt_keeps_the_mean_rate() -> None:
    owed, rate, months = credit.added_debt.py_func(100.0, 4.0, 60.0, 300.0, 8.0, 84.0)
    assert (owed, rate, months) == (400.0, 7.0, 78)


def test_capacity_follows_demand_within_limits() -> None:
    rule = expansion.wanted_growth.py_func
    assert rule(80.0, 0.0, 1.5, 100.0, 0.8, 0.2, 20.0) == pytest.approx(0.0)
    assert rule(200.0, 0.05, 1.5, 100.0, 0.8, 0.2, 20.0) == 0.2
    assert rule(10.0, 0.0, 1.5, 100.0, 0.8, 0.2, 20.0) == -0.05


def test_new_machines_are_never_worse_than_old_ones() -> None:
    rule = expansion.blended_vintage.py_func
    assert rule(1.0, 0.8, 0.5) == pytest.approx(0.9)
    assert rule(0.7, 0.8, 0.5) == 0.7


def test_free_permits_are_worth_the_price() -> None:
    cost = compliance.carbon_cost.py_func
    assert cost(2.0, 1.0, 0.0, 100.0, 50.0, 0.0) == 250.0
    assert cost(2.0, 1.0, 0.5, 100.0, 50.0, 1.0) == 25.0
    assert cost(2.0, 1.0, 0.0, 0.0, 0.0, 5.0) == 0.0


def test_peers_audits_and_extension_raise_awareness() -> None:
    chance = awareness.chance_to_hear.py_func
    alone = chance(0.03, 0.9, 0.0, 0.3, 0.0, 0.0, 0.0)
    assert 0.0 < alone < chance(0.03, 0.9, 0.5, 0.3, 0.0, 0.0, 0.0) < 1.0
    assert chance(0.03, 0.9, 0.0, 0.3, 0.0, 1.0, 0.0) == 1.0


def test_sizes_are_heavy_tailed_and_complete() -> None:
    size, number = pareto_groups(200, 5_000.0, 1.1)
    assert size.sum() == pytest.approx(1.0)
    assert number.sum() == pytest.approx(5_000.0)
    assert size[:20].sum() > 0.3
    assert number[0] == 1.0
    assert (np.diff(size / number) < 0.0).all()


def test_a_finer_sample_of_firms_leaves_the_giants_as_they_are() -> None:
    (few, _), (many, _) = (pareto_groups(rows, 50_000.0, 1.1) for rows in (150, 600))
    assert few[0] == pytest.approx(many[0], rel=0.02)
    every_firm = np.arange(0.5, 50_000.0) ** (-1.0 / 1.1)
    assert few[0] == pytest.approx(every_firm[0] / every_firm.sum(), rel=0.02)


def test_every_active_sector_gets_agents() -> None:
    counts = rows_by_sector(200, np.array([1.0, 1.0, 0.0, 1.0, 1.0, 500.0, 50.0, 20.0, 400.0, 30.0]))
    assert counts[2] == 0
    assert counts[0] >= 12
    assert counts.sum() <= 200
