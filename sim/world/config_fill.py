"""Filling what a scenario file leaves out, from the city type, the province and simple physics.

Every filled field is listed in ``assumed`` by its dotted name.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from sim.core.errors import InputError, nearest_name
from sim.world.config_sections import PRICE_YEAR, SECTORS_WITH_SHARE, CityType
from sim.world.observed import PATH_NAMES
from sim.world.tables import keyed, rows

COAL_HOURS = 4400.0  # NBS/CEC 2019-2020: yearly use of coal units 4,293 to 4,340 h
COAL_T_PER_MWH = 0.84  # CEC 2020: 832 g CO2 per kWh of thermal power
GAS_HOURS, GAS_T_PER_MWH = 2600.0, 0.39  # CEC 2020: about 2,600 h; IPCC 2006 gas at 52 % efficiency
_CITY_NUMBERS = (
    "share_primary", "share_secondary", "share_tertiary", "urban_share", "district_heating_share",
    "gas_network_share", "rooftop_share", "cars_per_100_households",
)  # fmt: skip
_DISTRICTS = (
    # name, population share, income ratio, density, transit access, urban
    ("Centre", 0.18, 1.25, 14000.0, 0.85, True), ("New town", 0.20, 1.20, 6000.0, 0.60, True),
    ("Old industry", 0.17, 0.95, 7000.0, 0.60, True), ("County town A", 0.17, 0.92, 3500.0, 0.35, True),
    ("County B", 0.15, 0.78, 500.0, 0.15, False), ("County C", 0.13, 0.72, 250.0, 0.10, False),
)  # fmt: skip


def fill(data: dict[str, Any], stem: str, where: str, folder: Path) -> dict[str, Any]:
    """Return the data of a scenario file with everything left out filled in.

    Parameters
    ----------
    data : dict
        What the file says.
    stem : str
        File name without suffix, used when no name is given.
    where : str
        File named in errors.
    folder : Path
        Folder that a driver file is looked for in.
    """
    data = dict(data)
    data.setdefault("name", stem)
    city = data.get("city", {})
    if not isinstance(city, Mapping):
        raise InputError("wrong type", where=f"{where}: city", given=city, allowed="a table")
    city = dict(city)
    assumed: list[str] = []

    def give(key: str, value: Any) -> None:
        if key not in city:
            city[key] = value
            assumed.append(f"city.{key}")

    give("type", "mixed")
    types = {row["type"]: row for row in rows("city_types")}
    if not isinstance(city["type"], str) or city["type"] not in types:
        raise InputError(
            "unknown name", where=f"{where}: city.type", given=city["type"], allowed=", ".join(get_args(CityType)),
            nearest=nearest_name(str(city["type"]), types),
        )  # fmt: skip
    own = types[city["type"]]
    provinces = keyed("provinces", "province")
    give("province", own["province"])
    province = provinces.get(str(city["province"]), provinces[own["province"]])
    give("climate_zone", province["climate_zone"])
    _fill_size(city, own, give)
    _fill_shares(city, own, give)
    for key in _CITY_NUMBERS:
        if key == "district_heating_share" and city["climate_zone"] not in ("severe_cold", "cold"):
            give(key, 0.0)
        else:
            give(key, float(own[key]))
    give("co2_scope1_mt", float(own["co2_t_per_head"]) * _number(city["population_million"]))
    if "city.co2_scope1_mt" in assumed:
        city.setdefault("co2_source", "median of the city type, times population")
    give("emission_share", {s: float(own[f"emission_share_{s}"]) for s in SECTORS_WITH_SHARE})
    give("income_cny_per_head", _income(city))
    give("districts", districts(city))
    give("plants", synthetic_plants(city))
    _fill_power(city, own, province, assumed)
    data["city"] = city
    if isinstance(data.get("drivers"), Mapping) and data["drivers"].get("file"):
        data["drivers"] = {**data["drivers"], "paths": path_file(folder / str(data["drivers"]["file"])), "file": ""}
    known = data.get("assumed", ())
    if isinstance(known, list | tuple):
        data["assumed"] = (*known, *(name for name in assumed if name not in known))
    return data


def _number(value: Any, otherwise: float = 1.0) -> float:
    """Return a number to go on with; a wrong type is reported later by the check itself."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise


def _fill_size(city: dict[str, Any], own: Mapping[str, str], give: Any) -> None:
    give("population_million", float(own["population_million"]))
    give("gdp_bn_cny", float(own["gdp_per_head_cny"]) * _number(city["population_million"]) / 1e3)
    year = city.get("gdp_price_year", PRICE_YEAR)
    if year != PRICE_YEAR and isinstance(city["gdp_bn_cny"], int | float):
        index = {int(r["year"]): float(r["gdp_deflator_index"]) for r in rows("national_drivers")}
        if year in index:
            city["gdp_bn_cny"] = city["gdp_bn_cny"] * index[PRICE_YEAR] / index[year]
            city["gdp_price_year"] = PRICE_YEAR


def _fill_shares(city: dict[str, Any], own: Mapping[str, str], give: Any) -> None:
    """Complete the three sector shares so that they sum to one."""
    names = ("share_primary", "share_secondary", "share_tertiary")
    given = {k: _number(city[k], 0.0) for k in names if k in city}
    left = max(1.0 - math.fsum(given.values()), 0.0)
    rest = {k: float(own[k]) for k in names if k not in given}
    for key, value in rest.items():
        give(key, left * value / math.fsum(rest.values()))


