"""From scenarios to what a user holds: simulate with progress, then table, files, pictures and report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from experiments.ensemble import Ensemble
from experiments.files import open_folder, to_json
from experiments.folder import write_folder
from experiments.progress import progress
from experiments.report import cases
from experiments.run import run_together
from experiments.scenario import Scenario
from experiments.show import remark, show_table
from experiments.tables import effect_rows, summary_table
from experiments.texts import check_language, text
from experiments.warm_up import compile_if_cold

RESULTS = Path("results")


@dataclass(frozen=True)
class Finished:
    """Finished ensembles (the baseline first, when there are several) and the wall time they took."""

    ensembles: list[Ensemble]
    seconds: float

    @property
    def reference(self) -> Ensemble | None:
        """The ensemble others are compared with, when there is one."""
        return self.ensembles[0] if len(self.ensembles) > 1 else None

    @property
    def interrupted(self) -> bool:
        """Say whether more runs had been asked for."""
        return self.ensembles[0].interrupted


def simulate(scenarios: Sequence[Scenario], runs: int, workers: int, seed: int) -> Finished:
    """Run scenarios on common luck, showing progress.

    Raises
    ------
    KeyboardInterrupt
        When interrupted before anything was finished.
    """
    compile_if_cold()
    began = time.perf_counter()
    config = scenarios[0].config
    years_of_a_seed = len(scenarios) * (config.end - config.start + 1)
    years_done = 0
    with progress(f"{config.name}, {runs} runs" if runs > 1 else config.name) as advance:

        def year_done() -> None:
            nonlocal years_done
            years_done += 1
            advance(years_done / (runs * years_of_a_seed))

        def seeds_done(seeds: int) -> None:
            advance(seeds / runs)

        ensembles = run_together(scenarios, runs, workers, seed=seed, on_done=seeds_done, on_year=year_done)
    return Finished(ensembles, time.perf_counter() - began)


@dataclass(frozen=True)
class Delivery:
    """Where results go and in which form; prepared before anything runs, so that mistakes cost no time."""

    folder: Path | None
    language: str
    as_json: bool

    @classmethod
    def prepare(cls, scenario: Scenario, out: Path | None, language: str, *, as_json: bool) -> Delivery:
        """Check language and folder; without ``--out`` a table's results go below ``results``, JSON's nowhere."""
        check_language(language)
        if out is None and not as_json:
            out = RESULTS / _folder_name(scenario)
        return cls(out if out is None else open_folder(out), language, as_json)

    def finish(self, document: dict[str, Any], finished: Finished) -> None:
        """Print the document or its tables, write the folder, and leave with 130 when the work was cut short."""
        written = [] if self.folder is None else write_folder(self.folder, document, finished.ensembles, self.language)
        if self.as_json:
            click.echo(to_json(document))
        else:
            self._show(document)
        for path in written:
            remark(f"written: {path}") if self.as_json else click.echo(f"  {path}")
        if finished.interrupted:
            remark(f"pilotcity: interrupted; the {finished.ensembles[0].runs} finished runs are kept")
            raise click.exceptions.Exit(130)

    def _show(self, document: dict[str, Any]) -> None:
        header, rows = summary_table(cases(document, self.language), self.language)
        title = document["title"][self.language] or document["scenario"]
        runs = "one run" if document["runs"] == 1 else f"{document['runs']} runs"
        show_table(header, rows, f"{title}, {runs}, {document['seconds']:.1f} s")
        for label, effects in document.get("effects", {}).items():
            names = ("", *(text(f"effect_{key}", self.language) for key in ("outcome", "unit", "mean", "interval")))
            show_table(names, effect_rows(effects, self.language), f"{text('effects', self.language)}: {label}")


def _folder_name(scenario: Scenario) -> str:
    """Return a folder name of a scenario: the city, and the plans on top of it."""
    words = "-".join([scenario.name, *(plan.name for plan in scenario.plans)])
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in words)
    return kept.strip(".")[:100] or "run"
