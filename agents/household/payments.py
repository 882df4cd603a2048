"""Paying and being paid: bills, taxes, loans out; wages, dividends, transfers in.

What a household pays was decided when it planned; its purse changes once, when everybody has been paid.

Reads: the month's sums, ``Cleared``, the ledger. Writes: ledger, savings, incomes, loans.
Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.household import kernels as k
from agents.household.points import POWER, TRAVEL, WASTE
from agents.household.room import household_room
from sim.core.columns import Array
from sim.world import names as n
from sim.world import waste
from sim.world.base_year import base_year
from sim.world.goods import Cleared
from sim.world.national import national
from sim.world.state import WorldState

DEFAULT_DEBT_YEARS = 1.2  # debt over yearly income at which a household without savings gives up (assumption)
INCOME_FLOWS = (
    "wages_firm", "wages_power", "wages_bank", "wages_outside", "social_transfers", "dividends_household",
    "deposit_interest_household",
)  # fmt: skip


def book_payments(state: WorldState) -> None:
    """Book everything households pay this month, and what the outside world pays its commuters."""
    room, sums, weight = household_room(state), household_room(state).sums, state.weight
    cleared: Cleared = state.rooms["cleared"]
    local, imported = cleared.local_cny[n.PAYER_HOUSEHOLD].sum(), cleared.imported_cny[n.PAYER_HOUSEHOLD].sum()
    state.pay("household_goods_local", float(local))
    state.pay("household_goods_imported", float(imported))
    state.pay("household_electricity", float(sums[k.ELECTRICITY_BILL]) * weight)
    used = room.fuel_tj * weight
    heat = float(sums[k.HEATING_FUEL + n.DISTRICT_HEAT]) * weight * float(state.published.heat_price_cny_per_tj[0])
    state.pay("household_heat", heat)
    used[n.HEAT] = 0.0
    with_carbon = float((used * room.fuel_price_cny_per_tj).sum())
    state.pay("household_carbon_tax", room.carbon_tax_cny)
    state.pay("household_fuel", with_carbon - room.carbon_tax_cny)
    state.pay("interest_household", float(sums[k.INTEREST]) * weight)
    state.pay("repay_household", float(sums[k.PRINCIPAL]) * weight)
    room.tax_cny = room.tax_share * room.last_gross_cny
    state.pay("household_income_tax", room.tax_cny)
    state.pay("waste_fees", waste.fee_cny_per_month(room.waste, state.signals) * room.rows_alive * weight)
    fares = float(sums[k.FARES]) * weight
    state.pay("parking_fees", float(sums[k.PARKING]) * weight)
    state.pay("transit_fares", max(fares, 0.0))
    state.market.fare_support_cny[0] = max(-fares, 0.0)
    state.pay("wages_outside", wages_outside(state))
    state.market.support_paid_cny[n.DURABLE_ROOFTOP_SOLAR] += float(sums[k.SOLAR_SUPPORT]) * weight
    state.market.heating_support_cny[0] = float(sums[k.HEATING_SUPPORT]) * weight
    for topic, place in ((POWER, k.POINTS), (TRAVEL, k.POINTS + 1), (WASTE, k.POINTS + 2)):
        state.market.points_paid_cny[topic] = float(sums[place]) * weight


def wages_outside(state: WorldState) -> float:
    """Return this month's pay of residents who work elsewhere: it follows households and national incomes."""
    base, first = base_year(state), state.clock.first.year
    year = state.clock.now.year + (state.clock.now.month - 1) / 12.0
    grown = national("income_index", max(year, first)) / national("income_index", first)
    people = float(state.drivers.households_real[state.clock.step] / state.drivers.households_real[0])
    return base.wages_outside_cny_year / 12.0 * grown * people


def collect(state: WorldState) -> None:
    """Share out incomes and settle every purse; shortfalls draw a credit line."""
    room = household_room(state)
    gross = state.received(*INCOME_FLOWS)
    dividend = state.received("carbon_dividend")
    room.last_gross_cny = gross
    pool = gross - room.tax_cny
    weight = state.weight
    state.visit(
        k.settle, room.view["SettleView"], pool / (room.weight_sum * weight), dividend / (room.persons * weight),
        state.clock.step % 12, DEFAULT_DEBT_YEARS,
    )  # fmt: skip
    room.counts_stale = True
    sought = state.households["loan_sought_cny"][: state.households.count]
    state.pay("loan_household", float(sought.sum()) * weight)
    sought[:] = 0.0
    room.last_pool_cny = (pool + dividend) / (room.rows_alive * weight)
    room.year_income += room.quintile_weights * (pool / (room.weight_sum * weight))
    if dividend:
        people = room.kept("quintile_persons", state.clock.step // 12, lambda: _quintile_persons(state))
        room.year_income += people / people.sum() * (dividend / weight)


def _quintile_persons(state: WorldState) -> Array:
    """Return the people of each income quintile, in households of the sample."""
    homes = state.households
    return np.bincount(homes["quintile"], weights=homes["size_persons"] * homes.alive, minlength=5)
