"""Attitudes: neighbours pull, messages push while they are fresh, everything drifts back.

Reads: own and neighbours' columns, campaigns (as arguments). Writes: nothing. Draws: none.
"""

from __future__ import annotations

import math

from sim.core.compiled import rule


@rule
def drifted(attitude: float, baseline: float, kept: float) -> float:
    """Return an attitude after drifting back to the personal baseline; ``kept`` is the share of deviation left."""
    return baseline + (attitude - baseline) * kept


@rule
def pulled(attitude: float, peers_mean: float, weight: float) -> float:
    """Return an attitude moved towards the mean of those it listens to."""
    return attitude + weight * (peers_mean - attitude)


@rule
def persuaded(attitude: float, contacts: float, persuasion: float, fatigue: float, fatigue_half: float) -> float:
    """Return an attitude after a month's messages: saturating, weaker the more were heard before."""
    push = (1.0 - math.exp(-persuasion * contacts)) * fatigue_half / (fatigue_half + fatigue)
    return attitude + push * (1.0 - attitude)


@rule
def habit(attitude: float, effect: float) -> float:
    """Return the factor a mean attitude's deviation puts on use."""
    return 1.0 - effect * (attitude - 0.5)
