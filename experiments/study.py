"""Study files: which settings are varied how, under which uncertainties, with how many seeds.

Three axes are kept apart. The *design* varies what a planner sets, the *uncertainties* what nobody knows, and the
*replications* luck. ``Study.load("price.toml")`` reads a file, ``Study(name=..., base={...}, design={...})`` says the
same in Python. A study is plain data, checked in full: every name exists, every value fits, or one ``InputError`` says
what is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from experiments.scenario import Scenario
from sim.core.errors import InputError, nearest_name
from sim.world.config import read_toml
from sim.world.config_errors import input_error
from sim.world.config_sections import FIRST_YEAR, LAST_YEAR, Section

DesignKind = Literal["grid", "list", "latin_hypercube", "sobol", "one_at_a_time"]
Value = float | bool | str | tuple[str, ...]
SAMPLED: tuple[DesignKind, ...] = ("latin_hypercube", "sobol")
LISTED: tuple[DesignKind, ...] = ("grid", "list")
MOST_VALUES = 10_000
LARGEST_SEED = 2**48
LEVERS = "levers."
_RANGE_KEYS = {"low", "high"}


class Range(Section):
    """The range of a lever's parameter."""

    low: float = Field(description="the parameter's unit: lower end")
    high: float = Field(description="the parameter's unit: upper end")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        """Refuse an empty range."""
        if not self.low < self.high:
            raise ValueError("|the range is empty|low below high")
        return self


class Spread(Range):
    """The range of something uncertain, and how likely its values are."""

    distribution: Literal["uniform", "log_uniform", "triangular"] = Field(
        "uniform", description="name: how likely the values of the range are"
    )
    mode: float | None = Field(None, description="the parameter's unit: likeliest value of a triangular distribution")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        """Refuse a distribution that cannot be."""
        if self.distribution == "log_uniform" and self.low <= 0.0:
            raise ValueError("low|a log_uniform range starts above zero|more than 0")
        if (self.mode is not None) != (self.distribution == "triangular"):
            raise ValueError("mode|a triangular distribution, and no other, has a mode|low to high")
        if self.mode is not None and not self.low <= self.mode <= self.high:
            raise ValueError("mode|the mode lies outside the range|low to high")
        return self


class Base(Section):
    """What every run of the study has in common."""

    scenario: str = Field(min_length=1, max_length=500, description="name: shipped city or scenario file")
    plans: tuple[str, ...] = Field((), max_length=100, description="list: plans on top of the baseline")
    households: int | None = Field(None, ge=10, le=5_000_000, description="agents: household agents")
    start: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="year: first simulated year")
    end: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="year: last simulated year")


