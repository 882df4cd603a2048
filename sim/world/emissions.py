"""Counting emissions: activity by carrier times emission factor, plus process emissions.

Scope 1 is territorial; the total adds imported electricity at the province's factor. Exports are not credited
and sinks are not netted. Biogenic CO2 is excluded, the fossil share of burnt waste is included. Electricity and
heat carry nothing themselves: they were counted where they were made.

Reads: ``market.energy_tj``, ``market.process_co2_t`` and what agents' own columns say they used.
Writes: ``EmissionCount`` (this month, and the year so far). Draws: none.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.errors import ClosureError
from sim.world import names as n
from sim.world.state import WorldState

ENERGY_TOLERANCE = 1e-9  # of gross flow
_CARRIER_TABLE = Path(__file__).resolve().parents[1] / "data" / "carriers.csv"


@cache
def emission_factors() -> Array:
    """Return the CO2 emission factor of every carrier in t/TJ, shape (carriers,), from ``carriers.csv``."""
    with _CARRIER_TABLE.open(encoding="utf-8", newline="") as file:
        rows = {row["carrier"]: float(row["emission_factor_t_per_tj"]) for row in csv.DictReader(file)}
    return np.array([rows[carrier] for carrier in n.CARRIERS])


@kernel
def largest_gap(used_tj: Array, recounted_tj: Array) -> tuple[float, int, int]:
    """Return the largest gap of two tables of energy use over the gross flow, its sector and its carrier.

    A gap that is not a number is the largest of all.
    """
    gross, largest, sector, carrier = 0.0, 0.0, 0, 0
    for i in range(used_tj.shape[0]):
        for k in range(used_tj.shape[1]):
            gross += abs(used_tj[i, k])
            gap = abs(recounted_tj[i, k] - used_tj[i, k])
            if gap > largest or gap != gap:
                largest, sector, carrier = gap, i, k
    return largest / max(gross, 1e-9), sector, carrier


@dataclass
class EmissionCount:
    """Emissions of the month and of the year so far, in tonnes of CO2."""

    factors: Array = field(default_factory=emission_factors)
    year_by_sector_t: Array = field(default_factory=lambda: np.zeros(n.N_SECTORS))
    year_by_carrier_t: Array = field(default_factory=lambda: np.zeros(n.N_CARRIERS))
    year_process_t: float = 0.0
    year_imported_t: float = 0.0
    month_by_sector_t: Array = field(default_factory=lambda: np.zeros(n.N_SECTORS))
    largest_break: float = 0.0

    def open_year(self) -> None:
        """Start a year with nothing emitted."""
        self.year_by_sector_t[:] = 0.0
        self.year_by_carrier_t[:] = 0.0
        self.year_process_t = self.year_imported_t = 0.0

    def count(self, state: WorldState, imported_mwh: float) -> None:
        """Count this month's emissions from the flows the markets recorded."""
        fuel_t = state.market.energy_tj * self.factors
        process = state.market.process_co2_t - state.market.captured_co2_t
        self.month_by_sector_t[:] = fuel_t.sum(axis=1) + process
        self.year_by_sector_t += self.month_by_sector_t
        self.year_by_carrier_t += fuel_t.sum(axis=0)
        self.year_process_t += float(process.sum())
        self.year_imported_t += imported_mwh * state.published.grid_factor_t_per_mwh

    def check(self, state: WorldState, recounts: Sequence[Callable[[WorldState], Array]]) -> None:
        """Compare the recorded energy use with what agents' own columns add up to.

        Raises
        ------
        ClosureError
            When a sector's use of a carrier differs by more than 1e-9 of the gross flow, or carbon by sector is
            not carbon by carrier plus process.
        """
        recounted = np.zeros((n.N_SECTORS, n.N_CARRIERS))
        for recount in recounts:
            recounted += recount(state)
        worst, sector, carrier = largest_gap(state.market.energy_tj, recounted)
        self.largest_break = max(self.largest_break, worst)
        if not worst <= ENERGY_TOLERANCE:
            where = f"of gross flow: {n.CARRIERS[carrier]} in {n.EMISSION_SECTORS[sector]}"
            raise ClosureError("energy", str(state.clock.now), worst, where)
        by_carrier = float(self.year_by_carrier_t.sum()) + self.year_process_t
        by_sector = float(self.year_by_sector_t.sum())
        carbon_gap = abs(by_sector - by_carrier) / max(by_sector, 1e-9)
        self.largest_break = max(self.largest_break, carbon_gap)
        if not carbon_gap <= ENERGY_TOLERANCE:
            raise ClosureError("carbon", str(state.clock.now), carbon_gap, "of the year's emissions")

    def yearly(self, sums_energy_tj: Array) -> dict[str, float]:
        """Return the year's emission and energy columns (Mt, PJ)."""
        scope1 = float(self.year_by_sector_t.sum()) / 1e6
        row = {
            "co2_scope1_mt": scope1,
            "co2_total_mt": scope1 + self.year_imported_t / 1e6,
            "co2_imported_electricity_mt": self.year_imported_t / 1e6,
        }
        for sector, tonnes in zip(n.EMISSION_SECTORS, self.year_by_sector_t, strict=True):
            row[f"co2_{sector}_mt"] = float(tonnes) / 1e6
        row["co2_process_mt"] = self.year_process_t / 1e6
        for carrier, tonnes in zip(n.CARRIERS, self.year_by_carrier_t, strict=True):
            row[f"co2_from_{carrier}_mt"] = float(tonnes) / 1e6
        for carrier, tj in zip(n.CARRIERS, sums_energy_tj.sum(axis=0), strict=True):
            row[f"energy_{carrier}_pj"] = float(tj) / 1e3
        return row
