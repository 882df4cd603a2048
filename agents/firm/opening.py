"""The first month: accounts meet the city's tariffs, firms of all kinds are in business, nobody missed a bargain.

All of it happens as if no policy were posted, so that a policy of the first month finds the same city as no policy.

Reads: tariffs of the first month. Writes: the firms' room, starting running costs and knowledge. Draws: none itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.firm import prices
from agents.firm.accounts import fit_accounts
from agents.firm.deciding import BEFORE, decide_technology, forget_wishes
from agents.firm.room import FirmRoom
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_OFFSET_SHARE = 0.9  # of first-month cost differences that go with the product mix: assumption
_ADDER = slice(s.ELECTRICITY_ADDER, s.ELECTRICITY_ADDER + n.N_CUSTOMERS)


def meet_first_prices(state: WorldState, own: FirmRoom) -> None:
    """Fit the accounts again at the tariffs of the first month, levies apart; assets stay as they were opened."""
    assets = own.accounts.assets_per_capacity
    own.contract[:] = 1.0
    prices.update_prices(state, own)
    levy = state.signals[_ADDER][own.customers]
    own.carrier_price[:, n.ELECTRICITY] -= levy * n.KWH_PER_TJ
    fit_accounts(state, own)
    own.accounts = own.accounts._replace(assets_per_capacity=assets)
    own.base_block_price[:] = own.block_price - levy[:, None]
    own.expected_price = own.carrier_price.copy()


def offset_costs(state: WorldState, own: FirmRoom) -> None:
    """Let dear energy at the start go with products that need less of other inputs: both kinds are in business.

    Luck is left out: a bad year makes a firm dearer than others for a while.
    """
    firms = state.firms
    live = slice(0, firms.count)
    lead = firms["unit_cost_cny"][live] - firms["cost_luck_cny"][live] - own.mean_cost[firms["sector"][live]]
    firms["opex_cny_per_unit"][live] -= _OFFSET_SHARE * lead


def forget_worthwhile(state: WorldState, own: FirmRoom, year: float, terms: tuple[Any, ...]) -> None:
    """Before the first month: a firm that knew an option worth having would have it, so it has not heard of it."""
    firms = state.firms
    live = slice(0, firms.count)
    everybody = np.arange(firms.count)
    for _ in range(63):
        firms["planned_option"][live] = -1
        decide_technology(everybody, BEFORE, year, *terms)
        wanted = firms["planned_option"][live].astype(np.int64)
        firms["close_month"][live] = -1
        if not (wanted >= 0).any():
            break
        firms["known"][live] &= ~np.where(wanted >= 0, np.left_shift(1, np.maximum(wanted, 0)), 0)
    forget_wishes(everybody, own.wish)
