"""Where each sector's output would go if the city kept its place in the world.

Material sectors follow what is built: floor space and infrastructure, which saturate and are then replaced, so
that demand for cement and steel peaks and falls by itself. The rest follows output with an elasticity that falls
as the economy matures. In the years of record the nation's sectors did what statistics say (``sector_history``); a
city departs from them as its own growth does.

Reads: ``national_drivers.csv``, ``sector_demand.csv``, ``sector_history.csv``, ``sectors.csv`` and the scenario. Draws: none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import Array
from sim.world import names as n
from sim.world.emissions import emission_factors
from sim.world.floor_space import floor_path
from sim.world.fuel_prices import industry_price_index
from sim.world.national import national, national_path, national_years
from sim.world.observed import SECTORS_OF_SHARE, departure
from sim.world.sector_history import electric_mix_history, follow, last_year_of_record, output_history
from sim.world.sector_table import sector_table
from sim.world.tables import keyed, sector_column

if TYPE_CHECKING:
    from sim.world.config import ScenarioConfig

_REST = [n.MANUFACTURING, n.TRANSPORT, n.SERVICES]
_SLOWEST_CONVERGENCE, _FASTEST_CONVERGENCE = -1.0, 1.0  # percentage points a year
_CONVERGENCE_PER_LOG_INCOME_PCT = 0.8  # assumption after provincial beta-convergence estimates of 1 to 2 % a year
_CONVERGENCE_YEARS = 25.0
_YEARS_OF_DEPARTURE = (
    8.0  # until building is what the scenario wants instead of what the nation's path says: assumption
)


@dataclass(frozen=True)
class SectorPaths:
    """Monthly paths, first-year mean 1 (intensity: t per output unit); arrays (months,) or (months, 10)."""

    output: Array
    material_use: Array  # input of each sector per unit of output of users other than makers of materials and builders
    material_in_building: Array  # input of each material per unit of what builders make
    electric_mix: Array  # electricity per unit of output, as products and services get more electric
    labour_productivity: Array
    infrastructure: Array
    firm_building: Array
    outside_intensity_t_per_unit: Array


def sector_paths(config: ScenarioConfig, first_year: int, months: int) -> SectorPaths:
    """Return the driver paths of output for a city."""
    growth = _observed_growth_pct(config, first_year, _local_growth_pct(config, first_year, months))
    build = _departing(config.drivers.construction_multiplier, first_year, months)
    homes = build * _building_index(first_year, months)
    infrastructure = build * _normalised(national_path("infrastructure_index", first_year, months))
    demand = keyed("sector_demand", "sector")
    material_use = np.ones((months, n.N_FIRM_SECTORS))
    electric_mix = np.ones((months, n.N_FIRM_SECTORS))
    outside = np.empty((months, n.N_FIRM_SECTORS))
    activity = _normalised(np.exp(np.cumsum(growth / 100.0 / 12.0)))
    table = sector_table()
    base_intensity = table.energy_tj_per_cny @ emission_factors() + table.process_t_per_cny
    other = _other_demand(growth, first_year)
    output = _trend(other, homes, infrastructure)
    nation = _trend(
        _other_demand(_national_growth_pct(first_year, months), first_year),
        _building_index(first_year, months), _normalised(national_path("infrastructure_index", first_year, months)),
    )  # fmt: skip
    for s, sector in enumerate(n.FIRM_SECTORS):
        row = demand[sector]
        if s in n.MATERIAL_SECTORS:
            material_use[:, s] = np.minimum(other[:, s] / activity, 1.0)
        output[:, s] = _normalised(follow(output[:, s], nation[:, s], *output_history(sector), first_year))
        mix = np.exp(np.cumsum(_between(row, "electric_mix_pct", first_year, months) / 100.0 / 12.0))
        recorded = electric_mix_history(sector)
        electric_mix[:, s] = _normalised(mix if recorded is None else follow(mix, mix, *recorded, first_year))
        outside[:, s] = base_intensity[s] * (1.0 - float(row["outside_efficiency_pct_per_year"]) / 100.0) ** (
            np.arange(months) / 12.0
        )
    in_building = np.ones((months, n.N_FIRM_SECTORS))
    materials = list(n.MATERIAL_SECTORS)
    in_building[:, materials] = np.minimum(output[:, materials] / output[:, [n.CONSTRUCTION]], 1.0)
    output[:, _REST] *= (1.0 + _shortfall(output, activity))[:, None]
    _follow_structure(config, first_year, output, activity)
    workers = national_path("working_age_index", first_year, months)
    productivity = _normalised(activity / workers)
    return SectorPaths(
        material_use=material_use,
        material_in_building=in_building,
        electric_mix=electric_mix,
        output=output * (activity ** (config.drivers.external_demand_multiplier - 1.0))[:, None],
        labour_productivity=np.repeat(productivity[:, None], n.N_FIRM_SECTORS, axis=1),
        infrastructure=infrastructure,
        firm_building=_normalised(homes * 0.5 + infrastructure * 0.5),
        outside_intensity_t_per_unit=outside,
    )


def _between(row: dict[str, str], name: str, first_year: int, months: int) -> Array:
    """Return a figure given for 2020, 2035 and 2060 by month."""
    years = first_year + np.arange(months) / 12.0
    return np.asarray(
        np.interp(years, (2020.0, 2035.0, 2060.0), [float(row[f"{name}_{y}"]) for y in (2020, 2035, 2060)])
    )


def _other_demand(growth_pct: Array, first_year: int) -> Array:
    """Return demand for other uses than building, by sector, for a path of growth."""
    demand = keyed("sector_demand", "sector")
    elasticity = np.stack([_between(demand[s], "elasticity", first_year, len(growth_pct)) for s in n.FIRM_SECTORS], 1)
    path = np.exp(np.cumsum(elasticity * growth_pct[:, None] / 100.0 / 12.0, axis=0))
    return np.asarray(path / path[:12].mean(axis=0))


def _trend(other: Array, homes: Array, infrastructure: Array) -> Array:
    """Return each sector's output by what it is used for."""
    demand = keyed("sector_demand", "sector")
    weight = np.array([
        [float(demand[s][f"{use}_weight"]) for s in n.FIRM_SECTORS] for use in ("homes", "infrastructure", "manufacturing")
    ])  # fmt: skip
    return np.asarray(homes[:, None] * weight[0] + infrastructure[:, None] * weight[1] + other * weight[2])


