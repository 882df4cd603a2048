"""Default and closure: who cannot pay, who must close, and what becomes of the plant.

A firm that owes more than it has and has not earned its interest for more than a year defaults. A new owner pays for the
assets what they fetch; the bank gets that and loses the rest. A firm that is also dearer than its sector closes, as
does a plant that still breaks the standard at its date.

Reads: columns, unit costs of the sector, limits on plants. Writes: columns, ``left``. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.firm.compliance import breaks_limit
from agents.firm.room import FirmRoom
from agents.firm.users import Users, count_firm
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_DEARER = 1.01  # unit cost over the sector's mean beyond which nobody takes a failed plant over
_LIMIT = slice(s.PLANT_INTENSITY_LIMIT, s.PLANT_INTENSITY_LIMIT + n.N_FIRM_SECTORS)
_FAIREST_SCRAP = 0.3  # of book value, for plants closed by rule: assumption


class ExitColumns(NamedTuple):
    """Columns of closing a firm."""

    alive: Array
    sector: Array
    district: Array
    adopted: Array
    market_share: Array
    capacity_units_per_month: Array
    expected_units: Array
    pv_kw: Array
    battery_kwh: Array
    fixed_assets_cny: Array
    stranded_cny: Array
    cash_cny: Array
    green_debt_cny: Array
    debt_cny: Array
    green_principal_paid_cny: Array
    principal_paid_cny: Array
    green_written_off_cny: Array
    written_off_cny: Array


class FailColumns(NamedTuple):
    """Columns that tell who fails."""

    alive: Array
    sector: Array
    distress_months: Array
    close_month: Array
    energy_tj_per_unit: Array


@kernel
def find_failing(
    count: int, firm: FailColumns, default_months: float, step: int, reference_tj: Array, limit: Array, rows: Array
) -> int:  # fmt: skip
    """Enter the rows that default or must close this month into ``rows``; return how many there are.

    A plant whose date has come stays when its last retrofit brought it below the limit.
    """
    found = 0
    for i in range(np.uint64(count)):
        if firm.alive[i] == 0:
            continue
        fails = firm.distress_months[i] >= default_months
        if not fails and 0 <= firm.close_month[i] <= step:
            s = firm.sector[i]
            fails = breaks_limit(firm.energy_tj_per_unit[i].sum(), reference_tj[s], limit[s])
        if fails:
            rows[found] = i
            found += 1
    return found


def failing(state: WorldState, own: FirmRoom) -> list[int]:
    """Return the rows that default or must close this month."""
    firms, rows = state.firms, np.empty(state.firms.count, dtype=np.int64)
    found = find_failing(
        firms.count, own.fail_columns, own.own.default_months, state.clock.step, own.reference_tj,
        state.signals[_LIMIT], rows,
    )  # fmt: skip
    return [int(row) for row in rows[:found]]


def settle(state: WorldState, own: FirmRoom) -> None:
    """Wind up the firms that fail: assets are sold, banks are paid as far as it goes, the rest is written off."""
    firms, alive = state.firms, own.users.sector_firms.copy()
    for row in failing(state, own):
        sector = int(firms["sector"][row])
        defaulted = firms["distress_months"][row] >= own.own.default_months
        own.defaults_this_year += int(defaulted)
        bought, green_back, back = wind_up(
            row, own.exit_columns, own.own.liquidation_recovery_share if defaulted else _FAIREST_SCRAP
        )
        state.pay("firm_equity", bought)
        state.pay("repay_firm", green_back)
        state.pay("repay_firm", back)
        dear = firms["unit_cost_cny"][row] > _DEARER * own.mean_cost[sector] or not defaulted
        # The last plant of an industry stays under a new owner when it fails, not when the law closes it.
        if dear and (alive[sector] > 1 or (not defaulted and sector <= n.MANUFACTURING)):
            alive[sector] -= 1
            if not defaulted:
                own.closed_by_rule_units[sector] += firms["capacity_units_per_month"][row]
            own.leaving.append(row)
            state.pay("firm_liquidation", float(firms["cash_cny"][row]))
            firms["cash_cny"][row] = 0.0
        else:
            firms["distress_months"][row] = 0
            firms["close_month"][row] = -1
            firms["coverage"][row] = 1.5
            firms["cost_luck_cny"][row] *= 0.5


@kernel
def wind_up(i: int, firm: ExitColumns, recovery: float) -> tuple[float, float, float]:
    """Sell the assets of row ``i`` to a new owner and let the bank have the money, green debt first.

    Returns what the owner paid, and how much green and other debt was paid back.
    """
    bought = recovery * firm.fixed_assets_cny[i]
    firm.stranded_cny[i] += firm.fixed_assets_cny[i] - bought
    firm.fixed_assets_cny[i] = bought
    cash = firm.cash_cny[i] + bought
    green, owed = firm.green_debt_cny[i], firm.debt_cny[i]
    green_back = min(green, max(cash, 0.0))
    cash -= green_back
    back = min(owed, max(cash, 0.0))
    firm.cash_cny[i] = cash - back
    firm.green_principal_paid_cny[i] += green_back
    firm.principal_paid_cny[i] += back
    firm.green_written_off_cny[i], firm.written_off_cny[i] = green - green_back, owed - back
    firm.green_debt_cny[i], firm.debt_cny[i] = 0.0, 0.0
    return bought, green_back, back


@kernel
def close_firm(i: int, firm: ExitColumns, users: Users) -> None:
    """Take the firm in row ``i`` out of the city."""
    firm.alive[i] = 0
    firm.market_share[i] = firm.capacity_units_per_month[i] = firm.expected_units[i] = 0.0
    firm.fixed_assets_cny[i] = firm.pv_kw[i] = firm.battery_kwh[i] = 0.0
    count_firm(-1.0, firm.adopted[i], firm.sector[i], firm.district[i], users)


def leave(state: WorldState, own: FirmRoom) -> list[int]:
    """Take closed firms out of the city; return their rows."""
    gone, own.leaving = own.leaving, []
    for row in gone:
        sector = int(state.firms["sector"][row])
        if state.signals[s.CAPACITY_REPLACEMENT_RATIO + sector]:
            own.retired_units[sector] += float(state.firms["capacity_units_per_month"][row])
        close_firm(row, own.exit_columns, own.users)
    own.left += len(gone)
    return gone
