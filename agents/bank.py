"""Banks: take deposits, price and ration credit, bear losses, keep capital.

Six banks differ in customers, cost and capital. What a bank may lend follows from its capital, which losses lower and
retained profit raises; owners pay in when it falls too far. Loans are the borrowers' columns; the banks' books are
re-summed from them every month.

Reads: loan applications and debt columns of households, firms and the power company, rates, green credit signals.
Writes: ``loan_granted``, ``loan_rate_offered_pct``, ``published.loan_rate_pct``, ``published.credit_refusal_share``,
``state.banks``. Draws: ``bank.rank`` (ties between applications).
"""

from __future__ import annotations

import numpy as np

from agents.banking import applications
from agents.banking import books as bk
from agents.banking.columns import PARAMETERS, Bank
from agents.banking.pricing import FIRM_TENOR_YEARS, HOUSEHOLD_TENOR_YEARS, KINDS
from agents.banking.room import BankRoom, room
from sim.core.columns import Array, Table
from sim.core.draws import decision_code, stream
from sim.core.errors import ClosureError
from sim.core.ledger import MONEY_TOLERANCE
from sim.world.flows import CODE
from sim.world.names import MANUFACTURING, SERVICES
from sim.world.state import Market, WorldState

_FIRST_ID = 800_200_001
_LARGE_DEBT_SHARE = 0.003
_BROAD_SECTORS = (MANUFACTURING, SERVICES)  # dozens of industries each: no single exposure
_GOLDEN_RATIO = 0.6180339887498949
_TYPICAL_RISK_PP = 0.7  # expected loss of a mean borrower: 1.6 % failing, 45 % lost
_EXCESS_PAID_OUT_PER_MONTH = 0.05
_RESCUE_SHARE_PER_MONTH = 0.25
_LENT = ("loan_household", "loan_firm", "loan_power")
_REPAID = ("repay_household", "repay_firm", "repay_power")
_INTEREST = ("interest_household", "interest_firm", "interest_power")

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
    assign_customers(state)
    own = BankRoom(
        PARAMETERS.values(state.overrides), state.households.narrow(bk.HouseholdAccounts),
        state.firms.narrow(bk.FirmAccounts), state.power_company.narrow(bk.FirmAccounts), len(KINDS),
        int(stream(state.seed, decision_code("bank.rank"))),
    )  # fmt: skip
    state.rooms["bank"] = own
    _count(state, own)
    _take_sums(state, own)
    loans = banks["household_loans_cny"] + banks["firm_loans_cny"]
    liquid = banks["deposits_cny"] - loans
    weighted = _weighted_loans(state, own) + own.own.liquid_risk_weight * np.maximum(liquid, 0.0)
    banks["net_position_cny"][:] = banks["capital_ratio_first"] * np.maximum(weighted, 1.0) - loans
    share = banks["sector_loans_cny"] / np.maximum(loans, 1.0)[:, None]
    banks["sector_limit_share"][:] = np.maximum(own.own.sector_limit, share + own.own.sector_slack)
    banks["sector_limit_share"][:, list(_BROAD_SECTORS)] = 1.0
    _value(state, own)
    tenor = own.own.tenor_premium_pp_per_year * 0.5 * (HOUSEHOLD_TENOR_YEARS + FIRM_TENOR_YEARS)
    rate = state.published.lending_reference_pct + own.own.base_spread_pp + _TYPICAL_RISK_PP + tenor
    own.offered_before_discount_pct[:] = rate
    state.published.loan_rate_pct[:] = rate


def assign_customers(state: WorldState) -> None:
    """Give every row of households and firms a bank for life, in proportion to the banks' shares.

    Rows are spread evenly (multiples of the golden ratio), so that small samples have all banks too; firms with a
    large part of the city's debt go to the two large state banks.
    """
    bounds = np.cumsum(state.banks["customer_share"])
    for table in (state.households, state.firms):
        place = (np.arange(1, table.capacity + 1) * _GOLDEN_RATIO) % 1.0
        table["bank"][:] = np.minimum(np.searchsorted(bounds, place, side="right"), len(KINDS) - 1)
    debt = state.firms["debt_cny"] + state.firms["green_debt_cny"]
    large = np.flatnonzero(debt > _LARGE_DEBT_SHARE * max(float(debt.sum()), 1.0))
    state.firms["bank"][large] = np.arange(len(large)) % 2
    state.power_company["bank"][0] = 0


def _count(state: WorldState, own: BankRoom) -> None:
    """Re-sum all books from customers' columns."""
    own.sums[:] = 0.0
    own.by_sector[:] = 0.0
    bk.sum_households(state.households.count, own.households, state.weight, own.sums)
    bk.sum_firms(state.firms.count, own.firms, own.own.distress_months, own.sums, own.by_sector)
    bk.sum_firms(1, own.company, own.own.distress_months, own.sums, own.by_sector)


