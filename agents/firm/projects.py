"""Which accepted plans are carried out: the bank's answer, grants, and the city's skilled staff.

Skilled staff and grant budgets are rationed by worth per CNY, then a keyed draw, then row; a firm is taken whole or
waits for its next yearly decision.

Reads: wish columns, ``published.green_grant_budget_cny``, grant signals. Writes: ``accepted``, grants, loans, staff
refusals. Draws: ``firm.ration`` per firm and month.
"""

from __future__ import annotations

import numpy as np

from agents.firm.deciding import ORDINARY
from agents.firm.room import FirmRoom
from sim.core.columns import Array
from sim.core.draws import uniform
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_GREEN = len(n.GREEN_CATEGORIES)
_SHARE_FROM_CARBON_REVENUE = 0.2  # of the price, when carbon revenue pays the grant: assumption
_BUDGET = slice(s.FIRM_GRANT_BUDGET, s.FIRM_GRANT_BUDGET + _GREEN)
_SHARE = slice(s.FIRM_GRANT_SHARE, s.FIRM_GRANT_SHARE + _GREEN)


def grant_share(state: WorldState) -> Array:
    """Return the share of the price a grant pays this month, by green category."""
    posted = state.signals[_SHARE]
    from_revenue = _SHARE_FROM_CARBON_REVENUE if state.published.green_grant_budget_cny > 0.0 else 0.0
    return np.maximum(posted, from_revenue)


def select(state: WorldState, own: FirmRoom) -> None:
    """Fill ``own.accepted`` with the plans that are carried out this month and draw their loans."""
    firms = state.firms
    own.accepted[:] = 0
    rows = np.flatnonzero(firms["planned_option"][: firms.count] >= 0)
    if len(rows):
        for row in _ranked(state, own, rows):
            _try(state, own, row)
    _draw_loans(state, own)


def _ranked(state: WorldState, own: FirmRoom, rows: Array) -> list[int]:
    firms = state.firms
    score = firms["planned_value_cny"][rows] / np.maximum(firms["planned_capex_cny"][rows], 1e-9)
    key, step = own.keys["firm.ration"], state.clock.step
    luck = [uniform(key, int(x), step, 0) for x in firms["luck"][rows]]
    own.staff_left = own.own.staff_per_thousand_jobs * own.jobs_thousand * float(state.signals[s.SKILLED_STAFF_FACTOR])
    own.grant_left = state.signals[_BUDGET] - own.grants_spent_cny
    own.revenue_grant_left = state.published.green_grant_budget_cny
    return [int(r) for r in rows[np.lexsort((rows, luck, -score))]]


def _try(state: WorldState, own: FirmRoom, row: int) -> None:
    """Take one plan whole, or not at all."""
    firms = state.firms
    capex, grant = float(firms["planned_capex_cny"][row]), float(firms["planned_grant_cny"][row])
    staff = own.own.staff_per_mn_cny * capex / 1e6
    option = int(firms["planned_option"][row])
    green = int(own.catalogue.green[option])
    if staff > own.staff_left and firms["represents"][row] <= staff:
        own.staff_refused += 1
        return
    loan = float(firms["loan_sought_cny"][row]) if firms["loan_granted"][row] else 0.0
    from_revenue = 0.0
    if grant > 0.0:
        if grant <= own.revenue_grant_left:
            from_revenue = grant
        elif grant > own.grant_left[green]:
            grant = 0.0
    lost = float(firms["planned_grant_cny"][row]) - grant
    if firms["planned_value_cny"][row] - lost <= 0.0 and firms["close_month"][row] < 0:
        return
    if capex - grant - loan > max(float(firms["cash_cny"][row]), 0.0):
        return
    own.staff_left = max(own.staff_left - staff, 0.0)
    own.revenue_grant_left -= from_revenue
    if grant > from_revenue:
        own.grant_left[green] -= grant
        own.grants_spent_cny[green] += grant
    firms["planned_grant_cny"][row] = grant
    if green >= 0:
        state.market.firm_grants_cny[green] += grant
    own.accepted[row] = 1


def _draw_loans(state: WorldState, own: FirmRoom) -> None:
    """Enter granted loans of accepted projects, and ordinary loans, into the borrowers' columns."""
    firms = state.firms
    rows = np.flatnonzero(firms["loan_granted"][: firms.count])
    total = 0.0
    for i in rows:
        row = int(i)
        purpose = int(firms["loan_purpose"][row])
        if firms["planned_option"][row] >= 0 and not own.accepted[row]:
            continue
        amount, rate = float(firms["loan_sought_cny"][row]), float(firms["loan_rate_offered_pct"][row])
        green = purpose != ORDINARY
        tenor = 84.0 + (float(state.signals[s.GREEN_TENOR_EXTRA_MONTHS + purpose]) if green else 0.0)
        add_debt(state, row, amount, rate, tenor, green)
        firms["cash_cny"][row] += amount
        total += amount
    state.pay("loan_firm", total)


def add_debt(state: WorldState, row: int, amount: float, rate_pct: float, tenor: float, green: bool) -> None:
    """Add principal at a rate and tenor; both become means weighted by principal."""
    prefix = "green_debt" if green else "debt"
    firms = state.firms
    old = float(firms[f"{prefix}_cny"][row])
    whole = max(old + amount, 1e-9)
    firms[f"{prefix}_rate_pct"][row] = (old * firms[f"{prefix}_rate_pct"][row] + amount * rate_pct) / whole
    months = (old * firms[f"{prefix}_months_left"][row] + amount * tenor) / whole
    firms[f"{prefix}_months_left"][row] = max(int(months + 0.5), 1)
    firms[f"{prefix}_cny"][row] = old + amount
