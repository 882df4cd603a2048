"""The store: one SQLite file with studies, runs, yearly results, failures and manifests.

A run is known by a hash of code, scenario, plans and seed, so studies that ask for the same run share it, and what is
finished is never done again. The driver alone writes, chunk by chunk, each in one transaction: whatever kills it, what
was recorded stays. Nothing in the file is a pickle.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from experiments.database import explained, explaining, open_for_writing
from experiments.designs import Cell
from experiments.sheets import RunSheet
from experiments.worker import Done, Failed
from sim.core.columns import Array
from sim.core.results import manifest

LOST_WORKER = "WorkerLost"


@dataclass(frozen=True)
class Planned:
    """A run that a study asks for: its id and what it is made of."""

    run: str
    scenario_hash: str
    seed: int
    scenario_text: str = ""


class Store:
    """A store opened for writing by one driver.

    Parameters
    ----------
    path : str or Path
        The file; made when it does not exist.

    Raises
    ------
    InputError
        One line when the file cannot be used: not a store, damaged, newer, in use, or the disk is full.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._connection = open_for_writing(self.path)
        self._manifest = 0
        self._column_sets: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Let go of the file; what was recorded is in it."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error as failure:
            raise explained(failure, self.path) from failure
        finally:
            self._connection.close()

    def _commit(self) -> None:
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN IMMEDIATE")

    def _rollback(self) -> None:
        self._column_sets.clear()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._connection.execute("BEGIN IMMEDIATE")

    def begin(self, sheet: RunSheet, code: str, engine: str) -> tuple[int, str]:
        """Enter a study, or find it again.

        When the study of that name was another one, or the code has changed since, it starts over; runs it still asks
        for are found by their id.

        Returns
        -------
        study : int
            Number of the study in this file.
        changed : str
            ``study`` or ``code`` when it was there before and that has changed, else an empty text.
        """
        points, futures = sheet.points, sheet.futures
        definition = _definition(sheet)
        with explaining(self.path):
            known = self._connection.execute(
                "SELECT study, definition, code FROM studies WHERE name = ?", (sheet.name,)
            ).fetchone()
            changed = "" if known is None or known[1:] == (definition, code) else _what_changed(known, definition)
            number = None if known is None else int(known[0])
            if known is None or changed:
                number = self._enter(number, sheet, definition, code)
                self._connection.executemany("INSERT INTO points VALUES (?, ?, ?)", _numbered(number, points))
                self._connection.executemany("INSERT INTO futures VALUES (?, ?, ?)", _numbered(number, futures))
            assert number is not None
            document = manifest(sheet.base.hash(), None, code=code, engine=engine, study=sheet.name)
            cursor = self._connection.execute(
                "INSERT INTO manifests (study, document) VALUES (?, ?)", (number, _json(document))
            )
            self._manifest = int(cursor.lastrowid or 0)
            self._commit()
        return number, changed

    def _enter(self, number: int | None, sheet: RunSheet, definition: str, code: str) -> int:
        for table in ("studies", "points", "futures", "members"):
            self._connection.execute(f"DELETE FROM {table} WHERE study = ?", (number,))  # noqa: S608
        row = (number, sheet.name, definition, code, sheet.runs, sheet.document, sheet.base.to_toml())
        return int(self._connection.execute("INSERT INTO studies VALUES (?, ?, ?, ?, ?, ?, ?)", row).lastrowid or 0)

    def done(self, study: int, cells: int) -> Array:
        """Return which runs of a study are finished, as flags of shape (cells,)."""
        flags = np.zeros(cells, dtype=bool)
        with explaining(self.path):
            for (cell,) in self._connection.execute("SELECT cell FROM members WHERE study = ?", (study,)):
                flags[cell] = True
        return flags

    def forget_failures(self, study: int, *, every: bool) -> int:
        """Let failed runs be tried again: those whose worker was lost, or every one; returns how many."""
        query = (
            "SELECT m.cell, m.run FROM members m JOIN failures f USING (run) "
            "WHERE m.study = :study AND (:every OR f.kind = :lost)"
        )
        with explaining(self.path):
            found = self._connection.execute(query, {"study": study, "every": every, "lost": LOST_WORKER}).fetchall()
            self._connection.executemany("DELETE FROM failures WHERE run = ?", {(run,) for _, run in found})
            self._connection.executemany(
                "DELETE FROM members WHERE study = ? AND cell = ?", [(study, cell) for cell, _ in found]
            )
            self._commit()
        return len(found)

    def failed(self, study: int) -> int:
        """Return how many runs of a study have failed."""
        query = "SELECT count(*) FROM members JOIN failures USING (run) WHERE study = ?"
        with explaining(self.path):
            return int(self._connection.execute(query, (study,)).fetchone()[0])

    def has(self, run: str) -> bool:
        """Say whether a run is finished or has failed for good."""
        query = "SELECT 1 FROM runs WHERE run = ? UNION ALL SELECT 1 FROM failures WHERE run = ? AND kind != ?"
        with explaining(self.path):
            return self._connection.execute(query, (run, run, LOST_WORKER)).fetchone() is not None

    def adopt(self, study: int, cells: Iterable[tuple[Cell, str]]) -> None:
        """Enter runs of a study that are in the file already."""
        with explaining(self.path):
            self._enter_members(study, cells)
            self._commit()

    def record(
        self,
        study: int,
        cells: Sequence[tuple[Cell, str]],
        outcomes: Iterable[Done | Failed],
        planned: dict[str, Planned],
        code: str,
    ) -> None:
        """Record what became of a chunk, in one transaction.

        Parameters
        ----------
        study : int
            The study.
        cells : sequence of (Cell, str)
            Runs of the study with their ids.
        outcomes : iterable of Done or Failed
            What the worker reported, by id.
        planned : dict
            What was asked for, by id.
        code : str
            Hash of the code that ran.
        """
        with explaining(self.path):
            try:
                for outcome in outcomes:
                    one = planned[outcome.run]
                    if isinstance(outcome, Done):
                        self._record_done(outcome, one, code)
                    else:
                        self._record_failed(outcome, one, code)
                self._enter_members(study, cells)
                self._commit()
            except sqlite3.Error:
                self._rollback()
                raise

    def _record_done(self, done: Done, one: Planned, code: str) -> None:
        self._connection.execute("DELETE FROM failures WHERE run = ?", (done.run,))
        row = (done.run, one.scenario_hash, one.seed, code, self._manifest, done.seconds, _json(dict(done.closures)))
        self._connection.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._connection.execute(
            "INSERT OR IGNORE INTO yearly VALUES (?, ?, ?, ?, ?)",
            (done.run, done.first_year, done.last_year, self._columns(done.columns), done.values),
        )

    def _record_failed(self, failed: Failed, one: Planned, code: str) -> None:
        row = (
            failed.run, one.scenario_hash, one.seed, code, self._manifest, failed.kind, failed.message, failed.trace,
            one.scenario_text,
        )  # fmt: skip
        self._connection.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _enter_members(self, study: int, cells: Iterable[tuple[Cell, str]]) -> None:
        rows = [(study, cell.number, cell.point, cell.future, run) for cell, run in cells]
        self._connection.executemany("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?)", rows)

    def _columns(self, names: tuple[str, ...]) -> int:
        text = _json(names)
        if text not in self._column_sets:
            self._connection.execute("INSERT OR IGNORE INTO column_sets (names) VALUES (?)", (text,))
            (number,) = self._connection.execute("SELECT columns FROM column_sets WHERE names = ?", (text,)).fetchone()
            self._column_sets[text] = int(number)
        return self._column_sets[text]


def _what_changed(known: Sequence[Any], definition: str) -> str:
    return "study" if known[1] != definition else "code"


def _definition(sheet: RunSheet) -> str:
    """Return a hash of what a study asks for, whatever file it was written in."""
    replications = sheet.replications
    content = [
        sheet.base.hash(), sheet.points, sheet.futures, sheet.runs, replications.seeds, replications.first_seed,
    ]  # fmt: skip
    return hashlib.sha256(_json(content).encode()).hexdigest()[:16]


def _numbered(study: int, settings: Sequence[dict[str, Any]]) -> Iterable[tuple[int, int, str]]:
    return ((study, number, _json(one)) for number, one in enumerate(settings))


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
