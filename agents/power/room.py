"""The power company's workspace: what it remembers between months, and the views its kernel uses.

Reads, writes and draws nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from agents.power import unit_accounts as ua
from agents.power.fleet import technologies
from agents.power.line_up import UnitColumns
from sim.core.columns import Array, Table
from sim.world import grid
from sim.world import names as n
from sim.world.config_sections import PlannedUnit
from sim.world.state import WorldState


class CompanyDebt(NamedTuple):
    """One kind of the company's debt; columns of one row."""

    owed_cny: Array
    rate_pct: Array
    months_left: Array
    interest_paid_cny: Array
    principal_paid_cny: Array

    @classmethod
    def of(cls, company: Table, kind: str) -> CompanyDebt:
        """Return the company's ordinary (no ``kind``) or green (``green_``) debt."""
        names = ("debt_cny", "debt_rate_pct", "debt_months_left", "interest_paid_cny", "principal_paid_cny")
        return cls(*(company[f"{kind}{name}"] for name in names))


@dataclass
class PowerRoom:
    """Memory of the power company."""

    own: Any  # PowerParameters
    grid: Any  # GridParameters
    units: Table
    fleet: grid.Fleet
    debts: tuple[CompanyDebt, CompanyDebt]  # ordinary and green
    factors: Array  # t CO2 per TJ by carrier
    unit_columns: UnitColumns = field(init=False)
    sun_factor: float = 1.0  # own solar hours over the province's
    wind_factor: float = 1.0
    line_mw: float = 1e9
    heat_sources: int = 0
    stations: int = 0  # dispatchable units alive
    heat_capacity_mw: float = 0.0
    coal_bid_offset_cny_per_kwh: float = 0.0
    totals: Array = field(default_factory=lambda: np.zeros(len(grid.TOTALS)))
    scalars: Array = field(default_factory=lambda: np.zeros(7))
    fuel_tj: Array = field(default_factory=lambda: np.zeros(n.N_CARRIERS))  # of this month, by carrier
    procurement_cny_per_kwh: float = 0.0  # remembered mean price paid to the province or to own units
    base_procurement_cny_per_kwh: float = 0.0
    tier1_price_cny_per_kwh: float = 0.52
    peak_valley_ratio: float = 3.0  # of industry and commerce without any lever
    class_use_kwh: Array = field(default_factory=lambda: np.ones(n.N_CUSTOMERS))  # remembered month's use by class
    base_heat_cost_cny_per_tj: float = 1.0
    heat_cost_cny_per_tj: float = 1.0
    expected_price_cny_per_kwh: Array = field(default_factory=lambda: np.zeros(n.N_BLOCKS))
    base_generation_mwh: float = 1.0  # own units, a normal month of the first year
    base_use_mwh: float = 1.0
    base_roofs_kw: float = 0.0
    base_load_kwh: Array = field(default_factory=lambda: np.zeros((n.N_CUSTOMERS, n.N_BLOCKS)))
    project: tuple[str, float, float] | None = None  # technology, MW, cost waiting for the bank's answer
    project_is_planned: bool = False
    planned: list[PlannedUnit] = field(default_factory=list)  # what the scenario has under construction, soonest first
    units_came: int = 0
    units_gone: int = 0
    lowest_reserve_margin: float = 1e9  # of this year
    peak_growth: float = 0.03  # expected, per year
    peak_known: bool = False  # a whole year has been seen
    reserve_gap_mw: float = 0.0  # firm capacity to be built in the city
    built_for_reserve_mw: dict[str, float] = field(default_factory=dict)  # this year, by technology
    sites_free_mw: dict[str, float] = field(default_factory=dict)  # wind and sun whose life ended this January
    waste_built_mw: float = 0.0  # for waste burnt instead of landfilled
    storage_owed_mw: float = 0.0  # by wind and solar built under a storage duty
    coal_closed_mw: float = 0.0  # since the start
    coal_built_mw: float = 0.0
    largest_heat_mw: float = 0.0
    largest_break: float = 0.0
    sales_cny: float = 0.0  # of last month
    profit_cny: float = 0.0  # of last month
    paid_cny: float = 0.0
    cost_cny: float = 0.0
    recounted_fuel_tj: Array = field(default_factory=lambda: np.zeros(n.N_CARRIERS))
    recounted_flows: Array = field(default_factory=lambda: np.zeros(len(ua.RECOUNTED)))
    time_of_use: dict[tuple[float, ...], Array] = field(default_factory=dict)  # factors of all classes by their ratios
    account_scalars: Array = field(default_factory=lambda: np.zeros(5))
    sums: Array = field(default_factory=lambda: np.zeros(len(ua.SUMS)))
    generation_mwh: Array = field(default_factory=lambda: np.zeros(len(technologies())))  # of this month
    last_year: dict[str, float] = field(default_factory=dict)  # peak_mw, use_mwh, renewable_mwh
    year_totals: Array = field(default_factory=lambda: np.zeros(len(grid.TOTALS)))
    year_generation_mwh: Array = field(default_factory=lambda: np.zeros(len(technologies())))
    year_imported_nonfossil_mwh: float = 0.0
    year_block_revenue_cny: float = 0.0
    year_peak_mw: float = 0.0

    def __post_init__(self) -> None:
        """Take the view of the units that the dispatch is lined up from."""
        self.unit_columns = self.units.narrow(UnitColumns)


def room(state: WorldState) -> PowerRoom:
    """Return the power company's workspace."""
    found = state.rooms["power"]
    assert isinstance(found, PowerRoom)
    return found
