"""Banks' books, re-summed from their customers' columns.

Payments and write-offs of the dead are old news: only their balances are read. A customer of ``SYNDICATE`` is lent to
by all banks together, each taking its fixed share.

Reads: debt columns of households, firms and the power company. Writes: ``Sums``. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import kernel, rule

SYNDICATE = -1
BLOCK_ROWS = 131_072  # households summed by one thread; fixed, so that sums do not depend on the threads there are
SUMS = (
    "household_loans", "firm_loans", "green_loans", "deposits", "interest", "principal", "green_principal",
    "written_off", "green_written_off", "nonperforming", "green_nonperforming",
)  # fmt: skip
(HOUSEHOLD_LOANS, FIRM_LOANS, GREEN_LOANS, DEPOSITS, INTEREST, PRINCIPAL, GREEN_PRINCIPAL, WRITTEN_OFF,
 GREEN_WRITTEN_OFF, NONPERFORMING, GREEN_NONPERFORMING) = range(11)  # fmt: skip


class HouseholdAccounts(NamedTuple):
    """Household columns the books read (per real household)."""

    alive: Array
    bank: Array
    loan_cny: Array
    green_loan_cny: Array
    interest_paid_cny: Array
    principal_paid_cny: Array
    written_off_cny: Array
    savings_cny: Array


class FirmAccounts(NamedTuple):
    """Firm (or power company) columns the books read."""

    alive: Array
    bank: Array
    sector: Array
    debt_cny: Array
    green_debt_cny: Array
    interest_paid_cny: Array
    green_interest_paid_cny: Array
    principal_paid_cny: Array
    green_principal_paid_cny: Array
    written_off_cny: Array
    green_written_off_cny: Array
    cash_cny: Array
    distress_months: Array


@kernel
def sum_households(
    block: int, count: int, h: HouseholdAccounts, weight: float, block_sums: Array, block_deposits: Array
) -> None:
    """Sum one block's household accounts by bank, rows in order of id, and their deposits."""
    sums, deposits = block_sums[block], 0.0
    sums[:] = 0.0
    lo = min(block * BLOCK_ROWS, count)
    for i in range(np.uint64(lo), np.uint64(min(lo + BLOCK_ROWS, count))):
        bank, loan, alive = h.bank[i], h.loan_cny[i], h.alive[i]
        sums[bank, DEPOSITS] += weight * h.savings_cny[i]
        deposits += weight * h.savings_cny[i]
        lost = h.written_off_cny[i] * alive
        if loan == 0.0 and lost == 0.0 and h.principal_paid_cny[i] == 0.0:
            continue
        green = h.green_loan_cny[i]
        green_share = green / loan if loan > 0.0 else 0.0
        sums[bank, HOUSEHOLD_LOANS] += weight * loan
        sums[bank, GREEN_LOANS] += weight * green
        sums[bank, INTEREST] += weight * h.interest_paid_cny[i] * alive
        sums[bank, PRINCIPAL] += weight * h.principal_paid_cny[i] * alive
        sums[bank, GREEN_PRINCIPAL] += weight * h.principal_paid_cny[i] * green_share * alive
        sums[bank, WRITTEN_OFF] += weight * lost * (1.0 - green_share)
        sums[bank, GREEN_WRITTEN_OFF] += weight * lost * green_share
    block_deposits[block] = deposits


@rule
def _sum_firms(count: int, f: FirmAccounts, shares: Array, distress: float, sums: Array, by_sector: Array) -> float:
    """Add firms' accounts to their banks' sums and to loans by sector, rows in order of id; return their deposits."""
    deposits = 0.0
    for i in range(np.uint64(count)):
        debt, green, cash, sector = f.debt_cny[i], f.green_debt_cny[i], f.cash_cny[i], np.uint64(f.sector[i])
        interest, principal, green_principal, lost, green_lost, bad = 0.0, 0.0, 0.0, 0.0, 0.0, False
        if f.alive[i]:
            interest = f.interest_paid_cny[i] + f.green_interest_paid_cny[i]
            green_principal = f.green_principal_paid_cny[i]
            principal = f.principal_paid_cny[i] + green_principal
            lost, green_lost = f.written_off_cny[i], f.green_written_off_cny[i]
            bad = f.distress_months[i] >= distress
        deposits += cash
        syndicated = f.bank[i] == SYNDICATE
        first, after = np.uint64(f.bank[i]), np.uint64(f.bank[i]) + np.uint64(1)
        if syndicated:
            first, after = np.uint64(0), np.uint64(shares.size)
        for bank in range(first, after):
            share = shares[bank] if syndicated else 1.0
            owed, owed_green = share * debt, share * green
            sums[bank, FIRM_LOANS] += owed + owed_green
            sums[bank, GREEN_LOANS] += owed_green
            sums[bank, DEPOSITS] += share * cash
            by_sector[bank, sector] += owed + owed_green
            sums[bank, INTEREST] += share * interest
            sums[bank, PRINCIPAL] += share * principal
            sums[bank, GREEN_PRINCIPAL] += share * green_principal
            sums[bank, WRITTEN_OFF] += share * lost
            sums[bank, GREEN_WRITTEN_OFF] += share * green_lost
            if bad:
                sums[bank, NONPERFORMING] += owed
                sums[bank, GREEN_NONPERFORMING] += owed_green
    return float(deposits)


@kernel
def sum_books(
    block_sums: Array, block_deposits: Array, firms: int, f: FirmAccounts, company: FirmAccounts, distress: float,
    shares: Array, sums: Array, by_sector: Array, deposits: Array,
) -> None:  # fmt: skip
    """Sum all books: by bank, shape (banks, SUMS); by bank and sector; deposits of households, firms, the company.

    Households come first, block by block as ``sum_households`` left them.
    """
    sums[:] = 0.0
    by_sector[:] = 0.0
    deposits[0] = 0.0
    for block in range(block_deposits.size):
        deposits[0] += block_deposits[block]
        for bank in range(sums.shape[0]):
            for place in range(sums.shape[1]):
                sums[bank, place] += block_sums[block, bank, place]
    deposits[1] = _sum_firms(firms, f, shares, distress, sums, by_sector)
    deposits[2] = _sum_firms(1, company, shares, distress, sums, by_sector)
