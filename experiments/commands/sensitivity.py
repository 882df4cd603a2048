"""``pilotcity sensitivity``: which levers and uncertainties decide, by Sobol and Morris indices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.options import JSON_OPTION
from experiments.commands.running import RESULTS, engine_options, sweeper
from sim.core.errors import InputError

if TYPE_CHECKING:
    from experiments.analysis.sensitivity import Method

_LARGEST = 1 << 16


@click.command("sensitivity")
@click.argument("study_file", metavar="STUDY.toml", type=click.Path(path_type=Path))
@engine_options
@click.option(
    "--method", type=click.Choice(("both", "sobol", "morris")), default="both", show_default=True, help="Indices."
)
@click.option("--n", "size", type=click.IntRange(4, _LARGEST), default=64, show_default=True, help="Sobol base sample.")
@click.option(
    "--trajectories", type=click.IntRange(2, _LARGEST), default=10, show_default=True, help="Morris trajectories."
)
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="Outcomes to explain; may repeat.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for tables and pictures.")
@JSON_OPTION
def command(
    study_file: Path,
    db: Path | None,
    workers: int | None,
    scheduler: str | None,
    method: str,
    size: int,
    trajectories: int,
    outcomes: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    """Say which of STUDY.toml's levers and uncertainties decide when, how high and at what cost emissions peak.

    Sobol takes N x (factors + 2) runs for every seed, Morris TRAJECTORIES x (factors + 1). The same command goes on
    where an earlier one stopped.
    """
    from experiments.analysis.labels import outcome_label, outcome_unit
    from experiments.analysis.measures import check_outcomes
    from experiments.analysis.sensitivity import OUTCOMES, sensitivity
    from experiments.files import open_folder, to_json
    from experiments.show import rounded, show_rows
    from experiments.study import Study

    if size & (size - 1):
        raise InputError("a Sobol sample is balanced for powers of two only", where="--n", given=size, allowed="64")
    chosen = check_outcomes(outcomes, "--outcome") or OUTCOMES
    study = Study.load(study_file)
    folder = open_folder(out) if out is not None else None
    store = db if db is not None else RESULTS / f"{study.name}.db"
    run = sweeper(workers, scheduler)
    sizes: dict[Method, int] = {"sobol": size, "morris": trajectories}
    found = {
        name: sensitivity(study, store, method=name, n=n, outcomes=chosen, run=run)
        for name, n in sizes.items()
        if method in ("both", name)
    }
    if folder is not None:
        _write(folder, found)
    if as_json:
        click.echo(to_json(found))
        return
    for name, by_outcome in found.items():
        for outcome, rows in by_outcome.items():
            unit = (
                "shares of the variance"
                if name == "sobol"
                else f"change over a factor's range, {outcome_unit(outcome)}"
            )
            click.echo(f"{outcome_label(outcome).partition(' (')[0]}: {name.capitalize()}, {unit}")
            first = "total" if name == "sobol" else "mu_star"
            show_rows([rounded(row) for row in sorted(rows, key=lambda row: -(row[first] or 0.0))], as_json=False)


def _write(folder: Path, found: dict[Method, dict[str, list[dict[str, Any]]]]) -> None:
    from experiments.analysis.sensitivity import sensitivity_figure
    from experiments.files import write_csv
    from experiments.pictures import fonts, write_picture
    from experiments.show import remark

    for name, by_outcome in found.items():
        rows = [{"outcome": outcome, **row} for outcome, of in by_outcome.items() for row in of]
        write_csv(folder / f"{name}.csv", list(rows[0]), [list(row.values()) for row in rows])
        with fonts():
            write_picture(sensitivity_figure(name, by_outcome), folder, name)
        remark(f"{folder}: {name}.csv, {name}.png, {name}.svg")
