"""Buying what was planned: after the bank's answer, and within support budgets and plate quotas.

A refused loan leaves the household with what it can pay in cash, if its old thing failed, or waiting. Support is
granted whole, in keyed order, until one does not fit; who does not fit waits.

Reads: plans, offers, the bank's answers, support budget, plate quota. Writes: possessions, loans, savings, ledger.
Draws: ``household.support_rank``, ``household.plate_lottery``, ``household.lifetime``.
"""

from __future__ import annotations

import numpy as np

from agents.household.columns import NO_PLAN
from agents.household.quasi import draws, weibull_months
from agents.household.room import HouseholdRoom, household_room
from sim.core.columns import Array, Table
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState
from sim.world.support import support
from sim.world.transport import PURCHASE_TAX_SHARE, durable_column, energy_mj_per_km

_HEATING_DURABLE = np.array(
    [-1, n.DURABLE_COAL_STOVE, n.DURABLE_GAS_BOILER, n.DURABLE_ELECTRIC_HEATER, n.DURABLE_HEAT_PUMP, -1]
)
_FITTING_SHARE = 0.15  # of heating and panels: local building work (assumption, as in the technology room)
_NEVER = 30_000


def buy(state: WorldState) -> None:
    """Let households buy what was planned and can be paid."""
    room, table = household_room(state), state.households
    count = table.count
    room.turned_away.clear()
    room.month_cars = np.zeros(5)
    wants = (
        (table["vehicle_plan"][:count] != NO_PLAN) | (table["heating_plan"][:count] != NO_PLAN)
        | (table["appliance_plan"][:count] != NO_PLAN) | (table["solar_plan"][:count] != NO_PLAN)
    )  # fmt: skip
    rows = np.flatnonzero(wants)
    if len(rows):
        refused = (table["loan_sought_cny"][rows] > 0.0) & (table["loan_granted"][rows] == 0)
        _cars(state, room, table, rows, refused)
        _heating(state, room, table, rows, refused)
        _appliances(state, room, table, rows)
        _panels(state, room, table, rows, refused)
        _loans(state, room, table, rows[~refused])
        for plan in ("vehicle_plan", "heating_plan", "appliance_plan", "solar_plan"):
            table[plan][rows] = NO_PLAN
        table["loan_sought_cny"][rows] = 0.0
        table["loan_purpose"][rows] = -1
        table["loan_granted"][rows] = 0
    cars = room.month_cars
    sold = cars[1:].sum()
    if sold > 0:
        state.published.bev_share_of_sales = float(cars[n.BEV_CAR] / sold)


def granted_support(
    state: WorldState, room: HouseholdRoom, table: Table, rows: Array, durable: Array, amount: Array
) -> Array:
    """Return which buyers may buy: those without support, and those whose support fits into the budget."""
    allowed = np.ones(len(rows), dtype=bool)
    if not amount.any():
        return allowed
    budget = support(state)
    for d in np.unique(durable[amount > 0.0]):
        seekers = np.flatnonzero((durable == d) & (amount > 0.0))
        luck = draws(room.keys["support_rank"], table["luck"][rows[seekers]], state.clock.step)
        seekers = seekers[np.lexsort((rows[seekers], luck))]
        asked = amount[seekers].astype(np.float64) * state.weight
        total = np.cumsum(asked)
        # An agent stands for many buyers: the last one is served when at least half of them are.
        fits = total - 0.5 * asked <= budget.remaining_cny[d]
        allowed[seekers[~fits]] = False
        if fits.any():
            booked = float(total[fits][-1])
            budget.book(int(d), booked)
            state.market.support_paid_cny[d] += booked
        if not fits.all() or budget.remaining_cny[d] <= 0.0:
            budget.note_exhausted(state, int(d))
    return allowed


def _plates(state: WorldState, room: HouseholdRoom, table: Table, rows: Array, option: Array) -> Array:
    """Return who gets a number plate: all, or the winners of a keyed lottery among those who need one."""
    allowed = np.ones(len(rows), dtype=bool)
    quota = float(state.signals[s.PLATE_QUOTA])
    if quota >= s.NO_LIMIT:
        return allowed
    exempt = (option >= n.PHEV_CAR) & (state.signals[s.PLATE_QUOTA_EV_EXEMPT] > 0.0)
    needs = np.flatnonzero((option > 0) & ~exempt & (table["vehicle"][rows] == n.NO_CAR))
    room.plates_left = min(room.plates_left + quota / 12.0 / state.weight, quota / state.weight)
    luck = draws(room.keys["plate_lottery"], table["luck"][rows[needs]], state.clock.step)
    order = needs[np.lexsort((rows[needs], luck))]
    winners = int(room.plates_left)
    allowed[order[winners:]] = False
    room.plates_left -= min(winners, len(order))
    return allowed


