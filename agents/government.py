"""The city government: taxes, public services, works, support, debt, and the yearly evaluation.

Reads: the ledger, ``BaseYear``, signals, support and grants paid this month, last month's output. Writes:
``market.goods_demand_cny`` of the government, ``published.green_grant_budget_cny``, room ``support``, its own columns,
the sinks, ``state.events``. Draws: none.

The budget. In the first year transfers from upper levels (or remittances to them) close the regular budget month by
month; afterwards they follow the gap between regular spending and own revenue with a lag, in part only, and slowly
make up for a debt that leaves its first share of revenue. What levers cost comes on top and is borrowed within the
debt limit; while debt exceeds that share, regular spending is cut a little, visibly (``stance``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from agents.public import budget, evaluation
from agents.public.columns import PARAMETERS, Government
from agents.public.programmes import due_payments
from agents.public.spending import UNATTRIBUTED, SpendingByLever
from agents.public.works import PublicWorks, carry_out, take_orders
from sim.core.columns import Array, Table
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.base_year import base_year
from sim.world.emissions import emission_factors
from sim.world.flows import CODE
from sim.world.goods import Cleared
from sim.world.state import Market, WorldState
from sim.world.support import support

REGULAR_REVENUE = (
    "household_income_tax", "household_purchase_tax", "firm_taxes", "power_taxes",
)  # fmt: skip
CARBON_REVENUE = ("household_carbon_tax", "firm_carbon_tax", "power_carbon_tax")
TRAVEL_REVENUE = ("parking_fees", "transit_fares")
INCOME = (*REGULAR_REVENUE, *CARBON_REVENUE, *TRAVEL_REVENUE, "bank_taxes", "evaluation_award")
_FIRST_ID = 800_300_001

__all__ = ["Government", "balance_cny", "book_payments", "collect", "plan", "populate", "yearly"]


@dataclass
class GovernmentRoom:
    """Memory of the government."""

    own: Any  # GovernmentParameters
    goods_cny: Array  # (10,) a month of the first year
    social_transfers_cny: float  # a month of the first year
    spending: SpendingByLever = field(default_factory=SpendingByLever)
    first_value_added_cny: float = 0.0  # sum over the first year
    first_net_transfers_cny: float = 0.0
    wanted_debt_share: float = 0.0
    gap_cny: float = 0.0  # remembered: regular spending and interest less own revenue, a month
    revenue_year_cny: float = 0.0  # remembered revenue of a year
    paid_out_cny: float = 0.0
    award_cny: float = 0.0  # to be received this month for a review without laggards
    works: PublicWorks = field(default_factory=PublicWorks)  # ordered by levers
    bank_taxes_cny: float = 0.0


def room(state: WorldState) -> GovernmentRoom:
    """Return the government's workspace."""
    found = state.rooms["government"]
    assert isinstance(found, GovernmentRoom)
    return found


def populate(state: WorldState) -> None:
    """Open the treasury with the base year's budget."""
    state.government = Table(Government, 1, _FIRST_ID)
    state.government.add(1)
    base = base_year(state)
    own = GovernmentRoom(
        PARAMETERS.values(state.overrides), base.government_goods_cny / 12.0, base.transfers_cny_year / 12.0
    )
    state.rooms["government"] = own
    regular = float(own.goods_cny.sum()) + own.social_transfers_cny + state.published.infrastructure_cny_per_month
    purse = state.government
    purse["regular_spending_cny"][0] = regular
    purse["cash_cny"][0] = own.own.cash_months * regular
    purse["debt_cny"][0] = own.own.first_debt_share * 12.0 * regular
    own.revenue_year_cny = 12.0 * regular
    own.wanted_debt_share = own.own.first_debt_share
    support(state)


def plan(state: WorldState) -> None:
    """Open the support budget, hold the January review, take levers' orders, and order goods and works."""
    own, purse = room(state), state.government
    support(state).open_month(state)
    if state.clock.now.month == 1:
        own.spending.by_lever.clear()
        own.award_cny = evaluation.review(state, debt_leaves_room=_debt_leaves_room(own, purse))
    take_orders(state, own.works)
    growth = float(purse["growth_index"][0] * purse["stance"][0])
    goods = own.goods_cny * growth
    goods[n.CONSTRUCTION] += state.published.infrastructure_cny_per_month
    state.market.goods_demand_cny[n.PAYER_GOVERNMENT] += goods
    carbon = float(purse["carbon_revenue_cny"][0])
    purse["green_fund_cny"][0] += carbon * float(state.signals[s.CARBON_REVENUE_GREEN_SHARE])
    state.published.green_grant_budget_cny = float(purse["green_fund_cny"][0])


