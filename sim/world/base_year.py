"""The city in its first year: output, energy, emissions, incomes and trade that fit together.

What is known (population, output, structure, total emissions, climate, province) is met exactly; what is not
known (the split of emissions by sector, energy by carrier) is estimated from national intensities, scaled so
that the declared total is met, marked assumed, and varied between runs. Every agent module builds its agents so
that their first year adds up to the figures here.

Reads: the scenario, ``sim/data`` tables. Draws: ``base_year.emission_split``, one per sector and run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import Array
from sim.core.draws import decision_code, normal, stream
from sim.core.errors import InputError
from sim.core.params import Parameter, ParameterGroup, Values
from sim.world import names as n
from sim.world.emissions import emission_factors
from sim.world.home_energy import home_energy_tj, waste_energy_tj
from sim.world.national import national
from sim.world.sector_table import SectorTable, sector_table

if TYPE_CHECKING:
    from sim.world.config import ScenarioConfig
    from sim.world.state import WorldState

PARAMETERS = ParameterGroup(
    "base_year", __name__, "BaseYearParameters",
    Parameter("emission_split_sd", 0.15, 0.0, 0.5, "1", "assumption: sector splits of pilots are estimates",
              "log standard deviation of each sector's share of emissions between runs"),
    Parameter("household_saving_share", 0.30, 0.15, 0.45, "1", "NBS household survey 2020: 34 % of disposable income; 2019: 30 %",
              "share of disposable income not consumed"),
    Parameter("residence_share", 0.246, 0.15, 0.3, "1", "NBS household survey 2020: residence is 24.6 % of consumption",
              "rent, imputed rent and utilities over consumption; building homes and energy bills stand for it here"),
    Parameter("durables_share", 0.08, 0.04, 0.12, "1", "assumption after NBS 2020: cars, appliances and heating in consumption",
              "durables bought over consumption"),
    Parameter("public_goods_share", 0.165, 0.1, 0.25, "1", "NBS 2020: government consumption is 16 to 17 % of GDP",
              "public purchases over output of the city"),
    Parameter("income_tax_share", 0.09, 0.03, 0.2, "1",
              "assumption: income tax about 1.2 % of GDP and social contributions about 5 % (MoF 2020), over gross income",
              "income tax and contributions over gross household income"),
    Parameter("transfer_share", 0.17, 0.05, 0.3, "1", "NBS household survey 2020: net transfers are 18 % of disposable income",
              "pensions and allowances over disposable income"),
)  # fmt: skip
BaseYearParameters = PARAMETERS.tuple_type

_HEAVY = (n.STEEL, n.CEMENT, n.CHEMICALS, n.NONFERROUS, n.MINING)
_LARGEST_HEAVY_SHARE = 0.75  # of industry's value added: no city lives on heavy plants alone
_CONSTRUCTION_SHARE_OF_GDP = 0.072  # NBS 2020
_TRANSPORT_SHARE_OF_TERTIARY = 0.076  # NBS 2020: 4.1 % of GDP, 54.5 % tertiary
_POWER_VALUE_ADDED_CNY_PER_T = 130.0  # assumption: 0.12 CNY of value added per kWh at 0.9 t/MWh


@dataclass(frozen=True)
class BaseYear:
    """Yearly figures of the first simulated year under normal weather; arrays follow ``names``."""

    year: int
    households_real: float
    population: float
    household_size: float
    output_cny: Array  # (10,) gross output
    value_added_cny: Array  # (10,)
    power_value_added_cny: float
    va_share: Array  # (10,) of output
    labour_share: Array  # (10,) of value added
    jobs: Array  # (10,) persons
    energy_tj: Array  # (13, 11) use by sector and carrier; power: fuel input
    process_co2_t: Array  # (13,)
    io_coefficient: Array  # (10, 10) input j per output of i
    local_share: Array  # (10,) of local demand served by local firms
    exports_cny: Array  # (10,)
    household_goods_cny: Array  # (10,) consumption by sector, construction of homes excluded
    government_goods_cny: Array  # (10,) infrastructure excluded
    local_construction_cny: float  # homes, works and infrastructure built for local owners
    income_cny_per_household_year: float  # disposable
    gross_income_cny_year: float
    income_tax_share: float
    transfers_cny_year: float
    wages_outside_cny_year: float
    household_dividends_cny_year: float
    electricity_use_kwh: Array  # (4,) by customer class


def base_year(state: WorldState) -> BaseYear:
    """Return the city's base year, solved when the city was built."""
    found = state.rooms["base_year"]
    assert isinstance(found, BaseYear)
    return found


