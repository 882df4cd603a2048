"""Coming and going: households enter and leave as the city's number of households follows its driver.

Entrants have traits prepared for their row and own what a household like them owns; they bring savings and no debt.
Who owes money does not leave before it is repaid; leavers take their savings along. A household without savings whose
debt has outgrown its income defaults: the bank finds the loan gone when it balances its books after this phase. A
share of homes moves into new dwellings each year.

Reads: drivers, columns, the building code. Writes: rows, possessions, ledger. Draws: ``household.entry``,
``household.exit`` (month, slot), ``household.moving`` (luck, year).
"""

from __future__ import annotations

import numpy as np

from agents.household.quasi import draws
from agents.household.room import HouseholdRoom, household_room
from sim.core.columns import Array, Table
from sim.core.draws import bits, uniform
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

NEW_DWELLINGS_PER_YEAR = (
    0.02  # share of homes moving into a new dwelling (assumption; NBS: 1.5 to 2.5 % of stock is built)
)
DEFAULT_DEBT_YEARS = 1.2  # debt over yearly income at which a household without savings gives up (assumption)
_TRIES = 100_000  # draws after which leavers with debts are taken too
_COPIED = (
    "vehicle", "vehicle_since", "vehicle_until", "vehicle_occasion", "vehicle_mj_per_km", "heating", "heating_since",
    "heating_until", "cooking_carrier", "appliance", "appliance_until", "appliance_intensity", "base_kwh_per_month",
    "cooling_kwh_per_cdd", "heat_mj_per_hdd", "cooking_mj_per_month", "car_km_per_month", "mixed_waste_kg",
    "sorted_waste_kg", "attitude", "knowledge", "electricity_kwh",
)  # fmt: skip
_RESULTS = (
    "electricity_kwh", "cooling_kwh", "heating_kwh", "charging_kwh", "petrol_tj", "heating_fuel_tj", "cooking_fuel_tj",
    "solar_sold_kwh", "electricity_bill_cny", "energy_bill_cny", "goods_cny", "spending_cny", "interest_paid_cny",
    "principal_paid_cny", "mixed_waste_kg", "sorted_waste_kg",
)  # fmt: skip


def age(state: WorldState) -> None:
    """Let households come, go and move."""
    room, table = household_room(state), state.households
    _move(state, room, table)
    _default(state, table)
    step = min(state.clock.step + 1, state.clock.total - 1)
    change = int(room.rows_wanted[step]) - room.rows_alive
    if change > 0:
        _enter(state, room, table, change)
    elif change < 0:
        _leave(state, room, table, -change)


def clear_the_gone(room: HouseholdRoom, table: Table) -> None:
    """Let last month's leavers use nothing from now on (their last month was counted)."""
    for rows in room.gone:
        for column in _RESULTS:
            table[column][rows] = 0
    room.gone.clear()


def _move(state: WorldState, room: HouseholdRoom, table: Table) -> None:
    """Move a keyed share of the households whose turn it is into new, better insulated dwellings."""
    turn = np.arange(state.clock.step % 12, table.count, 12)
    luck = draws(room.keys["moving"], table["luck"][turn], state.clock.step // 12)
    movers = turn[luck < NEW_DWELLINGS_PER_YEAR]
    best = 3 + int(state.signals[s.NEW_BUILDING_CODE_STEP] >= 1.0)
    table["insulation"][movers] = np.maximum(table["insulation"][movers], best)


def _default(state: WorldState, table: Table) -> None:
    """Let households whose turn it is and whose debt is out of hand default."""
    turn = slice(state.clock.step % 12, table.count, 12)
    loan, income = table["loan_cny"][turn], table["income_cny_per_year"][turn]
    broke = (loan > DEFAULT_DEBT_YEARS * income) & (table["savings_cny"][turn] <= 0.0)
    if broke.any():
        table["loan_cny"][turn][broke] = 0.0
        table["green_loan_cny"][turn][broke] = 0.0
        table["loan_months_left"][turn][broke] = 0


def _enter(state: WorldState, room: HouseholdRoom, table: Table, number: int) -> None:
    first, month = table.count, state.clock.step
    new = np.arange(first, first + number)
    models = np.array([_like(room, table, int(row), month) for row in new])
    table.add(number)
    for column in _COPIED:
        table[column][new] = table[column][models]
    slots = np.arange(number)
    table["luck"][new] = [
        np.int64(bits(room.keys["entry"], int(table["district"][row]), month, int(slot)) >> np.uint64(1))
        for row, slot in zip(new, slots, strict=True)
    ]
    table["insulation"][new] = 3 + int(state.signals[s.NEW_BUILDING_CODE_STEP] >= 1.0)
    mean = room.mean_income_cny()
    income = table["income_weight"][new] * mean
    table["income_cny_per_year"][new] = income
    table["savings_cny"][new] = room.p.buffer_years * income * 0.5
    table["learnt_in"][new] = month
    state.pay("household_arrival", float(table["savings_cny"][new].sum()) * state.weight)
    _note(room, table, new, room.came)
    room.weight_sum += float(table["income_weight"][new].sum())
    room.persons += float(table["size_persons"][new].sum(dtype=np.float64))
    room.rows_alive += number
    room.quintile_weights += np.bincount(table["quintile"][new], weights=table["income_weight"][new], minlength=5)
    for column in _RESULTS[:-2]:
        if column != "electricity_kwh":
            table[column][new] = 0
    table["electricity_kwh"][new] = 0.0
    room.counts_stale = True


def _like(room: HouseholdRoom, table: Table, row: int, month: int) -> int:
    """Return a living household alike in district and income: one the row listens to, chosen by keyed draw."""
    start, end = int(room.network.start[row]), int(room.network.start[row + 1])
    near = [int(j) for j in room.network.listens_to[start:end] if table.alive[j]]
    near = [j for j in near if table["district"][j] == table["district"][row]] or near
    if not near:
        near = [int(np.flatnonzero(table.alive)[0])]
    return near[int(uniform(room.keys["entry"], row, month, 1) * len(near))]


def _leave(state: WorldState, room: HouseholdRoom, table: Table, number: int) -> None:
    leavers = np.array(_leavers(room, table, state.clock.step, number), dtype=np.int64)
    state.pay("household_remittance", float(table["savings_cny"][leavers].sum()) * state.weight)
    table["savings_cny"][leavers] = 0.0
    _note(room, table, leavers, room.went)
    table.alive[leavers] = 0
    room.weight_sum -= float(table["income_weight"][leavers].sum())
    room.persons -= float(table["size_persons"][leavers].sum(dtype=np.float64))
    room.rows_alive -= number
    room.quintile_weights -= np.bincount(
        table["quintile"][leavers], weights=table["income_weight"][leavers], minlength=5
    )
    room.gone.append(leavers)
    room.counts_stale = True


def _leavers(room: HouseholdRoom, table: Table, month: int, number: int) -> list[int]:
    chosen: list[int] = []
    slot = 0
    while len(chosen) < number:
        row = int(uniform(room.keys["exit"], slot, month, 0) * table.count)
        slot += 1
        indebted = table["loan_cny"][row] > 0.0 and slot < _TRIES
        if table.alive[row] and not indebted and row not in chosen:
            chosen.append(row)
    return chosen


def _note(room: HouseholdRoom, table: Table, rows: Array, moves: dict[str, Array]) -> None:
    moves["rows"] += len(rows)
    moves["vehicle"] += np.bincount(table["vehicle"][rows], minlength=5)
    moves["heating"] += np.bincount(table["heating"][rows], minlength=6)
    moves["solar"] += int((table["solar_kw"][rows] > 0).sum())
