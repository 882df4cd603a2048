"""The firms' workspace: sector-wide figures that hold between the phases of a month.

Reads, writes and draws nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.firm import columns as c
from agents.firm.borrowing import ProjectColumns, ReceiveColumns
from agents.firm.parameters import SectorTraits
from agents.firm.users import UserColumns, Users
from sim.core.columns import Array
from sim.world import names as n
from sim.world.goods import Cleared
from sim.world.state import WorldState
from sim.world.technology import Catalogue

if TYPE_CHECKING:
    from agents.firm.entry import EntrantColumns, Founding
    from agents.firm.exit import ExitColumns, FailColumns
    from agents.firm.prices import Tariffs
    from agents.firm.producing import Made

N_COMPONENTS = 9
COMPONENTS = (
    "available", "known", "suitable", "saving_cny_per_year", "price_cny", "grant_cny", "financing_value_cny",
    "hassle_cny",
    "net_present_value_cny",
)  # fmt: skip
PAYMENTS = (
    "goods", "other_inputs", "wages", "taxes", "carbon", "interest", "principal", "dividends", "equipment", "fitting",
)  # fmt: skip
(GOODS, OTHER_INPUTS, WAGES, TAXES, CARBON, INTEREST, PRINCIPAL, DIVIDENDS, EQUIPMENT, FITTING) = range(10)


class Options(NamedTuple):
    """The technology catalogue as kernels read it."""

    kind: Array
    green: Array
    keep: Array
    gain: Array
    process_keep: Array
    capture_share: Array
    capex_cny_per_unit: Array
    capex_cny_per_tj: Array
    capex_cny_per_t: Array
    replaces_cny_per_tj: Array
    opex_cny_per_tj: Array
    opex_cny_per_t: Array
    life_years: Array
    hassle: Array
    local_share: Array
    available_year: Array
    first: Array
    option: Array


class Outlook(NamedTuple):
    """What firms expect, and the terms offered to them."""

    carrier_price: Array  # (10, carriers) CNY/TJ without carbon price
    fuel_carbon_price: Array  # (10,) CNY/t, adaptive
    process_carbon_price: Array
    announced_price: Array
    block_price: Array  # (10, blocks) CNY/kWh
    load_shape: Array  # (10, blocks)
    sun_hours_per_year: Array  # (blocks,)
    price_index: Array  # (T,)
    grant_share: Array  # (green,)
    discount_pp: Array  # (green,)
    extra_months: Array  # (green,)
    training_share: Array  # (10,)
    training_depth: Array  # (1,)
    limit: Array  # (10,)
    deadline_year: Array  # (10,) January in which plants above it close
    reference_tj: Array  # (10,) mean plant of the base year
    growth: Array  # (10,) expected growth of sales a year
    growth_limit: Array  # (10,) approved growth of capacity a year
    approval_threshold: Array  # (1,) tce a year of an expansion that need not apply
    replacement_ratio: Array  # (10,) old capacity that must close per unit of new, 0 none
    retired_units: Array  # (10,) capacity closed in the city and not yet replaced by new


class Advice(NamedTuple):
    """Programmes of advice to firms: whom they reach, how deep, and what the public purse pays."""

    training_share: Array  # (10,) of firms
    training_depth: Array  # (1,) share of a full course
    training_cost: Array  # (1,) CNY per firm and year
    audit_share: Array  # (10,) of firms, a year
    audit_cost: Array  # (1,) CNY per audit
    extension: Array  # (green,) added yearly hazard of hearing
    extension_cost: Array  # (1,) CNY per visit


class SectorAccounts(NamedTuple):
    """What a unit of output is made of; arrays (10,) in CNY per unit."""

    io_cost: Array  # inputs at current prices
    other: Array  # further inputs, from outside
    wages: Array
    surplus: Array  # value added less pay
    assets_per_capacity: Array  # CNY per unit/month
    life_years: Array


class Peers(NamedTuple):
    """The incumbents of a sector, as this month's newcomers see them."""

    rows: Array
    means: Array  # by market share: vintage, process CO2, running cost, energy by carrier
    common: Array  # technologies most of them have, know, can use (bits)
    represents: float  # median