def solve_base_year(config: ScenarioConfig, seed: int, overrides: dict[str, float] | None = None) -> BaseYear:
    """Return the first year of a city.

    Raises
    ------
    InputError
        When homes alone would emit more than the declared total.
    """
    own = PARAMETERS.values(overrides)
    city, year, table = config.city, config.start, sector_table()
    grown = national("gdp_index", year) / national("gdp_index", city.base_year)
    people = city.population_million * 1e6 * national("population", year) / national("population", city.base_year)
    size = national("household_size", year)
    gdp = city.gdp_bn_cny * 1e9 * grown
    target_t = city.co2_scope1_mt * 1e6 * national("co2_index", year) / national("co2_index", city.co2_year)

    energy = np.zeros((n.N_SECTORS, n.N_CARRIERS))
    energy[n.HOUSEHOLDS] = home_energy_tj(config, people)
    energy[n.WASTE_SECTOR] = waste_energy_tj(config, people)
    factors = emission_factors()
    fixed_t = energy @ factors
    remaining_t = target_t - fixed_t.sum()
    if remaining_t <= 0:
        raise InputError(
            "homes, cars and waste alone would emit more than the city's total", where="city.co2_scope1_mt",
            given=city.co2_scope1_mt, allowed=f"at least {fixed_t.sum() / 1e6:.2f} Mt for this population and climate",
        )  # fmt: skip
    split = _emission_split(config, seed, own.emission_split_sd)
    targets = fixed_t.copy()
    targets[: n.POWER + 1] = remaining_t * split

    output, scale = _outputs(config, gdp, targets, table)
    energy[: n.N_FIRM_SECTORS] = output[:, None] * table.energy_tj_per_cny * scale[:, None]
    light = [s for s in range(n.N_FIRM_SECTORS) if s not in _HEAVY]
    # A light sector's estimated emissions say little of its electricity: that stays at the national intensity.
    energy[light, n.ELECTRICITY] = (output * table.energy_tj_per_cny[:, n.ELECTRICITY])[light]
    process = np.zeros(n.N_SECTORS)
    process[: n.N_FIRM_SECTORS] = output * table.process_t_per_cny * scale
    energy[n.POWER] = power_fuel_tj(config, targets[n.POWER], factors)

    return _close_money(config, own, year, people, size, gdp, output, energy, process, targets, table)


def _emission_split(config: ScenarioConfig, seed: int, sd: float) -> Array:
    """Return shares of emissions outside homes and waste: ten firm sectors and power, shape (11,)."""
    declared = config.city.emission_share
    split = np.array([declared.get(s, 0.0) for s in n.EMISSION_SECTORS[: n.POWER + 1]])
    key = stream(seed, decision_code("base_year.emission_split"))
    luck = np.array([normal(key, s, 0, 0) for s in range(split.size)])
    spread = sd if "city.emission_share" in config.assumed else 0.0
    split = split * np.exp(spread * luck)
    return np.asarray(split / split.sum())


def _outputs(config: ScenarioConfig, gdp: float, targets_t: Array, table: SectorTable) -> tuple[Array, Array]:
    """Return gross output (CNY) and local over national intensity of every firm sector."""
    city = config.city
    national_t_per_cny = table.energy_tj_per_cny @ emission_factors() + table.process_t_per_cny
    value_added = np.zeros(n.N_FIRM_SECTORS)
    value_added[n.AGRICULTURE] = city.share_primary * gdp
    value_added[n.TRANSPORT] = city.share_tertiary * gdp * _TRANSPORT_SHARE_OF_TERTIARY
    value_added[n.SERVICES] = city.share_tertiary * gdp - value_added[n.TRANSPORT]
    secondary = city.share_secondary * gdp
    power = power_value_added_cny(config, gdp, targets_t)
    value_added[n.CONSTRUCTION] = min(_CONSTRUCTION_SHARE_OF_GDP * gdp, 0.35 * (secondary - power))
    industry = secondary - power - value_added[n.CONSTRUCTION]
    for s in _HEAVY:
        value_added[s] = targets_t[s] / national_t_per_cny[s] * table.va_share[s]
    heavy = value_added[list(_HEAVY)].sum()
    if heavy > _LARGEST_HEAVY_SHARE * industry:
        value_added[list(_HEAVY)] *= _LARGEST_HEAVY_SHARE * industry / heavy
    value_added[n.MANUFACTURING] = industry - value_added[list(_HEAVY)].sum()
    output = value_added / table.va_share
    at_national = output * national_t_per_cny
    scale = np.where(at_national > 0, targets_t[: n.N_FIRM_SECTORS] / np.maximum(at_national, 1e-9), 1.0)
    return output, scale


