"""The month's learning: campaigns reach people, neighbours talk, attitudes and knowledge move.

Reads: campaign signals, columns, the network. Writes: attitudes, knowledge, fatigue. Draws: see ``learning``.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from agents.household.initial import known_shares
from agents.household.learning import listen, remember
from agents.household.month_tables import LearnNumbers
from agents.household.room import HouseholdRoom, household_room
from sim.core.columns import Array
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

ECHO_MONTHS = 18  # a district is brought up to date monthly for as long after a campaign


def learn(state: WorldState) -> None:
    """Let households listen to neighbours and campaigns."""
    room, month = household_room(state), state.clock.step
    size = len(n.TOPICS) * len(n.CHANNELS) * n.MAX_DISTRICTS
    campaign = state.signals[s.CAMPAIGN_INTENSITY : s.CAMPAIGN_INTENSITY + size]
    campaign = campaign.reshape(len(n.TOPICS), len(n.CHANNELS), n.MAX_DISTRICTS)
    lively = _lively(room, campaign, month)
    feedback = state.signals[s.CAMPAIGN_NORM_FEEDBACK : s.CAMPAIGN_NORM_FEEDBACK + len(n.TOPICS)]
    p = room.p
    numbers = LearnNumbers(month, p.persuasion, p.fatigue_half, p.tell_share, p.learn_per_contact)
    kept, fatigue_kept, pulls = room.after_months
    state.visit(
        listen, room.view["LearnView"], room.ties, campaign, lively, kept, fatigue_kept, pulls,
        feedback * p.feedback_bonus, news(state.clock.now.year), numbers, room.keys["telling"], room.staged,
    )  # fmt: skip
    state.visit(remember, room.view["LearnView"], lively, month, room.staged)


@cache
def news(year: int) -> Array:
    """Return the yearly chance that sellers and the press tell a household of each option."""
    now, next_year = known_shares(float(year)), known_shares(year + 1.0)
    return np.asarray(np.maximum(next_year - now, 0.0) / np.maximum(1.0 - now, 1e-3))


def _lively(room: HouseholdRoom, campaign: Array, month: int) -> Array:
    """Return which districts have a campaign now or had one lately, shape (32,)."""
    if np.count_nonzero(campaign):
        speaking = campaign.sum(axis=(0, 1)) > 0.0
        room.campaign_until[speaking] = month + ECHO_MONTHS
    return (room.campaign_until >= month).astype(np.int8)
