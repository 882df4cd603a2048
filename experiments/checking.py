"""Checking files a user wrote: what kind each is, and whether it would run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from experiments.designs import Sheet
from experiments.scenario import Scenario
from experiments.study import Study
from policies.package import Plan, load_plan
from sim.core.errors import InputError
from sim.core.params import check_overrides
from sim.world.config import read_toml

Kind = Literal["scenario", "plan", "study"]
_MARKS: dict[Kind, tuple[str, ...]] = {
    "scenario": ("city",),
    "study": ("design", "base", "uncertainties"),
    "plan": ("levers", "milestones", "tasks", "reforms", "projects"),
}


def kind_of(data: Mapping[str, Any], where: str) -> Kind:
    """Return the kind of file its top-level keys say it is, or raise ``InputError``."""
    for kind, marks in _MARKS.items():
        if any(mark in data for mark in marks):
            return kind
    raise InputError(
        "neither a scenario, a plan nor a study",
        where=where,
        given=", ".join(data) or "an empty file",
        allowed="[city] for a scenario, [[levers]] for a plan, [design] for a study",
    )


def check_file(path: Path) -> tuple[Kind, str]:
    """Check one file and return its kind and a summary in a few words.

    Raises
    ------
    InputError
        When something is wrong with it; nothing is run.
    """
    kind = kind_of(read_toml(path), str(path))
    if kind == "plan":
        plan = load_plan(path, allow_modules=True)
        return kind, f"{len(plan.levers)} levers, {len(plan.milestones)} milestones"
    if kind == "study":
        sheet = Sheet(Study.load(path))
        sizes = f"{len(sheet.points)} points, {len(sheet.futures)} futures, {sheet.study.replications.seeds} seeds"
        return kind, f"{sizes}: {sheet.runs} runs"
    config = Scenario.load(path).config
    check_overrides(config.behaviour, f"{path}: behaviour")
    Plan(name=config.name, levers=config.levers, milestones=config.milestones, where=str(path))
    people = f"{config.city.population_million:g} million people, {config.start} to {config.end}"
    return kind, f"{people}, {len(config.assumed)} values assumed"
