"""What was observed in the city (``[drivers.paths]``) and how it moves the standard paths.

In the years observed a path does what was observed, between them it is interpolated, and afterwards it grows as the
standard drivers do. Levels of the first year stay those of ``[city]``: when it was observed too, only the changes
since then count. Draws: none.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.core.columns import Array
from sim.world import names as n

PATH_NAMES = ("gdp_bn_cny", "population_million", "share_primary", "share_secondary", "share_tertiary")
SECTORS_OF_SHARE = {
    "share_primary": (n.AGRICULTURE,),
    "share_secondary": (
        n.STEEL, n.CEMENT, n.CHEMICALS, n.NONFERROUS, n.MINING, n.MANUFACTURING, n.CONSTRUCTION,
    ),
    "share_tertiary": (n.TRANSPORT, n.SERVICES),
}  # fmt: skip


def departure(path: Array, observed: Mapping[int, float], first_year: int) -> Array:
    """Return the factor by month, 1 in the first year, that makes a path do what was observed.

    Parameters
    ----------
    path : ndarray, shape (months,)
        The standard path, in the unit of the observations.
    observed : mapping of int to float
        Yearly values; without any after the first year nothing changes.
    first_year : int
        Year of the first month.
    """
    years = np.array(sorted(observed), dtype=float)
    months = np.arange(len(path))
    later = years[(years > first_year) & (years < first_year + len(path) / 12.0)]
    if not len(later):
        return np.ones(len(path))
    middle = 12.0 * (later - first_year) + 5.5
    seen = np.array([observed[int(year)] for year in later])
    ratio = seen / np.interp(middle, months, path)
    if years[0] <= first_year:
        values = [observed[int(year)] for year in years]
        ratio = ratio * float(np.interp(5.5, months, path)) / float(np.interp(first_year, years, values))
    return np.asarray(np.interp(months, np.append(5.5, middle), np.append(1.0, ratio)))
