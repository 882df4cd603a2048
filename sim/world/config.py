"""Scenario configuration: reading, filling, checking, changing and writing the description of one city.

``load_scenario("huzhou")`` reads a preset, ``load_scenario("my.toml")`` a user's file. What a file leaves out comes
import math
from the city type's row and the province's row, and is listed in ``assumed``. Everything wrong with a file becomes
one ``InputError`` line naming file, key, what was given and what is allowed.

Reads: ``sim/data/cities``, ``city_types.csv``, ``provinces.csv``. Writes: nothing. Draws: none.
"""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from sim.core.errors import InputError, nearest_name
from sim.core.params import parameter_names
from sim.world.config_errors import bounds, inner_section, input_error
from sim.world.config_fill import fill
from sim.world.config_sections import (
    FIRST_YEAR,
    LAST_YEAR,
    SECTORS_WITH_SHARE,
    CitySection,
    DriverSection,
    PopulationSection,
    Section,
    text,
)
from sim.world.names import FIRM_SECTORS
from sim.world.tables import DATA, keyed, rows
from sim.world.toml_text import table_text

CITIES = DATA / "cities"
LARGEST_FILE_BYTES = 1_000_000
STANDARD_ROUTE = "standard"
_NOT_PART_OF_A_RUN = ("name", "title_en", "title_zh", "assumed", "sources")


