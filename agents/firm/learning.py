"""Kernel of knowledge: once a year a firm hears of options, and its own search may succeed.

Reads: users by sector and district, audits, extension. Writes: ``known``, ``vintage_factor``, energy needs.
Draws: ``firm.awareness``, ``firm.research``.
"""

from __future__ import annotations

import numpy as np

from agents.firm.awareness import chance_to_hear
from agents.firm.columns import LearnColumns
from agents.firm.innovation import improved_vintage
from agents.firm.parameters import FirmParameters
from agents.firm.room import Options
from agents.firm.users import Users
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.draws import uniform
from sim.world.names import N_CARRIERS

_RESEARCH_OPTION = 63


@kernel
def learn_firms(
    listeners: Array, searchers: Array, step: int, year: float, firm: LearnColumns, own: FirmParameters,
    options: Options, users: Users, audit_share: Array, extension: Array, frontier: Array, awareness_key: np.uint64, research_key: np.uint64,
) -> None:  # fmt: skip
    """Let the ``listeners`` hear of options and the ``searchers`` search.

    Draws ``firm.awareness`` per firm, month and option and ``firm.research`` per firm and month.
    """
    for i in listeners:
        if firm.alive[i] == 0:
            continue
        s, district = firm.sector[i], firm.district[i]
        sector_count, district_count = max(users.sector_firms[s], 1.0), max(users.district_firms[district], 1.0)
        for place in range(options.first[s], options.first[s + 1]):
            t = options.option[place]
            bit = 1 << t
            if firm.known[i] & bit or options.available_year[t] > year:
                continue
            green = options.green[t]
            chance = chance_to_hear(
                own.background_awareness, own.peer_awareness, users.by_sector[t, s] / sector_count,
                own.district_awareness, users.by_district[t, district] / district_count, audit_share[s],
                extension[green] if green >= 0 else 0.0,
            )  # fmt: skip
            if uniform(awareness_key, firm.luck[i], step, t) < chance:
                firm.known[i] |= bit
    for i in searchers:
        if firm.alive[i] == 0 or uniform(research_key, firm.luck[i], step, _RESEARCH_OPTION) >= own.research_chance:
            continue
        s, found = firm.sector[i], -1
        for place in range(options.first[s], options.first[s + 1]):
            t = options.option[place]
            if not firm.known[i] & (1 << t) and options.available_year[t] <= year + 1.0 and found < 0:
                found = t
        if found >= 0:
            firm.known[i] |= 1 << found
        else:
            better = improved_vintage(firm.vintage_factor[i], frontier[s])
            for k in range(N_CARRIERS):
                firm.energy_tj_per_unit[i, k] *= better / firm.vintage_factor[i]
            firm.vintage_factor[i] = better
