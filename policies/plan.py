"""Plans: packages of levers together with the plan as a document (milestones, tasks, reforms, projects).

``load_plan("demonstration")`` reads a shipped plan, ``load_plan("my_plan.toml")`` a user's file. Everything wrong
with a file becomes one ``InputError`` line naming file, key, what was given and what is allowed.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, InstanceOf, ValidationError, field_validator, model_validator

from policies.catalogue import lever_class
from policies.entry import LeverEntry, parse_levers
from sim.core.clock import Month
from sim.core.errors import InputError, nearest_name, shorten
from sim.world.config import read_toml
from sim.world.config_errors import input_error
from sim.world.config_sections import FIRST_YEAR, LAST_YEAR, SHARE_TOLERANCE, Section, text
from sim.world.toml_text import table_text

PLANS = Path(__file__).parent / "plans"
LISTS = ("levers", "milestones", "tasks", "reforms", "projects")
INDICATOR = r"^[a-z][a-z0-9_]*$"
FIELDS = (
    "energy_infrastructure", "energy_saving_and_carbon_reduction", "technology_demonstration",
    "environmental_infrastructure", "resource_recycling", "ecological_restoration",
)  # fmt: skip
ProjectField = Literal[
    "energy_infrastructure", "energy_saving_and_carbon_reduction", "technology_demonstration",
    "environmental_infrastructure", "resource_recycling", "ecological_restoration",
]  # fmt: skip


class Milestone(Section):
    """A yearly indicator's value to be reached in a year; exactly one of the three kinds of aim."""

    indicator: str = Field(pattern=INDICATOR, description="name: yearly column")
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="year: when it is due")
    change_pct: float | None = Field(None, ge=-100, le=1000, description="%: change against base_year")
    base_year: int | None = Field(None, ge=2000, le=LAST_YEAR, description="year: year change_pct refers to")
    at_most: float | None = Field(None, description="the column's unit: highest value allowed")
    at_least: float | None = Field(None, description="the column's unit: lowest value allowed")
    title: str = text("", "the milestone in words")

    @model_validator(mode="after")
    def _check(self) -> Self:
        aims = [a for a in ("change_pct", "at_most", "at_least") if getattr(self, a) is not None]
        if len(aims) != 1:
            raise ValueError("|one aim is needed|exactly one of change_pct, at_most, at_least")
        if (self.change_pct is None) != (self.base_year is None):
            raise ValueError("base_year|change_pct and base_year belong together|both or neither")
        if self.base_year is not None and self.base_year >= self.year:
            raise ValueError(f"base_year|the base year is not before the year|a year before {self.year}")
        return self


class Task(Section):
    """A task or a reform of the plan document: what, who, from when to when, measured by what."""

    title: str = Field(min_length=1, max_length=300, description="text: what is done")
    responsible: str = Field(min_length=1, max_length=200, description="text: who answers for it")
    start: str = Field(description="month: YYYY-MM or a year")
    finish: str = Field(description="month: YYYY-MM or a year")
    indicator: str = text("", "what shows that it is done")
    note: str = text("", "anything else", 1000)

    @field_validator("start", "finish", mode="before")
    @classmethod
    def _month(cls, value: Any) -> Any:
        """Accept a year written as a number, refuse what is no month."""
        given = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        try:
            Month.parse(given)
        except InputError as error:
            raise ValueError(f"|{error.what}: {shorten(value)}|{error.allowed}") from None
        return given

    @model_validator(mode="after")
    def _check(self) -> Self:
        if Month.parse(self.finish).index < Month.parse(self.start).index:
            raise ValueError(f"finish|the finish comes before the start|{self.start} or later")
        return self


class Finance(Section):
    """Where a project's capital comes from; the shares sum to one."""

    budget: float = Field(0.0, ge=0, le=1, description="1: share from the public budget")
    green_loan: float = Field(0.0, ge=0, le=1, description="1: share from green loans")
    bond: float = Field(0.0, ge=0, le=1, description="1: share from green bonds")
    fund: float = Field(0.0, ge=0, le=1, description="1: share from funds")
    own: float = Field(0.0, ge=0, le=1, description="1: share of the owner's own money")

    @model_validator(mode="after")
    def _check(self) -> Self:
        total = self.budget + self.green_loan + self.bond + self.fund + self.own
        if abs(total - 1.0) > SHARE_TOLERANCE:
            raise ValueError(f"|shares sum to {total:.4g}|shares that sum to 1")
        return self


