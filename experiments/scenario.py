"""A scenario: one city, the policies in force, and what is tried on top of them; frozen, and plain data all through.

``Scenario.load("huzhou").with_plan("demonstration").with_set("levers.carbon_tax.level=200")`` reads as it is written;
every step returns a new scenario, checked in full.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sim.city  # noqa: F401 (its agents declare the parameters that behaviour overrides are checked against)
from policies.package import Plan, load_plan, with_override
from sim.core.errors import InputError
from sim.core.params import check_overrides
from sim.world.config import ScenarioConfig, load_scenario

CURRENT_POLICIES = "current_policies"
NO_POLICIES = ("none", "None", "")
_LEVERS = "levers."


@dataclass(frozen=True)
class Scenario:
    """What is run.

    Attributes
    ----------
    config : ScenarioConfig
        The city, its drivers, sample sizes, years and behaviour.
    plans : tuple of Plan
        What is tried on top of the baseline.
    baseline : str, Plan or None
        Policies in force anyway: the shipped ``current_policies``, a plan of one's own, or none at all.
    """

    config: ScenarioConfig
    plans: tuple[Plan, ...] = ()
    baseline: str | Plan | None = CURRENT_POLICIES

    @classmethod
    def load(cls, name_or_path: str | Path) -> Scenario:
        """Return the scenario of a shipped city or of a TOML file.

        Raises
        ------
        InputError
            When there is no such city, or the file is wrong.
        """
        return cls(load_scenario(name_or_path))

    @property
    def name(self) -> str:
        """Name of the city or of the user's scenario."""
        return self.config.name

    @property
    def label(self) -> str:
        """What is tried, in a few words; ``baseline`` when nothing is."""
        return " + ".join(plan.name for plan in self.plans) or "baseline"

    @property
    def tries_something(self) -> bool:
        """Say whether anything is tried on top of the policies in force."""
        return bool(self.plans or self.config.levers)

    def with_plan(self, *plans: str | Path | Plan) -> Scenario:
        """Return the scenario with further plans on top; a plan file may bring levers of its own."""
        loaded = tuple(load_plan(plan, allow_modules=True) for plan in plans)
        return replace(self, plans=self.plans + loaded)

    def with_baseline(self, baseline: str | Path | Plan | None) -> Scenario:
        """Return the scenario with other policies in force: a plan, ``current_policies``, or ``none``."""
        if baseline is None or (isinstance(baseline, str) and baseline in NO_POLICIES):
            return replace(self, baseline=None)
        if baseline == CURRENT_POLICIES:
            return replace(self, baseline=CURRENT_POLICIES)
        return replace(self, baseline=load_plan(baseline, allow_modules=True).as_baseline())

    def without_plans(self) -> Scenario:
        """Return the scenario under its baseline alone: what plans are compared with."""
        return replace(self, config=self.config.without_levers(), plans=())

    def with_(
        self,
        *,
        households: int | None = None,
        start: int | None = None,
        end: int | None = None,
        behaviour: Mapping[str, float] | None = None,
    ) -> Scenario:
        """Return the scenario with another sample size, other years or other behaviour parameters.

        Raises
        ------
        InputError
            When a value does not fit; the message names the command line's option.
        """
        check_overrides(behaviour or {})
        return replace(self, config=self.config.replaced(households, start, end, behaviour))

    def with_set(self, *settings: str) -> Scenario:
        """Return the scenario with settings such as ``city.population_million=3.4`` or ``levers.carbon_tax.level=200``.

        Raises
        ------
        InputError
            When a setting is not ``KEY=VALUE``, its key is unknown, or its value does not fit.
        """
        scenario, values = self, dict[str, Any]()
        for setting in settings:
            key, value = _parsed(setting)
            if key.startswith(_LEVERS):
                scenario = replace(scenario, plans=tuple(with_override(scenario.plans, key, value)))
            else:
                values[key] = value
        if not values:
            return scenario
        config = scenario.config.with_values(values)
        check_overrides(config.behaviour)
        return replace(scenario, config=config)

    def to_toml(self) -> str:
        """Return a scenario file that runs the same: the city with all its plans' levers and milestones in it."""
        milestones = (*self.config.milestones, *(m for plan in self.plans for m in plan.milestones))
        levers = (*self.config.levers, *(entry.to_dict() for plan in self.plans for entry in plan.levers))
        return self.config.model_copy(update={"levers": levers, "milestones": milestones}).to_toml()

    def hash(self) -> str:
        """Return a hash of everything that can change a run, apart from the seed and the code."""
        base = self.baseline.content_hash() if isinstance(self.baseline, Plan) else self.baseline
        content = [self.config.content_hash(), base, [plan.content_hash() for plan in self.plans]]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def _parsed(setting: str) -> tuple[str, Any]:
    key, equals, text = (part.strip() for part in setting.partition("="))
    if not equals or not key or not text:
        raise InputError(
            "not a setting", where="--set", given=setting, allowed="KEY=VALUE, such as levers.carbon_tax.level=200"
        )
    return key, _value(text)


def _value(text: str) -> Any:
    """Read a value as TOML would; a bare word is a text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
