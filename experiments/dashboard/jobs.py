"""What a worker process computes: one run as plain data, small enough to send to a browser at once.

The yearly table goes as columns; households and firms as one byte each and technology, the year of adoption. The
browser then plays the years back without asking the server for anything.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

import numpy as np

from experiments.dashboard.agent_words import ATTRIBUTES, Attribute
from experiments.documents import plain
from experiments.explain import KINDS
from experiments.peak import peak_record
from experiments.scenario import Scenario
from sim.city import CityModel
from sim.core.clock import MONTHS_PER_YEAR
from sim.core.columns import Array, Table
from sim.core.errors import InputError
from sim.world.goods import ExternalDemand
from sim.world.names import HEAT_PUMP, PHEV_CAR

NEVER = 255
DEMAND = "external_demand"  # in a worker's answer; the run service keeps it and sends it along with later jobs
PART_SECONDS, FIRST_PART_YEARS = 0.2, 2


class CancelledError(Exception):
    """The run was superseded; its result is not wanted any more."""


@dataclass(frozen=True)
class Job:
    """One run of one scenario, or an explanation of one agent in it.

    Attributes
    ----------
    scenario : Scenario
        What is run; its sample size counts.
    seed : int
        Run seed.
    agent : tuple of (str, int), optional
        When given, the answer is this agent's state year by year and its decisions, instead of the yearly table.
    """

    scenario: Scenario
    seed: int = 0
    agent: tuple[str, int] | None = None

    @property
    def households(self) -> int:
        """Household agents of the run."""
        return int(self.scenario.config.population.households)

    def key(self) -> tuple[Any, ...]:
        """Return what makes two jobs the same: shared by every session that asks for it."""
        return (self._hash, self.seed, self.agent)

    def with_seed(self, seed: int) -> Job:
        """Return the same scenario's run under another seed, without working out its hash again."""
        made = replace(self, seed=seed)
        made.__dict__["_hash"] = self._hash
        return made

    @cached_property
    def _hash(self) -> str:
        return self.scenario.hash()

    def demand_key(self) -> tuple[Any, ...]:
        """Return what the outside demand depends on: the city without levers, and the seed."""
        return (self.scenario.config.without_levers().content_hash(), self.seed)


@dataclass
class Adoption:
    """The first year in which each agent is seen with each technology, ``NEVER`` when it never is."""

    years: dict[str, Array] = field(default_factory=dict)

    def note(self, year_index: int, owners: dict[str, Array]) -> None:
        """Note who owns what at the end of a year; rows never move, new rows are added at the end."""
        for name, owned in owners.items():
            known = self.years.get(name, np.zeros(0, dtype=np.uint8))
            grown = np.full(len(owned), NEVER, dtype=np.uint8)
            grown[: len(known)] = known
            grown[owned & (grown == NEVER)] = year_index
            grown[~owned] = NEVER
            self.years[name] = grown

    def packed(self) -> dict[str, str]:
        """Return the bytes as base64 text."""
        return {name: _text(values) for name, values in self.years.items()}


@dataclass
class Course:
    """A run under way: its city, and what was noted at the end of its years."""

    model: CityModel
    adoption: Adoption = field(default_factory=Adoption)

    def month(self) -> bool:
        """Simulate a month; say whether it ended a year."""
        clock = self.model.state.clock
        index, december = clock.now.year - clock.first.year, clock.now.month == MONTHS_PER_YEAR
        self.model.step()
        if december:
            self.adoption.note(index, _owners(self.model))
        return december


def compute(
    job: Job,
    cancelled: Callable[[], bool],
    tell: Callable[[dict[str, Any]], None],
    demand: ExternalDemand | None = None,
    course: Course | None = None,
) -> dict[str, Any]:
    """Run a job and return plain data.

    Parameters
    ----------
    job : Job
        What is wanted.
    cancelled : callable
        Asked once a simulated month whether the run is still wanted.
    tell : callable
        Given the years so far, at most every ``PART_SECONDS``.
    demand : ExternalDemand, optional
        The outside demand an earlier run solved for ``job.demand_key()``; without it a plan's run solves it once more.
    course : Course, optional
        The job's first months, already run; without them it starts at its first.

    Raises
    ------
    CancelledError
        When ``cancelled()`` turned true.
    """
    if job.agent is not None:
        return _followed(job, job.agent, cancelled, demand)
    course = course or Course(_model(job, demand))
    told = time.monotonic()
    while course.model.running:
        if cancelled():
            raise CancelledError
        if not course.month() or not course.model.running or len(course.model.results.years) <= FIRST_PART_YEARS:
            continue
        if time.monotonic() - told >= PART_SECONDS:
            told = time.monotonic()
            tell(_document(course, job))
    return {**_document(course, job), DEMAND: _demand(course.model)}


def _model(job: Job, demand: ExternalDemand | None) -> CityModel:
    return CityModel(job.scenario.config, plan=job.scenario.plans, baseline=job.scenario.baseline, rng=job.seed,
                     watch=job.agent, external_demand=demand if job.scenario.plans else None)  # fmt: skip


def _demand(model: CityModel) -> ExternalDemand:
    """Return the outside demand of a finished run, and let the model keep it for the process's next run."""
    model.run()
    return model.external_demand


def _followed(
    job: Job, agent: tuple[str, int], cancelled: Callable[[], bool], demand: ExternalDemand | None
) -> dict[str, Any]:
    """Return one agent's attributes at the end of each year, and its decisions as the compiled rules recorded them."""
    kind, row = agent
    model = _model(job, demand)
    table: Table = getattr(model.state, KINDS[kind])
    if row >= table.count:
        raise InputError("no such agent", where=kind, given=str(row), allowed=f"0 to {table.count - 1}")
    years, states = [], []
    while model.running:
        if cancelled():
            raise CancelledError
        now = model.state.clock.now
        model.step()
        if now.month == MONTHS_PER_YEAR:
            years.append(now.year)
            states.append([_attribute(table, row, a) for a in ATTRIBUTES[kind]])
    return {**plain({"years": years, "states": states, "decisions": list(model.state.records)}), DEMAND: _demand(model)}


def _attribute(table: Table, row: int, shown: Attribute) -> float:
    value = np.asarray(table.alive[row] if shown.column == "alive" else table[shown.column][row])
    return float(value) if shown.codes else float(f"{value.mean() * shown.factor:.5g}")


def _owners(model: CityModel) -> dict[str, Array]:
    homes, firms = model.state.households, model.state.firms
    return {
        "ev": homes["vehicle"] >= PHEV_CAR,
        "solar": homes["solar_kw"] > 0,
        "heat_pump": homes["heating"] == HEAT_PUMP,
        "retrofit": firms["adopted"] != 0,
        "firm_solar": firms["pv_kw"] > 0,
    }


def _document(course: Course, job: Job) -> dict[str, Any]:
    model = course.model
    table = model.results
    years = np.array(table.years)
    columns = {name: np.array([row[name] for row in table.rows], dtype=np.float64) for name in table.rows[0]}
    homes, firms = model.state.households, model.state.firms
    return {
        "years": list(range(job.scenario.config.start, job.scenario.config.end + 1)),
        "columns": columns,
        "peak": None if model.running else asdict(peak_record(years, columns["co2_total_mt"])),
        "events": sorted((dict(event) for event in model.state.events), key=itemgetter("month")),
        "adoption": course.adoption.packed(),
        "district": _text(homes["district"]),
        "quintile": _text(homes["quintile"]),
        "sector": _text(firms["sector"]),
        "households": job.households,
        "seed": job.seed,
    }


def _text(values: Array) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype=np.uint8).tobytes()).decode()
