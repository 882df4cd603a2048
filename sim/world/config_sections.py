"""The sections of a scenario file: every field with unit, range, default and meaning.

A field's description reads ``unit: meaning``; the documentation's table, the error messages and the checks all
read these declarations. Fields without a default are filled from the city type's row and the province's row when
a file leaves them out (``config_fill``), and each filled field is listed in ``assumed``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.world.names import FIRM_SECTORS, MAX_DISTRICTS
from sim.world.observed import PATH_NAMES

FIRST_YEAR, LAST_YEAR = 2005, 2060
PRICE_YEAR = 2020
SHARE_TOLERANCE = 0.01
SECTORS_WITH_SHARE = (*FIRM_SECTORS, "power")

Kind = Literal["city", "park", "nation"]
CityType = Literal[
    "service_metropolis", "light_hightech_manufacturing", "heavy_industry", "resource_energy", "mixed", "agricultural"
]
ClimateZone = Literal["severe_cold", "cold", "hot_summer_cold_winter", "hot_summer_warm_winter", "mild"]
Sector = Literal[
    "steel", "cement", "chemicals", "nonferrous", "mining",
    "manufacturing", "construction", "transport", "services", "agriculture",
]  # fmt: skip

PowerTechnologyName = Literal[
    "coal", "coal_chp", "gas", "biomass", "waste", "hydro", "nuclear", "wind", "solar", "pumped_storage", "battery"
]


def required(low: float, high: float, unit: str, doc: str) -> Any:
    """Declare a number that a file gives or the city type supplies."""
    return Field(ge=low, le=high, description=f"{unit}: {doc}")


def optional(default: float | None, low: float, high: float, unit: str, doc: str) -> Any:
    """Declare a number with a default."""
    return Field(default, ge=low, le=high, description=f"{unit}: {doc}")


def text(default: str, doc: str, longest: int = 200) -> Any:
    """Declare a text."""
    return Field(default, max_length=longest, description=f"text: {doc}")


def rescaled(given: Any) -> Any:
    """Return shares that sum to one within the tolerance as shares that sum to one; anything else untouched."""
    if not isinstance(given, Mapping):
        return given
    values = list(given.values())
    if not values or any(isinstance(v, bool) or not isinstance(v, int | float) for v in values):
        return given
    total = math.fsum(values)
    if 1e-9 < abs(total - 1.0) <= SHARE_TOLERANCE:
        return {name: value / total for name, value in given.items()}
    return given


class Section(BaseModel):
    """Base of all sections: frozen, strict about types, no unknown keys, no infinities."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class District(Section):
    """One district of the city; shares of population sum to one over the districts."""

    name: str = Field(min_length=1, max_length=60, description="text: name of the district")
    population_share: float = required(0.0, 1.0, "1", "share of the city's residents living here")
    income_ratio: float = required(0.1, 5.0, "1", "income per head here over the city's mean")
    density_per_km2: float = required(0.1, 60_000.0, "people/km2", "residents per square kilometre of settled land")
    transit_access: float = required(0.0, 1.0, "1", "share of trips that could be made by public transport")
    urban: bool = Field(description="true/false: whether most residents live in town")
    district_heating: bool = Field(description="true/false: whether a district heating network is present")
    gas: bool = Field(description="true/false: whether a town gas network is present")


class Plant(Section):
    """One large plant, named when publicly known, else synthetic and varied in ensembles."""

    sector: Sector = Field(description="name: sector the plant belongs to")
    name: str = Field(min_length=1, max_length=120, description="text: name of the plant")
    capacity_kt_per_year: float = required(0.1, 200_000.0, "kt/year", "yearly capacity of the main product")
    route: str = Field(
        min_length=1,
        max_length=60,
        description="name: main process: standard, or the id of a route in technologies.csv",
    )
    built: int = Field(ge=1900, le=2060, description="year: year the present main equipment was built")
    synthetic: bool = Field(description="true/false: whether the plant stands for several or is assumed")


class PowerSection(Section):
    """Generating capacity inside the city in the base year, and what could still be built."""

    coal_gw: float = required(0.0, 1500.0, "GW", "coal-fired capacity")
    chp_share: float = required(0.0, 1.0, "1", "share of coal capacity that also supplies heat")
    gas_gw: float = required(0.0, 300.0, "GW", "gas-fired capacity")
    wind_gw: float = required(0.0, 1000.0, "GW", "wind capacity")
    solar_gw: float = required(0.0, 1000.0, "GW", "ground-mounted solar capacity")
    hydro_gw: float = required(0.0, 500.0, "GW", "hydro capacity")
    nuclear_gw: float = required(0.0, 200.0, "GW", "nuclear capacity")
    biomass_gw: float = required(0.0, 100.0, "GW", "biomass-fired capacity")
    waste_gw: float = required(0.0, 50.0, "GW", "waste incineration capacity")
    pumped_storage_gw: float = required(0.0, 200.0, "GW", "pumped storage capacity")
    import_line_gw: float = required(0.0, 3000.0, "GW", "capacity of the lines to the provincial grid")
    wind_potential_gw: float = required(0.0, 10_000.0, "GW", "wind capacity that fits into the city's territory")
    solar_potential_gw: float = required(0.0, 20_000.0, "GW", "ground-mounted solar that fits into the territory")
    wind_full_load_hours: float = required(500.0, 4500.0, "h/year", "yearly full-load hours of wind")
    solar_full_load_hours: float = required(500.0, 2200.0, "h/year", "yearly full-load hours of solar")


