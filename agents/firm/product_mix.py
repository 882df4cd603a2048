"""What a sector makes changes: data centres, batteries and cold chains need more electricity per unit of value.

The drivers say how fast (``sector_demand.csv``); the plants of every firm in the sector, and what regulators take as
its mean plant, move alike.

Reads: ``drivers.electric_mix_index``. Writes: the firms' room. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.firm.room import FirmRoom
from sim.core.columns import Array
from sim.world import names as n
from sim.world.state import WorldState


def electric_growth(state: WorldState, own: FirmRoom) -> Array:
    """Return the factor on every firm's electricity per unit since last month, by sector; move the mean plant's too."""
    last, index = state.clock.step - 1, state.drivers.electric_mix_index
    if last < 1:
        return np.ones(n.N_FIRM_SECTORS)
    own.reference_tj += own.electricity_per_unit * (index[last] - index[last - 1])
    return np.asarray(index[last] / index[last - 1])