class Project(Task):
    """A key project of the plan document."""

    field: ProjectField = Field(description="name: one of the six fields of key projects")
    capital_mn_cny: float = Field(ge=0, le=1e7, description="mn CNY: capital, constant 2020 prices")
    finance: Finance = Field(description="section: where the capital comes from")
    effect: dict[str, float] = Field(default_factory=dict, description="table: what it adds when finished, by quantity")


class Plan(Section):
    """A package of levers and the document around it; frozen, picklable, hashed by its content."""

    name: str = Field(min_length=1, max_length=120, description="text: short name, used for files and tables")
    title: str = text("", "title in English")
    title_zh: str = text("", "title in Chinese")
    summary: str = text("", "what the plan tries, in some sentences", 2000)
    frozen_on: str = text("", "date up to which measures in force are recorded (baseline plans)", 20)
    baseline: bool = Field(False, description="true/false: measures in force anyway; their spending is counted apart")
    levers: tuple[InstanceOf[LeverEntry], ...] = Field((), max_length=500, description="list: the levers")
    milestones: tuple[dict[str, Any], ...] = Field((), max_length=500, description="list: what is due when")
    tasks: tuple[Task, ...] = Field((), max_length=500, description="list: tasks of the plan document")
    reforms: tuple[Task, ...] = Field((), max_length=500, description="list: reforms of the plan document")
    projects: tuple[Project, ...] = Field((), max_length=500, description="list: key projects of the plan document")

    def __init__(self, **data: Any) -> None:
        """Check plain data (or entries checked before); everything wrong becomes one ``InputError``."""
        where = str(data.pop("where", "") or f"plan '{data.get('name', '')}'")
        data = {k: _tuples(v) if k in LISTS else v for k, v in data.items()}
        data["levers"] = parse_levers(data.get("levers", ()), where)
        data["milestones"] = parse_milestones(data.get("milestones", ()), where)
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise input_error(error, type(self), data, where, {}) from None

    def __hash__(self) -> int:
        """Hash by content."""
        return hash(self.content_hash())

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that reads back as an equal plan."""
        data = self.model_dump(exclude={"levers"}, exclude_defaults=True)
        data["levers"] = [entry.to_dict() for entry in self.levers]
        return {k: v for k, v in data.items() if v not in ((), [])}

    def to_toml(self) -> str:
        """Return a plan file that loads back to an equal plan."""
        return table_text(self.to_dict()).strip() + "\n"

    def content_hash(self) -> str:
        """Return a hash of all that can change a run: levers, milestones, and whether it is a baseline."""
        content = [sorted(e.identity() for e in self.levers), list(self.milestones), self.baseline]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def begins(self, first: Month) -> Month:
        """Return the month until which a run from ``first`` on is the same without this plan."""
        if self.milestones or not self.levers:  # every yearly evaluation looks at milestones
            return first
        known = [m for e in self.levers for m in (e.start or first, e.announced) if m is not None]
        return max(first, min(known, key=lambda m: m.index), key=lambda m: m.index)

    def as_baseline(self) -> Plan:
        """Return the same plan as measures in force anyway, whose spending is counted apart."""
        return self.model_copy(update={"baseline": True})


def parse_milestones(raw: object, where: str = "") -> tuple[dict[str, Any], ...]:
    """Check the ``[[milestones]]`` of a plan or a scenario and return them as plain data.

    Raises
    ------
    InputError
        Naming file, key, what was given and what is allowed.
    """
    key = f"{where}: milestones" if where else "milestones"
    if isinstance(raw, str | bytes | Mapping) or not isinstance(raw, Sequence):
        raise InputError("a list of tables is needed", where=key, given=raw, allowed="[[milestones]]")
    found = []
    for number, one in enumerate(raw, 1):
        place = f"{key}[{number}]"
        if not isinstance(one, Mapping):
            raise InputError("a table is needed", where=place, given=one, allowed="[[milestones]]")
        try:
            found.append(
                Milestone(**{str(k): v for k, v in one.items()}).model_dump(exclude_none=True, exclude_defaults=True)
            )
        except ValidationError as error:
            raise input_error(error, Milestone, one, place, {}) from None
    return tuple(found)


def plan_names() -> list[str]:
    """Return the names of the shipped plans, in alphabetical order."""
    return sorted(path.stem for path in PLANS.glob("*.toml"))


def load_plan(name_or_path: str | Path | Plan, *, allow_modules: bool = False) -> Plan:
    """Return a shipped plan or a user's plan file.

    Parameters
    ----------
    name_or_path : str, Path or Plan
        Name of a shipped plan, or path of a TOML file; a plan is returned as it is.
    allow_modules : bool
        Whether a user's file may load levers of its own (``module = "my_lever.py"``).

    Raises
    ------
    InputError
        One line saying what is wrong, where, what was given and what is allowed.
    """
    if isinstance(name_or_path, Plan):
        return name_or_path
    given = str(name_or_path)
    if isinstance(name_or_path, str) and given in plan_names():
        return _shipped(given)
    if isinstance(name_or_path, str) and not (given.endswith(".toml") or "/" in given or "\\" in given):
        raise InputError("unknown plan", where="plan", given=given, nearest=nearest_name(given, plan_names()),
                         allowed=f"{', '.join(plan_names())}, or a TOML file")  # fmt: skip
    path = Path(name_or_path)
    data = read_toml(path)
    data.setdefault("name", path.stem)
    data["levers"] = parse_levers(data.get("levers", ()), given, allow_modules=allow_modules, folder=path.parent)
    return Plan(where=given, **_checked_keys(data, given))


@cache
def _shipped(name: str) -> Plan:
    path = PLANS / f"{name}.toml"
    return Plan(where=path.name, **_checked_keys(read_toml(path, path.name), path.name))


def _checked_keys(data: dict[str, Any], where: str) -> dict[str, Any]:
    if "where" in data:
        raise InputError("unknown key", where=f"{where}: where", given=data["where"])
    return data


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def with_override(plans: Sequence[Plan], key: str, value: Any) -> list[Plan]:
    """Return plans with ``levers.<name>.<parameter>`` set, as the command line's ``--set`` does.

    Every lever of that kind in the plans is changed (baseline plans keep what is in force); when none has it, a plan
    ``settings`` is added that holds the lever from the first simulated month on.

    Raises
    ------
    InputError
        When the key or the value is wrong; nothing is changed then.
    """
    where = f"--set {key}"
    parts = key.split(".")
    if len(parts) < 3 or parts[0] != "levers":
        raise InputError("not a lever's parameter", where=where, given=key, allowed="levers.<name>.<parameter>")
    name, rest = parts[1], parts[2:]
    value = _read_value(value)
    own = any(e.name == name and e.module for p in plans for e in p.levers)
    if not own:
        lever_class(name, where)
    changed = [
        p
        if p.baseline
        else p.model_copy(update={"levers": tuple(_override(e, name, rest, value, where) for e in p.levers)})
        for p in plans
    ]
    if not any(e.name == name for p in plans if not p.baseline for e in p.levers):
        entry = _override(_one({"name": name}, where), name, rest, value, where)
        settings = next((p for p in changed if p.name == "settings" and not p.baseline), None)
        if settings is None:
            return [*changed, Plan(name="settings", levers=(entry,))]
        grown = settings.model_copy(update={"levers": (*settings.levers, entry)})
        changed = [grown if p is settings else p for p in changed]
    return changed


def _override(entry: LeverEntry, name: str, rest: list[str], value: Any, where: str) -> LeverEntry:
    if entry.name != name:
        return entry
    data = entry.to_dict()
    place = data
    for part in rest[:-1]:
        if part not in ("target", "step"):
            raise InputError(
                "unknown parameter", where=where, given=".".join(rest), allowed="levers.<name>.<parameter>"
            )
        place = place.setdefault(part, {})
    place[rest[-1]] = value
    data.pop("module", None)
    if entry.module:
        return replace(_one(data | {"module": entry.module}, where, allow_modules=True), module_hash=entry.module_hash)
    return _one(data, where)


def _one(data: dict[str, Any], where: str, allow_modules: bool = False) -> LeverEntry:
    try:
        return parse_levers([data], where, allow_modules=allow_modules)[0]
    except InputError as error:
        raise InputError(
            error.what, where=where, given=error.given, allowed=error.allowed, nearest=error.nearest
        ) from None


def _read_value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except (tomllib.TOMLDecodeError, KeyError):
        return value
