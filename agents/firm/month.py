"""Firms: ten sectors of large plants and sampled small firms.

Phase by phase: they cost their output and order inputs, decide once a year on technology, capacity and debt, produce
what the goods markets ask for, carry out what banks, grants and skilled staff allow, pay, are paid, hear of options,
enter and leave.

Reads: ``published`` prices and rates, signals by sector, ``drivers``, the goods markets, banks' answers.
Writes: firms' columns, ``market`` rows 0 to 9, ledger flows paid by firms, ``works_backlog_cny``, room ``cleared``.
Draws: ``firm.trait``, ``firm.past``, ``firm.site``, ``firm.knows``, ``firm.fits``, ``firm.hassle``, ``firm.cost_luck``,
``firm.training``, ``firm.audit``, ``firm.awareness``, ``firm.research``, ``firm.ration``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.firm import columns as c
from agents.firm import entry, explain, opening, prices, product_mix, projects, statistics
from agents.firm import exit as closing
from agents.firm import room as rooms
from agents.firm.accounts import fit_accounts
from agents.firm.advice import note_costs, read_advice
from agents.firm.balances import SPREAD_OVER_REFERENCE_PP, first_growth, open_balance_sheets
from agents.firm.borrowing import ProjectColumns, ReceiveColumns, receive_firms
from agents.firm.costing import CAPACITY, OUTPUT, average_costs, cost_firms, cost_inputs, order_inputs
from agents.firm.deciding import decide_firms
from agents.firm.investing import invest_firms
from agents.firm.learning import learn_firms
from agents.firm.parameters import PARAMETERS, frontier_factor, sector_traits
from agents.firm.paying import pay_firms
from agents.firm.populate import populate as make_firms
from agents.firm.producing import Conditions, Made, count_output, produce_firms, recount
from agents.firm.room import DIVIDENDS, FirmRoom, Options, Outlook, cleared, room
from agents.firm.users import UserColumns, Users, count_first, count_new
from sim.core.columns import Array
from sim.core.draws import decision_code, stream
from sim.world import goods
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world import technology as tech
from sim.world.base_year import base_year
from sim.world.emissions import emission_factors
from sim.world.sector_table import sector_table
from sim.world.state import WorldState

_S = n.N_FIRM_SECTORS
_G = len(n.GREEN_CATEGORIES)
_DECISIONS = (
    "trait",
    "site",
    "knows",
    "fits",
    "hassle",
    "cost_luck",
    "past",
    "training",
    "audit",
    "awareness",
    "research",
    "ration",
)
_WORKS = (
    "household_installation", "firm_installation", "power_installation", "power_goods_local", "government_programmes",
    "government_transit", "government_works", "waste_fees",
)  # fmt: skip

yearly = statistics.yearly


def populate(state: WorldState) -> None:
    """Make the firms and open their accounts at list prices (the tariffs of the first month are not known yet)."""
    options = tech.catalogue()
    own = FirmRoom(
        own=PARAMETERS.values(state.overrides), traits=sector_traits(), catalogue=options,
        options=Options(*(getattr(options, name) for name in Options._fields))._replace(
            available_year=tech.technology(state).available_year
        ), factors=emission_factors(),
        customers=np.array(sector_table().customer, dtype=np.int64),
        keys={f"firm.{name}": stream(state.seed, decision_code(f"firm.{name}")) for name in _DECISIONS},
    )  # fmt: skip
    state.rooms["firms"] = own
    prices.weather_shares(state, own)
    make_firms(state, own)
    own.carrier_price = np.tile(state.published.fuel_price_cny_per_tj, (_S, 1))
    fit_accounts(state, own)
    own.expected_growth = first_growth(state)
    open_balance_sheets(state, own)
    _views(state, own)
    prices.open_tariffs(own)
    own.turns = [np.flatnonzero(state.firms["luck"][: state.firms.count] % 12 == turn) for turn in range(12)]
    _count_users(state, own)
    base = base_year(state)
    own.electricity_per_unit = base.energy_tj[:_S, n.ELECTRICITY] / np.maximum(base.output_cny, 1e-9)
    own.jobs_per_unit = base.jobs / np.maximum(base.output_cny, 1e-9) * 12.0
    own.reference_tj = base.energy_tj[:_S].sum(axis=1) / np.maximum(base.output_cny, 1e-9)
    own.sun_hours_per_year = prices.yearly_hours(state)
    own.jobs_thousand = float(base.jobs.sum()) / 1e3
    own.clean_demand_share = own.own.clean_equipment_growth_pct / 1200.0
    own.accepted = np.zeros(state.firms.capacity, dtype=np.int8)
    own.detail = np.zeros((int(np.diff(options.first).max()), rooms.N_COMPONENTS))


def _views(state: WorldState, own: FirmRoom) -> None:
    narrow = state.firms.narrow
    own.plan, own.decide, own.wish = narrow(c.PlanColumns), narrow(c.DecideColumns), narrow(c.WishColumns)
    own.produce, own.invest, own.adopt = narrow(c.ProduceColumns), narrow(c.InvestColumns), narrow(c.AdoptColumns)
    own.pay, own.debt, own.learn = narrow(c.PayColumns), narrow(c.DebtColumns), narrow(c.LearnColumns)
    own.projects, own.receive = narrow(ProjectColumns), narrow(ReceiveColumns)
    own.peer_columns, own.user_columns = narrow(c.PeerColumns), narrow(UserColumns)
    own.advised, own.advice = narrow(c.AdviceColumns), read_advice(state.signals)
    own.founding = entry.Founding(*(getattr(own.traits, name) for name in entry.Founding._fields))
    own.entrant_columns, own.exit_columns = narrow(entry.EntrantColumns), narrow(closing.ExitColumns)
    own.fail_columns = narrow(closing.FailColumns)
    market = state.market
    own.made = Made(
        market.energy_tj, market.process_co2_t, market.captured_co2_t, market.electricity_load_kwh,
        market.rooftop_pv_kwh, market.output_units, own.bills, np.zeros((_S, 3)),
    )  # fmt: skip


def _count_users(state: WorldState, own: FirmRoom) -> None:
    options = len(own.catalogue.ids)
    own.users = Users(
        np.zeros((options, _S)), np.zeros((options, n.MAX_DISTRICTS)), np.zeros(_S), np.zeros(n.MAX_DISTRICTS)
    )
    count_first(state.firms.count, own.user_columns, own.users)


def plan(state: WorldState) -> None:
    """Cost output, order inputs, and let the firms due this month decide."""
    own = room(state)
    own.frontier = frontier_factor(state.clock.step / 12.0)
    prices.update_prices(state, own)
    if state.clock.step == 0:
        opening.meet_first_prices(state, own)
        prices.update_prices(state, own)
    _cost_and_order(state, own)
    _decide(state, own)
    note_costs(state, own, rooms.rows_at(own, rooms.LISTEN_TURN, state.clock.step))


def _cost_and_order(state: WorldState, own: FirmRoom) -> None:
    base, now = base_year(state), state.published
    price = now.goods_price_index
    cost_inputs(
        base.io_coefficient, own.material, price, goods.LIGHT_USERS, state.drivers.material_use_index[state.clock.step],
        state.drivers.material_in_building_index[state.clock.step],
        own.inputs, own.accounts.io_cost,
    )  # fmt: skip
    surplus = own.accounts.surplus
    weight = float(surplus @ own.totals[:, OUTPUT]) if state.clock.step else float(surplus @ (base.output_cny / 12.0))
    building = now.firm_building_cny_per_month / max(weight, 1e-9)
    growth = product_mix.electric_growth(state, own)
    if state.clock.step == 0:
        neutral = state.board.catalogue.neutral
        _cost(state, own, neutral, building, growth)
        opening.offset_costs(state, own)
        _cost(state, own, neutral, building, growth)
        own.base_unit_cost = own.mean_cost.copy()
    _cost(state, own, state.signals, building, growth)
    order_inputs(own.totals, own.inputs, own.accounts.io_cost, state.market.goods_demand_cny[n.PAYER_FIRM])


def _cost(state: WorldState, own: FirmRoom, signals: Array, building: float, growth: Array) -> None:
    own.totals[:] = 0.0
    cost_firms(
        0, state.firms.count, own.plan, own.accounts, own.carrier_price, own.factors, signals[prices.FUEL_PRICE],
        signals[prices.PROCESS_PRICE], signals[prices.FREE], signals[prices.SURCHARGE] * n.KWH_PER_TJ, own.reference_tj,
        building, own.own.demand_speed_per_month, growth, own.totals,
    )  # fmt: skip
    average_costs(own.totals, own.base_unit_cost, own.mean_cost, own.cost_index)


def _decide(state: WorldState, own: FirmRoom) -> None:
    now, technology, step = state.published, tech.technology(state), state.clock.step
    watched = state.watch[1] if state.watch and state.watch[0] == "firm" else -1
    keys, year = own.keys, state.clock.now.year + (state.clock.now.month - 1) / 12.0

    def terms(outlook: Outlook) -> tuple[Any, ...]:
        return (
            own.decide, own.wish, own.own, own.options, outlook, own.factors, now.feed_in_price_cny_per_kwh,
            technology.pv_cny_per_kw, technology.storage_cny_per_kwh, _ordinary_rate(state), keys["firm.site"],
            keys["firm.hassle"], keys["firm.training"], watched, own.detail,
        )  # fmt: skip

    if step == 0:
        opening.forget_worthwhile(state, own, year, terms(_outlook(state, own, state.board.catalogue.neutral)))
    prices.update_expectations(state, own)
    outlook = _current_outlook(state, own)
    capacity_rows = rooms.rows_at(own, rooms.CAPACITY_TURN, step)
    own.past, own.due_technology = own.due, rooms.rows_at(own, rooms.TECHNOLOGY_TURN, step)
    own.due = np.concatenate((capacity_rows, own.due_technology))
    decide_firms(
        own.past, capacity_rows, own.due_technology, step, year, own.accounts, own.traits.leverage,
        own.traits.utilisation, keys["firm.cost_luck"], *terms(outlook),
    )  # fmt: skip
    if watched >= 0:
        explain.note_plan(state, own, watched)


def _ordinary_rate(state: WorldState) -> float:
    seen = float(state.published.loan_rate_pct[1])
    return seen if seen > 0.0 else state.published.lending_reference_pct + SPREAD_OVER_REFERENCE_PP


def _current_outlook(state: WorldState, own: FirmRoom) -> Outlook:
    """Return what firms expect this month; all arrays but the technologies' prices change in place."""
    projects.note_grant_share(state, state.signals, own.grant_share)
    price_index = tech.technology(state).price_index
    if own.outlook is None:
        own.outlook = _outlook(state, own, state.signals)
    elif own.outlook.price_index is not price_index:
        own.outlook = own.outlook._replace(price_index=price_index)
    return own.outlook


