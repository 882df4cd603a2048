"""Waste physics: what is landfilled, burnt or recycled, and the fossil CO2 of burning it.

The carrier ``waste`` is the energy content of burnt waste; its emission factor holds the fossil share only.

Reads: tonnes thrown away, signals on treatment. Writes: ``market.municipal_waste_t``, ``market.energy_tj[waste]``.
Draws: none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sim.core.columns import Array
from sim.core.params import Parameter, ParameterGroup
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

PARAMETERS = ParameterGroup(
    "waste", __name__, "WasteParameters",
    Parameter("burnt_share", 0.62, 0.1, 1.0, "1", "MoHURD yearbook 2020: 62 % of urban waste is incinerated",
              "share of mixed waste that is burnt in 2020"),
    Parameter("burnt_share_end", 0.90, 0.3, 1.0, "1",
              "assumption: 14th plan, raw waste is no longer landfilled in cities by 2030",
              "share of mixed waste that is burnt in the long run"),
    Parameter("burnt_share_years", 8.0, 2.0, 30.0, "years", "assumption: incinerators under construction in 2020",
              "time in which the share approaches its end"),
    Parameter("recycled_share_of_sorted", 0.75, 0.3, 1.0, "1", "assumption: a quarter of sorted waste is spoilt",
              "share of sorted waste that is recycled or composted"),
    Parameter("energy_mj_per_kg", 6.5, 4.0, 10.0, "MJ/kg", "IPCC 2006, China: 5 to 7 MJ/kg of wet municipal waste",
              "energy content of mixed waste"),
    Parameter("fee_cny_per_month", 6.0, 2.0, 15.0, "CNY/(household month)",
              "assumption: city tariffs of 2020, Beijing 5.5 (66 CNY a year), Shenzhen 13.5, Shanghai none",
              "what a household pays for collection and treatment"),
    Parameter("deposit_lost_cny_per_month", 1.3, 0.2, 5.0, "CNY/(household month)",
              "assumption: 0.2 CNY on 300 packages per head and year, a tenth of them not brought back",
              "deposits a household loses when all packaging carries one"),
    Parameter("food_price_cny_per_kg", 10.0, 5.0, 20.0, "CNY/kg", "assumption: mean retail price of staples, vegetables and meat",
              "worth of food that is no longer thrown away"),
)  # fmt: skip
WasteParameters: Any = PARAMETERS.tuple_type


@dataclass
class WasteRoom:
    """Parameters and the activity level that makes the first year's burnt waste equal the base year's."""

    own: Any
    activity: float = 1.0
    burnt_instead_t: float = 0.0  # of last month: burnt instead of landfilled because of added capacity


def waste_room(state: WorldState) -> WasteRoom:
    """Return the city's waste workspace."""
    found = state.rooms["waste"]
    assert isinstance(found, WasteRoom)
    return found


def burnt_share(room: WasteRoom, year: float) -> float:
    """Return the share of mixed waste that is burnt without added capacity."""
    own = room.own
    left = math.exp(-max(year - 2020.0, 0.0) / own.burnt_share_years)
    return float(own.burnt_share_end + (own.burnt_share - own.burnt_share_end) * left)


def unsorted_t(room: WasteRoom, signals: Array, mixed_t: float, sorted_t: float) -> float:
    """Return what is burnt or landfilled: mixed waste, and sorted waste that was spoilt."""
    recycled = min(room.own.recycled_share_of_sorted + float(signals[s.RECYCLING_SHARE_GAIN]), 0.95)
    return float(mixed_t + (1.0 - recycled) * sorted_t)


def burnt_tj(room: WasteRoom, signals: Array, year: float, mixed_t: float, sorted_t: float) -> float:
    """Return the energy of waste burnt this month, in TJ."""
    share = min(burnt_share(room, year) + float(signals[s.INCINERATION_SHARE_GAIN]), 1.0)
    burnt_t = room.activity * unsorted_t(room, signals, mixed_t, sorted_t) * share
    return float(burnt_t * room.own.energy_mj_per_kg * 1e-3)


def fee_cny_per_month(room: WasteRoom, signals: Array) -> float:
    """Return what a household pays: the fee, and deposits on packaging it does not bring back."""
    own = room.own
    return float(own.fee_cny_per_month + float(signals[s.PACKAGING_DEPOSIT_SHARE]) * own.deposit_lost_cny_per_month)


def treat(state: WorldState, room: WasteRoom, mixed_t: float, sorted_t: float) -> float:
    """Treat this month's waste; book it and return the energy burnt, in TJ."""
    state.market.municipal_waste_t[0] = mixed_t
    state.market.municipal_waste_t[1] = sorted_t
    year = state.clock.now.year + (state.clock.now.month - 1) / 12.0
    tj = burnt_tj(room, state.signals, year, mixed_t, sorted_t)
    gain = min(float(state.signals[s.INCINERATION_SHARE_GAIN]), 1.0 - burnt_share(room, year))
    room.burnt_instead_t = gain * room.activity * unsorted_t(room, state.signals, mixed_t, sorted_t) if gain else 0.0
    state.market.energy_tj[n.WASTE_SECTOR, n.WASTE] += tj
    return tj
