"""What a unit of output is made of, fitted to the first month's prices.

The national accounts give value added and inputs; local energy intensities differ from the nation's. What energy
takes more, other inputs take less, and where that is not enough the sector is assumed to buy its fuel at the pit
head, cheaper than the list price.

Reads: ``base_year``, first month's prices. Writes: the firms' room. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.firm.room import FirmRoom, SectorAccounts
from sim.core.columns import Array
from sim.world import names as n
from sim.world.base_year import base_year
from sim.world.state import WorldState

_FEWEST_INPUTS = 0.4  # of the nation's: what no producer does without (assumption)
_CHEAPEST_FUEL = 0.15
_RENEWAL_LIMIT = 0.40  # of surplus: assets are limited to what a sector can keep up


def fit_accounts(state: WorldState, own: FirmRoom) -> None:
    """Fit the sector accounts to the first month's prices."""
    base, traits = base_year(state), own.traits
    output = np.maximum(base.output_cny, 1e-9)
    use = base.energy_tj[: n.N_FIRM_SECTORS] / output[:, None]
    cost = use * own.carrier_price
    fuel = [c for c in range(n.N_CARRIERS) if c not in (n.ELECTRICITY, n.HEAT)]
    inputs = base.io_coefficient.sum(axis=1)
    room = 1.0 - base.va_share - cost.sum(axis=1)
    own.material = np.clip(room / np.maximum(inputs, 1e-9), _FEWEST_INPUTS, 1.0)
    short = np.maximum(own.material * inputs - room, 0.0)
    fuel_cost = np.maximum(cost[:, fuel].sum(axis=1), 1e-12)
    own.contract[:] = np.clip(1.0 - short / fuel_cost, _CHEAPEST_FUEL, 1.0)
    own.carrier_price[:, fuel] *= own.contract[:, None]
    energy = (use * own.carrier_price).sum(axis=1)
    wages = base.labour_share * base.va_share
    other = np.maximum(1.0 - base.va_share - energy - own.material * inputs, 0.0)
    surplus = np.maximum(1.0 - wages - energy - own.material * inputs - other, 0.02)
    life = traits.life_years
    assets = np.minimum(traits.capital_per_output, _RENEWAL_LIMIT * surplus * life)
    own.accounts = SectorAccounts(
        io_cost=own.material * inputs, other=other, wages=wages, surplus=surplus,
        assets_per_capacity=assets * 12.0 * traits.utilisation, life_years=life.copy(),
    )  # fmt: skip
    own.local_dividend_share = _local_share(state, own, assets)


def _local_share(state: WorldState, own: FirmRoom, assets: Array) -> float:
    """Return the share of dividends that stays in the city, from the incomes of the base year."""
    base, p = base_year(state), own.own
    surplus = own.accounts.surplus * base.output_cny
    interest = 0.045 * own.traits.leverage * assets * base.output_cny
    renewal = assets * base.output_cny / own.traits.life_years
    after_tax = surplus * (1.0 - p.production_tax_share) - interest - renewal
    building = base.local_construction_cny * 0.22
    paid = float((after_tax * (1.0 - p.profit_tax_share)).sum()) - building
    return float(np.clip(base.household_dividends_cny_year / max(paid, 1.0), 0.0, 1.0))
