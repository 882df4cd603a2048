"""Banks: take deposits, price and ration credit, bear losses, keep capital.

Six banks differ in customers, cost and capital. What a bank may lend follows from its capital, which losses lower and
retained profit raises; owners outside the city (the state, the parent group) pay in what lacks of the wanted ratio,
fast when it falls too far. Large borrowers are lent to by all banks together. Loans are the borrowers' columns; the
banks' books are re-summed from them every month. Mortgages and the debt of local financing vehicles are outside the
model, so loans are about 0.9 to 1.1 of the city's output where all loans are 1.7 of GDP (PBoC 2020).

Reads: loan applications and debt columns of households, firms and the power company, rates, green credit signals.
Writes: ``loan_granted``, ``loan_rate_offered_pct``, ``published.loan_rate_pct``, ``published.credit_refusal_share``,
``state.banks``; in the first month ``green_debt_cny`` of firms. Draws: ``bank.rank`` (turns and errors of judgement).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from agents.banking import applications, sheets
from agents.banking import books as bk
from agents.banking import rationing as r
from agents.banking.columns import PARAMETERS, Bank
from agents.banking.pricing import FIRM_TENOR_YEARS, HOUSEHOLD_TENOR_YEARS, KINDS
from agents.banking.room import BankRoom, room
from sim.core.columns import Table
from sim.core.draws import decision_code, stream
from sim.core.errors import ClosureError
from sim.core.ledger import MONEY_TOLERANCE
from sim.world import names as n
from sim.world.flows import CODE
from sim.world.names import MANUFACTURING, SERVICES
from sim.world.state import Market, WorldState

_FIRST_ID = 800_200_001
_LARGE_DEBT_SHARE = 0.003  # of all debt: about 15 % of the capital of a bank of mean size
_BROAD_SECTORS = (MANUFACTURING, SERVICES)  # dozens of industries each: no single exposure
_GOLDEN_RATIO = 0.6180339887498949
_TYPICAL_RISK_PP = 0.7  # expected loss of a mean borrower: 1.6 % failing, 45 % lost
_LENT = ("loan_household", "loan_firm", "loan_power")
_REPAID = ("repay_household", "repay_firm", "repay_power")
_INTEREST = ("interest_household", "interest_firm", "interest_power")
_DEPOSIT_INTEREST = ("deposit_interest_household", "deposit_interest_firm", "deposit_interest_power")

__all__ = [
    "Bank", "balance_cny", "book_payments", "check_balance_sheets", "collect", "populate", "ration", "yearly",
]  # fmt: skip


def populate(state: WorldState) -> None:
    """Open the banks, give every customer one, and take the first balance sheets from customers' columns."""
    state.banks = Table(Bank, len(KINDS), _FIRST_ID)
    banks = state.banks
    banks.add(len(KINDS))
    banks["kind"][:] = np.arange(len(KINDS))
    for column, place in (("customer_share", 1), ("cost_spread_pp", 2), ("capital_ratio_first", 3)):
        banks[column][:] = [kind[place] for kind in KINDS]
    parameters = PARAMETERS.values(state.overrides)
    assign_customers(state)
    open_green_loans(state, parameters)
    tables = (state.households, state.firms, state.power_company)
    own = BankRoom(
        parameters, state.households.narrow(bk.HouseholdAccounts), state.firms.narrow(bk.FirmAccounts),
        state.power_company.narrow(bk.FirmAccounts), state.households.narrow(r.HouseholdBorrowers),
        state.firms.narrow(r.FirmBorrowers), state.power_company.narrow(r.FirmBorrowers), banks.narrow(sheets.Sheets),
        r.Limits(
            banks["cost_spread_pp"], banks["customer_share"], banks["capital_cny"], np.zeros(len(KINDS)),
            np.zeros_like(banks["sector_loans_cny"]), banks["sector_limit_share"], banks["household_loans_cny"],
            banks["firm_loans_cny"],
        ),
        sum(table.capacity for table in tables), stream(state.seed, decision_code("bank.rank")),
    )  # fmt: skip
    state.rooms["bank"] = own
    _count(state, own)
    sheets.open_sheets(own.sheets, own.sums, own.by_sector, banks["capital_ratio_first"], own.own)
    loans = banks["household_loans_cny"] + banks["firm_loans_cny"]
    share = banks["sector_loans_cny"] / np.maximum(loans, 1.0)[:, None]
    banks["sector_limit_share"][:] = np.maximum(own.own.sector_limit, share + own.own.sector_slack)
    banks["sector_limit_share"][:, list(_BROAD_SECTORS)] = 1.0
    tenor = own.own.tenor_premium_pp_per_year * 0.5 * (HOUSEHOLD_TENOR_YEARS + FIRM_TENOR_YEARS)
    rate = state.published.lending_reference_pct + own.own.base_spread_pp + _TYPICAL_RISK_PP + tenor
    own.offered_before_discount_pct[:] = rate
    state.published.loan_rate_pct[:] = rate


