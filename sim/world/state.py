"""The city's shared state: what the month's phases read and write.

Agents hold their own columns; everything they meet at (prices, demands, flows, published statistics) is here.
All arrays are float64 and belong to the current month unless their comment says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.clock import Clock
from sim.core.columns import Array, Table
from sim.core.ledger import Ledger
from sim.core.signals import SignalBoard
from sim.world import names as n
from sim.world.flows import CODE

if TYPE_CHECKING:
    from sim.world.config import ScenarioConfig
    from sim.world.drivers import Drivers


_FIRST_PROMISED = "support_paid_cny"
THREADS = 2  # that share the blocks of a single big run


def _zeros(*shape: int) -> Any:
    return field(default_factory=lambda: np.zeros(shape))


@dataclass
class Market:
    """Flows of the current month, zeroed when the month opens."""

    goods_demand_cny: Array = _zeros(4, n.N_FIRM_SECTORS)  # payer x sector: planned and paid this month
    energy_tj: Array = _zeros(n.N_SECTORS, n.N_CARRIERS)  # use by emission sector and carrier (power: fuel input)
    process_co2_t: Array = _zeros(n.N_SECTORS)
    captured_co2_t: Array = _zeros(n.N_SECTORS)  # stored underground instead of emitted
    electricity_load_kwh: Array = _zeros(n.N_CUSTOMERS, n.N_BLOCKS)  # use at the meter, own solar use included
    rooftop_pv_kwh: Array = _zeros(n.N_BLOCKS)  # made on roofs of homes and firms
    heat_load_tj: Array = _zeros(2)  # district heat: homes, firms
    output_units: Array = _zeros(n.N_FIRM_SECTORS)  # real output, units of the sector
    value_added_cny: Array = _zeros(n.N_SECTORS)  # at base-year prices
    jobs: Array = _zeros(n.N_SECTORS)
    municipal_waste_t: Array = _zeros(2)  # mixed, sorted
    durables_bought: Array = _zeros(n.N_DURABLES)
    solar_sales_cny: Array = _zeros(1)  # owed by the power company to homes for rooftop electricity: homes write it
    # Promised by others in the government's name, which pays: from here to the end (``promised_cny``).
    support_paid_cny: Array = _zeros(n.N_DURABLES)
    heating_support_cny: Array = _zeros(1)  # of the running cost of electric heating
    points_paid_cny: Array = _zeros(len(n.TOPICS))  # carbon points earned by homes
    fare_support_cny: Array = _zeros(1)  # what riders save by lower fares
    firm_grants_cny: Array = _zeros(len(n.GREEN_CATEGORIES))
    firm_advice_cny: Array = _zeros(n.N_ADVICE)

    def __post_init__(self) -> None:
        """Lay all flows out in one buffer, so that opening a month and adding up a year are single operations."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self)}
        self._buffer = np.zeros(sum(a.size for a in arrays.values()))
        position = 0
        for name, array in arrays.items():
            if name == _FIRST_PROMISED:
                self.promised_cny = self._buffer[position:]
            setattr(self, name, self._buffer[position : position + array.size].reshape(array.shape))
            position += array.size

    def open_month(self) -> None:
        """Set every flow to zero."""
        self._buffer.fill(0.0)

    def add(self, other: Market) -> None:
        """Add another month's flows to these (used to sum a year)."""
        self._buffer += other._buffer


