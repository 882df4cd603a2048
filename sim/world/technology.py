"""What technology costs: the catalogue of firms' options, and learning for firms, homes and the power company.

Prices fall with experience (Wright 1936). In one city the price of equipment follows the outside world; only
fitting and know-how, a tenth to two fifths of the price, learn with what the city itself has installed. For the
nation the equipment learns with the nation's own experience too. Research support demonstrates the options of its
category in the city: they are on offer there some years sooner, and what is spent in the city teaches its fitters.

Reads: ``technologies.csv``, ``durables.csv``, the drivers, ``market.durables_bought``, research support signals.
Writes: room ``technology``, ``published.durable_price_cny``. Draws: none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from sim.core.columns import Array
from sim.core.params import Parameter, ParameterGroup
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.base_year import base_year
from sim.world.national import national
from sim.world.state import WorldState
from sim.world.tables import keyed, rows

KINDS = ("route", "retrofit", "boiler", "vehicle", "onsite_solar", "storage")
ROUTE, RETROFIT, BOILER, VEHICLE, ONSITE_SOLAR, STORAGE = range(6)
HISTORY_YEARS = 25.0  # an option common in 2020 was new about 1995
FIRST_EXPERIENCE = 0.02  # share of potential users that had it when its price was first known

PARAMETERS = ParameterGroup(
    "technology", __name__, "TechnologyParameters",
    Parameter("local_learning_rate", 0.10, 0.0, 0.25, "1/doubling",
              "assumption: soft costs of rooftop solar fell 10 to 15 % per doubling (Elshurafa and others 2018)",
              "fall of fitting cost per doubling of what the city has installed"),
    Parameter("durable_fitting_share", 0.15, 0.0, 0.4, "1",
    "assumption: fitting is 10 to 20 % of a heating or solar system",
              "share of fitting in the price of durables that are fitted"),
    Parameter("research_doubling_cny", 5e8, 5e7, 5e9, "CNY",
              "assumption: a first demonstration plant costs 0.3 to 1 billion CNY",
              "research support that brings as much know-how as one doubling of experience"),
    Parameter("demonstration_years", 1.5, 0.0, 5.0, "years",
              "assumption: hydrogen furnaces of Hebei Iron and Steel and Baowu ran in 2023, about three years before others "
              "could order one", "how much sooner a technology is on offer per doubling of its demonstration money"),
    Parameter("most_years_sooner", 5.0, 0.0, 10.0, "years",
              "assumption: no city is more than a five-year plan ahead of the world's suppliers",
              "most that demonstration brings a technology forward"),
)  # fmt: skip
TechnologyParameters = PARAMETERS.tuple_type

_FITTED_AT_START = 0.02  # share of homes: assumption, first hundreds of thousands of systems in 2020
_LOWEST_CAR_PRICE = 0.4  # of 2020: assumption, the body and chassis stay
# fitted durables and their category
_FITTED = {n.DURABLE_GAS_BOILER: -1, n.DURABLE_HEAT_PUMP: n.GREEN_HEATING, n.DURABLE_ROOFTOP_SOLAR: n.GREEN_SOLAR}
_CARS = np.array([n.DURABLE_PETROL_CAR, n.DURABLE_HYBRID_CAR, n.DURABLE_PHEV_CAR, n.DURABLE_BEV_CAR])


@dataclass(frozen=True)
class Catalogue:
    """Firms' technologies as arrays over options (T), and which sector may use which."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    kind: Array
    green: Array  # index of the green category, -1 for none
    keep: Array  # (T, carriers) share of a carrier's use that remains
    gain: Array  # (T, carriers) TJ of a carrier per TJ displaced
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
    learning_rate: Array
    national_stock_2020: Array
    cost_change_pct_per_year: Array
    local_share: Array
    available_year: Array
    share_2020: Array
    max_share: Array
    known_2020: Array
    first: Array  # (sectors + 1,) where a sector's options start in ``option``
    option: Array  # options sector by sector

    def index(self, name: str) -> int:
        """Return the position of an option, -1 when there is none of that name."""
        return self.ids.index(name) if name in self.ids else -1


def parse_carriers(text: str, fill: float) -> Array:
    """Return ``coal:0.9 gas:0.5`` as an array over carriers, ``fill`` elsewhere."""
    found = np.full(n.N_CARRIERS, fill)
    for part in text.split():
        carrier, value = part.split(":")
        found[n.CARRIERS.index(carrier)] = float(value)
    return found


