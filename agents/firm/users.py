"""Who has which technology: counts by sector and district, from which others hear of it.

Reads: nothing of its own. Writes: the firms' room. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import kernel, rule


class Users(NamedTuple):
    """Firms that have an option, and all firms."""

    by_sector: Array  # (T, 10)
    by_district: Array  # (T, districts)
    sector_firms: Array  # (10,)
    district_firms: Array


class UserColumns(NamedTuple):
    """Columns that say who has a technology."""

    alive: Array
    sector: Array
    district: Array
    adopted: Array
    planned_option: Array
    market_share: Array


@rule
def count_firm(change: float, adopted: int, sector: int, district: int, users: Users) -> None:
    """Count one firm and all it has in (1) or out (-1)."""
    users.sector_firms[sector] += change
    users.district_firms[district] += change
    for t in range(users.by_sector.shape[0]):
        if adopted >> t & 1:
            users.by_sector[t, sector] += change
            users.by_district[t, district] += change


@kernel
def count_first(count: int, firm: UserColumns, users: Users) -> None:
    """Count the firms of the first month."""
    for i in range(np.uint64(count)):
        count_firm(1.0, firm.adopted[i], firm.sector[i], firm.district[i], users)


@kernel
def count_new(rows: Array, firm: UserColumns, users: Users, experience: Array) -> None:
    """Count the new technologies of ``rows``, and what the city learns by them."""
    for i in rows:
        option = firm.planned_option[i]
        users.by_sector[option, firm.sector[i]] += 1.0
        users.by_district[option, firm.district[i]] += 1.0
        experience[option] += firm.market_share[i]
