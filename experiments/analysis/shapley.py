"""Shapley values: a fair share of a joint effect for everybody who took part.

A player's share is what joining adds, averaged over all orders of joining; shares add up to the whole effect. Up to
``MOST_EXACT`` players every set is valued; beyond, orders are drawn in pairs of one and its reverse.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from sim.core.columns import Array

MOST_EXACT = 8
Players = frozenset[int]


def orders(players: int, count: int, seed: int) -> list[tuple[int, ...]]:
    """Return ``count`` orders of joining (rounded up to even), each followed by its reverse."""
    generator = np.random.default_rng([seed, players])
    drawn = [tuple(generator.permutation(players).tolist()) for _ in range(-(-count // 2))]
    return [order for one in drawn for order in (one, one[::-1])]


def sets_needed(players: int, drawn: Sequence[Sequence[int]] = ()) -> list[Players]:
    """Return the sets to value, in a fixed order: every set, or those of the drawn orders; with them all pairs."""
    if not drawn:
        sizes = range(players + 1)
        return [frozenset(s) for size in sizes for s in itertools.combinations(range(players), size)]
    met = {frozenset(order[:size]) for order in drawn for size in range(players + 1)}
    met |= {frozenset(s) for size in (1, 2) for s in itertools.combinations(range(players), size)}
    return sorted(met, key=lambda s: (len(s), sorted(s)))


def shares(values: Mapping[Players, Array], players: int, drawn: Sequence[Sequence[int]] = ()) -> Array:
    """Return every player's share, shape (players, *shape of a value).

    Parameters
    ----------
    values : mapping of set to ndarray
        What each set of players comes to; all arrays of one shape.
    players : int
        Number of players.
    drawn : sequence of orders
        Orders to average over; all orders, exactly, when left out.
    """
    found = np.zeros((players, *np.shape(values[frozenset()])))
    if drawn:
        for order in drawn:
            for place, player in enumerate(order):
                before = frozenset(order[:place])
                found[player] += values[before | {player}] - values[before]
        return np.asarray(found / len(drawn))
    for player in range(players):
        others = [p for p in range(players) if p != player]
        for size in range(players):
            weight = 1.0 / (players * math.comb(players - 1, size))
            for chosen in itertools.combinations(others, size):
                before = frozenset(chosen)
                found[player] += weight * (values[before | {player}] - values[before])
    return found


def interactions(values: Mapping[Players, Array], players: int) -> dict[tuple[int, int], Array]:
    """Return for every pair what both together do beyond the sum of what each does alone."""
    none = values[frozenset()]
    return {
        (i, j): values[frozenset({i, j})] - values[frozenset({i})] - values[frozenset({j})] + none
        for i, j in itertools.combinations(range(players), 2)
    }