class Design(Section):
    """The settings that are varied, and how.

    ``grid`` tries every combination, ``list`` the first values together, then the second and so on, ``one_at_a_time``
    the base and every value alone; ``latin_hypercube`` and ``sobol`` draw ``n`` points. There, a list is a choice among
    its values.
    """

    kind: DesignKind = Field(description="name: how settings are combined")
    n: int | None = Field(
        None, ge=2, le=1_000_000, description="points: size of a sampled design, or values of a range"
    )
    levers: dict[str, tuple[Value, ...] | Range] = Field(
        min_length=1, description="table: <lever>.<parameter> = list of values or { low, high }"
    )

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        """Read lists as tuples, nested tables as dotted names, and names with or without ``levers.``."""
        if not isinstance(given, Mapping) or not isinstance(given.get("levers"), Mapping):
            return given
        levers: dict[str, Any] = {}
        for key, value in _flat(given["levers"]).items():
            name = key.removeprefix(LEVERS)
            if name in levers:
                raise ValueError(f"levers.{key}|the setting is given twice|each setting once")
            levers[name] = _varied(name, _tuples(value))
        return {**given, "levers": levers}

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what does not suit the kind of design."""
        if self.kind in SAMPLED and self.n is None:
            raise ValueError(f"n|a {self.kind} design needs its size|n = a whole number")
        if self.kind == "sobol" and self.n is not None and self.n & (self.n - 1):
            lower = 1 << (self.n.bit_length() - 1)
            raise ValueError(f"n|a sobol design is balanced for powers of two only|such as {lower} or {2 * lower}")
        ranges = any(isinstance(varied, Range) for varied in self.levers.values())
        if self.n is not None and not ranges and self.kind not in SAMPLED:
            raise ValueError(f"n|lists of values need no size in a {self.kind} design|no n")
        for key, varied in self.levers.items():
            self._check_setting(key, varied)
        lengths = {len(varied) for varied in self.levers.values() if not isinstance(varied, Range)}
        if self.kind == "list" and len(lengths) > 1:
            wanted = "as many values for each setting"
            raise ValueError(f"levers|the lists of a list design differ in length|{wanted}")
        return self

    def _check_setting(self, key: str, varied: tuple[Value, ...] | Range) -> None:
        if isinstance(varied, Range):
            if self.kind in LISTED:
                raise ValueError(f"levers.{key}|does not suit a {self.kind} design|a list of values")
        elif not 1 <= len(varied) <= MOST_VALUES:
            raise ValueError(f"levers.{key}|list is empty or too long|1 to {MOST_VALUES} values")
        elif self.kind != "list" and len({repr(value) for value in varied}) < len(varied):
            raise ValueError(f"levers.{key}|a value is given twice|different values")


class Uncertainties(Section):
    """What is uncertain: a table of ranges, or the declared range of every behaviour parameter.

    ``n`` futures are drawn and every point meets each of them with every seed. Left out, every seed has a future of its
    own, so luck and uncertainty are sampled together at no further cost.
    """

    source: Literal["none", "calibrated", "ranges", "table"] = Field("none", description="name: where ranges come from")
    n: int | None = Field(None, ge=1, le=100_000, description="futures: draws; one for each seed when left out")
    only: tuple[str, ...] = Field(
        (), max_length=1000, description="list: of declared ranges, these names only, such as household.*"
    )
    ranges: dict[str, Spread] = Field(
        default_factory=dict, max_length=1000, description="table: dotted name = { low, high }"
    )

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        """Read a table of dotted names as ranges."""
        if not isinstance(given, Mapping):
            return given
        data = {key: _tuples(value) for key, value in given.items() if key in cls.model_fields}
        named = _flat({key: value for key, value in given.items() if key not in cls.model_fields})
        for key, value in named.items():
            if "." not in key and not isinstance(value, Mapping):
                nearest = nearest_name(key, cls.model_fields)
                raise ValueError(f"{key}|unknown key|source, n, only, or a dotted name = {{ low, high }}|{nearest}")
        if named:
            data["ranges"] = {**named, **_flat(data.get("ranges") or {})}
        if data.get("ranges") and "source" not in data:
            data["source"] = "table"
        return data

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse sources that contradict each other."""
        if self.source == "calibrated":
            what = "no calibrated posterior ships with this version"
            raise ValueError(f"source|{what}|ranges, or a table of name = {{ low, high }}")
        if self.ranges and self.source != "table":
            raise ValueError("source|a table of ranges is a source of its own|leave out source, or the table")
        if self.source == "table" and not self.ranges:
            raise ValueError("source|the table of ranges is empty|a dotted name = { low, high }")
        if self.only and self.source != "ranges":
            raise ValueError('only|only declared ranges are chosen from|source = "ranges" beside it')
        if self.n is not None and self.source == "none":
            raise ValueError("n|nothing is uncertain|a source, or a table of name = { low, high }")
        return self


class Replications(Section):
    """How often every point is run under every future."""

    seeds: int = Field(1, ge=1, le=100_000, description="runs: seeds per point and future")
    first_seed: int = Field(0, ge=0, le=LARGEST_SEED, description="seed: the first; the others follow it")