def _take_sums(state: WorldState, own: BankRoom) -> None:
    """Enter loans, deposits and distressed loans into the banks' columns."""
    banks, sums = state.banks, own.sums
    for column, place in (
        ("household_loans_cny", bk.HOUSEHOLD_LOANS), ("firm_loans_cny", bk.FIRM_LOANS),
        ("green_loans_cny", bk.GREEN_LOANS), ("deposits_cny", bk.DEPOSITS), ("nonperforming_cny", bk.NONPERFORMING),
        ("green_nonperforming_cny", bk.GREEN_NONPERFORMING),
    ):  # fmt: skip
        banks[column][:] = sums[:, place]
    banks["sector_loans_cny"][:] = own.by_sector


def _weighted_loans(state: WorldState, own: BankRoom) -> Array:
    banks = state.banks
    return np.asarray(own.own.household_risk_weight * banks["household_loans_cny"] + banks["firm_loans_cny"])


def _value(state: WorldState, own: BankRoom) -> None:
    """Compute capital, capital ratio and the room to lend."""
    banks = state.banks
    loans = banks["household_loans_cny"] + banks["firm_loans_cny"]
    capital = banks["net_position_cny"] + loans - banks["relending_cny"]
    liquid = np.maximum(banks["net_position_cny"] + banks["deposits_cny"], 0.0)
    weighted = _weighted_loans(state, own) + own.own.liquid_risk_weight * liquid
    banks["capital_cny"][:] = capital
    banks["risk_weighted_cny"][:] = np.maximum(weighted, 1.0)
    banks["capital_ratio"][:] = capital / banks["risk_weighted_cny"]
    banks["lending_room_cny"][:] = np.maximum(capital / own.own.capital_ratio_minimum - weighted, 0.0)


def ration(state: WorldState) -> None:
    """Accept or refuse every application of the month."""
    applications.decide(state, room(state))


def book_payments(state: WorldState) -> None:
    """Pay interest on deposits and refinancing, staff, offices, taxes and owners; take and repay refinancing."""
    own, banks, now = room(state), state.banks, state.published
    deposit_rate = now.deposit_rate_pct / 1200.0
    owed = [
        state.weight * float(state.households["savings_cny"][: state.households.count].sum()),
        float(state.firms["cash_cny"][: state.firms.count].sum()), float(state.power_company["cash_cny"][0]),
    ]  # fmt: skip
    total = max(sum(max(x, 0.0) for x in owed), 1.0)
    interest = deposit_rate * np.maximum(banks["deposits_cny"], 0.0)
    for kind, part in zip(("household", "firm", "power"), owed, strict=True):
        state.pay(f"deposit_interest_{kind}", float(interest.sum()) * max(part, 0.0) / total)
    liquid = banks["net_position_cny"] + banks["deposits_cny"]
    yield_pct = now.lending_reference_pct - own.own.treasury_discount_pp
    income = np.maximum(liquid, 0.0) * yield_pct / 1200.0
    interbank = np.maximum(-liquid, 0.0) * now.lending_reference_pct / 1200.0
    loans = banks["household_loans_cny"] + banks["firm_loans_cny"]
    cost = own.own.operating_cost_share / 12.0 * (loans + np.maximum(liquid, 0.0))
    repaid = banks["relending_cny"] / own.own.relending_term_months
    relending_interest = banks["relending_cny"] * banks["relending_rate_pct"] / 1200.0
    tax = own.own.profit_tax_share * np.maximum(banks["profit_cny"], 0.0)
    dividend, injection = _owners(state, own)
    wages = own.own.local_staff_share * cost
    for kind, amount in (
        ("bank_treasury_income", income), ("bank_interbank_cost", interbank), ("wages_bank", wages),
        ("bank_operations", cost - wages), ("relending_repaid", repaid), ("relending_interest", relending_interest),
        ("relending_drawn", own.drawn_cny), ("bank_taxes", tax), ("bank_dividends", dividend),
        ("bank_capital", injection),
    ):  # fmt: skip
        state.pay(kind, float(amount.sum()))
    running = income - interbank - interest - cost - relending_interest
    banks["net_position_cny"][:] += running - tax - dividend + injection + own.drawn_cny - repaid
    banks["profit_cny"][:] = running
    _update_relending(state, own, repaid)


def _owners(state: WorldState, own: BankRoom) -> tuple[Array, Array]:
    """Return dividends (a share of profit, and of capital nobody needs) and new capital, fast when a rescue is due."""
    banks, p = state.banks, own.own
    weighted = banks["risk_weighted_cny"]
    excess = np.maximum(banks["capital_ratio"] - p.capital_ratio_wanted - 0.02, 0.0) * weighted
    healthy = banks["capital_ratio"] > p.capital_ratio_minimum
    dividend = healthy * (p.pay_out_share * np.maximum(banks["profit_cny"], 0.0) + _EXCESS_PAID_OUT_PER_MONTH * excess)
    missing = np.maximum(p.capital_ratio_rescue - banks["capital_ratio"], 0.0) * weighted
    short = np.maximum(p.capital_ratio_wanted - banks["capital_ratio"], 0.0) * weighted
    injection = _RESCUE_SHARE_PER_MONTH * missing + p.replenishment_per_month * short
    if missing.any() and own.rescued_year != state.clock.now.year:
        own.rescued_year = state.clock.now.year
        names = ", ".join(KINDS[i][0] for i in np.flatnonzero(missing))
        state.events.append({"month": str(state.clock.now), "what": f"owners recapitalise: {names}", "lever": None})
    return dividend, injection


