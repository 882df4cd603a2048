"""A starter scenario for one's own city, from a dozen numbers: what ``pilotcity init`` writes.

Every field stands in the file with unit, range and meaning. What the user gave is written as it is; what the model
assumes stands behind a ``#``, ready to be corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.core.errors import InputError
from sim.world.base_year import solve_base_year
from sim.world.config import ScenarioConfig, describe_fields, validated
from sim.world.config_fill import fill
from sim.world.observed import PATH_NAMES
from sim.world.toml_text import value_text

_HEAD = """\
# Scenario of {name}, written by `pilotcity init`.
#
# Check it with    pilotcity check {file}
# Run it with      pilotcity run {file}
#
# Lines that begin with `# ` and a key are what the model assumes from the medians of the city type ({type})
# and from the province ({province}). Remove the `# ` and put your own figure; the rest keeps working.
# The sector split of emissions and the large plants decide most of the answer: correct those first.
# The whole description of every field is in the documentation, chapter "Scenario file".
"""
_TAIL = """\

# [drivers] how the surroundings differ from the standard drivers; neutral values change nothing
# [drivers]
{drivers}
# What was observed in years after the first (output in prices of 2020) goes into a CSV beside this file, with the
# column year and any of {paths}:
# file = "observed.csv"

# [population] how many agents stand for the city
[population]
{population}

# Behaviour parameters by dotted name, for example
# [behaviour]
# "household.peer_weight" = 0.3

# Levers that belong to this city in every run; plans tried on top are files of their own (--plan).
# `pilotcity levers` lists all of them with parameters, units and ranges.
# [[levers]]
# name = "green_credit"
# start = "2026-01"

# [[milestones]]
# indicator = "carbon_intensity_t_per_10k_cny"
# year = 2030
# change_pct = -18
# base_year = 2025
"""
_FIRST = (
    "kind", "type", "province", "climate_zone", "base_year", "population_million", "gdp_bn_cny", "gdp_price_year",
    "share_primary", "share_secondary", "share_tertiary", "urban_share", "co2_scope1_mt", "co2_source", "co2_year",
    "district_heating_share", "gas_network_share", "rooftop_share", "cars_per_100_households", "income_cny_per_head",
    "commuters_share",
)  # fmt: skip


def write_starter(
    folder: str | Path,
    name: str,
    population_million: float,
    gdp_bn_cny: float,
    *,
    start: int = 2020,
    end: int = 2060,
    households: int = 10_000,
    coal_gw: float | None = None,
    wind_gw: float | None = None,
    solar_gw: float | None = None,
    **numbers: Any,
) -> Path:
    """Write a commented scenario file and return its path.

    Parameters
    ----------
    folder : str or Path
        Folder to write into, made when missing.
    name : str
        Name of the city; the file is called ``<name>.toml``.
    population_million, gdp_bn_cny : float
        Permanent residents (million) and output (billion CNY, constant 2020 prices unless ``gdp_price_year`` is given).
    start, end, households : int
        Years and sample size.
    coal_gw, wind_gw, solar_gw : float, optional
        Generating capacity in GW; estimated when left out.
    **numbers
        Any further field of ``[city]``: ``type``, ``province``, ``share_secondary``, ``urban_share``,
        ``co2_scope1_mt``, ``cars_per_100_households`` and so on; ``None`` means not known.

    Raises
    ------
    InputError
        When a number is out of range or the file exists; then nothing is written.
    """
    given: dict[str, Any] = {"population_million": population_million, "gdp_bn_cny": gdp_bn_cny}
    given |= {key: value for key, value in numbers.items() if value is not None}
    power = {"coal_gw": coal_gw, "wind_gw": wind_gw, "solar_gw": solar_gw}
    given_power = {key: value for key, value in power.items() if value is not None}
    data: dict[str, Any] = {
        "name": name, "start": start, "end": end, "population": {"households": households},
        "city": {**given, "power": given_power} if given_power else dict(given),
    }  # fmt: skip
    folder = Path(folder)
    config = validated(fill(data, name, "init", folder), "init")
    solve_base_year(config, seed=0)
    path = folder / f"{config.name}.toml"
    if path.exists():
        raise InputError("the file exists already", where=str(path), allowed="another name or folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(starter_text(config, {*given, *(f"power.{k}" for k in given_power)}), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from None
    return path


def starter_text(config: ScenarioConfig, given: set[str]) -> str:
    """Return the text of a starter file; ``given`` names the fields of ``[city]`` the user knows."""
    docs = {name: (unit, low, high, doc) for name, unit, low, high, _, doc in describe_fields()}
    city = config.city
    lines = [
        _HEAD.format(name=config.name, file=f"{config.name}.toml", type=city.type, province=city.province),
        f"name = {value_text(config.name)}",
        *_field("start", config.start, docs["start"], "start", True),
        *_field("end", config.end, docs["end"], "end", True),
        "",
        "[city]",
    ]
    for key in _FIRST:
        lines += _field(key, getattr(city, key), docs[f"city.{key}"], key, key in given)
    lines += ["", f"# emission_share: {_about(docs['city.emission_share'])}"]
    lines += _table("[city.emission_share]", city.emission_share, "emission_share" in given)
    lines += ["", f"# power: {_about(docs['city.power'])}", "[city.power]"]
    for key, value in city.power.model_dump().items():
        lines += _field(key, value, docs[f"city.power.{key}"], key, f"power.{key}" in given)
    for section in ("districts", "plants", "planned_power"):
        lines += ["", f"# {section}: {_about(docs[f'city.{section}'])}"]
        lines += [f"#   {k}: {_about(docs[f'city.{section}.{k}'])}" for k in _keys(docs, f"city.{section}.")]
        for item in getattr(city, section):
            lines += ["", *_table(f"[[city.{section}]]", item.model_dump(), section in given)]
    drivers = "\n".join(
        line
        for key, value in config.drivers.model_dump().items()
        if isinstance(value, int | float)
        for line in _field(key, value, docs[f"drivers.{key}"], key, False)
    )
    population = "\n".join(
        line
        for key, value in config.population.model_dump().items()
        for line in _field(key, value, docs[f"population.{key}"], key, True)
    )
    return "\n".join(lines) + "\n" + _TAIL.format(drivers=drivers, population=population, paths=", ".join(PATH_NAMES))


def _keys(docs: Mapping[str, Any], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in docs if name.startswith(prefix)]


def _about(described: tuple[str, float | None, float | None, str]) -> str:
    unit, low, high, doc = described
    limits = f"{low:.10g} to {high:.10g}" if low is not None and high is not None else ""
    return f"{doc} [{', '.join(part for part in (unit.removeprefix('1'), limits) if part)}]"


def _field(
    key: str, value: Any, described: tuple[str, float | None, float | None, str], label: str, known: bool
) -> list[str]:
    shown = value if known or not isinstance(value, float) else float(f"{value:.5g}")
    return [f"# {label}: {_about(described)}", f"{'' if known else '# '}{key} = {value_text(shown)}"]


def _table(head: str, values: Mapping[str, Any], known: bool) -> list[str]:
    mark = "" if known else "# "
    return [f"{mark}{head}", *(f"{mark}{key} = {value_text(value)}" for key, value in values.items())]