class ScenarioConfig(Section):
    """A city, its surroundings and the sample sizes, completely specified."""

    name: str = Field(min_length=1, max_length=80, description="text: short name, used for files and tables")
    title_en: str = text("", "title in English")
    title_zh: str = text("", "title in Chinese")
    start: int = Field(2020, ge=FIRST_YEAR, le=LAST_YEAR, description="year: first simulated year")
    end: int = Field(2060, ge=FIRST_YEAR, le=LAST_YEAR, description="year: last simulated year")
    city: CitySection = Field(description="section: the city in its base year")
    drivers: DriverSection = Field(default_factory=DriverSection, description="section: surroundings")
    population: PopulationSection = Field(default_factory=PopulationSection, description="section: sample sizes")
    behaviour: dict[str, float] = Field(
        default_factory=dict, description="table: behaviour parameters by dotted name, such as household.peer_weight"
    )
    levers: tuple[dict[str, Any], ...] = Field((), max_length=500, description="list: levers of this scenario")
    milestones: tuple[dict[str, Any], ...] = Field((), max_length=500, description="list: milestones of this scenario")
    assumed: tuple[str, ...] = Field((), description="list: fields filled from medians or estimated")
    sources: tuple[str, ...] = Field((), description="list: where the figures come from")

    @field_validator("name")
    @classmethod
    def _plain_name(cls, name: str) -> str:
        """Refuse names that cannot name a file."""
        if any(c in name for c in '/\\:*?"<>|') or name.startswith(".") or not name.isprintable():
            raise ValueError("|the name cannot name a file|printable characters except slashes, quotes and : * ? < >")
        return name

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse an end before the start, names that do not exist and more agents than people."""
        if self.end < self.start:
            raise ValueError(f"end|the end comes before the start {self.start}|{self.start} to {LAST_YEAR}")
        provinces = keyed("provinces", "province")
        if self.city.province not in provinces:
            near = nearest_name(self.city.province, provinces)
            exact = next((p for p in provinces if p.lower() == near), "")
            raise ValueError(f"city.province|unknown province|a province of provinces.csv|{exact}")
        for sector in self.city.emission_share:
            if sector not in SECTORS_WITH_SHARE:
                near = nearest_name(sector, SECTORS_WITH_SHARE)
                raise ValueError(f"city.emission_share.{sector}|unknown sector|{', '.join(SECTORS_WITH_SHARE)}|{near}")
        routes = _routes()
        for number, plant in enumerate(self.city.plants, start=1):
            if plant.sector not in routes.get(plant.route, ()):
                fitting = [route for route, sectors in routes.items() if plant.sector in sectors]
                near = nearest_name(plant.route, fitting)
                raise ValueError(f"city.plants[{number}].route|unknown route|{', '.join(fitting)}|{near}")
        if self.population.households > self.city.population_million * 1e6:
            raise ValueError(
                f"population.households|more household agents than the city has people|"
                f"10 to {int(self.city.population_million * 1e6)}"
            )
        return self

    def replaced(
        self,
        households: int | None = None,
        start: int | None = None,
        end: int | None = None,
        behaviour: Mapping[str, float] | None = None,
    ) -> ScenarioConfig:
        """Return a copy with other sample size, years or behaviour; checked like a file.

        Raises
        ------
        InputError
            Naming the command-line option whose value does not fit.
        """
        changes: dict[str, Any] = {
            "population.households": households, "start": start, "end": end,
            **{f"behaviour.{k}": v for k, v in (behaviour or {}).items()},
        }  # fmt: skip
        options = {"population.households": "--households", "start": "--start", "end": "--end"}
        return self.with_values({k: v for k, v in changes.items() if v is not None}, options)

    def with_values(self, values: Mapping[str, Any], options: Mapping[str, str] | None = None) -> ScenarioConfig:
        """Return a copy with values changed by dotted name, such as ``city.population_million``.

        Parameters
        ----------
        values : mapping of str to object
            New values; below ``behaviour`` the rest of the dotted name is one parameter.
            Of shares that sum to one, those not given make room in proportion.
        options : mapping of str to str, optional
            How the user spelt a dotted name, shown in errors; ``--set NAME`` otherwise.
        """
        if not values:
            return self
        data = self.model_dump()
        for dotted, value in values.items():
            place, parts = data, dotted.split(".")
            if parts[0] == "behaviour":
                parts = ["behaviour", ".".join(parts[1:])]
            for part in parts[:-1]:
                place = place.get(part) if isinstance(place.get(part), dict) else {}  # type: ignore[assignment]
            if parts[-1] not in place and parts[0] != "behaviour":
                known = [name for name, *_ in describe_fields()]
                known += [f"behaviour.{name}" for name in parameter_names()]
                raise InputError(
                    "unknown key", where=f"--set {dotted}", given=value, nearest=nearest_name(dotted, known),
                    allowed="levers.NAME.PARAMETER, behaviour.GROUP.PARAMETER, or a key of a scenario file",
                )  # fmt: skip
            place[parts[-1]] = value
        if isinstance(data["city"], dict):
            _rebalance(data["city"].get("emission_share"), values, "city.emission_share.")
            _rebalance(data["city"], values, "city.", ("share_primary", "share_secondary", "share_tertiary"))
        return validated(data, "", {k: (options or {}).get(k, f"--set {k}") for k in values})

    def without_levers(self) -> ScenarioConfig:
        """Return the same city with no levers and no milestones of its own."""
        return self.model_copy(update={"levers": (), "milestones": ()})

    def content_hash(self) -> str:
        """Return a hash of everything that can change a run (titles and notes cannot)."""
        data = self.model_dump(mode="json", exclude=set(_NOT_PART_OF_A_RUN))
        data["city"].pop("co2_source")
        text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_toml(self) -> str:
        """Return a scenario file that loads back to an equal configuration."""
        return table_text(self.model_dump(exclude_none=True)).strip() + "\n"


@cache
def _routes() -> dict[str, tuple[str, ...]]:
    """Return the main processes a plant may have, with the sectors that use them."""
    routes = {STANDARD_ROUTE: FIRM_SECTORS}
    return routes | {r["id"]: tuple(r["sectors"].split("|")) for r in rows("technologies") if r["kind"] == "route"}


def preset_names() -> list[str]:
    """Return the names of the shipped cities, in alphabetical order."""
    return sorted(path.stem for path in CITIES.glob("*.toml"))


def load_scenario(name_or_path: str | Path) -> ScenarioConfig:
    """Return the configuration of a shipped city or of a user's scenario file.

    Parameters
    ----------
    name_or_path : str or Path
        Name of a preset (``huzhou``, its Chinese title also works) or path of a TOML file.

    Raises
    ------
    InputError
        One line saying what is wrong, where, what was given and what is allowed.
    """
    given = str(name_or_path)
    if not isinstance(name_or_path, Path):
        name = given.strip().lower()
        if name in preset_names():
            return _preset(name)
        if not given.isprintable() or not name:
            raise InputError("no such city", where="scenario", given=given, allowed="a city's name or a TOML file")
        if not (name.endswith(".toml") or "/" in given or "\\" in given or Path(given).exists()):
            return _by_title(given.strip())
    path = Path(name_or_path)
    data = read_toml(path)
    if "city" not in data:
        allowed = "[city] with what is known of it; `pilotcity init` writes one"
        raise InputError(
            "no city in this file", where=str(path), given=sorted(data) or "an empty file", allowed=allowed
        )
    return validated(fill(data, path.stem, str(path), path.parent), str(path))


@cache
def _preset(name: str) -> ScenarioConfig:
    path = CITIES / f"{name}.toml"
    return validated(fill(read_toml(path), name, path.name, CITIES), path.name)


def _by_title(given: str) -> ScenarioConfig:
    names = preset_names()
    if not given.isascii():
        for name in names:
            config = _preset(name)
            if config.title_zh and config.title_zh.removesuffix("市") == given.removesuffix("市"):
                return config
    raise InputError(
        "unknown city", where="scenario", given=given, allowed="a name listed by `pilotcity cities`, or a TOML file",
        nearest=nearest_name(given.replace(" ", "_"), names),
    )  # fmt: skip


def read_toml(path: Path, where: str = "") -> dict[str, Any]:
    """Read a TOML file of reasonable size or raise ``InputError``."""
    where = where or str(path)
    try:
        if path.is_dir():
            raise InputError("is a folder", where=where, allowed="a TOML file")
        if not path.is_file():
            near = nearest_name(path.name, [p.name for p in path.parent.glob("*.toml")] + preset_names())
            raise InputError("no such file", where=where, allowed="an existing TOML file", nearest=near)
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise InputError(
                "file too large", where=where, given=f"{path.stat().st_size} bytes", allowed="1 MB at most"
            )
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError("not a text file in UTF-8", where=where, allowed="a TOML file") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not valid TOML: {error}", where=where) from None
    except RecursionError:
        raise InputError("nested too deeply", where=where, allowed="a TOML file") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"cannot be read: {error}", where=where) from None


def validated(data: Mapping[str, Any], where: str, options: Mapping[str, str] | None = None) -> ScenarioConfig:
    """Check plain data and return it as a configuration; the first mistake becomes an ``InputError``."""
    data = dict(data)
    data["behaviour"] = flat(data.get("behaviour"))
    for key in ("levers", "milestones", "assumed", "sources"):
        if isinstance(data.get(key), list):
            data[key] = tuple(data[key])
    if isinstance(data.get("city"), Mapping):
        city = dict(data["city"])
        for key in ("districts", "plants", "planned_power"):
            if isinstance(city.get(key), list):
                city[key] = tuple(city[key])
        data["city"] = city
    try:
        return ScenarioConfig.model_validate(data)
    except ValidationError as error:
        raise input_error(error, ScenarioConfig, data, where, options or {}) from None


def _rebalance(shares: Any, given: Mapping[str, Any], prefix: str, names: tuple[str, ...] = ()) -> None:
    """Let the shares that were not given take up what the given ones leave, in proportion."""
    if not isinstance(shares, dict):
        return
    group = names or tuple(shares)
    fixed = [name for name in group if f"{prefix}{name}" in given]
    free = [name for name in group if name not in fixed]
    if not fixed or not all(isinstance(shares.get(name), int | float) for name in group):
        return
    left, total = 1.0 - math.fsum(shares[name] for name in fixed), math.fsum(shares[name] for name in free)
    if left >= 0.0 and total > 0.0:
        shares.update({name: shares[name] * left / total for name in free})


def flat(behaviour: Any, prefix: str = "") -> Any:
    """Return nested tables of behaviour parameters as one table of dotted names."""
    if behaviour is None:
        return {}
    if not isinstance(behaviour, Mapping):
        return behaviour
    found: dict[str, Any] = {}
    for key, value in behaviour.items():
        found.update(flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value})
    return found


def describe_fields() -> list[tuple[str, str, float | None, float | None, Any, str]]:
    """Return every field as (dotted name, unit, low, high, default, meaning), in order of declaration."""
    return list(_describe(ScenarioConfig, ""))


def _describe(section: type[Section], prefix: str) -> list[tuple[str, str, float | None, float | None, Any, str]]:
    rows = []
    for name, field in section.model_fields.items():
        unit, _, doc = (field.description or "").partition(": ")
        low, high = bounds(field)
        default = None if field.is_required() or field.default_factory is not None else field.default
        rows.append((f"{prefix}{name}", unit, low, high, default, doc))
        inner = inner_section(field)
        if inner is not None:
            rows += _describe(inner, f"{prefix}{name}.")
    return rows


__all__ = [
    "CitySection",
    "ScenarioConfig",
    "describe_fields",
    "load_scenario",
    "preset_names",
    "read_toml",
]
