"""The power company's money: what it pays, what it is paid, what it owes.

Reads: the month's dispatch, loads, prices, signals. Writes: payments, cash, debt columns, unit margins. Draws: none.
"""

from __future__ import annotations

import math

from agents.power import unit_accounts as ua
from agents.power.room import PowerRoom
from agents.power.value import shortfall_mwh
from sim.world import grid
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

INCOME = (
    "household_electricity", "household_heat", "firm_electricity", "firm_heat", "power_exports",
    "power_capacity_payment", "power_rebate", "public_green_power", "waste_gate_fees", "deposit_interest_power",
)  # fmt: skip
_SALES = INCOME[:5]
_NETWORK_PASSED_ON = 0.6  # assumption: share of network charges that belongs to the provincial grid company
_LOCAL_SHARE_OF_FIXED_COST = 0.5  # assumption: maintenance bought in the city; the rest are parts from outside
_LONGEST_CREDIT_LINE_MONTHS = 1.0  # of sales


def account(state: WorldState, own: PowerRoom) -> None:
    """Account for every unit: fuel, cost and margin of the month."""
    now, payment = state.published, 0.0
    if now_year(state) >= own.own.capacity_payment_from_year:
        payment = own.own.capacity_payment_cny_per_kw_year / 12.0
    homes, firms = now.heat_price_cny_per_tj.tolist()
    own.account_scalars[:] = (
        state.signals[s.FUEL_CARBON_PRICE + n.POWER], state.signals[s.FREE_PERMITS + n.POWER],
        (homes + firms) / 2.0, payment, own.grid.chp_heat_rate,
    )  # fmt: skip
    ua.account_units(
        state.power_units.count, own.fleet, own.units["technology"], own.units["margin_cny"], own.units["loss_months"],
        now.wholesale_price_cny_per_kwh, now.fuel_price_cny_per_tj, own.factors, own.account_scalars, own.fuel_tj,
        own.generation_mwh, own.sums,
    )  # fmt: skip


def now_year(state: WorldState) -> int:
    """Return the calendar year."""
    return state.clock.now.year


def book_payments(state: WorldState, own: PowerRoom) -> None:
    """Pay for fuel, imports, networks, upkeep, staff, taxes, loans, and owners; owners inject what is missing."""
    company, sums, totals = state.power_company, own.sums.tolist(), own.totals.tolist()
    fixed = sums[ua.FIXED_COST] + sums[ua.VARIABLE_COST]
    local = _LOCAL_SHARE_OF_FIXED_COST * fixed
    wages = own.own.labour_share * float(state.market.value_added_cny[n.POWER])
    adders = state.signals[s.ELECTRICITY_ADDER : s.ELECTRICITY_ADDER + n.N_CUSTOMERS].tolist()
    load = state.market.electricity_load_kwh.sum(axis=1).tolist()
    levies = 0.0
    for adder, kwh in zip(adders, load, strict=True):
        levies += max(adder, 0.0) * kwh
    interest, repaid = _debt_service(own)
    out = {
        "power_fuel": sums[ua.FUEL_COST],
        "power_imports": totals[grid.IMPORT_COST],
        "power_network": _network_cost(own, load) + fixed - local,
        "household_solar_sales": float(state.market.solar_sales_cny[0]),
        "power_goods_local": local,
        "wages_power": wages,
        "power_taxes": levies + own.own.production_tax_share * own.sales_cny
        + own.own.profit_tax_share * max(own.profit_cny, 0.0),
        "power_certificates": shortfall_mwh(state, own) / 12.0 * float(state.signals[s.GREEN_CERTIFICATE]),
        "power_carbon_tax": _carbon_cost(state, own),
        "interest_power": interest,
        "repay_power": repaid,
    }  # fmt: skip
    state.works_backlog_cny[n.SERVICES] += local
    for kind, amount in out.items():
        state.pay(kind, amount)
    state.pay("power_exports", totals[grid.EXPORT_REVENUE])
    state.pay("power_capacity_payment", sums[ua.CAPACITY_PAYMENT])
    own.paid_cny = math.fsum(out.values())
    own.cost_cny = own.paid_cny - repaid
    company["cash_cny"][0] -= own.paid_cny
    _owners(state, own)


def _network_cost(own: PowerRoom, load_kwh: list[float]) -> float:
    p = own.own
    homes_kwh, industry_kwh, offices_kwh, farms_kwh = load_kwh
    homes, large, levy = p.residential_network_cny_per_kwh, p.network_charge_cny_per_kwh, p.levies_cny_per_kwh
    offices = large + p.commercial_network_extra_cny_per_kwh
    supported, industrial = _NETWORK_PASSED_ON * homes, _NETWORK_PASSED_ON * large + levy
    commercial = _NETWORK_PASSED_ON * offices + levy
    sold = supported * homes_kwh + industrial * industry_kwh + commercial * offices_kwh + supported * farms_kwh
    return float(sold + float(own.totals[grid.HEAT_POWER]) * 1e3 * industrial)


def _carbon_cost(state: WorldState, own: PowerRoom) -> float:
    """Return what permits or tax cost this month: emissions less free permits, never negative."""
    price = float(state.signals[s.FUEL_CARBON_PRICE + n.POWER])
    free = float(state.signals[s.FREE_PERMITS + n.POWER])
    if not free:
        return price * float(own.sums[ua.FUEL_CO2])
    units, count = own.units, state.power_units.count
    fuelled = units["kind"][:count] == grid.DISPATCHABLE
    made = float((units["generation_mwh"][:count].sum(axis=1) * fuelled).sum())
    return max(price * (float(own.sums[ua.FUEL_CO2]) - free * made), 0.0)


def _debt_service(own: PowerRoom) -> tuple[float, float]:
    """Pay interest and principal of both kinds of debt; return the two flows."""
    interest, repaid = 0.0, 0.0
    for debt in own.debts:
        owed, months = debt.owed_cny.item(0), debt.months_left.item(0)
        due = owed * debt.rate_pct.item(0) / 1200.0
        principal = owed / max(months, 1.0)
        debt.owed_cny[0], debt.months_left[0] = owed - principal, max(months - 1.0, 0.0)
        debt.interest_paid_cny[0], debt.principal_paid_cny[0] = due, principal
        interest += due
        repaid += principal
    return interest, repaid


def _owners(state: WorldState, own: PowerRoom) -> None:
    """Pay out what is above the cash buffer; draw on the owners when last month's sales would not cover the gap."""
    company = state.power_company
    buffer = own.own.cash_buffer_months * own.sales_cny
    cash = float(company["cash_cny"][0])
    expected = cash + own.sales_cny
    dividend = own.own.pay_out_share * max(expected - buffer - own.cost_cny, 0.0) / 12.0
    injection = max(-expected, 0.0)
    state.pay("power_dividends", dividend)
    state.pay("power_capital", injection)
    company["cash_cny"][0] += injection - dividend


def collect(state: WorldState, own: PowerRoom) -> None:
    """Receive bills, exports, capacity payments and rebates; revalue assets."""
    company = state.power_company
    income = state.received(*INCOME)
    company["cash_cny"][0] += income
    own.sales_cny = state.received(*_SALES)
    own.profit_cny = income - own.cost_cny - float(company["fixed_assets_cny"][0]) / 300.0
    company["fixed_assets_cny"][0] *= 1.0 - 1.0 / 300.0
    company["collateral_cny"][0] = 0.8 * company["fixed_assets_cny"][0]
    own.year_block_revenue_cny += state.received("household_electricity", "firm_electricity")
