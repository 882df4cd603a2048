"""Entry: newcomers take the place of closed firms and come where a sector is short of capacity.

A newcomer builds the best plant of its day, and none where that would break the limit on plants. It is as large as is
approved: who takes a closed firm's place needs no approval of its energy use, and where old capacity must close for new
the plant is no larger than what has closed makes room for. Its identity, and so its luck, depends on kind, place, month
and slot only, whoever else entered.

Reads: the sector's firms, capacity use, limits on plants, rules on new capacity. Writes: a new row, ``entered``.
Draws: ``firm.trait`` by the newcomer's key.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from agents.firm.balances import SPREAD_OVER_REFERENCE_PP
from agents.firm.columns import PeerColumns
from agents.firm.compliance import breaks_limit
from agents.firm.costing import CAPACITY
from agents.firm.expansion import approved_growth
from agents.firm.parameters import FirmParameters, frontier_factor
from agents.firm.room import FirmRoom, Peers, SectorAccounts
from agents.firm.users import Users, count_firm
from sim.core.columns import Array
from sim.core.compiled import kernel, plain
from sim.core.draws import normal, uniform
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

LARGEST_ENTRANT = 0.03  # of a sector's capacity; otherwise the mean size of its firms: assumption
_SMALLEST_SHARE = 0.2  # of the plant wanted: assumption
_SLOTS = 8
_KIND_FIRM = 7
_breaks_limit = plain(breaks_limit)


class EntrantColumns(NamedTuple):
    """Columns a newcomer begins with."""

    luck: Array
    sector: Array
    district: Array
    entered_month: Array
    clean_equipment: Array
    capacity_units_per_month: Array
    expected_units: Array
    market_share: Array
    vintage_factor: Array
    process_t_per_unit: Array
    opex_cny_per_unit: Array
    energy_tj_per_unit: Array
    adopted: Array
    known: Array
    suitable: Array
    payback_years: Array
    hurdle_rate: Array
    relining_months: Array
    roof_kw: Array
    renewal_share_per_year: Array
    debt_rate_pct: Array
    green_debt_rate_pct: Array
    fixed_assets_cny: Array
    collateral_cny: Array
    cash_cny: Array


class Founding(NamedTuple):
    """What a newcomer takes from its sector's traits; arrays (10,)."""

    utilisation: Array
    payback_years: Array
    life_years: Array
    roof_kw_per_mn_cny: Array


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
    places = [(int(firms["sector"][r]), int(firms["district"][r]), True) for r in gone]
    if state.clock.now.month == 1:
        used = state.market.output_units / np.maximum(own.totals[:, CAPACITY], 1e-9)
        short = np.flatnonzero((used > own.own.entry_utilisation) & (own.totals[:, CAPACITY] > 0))
        places += [(int(sector), state.clock.now.year % len(state.config.city.districts), False) for sector in short]
    for sector, district, replaces in places:
        slot = slots.get((sector, district), 0)
        slots[sector, district] = slot + 1
        if firms.count < firms.capacity and own.expected_growth[sector] > -0.02 and slot < _SLOTS:
            enter(state, own, sector, district, slot, replaces)


@kernel
def found_firm(
    i: int, luck: int, sector: int, district: int, step: int, capacity: float, sales: float, rate_pct: float,
    means: Array, common: Array, firm: EntrantColumns, own: FirmParameters, traits: Founding, frontier: Array,
    accounts: SectorAccounts, users: Users, key: np.uint64,
) -> tuple[float, float]:  # fmt: skip
    """Found a firm in row ``i`` with the machines of the day; return what its plant costs, and its first cash.

    ``means`` and ``common`` describe its peers, ``sales`` is what the sector sold this month.
    """
    firm.luck[i], firm.sector[i], firm.district[i], firm.entered_month[i] = luck, sector, district, step
    clean = sector == n.MANUFACTURING and uniform(key, luck, 0, 8) < 3.0 * own.clean_equipment_share
    firm.clean_equipment[i] = 1 if clean else 0
    used = traits.utilisation[sector]
    firm.capacity_units_per_month[i] = capacity
    firm.expected_units[i] = capacity * used
    firm.market_share[i] = capacity * used / max(sales, 1e-9)
    vintage = min(frontier[sector], means[0])
    firm.vintage_factor[i] = vintage
    firm.process_t_per_unit[i], firm.opex_cny_per_unit[i] = means[1], means[2]
    for k in range(n.N_CARRIERS):
        firm.energy_tj_per_unit[i, k] = means[3 + k] * (vintage / means[0])
    firm.adopted[i], firm.known[i], firm.suitable[i] = common[0], common[1], common[2]
    spread = math.exp(own.payback_sd * normal(key, luck, 0, 103) - 0.5 * own.payback_sd**2)
    payback = traits.payback_years[sector] * own.payback_factor * spread
    firm.payback_years[i], firm.hurdle_rate[i] = payback, 1.0 / payback
    firm.relining_months[i] = round(traits.life_years[sector] * 12.0)
    firm.roof_kw[i] = capacity * used * 12.0 / 1e6 * traits.roof_kw_per_mn_cny[sector]
    firm.renewal_share_per_year[i] = 1.0 / accounts.life_years[sector]
    firm.debt_rate_pct[i] = firm.green_debt_rate_pct[i] = rate_pct
    assets, cash = accounts.assets_per_capacity[sector] * capacity, own.cash_months * capacity * used
    firm.fixed_assets_cny[i], firm.collateral_cny[i], firm.cash_cny[i] = assets, 0.6 * assets, cash
    count_firm(1.0, common[0], sector, district, users)
    return assets, cash