@cache
def catalogue() -> Catalogue:
    """Return the technologies of ``technologies.csv``."""
    table = rows("technologies")
    sectors = [[n.FIRM_SECTORS.index(x) for x in row["sectors"].split("|")] for row in table]
    by_sector = [[t for t, own in enumerate(sectors) if sector in own] for sector in range(n.N_FIRM_SECTORS)]
    first = np.cumsum([0] + [len(options) for options in by_sector]).astype(np.int64)

    def number(column: str) -> Array:
        return np.array([float(row[column]) for row in table])

    names = ("none", *n.GREEN_CATEGORIES)
    numbers = {
        name: number(name)
        for name in (
            "process_keep", "capture_share", "capex_cny_per_unit", "capex_cny_per_tj", "capex_cny_per_t",
            "replaces_cny_per_tj",
            "opex_cny_per_tj", "opex_cny_per_t", "life_years", "hassle", "learning_rate", "national_stock_2020",
            "cost_change_pct_per_year", "local_share", "available_year", "share_2020", "max_share", "known_2020",
        )
    }  # fmt: skip
    return Catalogue(
        ids=tuple(row["id"] for row in table),
        titles=tuple(row["name"] for row in table),
        kind=np.array([KINDS.index(row["kind"]) for row in table], dtype=np.int64),
        green=np.array([names.index(row["green_category"]) - 1 for row in table], dtype=np.int64),
        keep=np.array([parse_carriers(row["keep"], 1.0) for row in table]),
        gain=np.array([parse_carriers(row["gain"], 0.0) for row in table]),
        first=first,
        option=np.array([t for options in by_sector for t in options], dtype=np.int64),
        **numbers,
    )


def wright(learning_rate: Array | float, experience_ratio: Array | float) -> Array:
    """Return the price factor after cumulative experience grew by a ratio (one-factor learning)."""
    return np.asarray(np.power(experience_ratio, np.log2(1.0 - np.asarray(learning_rate))))


@dataclass
class TechnologyRoom:
    """Experience and prices of this month."""

    parameters: Any  # TechnologyParameters
    catalogue: Catalogue
    price_index: Array  # (T,) price of an option over its price of 2020
    local_experience: Array  # (T,) share of potential users in the city that installed it, plus what they began with
    local_start: Array
    research_cny: Array  # (green,) research support so far
    research_in_city_cny: Array  # (green,) of which spent in the city
    available_year: Array  # (T,) from which an option can be bought in this city
    durable_price_2020: Array
    durable_change_pct: Array
    durable_battery_kwh: Array
    fitted_homes: Array  # (durables,) fitted so far in the city, with a start
    pv_cny_per_kw: float = 0.0
    storage_cny_per_kwh: float = 0.0


def technology(state: WorldState) -> TechnologyRoom:
    """Return the city's technology room."""
    found = state.rooms["technology"]
    assert isinstance(found, TechnologyRoom)
    return found


def open_catalogue(state: WorldState) -> None:
    """Open the catalogue with the prices of the first month."""
    own, options = PARAMETERS.values(state.overrides), catalogue()
    begun = np.maximum(options.share_2020 * common_since(state.clock.first.year), FIRST_EXPERIENCE)
    table = keyed("durables", "durable")

    def durable(column: str) -> Array:
        return np.array([float(table[d][column]) for d in n.DURABLES])

    room = TechnologyRoom(
        parameters=own, catalogue=options, price_index=np.ones(len(options.ids)), local_experience=begun.copy(),
        local_start=begun, research_cny=np.zeros(len(n.GREEN_CATEGORIES)),
        research_in_city_cny=np.zeros(len(n.GREEN_CATEGORIES)), available_year=options.available_year.copy(), durable_price_2020=durable("price_2020_cny"),
        durable_change_pct=durable("real_price_change_pct_per_year"), durable_battery_kwh=durable("battery_kwh_2020"),
        fitted_homes=np.full(n.N_DURABLES, _FITTED_AT_START * base_year(state).households_real),
    )  # fmt: skip
    state.rooms["technology"] = room
    publish(state)


def common_since(year: int) -> float:
    """Return how far options known in 2020 had spread in ``year``, relative to 2020."""
    return min(max((year - (2020.0 - HISTORY_YEARS)) / HISTORY_YEARS, 0.1), 1.2)


