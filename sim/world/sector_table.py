"""The ten firm sectors at national intensities: ``sectors.csv`` and ``input_output.csv`` as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.core.columns import Array
from sim.world import names as n
from sim.world.tables import keyed, rows, sector_column


@dataclass(frozen=True)
class SectorTable:
    """National figures of 2020 per sector; shapes (10,) unless said otherwise."""

    va_share: Array  # value added over output
    labour_share: Array  # pay over value added
    jobs_per_cny: Array
    energy_tj_per_cny: Array  # (10, 11)
    process_t_per_cny: Array
    energy_cost_share: Array  # (10, 11) cost of each carrier over output at 2020 prices
    io_coefficient: Array  # (10, 10) CNY of input j per CNY of output of i
    local_share: Array
    household_share: Array  # of household consumption
    government_share: Array  # of public purchases
    customer: tuple[int, ...]  # electricity customer class


@cache
def sector_table() -> SectorTable:
    """Return the national sector table."""
    energy = np.stack([sector_column(f"{c}_tj_per_mn_cny") for c in n.CARRIERS], axis=1) / 1e6
    prices = np.array([base_price_cny_per_tj(c, "industry") for c in n.CARRIERS])
    coefficients = {(r["sector"], r["input"]): float(r["value"]) for r in rows("input_output")}
    by_sector = keyed("sectors", "sector")
    household, government = sector_column("household_share"), sector_column("government_share")
    return SectorTable(
        va_share=sector_column("va_share"),
        labour_share=sector_column("labour_share"),
        jobs_per_cny=sector_column("jobs_per_mn_cny") / 1e6,
        energy_tj_per_cny=energy,
        process_t_per_cny=sector_column("process_t_per_mn_cny") / 1e6,
        energy_cost_share=energy * prices,
        io_coefficient=np.array([[coefficients[i, j] for j in n.FIRM_SECTORS] for i in n.FIRM_SECTORS]),
        local_share=sector_column("local_share"),
        household_share=household / household.sum(),
        government_share=government / government.sum(),
        customer=tuple(n.CUSTOMERS.index(by_sector[s]["customer"]) for s in n.FIRM_SECTORS),
    )


@cache
def base_price_cny_per_tj(carrier: str, customer: str) -> float:
    """Return the 2020 price of a carrier for ``industry`` or ``home``, in CNY/TJ."""
    found = [float(r["value"]) for r in rows("prices") if r["carrier"] == carrier and r["customer"] == customer]
    return found[0]
