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
AFTER = "after the first chunk"
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


def rows(found: list[Sweep]) -> Iterator[Row]:
    """Yield every figure with its unit, how it was come by and what it should be."""
    for one in found:
        seen, runs, name = one.seen, one.runs, one.name
        how = f"wall time: {runs} runs in {seen.seconds:.0f} s, start-up included"
        yield f"{name}: throughput", f"{3600 * runs / seen.seconds:,.0f}", "runs/h", how, ""
        yield f"{name}: steady throughput", f"{3600 / one.steady_seconds:,.0f}", "runs/h", f"wall time, {AFTER}", ""
        yield f"{name}: processor time", f"{one.cpu_per_run():.2f}", "CPU s/run", "driver and workers", ""
        busy = 100.0 * one.run_seconds / (one.workers * seen.seconds)
        yield f"{name}: busy", f"{busy:.0f}", "%", "share of the workers' wall time spent in runs", ""
        if one.workers > 1:
            how, aim = f"of all processor time, {AFTER}", f"< {AIM_DRIVER_PCT:.0f}"
            yield f"{name}: driver", f"{seen.driver_share():.1f}", "%", how, aim
        yield f"{name}: memory", f"{seen.largest() / 1e9:.2f}", "GB", "largest process, at most", ""
        how = "worst large process, last quarter of the sweep against the second"
        yield f"{name}: memory growth", f"{seen.growth():+.1f}", "%", how, "flat"
    yield from _comparisons(found)


def _comparisons(found: list[Sweep]) -> Iterator[Row]:
    one, two, *others = found
    for faster, slower, times, aim in [(two, one, 2.0, AIM_TWO), *((other, two, 1.0, AIM_DASK) for other in others)]:
        what = f"{faster.name} over {slower.name}"
        ratio = slower.seen.seconds / faster.seen.seconds
        yield what, f"{ratio:.2f}", "times", "wall time, start-up included", f"≥ {aim}"
        ratio = slower.steady_seconds / faster.steady_seconds
        yield f"{what}, steady", f"{ratio:.2f}", "times", f"wall time, {AFTER}", f"≥ {aim}"
        ratio = times * slower.cpu_per_run() / faster.cpu_per_run()
        yield f"{what}, by processor time", f"{ratio:.2f}", "times", "as it would be on an idle machine", f"≥ {aim}"
    same = len({sweep.export for sweep in found}) == 1
    yield "exports are equal, byte by byte", "yes" if same else "NO", "", f"{len(found)} engines", "yes"


def million(found: list[Sweep], reading: tuple[float, float, float]) -> list[str]:
    """Return what many runs take, in proportion to what was measured, as lines of a page."""
    last = found[-1]
    cpu, size = last.cpu_per_run(), last.size / last.runs
    driver = cpu * last.seen.driver_share() / 100.0
    plain, frame, points = reading

    def line(what: str, per_run: float, unit: str, digits: int = 0) -> str:
        return f"| {what}, {unit} | " + " | ".join(f"{per_run * n:,.{digits}f}" for n in (1e5, 1e6)) + " |"

    keeps = (cpu - driver) / driver
    return [
        "## A million runs",
        "",
        f"In proportion to the {last.runs} runs of {last.name} above, on processors like these:",
        "",
        "| | 10^5 runs | 10^6 runs |",
        "|---|---:|---:|",
        line("processor time", cpu / 3600, "h"),
        *(line(f"wall time on {n} processors", cpu / 3600 / n, "h", 1) for n in (2, 64, 256, 1024)),
        line("the driver's own processor time", driver / 3600, "h", 1),
        line("store", size / 1e9, "GB", 1),
        line("reading every run's packed yearly values", plain / 60, "min", 1),
        line("reading outcomes by point (`pilotcity results`)", points / 60, "min", 1),
        line("reading everything as DataFrames, part by part", frame / 60, "min", 1),
        "",
        f"One driver keeps about {keeps:,.0f} processors busy. So a large study is cut into studies of 10^5 runs or fewer, by",
        "seeds (`first_seed`): each with its own store, driver and Dask scheduler with at most that many workers. Nothing has to",
        "be merged: seeds do not overlap, every store exports to Parquet, and a killed part is started again by the same command.",
    ]


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


def page(table: list[Row], outlook: list[str], command: str, load: float) -> str:
    """Return the figures as a page of the documentation."""
    lines = [
        "# Throughput of sweeps",
        "",
        f"Written by `{command}` on {time.strftime('%Y-%m-%d')} at commit {code_commit()}: {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}; load average {load:.1f} before it began. The machine "
        "is shared: processor time says more than wall time.",
        "",
        "| " + " | ".join(HEADER) + " |",
        "|---|---:|---|---|---|",
        *("| " + " | ".join(row) + " |" for row in table),
        "",
        *outlook,
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
        table, outlook = list(rows(found)), million(found, read_seconds(folder / "two-processes.db"))
    show_table(HEADER, table)
    if write:
        sizes = f"--points {points} --seeds {seeds} --households {households} --end {end}"
        click.echo(write_text(PAGE, page(table, outlook, f"python -m experiments.throughput {sizes}", load)))


if __name__ == "__main__":
    main()
