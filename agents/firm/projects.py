"""Which accepted plans are carried out: the bank's answer, grants, and the city's skilled staff.

Skilled staff and grant budgets are rationed by worth per CNY, then a keyed draw, then row; a firm is taken whole or
waits for its next yearly decision.

Reads: wish columns, ``published.green_grant_budget_cny``, what banks count as green, grant signals. Writes:
``accepted``, grants, loans, staff refusals. Draws: ``firm.ration`` per firm and month.
"""

from __future__ import annotations

import numpy as np

from agents.firm.borrowing import select_projects
from agents.firm.room import FirmRoom
from sim.core.columns import Array
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_GREEN = len(n.GREEN_CATEGORIES)
_SHARE_FROM_CARBON_REVENUE = 0.2  # of the price, when carbon revenue pays the grant: assumption
_BUDGET = slice(s.FIRM_GRANT_BUDGET, s.FIRM_GRANT_BUDGET + _GREEN)
_EXTRA_MONTHS = slice(s.GREEN_TENOR_EXTRA_MONTHS, s.GREEN_TENOR_EXTRA_MONTHS + _GREEN)
_SHARE = slice(s.FIRM_GRANT_SHARE, s.FIRM_GRANT_SHARE + _GREEN)


def note_grant_share(state: WorldState, signals: Array, share: Array) -> None:
    """Set the share of the price a grant pays this month, by green category."""
    from_revenue = _SHARE_FROM_CARBON_REVENUE if state.published.green_grant_budget_cny > 0.0 else 0.0
    np.maximum(signals[_SHARE], from_revenue, out=share)


def select(state: WorldState, own: FirmRoom) -> None:
    """Fill ``own.accepted`` with the plans that are carried out this month and draw the loans granted."""
    p, signals, published = own.own, state.signals, state.published
    staff = p.staff_per_thousand_jobs * own.jobs_thousand * float(signals[s.SKILLED_STAFF_FACTOR])
    drawn_cny, refused = select_projects(
        own.past, own.due_technology, own.due, own.projects, own.debt, own.catalogue.green, staff,
        p.staff_per_mn_cny / 1e6, published.green_grant_budget_cny, signals[_BUDGET], own.grants_spent_cny,
        own.keys["firm.ration"], state.clock.step, signals[_EXTRA_MONTHS], published.eligible_share,
        published.eligible_term_months, state.market.firm_grants_cny, own.accepted,
    )  # fmt: skip
    own.staff_refused += refused
    state.pay("loan_firm", drawn_cny)