class Study(Section):
    """A study: one base, and three axes along which runs differ.

    Parameters
    ----------
    name : str
        Short name; a store knows the study by it.
    base, design, uncertainties, replications : mapping or section
        The tables of a study file, as declared by the classes of this module.
    seed : int
        Seed of sampled designs and futures (the runs' own seeds are replications).

    Raises
    ------
    InputError
        When something is wrong; one line naming key, what was given and what is allowed.
    """

    name: str = Field(min_length=1, max_length=80, description="text: short name")
    seed: int = Field(0, ge=0, le=LARGEST_SEED, description="seed: of sampled designs and futures")
    base: Base = Field(description="section: what every run has in common")
    design: Design | None = Field(None, description="section: what is varied")
    uncertainties: Uncertainties = Field(default_factory=Uncertainties, description="section: uncertain parameters")
    replications: Replications = Field(default_factory=Replications, description="section: seeds")
    _folder: Path = PrivateAttr(default=Path())
    _where: str = PrivateAttr(default="")

    def __init__(self, **data: Any) -> None:
        """Check plain data; everything wrong becomes one ``InputError``."""
        where = str(data.pop("where", ""))
        folder = Path(data.pop("folder", "."))
        base = data.get("base")
        if isinstance(base, Mapping):
            data["base"] = {key: _tuples(value) for key, value in base.items()}
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise input_error(error, type(self), data, where, {}) from None
        self._folder, self._where = folder, where
        if self.design is None and self.uncertainties.source == "none":
            raise InputError(
                "nothing is varied", where=self.place("design"), allowed="[design.levers], or [uncertainties]"
            )
        if any(c in self.name for c in "/\\\n\t"):
            raise InputError("the name cannot name a file", where=self.place("name"), given=self.name)

    @classmethod
    def load(cls, path: str | Path) -> Study:
        """Read a study file; scenario and plan files it names are found beside it.

        Raises
        ------
        InputError
            One line naming file, key, what was given and what is allowed; nothing is run.
        """
        from experiments.designs import check_study

        path = Path(path)
        data = read_toml(path)
        for key in ("where", "folder"):
            if key in data:
                raise InputError("unknown key", where=f"{path}: {key}", given=data[key])
        study = cls(where=str(path), folder=path.parent, **{"name": path.stem, **data})
        check_study(study)
        return study

    def place(self, key: str) -> str:
        """Name a key of the study as errors do."""
        return f"{self._where}: {key}" if self._where else key

    def scenario(self) -> Scenario:
        """Return the base scenario."""
        base = self.base
        plans = (self._beside(plan) for plan in base.plans)
        scenario = Scenario.load(self._beside(base.scenario)).with_plan(*plans)
        return scenario.with_(households=base.households, start=base.start, end=base.end)

    def _beside(self, name: str) -> str | Path:
        return self._folder / name if name.endswith(".toml") else name


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested tables as one table of dotted names; a table with ``low`` or ``high`` is a range."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and not _RANGE_KEYS & set(value):
            found.update(_flat(value, f"{name}."))
        elif name in found:
            raise ValueError(f"{name}|the name is given twice|each name once")
        else:
            found[name] = value
    return found


def _varied(name: str, given: Any) -> Any:
    """Return a range or a tuple of values; said here because pydantic speaks of every member of the union."""
    if isinstance(given, Mapping):
        odd = next((key for key in given if key not in _RANGE_KEYS), None)
        if odd is not None:
            raise ValueError(f"levers.{name}.{odd}|unknown key|low, high|{nearest_name(str(odd), _RANGE_KEYS)}")
        for end in ("low", "high"):
            if isinstance(given.get(end), bool) or not isinstance(given.get(end), int | float):
                raise ValueError(f"levers.{name}.{end}|a number is needed|{{ low = ..., high = ... }}")
            if not math.isfinite(given[end]):
                raise ValueError(f"levers.{name}.{end}|not a finite number|{{ low = ..., high = ... }}")
        if not given["low"] < given["high"]:
            raise ValueError(f"levers.{name}|the range is empty|low below high")
        return Range(low=float(given["low"]), high=float(given["high"]))
    if isinstance(given, Range):
        return given
    if not isinstance(given, tuple):
        raise ValueError(f"levers.{name}|neither a list nor a range|a list of values, or {{ low = ..., high = ... }}")
    for value in given:
        names = isinstance(value, tuple) and all(isinstance(one, str) for one in value)
        if not names and not (
            isinstance(value, bool | str) or (isinstance(value, int | float) and math.isfinite(value))
        ):
            raise ValueError(f"levers.{name}|not a value|numbers, texts, true or false, or lists of names")
    return given


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list | tuple) else value