def _shortfall(output: Array, activity: Array) -> Array:
    """Return by how much the remaining sectors must grow faster for the nation's output to follow its driver.

    Weights are the nation's value added, so that a city of heavy industry still grows slower than the nation.
    """
    table = sector_table()
    weight = sector_column("output_2020_bn_cny") * table.va_share
    weight = weight / weight.sum()
    return np.asarray((activity - output @ weight) / (output[:, _REST] @ weight[_REST]))


def _local_growth_pct(config: ScenarioConfig, first_year: int, months: int) -> Array:
    """Return yearly growth of output in percent, by month: the nation's, plus convergence of income per head.

    The nation's growth includes its changing population; the city's own population enters through its households.
    """
    city = config.city
    by_month = _national_growth_pct(first_year, months)
    per_head = city.gdp_bn_cny * 1e9 / (city.population_million * 1e6)
    nation = national("gdp_cny_per_head_2020", city.base_year)
    pull = 0.0 if city.kind == "nation" else _CONVERGENCE_PER_LOG_INCOME_PCT * float(np.log(nation / per_head))
    pull = float(np.clip(pull, _SLOWEST_CONVERGENCE, _FASTEST_CONVERGENCE))
    fading = np.exp(-np.arange(months) / 12.0 / _CONVERGENCE_YEARS)
    return np.asarray(by_month + (pull + config.drivers.gdp_growth_offset_pct) * fading)


def _observed_growth_pct(config: ScenarioConfig, first_year: int, growth_pct: Array) -> Array:
    """Return growth moved so that output does what was observed in the city."""
    seen = config.drivers.paths.get("gdp_bn_cny", {})
    if not seen:
        return growth_pct
    city = config.city
    level = np.cumsum(growth_pct / 1200.0)
    first = city.gdp_bn_cny * national("gdp_index", first_year) / national("gdp_index", city.base_year)
    moved = level + np.log(departure(_normalised(np.exp(level)) * first, seen, first_year))
    return np.asarray(1200.0 * np.diff(moved, prepend=0.0))


def _follow_structure(config: ScenarioConfig, first_year: int, output: Array, activity: Array) -> None:
    """Move the sectors' paths so that the shares of value added do what was observed; ``output`` is changed."""
    weight = sector_column("output_2020_bn_cny") * sector_table().va_share
    for name, observed in config.drivers.paths.items():
        if name not in SECTORS_OF_SHARE:
            continue
        of_group = list(SECTORS_OF_SHARE[name])
        share = (
            getattr(config.city, name) * (output[:, of_group] @ weight[of_group]) / weight[of_group].sum() / activity
        )
        output[:, of_group] *= departure(share, observed, first_year)[:, None]


def _national_growth_pct(first_year: int, months: int) -> Array:
    """Return the nation's yearly growth of output in percent, by month; a year's growth leads from its last middle."""
    level = np.log(national_path("gdp_index", first_year, months + 1))
    return np.asarray(1200.0 * np.diff(level))


def _building_index(first_year: int, months: int) -> Array:
    """Return what the nation builds, first-year mean 1."""
    years = national_years()
    wanted = np.array([national("population", y) * national("floor_area_m2_per_head", y) for y in years])
    path = floor_path(years[0], wanted)
    built = np.interp(first_year + (np.arange(months) + 0.5) / 12.0, np.array(years) + 0.5, _smooth(path.built_m2))
    return _normalised(built)


def _smooth(yearly: Array) -> Array:
    """Return a five-year mean; the first year of a stock builds nothing of its own, so the second stands for it."""
    padded = np.concatenate([[yearly[1]] * 3, yearly[1:], [yearly[-1]] * 2])
    return np.convolve(padded, np.full(5, 0.2), mode="valid")[: len(yearly)]


def _departing(factor: float, first_year: int, months: int) -> Array:
    """Return a factor by month that is 1 in the first year and while there is record, and reached some years later."""
    years = first_year + np.arange(months) / 12.0 - max(last_year_of_record(), float(first_year)) - 1.0
    return np.asarray(1.0 + (factor - 1.0) * np.clip(years / _YEARS_OF_DEPARTURE, 0.0, 1.0))


def _normalised(path: Array) -> Array:
    return np.asarray(path / path[:12].mean())


def outside_cost(first_year: int, months: int) -> Array:
    """Return the outside competitors' unit cost relative to the first month: fuel prices move it.

    Shape (months, 10). Electricity follows the reference path of fuel prices through its coal share.
    """
    table = sector_table()
    index = industry_price_index(first_year, months)
    return np.asarray(1.0 + (index - 1.0) @ table.energy_cost_share.T)
