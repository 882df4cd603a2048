"""Loans in firms' books: what an ordinary loan buys is in part what banks count as green."""

import numpy as np
import pytest

from agents.firm.borrowing import ORDINARY, ProjectColumns, draw_loans
from agents.firm.columns import DebtColumns
from agents.firm.credit import ORDINARY_TENOR_MONTHS
from sim.world import names as n

TERM = 180.0


def lend(purpose: int, sector: int = n.TRANSPORT) -> DebtColumns:
    one = np.ones(1)
    firm = ProjectColumns(**{name: one.copy() for name in ProjectColumns._fields})._replace(
        sector=np.array([sector]), planned_option=np.array([-1]), loan_sought_cny=np.array([100.0]),
        loan_purpose=np.array([purpose]), loan_rate_offered_pct=np.array([4.0]),
    )  # fmt: skip
    debt = DebtColumns(**{name: np.zeros(1) for name in DebtColumns._fields})
    share = np.zeros(n.N_FIRM_SECTORS)
    share[n.TRANSPORT] = 0.25
    extra = np.full(len(n.GREEN_CATEGORIES), 12.0)
    drawn = draw_loans.py_func(np.array([0]), firm, debt, np.zeros(1), extra, share, TERM)  # type: ignore[attr-defined]
    assert drawn == 100.0
    assert firm.cash_cny[0] == 101.0
    return debt


def test_a_railway_s_ordinary_loan_is_green_in_part_and_for_longer() -> None:
    debt = lend(ORDINARY)
    assert (debt.debt_cny[0], debt.green_debt_cny[0]) == (75.0, 25.0)
    assert (debt.debt_months_left[0], debt.green_debt_months_left[0]) == (ORDINARY_TENOR_MONTHS, TERM)
    assert debt.green_debt_rate_pct[0] == debt.debt_rate_pct[0] == pytest.approx(4.0)


def test_other_sectors_and_green_projects_are_one_or_the_other() -> None:
    ordinary, retrofit = lend(ORDINARY, n.CEMENT), lend(n.GREEN_RETROFIT, n.CEMENT)
    assert (ordinary.debt_cny[0], ordinary.green_debt_cny[0], ordinary.green_debt_months_left[0]) == (100.0, 0.0, 0.0)
    assert (retrofit.debt_cny[0], retrofit.green_debt_cny[0]) == (0.0, 100.0)
    assert retrofit.green_debt_months_left[0] == ORDINARY_TENOR_MONTHS + 12.0
