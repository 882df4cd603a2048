"""Coming and going: households enter and leave as the city's number of households follows its driver.

Entrants have traits prepared for their row and own what a household like them owns; they bring savings and no debt.
Who owes money stays until it is repaid or written off; leavers take their savings along. A share of homes moves into
new dwellings each year.

Reads: drivers, columns, the building code. Writes: rows, possessions, ledger. Draws: ``household.entry`` (place,
month, slot; row, month), ``household.exit`` (slot, month), ``household.moving`` (luck, year).
"""

from __future__ import annotations

import numpy as np

from agents.household.room import HouseholdRoom, fixed_blocks, household_room
from agents.household.views import CountView, EntryView, MoveView, NetworkView
from sim.core.columns import Array, Table
from sim.core.compiled import kernel
from sim.core.draws import bits, uniform
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

NEW_DWELLINGS_PER_YEAR = (
    0.02  # share of homes moving into a new dwelling (assumption; NBS: 1.5 to 2.5 % of stock is built)
)
_TURN = 128  # entrants settled by one thread before it asks for more
_TRIES_PER_LEAVER = 200  # draws after which nobody free of debt was met and a departure waits a month
_RESULTS = (
    "electricity_kwh", "petrol_tj", "heating_fuel_tj", "cooking_fuel_tj", "energy_bill_cny", "spending_cny",
    "interest_paid_cny", "principal_paid_cny", "written_off_cny", "mixed_waste_kg", "sorted_waste_kg",
)  # fmt: skip


def age(state: WorldState) -> None:
    """Let households come, go and move."""
    room, table = household_room(state), state.households
    class_of_new = 3 + int(state.signals[s.NEW_BUILDING_CODE_STEP] >= 1.0)
    state.visit(
        move, table.count, room.view["MoveView"], state.clock.step, class_of_new, NEW_DWELLINGS_PER_YEAR,
        room.keys["moving"],
    )  # fmt: skip
    step = min(state.clock.step + 1, state.clock.total - 1)
    change = int(room.rows_wanted[step]) - room.rows_alive
    if change > 0:
        _enter(state, room, table, change, class_of_new)
    elif change < 0:
        _leave(state, room, table, -change)


def clear_the_gone(room: HouseholdRoom, table: Table) -> None:
    """Let last month's leavers use nothing from now on (their last month was counted)."""
    for rows in room.gone:
        for column in _RESULTS:
            table[column][rows] = 0
    room.gone.clear()


