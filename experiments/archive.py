"""Reading a store: its studies, their runs with what sets them apart, failures, and yearly values.

Reading is allowed while a sweep writes: what is recorded by then is seen.
"""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from experiments.database import explaining, open_for_reading
from experiments.packing import unpacked
from experiments.run import Result
from sim.core.columns import Array
from sim.core.errors import InputError, nearest_name
from sim.world.config import ScenarioConfig, validated
from sim.world.config_fill import fill


@dataclass(frozen=True)
class StudyInfo:
    """A study in a store: what it asked for and how far it is."""

    number: int
    name: str
    code: str
    planned: int
    done: int
    failed: int
    seconds: float


@dataclass(frozen=True)
class StoredRun:
    """A finished run of a study.

    Attributes
    ----------
    run : str
        Its id.
    point, future, seed : int
        Where it stands on the study's three axes.
    settings : dict
        Lever settings and uncertain values by dotted name.
    years : ndarray of int, shape (years,)
        Simulated years.
    columns : tuple of str
        Names of the yearly columns.
    """

    run: str
    point: int
    future: int
    seed: int
    settings: dict[str, Any]
    years: Array
    columns: tuple[str, ...]
    closures: dict[str, float]
    scenario_hash: str
    content: bytes
    where: str

    @cached_property
    def values(self) -> Array:
        """Yearly values, shape (years, columns)."""
        try:
            return unpacked(self.content, len(self.years), len(self.columns))
        except ValueError as error:
            raise InputError(f"run {self.run} is damaged ({error})", where=self.where) from None

    def result(self) -> Result:
        """Return the run as ``experiments.run`` does, without its events."""
        return Result(self.seed, self.scenario_hash, self.years, self.columns, self.values, self.closures)


class Archive:
    """A store opened for reading.

    Parameters
    ----------
    path : str or Path
        The store's file.

    Raises
    ------
    InputError
        When it is not there, or not a store this version reads.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._connection = open_for_reading(self.path)

    def __enter__(self) -> Self:
        """Return the archive itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self._connection.close()

    def _rows(self, query: str, *values: object) -> Iterator[Any]:
        with explaining(self.path):
            yield from self._connection.execute(query, values)

    def studies(self) -> list[StudyInfo]:
        """Return the studies in order of their names."""
        query = """
            SELECT s.study, s.name, s.code, s.planned, count(m.cell), count(f.run), total(r.seconds) FROM studies s
            LEFT JOIN members m USING (study) LEFT JOIN failures f USING (run) LEFT JOIN runs r USING (run)
            GROUP BY s.study ORDER BY s.name"""
        return [StudyInfo(*row) for row in self._rows(query)]

    def study(self, name: str = "") -> StudyInfo:
        """Return a study by name; the name may be left out when there is one only.

        Raises
        ------
        InputError
            When there is no such study, or several and none is named.
        """
        found = {study.name: study for study in self.studies()}
        if name in found:
            return found[name]
        if not name and len(found) == 1:
            return next(iter(found.values()))
        what = "no such study" if name else "the store holds several studies" if found else "the store is empty"
        raise InputError(
            what,
            where="--study",
            given=name or None,
            allowed=", ".join(found),
            nearest=nearest_name(name, found) if name else "",
        )

    def axes(self, study: StudyInfo) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the settings of a study's points and the values of its futures, in order."""
        points = self._rows("SELECT settings FROM points WHERE study = ? ORDER BY point", study.number)
        futures = self._rows("SELECT settings FROM futures WHERE study = ? ORDER BY future", study.number)
        return [json.loads(text) for (text,) in points], [json.loads(text) for (text,) in futures]

    def base(self, study: StudyInfo) -> ScenarioConfig:
        """Return the city and settings all runs of a study have in common, with its plans' levers in it."""
        ((text,),) = list(self._rows("SELECT scenario FROM studies WHERE study = ?", study.number))
        data = tomllib.loads(text)
        return validated(fill(data, study.name, str(self.path), self.path.parent), str(self.path))

    def yearly_columns(self, study: StudyInfo) -> tuple[str, ...]:
        """Return the names of all yearly columns of a study's runs, in an order that depends on these names alone."""
        query = """
            SELECT names FROM column_sets WHERE columns IN
            (SELECT DISTINCT y.columns FROM members m JOIN yearly y USING (run) WHERE m.study = ?)"""
        sets = sorted((json.loads(text) for (text,) in self._rows(query, study.number)), key=lambda s: (-len(s), s))
        return tuple(dict.fromkeys(name for names in sets for name in names))

    def runs(self, study: StudyInfo) -> Iterator[StoredRun]:
        """Yield the finished runs of a study in order of their ids; runs that failed are left out."""
        points, futures = self.axes(study)
        sets = {n: tuple(json.loads(text)) for n, text in self._rows("SELECT columns, names FROM column_sets")}
        query = """
            SELECT m.run, m.point, m.future, r.seed, r.scenario_hash, r.closures,
                   y.first_year, y.last_year, y.columns, y.content
            FROM members m JOIN runs r USING (run) JOIN yearly y USING (run)
            WHERE m.study = ? ORDER BY m.run, m.cell"""
        for run, point, future, seed, scenario, closures, first, last, columns, content in self._rows(
            query, study.number
        ):
            yield StoredRun(
                run=run,
                point=point,
                future=future,
                seed=seed,
                settings={**points[point], **futures[future]},
                years=np.arange(first, last + 1),
                columns=sets[columns],
                closures=json.loads(closures),
                scenario_hash=scenario,
                content=content,
                where=str(self.path),
            )

    def failures(self, study: StudyInfo) -> list[dict[str, Any]]:
        """Return the failed runs of a study: id, axes, kind of error, message, trace and the scenario."""
        points, futures = self.axes(study)
        query = """
            SELECT m.run, m.point, m.future, f.seed, f.kind, f.message, f.trace, f.scenario
            FROM members m JOIN failures f USING (run) WHERE m.study = ? ORDER BY m.run, m.cell"""
        names = ("run", "point", "future", "seed", "kind", "message", "trace", "scenario")
        rows = [dict(zip(names, row, strict=True)) for row in self._rows(query, study.number)]
        return [{**row, "settings": {**points[row["point"]], **futures[row["future"]]}} for row in rows]

    def manifests(self, study: StudyInfo) -> list[dict[str, Any]]:
        """Return the manifest of every sweep that worked on a study: version, commit, platform, engine, time."""
        query = "SELECT document FROM manifests WHERE study = ? ORDER BY manifest"
        return [json.loads(text) for (text,) in self._rows(query, study.number)]


def check_intact(path: Path) -> None:
    """Let SQLite check a whole file; raises ``InputError`` when it is damaged."""
    connection = open_for_reading(path)
    try:
        with explaining(path):
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise InputError(f"the file is damaged: {said}", where=str(path))
    except sqlite3.Error:
        raise
    finally:
        connection.close()
