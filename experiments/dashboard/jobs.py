"""What a worker process computes: one run as plain data, small enough to send to a browser at once.

The yearly table goes as columns; households and firms as one byte each and technology, the year of adoption. The
browser then plays the years back without asking the server for anything.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from experiments.explain import explain
from experiments.peak import peak_record
from experiments.scenario import Scenario
from sim.city import CityModel
from sim.core.clock import MONTHS_PER_YEAR
from sim.core.columns import Array
from sim.world.names import HEAT_PUMP, PHEV_CAR

NEVER = 255


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
        When given, the answer is this agent's state and decisions instead of the yearly table.
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
        return (self.scenario.hash(), self.seed, self.agent)


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


def compute(job: Job, cancelled: Callable[[], bool]) -> dict[str, Any]:
    """Run a job and return plain data.

    Raises
    ------
    CancelledError
        When ``cancelled()`` turned true; asked once a simulated month.
    """
    if job.agent is not None:
        return explain(job.scenario, job.seed, *job.agent, None)
    adoption = Adoption()
    model = CityModel(job.scenario.config, plan=job.scenario.plans, baseline=job.scenario.baseline, rng=job.seed)
    while model.running:
        if cancelled():
            raise CancelledError
        clock = model.state.clock
        index, december = clock.now.year - clock.first.year, clock.now.month == MONTHS_PER_YEAR
        model.step()
        if december:
            adoption.note(index, _owners(model))
    return _document(model, adoption, job)


def _owners(model: CityModel) -> dict[str, Array]:
    homes, firms = model.state.households, model.state.firms
    return {
        "ev": homes["vehicle"] >= PHEV_CAR,
        "solar": homes["solar_kw"] > 0,
        "heat_pump": homes["heating"] == HEAT_PUMP,
        "retrofit": firms["adopted"] != 0,
        "firm_solar": firms["pv_kw"] > 0,
    }


def _document(model: CityModel, adoption: Adoption, job: Job) -> dict[str, Any]:
    table = model.run()
    years = np.array(table.years)
    columns = {name: [float(row[name]) for row in table.rows] for name in table.rows[0]}
    homes, firms = model.state.households, model.state.firms
    return {
        "years": years.tolist(),
        "columns": columns,
        "peak": asdict(peak_record(years, np.array(columns["co2_total_mt"]))),
        "events": [dict(event) for event in model.state.events],
        "adoption": adoption.packed(),
        "district": _text(homes["district"]),
        "quintile": _text(homes["quintile"]),
        "sector": _text(firms["sector"]),
        "households": job.households,
        "seed": job.seed,
    }


def _text(values: Array) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype=np.uint8).tobytes()).decode()
