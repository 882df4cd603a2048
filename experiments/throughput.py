"""How fast sweeps are: the same study on one and two processes and on a Dask scheduler's workers, by real commands.

``python -m experiments.throughput`` sweeps one study several times, each by the command line a user types, and prints
(and writes to ``docs/throughput.md``) throughput, what the driver itself costs, memory over the sweep, the size of the
store and the time to read it. All exports must be equal, byte by byte. On a machine that does other work as well, trust
processor seconds more than wall seconds: both are given.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from experiments.archive import Archive
from experiments.digest import point_rows
from experiments.files import write_text
from experiments.show import remark, show_table
from experiments.tidy import read_results
from experiments.watching import ROOT, Sweep, cluster, swept
from sim.core.results import code_commit

PAGE = ROOT / "docs" / "throughput.md"
HEADER = ("what", "figure", "unit", "how", "aim")
AIM_TWO, AIM_DRIVER_PCT, AIM_DASK = 1.8, 5.0, 0.8

STUDY = """\
name = "throughput"
[base]
scenario = "huzhou"
households = {households}
end = {end}
[design]
kind = "latin_hypercube"
n = {points}
[design.levers]
"carbon_tax.level" = {{ low = 10, high = 200 }}
[replications]
seeds = {seeds}
"""


def measured(folder: Path, *, households: int, end: int, points: int, seeds: int) -> list[Sweep]:
    """Sweep one study in every way there is, after a sweep of two runs that compiles what is not compiled yet."""
    study = folder / "throughput.toml"
    sizes = {"households": households, "end": end, "seeds": seeds}
    study.write_text(STUDY.format(points=2, **(sizes | {"seeds": 1})), encoding="utf-8")
    remark("two runs first, so that everything is compiled")
    swept(study, "first", 2, ("--workers", 2), set())
    study.write_text(STUDY.format(points=points, **sizes), encoding="utf-8")
    found = []
    for workers, name in ((1, "one process"), (2, "two processes")):
        remark(f"{points * seeds} runs, {name}")
        found.append(swept(study, name, workers, ("--workers", workers), set()))
    if importlib.util.find_spec("distributed") is not None:
        with cluster(2) as (address, others):
            time.sleep(5.0)  # the workers' own start-up is no part of a sweep
            remark(f"{points * seeds} runs, two Dask workers")
            found.append(swept(study, "two Dask workers", 2, ("--scheduler", address), others))
    return found


Row = tuple[str, str, str, str, str]


def rows(found: list[Sweep], reading: tuple[float, float, float]) -> Iterator[Row]:
    """Yield every figure with its unit, how it was come by and what it should be."""
    for one in found:
        seen, runs = one.seen, one.runs
        how = f"{runs} runs in {seen.seconds:.0f} s, start-up included"
        yield f"{one.name}: throughput", f"{3600 * runs / seen.seconds:,.0f}", "runs/h", how, ""
        yield (
            f"{one.name}: steady throughput",
            f"{3600 / one.steady_seconds:,.0f}",
            "runs/h",
            "after the first chunk",
            "",
        )
        yield f"{one.name}: a run", f"{one.run_seconds / runs:.2f}", "s", "inside the worker, wall time", ""
        yield f"{one.name}: processor time", f"{seen.all_cpu() / runs:.2f}", "CPU s/run", "driver and workers", ""
        aim = f"< {AIM_DRIVER_PCT:.0f}" if one.workers > 1 else ""
        if aim:
            how = "of all processor time, after the first chunk"
            yield f"{one.name}: driver", f"{seen.driver_share():.1f}", "%", how, aim
        how = "worst large process, last quarter of the sweep against the second"
        yield f"{one.name}: memory", f"{seen.largest() / 1e9:.2f}", "GB", "largest process", ""
        yield f"{one.name}: memory growth", f"{seen.growth():+.1f}", "%", how, "flat"
    yield from _comparisons(found)
    size = found[0].size / found[0].runs
    plain, frame, peaks = reading
    yield "store", f"{size / 1e3:.1f}", "kB/run", "whole file", ""
    yield "store, 10^5 runs", f"{size * 1e5 / 1e9:.1f}", "GB", "in proportion", ""
    for what, seconds in (("yearly values", plain), ("a DataFrame", frame), ("peaks and outcomes by point", peaks)):
        yield f"reading {what}, 10^5 runs", f"{seconds * 1e5:,.0f}", "s", f"{1e3 * seconds:.2f} ms a run", ""
    hours = 1e6 * found[0].seen.all_cpu() / found[0].runs / 3600.0
    yield "10^6 runs", f"{hours:,.0f}", "CPU h", "in proportion", ""
    yield "10^6 runs, 256 processors", f"{hours / 256:,.1f}", "h", "in proportion, without the driver's limit", ""
    for one in found[1:]:
        seconds = one.seen.driver_share() / 100.0 * one.seen.all_cpu() / one.runs
        yield (
            f"{one.name}: most the driver could take in",
            f"{3600 / max(seconds, 1e-9):,.0f}",
            "runs/h",
            "its time",
            "",
        )


def _comparisons(found: list[Sweep]) -> Iterator[Row]:
    one, two, *others = found
    ratio = one.seen.seconds / two.seen.seconds
    yield "two processes over one", f"{ratio:.2f}", "times", "wall time, start-up included", f"≥ {AIM_TWO}"
    ratio = one.steady_seconds / two.steady_seconds
    yield "two processes over one, steady", f"{ratio:.2f}", "times", "wall time, after the first chunk", f"≥ {AIM_TWO}"
    ratio = 2.0 * one.seen.all_cpu() / two.seen.all_cpu()
    yield "two processes over one, by processor time", f"{ratio:.2f}", "times", "as on an idle machine", f"≥ {AIM_TWO}"
    for other in others:
        ratio = two.seen.seconds / other.seen.seconds
        yield (
            f"{other.name} over two processes",
            f"{ratio:.2f}",
            "times",
            "wall time, start-up included",
            f"≥ {AIM_DASK}",
        )
        ratio = two.steady_seconds / other.steady_seconds
        yield (
            f"{other.name} over two processes, steady",
            f"{ratio:.2f}",
            "times",
            "after the first chunk",
            f"≥ {AIM_DASK}",
        )
    same = len({sweep.export for sweep in found}) == 1
    yield "exports are equal, byte by byte", "yes" if same else "NO", "", f"{len(found)} engines", "yes"


def read_seconds(store: Path) -> tuple[float, float, float]:
    """Return the seconds a run takes to be read: as yearly values, as a DataFrame, as outcomes by point."""
    taken = []
    with Archive(store) as archive:
        study = archive.study()
        began = time.perf_counter()
        runs = sum(1 for _ in archive.runs(study))
        taken.append(time.perf_counter() - began)
    began = time.perf_counter()
    read_results(store)
    taken.append(time.perf_counter() - began)
    began = time.perf_counter()
    with Archive(store) as archive:
        point_rows(archive, archive.study())
    taken.append(time.perf_counter() - began)
    plain, frame, points = (seconds / runs for seconds in taken)
    return plain, frame, points


def page(found: list[Row], command: str, load: float) -> str:
    """Return the figures as a page of the documentation."""
    lines = [
        "# Throughput of sweeps",
        "",
        f"Written by `{command}` on {time.strftime('%Y-%m-%d')} at commit {code_commit()}: {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}; load average {load:.1f} before it began. The machine "
        "is shared: processor time says more than wall time. What the figures mean for a large study is in "
        "[experiments.md](experiments.md).",
        "",
        "| " + " | ".join(HEADER) + " |",
        "|---|---:|---|---|---|",
        *("| " + " | ".join(row) + " |" for row in found),
    ]
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--points", type=click.IntRange(2), default=10, show_default=True, help="Settings tried.")
@click.option("--seeds", type=click.IntRange(1), default=8, show_default=True, help="Seeds of each.")
@click.option("--households", type=click.IntRange(10), default=2000, show_default=True, help="Household agents.")
@click.option("--end", type=click.IntRange(2021, 2060), default=2060, show_default=True, help="Last year.")
@click.option("--write/--no-write", default=True, help=f"Whether to write docs/{PAGE.name}.")
def main(points: int, seeds: int, households: int, end: int, write: bool) -> None:
    """Measure how fast sweeps are, on one and two processes and through a Dask scheduler."""
    if not Path("/proc/self/stat").exists():
        raise click.UsageError("processes are watched in /proc, which this system does not have")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="pilotcity-throughput-") as name:
        folder = Path(name)
        found = measured(folder, households=households, end=end, points=points, seeds=seeds)
        table = list(rows(found, read_seconds(folder / "two-processes.db")))
    show_table(HEADER, table)
    if write:
        sizes = f"--points {points} --seeds {seeds} --households {households} --end {end}"
        click.echo(write_text(PAGE, page(table, f"python -m experiments.throughput {sizes}", load)))


if __name__ == "__main__":
    main()
