"""Tidy tables of a study: one row per run and year, as CSV, Parquet or a DataFrame.

Rows are ordered by run id and year and hold no wall times, so equal sweeps give equal bytes, whatever engine did them
and however often they were interrupted.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd

from experiments.archive import Archive, StoredRun, StudyInfo
from experiments.filters import all_hold, parse_conditions
from sim.core.columns import Array
from sim.core.errors import InputError

AXES = ("run", "point", "future", "seed")
_RUNS_PER_GROUP = 200


class Tidy:
    """The rows of one study that meet some conditions.

    Parameters
    ----------
    archive : Archive
        The store.
    study : StudyInfo
        The study.
    where : iterable of str
        Conditions such as ``year >= 2030``, all of which must hold.

    Raises
    ------
    InputError
        When a condition cannot be read, or names a column there is not.
    """

    def __init__(self, archive: Archive, study: StudyInfo, where: Iterable[str] = ()) -> None:
        self.archive, self.study = archive, study
        points, futures = archive.axes(study)
        self.settings = tuple(dict.fromkeys(name for one in (*points, *futures) for name in one))
        self.yearly = archive.yearly_columns(study)
        self.columns = (*AXES, *self.settings, "year", *self.yearly)
        conditions = parse_conditions(where, self.columns)
        self._of_runs = tuple(c for c in conditions if c.column not in ("year", *self.yearly))
        self._of_years = tuple(c for c in conditions if c not in self._of_runs)

    def blocks(self) -> Iterator[tuple[tuple[Any, ...], Array, Array]]:
        """Yield per run: values of the run's own columns, its years, its yearly values (missing columns are nan)."""
        for stored in self.archive.runs(self.study):
            own = self._own(stored)
            if not all_hold(self._of_runs, own):
                continue
            values = self._aligned(stored)
            kept = self._kept(stored.years, values)
            if kept.any():
                yield tuple(own.values()), stored.years[kept], values[kept]

    def _own(self, stored: StoredRun) -> dict[str, Any]:
        axes = (stored.run, stored.point, stored.future, stored.seed)
        named = {name: stored.settings.get(name) for name in self.settings}
        return {**dict(zip(AXES, axes, strict=True)), **named}

    def _aligned(self, stored: StoredRun) -> Array:
        if stored.columns == self.yearly:
            return stored.values
        place = {name: i for i, name in enumerate(stored.columns)}
        values = np.full((len(stored.years), len(self.yearly)), np.nan)
        for column, name in enumerate(self.yearly):
            if name in place:
                values[:, column] = stored.values[:, place[name]]
        return values

    def _kept(self, years: Array, values: Array) -> Array:
        kept = np.ones(len(years), dtype=bool)
        for condition in self._of_years:
            column = years if condition.column == "year" else values[:, self.yearly.index(condition.column)]
            kept &= condition.mask(column)
        return kept

    def frame(self) -> pd.DataFrame:
        """Return the rows as a DataFrame."""
        parts = [self._part(block) for block in self.blocks()]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(self.columns))

    def _part(self, block: tuple[tuple[Any, ...], Array, Array]) -> pd.DataFrame:
        own, years, values = block
        yearly = pd.DataFrame(values, columns=list(self.yearly))
        first = {name: [_cell(v)] * len(years) for name, v in zip((*AXES, *self.settings), own, strict=True)}
        return pd.concat([pd.DataFrame({**first, "year": years}), yearly], axis=1)

    def write_csv(self, file: TextIO) -> int:
        """Write the rows as CSV and return how many; numbers as the shortest text that reads back equal."""
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(self.columns)
        rows = 0
        for own, years, values in self.blocks():
            first = ["" if v is None else _cell(v) for v in own]
            for year, row in zip(years.tolist(), values.tolist(), strict=True):
                writer.writerow([*first, year, *("" if v != v else v for v in row)])
            rows += len(years)
        return rows

    def write_parquet(self, path: Path) -> int:
        """Write the rows as Parquet and return how many.

        Raises
        ------
        InputError
            When pyarrow is not installed.
        """
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            raise InputError(
                "pyarrow is not installed", where="--parquet", allowed="pip install 'pilotcity[parquet]'"
            ) from None
        points, futures = self.archive.axes(self.study)
        kinds = {name: _kind([one[name] for one in (*points, *futures) if name in one]) for name in self.settings}
        types = {"text": pa.string(), "number": pa.float64(), "truth": pa.bool_()}
        schema = pa.schema([
            ("run", pa.string()), *((name, pa.int64()) for name in AXES[1:]),
            *((name, types[kind]) for name, kind in kinds.items()),
            ("year", pa.int64()), *((name, pa.float64()) for name in self.yearly),
        ])  # fmt: skip
        rows = 0
        with pq.ParquetWriter(path, schema) as writer:
            for group in _groups(self.blocks(), _RUNS_PER_GROUP):
                table = self._arrow(pa, schema, group, kinds)
                writer.write_table(table)
                rows += table.num_rows
        return rows

    def _arrow(self, pa: Any, schema: Any, group: Sequence[Any], kinds: dict[str, str]) -> Any:
        lengths = [len(years) for _, years, _ in group]
        values = np.concatenate([values for _, _, values in group])
        names = (*AXES, *self.settings)
        columns: list[Any] = []
        for place, name in enumerate(names):
            as_text = kinds.get(name) == "text"
            own = [_text(block[0][place]) if as_text else block[0][place] for block in group]
            repeated = [v for v, n in zip(own, lengths, strict=True) for _ in range(n)]
            columns.append(pa.array(repeated, type=schema.field(name).type))
        columns.append(pa.array(np.concatenate([years for _, years, _ in group])))
        columns += [pa.array(values[:, i], from_pandas=True) for i in range(len(self.yearly))]
        return pa.Table.from_arrays(columns, schema=schema)


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list | tuple) else value


def _text(value: Any) -> str | None:
    return None if value is None else str(_cell(value))


def _kind(values: list[Any]) -> str:
    if all(isinstance(v, bool) for v in values):
        return "truth"
    return "number" if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values) else "text"


def _groups(blocks: Iterator[Any], size: int) -> Iterator[list[Any]]:
    group: list[Any] = []
    for block in blocks:
        group.append(block)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def read_results(path: str | Path, study: str = "", where: Iterable[str] = ()) -> pd.DataFrame:
    """Return a study's rows as a DataFrame, one per run and year.

    Parameters
    ----------
    path : str or Path
        The store's file.
    study : str
        The study's name; may be left out when the store holds one only.
    where : iterable of str
        Conditions such as ``year >= 2030``.
    """
    with Archive(path) as archive:
        return Tidy(archive, archive.study(study), where).frame()


def written_whole(path: Path, write: Callable[[Path], int], option: str) -> int:
    """Let ``write`` fill a temporary file beside ``path``, then give it that name; returns what ``write`` does.

    Raises
    ------
    InputError
        When the file cannot be written, or the disk is full.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        temporary = Path(name)
        rows = write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", where=option, given=str(path)) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return rows
