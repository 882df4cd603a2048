"""Even sampling: traits of initial households fill the space of possibilities without gaps.

A rank-one lattice in several dimensions (the R sequence of Roberts 2018, shifted by a keyed draw) lets a sample of
2,000 and one of 200,000 households agree on shares and means; drawing independently would not.

Reads and writes: nothing. Draws: ``household.traits`` by (dimension).
"""

from __future__ import annotations

import math

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.core.draws import uniform


def even_points(rows: int, dimensions: int, key: np.uint64) -> Array:
    """Return points in the unit cube, shape (dimensions, rows)."""
    root = 2.0
    for _ in range(60):
        root = (1.0 + root) ** (1.0 / (dimensions + 1.0))
    steps = root ** -np.arange(1.0, dimensions + 1.0)
    shift = np.array([uniform(key, d, 0, 0) for d in range(dimensions)])
    return np.asarray((shift[:, None] + steps[:, None] * np.arange(1.0, rows + 1.0)) % 1.0)


@kernel
def draw_many(key: np.uint64, agents: Array, occasion: int, option: int, out: Array) -> None:
    """Fill ``out`` with one uniform draw per agent."""
    for i in range(len(agents)):
        out[i] = uniform(key, agents[i], occasion, option)


def draws(key: np.uint64, agents: Array, occasion: int, option: int = 0) -> Array:
    """Return one uniform draw per agent (given by luck)."""
    out = np.empty(len(agents))
    if len(agents):
        draw_many(key, agents, occasion, option, out)
    return out


@rule
def lifetime_months(u: float, scale_years: float, shape: float) -> int:
    """Return a lifetime in whole months from a uniform draw (Weibull with scale and shape, one month at least)."""
    months: int = max(round(12.0 * scale_years * (-math.log(1.0 - min(u, 0.999999))) ** (1.0 / shape)), 1)
    return months


@kernel
def fill_lifetimes(u: Array, scale_years: Array, shape: float, out: Array) -> None:
    """Fill ``out`` with one lifetime per draw."""
    for i in range(len(u)):
        out[i] = lifetime_months(u[i], scale_years[i], shape)


def lifetimes(u: Array, scale_years: float | Array, shape: float) -> Array:
    """Return lifetimes in months from uniform draws."""
    out = np.empty(len(u))
    fill_lifetimes(u, np.array(np.broadcast_to(np.float64(scale_years), u.shape)), shape, out)
    return out