@dataclass
class FirmRoom:
    """Memory of the firm module."""

    own: Any  # FirmParameters
    traits: SectorTraits
    catalogue: Catalogue
    options: Options
    factors: Array  # t CO2 per TJ by carrier
    customers: Array
    keys: dict[str, Any]
    rows_at_start: int = 0
    entered: int = 0
    left: int = 0
    entered_before: int = 0  # until the end of last year
    left_before: int = 0
    defaults_this_year: int = 0
    plan: c.PlanColumns = field(init=False)
    decide: c.DecideColumns = field(init=False)
    wish: c.WishColumns = field(init=False)
    produce: c.ProduceColumns = field(init=False)
    invest: c.InvestColumns = field(init=False)
    adopt: c.AdoptColumns = field(init=False)
    user_columns: UserColumns = field(init=False)
    entrant_columns: EntrantColumns = field(init=False)
    founding: Founding = field(init=False)
    exit_columns: ExitColumns = field(init=False)
    fail_columns: FailColumns = field(init=False)
    pay: c.PayColumns = field(init=False)
    debt: c.DebtColumns = field(init=False)
    learn: c.LearnColumns = field(init=False)
    projects: ProjectColumns = field(init=False)
    receive: ReceiveColumns = field(init=False)
    peer_columns: c.PeerColumns = field(init=False)
    advised: c.AdviceColumns = field(init=False)
    advice: Advice = field(init=False)
    advice_seen: int = -1  # version of the signals when it was last asked whether any is given
    advice_given: bool = False
    tariffs: Tariffs = field(init=False)
    made: Made = field(init=False)  # the market's flows as production fills them
    received: Array = field(default_factory=lambda: np.zeros(2))  # credit lines drawn, firms failing
    accounts: SectorAccounts = field(init=False)
    contract: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))  # fuel price paid over the list price
    material: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))  # inputs bought over the nation's
    base_block_price: Array = field(default_factory=lambda: np.ones((n.N_FIRM_SECTORS, n.N_BLOCKS)))
    block_price: Array = field(default_factory=lambda: np.ones((n.N_FIRM_SECTORS, n.N_BLOCKS)))
    load_shape: Array = field(default_factory=lambda: np.ones((n.N_FIRM_SECTORS, n.N_BLOCKS)))
    carrier_price: Array = field(default_factory=lambda: np.zeros((n.N_FIRM_SECTORS, n.N_CARRIERS)))
    expected_price: Array = field(default_factory=lambda: np.zeros((n.N_FIRM_SECTORS, n.N_CARRIERS)))
    expected_fuel_carbon: Array = field(default_factory=lambda: np.zeros(n.N_FIRM_SECTORS))
    expected_process_carbon: Array = field(default_factory=lambda: np.zeros(n.N_FIRM_SECTORS))
    expected_growth: Array = field(default_factory=lambda: np.zeros(n.N_FIRM_SECTORS))
    output_of_last_year: Array = field(default_factory=lambda: np.zeros((12, n.N_FIRM_SECTORS)))
    reference_tj: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))
    base_unit_cost: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))  # of the first month
    heat_weather: Array = field(default_factory=lambda: np.zeros((n.N_FIRM_SECTORS, n.N_CARRIERS)))
    cool_weather: Array = field(default_factory=lambda: np.zeros((n.N_FIRM_SECTORS, n.N_CARRIERS)))
    weather: Array = field(default_factory=lambda: np.ones((n.N_FIRM_SECTORS, n.N_CARRIERS)))  # of this month
    mean_hdd: float = 0.0  # of a normal month
    mean_cdd: float = 0.0
    inputs: Array = field(default_factory=lambda: np.zeros((n.N_FIRM_SECTORS, n.N_FIRM_SECTORS)))  # CNY per unit
    mean_cost: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))  # CNY per unit, weighted by share
    cost_index: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))  # over the first month's
    frontier: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))  # of this month: ``frontier_factor``
    electricity_per_unit: Array = field(default_factory=lambda: np.zeros(n.N_FIRM_SECTORS))  # of the base year, TJ
    jobs_per_unit: Array = field(default_factory=lambda: np.zeros(n.N_FIRM_SECTORS))  # of the base year
    outlook: Outlook | None = None  # built once: its arrays change in place
    retired_units: Array = field(default_factory=lambda: np.zeros(n.N_FIRM_SECTORS))  # closed, not yet replaced
    grant_share: Array = field(default_factory=lambda: np.zeros(len(n.GREEN_CATEGORIES)))  # of the price, this month
    peers: dict[int, Peers] = field(default_factory=dict)  # this month's incumbents as newcomers see them, by sector
    sun_hours_per_year: Array = field(default_factory=lambda: np.zeros(n.N_BLOCKS))
    totals: Array = field(default_factory=lambda: np.zeros((n.N_FIRM_SECTORS, 6)))  # of the monthly costing
    bills: Array = field(default_factory=lambda: np.zeros(3))  # fuel, electricity, heat
    payments: Array = field(default_factory=lambda: np.zeros(len(PAYMENTS)))
    local_dividend_share: float = 0.0
    users: Users = field(init=False)
    detail: Array = field(default_factory=lambda: np.zeros((1, 1)))  # of the watched firm's decision
    accepted: Array = field(default_factory=lambda: np.zeros(1, dtype=np.int8))
    grants_spent_cny: Array = field(default_factory=lambda: np.zeros(len(n.GREEN_CATEGORIES)))  # this year
    leaving: list[int] = field(default_factory=list)
    turns: list[Array] = field(default_factory=list)  # rows by ``luck`` modulo 12: who acts when in his own year
    due_technology: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # rows deciding this month
    due: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # these and those setting a programme
    past: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # those of last month
    clean_demand_share: float = 0.0  # added growth of the clean-equipment market, per month
    clean_boost: float = 0.0  # added by what firms of the city spend on green equipment, per month
    clean_base_cny: float = 0.0  # that spending in the first year
    green_spending_cny: float = 0.0  # this year so far
    sale_price: Array = field(default_factory=lambda: np.ones(n.N_FIRM_SECTORS))  # of this month
    displaced_t: float = 0.0  # this year, by the outside competitor
    closed_by_rule_units: Array = field(
        default_factory=lambda: np.zeros(n.N_FIRM_SECTORS)
    )  # per month, since the start
    avoided_promised_t: float = 0.0
    staff_refused: int = 0  # this year
    jobs_thousand: float = 0.0  # of last month
    past_expectations: list[tuple[int, float, float]] = field(default_factory=list)


# Months of a firm's own year in which it decides, sets its programme, hears of options, and searches.
TECHNOLOGY_TURN, CAPACITY_TURN, LISTEN_TURN, SEARCH_TURN = 0, 6, 3, 9


def rows_at(own: FirmRoom, turn: int, step: int) -> Array:
    """Return the rows, in ascending order, whose own year is at ``turn`` in month ``step``."""
    return own.turns[(turn - step) % 12]


def room(state: WorldState) -> FirmRoom:
    """Return the firms' workspace."""
    found = state.rooms["firms"]
    assert isinstance(found, FirmRoom)
    return found


def cleared(state: WorldState) -> Cleared:
    """Return what the goods markets did this month."""
    found = state.rooms["cleared"]
    assert isinstance(found, Cleared)
    return found
