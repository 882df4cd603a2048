"""One timed run in a process of its own, for ``bench``: what it costs to start, to build and to run a city.

``python -m experiments.bench_probe --households 10000 --runs 2`` prints one JSON document. Times are processor seconds
unless their name says ``wall``; they include every kind of agent, the closures and the yearly statistics.
"""

from __future__ import annotations

import time

_CPU_BEFORE_IMPORTS = time.process_time()

import functools  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from typing import Any  # noqa: E402

import click  # noqa: E402

from experiments.files import to_json  # noqa: E402
from experiments.scenario import Scenario  # noqa: E402
from sim.city import CityModel  # noqa: E402
from sim.core.schedule import Phase, Schedule  # noqa: E402


class Stopwatch:
    """Adds up the processor time of every call of the month."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, str], float] = {}  # by phase and called function

    def on(self, schedule: Schedule) -> Schedule:
        """Return the same schedule with every call timed."""
        return Schedule([Phase(p.name, tuple(self._timed(p.name, c) for c in p.calls), p.doc) for p in schedule.phases])

    def _timed(self, phase: str, call: Callable[[Any], None]) -> Callable[[Any], None]:
        key = phase, call.__module__

        @functools.wraps(call)
        def timed(state: Any) -> None:
            began = time.process_time()
            call(state)
            self.seconds[key] += time.process_time() - began

        self.seconds.setdefault(key, 0.0)
        return timed

    def by_phase(self) -> dict[str, float]:
        """Return seconds by phase, in the order of the month."""
        found: dict[str, float] = {}
        for (phase, _), seconds in self.seconds.items():
            found[phase] = found.get(phase, 0.0) + seconds
        return found

    def of(self, package: str) -> float:
        """Return the seconds of all calls of one kind of agent."""
        return sum(seconds for (_, module), seconds in self.seconds.items() if module.startswith(package))


def one_run(city: str, households: int | None, firms: int | None, months: int | None) -> dict[str, Any]:
    """Build a city and run it; the first month, in which kernels are made ready, is timed apart."""
    scenario = Scenario.load(city)
    if firms is not None:
        scenario = scenario.with_set(f"population.firms={firms}")
    config = scenario.config.replaced(households=households)
    if months is not None:
        config = config.replaced(end=config.start + months // 12)
    cpu, wall = time.process_time(), time.perf_counter()
    model = CityModel(config, rng=0)
    built_cpu, built_wall = time.process_time(), time.perf_counter()
    model.step()
    watch = Stopwatch()
    model.schedule = watch.on(model.schedule)
    first_cpu, first_wall = time.process_time(), time.perf_counter()
    done = 0
    while model.running and (months is None or done < months):
        model.step()
        done += 1
    last_cpu, last_wall = time.process_time(), time.perf_counter()
    state = model.state
    return {
        "start": config.start,
        "end": config.end,
        "months": done,
        "build": built_cpu - cpu,
        "build_wall": built_wall - wall,
        "first_month": first_cpu - built_cpu,
        "first_month_wall": first_wall - built_wall,
        "later_months": last_cpu - first_cpu,
        "later_months_wall": last_wall - first_wall,
        "households": int(state.households.alive.sum()),
        "firms": int(state.firms.alive.sum()),
        "bytes_per_household": state.households.bytes_per_row(),
        "bytes_per_firm": state.firms.bytes_per_row(),
        "phases": watch.by_phase(),
        "household_calls": watch.of("agents.household"),
        "firm_calls": watch.of("agents.firm"),
    }


def peak_memory_bytes() -> int:
    """Return the most memory this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024  # Linux counts kilobytes


@click.command()
@click.option("--city", default="huzhou", show_default=True, help="Preset.")
@click.option("--households", type=int, help="Household agents; the preset's own number by default.")
@click.option("--firms", type=int, help="Firm agents; the preset's own number by default.")
@click.option("--months", type=int, help="Months timed after the first; all of them by default.")
@click.option("--runs", default=1, show_default=True, help="Runs one after another in this process.")
def main(city: str, households: int | None, firms: int | None, months: int | None, runs: int) -> None:
    """Time whole runs in this process."""
    imported, memory = time.process_time(), peak_memory_bytes()
    found = [one_run(city, households, firms, months) for _ in range(runs)]
    document = {
        "start_python": _CPU_BEFORE_IMPORTS,
        "imports": imported - _CPU_BEFORE_IMPORTS,
        "memory_before": memory,
        "memory_peak": peak_memory_bytes(),
        "runs": found,
    }
    click.echo(to_json(document))


if __name__ == "__main__":
    main()
