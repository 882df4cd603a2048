"""What levers make the public purse pay, by kind of payment, and booked to the levers whose signals caused it.

Some of it signals ask for outright, some follows from what is used under them, and some was promised in the purse's
name this month by others, who wrote it into the market: support, grants, points, advice.

Reads: signals, the market's flows, carbon revenue, banks' claims. Writes: spending by lever, ``works_backlog_cny``, the
green fund. Draws: none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from agents.public.spending import SpendingByLever
from sim.core.columns import Array
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.public_power import green_power_kwh
from sim.world.state import WorldState
from sim.world.waste import waste_room

_GREEN = len(n.GREEN_CATEGORIES)
_RESEARCH = slice(s.RESEARCH_SUPPORT, s.RESEARCH_SUPPORT + _GREEN)
_LOCAL_RESEARCH = slice(s.RESEARCH_LOCAL_SHARE, s.RESEARCH_LOCAL_SHARE + _GREEN)
_ADDERS = slice(s.ELECTRICITY_ADDER, s.ELECTRICITY_ADDER + n.N_CUSTOMERS)
_HEATING_SLOTS = range(s.ELECTRIC_HEATING_SUPPORT, s.ELECTRIC_HEATING_SUPPORT + n.MAX_DISTRICTS)
# Slots whose neutral value is nothing, and which cost nothing as long as they hold it.
_OUTRIGHT = np.array([s.PROGRAMME_COST, s.TRANSIT_SERVICE, s.PUBLIC_WORKS, *range(_RESEARCH.start, _RESEARCH.stop)])
_BY_USE = np.array(
    [s.PUBLIC_GREEN_POWER_SHARE, s.SORTED_WASTE_COST, s.INCINERATION_FEE, *range(_ADDERS.start, _ADDERS.stop)]
)

Payments = dict[str, float]


def due_payments(state: WorldState, spending: SpendingByLever) -> Payments:
    """Return what the purse pays this month because of levers, in CNY by kind of payment."""
    due: Payments = {}
    if np.count_nonzero(state.signals[_OUTRIGHT]):
        _asked_outright(state, spending, due)
    if np.count_nonzero(state.signals[_BY_USE]):
        _by_use(state, spending, due)
    if np.count_nonzero(state.market.promised_cny):
        _promised(state, spending, due)
    _carbon_and_guarantees(state, spending, due)
    return due


def _add(due: Payments, kind: str, amount_cny: float) -> None:
    due[kind] = due.get(kind, 0.0) + amount_cny


def _asked_outright(state: WorldState, spending: SpendingByLever, due: Payments) -> None:
    """Campaigns, programmes and research, added public transport, networks and plants."""
    board, signals = state.board, state.signals
    campaign, research = float(signals[s.PROGRAMME_COST]), signals[_RESEARCH] / 12.0
    in_city = float(research @ signals[_LOCAL_RESEARCH])
    spending.add(board, [s.PROGRAMME_COST], campaign)
    _attribute(state, spending, research, lambda green: [s.RESEARCH_SUPPORT + green])
    _services(state, due, campaign + in_city)
    _add(due, "government_research", float(research.sum()) - in_city)
    for slot, kind, builder in (
        (s.TRANSIT_SERVICE, "government_transit", n.TRANSPORT), (s.PUBLIC_WORKS, "government_works", n.CONSTRUCTION),
    ):  # fmt: skip
        amount = float(signals[slot])
        spending.add(board, [slot], amount)
        state.works_backlog_cny[builder] += amount
        _add(due, kind, amount)


def _by_use(state: WorldState, spending: SpendingByLever, due: Payments) -> None:
    """Rebates on electricity, green power of public bodies, sorted waste, waste burnt instead of landfilled."""
    board, signals, load_kwh = state.board, state.signals, state.market.electricity_load_kwh
    rebates = np.maximum(-signals[_ADDERS], 0.0) * load_kwh.sum(axis=1)
    _add(due, "power_rebate", _attribute(state, spending, rebates, lambda customer: [s.ELECTRICITY_ADDER + customer]))
    green = float(signals[s.PUBLIC_GREEN_POWER_PREMIUM]) * green_power_kwh(signals, float(load_kwh[n.COMMERCIAL].sum()))
    spending.add(board, [s.PUBLIC_GREEN_POWER_SHARE], green)
    _add(due, "public_green_power", green)
    sorting = float(signals[s.SORTED_WASTE_COST]) * float(state.market.municipal_waste_t[1])
    spending.add(board, [s.SORTED_WASTE_COST], sorting)
    _services(state, due, sorting)
    fee = float(signals[s.INCINERATION_FEE])
    fees = fee * waste_room(state).burnt_instead_t if fee else 0.0
    spending.add(board, [s.INCINERATION_FEE], fees)
    _add(due, "waste_gate_fees", fees)


def _promised(state: WorldState, spending: SpendingByLever, due: Payments) -> None:
    """Purchase and running support, carbon points, lower fares, firms' grants, advice to firms."""
    market = state.market
    support = _attribute(state, spending, market.support_paid_cny, _support_slots)
    support += _attribute(state, spending, market.heating_support_cny, lambda _: _HEATING_SLOTS)
    _add(due, "purchase_support", support)
    points = _attribute(state, spending, market.points_paid_cny, lambda topic: [s.CARBON_POINTS + topic])
    _add(due, "carbon_points", points)
    fares = _attribute(state, spending, market.fare_support_cny, lambda _: [s.TRANSIT_FARE_CHANGE])
    _add(due, "transit_fare_support", fares)
    grants = _attribute(
        state, spending, market.firm_grants_cny, lambda green: [s.FIRM_GRANT_SHARE + green, s.CARBON_REVENUE_GREEN_SHARE]
    )  # fmt: skip
    _add(due, "firm_green_grant", grants)
    fund = state.government["green_fund_cny"]
    fund[0] = max(float(fund[0]) - grants, 0.0)
    _services(state, due, _attribute(state, spending, market.firm_advice_cny, _advice_slots))


