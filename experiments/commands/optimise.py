"""``pilotcity optimise``: a search for plans that nobody beats on every objective at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from experiments.commands.options import JSON_OPTION
from experiments.commands.running import RESULTS, engine_options, sweeper

if TYPE_CHECKING:
    from experiments.analysis.search import Robust


@click.command("optimise")
@click.argument("study_file", metavar="STUDY.toml", type=click.Path(path_type=Path))
@engine_options
@click.option("--objective", "objectives", multiple=True, metavar="NAME", help="Outcomes to make better; may repeat.")
@click.option("--population", type=click.IntRange(4, 10_000), default=16, show_default=True, help="Plans at a time.")
@click.option("--generations", type=click.IntRange(1, 10_000), default=10, show_default=True, help="Generations.")
@click.option(
    "--robust", type=click.Choice(("mean", "worst")), default="mean", show_default=True, help="Over the futures."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for front.csv, picture and plans.")
@JSON_OPTION
def command(
    study_file: Path,
    db: Path | None,
    workers: int | None,
    scheduler: str | None,
    objectives: tuple[str, ...],
    population: int,
    generations: int,
    robust: Robust,
    out: Path | None,
    as_json: bool,
) -> None:
    """Search the levers of STUDY.toml for plans that peak low, cost little, spare the poorest and keep the lights on.

    Every plan tried meets the study's futures and seeds. The same command goes on where an earlier one stopped; more
    generations go on from those there are.
    """
    from experiments.analysis.search import OBJECTIVES, front_figure, plan_of, search
    from experiments.files import open_folder, to_json, write_csv, write_text
    from experiments.pictures import fonts, write_picture
    from experiments.show import remark, rounded, show_rows
    from experiments.study import LEVERS, Study

    study = Study.load(study_file)
    folder = open_folder(out) if out is not None else None
    found = search(
        study,
        db if db is not None else RESULTS / f"{study.name}.db",
        objectives=objectives or OBJECTIVES,
        population=population,
        generations=generations,
        robust=robust,
        run=sweeper(workers, scheduler),
    )
    rows = [
        {"plan": f"{study.name}-{number:02d}", **one.settings, **one.objectives}
        for number, one in enumerate(found.front, 1)
    ]
    if folder is not None and rows:
        for row, one in zip(rows, found.front, strict=True):
            write_text(folder / f"{row['plan']}.toml", plan_of(study, one, row["plan"]).to_toml())
        write_csv(folder / "front.csv", list(rows[0]), [list(row.values()) for row in rows])
        with fonts():
            write_picture(front_figure(found), folder, "front")
        remark(f"{folder}: front.csv, front.png, front.svg and {len(rows)} plans")
    if as_json:
        click.echo(to_json({"front": rows, "tried": len(found.tried), "runs": found.runs}))
        return
    click.echo(f"{len(found.tried)} plans tried in {found.runs} runs; {len(rows)} of them nobody beats:")
    shown = [{name.removeprefix(LEVERS): value for name, value in row.items()} for row in rows]
    show_rows([rounded(row, 4) for row in shown], as_json=False)