def assign_customers(state: WorldState) -> None:
    """Give every row of households and firms a bank for life, in proportion to the banks' shares.

    Rows are spread evenly (multiples of the golden ratio), so that small samples have all banks too; firms with a
    large part of the city's debt and the power company are lent to by all banks together.
    """
    bounds = np.cumsum(state.banks["customer_share"])
    for table in (state.households, state.firms):
        place = (np.arange(1, table.capacity + 1) * _GOLDEN_RATIO) % 1.0
        table["bank"][:] = np.minimum(np.searchsorted(bounds, place, side="right"), len(KINDS) - 1)
    debt = state.firms["debt_cny"] + state.firms["green_debt_cny"]
    large = np.flatnonzero(debt > _LARGE_DEBT_SHARE * max(float(debt.sum()), 1.0))
    state.firms["bank"][large] = bk.SYNDICATE
    state.power_company["bank"][0] = bk.SYNDICATE


def open_green_loans(state: WorldState, parameters: Any) -> None:
    """Count the part of firms' debt that finances green assets as green: rail, clean fleets, water, buildings.

    The same part of every ordinary loan that a firm of the sector takes later is counted so too.
    """
    firms, p = state.firms, parameters
    share = np.full(n.N_FIRM_SECTORS, p.opening_green_share_industry)
    share[n.TRANSPORT] = p.opening_green_share_transport
    share[[n.CONSTRUCTION, n.SERVICES]] = p.opening_green_share_services
    state.published.eligible_share, state.published.eligible_term_months = share, p.opening_green_term_months
    green = firms["debt_cny"] * share[firms["sector"]] * (firms["green_debt_cny"] == 0.0)
    firms["debt_cny"][:] -= green
    firms["green_debt_cny"][:] += green
    firms["green_debt_rate_pct"][green > 0.0] = firms["debt_rate_pct"][green > 0.0]
    firms["green_debt_months_left"][green > 0.0] = p.opening_green_term_months


def _count(state: WorldState, own: BankRoom) -> None:
    """Re-sum all books from customers' columns."""
    count, weight = state.households.count, state.weight

    def sum_block(block: int) -> None:
        bk.sum_households(block, count, own.households, weight, own.block_sums, own.block_deposits_cny)

    state.share_out(sum_block, own.blocks)
    bk.sum_books(
        own.block_sums, own.block_deposits_cny, state.firms.count, own.firms, own.company, own.own.distress_months,
        own.limits.share, own.sums, own.by_sector, own.deposits_cny,
    )  # fmt: skip


def ration(state: WorldState) -> None:
    """Accept or refuse every application of the month."""
    applications.decide(state, room(state))


def book_payments(state: WorldState) -> None:
    """Pay interest on deposits and refinancing, staff, offices, taxes and owners; take and repay refinancing."""
    own, now = room(state), state.published
    sheets.pay(
        own.sheets, own.drawn_cny, own.green_terms[-1], now.deposit_rate_pct, now.lending_reference_pct, own.own,
        own.flows,
    )  # fmt: skip
    flows = own.flows.tolist()
    for kind, amount in zip(sheets.PAID, flows, strict=False):
        state.pay(kind, amount)
    owed = [max(x, 0.0) for x in own.deposits_cny.tolist()]
    for kind, part in zip(_DEPOSIT_INTEREST, owed, strict=True):
        state.pay(kind, flows[sheets.DEPOSIT_INTEREST] * part / max(math.fsum(owed), 1.0))
    if flows[sheets.RESCUED] and own.rescued_year != state.clock.now.year:
        own.rescued_year = state.clock.now.year
        weak = np.flatnonzero(state.banks["capital_ratio"] < own.own.capital_ratio_rescue)
        names = ", ".join(KINDS[i][0] for i in weak)
        state.events.append({"month": str(state.clock.now), "what": f"owners recapitalise: {names}", "lever": None})