def learn(state: WorldState) -> None:
    """Add this month's experience of homes and research, then publish next month's prices."""
    room = technology(state)
    room.fitted_homes += state.market.durables_bought
    support = state.signals[s.RESEARCH_SUPPORT : s.RESEARCH_SUPPORT + len(n.GREEN_CATEGORIES)]
    if np.count_nonzero(support):
        local_share = state.signals[s.RESEARCH_LOCAL_SHARE : s.RESEARCH_LOCAL_SHARE + len(n.GREEN_CATEGORIES)]
        room.research_cny += support / 12.0
        room.research_in_city_cny += support / 12.0 * local_share
    if state.clock.now.month in (3, 6, 9, 12):
        publish(state)


def publish(state: WorldState) -> None:
    """Compute the prices of all options and durables."""
    room, options, own = technology(state), technology(state).catalogue, technology(state).parameters
    step = min(state.clock.step + 1, state.clock.total - 1)
    years = state.clock.now.year + (state.clock.now.month - 1) / 12.0 - 2020.0
    speed = state.config.drivers.technology_cost_multiplier
    outside = (1.0 + options.cost_change_pct_per_year / 100.0 * speed) ** years
    ratio = room.local_experience / room.local_start
    if state.config.city.kind == "nation":
        outside = np.minimum(outside, wright(options.learning_rate, ratio))
    fitting = wright(own.local_learning_rate, ratio * know_how(room.research_in_city_cny, own)[options.green])
    sooner = own.demonstration_years * np.log2(know_how(room.research_cny, own))
    room.available_year[:] = options.available_year - np.minimum(sooner, own.most_years_sooner)[options.green]
    room.price_index = outside * (1.0 - options.local_share) + options.local_share * fitting
    drivers = state.drivers
    solar, battery = first_of_kind(ONSITE_SOLAR), first_of_kind(STORAGE)
    room.pv_cny_per_kw = float(drivers.pv_system_cny_per_kw[step] * _fitting(options, solar, fitting))
    room.storage_cny_per_kwh = float(
        national("storage_system_cny_per_kwh", 2020.5 + years) * _fitting(options, battery, fitting)
    )
    _publish_durables(state, room, years, step)


def know_how(research_cny: Array, own: Any) -> Array:
    """Return by which ratio research support has multiplied experience; the last one is for options of no category."""
    ratio = np.ones(len(n.GREEN_CATEGORIES) + 1)
    ratio[:-1] += research_cny / own.research_doubling_cny
    return ratio


def taught_cost(state: WorldState, green: int, fitting_share: float) -> float:
    """Return the price factor of equipment others build, after research in the city has taught its fitters."""
    room = technology(state)
    if not room.research_in_city_cny[green]:
        return 1.0
    ratio = float(know_how(room.research_in_city_cny, room.parameters)[green])
    return float(1.0 - fitting_share * (1.0 - wright(room.parameters.local_learning_rate, ratio)))


@cache
def first_of_kind(kind: int) -> int:
    """Return the first option of a kind."""
    return int(np.argmax(catalogue().kind == kind))


def _fitting(options: Catalogue, option: int, fitting: Array) -> float:
    return float(1.0 - options.local_share[option] + options.local_share[option] * fitting[option])


def _publish_durables(state: WorldState, room: TechnologyRoom, years: float, step: int) -> None:
    """Publish what cars, heating systems, appliances and panels cost in the shops."""
    own, drivers = room.parameters, state.drivers
    speed = np.where(room.durable_change_pct < 0, state.config.drivers.technology_cost_multiplier, 1.0)
    price = room.durable_price_2020 * (1.0 + room.durable_change_pct / 100.0 * speed) ** years
    pack = float(drivers.battery_pack_cny_per_kwh[step])
    price += room.durable_battery_kwh * (pack - national("battery_pack_cny_per_kwh", 2020.5))
    price[n.DURABLE_ROOFTOP_SOLAR] = drivers.pv_system_cny_per_kw[step]
    start = _FITTED_AT_START * base_year(state).households_real
    for durable, green in _FITTED.items():
        taught = know_how(room.research_in_city_cny, own)[green]
        fitting = float(wright(own.local_learning_rate, room.fitted_homes[durable] / start * taught))
        price[durable] *= 1.0 - own.durable_fitting_share + own.durable_fitting_share * fitting
    price[_CARS] = np.maximum(price[_CARS], _LOWEST_CAR_PRICE * room.durable_price_2020[_CARS])
    state.published.durable_price_cny = price
