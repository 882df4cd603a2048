"""Norms and knowledge: the loop in which households listen to neighbours and campaigns.

A twelfth of the households, by row, listens to its neighbours each month; where a campaign runs or has just ended,
everybody in the district is brought up to date monthly, so that messages work at once and fade by the month.
Results go to a staging area first: nobody sees this month's change of another.

Reads: ``LearnView``, the network, campaigns. Writes: attitudes, knowledge, fatigue. Draws: ``household.telling`` by
(luck, month, option).
"""

from __future__ import annotations

import numpy as np

from agents.household.columns import KNOWS_ALL
from agents.household.month_tables import LearnNumbers
from agents.household.norms import drifted, persuaded, pulled
from agents.household.views import LearnView, NetworkView
from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.core.draws import uniform

TOPICS, FATIGUE, KNOWS = 6, 6, 7


@kernel
def listen(
    lo: int, hi: int, v: LearnView, net: NetworkView, campaign: Array, lively: Array, kept: Array,
    fatigue_kept: Array, pulls: Array,
    feedback: Array, news: Array, k: LearnNumbers, key: np.uint64, staged: Array,
) -> None:  # fmt: skip
    """Work out the next attitudes and knowledge of the rows due, into ``staged`` (rows, 8).

    ``campaign`` is contacts per month by topic, channel and district; ``lively`` marks districts with a campaign now
    or lately; ``kept`` and ``fatigue_kept`` are the shares left, ``pulls`` the weight of neighbours after some months;
    ``news`` is the yearly chance of hearing of each option from sellers and the press.
    """
    turn, peers = k.month % 12, np.zeros(TOPICS)
    first, every = rows_due(lo, turn, lively)
    for i in range(np.uint64(first), np.uint64(hi), np.uint64(every)):
        d = v.district[i]
        if v.alive[i] == 0 or (every == 1 and int(i) % 12 != turn and lively[d] == 0):
            continue
        elapsed = min(max(k.month - v.learnt_in[i], 0), 24)
        told_0, told_1, told_2, told_3, heard = 0.0, 0.0, 0.0, 0.0, 0.0
        for topic in range(TOPICS):
            peers[topic] = 0.0
        knows = v.knowledge[i]
        for e in range(net.start[i], net.start[i + 1]):
            j, w = np.uint64(net.listens_to[e]), float(net.strength[e])
            if v.alive[j] == 0:
                continue
            heard += w
            for topic in range(TOPICS):
                peers[topic] += w * v.attitude[j, topic]
            if knows == KNOWS_ALL:
                continue
            told_0 += w if v.heating[j] == 4 else 0.0
            told_1 += w if v.solar_kw[j] > 0.0 else 0.0
            told_2 += w if v.vehicle[j] >= 3 else 0.0
            told_3 += w if v.appliance[j] == 1 else 0.0
        fatigue = v.message_fatigue[i] * fatigue_kept[elapsed]
        pull = pulls[elapsed] if heard > 0.0 else 0.0
        share = 1.0 / heard if heard > 0.0 else 0.0
        contacts_all, base = 0.0, v.attitude_baseline[i]
        for topic in range(TOPICS):
            a = pulled(drifted(v.attitude[i, topic], base, kept[elapsed]), peers[topic] * share, pull)
            if lively[d] != 0:
                contacts = _contacts(campaign, topic, d, v.size_persons[i], v.income_rank[i], net.is_hub[i], a)
                if contacts > 0.0:
                    a = persuaded(a, contacts * (1.0 + feedback[topic]), k.persuasion, fatigue, k.fatigue_half)
                contacts_all += contacts
            staged[i, topic] = min(max(a, 0.0), 1.0)
        staged[i, FATIGUE] = fatigue + contacts_all
        by_message = k.learn_per_contact * contacts_all
        share_of_year = elapsed / 12.0
        for bit in range(4):
            told = told_0 if bit == 0 else (told_1 if bit == 1 else (told_2 if bit == 2 else told_3))
            if (knows >> bit) & 1 == 0:
                chance = share_of_year * (k.tell_share * min(told * 8.0, 1.0) + news[bit]) + by_message
                if uniform(key, v.luck[i], k.month, bit) < chance:
                    knows |= 1 << bit
        staged[i, KNOWS] = knows


@rule
def rows_due(lo: int, turn: int, lively: Array) -> tuple[int, int]:
    """Return the first row that may be due and the step to the next: every twelfth row where all is quiet."""
    for d in range(len(lively)):
        if lively[d] != 0:
            return lo, 1
    return lo + (turn - lo) % 12, 12


@rule
def _contacts(campaign: Array, topic: int, d: int, persons: float, rank: float, hub: int, attitude: float) -> float:
    """Return the messages a household gets in a month: each channel reaches others."""
    contacts = 0.3 * campaign[topic, 0, d]
    if persons >= 3.0:
        contacts += campaign[topic, 1, d]
    if rank > 0.2:
        contacts += 0.7 * campaign[topic, 2, d]
    contacts += (0.3 + 0.7 * attitude) * campaign[topic, 3, d]
    contacts += campaign[topic, 4, d] * (6.0 if hub != 0 else 0.1)
    return float(contacts)


@kernel
def remember(lo: int, hi: int, v: LearnView, lively: Array, month: int, staged: Array) -> None:
    """Take over what was staged, once everybody has listened."""
    turn = month % 12
    first, every = rows_due(lo, turn, lively)
    for i in range(np.uint64(first), np.uint64(hi), np.uint64(every)):
        if v.alive[i] == 0 or (every == 1 and int(i) % 12 != turn and lively[v.district[i]] == 0):
            continue
        for topic in range(TOPICS):
            v.attitude[i, topic] = staged[i, topic]
        v.message_fatigue[i] = staged[i, FATIGUE]
        v.knowledge[i] = int(staged[i, KNOWS])
        v.learnt_in[i] = month
