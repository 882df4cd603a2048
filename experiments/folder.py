"""The result folder: tables, document, manifest, scenario files, pictures and report, each written whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from experiments import pictures
from experiments.documents import plan_labels
from experiments.ensemble import Ensemble
from experiments.files import write_csv, write_json, write_text
from experiments.outcomes import OUTCOMES
from experiments.report import MANIFEST_FILE, RESULT_FILE, cases, write_report
from sim.core.results import manifest

_UNITS = {outcome.name: outcome.unit for outcome in OUTCOMES}
_EFFECT_COLUMNS = ("mean", "low", "high", "sd_paired", "baseline_mean", "plan_mean", "variance_reduction")


def write_folder(folder: Path, document: dict[str, Any], ensembles: Sequence[Ensemble], language: str) -> list[Path]:
    """Write everything a result consists of and return the paths a reader starts from.

    Parameters
    ----------
    folder : Path
        An existing, writable folder.
    document : dict
        The result document.
    ensembles : sequence of Ensemble
        The ensembles behind it, the baseline first.
    language : str
        Language of pictures and report.
    """
    labels = plan_labels(list(ensembles))
    columns = list(dict.fromkeys(name for ensemble in ensembles for name in ensemble.columns))
    write_json(folder / RESULT_FILE, document)
    write_json(folder / MANIFEST_FILE, _manifest(labels, ensembles))
    write_csv(folder / "yearly.csv", ("case", "year", *columns), _yearly(labels, ensembles, columns))
    write_csv(folder / "runs.csv", ("case", "run", "seed", "year", *columns), _runs(labels, ensembles, columns))
    for label, ensemble in zip(labels, ensembles, strict=True):
        write_text(folder / f"scenario-{_file_name(label)}.toml", ensemble.scenario.to_toml())
    effects = document.get("effects", {})
    if effects:
        write_csv(folder / "effects.csv", ("case", "outcome", "unit", *_EFFECT_COLUMNS), _effects(effects))
    else:
        (folder / "effects.csv").unlink(missing_ok=True)
    shown = cases(document, language)
    drawn = pictures.write_pictures(shown, folder, language)
    return [folder / "yearly.csv", drawn[0], write_report(folder, language)]


def _manifest(labels: list[str], ensembles: Sequence[Ensemble]) -> dict[str, Any]:
    first = ensembles[0]
    return manifest(
        first.results[0].scenario_hash,
        first.results[0].seed,
        runs=first.runs,
        scenario_hashes={label: e.results[0].scenario_hash for label, e in zip(labels, ensembles, strict=True)},
    )


def _yearly(labels: list[str], ensembles: Sequence[Ensemble], columns: list[str]) -> Iterator[list[Any]]:
    for label, ensemble in zip(labels, ensembles, strict=True):
        for year, row in zip(ensemble.years.tolist(), ensemble.values.mean(axis=0).tolist(), strict=True):
            yield [label, year, *_in_order(row, ensemble.columns, columns)]


def _runs(labels: list[str], ensembles: Sequence[Ensemble], columns: list[str]) -> Iterator[list[Any]]:
    for label, ensemble in zip(labels, ensembles, strict=True):
        for number, result in enumerate(ensemble.results):
            for year, row in zip(result.years.tolist(), result.values.tolist(), strict=True):
                yield [label, number, result.seed, year, *_in_order(row, ensemble.columns, columns)]


def _in_order(row: list[float], own: Sequence[str], columns: list[str]) -> list[float | None]:
    """Return a row under the columns of all cases; a plan's own columns (its levers' spending) are empty elsewhere."""
    known = dict(zip(own, row, strict=True))
    return [known.get(name) for name in columns]


def _effects(effects: dict[str, dict[str, Any]]) -> Iterator[list[Any]]:
    for label, found in effects.items():
        for name, effect in found.items():
            yield [label, name, _UNITS[name], *(effect[column] for column in _EFFECT_COLUMNS)]


def _file_name(label: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in label)[:80]
