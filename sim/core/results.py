"""Results: yearly rows with units in their names, and the manifest that says how they came about."""

from __future__ import annotations

import datetime
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.core.columns import Array
from sim.core.own_rules import own_rules_hash

_ROOT = Path(__file__).resolve().parents[2]


@dataclass
class YearlyTable:
    """Rows of one run, one per simulated year; every row has the same columns."""

    years: list[int] = field(default_factory=list)
    rows: list[dict[str, float]] = field(default_factory=list)

    def add(self, year: int, row: dict[str, float]) -> None:
        """Append a year; a column that appears or vanishes halfway is an error."""
        if self.rows and row.keys() != self.rows[0].keys():
            odd = sorted(row.keys() ^ self.rows[0].keys())
            raise ValueError(f"yearly columns changed in {year}: {odd}")
        self.years.append(year)
        self.rows.append(row)

    def widen(self, names: Iterable[str]) -> None:
        """Add columns that were zero so far."""
        for row in self.rows:
            row.update((name, 0.0) for name in names if name not in row)

    def column(self, name: str) -> Array:
        """Return one column as an array over years."""
        return np.array([row[name] for row in self.rows])

    def frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame indexed by year."""
        return pd.DataFrame(self.rows, index=pd.Index(self.years, name="year"))


@cache
def code_version() -> str:
    """Return the installed version, or ``unknown`` when run from a plain checkout."""
    try:
        return version("pilotcity")
    except PackageNotFoundError:
        return "unknown"


@cache
def code_commit() -> str:
    """Return the commit the code was checked out at, or ``unknown`` outside a repository."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"],  # noqa: S607
            cwd=_ROOT, capture_output=True, text=True, timeout=5, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return done.stdout.strip()


def manifest(scenario_hash: str, seed: int | None, **extra: Any) -> dict[str, Any]:
    """Return what is needed to reproduce a result: scenario hash, seed, version, commit, platform, time."""
    return {
        "scenario_hash": scenario_hash,
        "seed": seed,
        "version": code_version(),
        "commit": code_commit(),
        **({"own_rules": own_rules_hash()} if own_rules_hash() else {}),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "platform": platform.platform(),
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        **extra,
    }
