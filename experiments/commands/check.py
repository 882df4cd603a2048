"""``pilotcity check``: validates scenario, plan and study files without running them."""

from __future__ import annotations

from pathlib import Path

import click

from sim.core.errors import InputError


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Check scenario, plan and study FILEs: say of each what it is, or the first thing wrong with it."""
    from experiments.checking import check_file

    wrong = 0
    for path in files:
        try:
            kind, summary = check_file(path)
        except InputError as error:
            wrong += 1
            click.echo(f"pilotcity: {error.line()}", err=True)
        else:
            click.echo(f"{path}: a valid {kind} ({summary})")
    if wrong:
        raise click.exceptions.Exit(2)
