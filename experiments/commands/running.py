"""What commands that sweep have in common: options, progress, remarks on what the store had before."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from experiments.commands.options import MOST_WORKERS
from sim.core.errors import InputError

if TYPE_CHECKING:
    from experiments.sheets import RunSheet
    from experiments.study import Study
    from experiments.sweep import Swept

Command = TypeVar("Command", bound=Callable[..., Any])
RESULTS = Path("results")
INTERRUPTED = 130


def engine_options(command: Command) -> Command:
    """Add the options that say where runs are done and where they are kept."""
    for decorate in reversed(
        (
            click.option(
                "--db", type=click.Path(path_type=Path), metavar="FILE", help="The store; results/NAME.db by default."
            ),
            click.option(
                "--workers", type=click.IntRange(1, MOST_WORKERS), help="Processes; all processors by default."
            ),
            click.option("--scheduler", metavar="tcp://HOST:PORT", help="Use the workers of a Dask scheduler instead."),
        )
    ):
        command = decorate(command)
    return command


def sweeper(
    workers: int | None, scheduler: str | None, *, retry_failures: bool = False
) -> Callable[[Study | RunSheet, str | Path], Swept]:
    """Return ``sweep`` with an engine chosen, progress shown, and what the store had before remarked on.

    Raises
    ------
    InputError
        When both processes and a scheduler are asked for.
    """
    if workers is not None and scheduler is not None:
        raise InputError("the scheduler has workers of its own", where="--workers", given=workers, allowed="either")
    if scheduler is None:
        from experiments.warm_up import compile_if_cold

        compile_if_cold()

    def run(asked: Study | RunSheet, store: str | Path) -> Swept:
        return _shown(asked, store, workers=workers, scheduler=scheduler, retry_failures=retry_failures)

    return run


def _shown(asked: Study | RunSheet, store: str | Path, **options: Any) -> Swept:
    from experiments.progress import progress
    from experiments.show import remark
    from experiments.sweep import sweep

    before = 0

    def started(swept: Swept) -> None:
        nonlocal before
        before = swept.done
        if swept.changed == "study":
            remark(f"the store's study '{asked.name}' was another one; runs both ask for are kept")
        if swept.changed == "code":
            remark("the model has changed since; earlier runs stay in the store but are no part of the study now")
        if before:
            remark(f"{before} of {swept.runs} runs are there already")

    try:
        with progress(f"sweep {asked.name}") as advance:

            def finished(done: int, runs: int) -> None:
                advance((done - before) / max(runs - before, 1))

            return sweep(asked, store, on_done=finished, on_start=started, **options)
    except KeyboardInterrupt:
        remark("pilotcity: interrupted; what was recorded is kept, the same command goes on from there")
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # the workers notice and leave, too