@dataclass
class Published:
    """Last month's statistics, prices and conditions: all that agents know of each other."""

    fuel_price_cny_per_tj: Array = _zeros(n.N_CARRIERS)  # industry, no carbon price
    home_fuel_price_cny_per_tj: Array = _zeros(n.N_CARRIERS)  # homes and cars, no carbon price
    electricity_price_cny_per_kwh: Array = _zeros(n.N_CUSTOMERS, n.N_BLOCKS)
    feed_in_price_cny_per_kwh: float = 0.0
    heat_price_cny_per_tj: Array = _zeros(2)  # homes, firms
    durable_price_cny: Array = _zeros(n.N_DURABLES)
    loan_rate_pct: Array = _zeros(2)  # mean of new loans: green, other
    credit_refusal_share: float = 0.0
    eligible_share: Array = _zeros(n.N_FIRM_SECTORS)  # of an ordinary loan: buys what banks count as green
    eligible_term_months: float = 0.0  # of that part
    deposit_rate_pct: float = 1.5
    lending_reference_pct: float = 4.0
    heating_degree_days: float = 0.0  # of this month
    cooling_degree_days: float = 0.0
    sunshine_hours: Array = _zeros(n.N_BLOCKS)  # solar kWh per kW in each block this month
    chargers_per_thousand_cars: float = 0.0
    grid_factor_t_per_mwh: float = 0.5
    goods_price_index: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))  # local producers
    outside_price_index: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))
    housing_cost_cny_per_month: float = 0.0  # building of new homes and repair, all households together
    firm_building_cny_per_month: float = 0.0  # offices, shops, works
    infrastructure_cny_per_month: float = 0.0  # roads, rails, pipes: paid by the government
    floor_area_m2_per_head: float = 0.0
    wholesale_price_cny_per_kwh: Array = _zeros(n.N_BLOCKS)  # provincial procurement price
    wholesale_spread_cny_per_kwh: float = 0.0
    green_grant_budget_cny: float = 0.0  # carbon revenue the government offers this month for firms' green equipment


@dataclass
class WorldState:
    """Everything one simulated city is made of.

    ``visits`` lists the ``(lo, hi)`` blocks of household rows in the order kernels visit them; results do not
    depend on it (a law tested by permuting single agents).
    """

    config: ScenarioConfig
    drivers: Drivers
    clock: Clock
    seed: int
    board: SignalBoard
    ledger: Ledger
    overrides: dict[str, float]
    signals: Array = field(init=False)  # the combined signal vector of this month
    households: Table = field(init=False)  # each module's ``populate`` makes its own tables
    firms: Table = field(init=False)
    banks: Table = field(init=False)
    power_units: Table = field(init=False)
    power_company: Table = field(init=False)
    government: Table = field(init=False)
    weight: float = 1.0  # real households per household agent, set by the households' ``populate``
    visits: list[tuple[int, int]] = field(default_factory=list)
    market: Market = field(default_factory=Market)
    published: Published = field(default_factory=Published)
    works_backlog_cny: Array = _zeros(n.N_FIRM_SECTORS)  # paid last month, built this month
    rooms: dict[str, Any] = field(default_factory=dict)  # each agent module's own private workspace, by module name
    threads: Executor | None = None  # of a single big run
    watch: tuple[str, int] | None = None  # agent whose decisions are recorded for `explain`
    records: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)  # dated facts for the report (a budget that ran out ...)

    def __post_init__(self) -> None:
        """Look at the board's vector, which is written in place."""
        self.signals = self.board.values

    def visit(self, kernel: Callable[..., None], *columns: Any) -> None:
        """Call ``kernel(lo, hi, *columns)`` for every block of household rows, on the threads there are."""
        self.visit_blocks(self.visits, kernel, *columns)

    def visit_blocks(self, blocks: Sequence[tuple[int, int]], kernel: Callable[..., None], *columns: Any) -> None:
        """Call ``kernel(lo, hi, *columns)`` for each of these blocks, on the threads there are."""
        self.share_out(lambda block: kernel(block[0], block[1], *columns), blocks)

    def share_out(self, work: Callable[[Any], None], pieces: Sequence[Any]) -> None:
        """Do independent pieces of work, on the threads there are: each takes the next piece left."""
        if self.threads is None:
            for piece in pieces:
                work(piece)
            return
        left = iter(pieces)

        def take_pieces(_: int) -> None:
            for piece in left:
                work(piece)

        list(self.threads.map(take_pieces, range(THREADS)))

    def pay(self, kind: str, amount_cny: float) -> None:
        """Book a payment in the ledger; payer and payee change their own balances."""
        self.ledger.booked[CODE[kind]] += amount_cny

    def received(self, *kinds: str) -> float:
        """Return what was booked this month under the named kinds, in CNY."""
        booked, total = self.ledger.booked, 0.0
        for kind in kinds:
            total += booked[CODE[kind]]
        return total
