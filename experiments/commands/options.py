"""Options several commands share, and what they add up to: a scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from experiments.scenario import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])

LARGEST_SEED = 2**48
MOST_RUNS = 100_000
MOST_WORKERS = 1024
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")


def scenario_options(command: Command) -> Command:
    """Add the options that say what is run."""
    for decorate in reversed(
        (
            click.argument("city", default="huzhou"),
            click.option(
                "--plan", "plans", multiple=True, metavar="PLAN", help="Plan file or shipped plan; may repeat."
            ),
            click.option(
                "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Such as levers.carbon_tax.level=200."
            ),
            click.option("--households", type=int, metavar="N", help="Household agents."),
            click.option("--start", type=int, metavar="YEAR", help="First simulated year."),
            click.option("--end", type=int, metavar="YEAR", help="Last simulated year."),
            click.option(
                "--seed", type=click.IntRange(0, LARGEST_SEED), default=0, show_default=True, help="First seed."
            ),
        )
    ):
        command = decorate(command)
    return command


def ensemble_options(command: Command) -> Command:
    """Add the options that say how often, with how many processes, and where to."""
    for decorate in reversed(
        (
            click.option(
                "--runs", type=click.IntRange(1, MOST_RUNS), default=1, show_default=True, help="Seeds to run."
            ),
            click.option(
                "--workers", type=click.IntRange(1, MOST_WORKERS), help="Processes; all processors by default."
            ),
            click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Result folder."),
            click.option("--lang", default="en", show_default=True, help="Language of the report: en or zh."),
            JSON_OPTION,
        )
    ):
        command = decorate(command)
    return command


def scenario_of(
    city: str, settings: tuple[str, ...], households: int | None, start: int | None, end: int | None
) -> Scenario:
    """Return the scenario the options describe, before any plan."""
    from experiments.scenario import Scenario

    return Scenario.load(city).with_(households=households, start=start, end=end).with_set(*settings)


def workers_for(runs: int, workers: int | None) -> int:
    """Return the processes to use: what was asked for, else every processor when there is more than one run."""
    from experiments.engine import processors

    return workers or (min(runs, processors()) if runs > 1 else 1)
