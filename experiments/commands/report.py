"""``pilotcity report``: the report of a result folder, made again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report")
@click.argument("folder", metavar="RESULT_DIR", type=click.Path(path_type=Path))
@click.option("--pdf", is_flag=True, help="Write a PDF (needs the extra 'pdf').")
@click.option("--lang", default="en", show_default=True, help="Language: en or zh.")
def command(folder: Path, pdf: bool, lang: str) -> None:
    """Write the report of a result folder again, from its result.json alone."""
    from experiments.report import write_report

    click.echo(write_report(folder, lang, pdf=pdf))
