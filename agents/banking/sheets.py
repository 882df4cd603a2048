"""The banks' balance sheets: what they pay and earn, what they lose, what they own and may lend.

Reads: ``Sums``, the banks' own columns, rates. Writes: the banks' own columns. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.banking import books as bk
from agents.banking.columns import BankParameters
from sim.core.columns import Array
from sim.core.compiled import kernel, rule

EXCESS_PAID_OUT_PER_MONTH = 0.05
RESCUE_SHARE_PER_MONTH = 0.25
PAID = (
    "bank_treasury_income", "bank_interbank_cost", "wages_bank", "bank_operations", "relending_repaid",
    "relending_interest", "relending_drawn", "bank_taxes", "bank_dividends", "bank_capital",
)  # fmt: skip
(INCOME, INTERBANK, WAGES, OPERATIONS, REPAID, RELENDING_INTEREST, DRAWN, TAX, DIVIDEND, INJECTION, DEPOSIT_INTEREST,
 RESCUED) = range(12)  # fmt: skip
LENT, PRINCIPAL, INTEREST, BEFORE, UNEXPLAINED = range(5)


class Sheets(NamedTuple):
    """The banks' columns; arrays over banks."""

    household_loans_cny: Array
    firm_loans_cny: Array
    green_loans_cny: Array
    sector_loans_cny: Array
    deposits_cny: Array
    net_position_cny: Array
    relending_cny: Array
    relending_rate_pct: Array
    guaranteed_cny: Array
    guarantee_claim_cny: Array
    nonperforming_cny: Array
    green_nonperforming_cny: Array
    written_off_cny: Array
    green_written_off_cny: Array
    profit_cny: Array
    capital_cny: Array
    risk_weighted_cny: Array
    capital_ratio: Array
    lending_room_cny: Array


@rule
def dividend_cny(ratio: float, minimum: float, wanted: float, profit: float, weighted: float, pay_out: float) -> float:
    """Return what owners take: a share of profit, and of capital nobody needs; nothing below the minimum."""
    if ratio <= minimum:
        return 0.0
    excess = max(ratio - wanted - 0.02, 0.0) * weighted
    return pay_out * max(profit, 0.0) + EXCESS_PAID_OUT_PER_MONTH * excess


@rule
def injection_cny(ratio: float, rescue: float, wanted: float, weighted: float, replenishment: float) -> float:
    """Return new capital from owners outside the city: slow below the wanted ratio, fast when a rescue is due."""
    missing, short = max(rescue - ratio, 0.0) * weighted, max(wanted - ratio, 0.0) * weighted
    return RESCUE_SHARE_PER_MONTH * missing + replenishment * short


@rule
def take_sums(s: Sheets, b: int, sums: Array, by_sector: Array) -> None:
    """Enter loans, deposits and distressed loans into a bank's columns."""
    s.household_loans_cny[b], s.firm_loans_cny[b] = sums[b, bk.HOUSEHOLD_LOANS], sums[b, bk.FIRM_LOANS]
    s.green_loans_cny[b], s.deposits_cny[b] = sums[b, bk.GREEN_LOANS], sums[b, bk.DEPOSITS]
    s.nonperforming_cny[b], s.green_nonperforming_cny[b] = sums[b, bk.NONPERFORMING], sums[b, bk.GREEN_NONPERFORMING]
    for sector in range(by_sector.shape[1]):
        s.sector_loans_cny[b, sector] = by_sector[b, sector]


@rule
def value(s: Sheets, b: int, own: BankParameters) -> None:
    """Compute a bank's capital, capital ratio and room to lend."""
    loans = s.household_loans_cny[b] + s.firm_loans_cny[b]
    capital = s.net_position_cny[b] + loans - s.relending_cny[b]
    liquid = max(s.net_position_cny[b] + s.deposits_cny[b], 0.0)
    weighted = own.household_risk_weight * s.household_loans_cny[b] + s.firm_loans_cny[b]
    weighted += own.liquid_risk_weight * liquid
    s.capital_cny[b], s.risk_weighted_cny[b] = capital, max(weighted, 1.0)
    s.capital_ratio[b] = capital / s.risk_weighted_cny[b]
    s.lending_room_cny[b] = max(capital / own.capital_ratio_minimum - weighted, 0.0)


@kernel
def open_sheets(s: Sheets, sums: Array, by_sector: Array, ratio_first: Array, own: BankParameters) -> None:
    """Take the first balance sheets: capital at each bank's first ratio."""
    for b in range(len(sums)):
        take_sums(s, b, sums, by_sector)
        loans = s.household_loans_cny[b] + s.firm_loans_cny[b]
        weighted = own.household_risk_weight * s.household_loans_cny[b] + s.firm_loans_cny[b]
        weighted += own.liquid_risk_weight * max(s.deposits_cny[b] - loans, 0.0)
        s.net_position_cny[b] = ratio_first[b] * max(weighted, 1.0) - loans
        value(s, b, own)


