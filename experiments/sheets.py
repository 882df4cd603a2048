"""Sheets: what the runner needs to know of a set of runs, and sheets whose points somebody else has chosen.

A study file's sheet is ``designs.Sheet``. Sensitivity, attribution and search choose points of their own and run them
through the same loop into the same store: that is ``PointSheet``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from experiments.designs import MOST_RUNS, Cell, Settings, with_levers, with_uncertain
from experiments.scenario import Scenario
from experiments.study import LEVERS, Replications
from sim.core.errors import InputError


class RunSheet(Protocol):
    """A set of runs: points and futures by number, and the scenario of every cell."""

    base: Scenario
    points: list[Settings]
    futures: list[Settings]

    @property
    def name(self) -> str:
        """Name by which a store knows it."""

    @property
    def document(self) -> str:
        """What was asked for, as JSON."""

    @property
    def replications(self) -> Replications:
        """Seeds of every point."""

    @property
    def runs(self) -> int:
        """Number of runs."""

    def cells(self) -> Iterator[Cell]:
        """Yield every run in order."""

    def settings(self, cell: Cell) -> Settings:
        """Return everything that sets a run apart from the base."""

    def scenario(self, cell: Cell) -> Scenario:
        """Return the scenario of a run."""


def with_settings(base: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """Return a scenario with lever settings and uncertain values, told apart by their dotted names."""
    levers = {name: value for name, value in settings.items() if name.startswith(LEVERS)}
    others = {name: value for name, value in settings.items() if name not in levers}
    return with_levers(with_uncertain(base, others), levers)


class PointSheet:
    """Points chosen elsewhere, each run in every future with every seed; points of one future and seed stand together.

    Parameters
    ----------
    name : str
        Name by which the store knows it.
    base : Scenario
        What all runs have in common.
    points : sequence of mapping
        Settings by dotted name.
    replications : Replications
        Seeds of every point: the same ones, so that points differ by their settings and not by luck.
    futures : sequence of mapping, optional
        Values of what is uncertain; one future that changes nothing when left out.
    make : callable, optional
        Makes a scenario of the base (in its future) and a point; by default the point's dotted names are set.
    """

    def __init__(
        self,
        name: str,
        base: Scenario,
        points: Sequence[Mapping[str, Any]],
        replications: Replications,
        *,
        futures: Sequence[Mapping[str, Any]] = ({},),
        make: Callable[[Scenario, Settings], Scenario] = with_settings,
    ) -> None:
        self.name, self.base, self.replications = name, base, replications
        self.points = [dict(point) for point in points]
        self.futures = [dict(future) for future in futures]
        self._make = make
        if self.runs > MOST_RUNS:
            raise InputError("too many runs", where=name, given=self.runs, allowed=f"{MOST_RUNS}")

    @property
    def document(self) -> str:
        """What was asked for, as JSON."""
        return json.dumps({"name": self.name, "replications": self.replications.model_dump()})

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.points) * len(self.futures) * self.replications.seeds

    def cells(self) -> Iterator[Cell]:
        """Yield every run in order; runs of one future and seed follow each other."""
        seeds, points = self.replications.seeds, len(self.points)
        for pair in range(len(self.futures) * seeds):
            future, order = divmod(pair, seeds)
            for point in range(points):
                yield Cell(pair * points + point, point, future, self.replications.first_seed + order)

    def settings(self, cell: Cell) -> Settings:
        """Return everything that sets a run apart from the base, by dotted name."""
        return {**self.futures[cell.future], **self.points[cell.point]}

    def scenario(self, cell: Cell) -> Scenario:
        """Return the scenario of a run."""
        return self._make(with_uncertain(self.base, self.futures[cell.future]), self.points[cell.point])
