"""How fast the city is: ``make bench`` measures it, prints it and writes ``docs/benchmarks.md``.

Every figure comes from a process of its own: ``bench_probe`` runs the compiled city, ``mesa_objects`` lets the same
rules run uncompiled over Mesa objects (its page says what is timed there and what is not). Nothing here can fail for
being slow: times depend on the machine, ratios less so, and both are only reported beside their targets.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from experiments.files import write_text
from experiments.show import remark, show_table
from sim.core.results import code_commit

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
REFERENCE = "huzhou"
SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
MONTHS_TIMED = 24
MONTHS_TO_2060 = 41 * 12
OBJECT_HOUSEHOLDS, OBJECT_FIRMS, OBJECT_MONTHS = 500, 100, 12
TARGET_RUN_CPU_S = 0.5
TARGET_MILLION_S, TARGET_MILLION_GB = 60, 1.5
TARGET_TIMES = 100


@dataclass(frozen=True)
class Measure:
    """One measured figure, beside what is aimed at."""

    name: str
    value: float
    unit: str
    note: str = ""
    target: str = ""

    def row(self) -> tuple[str, str, str, str, str]:
        """Return the figure as a table's row."""
        return self.name, _number(self.value), self.unit, self.target, self.note


HEADER = ("measure", "value", "unit", "target", "of what")