def _outlook(state: WorldState, own: FirmRoom, signals: Array) -> Outlook:
    projects.note_grant_share(state, signals, own.grant_share)
    return Outlook(
        carrier_price=own.expected_price, fuel_carbon_price=own.expected_fuel_carbon,
        process_carbon_price=own.expected_process_carbon, announced_price=signals[prices.ANNOUNCED],
        block_price=own.block_price, load_shape=own.load_shape, sun_hours_per_year=own.sun_hours_per_year,
        price_index=tech.technology(state).price_index, grant_share=own.grant_share,
        discount_pp=signals[s.GREEN_LOAN_DISCOUNT_PP : s.GREEN_LOAN_DISCOUNT_PP + _G],
        extra_months=signals[s.GREEN_TENOR_EXTRA_MONTHS : s.GREEN_TENOR_EXTRA_MONTHS + _G],
        training_share=signals[s.FIRM_TRAINING_SHARE : s.FIRM_TRAINING_SHARE + _S],
        training_depth=signals[s.FIRM_TRAINING_DEPTH : s.FIRM_TRAINING_DEPTH + 1],
        limit=signals[s.PLANT_INTENSITY_LIMIT : s.PLANT_INTENSITY_LIMIT + _S],
        deadline_year=signals[s.PLANT_DEADLINE_YEAR : s.PLANT_DEADLINE_YEAR + _S], reference_tj=own.reference_tj,
        growth=own.expected_growth,
        growth_limit=signals[s.CAPACITY_GROWTH_LIMIT : s.CAPACITY_GROWTH_LIMIT + _S],
        approval_threshold=signals[s.CAPACITY_APPROVAL_THRESHOLD : s.CAPACITY_APPROVAL_THRESHOLD + 1],
        retired_units=own.retired_units,
        replacement_ratio=signals[s.CAPACITY_REPLACEMENT_RATIO : s.CAPACITY_REPLACEMENT_RATIO + _S],
    )  # fmt: skip


