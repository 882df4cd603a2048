"""Reading the project's own tables in ``sim/data``: every number with unit and source beside it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np

from sim.core.columns import Array
from sim.world import names as n

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``sim/data/<table>.csv``."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def keyed(table: str, key: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table by the value of one column."""
    return {row[key]: row for row in rows(table)}


def sector_column(column: str) -> Array:
    """Return one column of ``sectors.csv`` in the order of ``names.FIRM_SECTORS``, shape (10,)."""
    by_sector = keyed("sectors", "sector")
    return np.array([float(by_sector[s][column]) for s in n.FIRM_SECTORS])
