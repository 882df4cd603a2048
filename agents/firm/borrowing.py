"""Kernels of money coming in: accepted projects and their loans, receipts, credit lines.

Reads: plans, grants and banks' answers of every row. Writes: accepted plans, cash, debts. Draws: ``firm.ration``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.firm.columns import DebtColumns
from agents.firm.credit import ORDINARY_TENOR_MONTHS, added_debt
from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.core.draws import uniform

ORDINARY = 100
_LINE_SPREAD_PP = 1.0  # a credit line costs more than a loan: assumption


class ProjectColumns(NamedTuple):
    """Columns of plans waiting to be carried out."""

    sector: Array
    luck: Array
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


@rule
def ranks_before(worth: float, luck: float, other_worth: float, other_luck: float) -> bool:
    """Say whether a plan comes before another: more worth per CNY, then the smaller draw."""
    return worth > other_worth or (worth == other_worth and luck < other_luck)


@kernel
def rank_projects(rows: Array, firm: ProjectColumns, key: np.uint64, step: int) -> Array:
    """Return those of ``rows`` that have a plan, best first; equals stay in their order. Draws ``firm.ration``."""
    ranked, worth, luck = np.empty(rows.size, dtype=np.int64), np.empty(rows.size), np.empty(rows.size)
    found = 0
    for i in rows:
        if firm.planned_option[i] < 0:
            continue
        own_worth = firm.planned_value_cny[i] / max(firm.planned_capex_cny[i], 1e-9)
        own_luck, place = uniform(key, firm.luck[i], step, 0), found
        while place > 0 and ranks_before(own_worth, own_luck, worth[place - 1], luck[place - 1]):
            ranked[place], worth[place], luck[place] = ranked[place - 1], worth[place - 1], luck[place - 1]
            place -= 1
        ranked[place], worth[place], luck[place] = i, own_worth, own_luck
        found += 1
    return ranked[:found]


@kernel
def take_projects(
    ranked: Array, firm: ProjectColumns, green: Array, all_staff: float, staff_per_cny: float, revenue_cny: float,
    grant_left: Array, granted: Array, accepted: Array,
) -> int:  # fmt: skip
    """Take plans in order of rank, each whole or not at all; return how many staff was lacking for.

    Parameters
    ----------
    ranked : ndarray
        Rows with a plan, best first.
    firm : ProjectColumns
        Columns; the grant is set to what is really paid.
    green : ndarray, shape (T,)
        Green category of an option.
    all_staff, staff_per_cny : float
        Skilled staff of the city, and what a project needs of it per CNY.
    revenue_cny : float
        Carbon revenue offered for grants.
    grant_left, granted : ndarray, shape (green,)
        Grant budgets left and granted this month; changed.
    accepted : ndarray
        Set to 1 for rows whose plan is carried out.
    """
    staff_left, revenue_left, refused = all_staff, revenue_cny, 0
    for i in ranked:
        price, grant = firm.planned_capex_cny[i], firm.planned_grant_cny[i]
        staff = staff_per_cny * price
        category = green[firm.planned_option[i]]
        # A plan larger than a month's staff starts when nothing else was started.
        if staff > staff_left and staff_left < all_staff:
            refused += 1
            continue
        loan = firm.loan_sought_cny[i] if firm.loan_granted[i] else 0.0
        from_revenue = grant <= revenue_left
        if not from_revenue and grant > grant_left[category]:
            grant = 0.0
        lost = firm.planned_grant_cny[i] - grant
        if firm.planned_value_cny[i] - lost <= 0.0 and firm.close_month[i] < 0:
            continue
        if price - grant - loan > max(firm.cash_cny[i], 0.0):
            continue
        staff_left = max(staff_left - staff, 0.0)
        if from_revenue:
            revenue_left -= grant
        else:
            grant_left[category] -= grant
        granted[category] += grant
        firm.planned_grant_cny[i] = grant
        accepted[i] = 1
    return refused


@kernel
def draw_loans(
    rows: Array, firm: ProjectColumns, debt: DebtColumns, accepted: Array, extra_months: Array, eligible_share: Array,
    eligible_term_months: float,
) -> float:  # fmt: skip
    """Enter granted loans of accepted projects, and ordinary loans, in the columns of ``rows``; return their sum.

    What an ordinary loan buys is in part what banks count as green (``eligible_share`` by sector).
    """
    total = 0.0
    for i in rows:
        if firm.loan_granted[i] == 0 or (firm.planned_option[i] >= 0 and accepted[i] == 0):
            continue
        amount, rate = firm.loan_sought_cny[i], firm.loan_rate_offered_pct[i]
        if firm.loan_purpose[i] == ORDINARY:
            green, tenor = amount * eligible_share[firm.sector[i]], eligible_term_months
        else:
            green, tenor = amount, ORDINARY_TENOR_MONTHS + extra_months[firm.loan_purpose[i]]
        if green < amount:
            debt.debt_cny[i], debt.debt_rate_pct[i], debt.debt_months_left[i] = added_debt(
                debt.debt_cny[i], debt.debt_rate_pct[i], debt.debt_months_left[i], amount - green, rate,
                ORDINARY_TENOR_MONTHS,
            )  # fmt: skip
        if green > 0.0:
            debt.green_debt_cny[i], debt.green_debt_rate_pct[i], debt.green_debt_months_left[i] = added_debt(
                debt.green_debt_cny[i], debt.green_debt_rate_pct[i], debt.green_debt_months_left[i], green, rate, tenor
            )
        firm.cash_cny[i] += amount
        total += amount
    return total


@kernel
def select_projects(
    past: Array, due_technology: Array, due: Array, firm: ProjectColumns, debt: DebtColumns, green: Array,
    all_staff: float, staff_per_cny: float, revenue_cny: float, budget_cny: Array, spent_cny: Array, key: np.uint64, step: int,
    extra_months: Array, eligible_share: Array, eligible_term_months: float, granted: Array, accepted: Array,
) -> tuple[float, int]:  # fmt: skip
    """Forget last month's selection, take this month's projects, and draw the loans of those due.

    Returns the loans drawn and how many plans staff was lacking for. ``budget_cny`` is a year's grants by green
    category, ``spent_cny`` what was paid of it so far (raised).
    """
    for i in past:
        accepted[i] = 0
    before, left = np.empty(budget_cny.size), np.empty(budget_cny.size)
    for category in range(left.size):
        before[category] = budget_cny[category] - spent_cny[category]
        left[category] = before[category]
    ranked = rank_projects(due_technology, firm, key, step)
    refused = take_projects(
        ranked, firm, green, all_staff, staff_per_cny, revenue_cny, left, granted, accepted
    )  # fmt: skip
    for category in range(left.size):
        spent_cny[category] += before[category] - left[category]
    return draw_loans(due, firm, debt, accepted, extra_months, eligible_share, eligible_term_months), refused


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