def approved_capacity(
    state: WorldState, own: FirmRoom, sector: int, wanted: float, peers: Peers, replaces: bool
) -> float:  # fmt: skip
    """Return the capacity a newcomer may build, and note the closed capacity it takes the place of."""
    signals, capacity = state.signals, wanted
    limit, ratio = (float(signals[first + sector]) for first in (s.CAPACITY_GROWTH_LIMIT, s.CAPACITY_REPLACEMENT_RATIO))
    if not replaces and limit < s.NO_LIMIT:
        there = float(own.totals[sector, CAPACITY])
        tce = 12.0 * n.TCE_PER_TJ * wanted * float(peers.means[3:].sum()) / max(peers.represents, 1.0)
        threshold = float(signals[s.CAPACITY_APPROVAL_THRESHOLD])
        capacity = there * approved_growth(wanted / there, tce, threshold, limit)
    if ratio:
        capacity = min(capacity, max(float(own.retired_units[sector]), 0.0) / ratio)
        if capacity >= _SMALLEST_SHARE * wanted:
            own.retired_units[sector] -= ratio * capacity
    return capacity


def may_be_built(state: WorldState, own: FirmRoom, sector: int, peers: Peers) -> bool:
    """Say whether the plant a newcomer would build meets the sector's limit."""
    limit = float(state.signals[s.PLANT_INTENSITY_LIMIT + sector])
    machines = min(float(frontier_factor(state.clock.step / 12.0)[sector]) / float(peers.means[0]), 1.0)
    energy_tj = float(peers.means[3:].sum()) * machines
    return not _breaks_limit(energy_tj, float(own.reference_tj[sector]), limit)


def enter(state: WorldState, own: FirmRoom, sector: int, district: int, slot: int, replaces: bool = False) -> None:
    """Make one newcomer, paid by its owners; nobody builds much less than he wants."""
    firms, step = state.firms, state.clock.step
    peers = peers_of(state, own, sector)
    if not len(peers.rows) or not may_be_built(state, own, sector, peers):
        return
    wanted = max(float(own.totals[sector, CAPACITY]) * min(LARGEST_ENTRANT, 1.0 / len(peers.rows)), 1.0)
    capacity = approved_capacity(state, own, sector, wanted, peers, replaces)
    if capacity < _SMALLEST_SHARE * wanted:
        return
    row = firms.add(1).start
    luck = entrant_key(sector, district, step, slot)
    firms["bank"][row] = firms["bank"][peers.rows[luck % len(peers.rows)]]
    firms["represents"][row] = peers.represents
    assets, cash = found_firm(
        row, luck, sector, district, step, capacity, float(state.market.output_units[sector]),
        state.published.lending_reference_pct + SPREAD_OVER_REFERENCE_PP, peers.means, peers.common,
        own.entrant_columns, own.own, own.founding, frontier_factor(step / 12.0), own.accounts, own.users, own.keys["firm.trait"],
    )  # fmt: skip
    state.pay("firm_equity", assets + cash)
    state.pay("firm_equipment", assets)
    own.turns[luck % 12] = np.append(own.turns[luck % 12], row)
    own.entered += 1
