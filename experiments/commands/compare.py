"""``pilotcity compare``: plans against the baseline and each other, on common luck."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.options import ensemble_options, scenario_of, scenario_options, workers_for
from sim.core.errors import InputError


@click.command("compare")
@scenario_options
@click.option(
    "--baseline", default="current_policies", show_default=True, metavar="PLAN", help="Policies in force; or 'none'."
)
@ensemble_options
def command(
    city: str,
    plans: tuple[str, ...],
    settings: tuple[str, ...],
    households: int | None,
    start: int | None,
    end: int | None,
    seed: int,
    baseline: str,
    runs: int,
    workers: int | None,
    out: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Compare plans for CITY with its baseline: paired ensembles, effects with intervals.

    Every plan meets the same luck and the same demand from outside as the baseline.
    """
    from experiments.deliver import Delivery, simulate
    from experiments.documents import compare_document

    if not plans:
        raise InputError(
            "nothing to compare", where="--plan", allowed="at least one plan, such as --plan demonstration"
        )
    base = scenario_of(city, (), households, start, end).with_baseline(baseline)
    tried = [base.with_plan(plan).with_set(*settings) for plan in plans]
    reference = tried[0].without_plans()
    delivery = Delivery.prepare(base.with_plan(*plans), out, lang, as_json=as_json)
    finished = simulate([reference, *tried], runs, workers_for(runs, workers), seed)
    document = compare_document(finished.ensembles[0], finished.ensembles[1:], finished.seconds)
    delivery.finish(document, finished)