def produce(state: WorldState) -> None:
    """Clear the goods markets and make what was sold."""
    own, market, now = room(state), state.market, state.published
    own.sale_price = now.goods_price_index
    done = goods.clear(state, own.totals[:, CAPACITY], own.cost_index)
    state.rooms["cleared"] = done
    state.works_backlog_cny[:] = 0.0
    conditions = Conditions(
        done.sold_units, own.weather, own.carrier_price, own.block_price, own.load_shape,
        now.sunshine_hours, state.signals[prices.SURCHARGE] * n.KWH_PER_TJ, own.reference_tj, own.factors,
        own.customers,
    )  # fmt: skip
    own.bills[:] = 0.0
    produce_firms(0, state.firms.count, own.produce, conditions, now.feed_in_price_cny_per_kwh, own.made)
    market.heat_load_tj[1] += market.energy_tj[:_S, n.HEAT].sum()
    count_output(
        market.output_units, base_year(state).va_share, own.jobs_per_unit,
        state.drivers.labour_productivity_index[state.clock.step], market.value_added_cny, market.jobs,
    )  # fmt: skip
    own.jobs_thousand = float(market.jobs.sum()) / 1e3
    outside_t_per_unit = state.drivers.outside_intensity_t_per_unit[state.clock.step]
    own.displaced_t += float(done.lost_units @ outside_t_per_unit)
    if np.count_nonzero(
        own.closed_by_rule_units
    ):  # what closed plants made comes from outside where nobody replaces it
        own.displaced_t += float(np.minimum(done.short_units, own.closed_by_rule_units) @ outside_t_per_unit)
    prices.note_growth(
        own.output_of_last_year, state.clock.step, market.output_units, own.own.demand_speed_per_month,
        own.expected_growth,
    )  # fmt: skip


