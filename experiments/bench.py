"""How fast the city is: ``make bench`` prints it, ``python -m experiments.bench --write`` documents it.

Nothing here can fail for being slow: times depend on the machine, ratios less so, and both are only reported.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from experiments.files import write_text
from experiments.scenario import Scenario
from experiments.show import remark, show_table
from sim.city import CityModel
from sim.core.results import code_commit

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
REFERENCE = "huzhou"
SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
MONTHS_TIMED = 24
SMALL_HOUSEHOLDS, SMALL_FIRMS = 300, 60

_ONE_YEAR = """
import time
began = time.perf_counter()
from experiments.scenario import Scenario
from sim.city import CityModel
scenario = Scenario.load("{city}").with_set("population.households={households}", "population.firms={firms}")
config = scenario.config.replaced(end=scenario.config.start)
model = CityModel(config, rng=0)
model.step()
ready = time.perf_counter()
while model.running:
    model.step()
print(ready - began, (time.perf_counter() - ready) / 11)
"""


@dataclass(frozen=True)
class Measure:
    """One measured figure."""

    name: str
    value: float
    unit: str
    note: str = ""

    def row(self) -> tuple[str, str, str, str]:
        """Return the figure as a table's row."""
        return self.name, f"{self.value:,.3g}" if abs(self.value) < 1000 else f"{self.value:,.0f}", self.unit, self.note


def measures(*, million: bool = False) -> Iterator[Measure]:
    """Yield every figure as soon as it is measured.

    Parameters
    ----------
    million : bool
        Whether a million household agents are timed as well.
    """
    yield from starts()
    yield from reference_run()
    for households in (*SIZES, MILLION) if million else SIZES:
        yield per_household(households)
    yield from uncompiled()


def starts() -> Iterator[Measure]:
    """Yield the time from a new process to the end of the first month: nothing compiled yet, and from the cache."""
    with tempfile.TemporaryDirectory(prefix="pilotcity-bench-") as folder:
        environment = {"NUMBA_CACHE_DIR": folder}
        for name in ("first start", "later starts"):
            ready, _ = one_year(environment, 1000, 100)
            yield Measure(name, ready, "s", "new process to the end of its first month, 1,000 households")


def one_year(environment: dict[str, str], households: int, firms: int) -> tuple[float, float]:
    """Simulate a year in a process of its own; return seconds to the end of the first month, and per later month."""
    code = _ONE_YEAR.format(city=REFERENCE, households=households, firms=firms)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore", "-c", code],
        env={**os.environ, **environment},
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    ready, month = done.stdout.split()
    return float(ready), float(month)


def reference_run() -> Iterator[Measure]:
    """Yield the processor time of the reference city's whole run, by phase, and the memory of an agent."""
    model = CityModel(Scenario.load(REFERENCE).config, rng=0)
    model.step()
    began = time.process_time()
    model.run()
    config = model.config
    sizes = f"{config.population.households:,} households, {config.population.firms:,} firms"
    note = f"{REFERENCE}, {config.start} to {config.end}, {sizes}"
    yield Measure("a whole run", time.process_time() - began, "CPU s", note)
    for name, table in (("household", model.state.households), ("firm", model.state.firms)):
        yield Measure(f"memory of a {name}", table.bytes_per_row(), "bytes", "columns of one agent")
    for row in model.schedule.table():
        yield Measure(f"phase {row['number']}: {row['name']}", row["microseconds_per_month"], "us/month", "of that run")


def per_household(households: int) -> Measure:
    """Return the time of a month, all phases and all kinds of agents, per household agent."""
    config = Scenario.load(REFERENCE).with_(households=households).config
    model = CityModel(config.replaced(end=config.start + MONTHS_TIMED // 12), rng=0)
    model.step()
    began = time.perf_counter()
    for _ in range(MONTHS_TIMED):
        model.step()
    nanoseconds = 1e9 * (time.perf_counter() - began) / MONTHS_TIMED / households
    return Measure(f"a month, {households:,} households", nanoseconds, "ns/household", "all phases, all agents")


def uncompiled() -> Iterator[Measure]:
    """Yield how much slower the same rules are when Python runs them agent by agent."""
    _, compiled = one_year({}, SMALL_HOUSEHOLDS, SMALL_FIRMS)
    _, plain = one_year({"NUMBA_DISABLE_JIT": "1"}, SMALL_HOUSEHOLDS, SMALL_FIRMS)
    note = f"{SMALL_HOUSEHOLDS} households, {SMALL_FIRMS} firms"
    yield Measure("a month, compiled", 1e3 * compiled, "ms", note)
    yield Measure("a month, the same rules uncompiled", 1e3 * plain, "ms", note)
    yield Measure("uncompiled over compiled", plain / compiled, "times", note)


def page(found: list[Measure]) -> str:
    """Return the figures as a page of the documentation."""
    lines = [
        "# Benchmarks",
        "",
        f"Measured by `python -m experiments.bench --write` at commit {code_commit()} on {platform.machine()}, "
        f"{os.cpu_count()} processors, Python {platform.python_version()}. Times depend on the machine.",
        "",
        "| measure | value | unit | of what |",
        "|---|---:|---|---|",
        *("| " + " | ".join(measure.row()) + " |" for measure in found),
    ]
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--million", is_flag=True, help="Time a million household agents as well.")
@click.option("--write", is_flag=True, help=f"Write {PAGE.name} into the documentation.")
def main(million: bool, write: bool) -> None:
    """Measure how fast the city is."""
    found = []
    for measure in measures(million=million):
        remark(f"{measure.name}: {measure.value:.4g} {measure.unit}")
        found.append(measure)
    show_table(("measure", "value", "unit", "of what"), [measure.row() for measure in found])
    if write:
        click.echo(write_text(PAGE, page(found)))


if __name__ == "__main__":
    main()
