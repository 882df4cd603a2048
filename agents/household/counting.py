"""Counting anew: money, durables and energy from the households' own columns, and the year's statistics.

Reads: columns. Writes: nothing but the room's counts. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.household import kernels as k
from agents.household.room import HouseholdRoom, household_room
from sim.core.columns import Array
from sim.world import names as n
from sim.world.state import Market, WorldState

_STOCK_KINDS = ("rows", "vehicle", "heating", "solar")  # in the order of the recount
_STOCKS = (
    "households", *(f"vehicle_{name}" for name in n.VEHICLES), *(f"heating_{name}" for name in n.HEATING_SYSTEMS),
    "rooftop_solar",
)  # fmt: skip


def recounted(state: WorldState) -> Array:
    """Return the recount of all rows (made once after each change)."""
    room = household_room(state)
    if room.counts_stale:
        parts = np.empty((len(room.blocks), k.N_COUNTS))

        def recount_block(number: int) -> None:
            lo, hi = room.blocks[number]
            k.recount(lo, hi, room.view["CountView"], parts[number])

        state.share_out(recount_block, range(len(parts)))
        room.counts[:] = 0.0
        for part in parts:
            room.counts += part
        room.counts_stale = False
    return room.counts


def balance_cny(state: WorldState) -> float:
    """Return the money all households hold, re-summed from their savings."""
    return float(recounted(state)[k.SAVINGS]) * state.weight


def recount_energy(state: WorldState) -> Array:
    """Return energy used by homes, cars and burnt waste, re-summed from columns, shape (sectors, carriers)."""
    counts, weight = recounted(state), state.weight
    tj = np.zeros((n.N_SECTORS, n.N_CARRIERS))
    own = tj[n.HOUSEHOLDS]
    own += counts[k.COUNT_COOKING : k.COUNT_COOKING + n.N_CARRIERS]
    own[n.COAL] += counts[k.COUNT_HEATING + n.COAL_STOVE]
    own[n.GAS] += counts[k.COUNT_HEATING + n.GAS_BOILER]
    own[n.HEAT] += counts[k.COUNT_HEATING + n.DISTRICT_HEAT]
    own[n.PETROL] += counts[k.COUNT_PETROL]
    own[n.ELECTRICITY] += counts[k.COUNT_KWH] / n.KWH_PER_TJ
    own *= weight
    tj[n.WASTE_SECTOR, n.WASTE] = household_room(state).burnt_waste_tj
    return tj


def stocks(state: WorldState) -> dict[str, tuple[int, int, int]]:
    """Return counts of rows, cars by type, heating by system and roofs with panels: now, came, went."""
    room = household_room(state)
    now = recounted(state)[k.ROWS : k.SOLAR_COUNT + 1].astype(np.int64).tolist()
    came = [number for kind in _STOCK_KINDS for number in room.came[kind].tolist()]
    went = [number for kind in _STOCK_KINDS for number in room.went[kind].tolist()]
    return dict(zip(_STOCKS, zip(now, came, went, strict=True), strict=True))


def yearly(state: WorldState, sums: Market) -> dict[str, float]:
    """Return the households' columns of the year and start the next year's counters."""
    room, counts, table = household_room(state), recounted(state), state.households
    everybody = room.rows_alive == table.count
    alive = slice(table.count) if everybody else np.flatnonzero(table.alive[: table.count])
    rows = max(float(counts[k.ROWS]), 1.0)
    cars = counts[k.CAR_COUNT : k.CAR_COUNT + 5]
    heating = counts[k.HEATING_COUNT : k.HEATING_COUNT + 6]
    owned = max(float(cars[1:].sum()), 1.0)
    waste = float(sums.municipal_waste_t.sum())
    row = {
        "ev_sales_share": _share(float(room.sales[n.PHEV_CAR :].sum()), float(room.sales[1:].sum())),
        "bev_sales_share": _share(float(room.sales[n.BEV_CAR]), float(room.sales[1:].sum())),
        "ev_stock_share": float(cars[n.PHEV_CAR :].sum()) / owned,
        "cars_per_100_households": 100.0 * float(cars[1:].sum()) / rows,
        "car_sales_thousand": float(room.sales[1:].sum()) * state.weight / 1e3,
        "used_car_sales_thousand": room.yard.sold_this_year * state.weight / 1e3,
        "used_car_price_level": room.yard.price_level,
        "rooftop_pv_gw": float(table["solar_kw"][alive].sum(dtype=np.float64)) * state.weight / 1e6,
        "heat_pump_share": float(heating[n.HEAT_PUMP]) / rows,
        "coal_stove_share": float(heating[n.COAL_STOVE]) / rows,
        "district_heat_share": float(heating[n.DISTRICT_HEAT]) / rows,
        "efficient_appliance_share": float(table["appliance"][alive].mean()),
        "norm_mean": float(table["attitude"][alive].mean(dtype=np.float64)),
        "waste_sorted_share": _share(float(sums.municipal_waste_t[1]), waste),
        "municipal_waste_mt": waste / 1e6,
        "households_thousand": rows * state.weight / 1e3,
        "household_electricity_kwh": float(sums.electricity_load_kwh[n.RESIDENTIAL].sum()) / (rows * state.weight),
        "household_savings_bn_cny": float(counts[k.SAVINGS]) * state.weight / 1e9,
        "household_loans_bn_cny": float(table["loan_cny"][alive].sum()) * state.weight / 1e9,
        "support_paid_bn_cny": float(sums.support_paid_cny.sum() + sums.heating_support_cny[0]) / 1e9,
        "household_income_cny": _share(float(room.year_income.sum()), rows),
    }
    for q in range(5):
        row[f"energy_burden_q{q + 1}"] = _share(float(room.year_bill[q]), float(room.year_income[q]))
    _start_year(room)
    return row


def _start_year(room: HouseholdRoom) -> None:
    room.yard.sold_this_year = 0
    room.sales[:] = 0.0
    room.year_bill[:] = 0.0
    room.year_income[:] = 0.0


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0
