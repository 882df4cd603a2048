"""Entry: newcomers take the place of closed firms and come where a sector is short of capacity.

A newcomer builds the best plant of its day. Its identity, and so its luck, depends on kind, place, month and slot
only, whoever else entered.

Reads: the sector's firms, capacity use. Writes: a new row, ``entered``. Draws: ``firm.trait`` by the newcomer's key.
"""

from __future__ import annotations

import math

import numpy as np

from agents.firm.columns import PeerColumns
from agents.firm.costing import CAPACITY
from agents.firm.room import FirmRoom, Peers, bits
from sim.core.columns import Array, Table
from sim.core.compiled import kernel
from sim.core.draws import normal, uniform
from sim.world import names as n
from sim.world.state import WorldState

LARGEST_ENTRANT = 0.03  # of a sector's capacity; otherwise the mean size of its firms: assumption
_SLOTS = 8
_KIND_FIRM = 7


def entrant_key(sector: int, district: int, step: int, slot: int) -> int:
    """Return the key of a newcomer's draws, far from those of the first firms."""
    return 1_000_000_000 + (((_KIND_FIRM * 16 + sector) * n.MAX_DISTRICTS + district) * 1024 + step) * _SLOTS + slot


@kernel
def describe_peers(rows: Array, firm: PeerColumns, options: int, means: Array, common: Array) -> None:
    """Describe the firms in ``rows``: ``means`` by market share, and the technologies ``common`` to most of them."""
    votes = np.zeros((3, options), dtype=np.int64)
    shares = 0.0
    means[:] = 0.0
    for i in rows:
        share = firm.market_share[i]
        shares += share
        means[0] += share * firm.vintage_factor[i]
        means[1] += share * firm.process_t_per_unit[i]
        means[2] += share * firm.opex_cny_per_unit[i]
        for k in range(n.N_CARRIERS):
            means[3 + k] += share * firm.energy_tj_per_unit[i, k]
        for t in range(options):
            votes[0, t] += firm.adopted[i] >> t & 1
            votes[1, t] += firm.known[i] >> t & 1
            votes[2, t] += firm.suitable[i] >> t & 1
    means /= shares
    for kind in range(3):
        common[kind] = 0
        for t in range(options):
            if 2 * votes[kind, t] > rows.size:
                common[kind] |= 1 << t


