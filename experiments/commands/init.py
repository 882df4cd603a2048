"""``pilotcity init``: a starter scenario for one's own city."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write a starter scenario and plan into DIR from a dozen numbers of one's own city."""