def _carbon_and_guarantees(state: WorldState, spending: SpendingByLever, due: Payments) -> None:
    """Carbon revenue paid back per head, and the public share of losses on guaranteed loans."""
    dividend = float(state.government["carbon_revenue_cny"][0]) * float(state.signals[s.CARBON_REVENUE_DIVIDEND_SHARE])
    spending.add(state.board, [s.CARBON_REVENUE_DIVIDEND_SHARE], dividend)
    _add(due, "carbon_dividend", dividend)
    claims = float(state.banks["guarantee_claim_cny"].sum())
    spending.add(state.board, range(s.GREEN_GUARANTEE_SHARE, s.GREEN_GUARANTEE_SHARE + _GREEN), claims)
    _add(due, "guarantee_paid", claims)


def _services(state: WorldState, due: Payments, amount_cny: float) -> None:
    """Let local service firms run a programme."""
    state.works_backlog_cny[n.SERVICES] += amount_cny
    _add(due, "government_programmes", amount_cny)


def _attribute(
    state: WorldState, spending: SpendingByLever, amounts_cny: Array, slots: Callable[[int], Iterable[int]]
) -> float:  # fmt: skip
    """Book each amount to the levers that post in its slots, and return the sum."""
    if not np.count_nonzero(amounts_cny):
        return 0.0
    for place in amounts_cny.nonzero()[0].tolist():
        spending.add(state.board, slots(place), float(amounts_cny[place]))
    return float(amounts_cny.sum())


def _support_slots(durable: int) -> list[int]:
    """Return the slots whose posts explain support paid for a durable."""
    slots = [s.PURCHASE_SUPPORT_BUDGET + durable]
    if durable == n.DURABLE_ROOFTOP_SOLAR:
        slots.append(s.SOLAR_GENERATION_SUPPORT)
    return slots


def _advice_slots(kind: int) -> list[int]:
    """Return the slots whose posts explain advice given to firms."""
    if kind == n.ADVICE_TRAINING:
        return list(range(s.FIRM_TRAINING_SHARE, s.FIRM_TRAINING_SHARE + n.N_FIRM_SECTORS))
    if kind == n.ADVICE_AUDITS:
        return list(range(s.FIRM_AUDIT_SHARE, s.FIRM_AUDIT_SHARE + n.N_FIRM_SECTORS))
    return [s.SKILLED_STAFF_FACTOR if kind == n.ADVICE_STAFF else s.TECHNOLOGY_EXTENSION + kind - n.ADVICE_EXTENSION]
