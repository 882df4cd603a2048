"""``pilotcity sweep``: every run of a study, into a store that can be continued at any time."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.running import INTERRUPTED, RESULTS, engine_options, sweeper
from sim.core.errors import InputError


@click.command("sweep")
@click.argument("study_file", metavar="STUDY.toml", type=click.Path(path_type=Path))
@engine_options
@click.option("--resume", is_flag=True, help="Only go on with a store there is; never begin a new one.")
@click.option("--retry-failures", is_flag=True, help="Try runs that failed again.")
def command(
    study_file: Path,
    db: Path | None,
    workers: int | None,
    scheduler: str | None,
    resume: bool,
    retry_failures: bool,
) -> None:
    """Run the study of STUDY.toml.

    The same command goes on where an earlier one stopped, whatever stopped it, on any engine. An interrupt lets the
    runs being done finish; a second one does not.
    """
    from experiments.show import remark
    from experiments.study import Study

    study = Study.load(study_file)
    store = db if db is not None else RESULTS / f"{study.name}.db"
    if resume and not store.is_file():
        raise InputError("nothing to resume: no such file", where="--resume", given=str(store))
    swept = sweeper(workers, scheduler, retry_failures=retry_failures)(study, store)
    failed = f", {swept.failed} failed (see pilotcity results {store} --failures)" if swept.failed else ""
    click.echo(f"{store}: {swept.done} of {swept.runs} runs done, {swept.new} of them now{failed}")
    if swept.interrupted:
        remark("pilotcity: interrupted; what is finished is kept, the same command goes on from there")
        raise click.exceptions.Exit(INTERRUPTED)