def invest(state: WorldState) -> None:
    """Carry out accepted projects, renew machines, move market shares."""
    own, technology = room(state), tech.technology(state)
    firms, years = state.firms, state.clock.step / 12.0
    if state.clock.now.month == 1:
        own.grants_spent_cny[:] = 0.0
    projects.select(state, own)
    pull = own.clean_demand_share * float(np.exp(-years / 15.0)) + own.clean_boost
    invest_firms(
        0, firms.count, own.invest, own.adopt, own.accepted, own.options, own.accounts, own.factors,
        own.frontier, own.mean_cost, own.own.share_speed_per_month, pull, technology.pv_cny_per_kw,
        technology.storage_cny_per_kwh, np.zeros(_S),
    )  # fmt: skip
    rows = own.due_technology[own.accepted[own.due_technology] == 1]
    if len(rows):
        count_new(rows, own.user_columns, own.users, technology.local_experience)
        own.avoided_promised_t += float(firms["planned_avoided_t"][rows].sum())
        own.green_spending_cny += float(firms["project_cny"][rows].sum())
    if state.watch and state.watch[0] == "firm":
        explain.note_outcome(state, own, state.watch[1])


def book_payments(state: WorldState) -> None:
    """Pay inputs, energy, wages, taxes, carbon, debt service, machines and dividends."""
    own, done = room(state), cleared(state)
    own.payments[:] = 0.0
    signals = state.signals
    pay_firms(
        0, state.firms.count, own.pay, own.debt, own.own, own.accounts, own.sale_price, signals[prices.FUEL_PRICE],
        signals[prices.PROCESS_PRICE], signals[prices.FREE], own.payments,
    )  # fmt: skip
    sums, (fuel, electricity, heat) = own.payments.tolist(), own.bills.tolist()
    local = float(done.local_cny[n.PAYER_FIRM].sum())
    state.pay("firm_goods_local", local)
    state.pay("firm_goods_imported", sums[rooms.GOODS] - local + sums[rooms.OTHER_INPUTS])
    state.pay("firm_fuel", fuel)
    state.pay("firm_electricity", electricity)
    state.pay("firm_heat", heat)
    commuters = state.config.city.commuters_share
    state.pay("wages_firm", sums[rooms.WAGES] * (1.0 - commuters))
    state.pay("wages_commuters", sums[rooms.WAGES] * commuters)
    state.pay("firm_taxes", sums[rooms.TAXES])
    state.pay("firm_carbon_tax", sums[rooms.CARBON])
    state.pay("interest_firm", sums[rooms.INTEREST])
    state.pay("repay_firm", sums[rooms.PRINCIPAL])
    state.pay("dividends_household", sums[DIVIDENDS] * own.local_dividend_share)
    state.pay("dividends_world", sums[DIVIDENDS] * (1.0 - own.local_dividend_share))
    state.pay("firm_equipment", sums[rooms.EQUIPMENT])
    state.pay("firm_installation", sums[rooms.FITTING])
    state.works_backlog_cny[n.CONSTRUCTION] += sums[rooms.FITTING]
    state.pay("exports", float(done.exports_cny.sum()))


