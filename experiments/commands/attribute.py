"""``pilotcity attribute``: each lever's share of a plan's effect."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.options import JSON_OPTION, MOST_RUNS, scenario_of, scenario_options
from experiments.commands.running import RESULTS, engine_options, sweeper
from sim.core.errors import InputError


@click.command("attribute")
@scenario_options
@click.option("--runs", type=click.IntRange(1, MOST_RUNS), default=5, show_default=True, help="Seeds of every set.")
@click.option(
    "--orders", type=click.IntRange(2, 10_000), default=16, show_default=True, help="Orders drawn above 8 levers."
)
@engine_options
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the table and wedge picture.")
@JSON_OPTION
def command(
    city: str,
    plans: tuple[str, ...],
    settings: tuple[str, ...],
    households: int | None,
    start: int | None,
    end: int | None,
    seed: int,
    runs: int,
    orders: int,
    db: Path | None,
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Share a plan's effect on CITY among its levers: Shapley values of cumulative emissions and peak height.

    Every set of up to 8 levers is run (2^levers sets), sampled orders of joining beyond; all on the same luck. The
    same command goes on where an earlier one stopped.
    """
    from experiments.analysis.attribution import attribute, wedge_figure
    from experiments.files import open_folder, to_json, write_json
    from experiments.pictures import fonts, write_picture
    from experiments.show import remark

    if not plans:
        raise InputError("no plan to share", where="--plan", allowed="a plan of several levers")
    scenario = scenario_of(city, (), households, start, end).with_plan(*plans).with_set(*settings)
    folder = open_folder(out) if out is not None else None
    store = db if db is not None else RESULTS / f"{scenario.name}-attribution.db"
    run = sweeper(workers, scheduler)
    found = attribute(scenario, store, seeds=runs, first_seed=seed, sampled_orders=orders, run=run)
    if folder is not None:
        write_json(folder / "attribution.json", found.document())
        with fonts():
            write_picture(wedge_figure(found), folder, "wedges")
        remark(f"{folder}: attribution.json, wedges.png, wedges.svg")
    if as_json:
        click.echo(to_json(found.document()))
        return
    _print(found.document())


def _print(document: dict[str, object]) -> None:
    from experiments.show import rounded, show_rows

    how = "every set of levers" if document["exact"] else "sampled orders"
    click.echo(f"{document['runs']} runs, {how}; Mt CO2, shares add up to the effect")
    effects, shares, pairs = (document[name] for name in ("effects", "shares", "pairs"))
    assert isinstance(effects, dict)
    assert isinstance(shares, dict)
    assert isinstance(pairs, dict)
    for measure, effect in effects.items():
        click.echo(f"{measure}: {effect:+,.3f} in all")
        show_rows([rounded(row) for row in sorted(shares[measure], key=lambda row: row["share"])], as_json=False)
        strongest = sorted(pairs[measure], key=lambda row: -abs(row["together"]))[:10]
        click.echo("strongest pairs (what both do beyond each alone):")
        show_rows([rounded(row) for row in strongest], as_json=False)
