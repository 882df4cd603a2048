"""Default and closure: who cannot pay, who must close, and what becomes of the plant.

A firm that owes more than it has and has not earned its interest for more than a year defaults. A new owner pays for the
assets what they fetch; the bank gets that and loses the rest. A firm that is also dearer than its sector closes, as
does a plant that still breaks the standard at its date.

Reads: columns, unit costs of the sector. Writes: columns, ``left``. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.firm import room as rooms
from agents.firm.room import FirmRoom
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world.state import WorldState

_DEARER = 1.01  # unit cost over the sector's mean beyond which nobody takes a failed plant over
_FAIREST_SCRAP = 0.3  # of book value, for plants closed by rule: assumption


@kernel
def find_failing(
    count: int, alive: Array, distress_months: Array, close_month: Array, default_months: float, step: int, rows: Array
) -> int:  # fmt: skip
    """Enter the rows that default or must close this month into ``rows``; return how many there are."""
    found = 0
    for i in range(np.uint64(count)):
        if alive[i] and (distress_months[i] >= default_months or 0 <= close_month[i] <= step):
            rows[found] = i
            found += 1
    return found


def failing(state: WorldState, own: FirmRoom) -> list[int]:
    """Return the rows that default or must close this month."""
    firms, rows = state.firms, np.empty(state.firms.count, dtype=np.int64)
    found = find_failing(
        firms.count, firms.alive, firms["distress_months"], firms["close_month"], own.own.default_months,
        state.clock.step, rows,
    )  # fmt: skip
    return [int(row) for row in rows[:found]]


def settle(state: WorldState, own: FirmRoom) -> None:
    """Wind up the firms that fail: assets are sold, banks are paid as far as it goes, the rest is written off."""
    firms, alive = state.firms, own.sector_firms.copy()
    for row in failing(state, own):
        sector = int(firms["sector"][row])
        defaulted = firms["distress_months"][row] >= own.own.default_months
        own.defaults_this_year += int(defaulted)
        _wind_up(state, own, row, own.own.liquidation_recovery_share if defaulted else _FAIREST_SCRAP)
        dear = firms["unit_cost_cny"][row] > _DEARER * own.mean_cost[sector] or not defaulted
        if dear and alive[sector] > 1:
            alive[sector] -= 1
            own.leaving.append(row)
            state.pay("firm_liquidation", float(firms["cash_cny"][row]))
            firms["cash_cny"][row] = 0.0
        else:
            firms["distress_months"][row] = 0
            firms["close_month"][row] = -1
            firms["coverage"][row] = 1.5
            firms["cost_luck_cny"][row] *= 0.5


def _wind_up(state: WorldState, own: FirmRoom, row: int, recovery: float) -> None:
    """Sell the assets of a row to a new owner and let the bank have the money."""
    firms = state.firms
    bought = recovery * float(firms["fixed_assets_cny"][row])
    state.pay("firm_equity", bought)
    firms["stranded_cny"][row] += float(firms["fixed_assets_cny"][row]) - bought
    firms["fixed_assets_cny"][row] = bought
    cash = float(firms["cash_cny"][row]) + bought
    for debt, paid, lost in (
        ("green_debt_cny", "green_principal_paid_cny", "green_written_off_cny"),
        ("debt_cny", "principal_paid_cny", "written_off_cny"),
    ):
        owed = float(firms[debt][row])
        back = min(owed, max(cash, 0.0))
        cash -= back
        state.pay("repay_firm", back)
        firms[paid][row] += back
        firms[lost][row] = owed - back
        firms[debt][row] = 0.0
    firms["cash_cny"][row] = cash


def leave(state: WorldState, own: FirmRoom) -> list[int]:
    """Take closed firms out of the city; return their rows."""
    gone, own.leaving = own.leaving, []
    for row in gone:
        state.firms.alive[row] = 0
        for column in (
            "market_share",
            "capacity_units_per_month",
            "fixed_assets_cny",
            "pv_kw",
            "battery_kwh",
            "expected_units",
        ):
            state.firms[column][row] = 0.0
        own.left += 1
        for t in rooms.bits(int(state.firms["adopted"][row])):
            own.sector_users[t, state.firms["sector"][row]] -= 1
            own.district_users[t, state.firms["district"][row]] -= 1
        own.sector_firms[state.firms["sector"][row]] -= 1
        own.district_firms[state.firms["district"][row]] -= 1
    return gone
