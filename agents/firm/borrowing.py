"""Kernels of money coming in: accepted projects and their loans, receipts, credit lines.

Reads: plans, grants and banks' answers of every row. Writes: accepted plans, cash, debts. Draws: ``firm.ration``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.firm.columns import DebtColumns
from agents.firm.credit import ORDINARY_TENOR_MONTHS, added_debt
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.draws import uniform

ORDINARY = 100
_LINE_SPREAD_PP = 1.0  # a credit line costs more than a loan: assumption


class ProjectColumns(NamedTuple):
    """Columns of plans waiting to be carried out."""

    represents: Array
    planned_option: Array
    planned_capex_cny: Array
    planned_grant_cny: Array
    planned_value_cny: Array
    loan_sought_cny: Array
    loan_purpose: Array
    loan_granted: Array
    loan_rate_offered_pct: Array
    close_month: Array
    cash_cny: Array


@kernel
def rank_luck(rows: Array, luck: Array, key: np.uint64, step: int) -> Array:
    """Return the draw ``firm.ration`` of every row that decides between plans of equal worth."""
    drawn = np.empty(rows.size)
    for place in range(rows.size):
        drawn[place] = uniform(key, luck[rows[place]], step, 0)
    return drawn


@kernel
def take_projects(
    ranked: Array, firm: ProjectColumns, green: Array, staff_per_cny: float, left: Array, grant_left: Array,
    granted: Array,
    accepted: Array,
) -> None:  # fmt: skip
    """Take plans in order of rank, each whole or not at all.

    Parameters
    ----------
    ranked : ndarray
        Rows with a plan, best first.
    firm : ProjectColumns
        Columns; the grant is set to what is really paid.
    green : ndarray, shape (T,)
        Green category of an option.
    staff_per_cny : float
        Skilled staff a project needs per CNY.
    left : ndarray, shape (3,)
        Staff left, carbon revenue left for grants, plans refused for lack of staff; changed.
    grant_left, granted : ndarray, shape (green,)
        Grant budgets left and granted this month; changed.
    accepted : ndarray
        Set to 1 for rows whose plan is carried out.
    """
    for i in ranked:
        price, grant = firm.planned_capex_cny[i], firm.planned_grant_cny[i]
        staff = staff_per_cny * price
        category = green[firm.planned_option[i]]
        # A plan larger than a month's staff starts when nothing else was started.
        if staff > left[0] and left[0] < left[3]:
            left[2] += 1.0
            continue
        loan = firm.loan_sought_cny[i] if firm.loan_granted[i] else 0.0
        from_revenue = grant <= left[1]
        if not from_revenue and grant > grant_left[category]:
            grant = 0.0
        lost = firm.planned_grant_cny[i] - grant
        if firm.planned_value_cny[i] - lost <= 0.0 and firm.close_month[i] < 0:
            continue
        if price - grant - loan > max(firm.cash_cny[i], 0.0):
            continue
        left[0] = max(left[0] - staff, 0.0)
        if from_revenue:
            left[1] -= grant
        else:
            grant_left[category] -= grant
        granted[category] += grant
        firm.planned_grant_cny[i] = grant
        accepted[i] = 1


@kernel
def draw_loans(rows: Array, firm: ProjectColumns, debt: DebtColumns, accepted: Array, extra_months: Array) -> float:
    """Enter granted loans of accepted projects, and ordinary loans, in the columns of ``rows``; return their sum."""
    total = 0.0
    for i in rows:
        if firm.loan_granted[i] == 0 or (firm.planned_option[i] >= 0 and accepted[i] == 0):
            continue
        amount, rate = firm.loan_sought_cny[i], firm.loan_rate_offered_pct[i]
        if firm.loan_purpose[i] == ORDINARY:
            debt.debt_cny[i], debt.debt_rate_pct[i], debt.debt_months_left[i] = added_debt(
                debt.debt_cny[i], debt.debt_rate_pct[i], debt.debt_months_left[i], amount, rate, ORDINARY_TENOR_MONTHS
            )
        else:
            tenor = ORDINARY_TENOR_MONTHS + extra_months[firm.loan_purpose[i]]
            debt.green_debt_cny[i], debt.green_debt_rate_pct[i], debt.green_debt_months_left[i] = added_debt(
                debt.green_debt_cny[i], debt.green_debt_rate_pct[i], debt.green_debt_months_left[i], amount, rate, tenor
            )
        firm.cash_cny[i] += amount
        total += amount
    return total


class ReceiveColumns(NamedTuple):
    """Columns of receipts."""

    alive: Array
    sector: Array
    output_units: Array
    grant_cny: Array
    cash_cny: Array
    distress_months: Array
    close_month: Array


@kernel
def receive_firms(
    lo: int, hi: int, firm: ReceiveColumns, debt: DebtColumns, per_unit: Array, interest_cny: float,
    grant_share: float,
    rate_pct: float, step: int, default_months: float, result: Array,
) -> None:  # fmt: skip
    """Credit receipts, deposit interest (shared by cash) and grants; a shortfall draws a credit line.

    ``result`` gets the sum of credit lines drawn and the number of firms that fail.
    """
    drawn, failing, deposits = 0.0, 0.0, 0.0
    for i in range(np.uint64(lo), np.uint64(hi)):
        if firm.alive[i]:
            deposits += max(firm.cash_cny[i] + per_unit[firm.sector[i]] * firm.output_units[i], 0.0)
    interest_share = interest_cny / max(deposits, 1e-9)
    for i in range(np.uint64(lo), np.uint64(hi)):
        if firm.alive[i] == 0:
            continue
        cash = firm.cash_cny[i] + per_unit[firm.sector[i]] * firm.output_units[i]
        cash += interest_share * max(cash, 0.0) + grant_share * firm.grant_cny[i]
        if cash < 0.0:
            debt.debt_cny[i], debt.debt_rate_pct[i], debt.debt_months_left[i] = added_debt(
                debt.debt_cny[i], debt.debt_rate_pct[i], debt.debt_months_left[i], -cash, rate_pct + _LINE_SPREAD_PP,
                ORDINARY_TENOR_MONTHS,
            )  # fmt: skip
            drawn -= cash
            cash = 0.0
        firm.cash_cny[i] = cash
        if firm.distress_months[i] >= default_months or 0 <= firm.close_month[i] <= step:
            failing += 1.0
    result[0], result[1] = drawn, failing
