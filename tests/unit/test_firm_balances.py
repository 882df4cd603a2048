"""The balance sheets firms open with are those of any year: some are overdue, and nothing waits to happen."""

import numpy as np
import pytest

from agents.firm.balances import past_luck, unpaid_losses
from sim.city import CityModel
from sim.core.draws import decision_code, stream


def test_a_loss_is_borrowed_and_good_years_pay_it_back() -> None:
    earned = np.array([[-3.0, -3.0, 1.0], [1.0, 5.0, 1.0]])
    added, years = unpaid_losses(earned, np.full(3, 10.0))
    assert added.tolist() == [2.0, 0.0, 0.0]
    assert years.tolist() == [0.0, 0.0, 0.0]


def test_who_owes_too_much_for_over_a_year_was_taken_over_without_the_debt() -> None:
    added, years = unpaid_losses(np.array([[-4.0], [-4.0]]), np.array([7.0]))
    assert (added[0], years[0]) == (8.0, 1.0)
    added, years = unpaid_losses(np.array([[-4.0], [-4.0], [-4.0]]), np.array([7.0]))
    assert (added[0], years[0]) == (0.0, 0.0)


def test_luck_comes_in_runs() -> None:
    luck = past_luck(stream(3, decision_code("firm.past")), 4000, 0.75)
    assert np.corrcoef(luck[-2], luck[-1])[0, 1] == pytest.approx(0.75, abs=0.03)
    assert luck.std(axis=1) == pytest.approx(1.0, abs=0.05)


def test_a_new_city_has_as_many_firms_in_trouble_as_it_has_later() -> None:
    model = CityModel("type_mixed", households=200, end=2025, rng=4)

    def uncovered() -> float:
        firms, live = model.state.firms, slice(0, model.state.firms.count)
        debt = firms["debt_cny"][live] * firms.alive[live]
        return float(debt[firms["coverage"][live] < 1.0].sum() / debt.sum())

    first = uncovered()
    later = []
    while model.running:
        model.step()
        later.append(uncovered())
    assert 0.05 < first < 0.25
    assert np.mean(later) == pytest.approx(first, rel=0.5)
    bad = model.results.column("npl_ratio")
    assert 0.002 < bad[0] < 0.06
