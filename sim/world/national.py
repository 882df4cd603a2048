"""National drivers by year, 2000 to 2060: ``national_drivers.csv``, history first, then a scenario."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from sim.core.columns import Array
from sim.world.tables import rows


@cache
def national_years() -> Array:
    """Return the years the table covers."""
    return np.array([int(r["year"]) for r in rows("national_drivers")])


@cache
def _column(name: str) -> Array:
    return np.array([float(r[name]) for r in rows("national_drivers")])


@lru_cache(maxsize=4096)
def national(name: str, year: float) -> float:
    """Return a national series in a year (the nearest year covered, beyond its ends)."""
    return float(np.interp(year, national_years(), _column(name)))


def national_path(name: str, first_year: int, months: int) -> Array:
    """Return a national series by month, mid-year values joined by straight lines, shape (months,)."""
    middle = national_years() + 0.5
    return np.asarray(np.interp(first_year + (np.arange(months) + 0.5) / 12.0, middle, _column(name)))