def power_value_added_cny(config: ScenarioConfig, gdp: float, targets_t: Array) -> float:
    """Return the value added of the city's power plants, at most two fifths of its secondary sector."""
    return float(min(targets_t[n.POWER] * _POWER_VALUE_ADDED_CNY_PER_T, 0.4 * config.city.share_secondary * gdp))


def power_fuel_tj(config: ScenarioConfig, target_t: float, factors: Array) -> Array:
    """Return the fuel burnt by the city's power plants and heat boilers, TJ by carrier.

    Gas plants get the fuel of their usual hours (2,500 h at 50 %: NEA 2020), coal the rest.
    """
    fuel = np.zeros(n.N_CARRIERS)
    gas = (config.city.power.gas_gw or 0.0) * 2500.0 * 3.6 / 0.5  # GW x h -> GWh x 3.6 TJ/GWh / efficiency
    fuel[n.GAS] = min(gas, 0.95 * target_t / factors[n.GAS])
    fuel[n.COAL] = (target_t - fuel[n.GAS] * factors[n.GAS]) / factors[n.COAL]
    return fuel


def _close_money(
    config: ScenarioConfig, own: Values, year: int, people: float, size: float, gdp: float,
    output: Array, energy: Array, process: Array, targets: Array, table: SectorTable,
) -> BaseYear:  # fmt: skip
    """Add incomes, demand and trade that fit the outputs."""
    city = config.city
    households = people / size
    value_added = output * table.va_share
    disposable = (
        city.income_cny_per_head * people * national("income_index", year) / national("income_index", city.base_year)
    )
    gross = disposable / (1.0 - own.income_tax_share)
    transfers = own.transfer_share * disposable
    residents = 1.0 - city.commuters_share  # the others take their pay home, to places outside
    wages_possible = residents * float((table.labour_share * value_added).sum())
    # Where profits leave the city (mines, plants of national companies) pay takes a smaller share of output.
    wages = min(wages_possible, 0.95 * (gross - transfers))
    labour_share = table.labour_share * wages / wages_possible
    rest = gross - transfers - wages
    dividends = min(rest, 0.25 * float(((1.0 - labour_share) * value_added).sum()))
    consumption = (1.0 - own.household_saving_share) * disposable
    household_goods = consumption * (1.0 - own.residence_share - own.durables_share) * table.household_share
    government_goods = own.public_goods_share * gdp * table.government_share
    construction = float(output[n.CONSTRUCTION]) * 0.97
    demand = table.io_coefficient.T @ output + household_goods + government_goods
    demand[n.CONSTRUCTION] += construction
    local_share = np.minimum(table.local_share, 0.97 * output / np.maximum(demand, 1.0))
    customers = np.zeros(n.N_CUSTOMERS)
    for s in range(n.N_FIRM_SECTORS):
        customers[table.customer[s]] += energy[s, n.ELECTRICITY] * n.KWH_PER_TJ
    customers[n.RESIDENTIAL] = energy[n.HOUSEHOLDS, n.ELECTRICITY] * n.KWH_PER_TJ
    return BaseYear(
        year=year, households_real=households, population=people, household_size=size,
        output_cny=output, value_added_cny=value_added, va_share=table.va_share, labour_share=labour_share,
        power_value_added_cny=power_value_added_cny(config, gdp, targets), jobs=output * table.jobs_per_cny,
        energy_tj=energy, process_co2_t=process, io_coefficient=table.io_coefficient, local_share=local_share,
        exports_cny=output - local_share * demand, household_goods_cny=household_goods,
        government_goods_cny=government_goods, local_construction_cny=construction,
        income_cny_per_household_year=disposable / households, gross_income_cny_year=gross,
        income_tax_share=own.income_tax_share, transfers_cny_year=transfers,
        wages_outside_cny_year=rest - dividends, household_dividends_cny_year=dividends,
        electricity_use_kwh=customers,
    )  # fmt: skip
