"""Goods markets: local firms and the outside world share every sector's demand.

Local buyers split between local producers and the outside world, and outside buyers between this city and its
competitors, by relative price with inertia (Armington 1969). What local firms cannot make is imported. Demand
from outside is solved once, in the baseline, so that output follows its driver path; policy runs then face the
same demand and may win or lose it.

Reads: ``market.goods_demand_cny``, ``works_backlog_cny``, ``published`` prices, the output target of the drivers.
Writes: ``published.goods_price_index``, room ``goods`` and the ``ExternalDemand`` being solved. Draws: none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.params import Parameter, ParameterGroup, Values
from sim.world import names as n
from sim.world.base_year import base_year
from sim.world.state import WorldState
from sim.world.tables import sector_column

PARAMETERS = ParameterGroup(
    "goods", __name__, "GoodsParameters",
    Parameter("share_adjustment_per_month", 0.04, 0.01, 0.2, "1/month",
              "assumption: contracts are renewed over about two years", "speed at which buyers change supplier"),
    Parameter("price_adjustment_per_month", 0.2, 0.05, 1.0, "1/month",
              "assumption: price lists are renewed over about five months", "speed at which costs reach prices"),
    Parameter("pass_through", 0.7, 0.3, 1.0, "1",
              "assumption: between 0.5 and 1 in studies of energy-intensive industry (Neuhoff and Ritz 2019)",
              "share of a change of unit cost that reaches the price"),
)  # fmt: skip
GoodsParameters = PARAMETERS.tuple_type


LIGHT_USERS = np.array([n.MANUFACTURING, n.TRANSPORT, n.SERVICES, n.AGRICULTURE])


@dataclass
class ExternalDemand:
    """Demand from outside the city at unchanged relative prices, in output units per month, shape (months, 10)."""

    units: Array
    solving: bool

    @classmethod
    def to_solve(cls, months: int) -> ExternalDemand:
        """Return an empty path, to be solved by the baseline run."""
        return cls(np.zeros((months, n.N_FIRM_SECTORS)), solving=True)

    def fixed(self) -> ExternalDemand:
        """Return the same path, to be taken as given."""
        return ExternalDemand(self.units, solving=False)


class Cleared(NamedTuple):
    """What the goods markets did this month; arrays over sectors, or payers and sectors."""

    sold_units: Array
    revenue_cny: Array
    local_cny: Array
    imported_cny: Array
    exports_cny: Array
    lost_units: Array
    short_units: Array


class MarketShares(NamedTuple):
    """Shares of local producers at home, and of their reference share abroad; arrays (10,)."""

    home_reference: Array
    home: Array
    abroad: Array
    home_elasticity: Array
    export_elasticity: Array


@dataclass
class GoodsRoom:
    """The markets' memory, and what they did this month (written anew every month)."""

    parameters: Values
    shares: MarketShares
    done: Cleared


def open_markets(state: WorldState) -> None:
    """Open the markets with the base year's shares."""
    reference, sectors = base_year(state).local_share, n.N_FIRM_SECTORS
    shares = MarketShares(
        reference.copy(), reference.copy(), np.ones(sectors), sector_column("home_elasticity"),
        sector_column("export_elasticity"),
    )  # fmt: skip
    payers = state.market.goods_demand_cny.shape
    done = Cleared(
        np.zeros(sectors),
        np.zeros(sectors),
        np.zeros(payers),
        np.zeros(payers),
        np.zeros(sectors),
        np.zeros(sectors),
        np.zeros(sectors),
    )
    state.rooms["goods"] = GoodsRoom(PARAMETERS.values(state.overrides), shares, done)


@kernel
def used_inputs(coefficient: Array, light_users: Array, material_use: Array, building_use: Array, used: Array) -> None:
    """Set what each sector buys from each sector per unit of output this month, at base prices, shape (10, 10).

    Users that are neither makers of materials nor builders need less and less material per unit of value, as their
    products get lighter and dearer (``sector_demand.csv``); builders need less where they fit out and repair rather
    than raise new buildings. What they no longer spend on it goes into services.
    """
    for user in range(coefficient.shape[0]):  # cell by cell: copying whole arrays costs four seconds of compilation
        for supplier in range(coefficient.shape[1]):
            used[user, supplier] = coefficient[user, supplier]
    for user in light_users:
        save_material(coefficient[user], material_use, used[user])
    save_material(coefficient[n.CONSTRUCTION], building_use, used[n.CONSTRUCTION])