@kernel
def pay(
    s: Sheets, drawn: Array, drawn_rate_pct: float, deposit_rate_pct: float, reference_pct: float,
    own: BankParameters, out: Array,
) -> None:  # fmt: skip
    """Pay interest, staff, taxes and owners; take and repay refinancing; ``out`` holds the sums over banks."""
    out[:] = 0.0
    for b in range(len(drawn)):
        liquid = s.net_position_cny[b] + s.deposits_cny[b]
        interest = deposit_rate_pct / 1200.0 * max(s.deposits_cny[b], 0.0)
        income = max(liquid, 0.0) * (reference_pct - own.treasury_discount_pp) / 1200.0
        interbank = max(-liquid, 0.0) * reference_pct / 1200.0
        assets = s.household_loans_cny[b] + s.firm_loans_cny[b] + max(liquid, 0.0)
        cost = own.operating_cost_share / 12.0 * assets
        repaid = s.relending_cny[b] / own.relending_term_months
        relending = s.relending_cny[b] * s.relending_rate_pct[b] / 1200.0
        tax = own.profit_tax_share * max(s.profit_cny[b], 0.0)
        ratio, weighted = s.capital_ratio[b], s.risk_weighted_cny[b]
        dividend = dividend_cny(
            ratio, own.capital_ratio_minimum, own.capital_ratio_wanted, s.profit_cny[b], weighted, own.pay_out_share
        )
        injection = injection_cny(
            ratio, own.capital_ratio_rescue, own.capital_ratio_wanted, weighted, own.replenishment_per_month
        )
        running = income - interbank - interest - cost - relending
        s.net_position_cny[b] += running - tax - dividend + injection + drawn[b] - repaid
        s.profit_cny[b] = running
        left = s.relending_cny[b] - repaid
        total = left + drawn[b]
        s.relending_rate_pct[b] = (
            (left * s.relending_rate_pct[b] + drawn[b] * drawn_rate_pct) / total if total > 0.0 else 0.0
        )
        s.relending_cny[b] = total
        out[INCOME] += income
        out[INTERBANK] += interbank
        out[WAGES] += own.local_staff_share * cost
        out[OPERATIONS] += cost - own.local_staff_share * cost
        out[REPAID] += repaid
        out[RELENDING_INTEREST] += relending
        out[DRAWN] += drawn[b]
        out[TAX] += tax
        out[DIVIDEND] += dividend
        out[INJECTION] += injection
        out[DEPOSIT_INTEREST] += interest
        out[RESCUED] += 1.0 if ratio < own.capital_ratio_rescue else 0.0


@kernel
def receive(s: Sheets, sums: Array, by_sector: Array, guaranteed_new: Array, out: Array) -> None:
    """Receive principal, interest and guarantees; ``out`` holds what was lent, repaid and paid in interest."""
    out[:] = 0.0
    for b in range(len(sums)):
        before = s.household_loans_cny[b] + s.firm_loans_cny[b]
        after = sums[b, bk.HOUSEHOLD_LOANS] + sums[b, bk.FIRM_LOANS]
        lost, green_lost = sums[b, bk.WRITTEN_OFF], sums[b, bk.GREEN_WRITTEN_OFF]
        lent = after - before + sums[b, bk.PRINCIPAL] + lost + green_lost
        claim = s.guarantee_claim_cny[b]
        s.net_position_cny[b] += sums[b, bk.PRINCIPAL] + sums[b, bk.INTEREST] + claim - lent
        s.profit_cny[b] += sums[b, bk.INTEREST] + claim
        s.written_off_cny[b], s.green_written_off_cny[b] = lost, green_lost
        gone = (sums[b, bk.GREEN_PRINCIPAL] + green_lost) / max(s.green_loans_cny[b], 1.0)
        s.guaranteed_cny[b] = s.guaranteed_cny[b] * min(max(1.0 - gone, 0.0), 1.0) + guaranteed_new[b]
        s.guarantee_claim_cny[b] = 0.0
        out[LENT] += lent
        out[PRINCIPAL] += sums[b, bk.PRINCIPAL]
        out[INTEREST] += sums[b, bk.INTEREST]
        take_sums(s, b, sums, by_sector)


@kernel
def close(s: Sheets, sums: Array, by_sector: Array, own: BankParameters, out: Array) -> None:
    """Book the losses found after exits, value the banks; ``out`` holds losses and loans."""
    out[:] = 0.0
    for b in range(len(sums)):
        before, green_before = s.household_loans_cny[b] + s.firm_loans_cny[b], s.green_loans_cny[b]
        take_sums(s, b, sums, by_sector)
        lost = before - s.household_loans_cny[b] - s.firm_loans_cny[b]
        green_lost = max(green_before - s.green_loans_cny[b], 0.0)
        s.green_written_off_cny[b] += green_lost
        s.written_off_cny[b] += max(lost - green_lost, 0.0)
        share = min(max(s.guaranteed_cny[b] / max(green_before, 1.0), 0.0), 1.0)
        s.guarantee_claim_cny[b] = share * s.green_written_off_cny[b]
        s.profit_cny[b] -= s.written_off_cny[b] + s.green_written_off_cny[b]
        out[BEFORE] += before
        out[UNEXPLAINED] += lost
        value(s, b, own)
