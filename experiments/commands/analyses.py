"""Analyses of a stored study as ``pilotcity results`` shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.analysis.convergence import convergence, convergence_figure
from experiments.analysis.discovery import discover, discovery_figure, not_peaked_by
from experiments.analysis.measures import NAMES, measured
from experiments.analysis.points import paired_points, peaks_by_point
from experiments.archive import Archive, StudyInfo
from experiments.files import open_folder, to_json
from experiments.pictures import fonts, write_picture
from experiments.scenario import Scenario
from experiments.show import remark, show_rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def show_analyses(
    archive: Archive,
    study: StudyInfo,
    *,
    peaks: bool,
    paired: bool,
    unpeaked_by: int | None,
    converge: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Print the analyses asked for, as tables or as one JSON document, and draw those that have a picture."""
    folder = open_folder(out) if out is not None else None
    document: dict[str, Any] = {}
    if peaks:
        document["peaks"] = peaks_by_point(archive, study)
    if paired or converge or unpeaked_by is not None:
        frame = measured(archive, study, Scenario(archive.base(study)))
        if paired:
            document["paired"] = paired_points(frame)
        if unpeaked_by is not None:
            failed = not_peaked_by(frame, unpeaked_by)
            found = discover(frame, failed)
            document["unpeaked_by"] = {"year": unpeaked_by, **found}
            if folder is not None:
                _draw(
                    discovery_figure(frame, failed, found, f"no peak by {unpeaked_by}"),
                    folder,
                    f"unpeaked_by_{unpeaked_by}",
                )
        if converge:
            first = frame[frame["point"] == frame["point"].min()]
            document["convergence"] = {name: convergence(first[name].to_numpy(dtype=float)) for name in NAMES}
            if folder is not None:
                drawn = {name: first[name].to_numpy(dtype=float) for name in NAMES if first[name].nunique() > 1}
                _draw(convergence_figure(drawn), folder, "convergence")
    if as_json:
        click.echo(to_json(document))
        return
    for name, found in document.items():
        _SHOWN[name](found)


def _draw(figure: Figure, folder: Path, name: str) -> None:
    with fonts():
        write_picture(figure, folder, name)
    remark(f"{folder}: {name}.png, {name}.svg")


def _show_peaks(found: list[dict[str, Any]]) -> None:
    rows = [
        {"point": row["point"], **row["settings"], "runs": row["runs"], "censored": row["censored"],
         **{f"by {year}": share for year, share in row["peak"]["probability_by"].items()},
         "median": row["peak"]["year"]["p50"]}
        for row in found
    ]  # fmt: skip
    click.echo("share of runs that have peaked by a year (– where the runs cannot tell):")
    show_rows(rows, as_json=False)


def _show_paired(found: dict[int, dict[str, Any]]) -> None:
    for point, effects in found.items():
        click.echo(f"point {point} against point 0, on common luck:")
        columns = ("mean", "low", "high", "variance_reduction")
        show_rows(
            [{"outcome": name, **{c: effect[c] for c in columns}} for name, effect in effects.items()], as_json=False
        )


def _show_discovery(found: dict[str, Any]) -> None:
    click.echo(
        f"{found['failures']} of {found['runs']} runs have not peaked by {found['year']}; "
        f"the box holds {found['coverage']:.0%} of them, {found['density']:.0%} of its runs are such"
    )
    if found["box"]:
        show_rows(found["box"], as_json=False, columns=dict.fromkeys(key for row in found["box"] for key in row))


def _show_convergence(found: dict[str, dict[str, Any]]) -> None:
    click.echo("95 % half-widths, and the runs that would bring them to 1 % of the mean:")
    show_rows([{"outcome": name, **row} for name, row in found.items()], as_json=False)


_SHOWN: dict[str, Callable[[Any], None]] = {
    "peaks": _show_peaks, "paired": _show_paired, "unpeaked_by": _show_discovery, "convergence": _show_convergence,
}  # fmt: skip
