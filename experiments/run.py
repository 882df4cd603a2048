"""Running a scenario: once, many times, or several scenarios side by side on common luck.

``run`` makes one ``Result``; ``run_many`` an ``Ensemble`` over seeds; ``run_together`` paired ensembles in which
baseline and plans meet the same luck and the same demand from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from experiments.engine import completed
from experiments.ensemble import HEADLINE_SERIES, Ensemble
from experiments.peak import PeakRecord, peak_record
from experiments.scenario import Scenario
from sim.city import CityModel
from sim.core.clock import MONTHS_PER_YEAR
from sim.core.columns import Array


@dataclass(frozen=True)
class Result:
    """One run's yearly table and what happened in it.

    ``values`` has shape (years, columns); every column's name ends in its unit.
    """

    seed: int
    scenario_hash: str
    years: Array
    columns: tuple[str, ...]
    values: Array
    closures: dict[str, float]
    events: tuple[dict[str, object], ...] = field(default=(), repr=False)

    def column(self, name: str) -> Array:
        """Return one column over the years."""
        return np.asarray(self.values[:, self.columns.index(name)])

    def frame(self) -> pd.DataFrame:
        """Return the yearly table, indexed by year."""
        return pd.DataFrame(self.values, index=pd.Index(self.years, name="year"), columns=list(self.columns))

    def peak(self, series: str = HEADLINE_SERIES) -> PeakRecord:
        """Return the peak record of a series."""
        return peak_record(self.years, self.column(series))


def run(scenario: Scenario, seed: int = 0, *, on_year: Callable[[], None] | None = None) -> Result:
    """Run a scenario once.

    Parameters
    ----------
    scenario : Scenario
        City, plans and settings.
    seed : int
        Run seed: the same seed gives the same bits.
    on_year : callable, optional
        Called after every simulated year.

    Returns
    -------
    Result
        The yearly table and the largest break of each closure.
    """
    model = CityModel(scenario.config, plan=scenario.plans, baseline=scenario.baseline, rng=seed)
    while model.running:
        ends_year = model.state.clock.now.month == MONTHS_PER_YEAR
        model.step()
        if ends_year and on_year is not None:
            on_year()
    table = model.run()
    columns = tuple(table.rows[0])
    return Result(
        seed=seed,
        scenario_hash=scenario.hash(),
        years=np.array(table.years),
        columns=columns,
        values=np.array([[row[c] for c in columns] for row in table.rows]),
        closures=model.closures(),
        events=tuple(model.state.events),
    )


def run_many(
    scenario: Scenario,
    runs: int,
    workers: int = 1,
    *,
    seed: int = 0,
    on_done: Callable[[int], None] | None = None,
    on_year: Callable[[], None] | None = None,
) -> Ensemble:
    """Run a scenario ``runs`` times, on seeds ``seed``, ``seed + 1`` and so on; see ``run_together``."""
    return run_together([scenario], runs, workers, seed=seed, on_done=on_done, on_year=on_year)[0]


def run_together(
    scenarios: Sequence[Scenario],
    runs: int,
    workers: int = 1,
    *,
    seed: int = 0,
    on_done: Callable[[int], None] | None = None,
    on_year: Callable[[], None] | None = None,
) -> list[Ensemble]:
    """Run several scenarios on the same seeds, so that differences between them are the policies'.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The baseline first, when there is one: plans of the same city then reuse the demand it solved.
    runs : int
        Seeds per scenario.
    workers : int
        Processes; results do not depend on it.
    seed : int
        First seed.
    on_done : callable, optional
        Told the number of finished seeds.
    on_year : callable, optional
        Called after every simulated year of any run; in this process only (``workers`` is one).

    Returns
    -------
    list of Ensemble
        One per scenario, runs in order of seed. When interrupted, the seeds finished so far, marked so.
    """
    jobs = [(tuple(scenarios), seed + i) for i in range(runs)]
    finished: dict[int, list[Result]] = {}
    interrupted = False
    try:
        in_this_process = workers <= 1 or runs <= 1
        run_seed = partial(_run_seed, on_year=on_year) if in_this_process else _run_seed
        for number, results in completed(run_seed, jobs, workers):
            finished[number] = results
            if on_done is not None:
                on_done(len(finished))
    except KeyboardInterrupt:
        if not finished:
            raise
        interrupted = True
    in_order = [finished[number] for number in sorted(finished)]
    return [
        Ensemble(scenario, tuple(results[i] for results in in_order), interrupted)
        for i, scenario in enumerate(scenarios)
    ]


def _run_seed(job: tuple[tuple[Scenario, ...], int], on_year: Callable[[], None] | None = None) -> list[Result]:
    scenarios, seed = job
    return [run(scenario, seed, on_year=on_year) for scenario in scenarios]
