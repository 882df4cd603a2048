"""Ensembles: many runs of one scenario, their statistics, and paired effects against another ensemble."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.outcomes import outcomes
from experiments.peak import PeakRecord
from experiments.statistics import Effect, ensemble_peak, paired_effects
from sim.core.columns import Array
from sim.core.errors import InputError

if TYPE_CHECKING:
    from experiments.run import Result
    from experiments.scenario import Scenario

HEADLINE_SERIES = "co2_total_mt"
SCOPE1_SERIES = "co2_scope1_mt"


@dataclass(frozen=True)
class Ensemble:
    """Runs of one scenario, in order of seed; ``interrupted`` says that more had been asked for."""

    scenario: Scenario
    results: tuple[Result, ...]
    interrupted: bool = False

    @property
    def runs(self) -> int:
        """Number of finished runs."""
        return len(self.results)

    @property
    def years(self) -> Array:
        """Simulated years."""
        return self.results[0].years

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the yearly columns."""
        return self.results[0].columns

    @cached_property
    def values(self) -> Array:
        """Yearly values, shape (runs, years, columns)."""
        return np.stack([result.values for result in self.results])

    def column(self, name: str) -> Array:
        """Return one column, shape (runs, years)."""
        return np.asarray(self.values[:, :, self.columns.index(name)])

    def mean(self) -> pd.DataFrame:
        """Return the ensemble mean of every column, indexed by year."""
        return pd.DataFrame(
            self.values.mean(axis=0), index=pd.Index(self.years, name="year"), columns=list(self.columns)
        )

    def tidy(self) -> pd.DataFrame:
        """Return one row per run and year, with the run's seed."""
        frames = [result.frame().assign(seed=result.seed) for result in self.results]
        tidy = pd.concat(frames, keys=range(self.runs), names=["run", "year"]).reset_index()
        return tidy[["run", "seed", "year", *self.columns]]

    def peaks(self, series: str = HEADLINE_SERIES) -> list[PeakRecord]:
        """Return every run's peak record of a series."""
        return [result.peak(series) for result in self.results]

    def peak(self, series: str = HEADLINE_SERIES) -> dict[str, Any]:
        """Return the ensemble's peak statistics, shaped as ``run --json`` prints them."""
        return ensemble_peak(self.peaks(series), self.years, int(self.years[-1]))

    @cached_property
    def outcomes(self) -> dict[str, Array]:
        """Scalar outcomes of every run, each of shape (runs,); see ``experiments.outcomes``."""
        return outcomes(self)

    def closures(self) -> dict[str, float]:
        """Return the largest break of each closure in any run."""
        return {name: max(r.closures[name] for r in self.results) for name in self.results[0].closures}

    def paired(self, other: Ensemble) -> dict[str, Effect]:
        """Return this ensemble's effects against ``other`` (the baseline), run by run on common luck.

        Raises
        ------
        InputError
            When the two ensembles were not run on the same seeds.
        """
        if [r.seed for r in self.results] != [r.seed for r in other.results]:
            raise InputError("paired effects need ensembles on the same seeds", where="Ensemble.paired")
        return paired_effects(other.outcomes, self.outcomes)
