"""The city's rules over Mesa objects, uncompiled: what columns and compilation are compared with.

Here every household and every firm is a ``mesa.Agent`` of a ``mesa.Model``, with its state in ordinary attributes.
Whenever a phase of the month calls a rule of households or firms, the agents live that rule instead:
``AgentSet.shuffle_do`` lets each of them run the very source of the kernel (see ``objects_source``) on itself, and all
it calls runs as plain Python too. Rules in which firms share a market walk over the agents in more than one pass, and
so run over all of them at once.

What is timed on this side: the agents' rules - use and spending, needs, choices, learning, settling; costing,
deciding, producing, investing, paying, receiving, learning - and Mesa's stepping. What is not timed: carrying values
between the city's columns and the agents' attributes before and after each rule, and what the city does for
households and firms outside the kernels (sums, tables of prices, purchases, entry and exit), which stays vectorised.
On the other side, the compiled phases of households and firms, all of that is timed. Both choices favour the objects.

Two things are dear here that a model made of objects alone might do otherwise: keyed draws are computed in plain
Python, and tables of prices stay NumPy arrays. They are part of the rules, so they are left as they are.

``python -m experiments.mesa_objects --households 500 --firms 100 --months 12`` prints one JSON document.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import click
import mesa
import numpy as np

from experiments.files import to_json
from experiments.objects_source import Rewritten, Workshop
from experiments.scenario import Scenario
from sim.city import CityModel
from sim.core.columns import Array, Table

NOT_LIVED = "recount"  # the closures' own count of the columns: bookkeeping, on neither side of the comparison
KINDS = {"household": "agents.household.", "firm": "agents.firm."}


class Numbers(list[float]):
    """A wide attribute, such as energy by carrier: reading one number is faster than from an array."""

    @property
    def size(self) -> int:
        """Return how many there are, as an array would say."""
        return len(self)


class ObjectModel(mesa.Model):
    """The Mesa model the objects belong to."""


class HouseholdObject(mesa.Agent):
    """A household with its state in attributes."""

    row: int

    def live(self, rule: Callable[..., Any], terms: tuple[Any, ...]) -> None:
        """Do what a rule says one household does."""
        rule(self.row, self.row + 1, *terms)


class FirmObject(mesa.Agent):
    """A firm with its state in attributes."""

    row: int

    def live(self, rule: Callable[..., Any], terms: tuple[Any, ...]) -> None:
        """Do what a rule says one firm does."""
        rule(self.row, self.row + 1, *terms)


@dataclass
class Objects:
    """All agents of one kind, row by row, and the time their rules took."""

    model: mesa.Model
    agent_class: type[Any]
    table: Table
    rows: list[Any] = field(default_factory=list)
    born: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    turns: set[str] = field(default_factory=set)  # rules lived agent by agent
    left: set[str] = field(default_factory=set)  # rules written for whole columns: they stay there, and untimed

    def __post_init__(self) -> None:
        """Open the workshop that turns this kind's rules."""
        self.workshop = Workshop(("alive", *self.table.agent_class.columns()))

    def pull(self, names: set[str]) -> None:
        """Carry the values of columns to the agents' attributes."""
        # Rows kept free for newcomers hold no agent yet, only what neighbours see there: nobody alive.
        self.rows.extend(SimpleNamespace() for _ in range(len(self.rows), self.table.capacity))
        for row in range(self.born, self.table.count):
            agent = self.rows[row] = self.agent_class(self.model)
            agent.row = row
        self.born = self.table.count
        for name in names:
            column = self._column(name)
            values: list[Any] = list(column.copy())
            if name not in self.workshop.whole_rows:
                values = [Numbers(row) for row in column.tolist()] if column.ndim == 2 else column.tolist()
            for agent, value in zip(self.rows, values, strict=True):
                setattr(agent, name, value)

    def push(self, names: set[str]) -> None:
        """Carry the agents' attributes to the columns."""
        for name in names:
            self._column(name)[:] = [getattr(agent, name) for agent in self.rows]

    def _column(self, name: str) -> Array:
        return self.table.alive if name == "alive" else self.table[name]

    def live(self, name: str, rule: Rewritten, arguments: list[Any]) -> Any:
        """Let all agents live a rule; only that is timed."""
        names = {column for columns in rule.views.values() for column in columns}
        self.pull(names)
        agents, result = self.model.agents_by_type[self.agent_class], None
        if rule.by_block:
            arguments[1] = min(arguments[1], self.table.count)
        by_turns = rule.one_by_one and arguments[:2] == [0, self.table.count]
        terms = tuple(arguments[2:])
        # Keyed draws multiply 64-bit numbers that wrap around; NumPy would warn of each, and warning takes time.
        with np.errstate(over="ignore"):
            began = time.process_time()
            if by_turns:
                agents.shuffle_do("live", rule.run, terms)
            else:
                result = rule.run(*arguments)
            took = time.process_time() - began
        self.seconds[name] = self.seconds.get(name, 0.0) + took
        if by_turns:
            self.turns.add(name)
        self.push(names)
        return result

    def staged(self, function: Any) -> Callable[..., Any]:
        """Return what stands where a kernel stood: the objects live its rule."""
        rule = self.workshop.rewrite(function)
        parameters = function.py_func.__code__.co_varnames

        def stand_in(*arguments: Any) -> Any:
            given = [
                self.rows if name in rule.views else argument
                for name, argument in zip(parameters, arguments, strict=False)
            ]
            return self.live(function.__name__, rule, given)

        return stand_in


