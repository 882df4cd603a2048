"""The households' workspace: parameters, views of the columns, tables that change with the month, counters.

Reads: nothing. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from agents.household import kernels, month_tables, views
from agents.household.parameters import HouseholdParameters
from agents.household.responses import COOK_KWH, PROFILE
from sim.core.columns import Array
from sim.core.draws import decision_code, stream
from sim.world import names as n
from sim.world.network import Network
from sim.world.state import WorldState
from sim.world.waste import WasteRoom

Made = TypeVar("Made")

DECISIONS = (
    "household.traits", "household.vehicle", "household.car_interest", "household.heating", "household.appliance",
    "household.solar", "household.telling", "household.lifetime", "household.support_rank", "household.plate_lottery",
    "household.entry", "household.exit", "household.moving", "household.used_car",
)  # fmt: skip
_VIEWS = (
    views.UseView, views.MonthView, views.SettleView, views.ReportView, views.NeedView, views.CarView, views.CreditView,
    views.HeatingView, views.ApplianceView, views.PanelView, views.WantView, views.BuyView, views.SellView, views.MoveView, views.EntryView, views.LearnView, views.CountView,
)  # fmt: skip


@dataclass
class Districts:
    """Conditions of the districts, arrays of ``names.MAX_DISTRICTS``."""

    urban: Array
    transit_access: Array
    distance: Array  # of trips, over the mean resident's: shorter where people live close together
    heat_network: Array
    gas_network: Array


@dataclass
class Yard:
    """The used cars on sale in the city."""

    cars: Array = field(default_factory=lambda: np.zeros((0, 4)))  # vehicle type, months from and to, MJ/km
    price_level: float = 1.0  # of used cars over what they are worth by their age
    sold_this_year: int = 0


@dataclass
class HouseholdRoom:
    """Everything the households' phases share."""

    p: HouseholdParameters
    view: dict[str, Any]
    network: Network
    districts: Districts
    waste: WasteRoom
    keys: dict[str, np.uint64]
    blocks: list[tuple[int, int]]
    offers: Array  # (rows, 12) shop prices and supports of what was chosen, see ``delivery``
    staged: Array  # (rows, 8) attitudes and knowledge on their way
    shapes: Array  # (4 end uses, 4 blocks)
    tiers: tuple[float, float, float, float]  # upper bounds (kWh), price steps (CNY/kWh)
    reference_price: float  # CNY/kWh of electricity at which demand is as calibrated
    reference_km_cost: float
    reference_fuel_price: Array
    reference_income_cny: float  # mean disposable income per household in the first year
    heated_share: float
    start_year: int
    activity: Array = field(default_factory=lambda: np.ones(n.N_CARRIERS))
    km_activity: float = 1.0
    electric_activity: float = 1.0
    reference_heat_price: float = 0.0
    car_need: float = 0.0
    licensed_share: float = 0.0  # of households, in which somebody may drive
    propensity: float = 0.7
    tax_share: float = 0.0
    last_gross_cny: float = 0.0
    weight_sum: float = 1.0  # sum of income weights of the living
    persons: float = 1.0  # people per living row, summed
    rows_alive: int = 0
    sums: Array = field(default_factory=lambda: np.zeros(kernels.N_SUMS))
    fuel_tj: Array = field(default_factory=lambda: np.zeros(n.N_CARRIERS))  # of this month, electricity excluded
    fuel_price_cny_per_tj: Array = field(default_factory=lambda: np.zeros(n.N_CARRIERS))  # of this month, for homes
    parts: Array = field(default_factory=lambda: np.zeros((1, kernels.N_SUMS), dtype=np.int64))
    counts: Array = field(default_factory=lambda: np.zeros(kernels.N_COUNTS))
    counts_stale: bool = True
    burnt_waste_tj: float = 0.0
    carbon_tax_cny: float = 0.0
    came: dict[str, Array] = field(default_factory=dict)
    went: dict[str, Array] = field(default_factory=dict)
    sales: Array = field(default_factory=lambda: np.zeros(5))  # cars sold this year by type, rows
    year_bill: Array = field(default_factory=lambda: np.zeros(5))
    year_income: Array = field(default_factory=lambda: np.zeros(5))
    campaign_until: Array = field(default_factory=lambda: np.full(n.MAX_DISTRICTS, -1, dtype=np.int64))
    records: dict[str, Array] = field(
        default_factory=lambda: {"vehicle": month_tables.empty_detail(), "home": np.zeros((4, 7, 12))}
    )
    tables: dict[str, Any] = field(default_factory=dict)
    plates_left: float = 0.0
    plate_chance: float = 1.0  # of winning a plate, as people judge it
    reports_read: bool = False  # whether any home ever got an energy report
    yard: Yard = field(default_factory=Yard)
    last_pool_cny: float = -1.0  # disposable income of all households last month
    tax_cny: float = 0.0
    quintile_weights: Array = field(default_factory=lambda: np.zeros(5))  # income weights of the living by quintile
    rows_wanted: Array = field(default_factory=lambda: np.zeros(1, dtype=np.int64))  # household rows by month
    gone: list[Array] = field(default_factory=list)  # rows that left last month

    @cached_property
    def car_traits(self) -> month_tables.CarTraits:
        """The parameters of the choice of a car."""
        return month_tables.CarTraits(*(getattr(self.p, name) for name in month_tables.CarTraits._fields))

    @cached_property
    def home_traits(self) -> month_tables.HomeTraits:
        """The parameters of the choices of heating, appliances and panels."""
        return month_tables.HomeTraits(*(getattr(self.p, name) for name in month_tables.HomeTraits._fields))

    @cached_property
    def use_tables(self) -> month_tables.UseTables:
        """The tables of use, filled anew each month."""
        return month_tables.UseTables(
            urban=self.districts.urban, response=np.zeros((2, 2, 3)), end_use_price=np.zeros((2, 4)),
            heat_kwh=np.zeros(6), heat_tj=np.zeros(6), cook_kwh=COOK_KWH, cook_tj=np.zeros(n.N_CARRIERS),
            plug_kwh=np.zeros(5), petrol_tj=np.zeros(5), system_price=np.zeros(6),
            cooking_price=np.zeros(n.N_CARRIERS), heating_support=np.zeros(n.MAX_DISTRICTS),
            sunshine_hours=np.zeros(n.N_BLOCKS), profile=PROFILE,
        )  # fmt: skip

    @cached_property
    def shiftable_peak(self) -> Array:
        """What could leave the evening peak, by end use: the share of its use that falls there and can be moved."""
        p = self.p
        movable = (p.appliance_shiftable, 0.5 * p.appliance_shiftable, p.appliance_shiftable, p.charging_shiftable)
        return np.asarray(self.shapes[:, n.EVENING_PEAK] * np.array(movable))

    @cached_property
    def after_months(self) -> tuple[Array, Array, Array]:
        """What is left of attitudes and of fatigue, and the pull of neighbours, after 0 to 24 months."""
        p, months = self.p, np.arange(25)
        return p.attitude_decay**months, p.fatigue_memory**months, 1.0 - (1.0 - p.peer_weight) ** (months / 12.0)

    @cached_property
    def ties(self) -> views.NetworkView:
        """The network as the kernels take it."""
        own = self.network
        return views.NetworkView(own.start, own.listens_to, own.strength, own.is_hub)

    def kept(self, name: str, key: Any, make: Callable[[], Made]) -> Made:
        """Return the table of this name made for this key, or make it anew."""
        found = self.tables.get(name)
        if found is None or found[0] != key:
            found = self.tables[name] = (key, make())
        made: Made = found[1]
        return made

    def mean_income_cny(self) -> float:
        """Return mean disposable income per household and year, at last month's rate."""
        if self.last_pool_cny < 0.0:
            return self.reference_income_cny
        return self.last_pool_cny * 12.0

    def open_moves(self) -> None:
        """Start counting what came and went since the beginning."""
        for moves in (self.came, self.went):
            for name, size in (("rows", 1), ("vehicle", 5), ("heating", 6), ("solar", 1)):
                moves[name] = np.zeros(size, dtype=np.int64)


def household_room(state: WorldState) -> HouseholdRoom:
    """Return the households' workspace."""
    found = state.rooms["households"]
    assert isinstance(found, HouseholdRoom)
    return found


def make_views(state: WorldState) -> dict[str, Any]:
    """Return the narrow tuples of columns the kernels take, by name."""
    return {view.__name__: state.households.narrow(view) for view in _VIEWS}


def make_keys(seed: int) -> dict[str, np.uint64]:
    """Return the streams of all household decisions, by the last part of their name."""
    return {name.split(".")[1]: stream(seed, decision_code(name)) for name in DECISIONS}


def fixed_blocks(rows: int, size: int = kernels.BLOCK) -> list[tuple[int, int]]:
    """Return fixed blocks of rows: by default those sums are taken over."""
    return [(lo, min(lo + size, rows)) for lo in range(0, rows, size)]