def book_payments(state: WorldState) -> None:
    """Pay for services, transfers, programmes, support, grants and debt; borrow or repay."""
    own, purse = room(state), state.government
    cleared = state.rooms["cleared"]
    assert isinstance(cleared, Cleared)
    local = float(cleared.local_cny[n.PAYER_GOVERNMENT].sum())
    imported = float(cleared.imported_cny[n.PAYER_GOVERNMENT].sum())
    social = own.social_transfers_cny * float(purse["growth_index"][0] * purse["stance"][0])
    programmes = _pay_programmes(state, own)
    regular = local + imported + social
    for kind, amount in (
        ("government_goods_local", local), ("government_goods_imported", imported), ("social_transfers", social),
    ):  # fmt: skip
        state.pay(kind, amount)
    purse["regular_spending_cny"][0] = regular
    purse["programme_spending_cny"][0] = programmes
    revenue = state.received(*REGULAR_REVENUE) + own.bank_taxes_cny
    purse["revenue_cny"][0] = revenue
    transfers = _settle_transfers(state, own, regular, revenue)
    own.paid_out_cny = regular + programmes + _service_debt(state, own, regular + programmes, revenue + transfers)
    purse["cash_cny"][0] -= own.paid_out_cny
    state.pay("evaluation_award", own.award_cny)
    own.award_cny = 0.0


def _debt_leaves_room(own: GovernmentRoom, purse: Table) -> bool:
    return bool(purse["debt_cny"][0] < own.own.debt_limit_share * own.revenue_year_cny)


def _pay_programmes(state: WorldState, own: GovernmentRoom) -> float:
    """Pay everything levers cause, and return the sum."""
    due = due_payments(state, own.spending)
    for kind, amount in due.items():
        state.pay(kind, amount)
    built, granted = carry_out(state, own.works, float(state.government["stance"][0]), own.spending)
    state.government["cash_cny"][0] += granted
    return math.fsum((*due.values(), built))


def _settle_transfers(state: WorldState, own: GovernmentRoom, regular: float, revenue: float) -> float:
    """Receive transfers from upper levels, or remit; the first year's close its budget, later ones grow with it."""
    purse = state.government
    if state.clock.step < 12:
        interest = float(purse["debt_cny"][0]) * own.own.interest_pct / 1200.0
        transfers = budget.net_transfers(regular + interest, revenue)
        own.first_net_transfers_cny += transfers
        own.gap_cny = own.first_net_transfers_cny / (state.clock.step + 1)
        if state.clock.step == 11:
            purse["transfers_base_cny"][0] = own.first_net_transfers_cny / 12.0
    else:
        wanted = own.wanted_debt_share * own.revenue_year_cny
        p, debt = own.own, float(purse["debt_cny"][0])
        gap = regular / float(purse["stance"][0]) + debt * p.interest_pct / 1200.0 - revenue
        own.gap_cny += (gap - own.gap_cny) / p.equalisation_memory_months
        fixed = float(purse["transfers_base_cny"][0] * purse["growth_index"][0])
        transfers = p.equalised_share * own.gap_cny + (1.0 - p.equalised_share) * fixed
        transfers += budget.equalisation(debt, wanted, p.equalisation_share_per_year)
    state.pay("government_transfers_in", max(transfers, 0.0))
    state.pay("government_remittance", max(-transfers, 0.0))
    purse["cash_cny"][0] += transfers
    return transfers


def _service_debt(state: WorldState, own: GovernmentRoom, spent: float, income: float) -> float:
    """Pay interest and bonds due, sell bonds for what is missing; return interest and repayments less bonds sold."""
    purse, p = state.government, own.own
    debt, cash = float(purse["debt_cny"][0]), float(purse["cash_cny"][0])
    interest, due = debt * p.interest_pct / 1200.0, debt / p.bond_term_months
    buffer = p.cash_months * float(purse["regular_spending_cny"][0])
    levied = state.received(*CARBON_REVENUE, *TRAVEL_REVENUE)
    transfers_booked = state.received("government_transfers_in") - state.received("government_remittance")
    left = cash + (income - transfers_booked) + levied - spent - interest - due - buffer
    sold = budget.borrowing(-left, debt - due, p.debt_limit_share * max(own.revenue_year_cny, 1.0))
    due += budget.early_repayment(left, debt - due)
    state.pay("government_interest", interest)
    state.pay("government_repayment", due)
    state.pay("government_borrowing", sold)
    purse["debt_cny"][0] = debt - due + sold
    revenue_now = 12.0 * (income + levied)
    own.revenue_year_cny += (revenue_now - own.revenue_year_cny) / 12.0
    return float(interest + due - sold)


