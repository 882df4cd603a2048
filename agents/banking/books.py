"""Banks' books, re-summed from their customers' columns.

Payments and write-offs of the dead are old news: only their balances are read.

Reads: debt columns of households, firms and the power company. Writes: ``Sums``. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core.columns import Array
from sim.core.compiled import kernel

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
def sum_households(count: int, h: HouseholdAccounts, weight: float, sums: Array) -> None:
    """Add households' accounts to their banks' sums, shape (banks, SUMS), rows in order of id."""
    for i in range(count):
        bank, loan, alive = h.bank[i], h.loan_cny[i], h.alive[i]
        sums[bank, DEPOSITS] += weight * h.savings_cny[i]
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


@kernel
def sum_firms(count: int, f: FirmAccounts, distress: float, sums: Array, by_sector: Array) -> None:
    """Add firms' accounts to their banks' sums and to loans by sector, shape (banks, sectors)."""
    for i in range(count):
        bank, debt, green = f.bank[i], f.debt_cny[i], f.green_debt_cny[i]
        sums[bank, FIRM_LOANS] += debt + green
        sums[bank, GREEN_LOANS] += green
        sums[bank, DEPOSITS] += f.cash_cny[i]
        by_sector[bank, f.sector[i]] += debt + green
        if f.alive[i] == 0:
            continue
        sums[bank, INTEREST] += f.interest_paid_cny[i] + f.green_interest_paid_cny[i]
        sums[bank, PRINCIPAL] += f.principal_paid_cny[i] + f.green_principal_paid_cny[i]
        sums[bank, GREEN_PRINCIPAL] += f.green_principal_paid_cny[i]
        sums[bank, WRITTEN_OFF] += f.written_off_cny[i]
        sums[bank, GREEN_WRITTEN_OFF] += f.green_written_off_cny[i]
        if f.distress_months[i] >= distress:
            sums[bank, NONPERFORMING] += debt
            sums[bank, GREEN_NONPERFORMING] += green