def collect(state: WorldState) -> None:
    """Share receipts among firms by output, credit grants and interest, draw credit lines, wind up the failed."""
    own, firms, output = room(state), state.firms, state.market.output_units
    per_unit = _receipts_by_sector(state) / np.maximum(output, 1e-9)
    granted, owed = state.received("firm_green_grant"), float(state.market.firm_grants_cny.sum())
    if granted and not owed:
        per_unit = per_unit + granted / float(output.sum())
    receive_firms(
        0, firms.count, own.receive, own.debt, per_unit, state.received("deposit_interest_firm"), granted / owed if owed else 0.0,
        _ordinary_rate(state),
        state.clock.step, own.own.default_months, own.received,
    )  # fmt: skip
    state.pay("loan_firm", float(own.received[0]))
    if own.received[1]:
        closing.settle(state, own)


def _receipts_by_sector(state: WorldState) -> Array:
    """Return what each sector was paid; fees that order no work go to services."""
    done = cleared(state)
    goods_paid = done.local_cny.sum(axis=0) + done.exports_cny
    booked = state.received("household_goods_local", "firm_goods_local", "government_goods_local", "exports")
    works = state.works_backlog_cny.copy()
    unmatched = booked - float(goods_paid.sum()) + state.received(*_WORKS) - float(works.sum())
    works[n.SERVICES] += unmatched
    return np.asarray(goods_paid + works)


def learn(state: WorldState) -> None:
    """Let the firms due this month hear of options and search."""
    own = room(state)
    step = state.clock.step
    learn_firms(
        rooms.rows_at(own, rooms.LISTEN_TURN, step), rooms.rows_at(own, rooms.SEARCH_TURN, step), step, state.clock.now.year + (state.clock.now.month - 1) / 12.0, own.learn,
        own.own, own.options, own.users,
        own.advice, own.frontier, own.keys["firm.awareness"], own.keys["firm.research"],
        own.keys["firm.audit"], own.keys["firm.training"],
    )  # fmt: skip


def age(state: WorldState) -> None:
    """Take out what closed, and let newcomers in."""
    own = room(state)
    entry.admit(state, own, closing.leave(state, own) if own.leaving else [])


def balance_cny(state: WorldState) -> float:
    """Return firms' money, re-summed from their columns."""
    return float(state.firms["cash_cny"][: state.firms.count].sum())


def recount_energy(state: WorldState) -> Array:
    """Return firms' energy use re-summed from their columns, shape (13, carriers)."""
    totals = np.zeros((n.N_SECTORS, n.N_CARRIERS))
    recount(0, state.firms.count, state.firms["sector"], state.firms["energy_tj"], totals)
    return totals


def stocks(state: WorldState) -> dict[str, tuple[int, int, int]]:
    """Return the count of firm agents: now, entered, left."""
    own = room(state)
    return {"agents": (int(np.count_nonzero(state.firms.alive[: state.firms.count])), own.entered, own.left)}


__all__ = [
    "age", "balance_cny", "book_payments", "collect", "invest", "learn", "plan", "populate", "produce",
    "recount_energy", "stocks", "yearly",
]  # fmt: skip
