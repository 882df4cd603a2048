"""The firms of a new city: large plants one by one, small firms sampled, adding up to the base year exactly.

Sizes follow a Pareto law over the real number of firms: the largest are agents of their own, the others are sampled in
groups of like size, so that a larger sample refines the same distribution. A plant without a known owner is synthetic
and varies between runs. Who has an option at the start is who knows it and can fit it most cheaply.

Reads: the scenario, ``base_year``, ``sectors.csv``, ``firm_sectors.csv``, ``technologies.csv``, the output target of
the first year. Writes: the firms' columns. Draws: ``firm.trait`` per firm, ``firm.site``, ``firm.knows`` and
``firm.fits`` per firm and option.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from agents.firm import room as rooms
from agents.firm.columns import Firm
from agents.firm.parameters import FirmParameters, SectorTraits
from agents.firm.room import FirmRoom
from agents.firm.technology_choice import site_cost
from sim.core.columns import Array, Table
from sim.core.compiled import kernel
from sim.core.draws import normal, uniform, uniforms
from sim.world import names as n
from sim.world import technology as tech
from sim.world.base_year import BaseYear, base_year
from sim.world.state import WorldState

SPARE_ROWS = 1.3
_FEWEST_ROWS = 12
_LARGE_SHARE_LIMIT = 0.92  # small firms always make the rest
_EVENNESS = (
    0.75  # 1 gives every agent the same output, 0 the same number of real firms: assumption, for detail at both ends
)
_LEADING_SHARE = 0.015  # of a sector's output: assumption
_LEAST_LEFT = (
    0.25  # of a carrier at firms that have an option already, in the base year: they run old equipment beside it
)
_CARRIER_SPREAD = 0.25  # log spread of the fuel mix between firms: assumption
_UNIQUE_ID = 20_000_000
BANKS = 5
# Options of the draw ``firm.trait``.
STATE, DISTRICT, BANK, PAYBACK, ROUTE_AGE, BOILER_AGE, VEHICLE_AGE, CLEAN = 0, 1, 2, 3, 4, 5, 6, 8
INTENSITY, CARRIER = 20, 40


class TraitColumns(NamedTuple):
    """What a firm is for life, and how old its equipment is at the start."""

    district: Array
    state_owned: Array
    bank: Array
    clean_equipment: Array
    payback_years: Array
    hurdle_rate: Array
    relining_months: Array
    route_age_months: Array
    boiler_age_months: Array
    vehicle_age_months: Array


def rows_by_sector(total: int, output_cny: Array) -> Array:
    """Return how many agents stand for each sector: at least a dozen, the rest by the root of output."""
    active = output_cny > 0.0
    fewest = min(_FEWEST_ROWS, max(total // max(int(active.sum()), 1), 1))
    weight = np.sqrt(output_cny)
    rest = max(total - fewest * int(active.sum()), 0)
    extra = np.floor(rest * weight / max(weight.sum(), 1e-9))
    return np.where(active, fewest + extra, 0).astype(np.int64)


def pareto_groups(rows: int, firms: float, shape: float) -> tuple[Array, Array]:
    """Return the relative output of ``rows`` groups of like firms, largest firms first, and how many each stands for.

    Sizes of ``firms`` real firms follow a Pareto law. Groups take equal parts of size to the three quarters, and at
    least one firm: giants stand for themselves alone, so nobody decides for more of a sector than its largest firm.
    """
    firms, fall = max(firms, float(rows)), 1.0 / shape
    ranks = firms * np.linspace(0.0, 1.0, rows + 1) ** (1.0 / (1.0 - _EVENNESS * fall))
    ranks = np.maximum(ranks, np.arange(rows + 1.0))
    # The giant of rank one is as large as its rank's middle says: under the whole curve it would be without bound.
    size = np.diff(np.maximum(ranks, 1.0) ** (1.0 - fall)) / (1.0 - fall)
    size[0] += 0.5**-fall
    return np.asarray(size / size.sum()), np.diff(ranks)


def large_plants(
    state: WorldState, sector: int, traits: SectorTraits, rows: int
) -> tuple[list[float], list[int], list[int]]:
    """Return yearly output (CNY), route and building year of a sector's large plants.

    Plants of the scenario come first; heavy sectors without any get synthetic ones.
    """
    base = base_year(state)
    output = float(base.output_cny[sector])
    ids = tech.catalogue()
    listed = [p for p in state.config.city.plants if p.sector == n.FIRM_SECTORS[sector]][: max(rows // 2, 1)]
    size = [p.capacity_kt_per_year * 1e3 * traits.cny_per_t[sector] * traits.utilisation[sector] for p in listed]
    built = [p.built for p in listed]
    routes = [ids.index(p.route) for p in listed]
    if not listed and traits.large_share[sector] > 0.0 and output > 0.0:
        count = int(
            min(max(round(output * traits.large_share[sector] / traits.large_output_cny[sector]), 1), rows // 2)
        )
        shares, _ = pareto_groups(count, count, 2.0)
        size = [float(x) * output * traits.large_share[sector] for x in shares]
        key = rooms.room(state).keys["firm.trait"]
        built = [
            state.clock.first.year - 1 - int(24 * uniform(key, 900 + 100 * sector + k, 0, 0)) for k in range(count)
        ]
        routes = [-1] * count
    total = math.fsum(size)
    if total > _LARGE_SHARE_LIMIT * output:
        size = [x * _LARGE_SHARE_LIMIT * output / total for x in size]
    elif total <= 0.0 and listed:
        size, built, routes = [], [], []
    return size, built, routes


def populate(state: WorldState, own: FirmRoom) -> None:
    """Make the firms of the base year."""
    base, traits = base_year(state), own.traits
    total = state.config.population.firms
    counts = rows_by_sector(total, base.output_cny)
    table = Table(Firm, math.ceil(SPARE_ROWS * counts.sum()) + 20, _UNIQUE_ID)
    state.firms = table
    table.add(int(counts.sum()))
    start = 0
    for sector in range(n.N_FIRM_SECTORS):
        count = int(counts[sector])
        if count:
            _fill_sector(state, own, slice(start, start + count), sector, base, traits)
        start += count
    own.rows_at_start = table.count


def _fill_sector(state: WorldState, own: FirmRoom, rows: slice, s: int, base: BaseYear, traits: SectorTraits) -> None:
    firms, count = state.firms, rows.stop - rows.start
    size, built, routes = large_plants(state, s, traits, count)
    large = len(size)
    output = float(base.output_cny[s])
    small, number = pareto_groups(count - large, float(traits.firms_per_cny[s]) * output, float(traits.size_shape[s]))
    yearly = np.concatenate([np.array(size), small * (output - math.fsum(size))])
    firms["luck"][rows] = np.arange(rows.start, rows.stop)
    firms["sector"][rows] = s
    firms["large"][rows] = (np.arange(count) < large) | (yearly > _LEADING_SHARE * output)
    firms["represents"][rows] = np.concatenate([np.ones(large), number])
    share = yearly / output
    firms["market_share"][rows] = share
    first = float(state.drivers.output_index[0, s])
    monthly = yearly / 12.0
    firms["output_units"][rows] = monthly * first
    firms["expected_units"][rows] = monthly * first
    firms["capacity_units_per_month"][rows] = monthly * first / traits.utilisation[s]
    years = np.full(count, state.clock.first.year)
    years[:large] = built
    _traits(state, own, rows, s, years, large)
    has = _options(state, own, rows, s, np.array([*routes, *[-1] * (count - large)]), large)
    _intensities(state, own, rows, s, share, has)
    firms["roof_kw"][rows] = yearly / 1e6 * traits.roof_kw_per_mn_cny[s]
    solar = tech.catalogue().index("rooftop_pv")
    firms["pv_kw"][rows] = np.where(has[:, solar], firms["roof_kw"][rows], 0.0)


def _traits(state: WorldState, own: FirmRoom, rows: slice, s: int, built: Array, plants: int) -> None:
    p, relining = own.own, round(float(own.traits.life_years[s]) * 12.0)
    payback_years = own.traits.payback_years[s] * p.payback_factor
    clean = p.clean_equipment_share if s == n.MANUFACTURING else 0.0
    draw_traits(
        rows.start, rows.stop, state.firms.narrow(TraitColumns), own.keys["firm.trait"],
        np.cumsum([d.population_share for d in state.config.city.districts]), own.traits.state_share[s], clean,
        payback_years, p, relining,
    )  # fmt: skip
    known = slice(rows.start, rows.start + plants)
    state.firms["route_age_months"][known] = (state.clock.first.year - built[:plants]) * 12 % relining


@kernel
def draw_traits(
    lo: int, hi: int, firm: TraitColumns, key: np.uint64, districts: Array, state_share: float, clean_share: float,
    payback_years: float, own: FirmParameters, relining: int,
) -> None:  # fmt: skip
    """Draw what firms are for life; ``districts`` holds the cumulated shares of the population."""
    for i in range(lo, hi):
        place, district = uniform(key, i, 0, DISTRICT), 0
        while district < districts.size - 1 and districts[district] < place:
            district += 1
        firm.district[i] = district
        firm.state_owned[i] = 1 if uniform(key, i, 0, STATE) < state_share else 0
        firm.bank[i] = int(uniform(key, i, 0, BANK) * BANKS)
        firm.clean_equipment[i] = 1 if uniform(key, i, 0, CLEAN) < clean_share else 0
        spread = math.exp(own.payback_sd * normal(key, i, 0, 100 + PAYBACK) - 0.5 * own.payback_sd**2)
        payback = payback_years * spread
        if firm.state_owned[i]:
            payback *= own.state_payback_factor
        firm.payback_years[i], firm.hurdle_rate[i] = payback, 1.0 / payback
        firm.relining_months[i] = relining
        firm.route_age_months[i] = int(uniform(key, i, 0, ROUTE_AGE) * relining) % relining
        firm.boiler_age_months[i] = int(uniform(key, i, 0, BOILER_AGE) * 180)
        firm.vehicle_age_months[i] = int(uniform(key, i, 0, VEHICLE_AGE) * 120)


def _options(state: WorldState, own: FirmRoom, rows: slice, s: int, routes: Array, plants: int) -> Array:
    """Draw which options each firm has, knows and could use; return who has what, shape (rows, T)."""
    firms, options, first, count = state.firms, own.catalogue, rows.start, rows.stop - rows.start
    spread = tech.common_since(state.clock.first.year)
    has = np.zeros((count, len(options.ids)), dtype=bool)
    share, sampled = firms["market_share"][rows], np.arange(count) >= plants
    for t in options.option[options.first[s] : options.first[s + 1]].tolist():
        bit = 1 << t
        usual = options.share_2020[t] * spread / max(options.max_share[t], 1e-9)
        informed = uniforms(own.keys["firm.knows"], first, count, t) < options.known_2020[t] * spread
        dear = site_costs(own.keys["firm.site"], first, count, t)
        fits = uniforms(own.keys["firm.fits"], first, count, t) < options.max_share[t]
        # Of those who know of it, the ones it costs least have it; others come after all who know.
        place = _place_by_output(np.where(informed, 0.0, dear.max()) + dear, np.where(fits, share, 0.0))
        may_own = sampled | (options.kind[t] != tech.ROUTE)
        owns = (routes == t) | (fits & (place < usual) & may_own)
        firms["adopted"][rows] |= np.where(owns, bit, 0)
        firms["known"][rows] |= np.where(owns | informed, bit, 0)
        firms["suitable"][rows] |= np.where(fits | owns, bit, 0)
        has[:, t] = owns
    return has


@kernel
def site_costs(key: np.uint64, first: int, count: int, option: int) -> Array:
    """Return what an option costs at the sites of ``count`` firms over the median site, on a spread of one."""
    costs = np.empty(count)
    for i in range(count):
        costs[i] = site_cost(key, first + i, option, 1.0)
    return costs


def _place_by_output(order_by: Array, share: Array) -> Array:
    """Return each firm's place between 0 and 1 among those with a share, in order, the middle of its output.

    Taking all below a limit then takes that share of output, not of firms: a few large plants would miss it by far.
    """
    order = np.argsort(order_by, kind="stable")
    place = np.empty(len(order_by))
    place[order] = (np.cumsum(share[order]) - 0.5 * share[order]) / max(float(share.sum()), 1e-12)
    return place


def _intensities(state: WorldState, own: FirmRoom, rows: slice, s: int, share: Array, has: Array) -> None:
    """Spread energy and process emissions over the firms so that the first year adds up to the base year."""
    firms, base, options = state.firms, base_year(state), own.catalogue
    weight, process = np.empty((len(has), n.N_CARRIERS)), np.empty(len(has))
    draw_intensities(
        rows.start, own.keys["firm.trait"], float(own.traits.intensity_range[s]) / 2.0, has, options.keep,
        options.process_keep, firms["vintage_factor"], weight, process,
    )  # fmt: skip
    target = base.energy_tj[s] * _first_year_correction(state, own, s)
    mean = share @ weight
    firms["energy_tj_per_unit"][rows] = weight / mean * (target / max(base.output_cny[s], 1e-9))
    firms["process_t_per_unit"][rows] = (
        process / (share @ process) * (base.process_co2_t[s] / max(base.output_cny[s], 1e-9))
    )


@kernel
def draw_intensities(
    first: int, key: np.uint64, spread: float, has: Array, keep: Array, process_keep: Array, vintage: Array,
    weight: Array, process: Array,
) -> None:  # fmt: skip
    """Draw every plant's energy need by carrier over the mean, less what its technologies save."""
    for i in range(len(weight)):
        plant = math.exp(spread * normal(key, first + i, 0, INTENSITY))
        vintage[first + i], process[i] = plant, 1.0
        for k in range(n.N_CARRIERS):
            weight[i, k] = plant * math.exp(_CARRIER_SPREAD * normal(key, first + i, 0, CARRIER + k))
        for t in range(has.shape[1]):
            if has[i, t]:
                for k in range(n.N_CARRIERS):
                    weight[i, k] *= max(keep[t, k], _LEAST_LEFT)
                process[i] *= process_keep[t]


def _first_year_correction(state: WorldState, own: FirmRoom, s: int) -> Array:
    """Return what makes twelve months of output and normal weather add up to the base year, by carrier."""
    output = state.drivers.output_index[:12, s]
    heat = _relative(state.drivers.normal_hdd)
    cool = _relative(state.drivers.normal_cdd)
    use = 1.0 + np.outer(heat - 1.0, own.heat_weather[s]) + np.outer(cool - 1.0, own.cool_weather[s])
    return np.asarray(1.0 / (output[: len(use), None] * use[: len(output)]).mean(axis=0))


def _relative(degree_days: Array) -> Array:
    mean = float(np.mean(degree_days))
    return degree_days / mean if mean > 0.0 else np.ones_like(degree_days)