def _income(city: Mapping[str, Any]) -> float:
    """Return disposable income per head: national urban and rural means, scaled by GDP per head to the power 0.5.

    Source: NBS 2020 (43,834 and 17,131 CNY; GDP per head 71,828 CNY at 2020 prices); the exponent is an assumption
    that compresses differences of output, much of which goes to capital and to owners elsewhere.
    """
    urban = _number(city["urban_share"], 0.6)
    national = 43_834.0 * urban + 17_131.0 * (1.0 - urban)
    per_head = 1e3 * _number(city["gdp_bn_cny"]) / max(_number(city["population_million"]), 1e-9)
    return float(min(max(national * (per_head / 71_828.0) ** 0.5, 5_000.0), 200_000.0))


def districts(city: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return six generic districts that fit the city's urban share, heating and gas networks."""
    urban = _number(city["urban_share"], 0.6)
    total = {town: math.fsum(d[1] for d in _DISTRICTS if d[5] == town) for town in (True, False)}
    cold = city["climate_zone"] in ("severe_cold", "cold")
    found, shares = [], []
    for name, share, income, density, transit, in_town in _DISTRICTS:
        part = share / total[in_town] * (urban if in_town else 1.0 - urban)
        if part > 0.0:
            shares.append((part, income))
            found.append({
                "name": name, "population_share": part, "income_ratio": income, "density_per_km2": density,
                "transit_access": transit, "urban": in_town, "gas": in_town,
                "district_heating": cold and in_town,
            })  # fmt: skip
    mean = math.fsum(share * income for share, income in shares)
    return tuple({**d, "income_ratio": round(income / mean, 4)} for d, (_, income) in zip(found, shares, strict=True))


def synthetic_plants(city: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return plants of typical size that together emit what the sector does."""
    shares = city["emission_share"]
    if not isinstance(shares, Mapping):
        return ()
    found: list[dict[str, Any]] = []
    for row in rows("plant_templates"):
        share = _number(shares.get(row["sector"], 0.0), 0.0) * float(row["sector_share"])
        capacity = 1e3 * share * _number(city["co2_scope1_mt"]) / float(row["co2_t_per_t_capacity"])
        number = round(min(12.0, capacity / float(row["typical_kt_per_year"])))
        if number < 1 and capacity >= float(row["smallest_kt_per_year"]):
            number = 1
        for i in range(number):
            found.append({
                "sector": row["sector"], "name": f"{row['label']} {i + 1} (synthetic)", "route": row["route"],
                "capacity_kt_per_year": round(capacity / number, 1), "built": int(row["built"]) + 4 * (i % 4),
                "synthetic": True,
            })  # fmt: skip
    return tuple(found)


def _fill_power(city: dict[str, Any], own: Mapping[str, str], province: Mapping[str, str], assumed: list[str]) -> None:
    power = city.get("power", {})
    if not isinstance(power, Mapping):
        return
    power = dict(power)
    people = _number(city["population_million"])
    shares = city["emission_share"] if isinstance(city["emission_share"], Mapping) else {}
    emitted = _number(city["co2_scope1_mt"]) * _number(shares.get("power", 0.0), 0.0)
    gas = _number(power.get("gas_gw"), float(own["gas_gw_per_million"]) * people)
    coal = max(emitted - gas * GAS_HOURS * GAS_T_PER_MWH / 1e3, 0.0) / (COAL_HOURS * COAL_T_PER_MWH / 1e3)
    demand_gw = float(own["electricity_kwh_per_head"]) * people * 1e6 / 8760.0 / 1e6
    standard = {"coal_gw": coal, "gas_gw": gas, "chp_share": float(own["chp_share"]), "import_line_gw": 2.2 * demand_gw}
    for key in ("wind_gw", "solar_gw", "hydro_gw", "nuclear_gw", "biomass_gw", "waste_gw", "pumped_storage_gw",
                "wind_potential_gw", "solar_potential_gw"):  # fmt: skip
        standard[key] = float(own[f"{key}_per_million"]) * people
    for key in ("wind_full_load_hours", "solar_full_load_hours"):
        standard[key] = float(province[key])
    for key, value in standard.items():
        if key not in power:
            power[key] = round(value, 4) if key.endswith("_gw") else value
            assumed.append(f"city.power.{key}")
    city["power"] = power


def path_file(path: Path) -> dict[str, dict[int, float]]:
    """Read a CSV of observed driver values: a column ``year`` and columns named as the driver paths."""
    where = str(path)
    if not path.is_file():
        raise InputError("no such file", where=where, allowed=f"a CSV with the columns year, {', '.join(PATH_NAMES)}")
    paths: dict[str, dict[int, float]] = {}
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                line += 1
                for name, value in row.items():
                    if name != "year" and value not in ("", None):
                        paths.setdefault(str(name), {})[int(str(row["year"]))] = float(str(value))
    except (KeyError, ValueError, UnicodeDecodeError, csv.Error) as error:
        place = f"{where}: line {line}"
        raise InputError(f"not a driver table: {error}", where=place, allowed="years and numbers") from None
    return paths
