"""Kernel of knowledge: once a year a firm hears of options, and its own search may succeed.

An audited firm learns of everything that exists, and so does a firm that must meet a standard when its energy manager
is trained. Trained managers search with more success.

Reads: users by sector and district, audits, training, extension. Writes: ``known``, ``vintage_factor``, energy needs.
Draws: ``firm.awareness``, ``firm.research``, ``firm.audit``, ``firm.training``.
"""

from __future__ import annotations

import numpy as np

from agents.firm.advice import is_audited, is_trained
from agents.firm.awareness import chance_to_hear
from agents.firm.columns import LearnColumns
from agents.firm.innovation import improved_vintage
from agents.firm.parameters import FirmParameters
from agents.firm.room import Advice, Options
from agents.firm.users import Users
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.draws import uniform
from sim.world.names import N_CARRIERS

_RESEARCH_OPTION = 63


@kernel
def learn_firms(
    listeners: Array, searchers: Array, step: int, year: float, firm: LearnColumns, own: FirmParameters,
    options: Options, users: Users, advice: Advice, frontier: Array, awareness_key: np.uint64, research_key: np.uint64,
    audit_key: np.uint64, training_key: np.uint64,
) -> None:  # fmt: skip
    """Let the ``listeners`` hear of options and the ``searchers`` search.

    Draws ``firm.awareness`` per firm, month and option, ``firm.research`` and ``firm.audit`` per firm and month and
    ``firm.training`` per firm.
    """
    for i in listeners:
        if firm.alive[i] == 0:
            continue
        s, district = firm.sector[i], firm.district[i]
        audited = is_audited(audit_key, firm.luck[i], step, advice.audit_share[s])
        trained = is_trained(training_key, firm.luck[i], advice.training_share[s]) and advice.training_depth[0] > 0.0
        told_all = audited or (trained and firm.close_month[i] >= 0)
        sector_count, district_count = max(users.sector_firms[s], 1.0), max(users.district_firms[district], 1.0)
        for place in range(options.first[s], options.first[s + 1]):
            t = options.option[place]
            bit = 1 << t
            if firm.known[i] & bit or options.available_year[t] > year:
                continue
            green = options.green[t]
            chance = chance_to_hear(
                own.background_awareness, own.peer_awareness, users.by_sector[t, s] / sector_count,
                own.district_awareness, users.by_district[t, district] / district_count,
                1.0 if told_all else 0.0, advice.extension[green] if green >= 0 else 0.0,
            )  # fmt: skip
            if uniform(awareness_key, firm.luck[i], step, t) < chance:
                firm.known[i] |= bit
    for i in searchers:
        chance = own.research_chance
        if is_trained(training_key, firm.luck[i], advice.training_share[firm.sector[i]]):
            chance = max(chance, own.training_search_chance * advice.training_depth[0])
        if firm.alive[i] == 0 or uniform(research_key, firm.luck[i], step, _RESEARCH_OPTION) >= chance:
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