def _cars(state: WorldState, room: HouseholdRoom, table: Table, rows: Array, refused: Array) -> None:
    plan = table["vehicle_plan"][rows]
    option = np.where(refused, table["vehicle_fallback"][rows], plan)
    keep = (plan != NO_PLAN) & (option >= 0)
    rows, option, refused = rows[keep], option[keep].astype(np.int64), refused[keep]
    price = np.where(option > 0, np.where(refused, room.offers[rows, 2], room.offers[rows, 0]), 0.0).astype(np.float64)
    help_cny = np.where(option > 0, np.where(refused, room.offers[rows, 3], room.offers[rows, 1]), 0.0).astype(
        np.float64
    )
    allowed = granted_support(state, room, table, rows, option - 1, help_cny) & _plates(
        state, room, table, rows, option
    )
    if not allowed.all():
        room.waiting(rows[~allowed])
    rows, option, price, help_cny = rows[allowed], option[allowed], price[allowed], help_cny[allowed]
    exempt = np.concatenate([[0.0], state.signals[s.PURCHASE_TAX_EXEMPT_SHARE : s.PURCHASE_TAX_EXEMPT_SHARE + 4]])
    tax = price * PURCHASE_TAX_SHARE * (1.0 - exempt[option])
    table["savings_cny"][rows] += help_cny - price - tax
    state.pay("household_purchase_tax", float(tax.sum()) * state.weight)
    state.pay("household_durables", float(price.sum()) * state.weight)
    old = table["vehicle"][rows]
    room.went["vehicle"] += np.bincount(old, minlength=5)
    room.came["vehicle"] += np.bincount(option, minlength=5)
    petrol, power = energy_mj_per_km(state.clock.now.year - 2020.0)
    table["vehicle"][rows] = option
    table["vehicle_mj_per_km"][rows] = (petrol + power)[option]
    table["vehicle_since"][rows] = state.clock.step
    table["vehicle_occasion"][rows] += 1
    u = draws(room.keys["lifetime"], table["luck"][rows], state.clock.step, 1)
    life = weibull_months(u, durable_column("lifetime_years")[0], durable_column("lifetime_shape")[0])
    table["vehicle_until"][rows] = np.minimum(state.clock.step + life, _NEVER)
    sold = np.bincount(option, minlength=5).astype(np.float64)
    room.month_cars = sold
    room.sales += sold
    state.market.durables_bought[:4] += sold[1:] * state.weight


def _heating(state: WorldState, room: HouseholdRoom, table: Table, rows: Array, refused: Array) -> None:
    plan = table["heating_plan"][rows]
    system = np.where(refused, table["heating_fallback"][rows], plan)
    keep = (plan != NO_PLAN) & (system >= 0)
    rows, system, refused = rows[keep], system[keep].astype(np.int64), refused[keep]
    price = np.where(refused, room.offers[rows, 6], room.offers[rows, 4]).astype(np.float64)
    help_cny = np.where(refused, room.offers[rows, 7], room.offers[rows, 5]).astype(np.float64)
    allowed = granted_support(state, room, table, rows, _HEATING_DURABLE[system], help_cny)
    if not allowed.all():
        room.waiting(rows[~allowed])
    rows, system, price, help_cny = rows[allowed], system[allowed], price[allowed], help_cny[allowed]
    _pay_fitted(state, table, rows, price, help_cny)
    room.went["heating"] += np.bincount(table["heating"][rows], minlength=6)
    room.came["heating"] += np.bincount(system, minlength=6)
    table["heating"][rows] = system
    table["heating_since"][rows] = state.clock.step
    table["heating_occasion"][rows] += 1
    u = draws(room.keys["lifetime"], table["luck"][rows], state.clock.step, 2)
    lasting = np.where(_HEATING_DURABLE[system] >= 0, durable_column("lifetime_years")[_HEATING_DURABLE[system]], 0.0)
    life = weibull_months(u, 1.0, 4.0) * np.maximum(lasting, 1.0)
    table["heating_until"][rows] = np.where(lasting > 0, np.minimum(state.clock.step + life, _NEVER), _NEVER)
    for d in _HEATING_DURABLE[1:5]:
        state.market.durables_bought[d] += float((_HEATING_DURABLE[system] == d).sum()) * state.weight
    _leave_solid_fuel(state, room, table, rows[system != n.COAL_STOVE])


def _leave_solid_fuel(state: WorldState, room: HouseholdRoom, table: Table, rows: Array) -> None:
    """Let homes that leave the stove also leave coal and wood for cooking: gas where it is piped, else electricity."""
    cooking = table["cooking_carrier"][rows]
    rows = rows[(cooking == n.COAL) | (cooking == n.BIOMASS)]
    if not len(rows):
        return
    signals = state.signals[s.GAS_NETWORK_REACH : s.GAS_NETWORK_REACH + n.MAX_DISTRICTS]
    piped = np.maximum(room.districts.gas_network, signals)[table["district"][rows]] > 0.0
    table["cooking_carrier"][rows] = np.where(piped, n.GAS, n.ELECTRICITY)