def collect(state: WorldState) -> None:
    """Receive taxes and carbon revenue; let the budget follow output and debt."""
    own, purse = room(state), state.government
    purse["cash_cny"][0] += state.received(*INCOME)
    own.bank_taxes_cny = state.received("bank_taxes")
    purse["carbon_revenue_cny"][0] = state.received(*CARBON_REVENUE)
    value_added = float(state.market.value_added_cny.sum())
    if state.clock.step < 12:
        own.first_value_added_cny += value_added
        if state.clock.step == 11:
            own.wanted_debt_share = float(purse["debt_cny"][0]) / max(own.revenue_year_cny, 1.0)
        return
    index = value_added / max(own.first_value_added_cny / 12.0, 1.0)
    purse["growth_index"][0] += (index - float(purse["growth_index"][0])) / own.own.growth_memory_months
    share = float(purse["debt_cny"][0]) / max(own.revenue_year_cny, 1.0)
    purse["stance"][0] = budget.next_stance(
        float(purse["stance"][0]), share, own.wanted_debt_share, own.own.stance_strength, own.own.stance_speed_per_month
    )


def balance_cny(state: WorldState) -> float:
    """Return the government's money."""
    return float(state.government["cash_cny"][0])


def posted_carbon_price_cny_per_t(state: WorldState, sums: Market) -> float:
    """Return the mean posted carbon price over all emissions, fuels and processes each at their own price."""
    fuel_t = sums.energy_tj @ emission_factors()
    process_t = sums.process_co2_t - sums.captured_co2_t
    fuel_price = state.signals[s.FUEL_CARBON_PRICE : s.FUEL_CARBON_PRICE + n.N_SECTORS]
    process_price = state.signals[s.PROCESS_CARBON_PRICE : s.PROCESS_CARBON_PRICE + n.N_SECTORS]
    paid = float((fuel_t * fuel_price).sum() + (process_t * process_price).sum())
    return float(paid / max(float(fuel_t.sum() + process_t.sum()), 1.0))


def yearly(state: WorldState, sums: Market) -> dict[str, float]:
    """Return the government's columns of the yearly table; ``public_spending`` is what levers caused."""
    own, purse, flows = room(state), state.government, state.ledger.year_flows
    row = {
        "public_spending_bn_cny": own.spending.total_cny() / 1e9,
        "government_budget_bn_cny": float(
            math.fsum(flows[CODE[k]] for k in ("government_goods_local", "government_goods_imported", "social_transfers"))
        ) / 1e9 + own.spending.total_cny() / 1e9,
        "government_debt_bn_cny": float(purse["debt_cny"][0]) / 1e9,
        "government_stance": float(purse["stance"][0]),
        "government_transfers_in_bn_cny": float(
            flows[CODE["government_transfers_in"]] - flows[CODE["government_remittance"]]
        ) / 1e9,
        "carbon_price_cny_per_t": posted_carbon_price_cny_per_t(state, sums),
        "carbon_revenue_bn_cny": math.fsum(flows[CODE[k]] for k in CARBON_REVENUE) / 1e9,
    }  # fmt: skip
    columns = spending_columns(state)
    known = math.fsum(own.spending.by_lever.get(lever, 0.0) for lever in columns)
    row[f"public_spending_{UNATTRIBUTED}_bn_cny"] = (own.spending.total_cny() - known) / 1e9
    return row | {column: own.spending.by_lever.get(lever, 0.0) / 1e9 for lever, column in columns.items()}


def spending_columns(state: WorldState) -> dict[str, str]:
    """Return the yearly column of each lever's public spending, by lever."""
    names = sorted(getattr(state.rooms.get("package"), "lever_names", ()))
    return {lever: f"public_spending_{lever}_bn_cny" for lever in names}
