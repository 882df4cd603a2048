"""Buying what was planned: after the bank's answer, and within support budgets and plate quotas.

A refused loan leaves the household with what it can pay in cash, if its old thing failed, or waiting. Support is
granted whole, in keyed order, until one does not fit; who does not fit waits, and so does its loan.

Reads: plans, offers, the bank's answers, support budget, plate quota. Writes: possessions, loans, savings, ledger.
Draws: ``household.support_rank``, ``household.plate_lottery``; see ``delivery`` for lifetimes.
"""

from __future__ import annotations

import numpy as np

from agents.household import delivery as d
from agents.household import used_cars
from agents.household.markets import calendar_year, sold_appliance_intensity
from agents.household.quasi import draws
from agents.household.room import HouseholdRoom, fixed_blocks, household_room
from sim.core.columns import Array, Table
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState
from sim.world.support import support
from sim.world.transport import PURCHASE_TAX_SHARE, durable_column, energy_mj_per_km

_DURABLE_OF = (
    (-1, n.DURABLE_PETROL_CAR, n.DURABLE_HYBRID_CAR, n.DURABLE_PHEV_CAR, n.DURABLE_BEV_CAR),
    (-1, n.DURABLE_COAL_STOVE, n.DURABLE_GAS_BOILER, n.DURABLE_ELECTRIC_HEATER, n.DURABLE_HEAT_PUMP, -1),
    (n.DURABLE_STANDARD_APPLIANCE, n.DURABLE_EFFICIENT_APPLIANCE),
    (n.DURABLE_ROOFTOP_SOLAR,),
)
_MONTHS_OF_HEARSAY = 12.0  # over which people judge their chance of a plate (assumption)
_TURN = 1024  # buyers served by one thread before it asks for more
_FITTING_SHARE = 0.15  # of heating and panels: local building work (assumption, as in the technology room)


def buy(state: WorldState) -> None:
    """Let households buy what was planned and can be paid."""
    room, table = household_room(state), state.households
    rows = table["wants"][: table.count].view(np.bool_).nonzero()[0]
    sold = np.zeros(5)
    if len(rows):
        wanted = d.Wanted(
            np.empty((len(rows), 4), dtype=np.int64), np.empty((len(rows), 4)), np.empty((len(rows), 4)),
            np.empty((len(rows), 4), dtype=np.int8), np.empty((len(rows), 4), dtype=np.int8), np.empty(len(rows)),
            np.empty((len(rows), d.N_CAR_FACTS)),
        )  # fmt: skip
        turns = fixed_blocks(len(rows), _TURN)
        state.visit_blocks(turns, d.note_wanted, rows, room.view["WantView"], room.offers, wanted)
        _allow(state, room, table, rows, wanted)
        used_cars.take(state, room, rows, wanted)
        used_cars.hand_in(state, room, rows, wanted, room.tables["cars_now"])
        sold = _deliver(state, room, rows, wanted)
    room.sales += sold


def _allow(state: WorldState, room: HouseholdRoom, table: Table, rows: Array, wanted: d.Wanted) -> None:
    """Decide who gets a number plate and public support; who gets neither when needed waits."""
    if float(state.signals[s.PLATE_QUOTA]) < s.NO_LIMIT:
        wanted.allowed[:, d.CAR] = _plates(state, room, table, rows, wanted.option[:, d.CAR])
    if not np.count_nonzero(wanted.support_cny):
        return
    for kind, durables in enumerate(_DURABLE_OF):
        seeks = (wanted.support_cny[:, kind] > 0.0) & (wanted.option[:, kind] >= 0) & (wanted.allowed[:, kind] == 1)
        for option, durable in enumerate(durables):
            seekers = np.flatnonzero(seeks & (wanted.option[:, kind] == option))
            if durable >= 0 and len(seekers):
                amount = wanted.support_cny[seekers, kind]
                wanted.allowed[seekers, kind] = granted_support(state, room, table, rows[seekers], durable, amount)


def granted_support(
    state: WorldState, room: HouseholdRoom, table: Table, rows: Array, durable: int, amount_cny: Array
) -> Array:
    """Return which seekers of support for a durable get it: whole, in keyed order, until one does not fit."""
    luck = draws(room.keys["support_rank"], table["luck"][rows], state.clock.step)
    order = luck.argsort(kind="stable")
    allowed = np.zeros(len(rows), dtype=bool)
    allowed[order[: support(state).serve(state, durable, amount_cny[order] * state.weight)]] = True
    return allowed