@kernel
def save_material(coefficient: Array, use: Array, used: Array) -> None:
    """Let one sector buy ``use`` of its inputs of the base year, and services for what that saves."""
    saved = 0.0
    for supplier in range(use.size):
        used[supplier] = coefficient[supplier] * use[supplier]
        saved += coefficient[supplier] - used[supplier]
    used[n.SERVICES] += saved


def clear(state: WorldState, capacity_units: Array, unit_cost_index: Array) -> Cleared:
    """Share this month's demand between local firms and the outside world.

    Parameters
    ----------
    state : WorldState
        The city; ``market.goods_demand_cny`` holds what everybody wants to spend.
    capacity_units : ndarray, shape (10,)
        Most that local firms can make this month.
    unit_cost_index : ndarray, shape (10,)
        Unit cost of local firms relative to the first month.

    Returns
    -------
    Cleared
        Sold units, revenue, who bought where, output lost to the outside competitor, and what could not be made here.
    """
    room: GoodsRoom = state.rooms["goods"]
    demand: ExternalDemand = state.rooms["external_demand"]
    step = state.clock.step
    target = base_year(state).output_cny / 12.0 * state.drivers.output_index[step]
    price = state.published.goods_price_index.copy()
    share_markets(
        room.shares, room.parameters, price, state.published.outside_price_index, state.market.goods_demand_cny,
        state.works_backlog_cny, capacity_units, unit_cost_index, target, demand.solving, demand.units[step], room.done,
    )  # fmt: skip
    state.published.goods_price_index = price
    return room.done


@kernel
def share_markets(
    shares: MarketShares, own: Values, price: Array, outside: Array, demand_cny: Array, backlog_cny: Array,
    capacity: Array, unit_cost_index: Array, target: Array, solving: bool, units_abroad: Array, done: Cleared,
) -> None:  # fmt: skip
    """Share every sector's demand; ``price`` becomes next month's, ``units_abroad`` is solved in the baseline."""
    payers = demand_cny.shape[0]
    for s in range(price.size):
        relative = price[s] / outside[s]
        reference = shares.home_reference[s]
        odds = reference * relative ** -shares.home_elasticity[s]
        home, abroad = shares.home[s], shares.abroad[s]
        home += own.share_adjustment_per_month * (odds / (odds + 1.0 - reference) - home)
        abroad += own.share_adjustment_per_month * (relative ** -shares.export_elasticity[s] - abroad)
        shares.home[s], shares.abroad[s] = home, abroad
        asked = 0.0
        for payer in range(payers):
            asked += demand_cny[payer, s]
        wanted_at_home, backlog = home * asked / price[s], backlog_cny[s] / price[s]
        if solving:
            units_abroad[s] = max(target[s] - wanted_at_home - backlog, 0.0) / max(abroad, 0.05)
        wanted_abroad = units_abroad[s] * abroad
        room = max(capacity[s] - backlog, 0.0)
        exports = min(wanted_abroad, max(room - wanted_at_home, 0.0))
        served = home * min(1.0, room / max(wanted_at_home, 1e-9))
        at_home = 0.0
        for payer in range(payers):
            local = demand_cny[payer, s] * served
            done.local_cny[payer, s] = local
            done.imported_cny[payer, s] = demand_cny[payer, s] - local
            at_home += local
        sold = at_home / price[s] + exports + backlog
        lost_abroad = max(wanted_abroad / max(abroad, 1e-9) - wanted_abroad, 0.0)
        done.lost_units[s] = lost_abroad + max((reference - home) * asked / price[s], 0.0)
        done.short_units[s] = wanted_abroad - exports + wanted_at_home - at_home / price[s]
        done.sold_units[s] = sold
        done.revenue_cny[s] = sold * price[s]
        done.exports_cny[s] = exports * price[s]
        wanted_price = 1.0 + own.pass_through * (unit_cost_index[s] - 1.0)
        price[s] += own.price_adjustment_per_month * (wanted_price - price[s])
