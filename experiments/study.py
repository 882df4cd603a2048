"""Study files: which settings are varied how, under which uncertainties, with how many seeds.

A study is plain data, checked in full when it is read: every lever it names exists, every value fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from experiments.scenario import Scenario
from policies.package import with_override
from sim.core.errors import InputError
from sim.world.config import read_toml
from sim.world.config_errors import input_error
from sim.world.config_sections import FIRST_YEAR, LAST_YEAR, Section

DesignKind = Literal["grid", "list", "latin_hypercube", "sobol", "one_at_a_time"]
SAMPLED: tuple[DesignKind, ...] = ("latin_hypercube", "sobol")
MOST_VALUES = 10_000


class Range(Section):
    """A range a sampled design draws from."""

    low: float = Field(description="the parameter's unit: lower end")
    high: float = Field(description="the parameter's unit: upper end")


class Base(Section):
    """What every run of the study has in common."""

    scenario: str = Field(min_length=1, max_length=500, description="name: shipped city or scenario file")
    plans: tuple[str, ...] = Field((), max_length=100, description="list: plans on top of the baseline")
    households: int | None = Field(None, ge=10, le=5_000_000, description="agents: household agents")
    start: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="year: first simulated year")
    end: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="year: last simulated year")


class Design(Section):
    """The settings that are varied, and how."""

    kind: DesignKind = Field(description="name: how settings are combined")
    n: int | None = Field(None, ge=1, le=1_000_000, description="points: size of a sampled design")
    levers: dict[str, tuple[float | bool | str, ...] | Range] = Field(
        min_length=1, description="table: <lever>.<parameter> = list of values or { low, high }"
    )

    @field_validator("levers", mode="before")
    @classmethod
    def _tuples(cls, given: Any) -> Any:
        """Read TOML's lists as tuples."""
        if not isinstance(given, Mapping):
            return given
        return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse ranges where values are needed, and the other way round."""
        sampled = self.kind in SAMPLED
        if sampled and self.n is None:
            raise ValueError(f"n|a {self.kind} design needs its size|n = a whole number")
        for key, varied in self.levers.items():
            if isinstance(varied, Range) != sampled:
                allowed = "{ low = ..., high = ... }" if sampled else "a list of values"
                raise ValueError(f"levers.{key}|does not suit a {self.kind} design|{allowed}")
            if isinstance(varied, Range) and not varied.low < varied.high:
                raise ValueError(f"levers.{key}|the range is empty|low below high")
            if not isinstance(varied, Range) and not 1 <= len(varied) <= MOST_VALUES:
                raise ValueError(f"levers.{key}|list is empty or too long|1 to {MOST_VALUES} values")
        return self


class Uncertainties(Section):
    """Which behaviour parameters are uncertain: the calibrated posterior, declared ranges, or a table of ranges."""

    source: Literal["none", "calibrated", "ranges", "table"] = Field("none", description="name: where ranges come from")
    ranges: dict[str, Range] = Field(default_factory=dict, description="table: dotted name = { low, high }")


class Replications(Section):
    """How often every point is run."""

    seeds: int = Field(1, ge=1, le=100_000, description="runs: seeds per point")


class Study(Section):
    """A study file."""

    name: str = Field(min_length=1, max_length=80, description="text: short name")
    base: Base = Field(description="section: what every run has in common")
    design: Design = Field(description="section: what is varied")
    uncertainties: Uncertainties = Field(default_factory=Uncertainties, description="section: uncertain parameters")
    replications: Replications = Field(default_factory=Replications, description="section: seeds")


def load_study(path: Path) -> Study:
    """Read a study file and check everything it names.

    Raises
    ------
    InputError
        One line naming file, key, what was given and what is allowed.
    """
    where = str(path)
    data = _as_declared(read_toml(path))
    data.setdefault("name", path.stem)
    try:
        study = Study.model_validate(data)
    except ValidationError as error:
        raise input_error(error, Study, data, where, {}) from None
    scenario_of(study, path.parent)
    for key, varied in study.design.levers.items():
        for value in (varied.low, varied.high) if isinstance(varied, Range) else varied:
            _check_setting(key, value, where)
    return study


def scenario_of(study: Study, folder: Path) -> Scenario:
    """Return the study's base scenario; files it names are found beside the study."""
    base = study.base
    scenario = Scenario.load(_beside(base.scenario, folder)).with_plan(*(_beside(plan, folder) for plan in base.plans))
    return scenario.with_(households=base.households, start=base.start, end=base.end)


def _beside(name: str, folder: Path) -> str | Path:
    return folder / name if name.endswith(".toml") else name


def _check_setting(key: str, value: object, where: str) -> None:
    try:
        with_override((), f"levers.{key}", value)
    except InputError as error:
        place = f"{where}: design.levers.{key}"
        raise InputError(
            error.what, where=place, given=error.given, allowed=error.allowed, nearest=error.nearest
        ) from None


def _as_declared(data: dict[str, Any]) -> dict[str, Any]:
    """Return TOML's data in the declared shape: lists as tuples, a table of uncertainties under ``ranges``."""
    base, given = data.get("base"), data.get("uncertainties")
    if isinstance(base, Mapping) and isinstance(base.get("plans"), list):
        data["base"] = {**base, "plans": tuple(base["plans"])}
    if isinstance(given, Mapping) and "source" not in given:
        data["uncertainties"] = {"source": "table", "ranges": given}
    return data
