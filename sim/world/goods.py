"""Goods markets: local firms and the outside world share every sector's demand.

Local buyers split between local producers and the outside world, and outside buyers between this city and its
competitors, by relative price with inertia (Armington 1969). What local firms cannot make is imported. Demand
from outside is solved once, in the baseline, so that output follows its driver path; policy runs then face the
same demand and may win or lose it.

Reads: ``market.goods_demand_cny``, ``works_backlog_cny``, ``published`` prices, the output target of the drivers.
Writes: ``published.goods_price_index``, room ``goods`` and the ``ExternalDemand`` being solved. Draws: none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.core.columns import Array
from sim.core.params import Parameter, ParameterGroup, Values
from sim.world import names as n
from sim.world.base_year import BaseYear, base_year
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


_LIGHT_USERS = [n.MANUFACTURING, n.TRANSPORT, n.SERVICES, n.AGRICULTURE]


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


@dataclass
class GoodsRoom:
    """The markets' memory: shares of local producers at home, and of their reference share abroad."""

    parameters: Values
    home_reference: Array
    home_share: Array
    abroad_share: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))
    home_elasticity: Array = field(default_factory=lambda: sector_column("home_elasticity"))
    export_elasticity: Array = field(default_factory=lambda: sector_column("export_elasticity"))


def open_markets(state: WorldState) -> None:
    """Open the markets with the base year's shares."""
    reference = base_year(state).local_share
    state.rooms["goods"] = GoodsRoom(PARAMETERS.values(state.overrides), reference.copy(), reference.copy())


def input_coefficients(state: WorldState) -> Array:
    """Return what each sector buys from each sector per unit of output this month, at base prices, shape (10, 10).

    Users that are neither makers of materials nor builders need less and less material per unit of value, as their
    products get lighter and dearer (``sector_demand.csv``); builders need less where they fit out and repair rather
    than raise new buildings. What they no longer spend on it goes into services.
    """
    base = base_year(state)
    used = base.io_coefficient
    kept = used.copy()
    kept[_LIGHT_USERS] *= state.drivers.material_use_index[state.clock.step]
    kept[n.CONSTRUCTION] *= state.drivers.material_in_building_index[state.clock.step]
    kept[:, n.SERVICES] += used.sum(axis=1) - kept.sum(axis=1)
    return kept


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
        Sold units, revenue, who bought where, and output lost to the outside competitor.
    """
    room: GoodsRoom = state.rooms["goods"]
    price, outside = state.published.goods_price_index, state.published.outside_price_index
    demand_cny = state.market.goods_demand_cny
    relative = price / outside
    _move_shares(room, relative)
    wanted_at_home = room.home_share * demand_cny.sum(axis=0) / price
    backlog = state.works_backlog_cny / price
    wanted_abroad = _external(state, wanted_at_home + backlog, room.abroad_share) * room.abroad_share
    room_for_exports = np.maximum(capacity_units - backlog, 0.0)
    exports = np.minimum(wanted_abroad, np.maximum(room_for_exports - wanted_at_home, 0.0))
    served = np.minimum(1.0, room_for_exports / np.maximum(wanted_at_home, 1e-9))
    local_cny = demand_cny * (room.home_share * served)
    at_home = local_cny.sum(axis=0) / price
    lost = np.maximum(wanted_abroad / np.maximum(room.abroad_share, 1e-9) - wanted_abroad, 0.0) + np.maximum(
        (room.home_reference - room.home_share) * demand_cny.sum(axis=0) / price, 0.0
    )
    sold = at_home + exports + backlog
    state.published.goods_price_index = _next_price(room, price, unit_cost_index)
    return Cleared(sold, sold * price, local_cny, demand_cny - local_cny, exports * price, lost)


def _move_shares(room: GoodsRoom, relative_price: Array) -> None:
    speed = room.parameters.share_adjustment_per_month
    strength = relative_price**-room.home_elasticity
    odds = room.home_reference * strength
    room.home_share += speed * (odds / (odds + 1.0 - room.home_reference) - room.home_share)
    room.abroad_share += speed * (relative_price**-room.export_elasticity - room.abroad_share)


def _external(state: WorldState, wanted_at_home: Array, abroad_share: Array) -> Array:
    demand: ExternalDemand = state.rooms["external_demand"]
    step = state.clock.step
    if demand.solving:
        base: BaseYear = base_year(state)
        target = base.output_cny / 12.0 * state.drivers.output_index[step]
        demand.units[step] = np.maximum(target - wanted_at_home, 0.0) / np.maximum(abroad_share, 0.05)
    return np.asarray(demand.units[step])


def _next_price(room: GoodsRoom, price: Array, unit_cost_index: Array) -> Array:
    target = 1.0 + room.parameters.pass_through * (unit_cost_index - 1.0)
    return np.asarray(price + room.parameters.price_adjustment_per_month * (target - price))
