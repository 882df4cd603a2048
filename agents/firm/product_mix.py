"""What a sector makes changes: data centres, batteries and cold chains need more electricity per unit of value.

The drivers say how fast (``sector_demand.csv``); the plants of every firm in the sector, and what regulators take as
its mean plant, move alike.

Reads: ``drivers.electric_mix_index``. Writes: ``energy_tj_per_unit``, the firms' room. Draws: none.
"""

from __future__ import annotations

from agents.firm.room import FirmRoom
from sim.world import names as n
from sim.world.base_year import base_year
from sim.world.state import WorldState


def change(state: WorldState, own: FirmRoom) -> None:
    """Move every firm's electricity per unit of output with its sector's mix of products."""
    step, index, firms = state.clock.step, state.drivers.electric_mix_index, state.firms
    if step == 0:
        return
    grown = index[step] / index[step - 1]
    live = slice(0, firms.count)
    firms["energy_tj_per_unit"][live, n.ELECTRICITY] *= grown[firms["sector"][live]]
    base = base_year(state)
    electricity = base.energy_tj[: n.N_FIRM_SECTORS, n.ELECTRICITY] / base.output_cny.clip(min=1e-9)
    own.reference_tj += electricity * (index[step] - index[step - 1])