def _update_relending(state: WorldState, own: BankRoom, repaid: Array) -> None:
    banks = state.banks
    left = banks["relending_cny"] - repaid
    total = left + own.drawn_cny
    rate = left * banks["relending_rate_pct"] + own.drawn_cny * own.green_terms[-1]
    banks["relending_rate_pct"][:] = np.where(total > 0.0, rate / np.maximum(total, 1e-9), 0.0)
    banks["relending_cny"][:] = total


def collect(state: WorldState) -> None:
    """Count what was lent, repaid and paid in interest at each bank, and receive guarantees."""
    own, banks = room(state), state.banks
    before = banks["household_loans_cny"] + banks["firm_loans_cny"]
    _count(state, own)
    sums = own.sums
    after = sums[:, bk.HOUSEHOLD_LOANS] + sums[:, bk.FIRM_LOANS]
    lost = sums[:, bk.WRITTEN_OFF] + sums[:, bk.GREEN_WRITTEN_OFF]
    lent = after - before + sums[:, bk.PRINCIPAL] + lost
    claims = banks["guarantee_claim_cny"]
    banks["net_position_cny"][:] += sums[:, bk.PRINCIPAL] + sums[:, bk.INTEREST] + claims - lent
    banks["profit_cny"][:] += sums[:, bk.INTEREST] + claims
    own.loans_at_collect = float(after.sum())
    banks["written_off_cny"][:] = sums[:, bk.WRITTEN_OFF]
    banks["green_written_off_cny"][:] = sums[:, bk.GREEN_WRITTEN_OFF]
    green = np.maximum(banks["green_loans_cny"], 1.0)
    kept = np.clip(1.0 - (sums[:, bk.GREEN_PRINCIPAL] + sums[:, bk.GREEN_WRITTEN_OFF]) / green, 0.0, 1.0)
    banks["guaranteed_cny"][:] = banks["guaranteed_cny"] * kept + own.guaranteed_new_cny
    banks["guarantee_claim_cny"][:] = 0.0
    _check_flows(state, own, float(lent.sum()))
    _take_sums(state, own)


def _check_flows(state: WorldState, own: BankRoom, lent: float) -> None:
    """Check that the ledger's loans, repayments and interest are what the borrowers' columns say."""
    gross = max(float(np.abs(state.ledger.flows).sum()), 1.0)
    gaps = {
        "loans": lent - state.received(*_LENT),
        "repayments": float(own.sums[:, bk.PRINCIPAL].sum()) - state.received(*_REPAID),
        "interest": float(own.sums[:, bk.INTEREST].sum()) - state.received(*_INTEREST),
    }
    for what, gap in gaps.items():
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
    own, banks = room(state), state.banks
    before = banks["household_loans_cny"] + banks["firm_loans_cny"]
    green_before = banks["green_loans_cny"].copy()
    _count(state, own)
    _take_sums(state, own)
    lost = before - banks["household_loans_cny"] - banks["firm_loans_cny"]
    if not lost.sum() >= -1e-9 * max(float(before.sum()), 1.0):
        raise ClosureError("money", str(state.clock.now), -float(lost.sum()), "CNY of loans nobody lent")
    green_lost = np.clip(green_before - banks["green_loans_cny"], 0.0, None)
    banks["green_written_off_cny"][:] += green_lost
    banks["written_off_cny"][:] += np.maximum(lost - green_lost, 0.0)
    share = np.clip(banks["guaranteed_cny"] / np.maximum(green_before, 1.0), 0.0, 1.0)
    banks["guarantee_claim_cny"][:] = share * banks["green_written_off_cny"]
    banks["profit_cny"][:] -= banks["written_off_cny"] + banks["green_written_off_cny"]
    month = state.clock.now.month - 1
    own.written_off_by_month[month, 0] = banks["written_off_cny"].sum()
    own.written_off_by_month[month, 1] = banks["green_written_off_cny"].sum()
    _value(state, own)


def balance_cny(state: WorldState) -> float:
    """Return the banks' net position: liquid assets less deposits."""
    return float(state.banks["net_position_cny"].sum())


def nonperforming_ratios(state: WorldState) -> tuple[float, float, float]:
    """Return non-performing shares of all, green and other loans: distressed debt and a year's write-offs."""
    own, banks = room(state), state.banks
    lost_other, lost_green = own.written_off_by_month.sum(axis=0)
    green = float(banks["green_loans_cny"].sum())
    other = float((banks["household_loans_cny"] + banks["firm_loans_cny"]).sum()) - green
    bad_green = float(banks["green_nonperforming_cny"].sum()) + float(lost_green)
    bad_other = float(banks["nonperforming_cny"].sum()) + float(lost_other)
    everything = max(green + other + float(lost_green + lost_other), 1.0)
    return (
        (bad_green + bad_other) / everything, bad_green / max(green + float(lost_green), 1.0),
        bad_other / max(other + float(lost_other), 1.0),
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