def collect(state: WorldState) -> None:
    """Count what was lent, repaid and paid in interest at each bank, and receive guarantees."""
    own = room(state)
    _count(state, own)
    sheets.receive(own.sheets, own.sums, own.by_sector, own.guaranteed_new_cny, own.flows)
    flows, received = own.flows.tolist(), state.received
    gross = max(float(np.abs(state.ledger.flows).sum()), 1.0)
    for what, gap in (
        ("loans", flows[sheets.LENT] - received(*_LENT)),
        ("repayments", flows[sheets.PRINCIPAL] - received(*_REPAID)),
        ("interest", flows[sheets.INTEREST] - received(*_INTEREST)),
    ):
        own.largest_break = max(own.largest_break, abs(gap) / gross)
        if not abs(gap) <= MONEY_TOLERANCE * gross:
            raise ClosureError("money", str(state.clock.now), gap / gross, f"of gross flow: banks' {what}")


def check_balance_sheets(state: WorldState) -> None:
    """Re-sum all books after exits, book the losses found, and value the banks.

    Raises
    ------
    ClosureError
        When loans grew by more than was lent.
    """
    own = room(state)
    _count(state, own)
    sheets.close(own.sheets, own.sums, own.by_sector, own.own, own.flows)
    flows = own.flows.tolist()
    if not flows[sheets.UNEXPLAINED] >= -1e-9 * max(flows[sheets.BEFORE], 1.0):
        raise ClosureError("money", str(state.clock.now), -flows[sheets.UNEXPLAINED], "CNY of loans nobody lent")


def balance_cny(state: WorldState) -> float:
    """Return the banks' net position: liquid assets less deposits."""
    return float(state.banks["net_position_cny"].sum())


def nonperforming_ratios(state: WorldState) -> tuple[float, float, float]:
    """Return the share of all, green and other loans on the books that is owed by borrowers in distress."""
    banks = state.banks
    green = float(banks["green_loans_cny"].sum())
    other = float((banks["household_loans_cny"] + banks["firm_loans_cny"]).sum()) - green
    bad_green, bad_other = float(banks["green_nonperforming_cny"].sum()), float(banks["nonperforming_cny"].sum())
    return (
        (bad_green + bad_other) / max(green + other, 1.0), bad_green / max(green, 1.0), bad_other / max(other, 1.0),
    )  # fmt: skip


def yearly(state: WorldState, sums: Market) -> dict[str, float]:
    """Return the banks' columns of the yearly table; rates in per cent a year."""
    own, banks = room(state), state.banks
    npl, npl_green, npl_other = nonperforming_ratios(state)
    row = {
        "loans_bn_cny": float((banks["household_loans_cny"] + banks["firm_loans_cny"]).sum()) / 1e9,
        "green_loans_bn_cny": float(banks["green_loans_cny"].sum()) / 1e9,
        "loan_rate_green": float(state.published.loan_rate_pct[0]),
        "loan_rate_other": float(state.published.loan_rate_pct[1]),
        "npl_ratio": npl,
        "npl_ratio_green": npl_green,
        "npl_ratio_other": npl_other,
        "capital_ratio": float(banks["capital_cny"].sum() / banks["risk_weighted_cny"].sum()),
        "credit_refusal_share": own.refused_year_cny / max(own.sought_year_cny, 1.0),
        "relending_bn_cny": float(banks["relending_cny"].sum()) / 1e9,
        "guarantees_paid_bn_cny": float(state.ledger.year_flows[CODE["guarantee_paid"]]) / 1e9,
        "bank_recapitalisation_bn_cny": float(state.ledger.year_flows[CODE["bank_capital"]]) / 1e9,
    }
    own.sought_year_cny = own.refused_year_cny = 0.0
    return row