def _appliances(state: WorldState, room: HouseholdRoom, table: Table, rows: Array) -> None:
    rows = rows[table["appliance_plan"][rows] != NO_PLAN]
    kind = table["appliance_plan"][rows].astype(np.int64)
    market = room.tables["home"]
    price = market.appliance_price_cny[kind]
    quintile = table["quintile"][rows]
    share = market.appliance_support_share[quintile, kind] * price
    cap = market.appliance_support_cap[kind]
    help_cny = np.minimum(market.appliance_support[quintile, kind] + np.minimum(share, cap), price)
    durable = n.DURABLE_STANDARD_APPLIANCE + kind
    allowed = granted_support(state, room, table, rows, durable, help_cny)
    rows, kind, price, help_cny = rows[allowed], kind[allowed], price[allowed], help_cny[allowed]
    table["savings_cny"][rows] += help_cny - price
    state.pay("household_durables", float(price.sum()) * state.weight)
    table["appliance"][rows] = kind
    table["appliance_intensity"][rows] = market.appliance_intensity[kind]
    table["appliance_occasion"][rows] += 1
    u = draws(room.keys["lifetime"], table["luck"][rows], state.clock.step, 3)
    life = weibull_months(u, durable_column("lifetime_years")[n.DURABLE_STANDARD_APPLIANCE], 4.0)
    table["appliance_until"][rows] = np.minimum(state.clock.step + life, _NEVER)
    for d in range(2):
        state.market.durables_bought[n.DURABLE_STANDARD_APPLIANCE + d] += float((kind == d).sum()) * state.weight


def _panels(state: WorldState, room: HouseholdRoom, table: Table, rows: Array, refused: Array) -> None:
    rows = rows[(table["solar_plan"][rows] == 1) & ~refused]
    if not len(rows):
        return
    kw = table["roof_kw"][rows].astype(np.float64)
    market = room.tables["home"]
    price = float(state.published.durable_price_cny[n.DURABLE_ROOFTOP_SOLAR]) * kw
    quintile = table["quintile"][rows]
    cap = state.signals[s.PURCHASE_SUPPORT_CAP + n.DURABLE_ROOFTOP_SOLAR]
    share = np.minimum(market.solar_support_share[quintile] * price, cap if cap > 0 else s.NO_LIMIT)
    help_cny = np.minimum(market.solar_support[quintile] * kw + share, price)
    allowed = granted_support(state, room, table, rows, np.full(len(rows), n.DURABLE_ROOFTOP_SOLAR), help_cny)
    rows, kw, price, help_cny = rows[allowed], kw[allowed], price[allowed], help_cny[allowed]
    _pay_fitted(state, table, rows, price, help_cny)
    table["solar_kw"][rows] = kw
    table["solar_support_cny_per_kwh"][rows] = float(state.signals[s.SOLAR_GENERATION_SUPPORT])
    room.came["solar"] += len(rows)
    state.market.durables_bought[n.DURABLE_ROOFTOP_SOLAR] += float(len(rows)) * state.weight


def _pay_fitted(state: WorldState, table: Table, rows: Array, price: Array, help_cny: Array) -> None:
    """Pay for something that is fitted: a part goes to local building firms."""
    table["savings_cny"][rows] += help_cny - price
    total = float(price.sum()) * state.weight
    state.pay("household_installation", _FITTING_SHARE * total)
    state.pay("household_durables", total - _FITTING_SHARE * total)
    state.works_backlog_cny[n.CONSTRUCTION] += _FITTING_SHARE * total


def _loans(state: WorldState, room: HouseholdRoom, table: Table, rows: Array) -> None:
    """Add granted loans to the borrowers' debt (those who could not buy after all do not draw them)."""
    rows = rows[(table["loan_sought_cny"][rows] > 0.0) & ~room.is_waiting(rows)]
    if not len(rows):
        return
    loan, old = table["loan_sought_cny"][rows], table["loan_cny"][rows]
    purpose = table["loan_purpose"][rows]
    green = (purpose >= 0) & (purpose < len(n.GREEN_CATEGORIES))
    total = old + loan
    extra = np.zeros(len(rows))
    extra[green] = state.signals[s.GREEN_TENOR_EXTRA_MONTHS + purpose[green]]
    months = np.where(purpose == n.GREEN_SOLAR, 120.0, 60.0) + extra
    table["loan_rate_pct"][rows] = (
        old * table["loan_rate_pct"][rows] + loan * table["loan_rate_offered_pct"][rows]
    ) / total
    table["loan_months_left"][rows] = np.maximum(
        np.rint((old * table["loan_months_left"][rows] + loan * months) / total), 1
    )
    table["loan_cny"][rows] = total
    table["green_loan_cny"][rows] += np.where(green, loan, 0.0)
    table["savings_cny"][rows] += loan
    state.pay("loan_household", float(loan.sum()) * state.weight)
