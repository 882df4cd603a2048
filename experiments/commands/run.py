"""``pilotcity run``: one scenario, once or many times."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.options import ensemble_options, scenario_of, scenario_options, workers_for


@click.command("run")
@scenario_options
@ensemble_options
def command(
    city: str,
    plans: tuple[str, ...],
    settings: tuple[str, ...],
    households: int | None,
    start: int | None,
    end: int | None,
    seed: int,
    runs: int,
    workers: int | None,
    out: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Run CITY (a shipped city or SCENARIO.toml) under its policies and, when given, plans on top.

    Ends with a table, pictures and a report; with a plan, the baseline is shown beside it.
    """
    from experiments.deliver import Delivery, simulate
    from experiments.documents import run_document

    scenario = scenario_of(city, (), households, start, end).with_plan(*plans).with_set(*settings)
    delivery = Delivery.prepare(scenario, out, lang, as_json=as_json)
    scenarios = [scenario.without_plans(), scenario] if scenario.tries_something else [scenario]
    finished = simulate(scenarios, runs, workers_for(runs, workers), seed)
    document = run_document(finished.ensembles[-1], finished.seconds, finished.reference)
    delivery.finish(document, finished)