def peers_of(state: WorldState, own: FirmRoom, sector: int) -> Peers:
    """Return this month's incumbents of a sector."""
    if sector not in own.peers:
        firms = state.firms
        rows = ((firms["sector"][: firms.count] == sector) & (firms.alive[: firms.count] == 1)).nonzero()[0]
        means, common = np.zeros(3 + n.N_CARRIERS), np.zeros(3, dtype=np.int64)
        if len(rows):
            describe_peers(rows, own.peer_columns, len(own.catalogue.ids), means, common)
        ordered = np.sort(firms["represents"][rows])
        median = 0.5 * float(ordered[(len(rows) - 1) // 2] + ordered[len(rows) // 2]) if len(rows) else 0.0
        own.peers[sector] = Peers(rows, means, common, median)
    return own.peers[sector]


def admit(state: WorldState, own: FirmRoom, gone: list[int]) -> None:
    """Let newcomers replace the firms that left, and enter sectors that are short of capacity."""
    firms = state.firms
    if not gone and state.clock.now.month != 1:
        return
    own.peers.clear()
    slots: dict[tuple[int, int], int] = {}
    places = [(int(firms["sector"][r]), int(firms["district"][r])) for r in gone]
    if state.clock.now.month == 1:
        used = state.market.output_units / np.maximum(own.totals[:, CAPACITY], 1e-9)
        short = np.flatnonzero((used > own.own.entry_utilisation) & (own.totals[:, CAPACITY] > 0))
        places += [(int(s), state.clock.now.year % len(state.config.city.districts)) for s in short]
    for sector, district in places:
        slot = slots.get((sector, district), 0)
        slots[sector, district] = slot + 1
        if firms.count < firms.capacity and own.expected_growth[sector] > -0.02 and slot < _SLOTS:
            enter(state, own, sector, district, slot)


def enter(state: WorldState, own: FirmRoom, sector: int, district: int, slot: int) -> None:
    """Make one newcomer with the machines of the day, paid by its owners."""
    firms = state.firms
    peers = peers_of(state, own, sector)
    if not len(peers.rows):
        return
    row = firms.add(1).start
    step, key = state.clock.step, own.keys["firm.trait"]
    luck = entrant_key(sector, district, step, slot)
    capacity = max(own.totals[sector, CAPACITY] * min(LARGEST_ENTRANT, 1.0 / len(peers.rows)), 1.0)
    firms["luck"][row], firms["sector"][row], firms["district"][row] = luck, sector, district
    firms["entered_month"][row] = step
    firms["bank"][row] = int(firms["bank"][peers.rows[luck % len(peers.rows)]])
    firms["clean_equipment"][row] = (
        sector == n.MANUFACTURING and uniform(key, luck, 0, 8) < 3.0 * own.own.clean_equipment_share
    )
    firms["represents"][row] = peers.represents
    firms["capacity_units_per_month"][row] = capacity
    used = own.traits.utilisation[sector]
    firms["expected_units"][row] = capacity * used
    firms["market_share"][row] = capacity * used / max(float(state.market.output_units[sector]), 1e-9)
    mean_vintage = float(peers.means[0])
    vintage = min(float(own.frontier[sector]), mean_vintage)
    firms["vintage_factor"][row] = vintage
    firms["process_t_per_unit"][row], firms["opex_cny_per_unit"][row] = peers.means[1:3]
    firms["energy_tj_per_unit"][row] = peers.means[3:] * (vintage / mean_vintage)
    _knowledge(own, firms, row, peers.common)
    payback = (
        own.traits.payback_years[sector]
        * own.own.payback_factor
        * math.exp(own.own.payback_sd * normal(key, luck, 0, 103) - 0.5 * own.own.payback_sd**2)
    )
    firms["payback_years"][row], firms["hurdle_rate"][row] = payback, 1.0 / payback
    firms["relining_months"][row] = round(float(own.traits.life_years[sector]) * 12.0)
    firms["roof_kw"][row] = capacity * used * 12.0 / 1e6 * own.traits.roof_kw_per_mn_cny[sector]
    firms["renewal_share_per_year"][row] = 1.0 / own.accounts.life_years[sector]
    firms["debt_rate_pct"][row] = firms["green_debt_rate_pct"][row] = state.published.lending_reference_pct + 0.6
    _capital(state, own, row, capacity, used)
    own.turns[luck % 12] = np.append(own.turns[luck % 12], row)
    own.entered += 1


def _knowledge(own: FirmRoom, table: Table, row: int, common: Array) -> None:
    """Give a newcomer what most of its sector has, and what most of it knows."""
    table["adopted"][row], table["known"][row], table["suitable"][row] = common
    for t in bits(int(table["adopted"][row])):
        own.sector_users[t, table["sector"][row]] += 1
        own.district_users[t, table["district"][row]] += 1
    own.sector_firms[table["sector"][row]] += 1
    own.district_firms[table["district"][row]] += 1


def _capital(state: WorldState, own: FirmRoom, row: int, capacity: float, used: float) -> None:
    """Let the owners pay for the plant and the first months."""
    firms = state.firms
    assets = float(own.accounts.assets_per_capacity[firms["sector"][row]]) * capacity
    cash = own.own.cash_months * capacity * used
    state.pay("firm_equity", assets + cash)
    state.pay("firm_equipment", assets)
    firms["fixed_assets_cny"][row] = assets
    firms["collateral_cny"][row] = 0.6 * assets
    firms["cash_cny"][row] = cash