def _number(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def measures(*, full: bool = False) -> Iterator[Measure]:
    """Yield every figure as soon as it is measured.

    Parameters
    ----------
    full : bool
        Whether a million household agents are timed as well.
    """
    with tempfile.TemporaryDirectory(prefix="pilotcity-bench-") as folder:
        kernels = {"NUMBA_CACHE_DIR": folder}
        cold = probe("bench_probe", kernels, "--city", REFERENCE)
        yield whole_process("whole run, nothing compiled yet", cold)
        warm = probe("bench_probe", kernels, "--city", REFERENCE, "--runs", "2")
        yield from reference(warm)
        for households in (*SIZES, MILLION) if full else SIZES:
            size = ("--households", str(households), "--months", str(MONTHS_TIMED))
            yield from by_size(households, probe("bench_probe", kernels, "--city", REFERENCE, *size))
        yield from memory(warm)
        sizes = ("--households", str(OBJECT_HOUSEHOLDS), "--firms", str(OBJECT_FIRMS), "--months", str(OBJECT_MONTHS))
        objects = probe("mesa_objects", kernels, "--city", REFERENCE, *sizes)
        yield from over_objects(objects, warm["runs"][-1])
        yield from phases(warm["runs"][-1])


def probe(module: str, environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    """Run one of the measuring programs in a process of its own and return what it found."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore", "-m", f"experiments.{module}", *arguments],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def whole_process(name: str, found: dict[str, Any]) -> Measure:
    """Return the processor time of a process from its start to the end of its first run."""
    run = found["runs"][0]
    parts = found["start_python"] + found["imports"], run["build"] + run["first_month"], run["later_months"]
    note = "Python and imports {:.2f}, building and first month {:.2f}, later months {:.2f}".format(*parts)
    return Measure(name, sum(parts), "CPU s", note)


def reference(found: dict[str, Any]) -> Iterator[Measure]:
    """Yield the processor time of the reference city: from the kernels on disk, and once they are in memory."""
    yield whole_process("whole run in a new process, kernels on disk", found)
    run = found["runs"][-1]
    seconds = run["build"] + run["first_month"] + run["later_months"]
    sizes = f"{run['households']:,} households, {run['firms']:,} firms"
    note = f"{REFERENCE}, {run['start']} to {run['end']} by month, {sizes} at the end; building {run['build']:.2f}"
    yield Measure("whole run once warm", seconds, "CPU s", note, f"≤ {TARGET_RUN_CPU_S}")


def by_size(households: int, found: dict[str, Any]) -> Iterator[Measure]:
    """Yield what a number of household agents costs: building, a household-month, memory."""
    run, name = found["runs"][0], f"{households:,} households"
    is_million = households == MILLION
    agent_months = run["months"] * households
    note = f"CPU; all phases, all agents, {run['months']} months"
    yield Measure(f"{name}: a month", 1e9 * run["later_months"] / agent_months, "ns/household", note)
    yield Measure(f"{name}: building", run["build_wall"] + run["first_month_wall"], "s", "first month included")
    month = run["later_months_wall"] / run["months"]
    whole = run["build_wall"] + run["first_month_wall"] + (MONTHS_TO_2060 - 1) * month
    note = f"building and {MONTHS_TO_2060} months, from the {run['months']} months timed"
    target = f"≤ {TARGET_MILLION_S} on two cores" if is_million else ""
    yield Measure(f"{name}: a whole run", whole, "s", note, target)
    target = f"≤ {TARGET_MILLION_GB}" if is_million else ""
    yield Measure(f"{name}: peak memory", found["memory_peak"] / 1e9, "GB", "the whole process", target)


def memory(found: dict[str, Any]) -> Iterator[Measure]:
    """Yield the memory of an agent."""
    for name in ("household", "firm"):
        yield Measure(f"memory of a {name}", found["runs"][-1][f"bytes_per_{name}"], "bytes", "columns of one agent")


def over_objects(objects: dict[str, Any], run: dict[str, Any]) -> Iterator[Measure]:
    """Yield what an agent's month costs compiled over columns and uncompiled over Mesa objects."""
    for kind, plural in (("household", "households"), ("firm", "firms")):
        compiled = 1e6 * run[f"{kind}_calls"] / run["months"] / run[plural]
        plain = objects["microseconds_per_agent_month"][kind]
        count = objects["agents"][kind]
        rules = ", ".join(objects["rules"][kind])
        yield Measure(
            f"a {kind}'s month, compiled", compiled, "us", f"all phases of {plural}, {run[plural]:,} {plural}"
        )
        yield Measure(f"a {kind}'s month, Mesa objects", plain, "us", f"{count:,} {plural}; {rules}")
        yield Measure(
            f"{plural}: Mesa objects over compiled", plain / compiled, "times", "the same rules", f"≥ {TARGET_TIMES}"
        )


def phases(run: dict[str, Any]) -> Iterator[Measure]:
    """Yield the processor time of every phase of the reference city's month."""
    for number, (name, seconds) in enumerate(run["phases"].items(), start=1):
        yield Measure(f"phase {number}: {name}", 1e6 * seconds / run["months"], "CPU us/month", "whole run once warm")


def page(found: list[Measure]) -> str:
    """Return the figures as a page of the documentation."""
    packages = ", ".join(f"{title} {version(name)}" for title, name in _PACKAGES)
    lines = [
        "# Benchmarks",
        "",
        f"Measured by `make bench` on {time.strftime('%Y-%m-%d')} at commit {code_commit()}: {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}, {packages}. Times depend on the machine and on "
        "what else it does; nothing in the test suite depends on them.",
        "",
        "| " + " | ".join(HEADER) + " |",
        "|---|---:|---|---|---|",
        *("| " + " | ".join(measure.row()) + " |" for measure in found),
        "",
        "**Mesa objects** are `mesa.Agent`s with their state in attributes, stepped by `AgentSet.shuffle_do`, running the",
        "source of the city's own kernels as plain Python; they give the same numbers (a test). Timed there: the rules",
        "named in the table, and Mesa's stepping. Not timed there: sums, price tables, purchases, entry and exit, and",
        "carrying values to and from the objects. The compiled figure has all of that in it except the last, so the ratio",
        "errs on the side of the objects. Keyed draws and tables held in NumPy arrays are slow in plain Python; they are",
        "part of the rules and left as they are. Code: `experiments/mesa_objects.py`.",
    ]
    return "\n".join(lines) + "\n"


_PACKAGES = (("NumPy", "numpy"), ("Numba", "numba"), ("Mesa", "mesa"))


@click.command()
@click.option("--full", is_flag=True, help="Time a million household agents as well.")
@click.option("--write/--no-write", default=True, help=f"Whether to write docs/{PAGE.name}.")
def main(full: bool, write: bool) -> None:
    """Measure how fast the city is."""
    found = []
    for measure in measures(full=full):
        remark(f"{measure.name}: {_number(measure.value)} {measure.unit}")
        found.append(measure)
    show_table(HEADER, [measure.row() for measure in found])
    if write:
        click.echo(write_text(PAGE, page(found)))


if __name__ == "__main__":
    main()
