"""Drivers: what happens to the city from outside, month by month, whatever its agents do.

Population, the wanted growth of output, world prices, the province's grid, technology prices and the weather.
They are scenarios, not forecasts: each series is a table of ``sim/data`` with a source or the word assumption, and
each can be moved by the scenario's ``[drivers]`` section.

Reads: the scenario and ``sim/data``. Draws: ``weather`` and ``business_cycle``, keyed by seed and year, shared by all
runs of a seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.clock import Clock
from sim.core.columns import Array
from sim.core.draws import decision_code, normal, stream
from sim.core.params import Parameter, ParameterGroup
from sim.world import names as n
from sim.world.climate import monthly_profile, over_zones
from sim.world.demand_paths import outside_cost, sector_paths
from sim.world.fuel_prices import home_prices, industry_prices
from sim.world.national import national, national_path
from sim.world.observed import departure
from sim.world.tables import keyed

if TYPE_CHECKING:
    from sim.world.config import ScenarioConfig

PARAMETERS = ParameterGroup(
    "drivers", __name__, "DriverParameters",
    Parameter("degree_day_sd", 0.07, 0.0, 0.2, "1", "assumption: year-to-year spread of heating degree days, 5 to 10 %",
              "log standard deviation of a year's degree days"),
    Parameter("warming_heating_pct_per_year", -0.3, -1.0, 0.0, "%/year", "assumption after IPCC AR6 WGI, SSP2-4.5, East Asia",
              "trend of heating degree days"),
    Parameter("warming_cooling_pct_per_year", 0.8, 0.0, 2.0, "%/year", "assumption after IPCC AR6 WGI, SSP2-4.5, East Asia",
              "trend of cooling degree days"),
    Parameter("business_cycle_sd", 0.012, 0.0, 0.05, "1", "assumption: yearly surprises of city output growth of about 1 %",
              "standard deviation of the yearly shock to outside demand"),
    Parameter("business_cycle_memory", 0.6, 0.0, 0.95, "1/year", "assumption: shocks fade in about two years",
              "autocorrelation of the business cycle"),
    Parameter("growth_uncertainty_pct", 0.5, 0.0, 2.0, "%/year", "assumption: spread of long-run growth forecasts for China",
              "standard deviation between runs of the city's long-run growth"),
)  # fmt: skip
DriverParameters = PARAMETERS.tuple_type

# Energy value of electricity by block over the province's mean, today and when wind and sun make most of it
# (assumption after spot prices of Shandong and Shanxi in 2023 and PyPSA-China results for 2050).
_BLOCK_VALUE_TODAY = np.array([1.10, 0.78, 0.88, 0.66])
_BLOCK_VALUE_CLEAN = np.array([1.25, 0.35, 0.75, 0.60])
_COAL_IN_WHOLESALE_PRICE = 0.6  # fuel over the cost of coal power (CEC 2020), where coal sets the price
_SPREAD_TODAY, _SPREAD_CLEAN = 0.22, 0.40  # standard deviation within a block over the mean


class Drivers:
    """Paths of everything the city does not decide; arrays have one row per simulated month.

    Parameters
    ----------
    config : ScenarioConfig
        The city and its ``[drivers]``.
    clock : Clock
        First and last month.
    seed : int
        Run seed, for weather and business cycle.
    overrides : dict of str to float
        Behaviour overrides by dotted name.
    """

    def __init__(self, config: ScenarioConfig, clock: Clock, seed: int, overrides: dict[str, float]) -> None:
        self.own = PARAMETERS.values(overrides)
        self.first_year = clock.first.year
        self.years = np.arange(clock.first.year, clock.last.year + 1)
        self.months = clock.total
        self._people(config)
        self._output(config, seed)
        self._prices(config)
        self._grid(config)
        self._rates_and_technology(config)
        self._weather(config, seed)

    def _path(self, name: str) -> Array:
        return national_path(name, self.first_year, self.months)

    def _years(self) -> Array:
        return np.arange(self.months) / 12.0

    def _people(self, config: ScenarioConfig) -> None:
        city = config.city
        start = (
            city.population_million
            * 1e6
            * national("population", self.first_year)
            / national("population", city.base_year)
        )
        nation = self._path("population")
        growth = self._population_growth_pct(config)
        local = np.exp(growth / 100.0 * 20.0 * (1.0 - np.exp(-self._years() / 20.0)))
        people = start * nation / nation[0] * local
        seen = config.drivers.paths.get("population_million", {})
        self.population: Array = people * departure(people / 1e6, seen, self.first_year)
        self.household_size: Array = self._path("household_size")
        self.households_real: Array = self.population / self.household_size
        self.floor_area_m2_per_head: Array = self._path("floor_area_m2_per_head")
        before = national("floor_area_m2_per_head", self.first_year - 1) / national(
            "floor_area_m2_per_head", self.first_year
        )
        people_before = national("population", self.first_year - 1) / national("population", self.first_year)
        self.floor_growth_first_year = 1.0 / (before * people_before) * (1.0 + growth / 100.0)

    @staticmethod
    def _population_growth_pct(config: ScenarioConfig) -> float:
        """Return the city's population growth beyond the nation's, fading over decades."""
        if config.city.kind == "nation":
            return 0.0
        given = config.drivers.population_growth_pct
        return (
            float(keyed("provinces", "province")[config.city.province]["population_growth_pct"])
            if given is None
            else given
        )

    def _output(self, config: ScenarioConfig, seed: int) -> None:
        paths = sector_paths(config, self.first_year, self.months)
        self.infrastructure_index: Array = paths.infrastructure
        self.electric_mix_index: Array = paths.electric_mix
        self.material_use_index: Array = paths.material_use
        self.material_in_building_index: Array = paths.material_in_building
        self.firm_building_index: Array = paths.firm_building
        self.labour_productivity_index: Array = paths.labour_productivity
        key = stream(seed, decision_code("drivers.business_cycle"))
        shock, level = np.zeros(len(self.years)), 0.0
        for i, year in enumerate(self.years[1:], start=1):
            level = self.own.business_cycle_memory * level + self.own.business_cycle_sd * normal(key, 0, int(year), 0)
            shock[i] = level
        drift = self.own.growth_uncertainty_pct / 100.0 * normal(key, 1, 0, 0)
        late = np.maximum(self._years() - 0.5, 0.0)
        luck = np.exp(self._by_month(shock) + drift * late * np.exp(-late / 25.0))
        self.output_index: Array = paths.output * luck[:, None]
        self.outside_cost_index: Array = outside_cost(self.first_year, self.months)
        self.outside_intensity_t_per_unit: Array = paths.outside_intensity_t_per_unit

    def _by_month(self, yearly: Array) -> Array:
        """Spread yearly values over months without jumps (linear between mid-years, flat at the ends)."""
        middle = 12.0 * np.arange(len(yearly)) + 5.5
        return np.interp(np.arange(self.months), middle, yearly)

    def _prices(self, config: ScenarioConfig) -> None:
        self.fuel_price_cny_per_tj: Array = industry_prices(config, self.first_year, self.months)
        self.home_fuel_price_cny_per_tj: Array = home_prices(config, self.first_year, self.months)

    def _grid(self, config: ScenarioConfig) -> None:
        province = keyed("provinces", "province")[config.city.province]
        path = self._path("grid_factor_index") ** config.drivers.grid_decline_multiplier
        at_2021 = (
            float(province["grid_factor_2021"])
            / national("grid_factor_index", 2021.5) ** config.drivers.grid_decline_multiplier
        )
        self.grid_factor_t_per_mwh: Array = at_2021 * path
        clean = np.clip(1.0 - self.grid_factor_t_per_mwh / at_2021, 0.0, 1.0)
        benchmark = float(province["coal_benchmark_price_cny_per_kwh"])
        coal = self._path("coal_price_index")
        level = benchmark * (1.0 + _COAL_IN_WHOLESALE_PRICE * (1.0 - clean) * (coal - 1.0))
        level = level * config.drivers.wholesale_price_multiplier
        value = _BLOCK_VALUE_TODAY + clean[:, None] * (_BLOCK_VALUE_CLEAN - _BLOCK_VALUE_TODAY)
        self.wholesale_price_cny_per_kwh: Array = level[:, None] * value
        self.wholesale_spread_cny_per_kwh: Array = level * (_SPREAD_TODAY + clean * (_SPREAD_CLEAN - _SPREAD_TODAY))
        self.clean_share_of_province: Array = clean

    def _rates_and_technology(self, config: ScenarioConfig) -> None:
        self.lending_reference_pct: Array = self._path("lending_reference_pct") + config.drivers.lending_rate_offset_pct
        self.deposit_rate_pct: Array = self._path("deposit_rate_pct")
        speed = config.drivers.technology_cost_multiplier
        self.battery_pack_cny_per_kwh: Array = _faster(self._path("battery_pack_cny_per_kwh"), speed)
        self.pv_system_cny_per_kw: Array = _faster(self._path("pv_system_cny_per_kw"), speed)
        self.chargers_per_thousand_cars: Array = self._path("chargers_per_thousand_cars")

    def _weather(self, config: ScenarioConfig, seed: int) -> None:
        zones, province = config.city.zones, config.city.province

        def usual(column: str) -> Array:
            return over_zones(zones, lambda zone: monthly_profile(zone, column))

        self.normal_hdd, self.normal_cdd = usual("heating_degree_days"), usual("cooling_degree_days")
        key = stream(seed, decision_code("drivers.weather"))
        luck = np.zeros((len(self.years), 2))
        for i, year in enumerate(self.years[1:], start=1):
            for kind in range(2):
                luck[i, kind] = (
                    config.drivers.weather_multiplier * self.own.degree_day_sd * normal(key, kind, int(year), 0)
                )
        trend = np.arange(len(self.years))
        heat = np.exp(luck[:, 0]) * (1.0 + self.own.warming_heating_pct_per_year / 100.0) ** trend
        cool = np.exp(luck[:, 1]) * (1.0 + self.own.warming_cooling_pct_per_year / 100.0) ** trend
        self.heating_degree_days: Array = np.outer(heat, self.normal_hdd).ravel()
        self.cooling_degree_days: Array = np.outer(cool, self.normal_cdd).ravel()
        sun = float(keyed("provinces", "province")[province]["solar_full_load_hours"])
        wind = float(keyed("provinces", "province")[province]["wind_full_load_hours"])
        in_block = np.array([0.05, 0.62, 0.33, 0.0])  # of a day's sunshine: assumption, sunrise 6 to sunset 18
        over_blocks = np.array(n.BLOCK_HOURS_PER_DAY) / 24.0
        years = len(self.years)
        self.sunshine_hours: Array = np.tile(sun * np.outer(usual("solar_profile"), in_block), (years, 1))
        self.wind_hours: Array = np.tile(wind * np.outer(usual("wind_profile"), over_blocks), (years, 1))


def _faster(path: Array, speed: float) -> Array:
    """Return a falling price path that falls ``speed`` times as fast (1 leaves it as it is)."""
    return np.asarray(path[0] * (path / path[0]) ** speed)
