"""``pilotcity sweep``: every run of a study, into a store that can be continued at any time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from experiments.commands.options import MOST_WORKERS
from sim.core.errors import InputError

RESULTS = Path("results")
_INTERRUPTED = 130


@click.command("sweep")
@click.argument("study_file", metavar="STUDY.toml", type=click.Path(path_type=Path))
@click.option("--db", type=click.Path(path_type=Path), metavar="FILE", help="The store; results/NAME.db by default.")
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Processes; all processors by default.")
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Use the workers of a Dask scheduler instead.")
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
    from experiments.progress import note_compiling, progress
    from experiments.show import remark
    from experiments.study import Study
    from experiments.sweep import Swept, sweep

    if workers is not None and scheduler is not None:
        raise InputError("the scheduler has workers of its own", where="--workers", given=workers, allowed="either")
    study = Study.load(study_file)
    store = db if db is not None else RESULTS / f"{study.name}.db"
    if resume and not store.is_file():
        raise InputError("nothing to resume: no such file", where="--resume", given=str(store))
    if scheduler is None:
        note_compiling()
    before = 0

    def started(swept: Swept) -> None:
        nonlocal before
        before = swept.done
        if swept.changed == "study":
            remark(f"the store's study '{study.name}' was another one; runs both ask for are kept")
        if swept.changed == "code":
            remark("the model has changed since; earlier runs stay in the store but are no part of the study now")
        if before:
            remark(f"{before} of {swept.runs} runs are there already")

    try:
        with progress(f"sweep {study.name}") as advance:

            def finished(done: int, runs: int) -> None:
                advance((done - before) / max(runs - before, 1))

            swept = sweep(
                study,
                store,
                workers=workers,
                scheduler=scheduler,
                retry_failures=retry_failures,
                on_done=finished,
                on_start=started,
            )
    except KeyboardInterrupt:
        remark("pilotcity: interrupted; what was recorded is kept, the same command goes on from there")
        sys.stdout.flush()
        os._exit(_INTERRUPTED)  # the workers notice and leave, too
    failed = f", {swept.failed} failed (see pilotcity results {store} --failures)" if swept.failed else ""
    click.echo(f"{store}: {swept.done} of {swept.runs} runs done, {swept.new} of them now{failed}")
    if swept.interrupted:
        remark("pilotcity: interrupted; what is finished is kept, the same command goes on from there")
        raise click.exceptions.Exit(_INTERRUPTED)
