"""What statistics say the nation's sectors did, by year: ``sector_history.csv``; it overrides the scenario's trends.

Reads: ``sector_history.csv``, ``sector_demand.csv``. Draws: none.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from sim.core.columns import Array
from sim.world.tables import keyed, rows


@cache
def output_history(sector: str) -> tuple[Array, Array]:
    """Return the years of record and real output in them, 2020 = 1."""
    found = [r for r in rows("sector_history") if r["sector"] == sector]
    return np.array([float(r["year"]) for r in found]), np.array([float(r["output_index"]) for r in found])


@cache
def last_year_of_record() -> float:
    """Return the last year for which any sector has a record."""
    return max(float(r["year"]) for r in rows("sector_history"))


@cache
def electric_mix_history(sector: str) -> tuple[Array, Array] | None:
    """Return electricity per output in the years of record as if machines had not got better; None without record.

    Recorded use over output holds both the change of products and the gains of efficiency. Firms make the gains
    themselves here, so the gains of their competitors (``sector_demand.csv``) are taken out.
    """
    found = [r for r in rows("sector_history") if r["sector"] == sector]
    if not all(r["electricity_index"] for r in found):
        return None
    years, output = output_history(sector)
    use = np.array([float(r["electricity_index"]) for r in found])
    gain = float(keyed("sector_demand", "sector")[sector]["outside_efficiency_pct_per_year"]) / 100.0
    return years, use / output * (1.0 - gain) ** (2020.0 - years)


def follow(path: Array, reference: Array, years: Array, record: Array, first_year: int) -> Array:
    """Return a monthly path moved by what the record says beyond a reference; growth is the path's own afterwards.

    Parameters
    ----------
    path, reference : ndarray, shape (months,)
        The city's path, and what the scenario's trend says of the nation.
    years, record : ndarray
        Years of record, and the nation's value in them.
    first_year : int
        Year of the first month.
    """
    time = first_year + (np.arange(len(path)) + 0.5) / 12.0
    inside = np.flatnonzero((time >= years[0] + 0.5) & (time <= years[-1] + 0.5))
    if not len(inside):
        return path
    beyond = np.interp(time[inside], years + 0.5, record) / reference[inside]
    return np.asarray(path * np.interp(np.arange(len(path)), inside, beyond))
