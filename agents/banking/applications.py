"""From customers' columns to a ranked list of applications, and the banks' answers back into the columns.

Reads: loan applications of households, firms and the power company, green signals. Writes: ``loan_granted``,
``loan_rate_offered_pct``, published rates and refusals, refinancing drawn. Draws: ``bank.rank``.
"""

from __future__ import annotations

import numpy as np

from agents.banking import rationing as r
from agents.banking.room import BankRoom
from sim.core.columns import Array, Table
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_RATE_MEMORY = 0.25  # weight of this month's new loans in the published mean rate
_COMPANY_SECTOR = n.N_FIRM_SECTORS


def gather(state: WorldState, own: BankRoom) -> tuple[r.Applications, list[tuple[Table, Array]]]:
    """Return this month's applications and, table by table, the rows they came from."""
    tables = ((state.households, r.HOUSEHOLD), (state.firms, r.FIRM), (state.power_company, r.COMPANY))
    rows = [np.flatnonzero(t["loan_sought_cny"][: t.count] > 0.0) for t, _ in tables]
    parts: list[list[Array]] = []
    for (table, kind), found in zip(tables, rows, strict=True):
        if not found.size:
            continue
        amount = table["loan_sought_cny"][found] * (state.weight if kind == r.HOUSEHOLD else 1.0)
        if kind == r.HOUSEHOLD:
            score, secured = table["loan_score"][found], np.zeros(found.size)
            sector = np.full(found.size, r.HOUSEHOLD_SECTOR)
        else:
            score = table["rating"][found].astype(float)
            secured = table["collateral_cny"][found] - table["debt_cny"][found] - table["green_debt_cny"][found]
            sector = table["sector"][found].astype(np.int64)
        parts.append([
            np.full(found.size, kind), found, table["bank"][found].astype(np.int64), sector,
            table["loan_purpose"][found].astype(np.int64), amount, score, secured,
        ])  # fmt: skip
    columns = [np.concatenate(c) for c in zip(*parts, strict=True)] if parts else [np.zeros(0)] * 8
    size = columns[0].size
    made = r.Applications(
        columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6], columns[7],
        np.zeros(size), np.zeros(size), np.zeros(size, dtype=np.bool_), np.zeros(size), np.zeros(size, dtype=np.int8),
    )  # fmt: skip
    return made, [(table, found) for (table, _), found in zip(tables, rows, strict=True)]


def read_green_terms(state: WorldState, own: BankRoom) -> None:
    """Read discount, guarantee, refinanced share and rate; a used-up quota closes the window."""
    signals, terms, size = state.signals, own.green_terms, r.N_GREEN
    terms[:size] = signals[s.GREEN_LOAN_DISCOUNT_PP : s.GREEN_LOAN_DISCOUNT_PP + size]
    terms[size : 2 * size] = signals[s.GREEN_GUARANTEE_SHARE : s.GREEN_GUARANTEE_SHARE + size]
    terms[2 * size : 3 * size] = signals[s.GREEN_REFINANCED_SHARE : s.GREEN_REFINANCED_SHARE + size]
    terms[3 * size] = signals[s.GREEN_RELENDING_RATE_PCT]
    if state.clock.now.month == 1:
        own.relending_drawn_this_year_cny = 0.0
    if own.relending_drawn_this_year_cny >= signals[s.GREEN_LOAN_QUOTA]:
        terms[2 * size : 3 * size] = 0.0


def decide(state: WorldState, own: BankRoom) -> None:
    """Assess, rank and grant this month's applications."""
    read_green_terms(state, own)
    own.drawn_cny[:] = 0.0
    own.guaranteed_new_cny[:] = 0.0
    a, sources = gather(state, own)
    if not a.kind.size:
        publish(state, own, a)
        return
    banks, funding = state.banks, state.published.deposit_rate_pct + own.own.funding_spread_pp
    r.assess(
        0, a.kind.size, a, banks["cost_spread_pp"], own.green_terms, own.key, state.clock.now.index,
        state.published.lending_reference_pct, funding, own.own,
    )  # fmt: skip
    order = np.lexsort((a.applicant, a.kind, a.draw, a.default_probability, a.bank))
    loans = banks["sector_loans_cny"].copy()
    book = banks["household_loans_cny"] + banks["firm_loans_cny"]
    most = banks["sector_limit_share"] * book[:, None]
    r.grant(order, a, banks["lending_room_cny"].copy(), loans, most, own.own.household_risk_weight)
    answer(sources, a)
    _refinance(state, own, a)
    publish(state, own, a)


def answer(sources: list[tuple[Table, Array]], a: r.Applications) -> None:
    """Write decisions and rates into the applicants' columns."""
    start = 0
    for table, rows in sources:
        own = slice(start, start + rows.size)
        table["loan_granted"][rows] = a.granted[own]
        table["loan_rate_offered_pct"][rows] = a.rate_pct[own]
        start += rows.size


def _refinance(state: WorldState, own: BankRoom, a: r.Applications) -> None:
    """Draw refinancing for granted eligible loans within the year's quota, and note what is guaranteed."""
    green = (a.purpose >= 0) & (a.purpose < r.N_GREEN) & (a.granted == 1)
    if not green.any():
        return
    category, amount, bank = a.purpose[green], a.amount_cny[green], a.bank[green]
    size = r.N_GREEN
    guaranteed = amount * own.green_terms[size : 2 * size][category]
    own.guaranteed_new_cny += np.bincount(bank, guaranteed, own.banks)
    funding = state.published.deposit_rate_pct + own.own.funding_spread_pp
    if own.green_terms[3 * size] >= funding:
        return
    drawn: Array = np.bincount(bank, amount * own.green_terms[2 * size : 3 * size][category], own.banks)
    left = float(state.signals[s.GREEN_LOAN_QUOTA]) - own.relending_drawn_this_year_cny
    total = float(drawn.sum())
    if total > 0.0 and total > left:
        drawn = drawn * (max(left, 0.0) / total)
    own.drawn_cny += drawn
    own.relending_drawn_this_year_cny += float(drawn.sum())


def publish(state: WorldState, own: BankRoom, a: r.Applications) -> None:
    """Publish mean rates of new green and other loans of firms, and the share of all credit refused."""
    green = (a.purpose >= 0) & (a.purpose < r.N_GREEN)
    size, granted, firm = r.N_GREEN, a.granted == 1, a.kind != r.HOUSEHOLD
    for place, which in enumerate((green & firm, ~green & firm)):
        amount = (a.amount_cny * (which & granted)).sum()
        if amount > 0.0:
            before = a.rate_pct + (np.where(green, own.green_terms[:size][np.where(green, a.purpose, 0)], 0.0))
            mean = float((a.amount_cny * (which & granted) * before).sum() / amount)
            own.offered_before_discount_pct[place] += _RATE_MEMORY * (mean - own.offered_before_discount_pct[place])
    discount = float(own.green_terms[:size].max())
    state.published.loan_rate_pct[0] = max(own.offered_before_discount_pct[0] - discount, 0.0)
    state.published.loan_rate_pct[1] = own.offered_before_discount_pct[1]
    sought, refused = float(a.amount_cny.sum()), float((a.amount_cny * ~granted).sum())
    own.sought_year_cny += sought
    own.refused_year_cny += refused
    if sought > 0.0:
        state.published.credit_refusal_share += (refused / sought - state.published.credit_refusal_share) / 12.0
