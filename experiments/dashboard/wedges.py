"""Each lever's share of a plan's effect, from previews: averaged over the plan's order of joining and its reverse.

``pilotcity attribute`` does the same over all orders and several seeds; here an answer within seconds matters more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.analysis.shapley import Players, shares
from policies.entry import LeverEntry


def players(levers: Sequence[LeverEntry]) -> tuple[str, ...]:
    """Return the names of a plan's levers; several entries of a name join together."""
    return tuple(dict.fromkeys(entry.name for entry in levers))


def orders_of(count: int) -> list[tuple[int, ...]]:
    """Return the two orders in which levers join."""
    forward = tuple(range(count))
    return [forward, forward[::-1]]


def sets_of(count: int) -> list[Players]:
    """Return the sets of levers to run, without the empty one and the whole plan."""
    met = {frozenset(order[:size]) for order in orders_of(count) for size in range(1, count)}
    return sorted(met, key=lambda one: (len(one), sorted(one)))


def kept(levers: Sequence[LeverEntry], chosen: Players) -> tuple[LeverEntry, ...]:
    """Return the entries of the chosen levers."""
    names = players(levers)
    return tuple(entry for entry in levers if names.index(entry.name) in chosen)


def wedges(levers: Sequence[LeverEntry], paths: dict[Players, Any]) -> dict[str, list[float]]:
    """Return what each lever takes away (positive: fewer emissions) by year.

    Parameters
    ----------
    levers : sequence of LeverEntry
        The plan's.
    paths : mapping of set to sequence of float
        Yearly emissions under every set of ``sets_of``, under none and under all.
    """
    names = players(levers)
    values = {one: np.asarray(path, dtype=np.float64) for one, path in paths.items()}
    found = shares(values, len(names), orders_of(len(names)))
    return {name: (-row).tolist() for name, row in zip(names, found, strict=True)}
