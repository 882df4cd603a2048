"""Kernel of the month's payments: inputs, energy, pay, taxes, carbon, debt service, machines, dividends.

Reads: output, bills, orders, rates, prices. Writes: cash, debts, profit, coverage, rating, collateral, sums by kind of
payment. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.firm.columns import DebtColumns, PayColumns
from agents.firm.credit import default_probability, instalment
from agents.firm.parameters import FirmParameters
from agents.firm.room import (
    CARBON,
    DIVIDENDS,
    EQUIPMENT,
    FITTING,
    GOODS,
    INTEREST,
    OTHER_INPUTS,
    PRINCIPAL,
    TAXES,
    WAGES,
    SectorAccounts,
)
from sim.core.columns import Array
from sim.core.compiled import kernel

COLLATERAL_SHARE = 0.6  # of book value: usual haircut on plant and buildings
_MONTH = 1.0 / 12.0


@kernel
def serve_debt(i: int, debt: DebtColumns, sums: Array) -> tuple[float, float]:
    """Pay interest and principal of row ``i``; return both."""
    interest = debt.debt_cny[i] * debt.debt_rate_pct[i] / 1200.0
    green_interest = debt.green_debt_cny[i] * debt.green_debt_rate_pct[i] / 1200.0
    principal = instalment(debt.debt_cny[i], debt.debt_months_left[i])
    green_principal = instalment(debt.green_debt_cny[i], debt.green_debt_months_left[i])
    debt.debt_cny[i] -= principal
    debt.green_debt_cny[i] -= green_principal
    debt.debt_months_left[i] = max(debt.debt_months_left[i] - 1, 0)
    debt.green_debt_months_left[i] = max(debt.green_debt_months_left[i] - 1, 0)
    debt.interest_paid_cny[i] = interest
    debt.green_interest_paid_cny[i] = green_interest
    debt.principal_paid_cny[i] = principal
    debt.green_principal_paid_cny[i] = green_principal
    sums[INTEREST] += interest + green_interest
    sums[PRINCIPAL] += principal + green_principal
    return interest + green_interest, principal + green_principal


@kernel
def pay_firms(
    lo: int, hi: int, firm: PayColumns, debt: DebtColumns, own: FirmParameters, accounts: SectorAccounts,
    price: Array, fuel_price: Array, process_price: Array, free_t: Array, sums: Array,
) -> None:  # fmt: skip
    """Let every firm of a block pay what it owes; ``sums`` collects the payments by kind, in the order of rows."""
    for i in range(np.uint64(lo), np.uint64(hi)):
        debt.written_off_cny[i] = 0.0
        debt.green_written_off_cny[i] = 0.0
        if firm.alive[i] == 0:
            debt.interest_paid_cny[i] = 0.0
            debt.green_interest_paid_cny[i] = 0.0
            debt.principal_paid_cny[i] = 0.0
            debt.green_principal_paid_cny[i] = 0.0
            continue
        s = firm.sector[i]
        output = firm.output_units[i]
        emitted = firm.fuel_co2_t[i] + firm.process_co2_t[i]
        left = 1.0 - firm.captured_co2_t[i] / emitted if emitted > 0.0 else 1.0
        carbon = (firm.fuel_co2_t[i] * fuel_price[s] + firm.process_co2_t[i] * process_price[s]) * left
        carbon -= free_t[s] * output * fuel_price[s]
        wages, other = output * accounts.wages[s], output * accounts.other[s]
        surplus = output * accounts.surplus[s]
        taxes = own.production_tax_share * surplus + own.profit_tax_share * max(firm.profit_cny[i], 0.0)
        interest, principal = serve_debt(i, debt, sums)
        revenue = output * price[s]
        spare = firm.cash_cny[i] - own.cash_months * revenue
        dividends = own.payout_per_month * max(spare, 0.0)
        fitting = firm.project_fitting_cny[i]
        equipment = firm.equipment_cny[i] + firm.project_cny[i] - fitting
        running = firm.orders_cny[i] + other + firm.energy_bill_cny[i] + wages + carbon
        firm.cash_cny[i] -= running + taxes + interest + principal + dividends + equipment + fitting
        worn = firm.fixed_assets_cny[i] / (12.0 * accounts.life_years[s])
        profit = revenue - running - own.production_tax_share * surplus - interest - worn
        firm.profit_cny[i] = profit
        cover = min(max((profit + interest) / max(interest, 1e-9 * revenue + 1e-9), -10.0), 20.0)
        firm.coverage[i] += _MONTH * (cover - firm.coverage[i])
        owed = debt.debt_cny[i] + debt.green_debt_cny[i]
        assets = firm.fixed_assets_cny[i] + firm.cash_cny[i] + revenue
        if assets < owed and firm.coverage[i] < 1.0:
            firm.distress_months[i] += 1
        else:
            firm.distress_months[i] = 0
        firm.rating[i] = default_probability(owed / max(assets, 1e-9), firm.coverage[i])
        firm.collateral_cny[i] = COLLATERAL_SHARE * firm.fixed_assets_cny[i]
        sums[GOODS] += firm.orders_cny[i]
        sums[OTHER_INPUTS] += other
        sums[WAGES] += wages
        sums[TAXES] += taxes
        sums[CARBON] += carbon
        sums[DIVIDENDS] += dividends
        sums[EQUIPMENT] += equipment
        sums[FITTING] += fitting