@kernel
def move(lo: int, hi: int, count: int, v: MoveView, month: int, insulation: int, share: float, key: np.uint64) -> None:
    """Move a keyed share of the households whose turn it is into new, better insulated dwellings."""
    for i in range(np.uint64(lo + (month - lo) % 12), np.uint64(min(hi, count)), np.uint64(12)):
        if v.insulation[i] < insulation and uniform(key, v.luck[i], month // 12, 0) < share:
            v.insulation[i] = insulation


def _enter(state: WorldState, room: HouseholdRoom, table: Table, number: int, insulation: int) -> None:
    first, month = table.count, state.clock.step
    mean = room.mean_income_cny()
    state.visit_blocks(
        fixed_blocks(number, _TURN), settle_in, first, room.view["EntryView"], room.ties, month, insulation, mean,
        0.5 * room.p.buffer_years, room.keys["entry"],
    )  # fmt: skip
    new = table.add(number)
    weights = table["income_weight"][new]
    state.pay("household_arrival", float(table["savings_cny"][new].sum()) * state.weight)
    _note(room, np.arange(first, first + number), room.came)
    room.weight_sum += float(weights.sum())
    room.persons += float(table["size_persons"][new].sum(dtype=np.float64))
    room.rows_alive += number
    room.quintile_weights += np.bincount(table["quintile"][new], weights=weights, minlength=5)
    room.counts_stale = True


@kernel
def settle_in(
    lo: int, hi: int, first: int, v: EntryView, net: NetworkView, month: int, insulation: int, mean_income_cny: float,
    savings_years: float, key: np.uint64,
) -> None:  # fmt: skip
    """Give entrants ``lo`` to ``hi`` the possessions of a household alike, an income by their weight, and savings."""
    for place in range(lo, hi):
        i = first + place
        j = _alike(i, v, net, uniform(key, i, month, 1))
        v.luck[i] = np.int64(bits(key, v.district[i], month, place) >> np.uint64(1))
        v.vehicle[i], v.vehicle_since[i], v.vehicle_until[i] = v.vehicle[j], v.vehicle_since[j], v.vehicle_until[j]
        v.vehicle_occasion[i], v.vehicle_mj_per_km[i] = v.vehicle_occasion[j], v.vehicle_mj_per_km[j]
        v.heating[i], v.heating_since[i], v.heating_until[i] = v.heating[j], v.heating_since[j], v.heating_until[j]
        v.cooking_carrier[i], v.appliance[i] = v.cooking_carrier[j], v.appliance[j]
        v.appliance_until[i], v.appliance_intensity[i] = v.appliance_until[j], v.appliance_intensity[j]
        v.base_kwh_per_month[i], v.cooling_kwh_per_cdd[i] = v.base_kwh_per_month[j], v.cooling_kwh_per_cdd[j]
        v.heat_mj_per_hdd[i], v.cooking_mj_per_month[i] = v.heat_mj_per_hdd[j], v.cooking_mj_per_month[j]
        v.car_km_per_month[i] = v.car_km_per_month[j]
        v.mixed_waste_kg[i], v.sorted_waste_kg[i] = v.mixed_waste_kg[j], v.sorted_waste_kg[j]
        for topic in range(v.attitude.shape[1]):
            v.attitude[i, topic] = v.attitude[j, topic]
        v.knowledge[i], v.learnt_in[i], v.insulation[i] = v.knowledge[j], month, insulation
        income = v.income_weight[i] * mean_income_cny
        v.income_cny_per_year[i], v.savings_cny[i] = income, savings_years * income


@kernel
def _alike(i: int, v: EntryView, net: NetworkView, luck: float) -> int:
    """Return a living household alike: one the row listens to, of its district if there is one, by keyed draw."""
    for same_district in range(1, -1, -1):
        found = 0
        for counting in range(2):
            wanted, seen = int(luck * found), 0
            for e in range(net.start[i], net.start[i + 1]):
                j = net.listens_to[e]
                if v.alive[j] != 0 and (same_district == 0 or v.district[j] == v.district[i]):
                    if counting == 1 and seen == wanted:
                        return int(j)
                    seen += 1
            found = seen
    j = 0
    while v.alive[j] == 0:
        j += 1
    return j


def _leave(state: WorldState, room: HouseholdRoom, table: Table, number: int) -> None:
    chosen = np.empty(number, dtype=np.int64)
    found = choose_leavers(
        table.count, room.view["EntryView"], chosen, state.clock.step, _TRIES_PER_LEAVER * number, room.keys["exit"]
    )
    leavers = chosen[:found]
    state.pay("household_remittance", float(table["savings_cny"][leavers].sum()) * state.weight)
    table["savings_cny"][leavers] = 0.0
    _note(room, leavers, room.went)
    room.weight_sum -= float(table["income_weight"][leavers].sum())
    room.persons -= float(table["size_persons"][leavers].sum(dtype=np.float64))
    room.rows_alive -= found
    room.quintile_weights -= np.bincount(
        table["quintile"][leavers], weights=table["income_weight"][leavers], minlength=5
    )
    room.gone.append(leavers)
    room.counts_stale = True


@kernel
def choose_leavers(count: int, v: EntryView, chosen: Array, month: int, tries: int, key: np.uint64) -> int:
    """End the lives of keyed rows without debt, as many as ``chosen`` has room for; return how many were found."""
    found = 0
    for slot in range(tries):
        row = int(uniform(key, slot, month, 0) * count)
        if v.alive[row] != 0 and v.loan_cny[row] <= 0.0:
            v.alive[row] = 0
            chosen[found] = row
            found += 1
            if found == len(chosen):
                break
    return found


@kernel
def count_moves(rows: Array, v: CountView, number: Array, vehicles: Array, heaters: Array, roofs: Array) -> None:
    """Add the rows that came or went, and what they own, to the counts."""
    for row in rows:
        i = np.uint64(row)
        number[0] += 1
        vehicles[v.vehicle[i]] += 1
        heaters[v.heating[i]] += 1
        roofs[0] += 1 if v.solar_kw[i] > 0.0 else 0


def _note(room: HouseholdRoom, rows: Array, moves: dict[str, Array]) -> None:
    count_moves(rows, room.view["CountView"], moves["rows"], moves["vehicle"], moves["heating"], moves["solar"])