def _plates(state: WorldState, room: HouseholdRoom, table: Table, rows: Array, option: Array) -> Array:
    """Return who gets a number plate where they are few: the winners of a keyed lottery among those who need one."""
    allowed, quota = np.ones(len(rows), dtype=bool), float(state.signals[s.PLATE_QUOTA])
    exempt = ((option == n.PHEV_CAR) | (option == n.BEV_CAR)) & (state.signals[s.PLATE_QUOTA_EV_EXEMPT] > 0.0)
    needs = np.flatnonzero((option > 0) & ~exempt & (table["vehicle"][rows] == n.NO_CAR))
    room.plates_left = min(room.plates_left + quota / 12.0 / state.weight, quota / state.weight)
    luck = draws(room.keys["plate_lottery"], table["luck"][rows[needs]], state.clock.step)
    order = needs[luck.argsort(kind="stable")]
    winners = int(room.plates_left)
    if len(needs):
        room.plate_chance += (min(winners / len(needs), 1.0) - room.plate_chance) / _MONTHS_OF_HEARSAY
    allowed[order[winners:]] = False
    room.plates_left -= min(winners, len(order))
    return allowed


def _deliver(state: WorldState, room: HouseholdRoom, rows: Array, wanted: d.Wanted) -> Array:
    """Deliver and pay; return the cars sold by vehicle type."""
    market, weight, sold = state.market, state.weight, np.zeros(5)
    counters = d.Counters(
        np.zeros(d.N_TOTALS), np.zeros(n.N_DURABLES), room.went["vehicle"], room.came["vehicle"], room.went["heating"],
        room.came["heating"], room.came["solar"],
    )  # fmt: skip
    catalogue = _catalogue(state, room)
    state.visit_blocks(
        fixed_blocks(len(rows), _TURN), d.deliver, rows, room.view["BuyView"], wanted, catalogue, room.keys["lifetime"]
    )
    d.count_sales(wanted, catalogue.tax_share, counters)
    sold[1:] = counters.bought[: n.DURABLE_BEV_CAR + 1]
    totals = (counters.totals * weight).tolist()
    fitted = totals[d.FITTED_CNY]
    state.pay("household_purchase_tax", totals[d.TAX_CNY])
    state.pay("household_durables", totals[d.CAR_CNY] + totals[d.APPLIANCE_CNY] + fitted - _FITTING_SHARE * fitted)
    state.pay("household_used_cars", totals[d.USED_CNY])
    state.pay("household_installation", _FITTING_SHARE * fitted)
    state.pay("loan_household", totals[d.LENT_CNY])
    state.works_backlog_cny[n.CONSTRUCTION] += _FITTING_SHARE * fitted
    market.durables_bought += counters.bought * weight
    return sold


def _catalogue(state: WorldState, room: HouseholdRoom) -> d.Catalogue:
    """Return what deliverers know this month."""
    key = calendar_year(state), state.board.version
    return room.kept("deliveries", key, lambda: _catalogue_of_quarter(state, room))._replace(month=state.clock.step)


def _catalogue_of_quarter(state: WorldState, room: HouseholdRoom) -> d.Catalogue:
    """Return what deliverers know for as long as quarter and signals stay."""
    signals, years = state.signals, state.clock.now.year - 2020.0
    petrol, power = energy_mj_per_km(years)
    life, first = durable_column("lifetime_years"), n.DURABLE_COAL_STOVE
    exempt = signals[s.PURCHASE_TAX_EXEMPT_SHARE : s.PURCHASE_TAX_EXEMPT_SHARE + 4]
    reach = signals[s.GAS_NETWORK_REACH : s.GAS_NETWORK_REACH + n.MAX_DISTRICTS]
    tax, heaters = np.zeros(5), np.zeros(6)
    tax[1:] = PURCHASE_TAX_SHARE * (1.0 - exempt)
    heaters[1:5] = life[first : first + 4]
    return d.Catalogue(
        tax_share=tax, mj_per_km=petrol + power, heater_life_years=heaters,
        appliance_intensity=sold_appliance_intensity(state, room),
        piped_gas=np.maximum(room.districts.gas_network, reach),
        green_extra_months=signals[s.GREEN_TENOR_EXTRA_MONTHS : s.GREEN_TENOR_EXTRA_MONTHS + len(n.GREEN_CATEGORIES)],
        car_life_years=float(life[0]), car_life_shape=float(durable_column("lifetime_shape")[0]),
        appliance_life_years=float(life[n.DURABLE_STANDARD_APPLIANCE]),
        solar_support_cny_per_kwh=float(signals[s.SOLAR_GENERATION_SUPPORT]), month=state.clock.step,
    )  # fmt: skip