class PlannedUnit(Section):
    """Generating capacity under construction or firmly planned at the start, built when its year has come."""

    technology: PowerTechnologyName = Field(description="name: technology, as in power_technologies.csv")
    name: str = Field(min_length=1, max_length=120, description="text: name of the plant")
    capacity_gw: float = required(0.001, 500.0, "GW", "capacity")
    year: float = required(FIRST_YEAR, LAST_YEAR + 1.0, "year", "start of operation; a loan is sought from then on")


class CitySection(Section):
    """The city in its base year."""

    kind: Kind = Field("city", description="name: what the boundary is: a city, an industrial park, or the nation")
    type: CityType = Field("mixed", description="name: city type whose medians fill what a file leaves out")
    province: str = Field(min_length=1, max_length=40, description="name: province, as in provinces.csv")
    climate_zone: ClimateZone = Field(description="name: building climate zone (GB 50176)")
    zone_shares: dict[ClimateZone, float] = Field(
        default_factory=dict,
        description="1: share of residents by building climate zone, for a place that spans several; they sum to one",
    )
    base_year: int = Field(2020, ge=2000, le=2030, description="year: year the figures of this section refer to")
    population_million: float = required(0.001, 1500.0, "million", "permanent residents")
    gdp_bn_cny: float = required(0.001, 1_000_000.0, "bn CNY", "gross domestic product, constant 2020 prices")
    gdp_price_year: int = Field(
        PRICE_YEAR, ge=2000, le=2030, description="year: prices gdp_bn_cny is given in; converted to 2020 when read"
    )
    share_primary: float = required(0.0, 1.0, "1", "share of agriculture in value added")
    share_secondary: float = required(0.0, 1.0, "1", "share of industry and construction in value added")
    share_tertiary: float = required(0.0, 1.0, "1", "share of services in value added")
    urban_share: float = required(0.0, 1.0, "1", "share of residents living in towns")
    co2_scope1_mt: float = required(0.0001, 20_000.0, "Mt/year", "territorial CO2 from fuels and processes")
    co2_source: str = text("not stated", "where co2_scope1_mt comes from", 400)
    co2_year: int = Field(2019, ge=2000, le=2030, description="year: year co2_scope1_mt refers to")
    emission_share: dict[str, float] = Field(
        description="1: share of each sector in co2_scope1_mt without households and waste; the shares sum to one"
    )
    district_heating_share: float = required(0.0, 1.0, "1", "share of urban homes on district heat")
    gas_network_share: float = required(0.0, 1.0, "1", "share of homes with piped gas")
    rooftop_share: float = required(0.0, 1.0, "1", "share of homes that own a roof fit for solar panels")
    cars_per_100_households: float = required(0.0, 200.0, "cars per 100 households", "private cars")
    income_cny_per_head: float = required(1000.0, 500_000.0, "CNY/year", "disposable income, constant 2020 prices")
    commuters_share: float = optional(0.0, 0.0, 0.99, "1", "share of jobs held by people who live outside")
    districts: tuple[District, ...] = Field(
        min_length=1, max_length=MAX_DISTRICTS, description="list: districts of the city"
    )
    plants: tuple[Plant, ...] = Field((), max_length=400, description="list: large plants, one by one")
    power: PowerSection = Field(description="section: generating capacity and potential")
    planned_power: tuple[PlannedUnit, ...] = Field(
        (), max_length=200, description="list: power plants under construction or firmly planned"
    )

    @model_validator(mode="before")
    @classmethod
    def _rescale(cls, given: Any) -> Any:
        """Let shares that sum to one within the tolerance sum to one."""
        if not isinstance(given, Mapping):
            return given
        given = dict(given)
        if "emission_share" in given:
            given["emission_share"] = rescaled(given["emission_share"])
        thirds = {k: given[k] for k in ("share_primary", "share_secondary", "share_tertiary") if k in given}
        if len(thirds) == 3:
            given.update(rescaled(thirds))
        districts = given.get("districts")
        if isinstance(districts, tuple | list) and all(isinstance(d, Mapping) for d in districts):
            shares = rescaled({i: d.get("population_share") for i, d in enumerate(districts)})
            given["districts"] = tuple(
                {**d, "population_share": shares[i]} if "population_share" in d else d for i, d in enumerate(districts)
            )
        return given

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse shares that do not sum to one and names used twice."""
        _sum_to_one("share_primary + share_secondary + share_tertiary",
                    (self.share_primary, self.share_secondary, self.share_tertiary))  # fmt: skip
        _sum_to_one("emission_share", tuple(self.emission_share.values()))
        if self.zone_shares:
            _sum_to_one("zone_shares", tuple(self.zone_shares.values()))
            if any(not 0.0 <= v <= 1.0 for v in self.zone_shares.values()):
                raise ValueError("zone_shares|a share lies outside 0 to 1|shares from 0 to 1")
        if any(not 0.0 <= v <= 1.0 for v in self.emission_share.values()):
            raise ValueError("emission_share|a share lies outside 0 to 1|shares from 0 to 1")
        _sum_to_one("districts.population_share", tuple(d.population_share for d in self.districts))
        names = [d.name for d in self.districts]
        if len(set(names)) != len(names):
            raise ValueError("districts.name|two districts have one name|different names")
        return self

    @property
    def zones(self) -> Mapping[str, float]:
        """Share of residents by building climate zone: all in one, unless the place spans several."""
        return {str(zone): share for zone, share in self.zone_shares.items()} or {self.climate_zone: 1.0}


def _sum_to_one(key: str, shares: tuple[float, ...]) -> None:
    total = math.fsum(shares)
    if abs(total - 1.0) > SHARE_TOLERANCE:
        raise ValueError(f"{key}|shares sum to {total:.4g}|shares that sum to 1 within {SHARE_TOLERANCE:g}")


class DriverSection(Section):
    """How the city's surroundings differ from the standard drivers; neutral values change nothing."""

    gdp_growth_offset_pct: float = optional(0.0, -5.0, 5.0, "percentage points/year", "added to the driver growth")
    population_growth_pct: float | None = optional(
        None, -5.0, 8.0, "%/year", "growth beyond the nation's, fading over decades; left out: the province's"
    )
    coal_price_multiplier: float = optional(1.0, 0.3, 3.0, "1", "factor on the coal price path")
    oil_price_multiplier: float = optional(1.0, 0.3, 3.0, "1", "factor on the petrol, diesel and oil price path")
    gas_price_multiplier: float = optional(1.0, 0.3, 3.0, "1", "factor on the gas price path")
    wholesale_price_multiplier: float = optional(1.0, 0.3, 3.0, "1", "factor on the provincial electricity price")
    technology_cost_multiplier: float = optional(
        1.0, 0.3, 3.0, "1", "prices of new technology outside fall this many times as fast"
    )
    grid_decline_multiplier: float = optional(1.0, 0.0, 2.0, "1", "speed of the fall of the grid's emission factor")
    external_demand_multiplier: float = optional(1.0, 0.5, 1.5, "1", "outside demand grows this many times as fast")
    construction_multiplier: float = optional(
        1.0, 0.3, 2.0, "1", "factor on new floor area and infrastructure, reached eight years after the last record"
    )
    lending_rate_offset_pct: float = optional(0.0, -3.0, 5.0, "percentage points", "added to the reference rate")
    weather_multiplier: float = optional(1.0, 0.0, 2.0, "1", "factor on the variation of degree days between years")
    file: str = text("", "CSV beside the scenario with the columns year and any of the path names; read on loading")
    paths: dict[str, dict[int, float]] = Field(
        default_factory=dict,
        description=f"table: values observed in years after the first, by name ({', '.join(PATH_NAMES)}; output in "
        "prices of 2020), which driver paths follow",
    )

    @model_validator(mode="before")
    @classmethod
    def _years(cls, given: Any) -> Any:
        """Read the years of paths, which TOML writes as text."""
        if not isinstance(given, Mapping) or not isinstance(given.get("paths"), Mapping):
            return given
        paths = {
            name: {int(k) if str(k).isdigit() else k: v for k, v in path.items()} if isinstance(path, Mapping) else path
            for name, path in given["paths"].items()
        }
        return {**given, "paths": paths}

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse unknown or empty paths and values that cannot be."""
        for name, path in self.paths.items():
            if name not in PATH_NAMES:
                raise ValueError(f"paths.{name}|unknown path|{', '.join(PATH_NAMES)}")
            if not path:
                raise ValueError(f"paths.{name}|no values given|at least one year")
            top = 1.0 if "share" in name else 1e6
            for year, value in path.items():
                if not (2000 <= year <= LAST_YEAR and 0.0 < value <= top):
                    what = f"value {value:g} out of range"
                    raise ValueError(f"paths.{name}.{year}|{what}|years 2000 to {LAST_YEAR}, above 0 and up to {top:g}")
        return self


class PopulationSection(Section):
    """How many agents stand for the city."""

    households: int = Field(10_000, ge=10, le=5_000_000, description="agents: household agents simulated")
    firms: int = Field(1_000, ge=20, le=500_000, description="agents: firm agents simulated, large plants included")