@contextmanager
def on_stage(model: CityModel) -> Iterator[dict[str, Objects]]:
    """Let a city's households and firms live as Mesa objects, for as long as the context lasts."""
    stage = ObjectModel(rng=0)
    objects = {
        "household": Objects(stage, HouseholdObject, model.state.households),
        "firm": Objects(stage, FirmObject, model.state.firms),
    }
    kernels = [
        (vars(module), name, value, kind)
        for kind, prefix in KINDS.items()
        for module in [m for path, m in sys.modules.items() if path.startswith(prefix)]
        for name, value in vars(module).items()
        if name != NOT_LIVED and objects[kind].workshop.views(value)
    ]

    def curtain(up: bool) -> None:
        for namespace, name, value, _ in kernels:
            namespace[name] = stand_ins[value] if up else value

    def on_columns(function: Any) -> Callable[..., Any]:
        def stand_in(*arguments: Any) -> Any:
            curtain(False)  # it may be compiled only now, and must then find the helpers it was written for
            try:
                return function(*arguments)
            finally:
                curtain(True)

        return stand_in

    stand_ins = {}
    for _, _, value, kind in kernels:
        try:
            stand_ins[value] = objects[kind].staged(value)
        except NotImplementedError:
            stand_ins[value] = on_columns(value)
            objects[kind].left.add(value.__name__)
    curtain(True)
    try:
        yield objects
    finally:
        curtain(False)


def measure(city: str, households: int, firms: int, months: int) -> dict[str, Any]:
    """Live some months over objects, beside the same months over columns; return times and differences."""
    scenario = Scenario.load(city).with_set(f"population.households={households}", f"population.firms={firms}")
    config = scenario.config.replaced(end=scenario.config.start + (months + 1) // 12)
    over_columns, over_objects = CityModel(config, rng=0), CityModel(config, rng=0)
    for model in (over_columns, over_objects):
        model.step()
    agent_months = dict.fromkeys(KINDS, 0)
    with on_stage(over_objects) as objects:
        for _ in range(months):
            over_objects.step()
            for kind in KINDS:
                agent_months[kind] += int(objects[kind].table.alive.sum())
    for _ in range(months):
        over_columns.step()
    return {
        "agents": {kind: objects[kind].born for kind in KINDS},
        "microseconds_per_agent_month": {
            kind: 1e6 * sum(objects[kind].seconds.values()) / agent_months[kind] for kind in KINDS
        },
        "rules": {
            kind: {
                name: {
                    "microseconds": 1e6 * seconds / agent_months[kind],
                    "agent_by_agent": name in objects[kind].turns,
                }
                for name, seconds in sorted(objects[kind].seconds.items(), key=lambda item: -item[1])
            }
            for kind in KINDS
        },
        "left_on_columns": {kind: sorted(objects[kind].left) for kind in KINDS},
        "differences": {
            kind: differences(getattr(over_columns.state, table), getattr(over_objects.state, table))
            for kind, table in (("household", "households"), ("firm", "firms"))
        },
    }


def differences(one: Table, other: Table) -> dict[str, float]:
    """Return the largest difference in each column, relative to the column's mean size."""
    found = {}
    for name in one.agent_class.columns():
        a, b = one[name][: one.count].astype(np.float64), other[name][: other.count].astype(np.float64)
        scale = float(np.abs(a).mean())
        found[name] = float(np.abs(a - b).max() / scale) if scale > 0.0 else float(np.abs(b).max())
    return found


@click.command()
@click.option("--city", default="huzhou", show_default=True, help="Preset.")
@click.option("--households", default=500, show_default=True, help="Household agents.")
@click.option("--firms", default=100, show_default=True, help="Firm agents.")
@click.option("--months", default=12, show_default=True, help="Months lived over objects.")
def main(city: str, households: int, firms: int, months: int) -> None:
    """Time the city's rules over Mesa objects."""
    click.echo(to_json(measure(city, households, firms, months)))


if __name__ == "__main__":
    main()
