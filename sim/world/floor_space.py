"""Floor space by construction year: what stands, what is demolished, what is built.

The stock follows a wanted path; each construction year is demolished with a Weibull hazard that rises with age
(lifetimes of Chinese buildings: Cao, Liu and others 2019). Demand for building materials therefore peaks while the
stock fills up, and later consists of replacement.

Reads and writes nothing. Draws: none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.core.columns import Array

LIFETIME_YEARS = 45.0  # Cao, Liu and others 2019: urban homes 34 to 50 years
LIFETIME_SHAPE = 2.5  # assumption: demolition is rare in the first decade

# Age mix of standing floor area in 2020 (assumption after the 2015 and 2020 censuses: 40 % built since 2005).
_AGE_YEARS = np.array([2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 35.0])
_AGE_SHARE = np.array([0.20, 0.19, 0.17, 0.14, 0.11, 0.09, 0.10])


@dataclass(frozen=True)
class FloorPath:
    """Floor space by year: standing, built and demolished, in m2; standing area by construction year."""

    standing_m2: Array
    built_m2: Array
    demolished_m2: Array
    by_construction_year_m2: dict[int, float]


def floor_path(
    first_year: int, wanted_m2: Array, lifetime_years: float = LIFETIME_YEARS, shape: float = LIFETIME_SHAPE
) -> FloorPath:
    """Return what is built and demolished each year so that the stock follows ``wanted_m2``.

    Parameters
    ----------
    first_year : int
        Year of the first entry of ``wanted_m2``.
    wanted_m2 : ndarray, shape (years,)
        Floor area wanted at the end of each year.
    lifetime_years, shape : float
        Scale and shape of the Weibull lifetime.
    """
    stock = {
        first_year - round(float(age)): float(wanted_m2[0] * share)
        for age, share in zip(_AGE_YEARS, _AGE_SHARE, strict=True)
    }
    oldest = first_year + len(wanted_m2) - 1 - min(stock)
    hazard = [_hazard(float(age), lifetime_years, shape) for age in range(oldest + 1)]
    built, demolished, standing = [], [], []
    for step, wanted in enumerate(wanted_m2):
        year = first_year + step
        gone = 0.0
        for built_in, area in stock.items():
            lost = area * hazard[year - built_in]
            stock[built_in] = area - lost
            gone += lost
        new = max(float(wanted) - math.fsum(stock.values()), 0.0)
        stock[year] = stock.get(year, 0.0) + new
        built.append(new)
        demolished.append(gone)
        standing.append(math.fsum(stock.values()))
    return FloorPath(np.array(standing), np.array(built), np.array(demolished), stock)


def _hazard(age: float, scale: float, shape: float) -> float:
    if age <= 0:
        return 0.0
    survived = (age / scale) ** shape - ((age - 1.0) / scale) ** shape
    return 1.0 - math.exp(-survived)
