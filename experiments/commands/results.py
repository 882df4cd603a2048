"""``pilotcity results``: what a store holds, as a list, CSV or Parquet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from experiments.commands.options import JSON_OPTION
from sim.core.errors import InputError

if TYPE_CHECKING:
    from experiments.archive import Archive
    from experiments.tidy import Tidy

_STANDARD_OUTPUT = Path("-")
_MOST_ROWS = 40


@click.command("results")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--study", default="", metavar="NAME", help="Which study, when the store holds several.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), metavar="F", help="Write tidy CSV; - prints it.")
@click.option("--parquet", type=click.Path(path_type=Path), metavar="F", help="Write Parquet (extra 'parquet').")
@click.option("--where", multiple=True, metavar="CONDITION", help="Such as 'year >= 2030'; may repeat, all must hold.")
@click.option("--failures", is_flag=True, help="List the runs that failed, and why.")
@click.option("--peaks", is_flag=True, help="P(peak by year) of every point; runs without a peak count as censored.")
@click.option("--paired", is_flag=True, help="Effects of every point against the first, on common luck.")
@click.option("--unpeaked-by", type=int, metavar="YEAR", help="Say in which settings runs fail to peak by YEAR (PRIM).")
@click.option("--converge", is_flag=True, help="Say how many runs are enough for the first point's outcomes.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for pictures of the analyses.")
@click.option("--check", is_flag=True, help="Check the whole file for damage first.")
@JSON_OPTION
def command(
    file: Path,
    study: str,
    csv_file: Path | None,
    parquet: Path | None,
    where: tuple[str, ...],
    failures: bool,
    peaks: bool,
    paired: bool,
    unpeaked_by: int | None,
    converge: bool,
    out: Path | None,
    check: bool,
    as_json: bool,
) -> None:
    """List what the store FILE holds, analyse a study, or export its yearly rows.

    Rows are ordered by run id and year and hold no wall times: equal sweeps export equal files.
    """
    from experiments.archive import Archive, check_intact
    from experiments.show import remark
    from experiments.tidy import Tidy, written_whole

    if out is not None and not converge and unpeaked_by is None:
        drawn = "--converge or --unpeaked-by beside it"
        raise InputError("nothing to draw", where="--out", given=str(out), allowed=drawn)
    if check:
        check_intact(file)
    with Archive(file) as archive:
        if failures:
            _list_failures(archive, study, as_json=as_json)
            return
        if peaks or paired or converge or unpeaked_by is not None:
            from experiments.commands.analyses import show_analyses

            show_analyses(
                archive, archive.study(study), peaks=peaks, paired=paired, unpeaked_by=unpeaked_by, converge=converge,
                out=out, as_json=as_json,
            )  # fmt: skip
            return
        if csv_file is None and parquet is None and not where:
            _list_studies(archive, study, as_json=as_json)
            return
        tidy = Tidy(archive, archive.study(study), where)
        if parquet is not None:
            remark(f"{parquet}: {written_whole(parquet, tidy.write_parquet, '--parquet')} rows")
        if csv_file is not None and csv_file != _STANDARD_OUTPUT:
            remark(f"{csv_file}: {written_whole(csv_file, lambda path: _write_csv(tidy, path), '--csv')} rows")
        elif parquet is None or csv_file is not None:
            tidy.write_csv(sys.stdout)


def _write_csv(tidy: Tidy, path: Path) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        return tidy.write_csv(file)


def _list_failures(archive: Archive, study: str, *, as_json: bool) -> None:
    from experiments.show import show_rows

    found = archive.failures(archive.study(study))
    if as_json or found:
        show_rows(found, as_json=as_json, columns=("run", "seed", "settings", "kind", "message"))
    else:
        click.echo("no run has failed")


def _list_studies(archive: Archive, name: str, *, as_json: bool) -> None:
    from experiments.digest import point_rows
    from experiments.files import to_json
    from experiments.show import show_rows

    chosen = [archive.study(name)] if name else archive.studies()
    if as_json:
        click.echo(to_json([_described(archive, one.name) for one in chosen]))
        return
    if not chosen:
        click.echo("the store is empty")
    for study in chosen:
        failed = f", {study.failed} failed" if study.failed else ""
        click.echo(f"{study.name}: {study.done} of {study.planned} runs done{failed}, model {study.code}")
        if study.done > study.failed:
            rows = point_rows(archive, study)
            show_rows(rows[:_MOST_ROWS], as_json=False)
            if len(rows) > _MOST_ROWS:
                click.echo(f"{len(rows) - _MOST_ROWS} points more: --json lists all, --csv exports their years")


def _described(archive: Archive, name: str) -> dict[str, object]:
    from experiments.digest import point_rows

    study = archive.study(name)
    return {
        "name": study.name,
        "code": study.code,
        "planned": study.planned,
        "done": study.done,
        "failed": study.failed,
        "seconds": study.seconds,
        "points": point_rows(archive, study),
        "manifests": archive.manifests(study),
    }
