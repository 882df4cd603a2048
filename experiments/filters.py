"""Conditions on tidy rows, such as ``co2_total_mt >= 30``: parsed here, and never passed on to SQL."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.core.columns import Array
from sim.core.errors import InputError, nearest_name

_PATTERN = re.compile(r"\s*(?P<column>[\w.#:-]+)\s*(?P<sign>==|!=|<=|>=|=|<|>)\s*(?P<value>.*?)\s*")
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "=": operator.eq, "!=": operator.ne,
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True)
class Condition:
    """One condition: a column, a comparison and a value."""

    column: str
    sign: str
    value: str

    def holds(self, found: Any) -> bool:
        """Say whether one value meets the condition; a missing one meets only ``!=``."""
        if found is None:
            return self.sign == "!="
        if isinstance(found, bool):
            return bool(_SIGNS[self.sign](found, _TRUTH.get(self.value.lower())))
        if isinstance(found, int | float):
            return bool(_SIGNS[self.sign](found, self._number()))
        text = ", ".join(found) if isinstance(found, list | tuple) else str(found)
        if self.sign not in ("=", "==", "!="):
            raise self._wrong(f"{self.column} is text", "= or !=")
        return bool(_SIGNS[self.sign](text, self.value.strip("'\"")))

    def mask(self, values: Array) -> Array:
        """Return where an array of numbers meets the condition."""
        return np.asarray(_SIGNS[self.sign](values, self._number()), dtype=bool)

    def _number(self) -> float:
        try:
            return float(self.value)
        except ValueError:
            raise self._wrong(f"{self.column} is a number", f"a number after {self.sign}") from None

    def _wrong(self, what: str, allowed: str) -> InputError:
        return InputError(what, where="--where", given=f"{self.column} {self.sign} {self.value}", allowed=allowed)


def parse_conditions(texts: Iterable[str], columns: Iterable[str]) -> tuple[Condition, ...]:
    """Return conditions, all of which must hold.

    Raises
    ------
    InputError
        When one cannot be read, or names a column there is not.
    """
    known = tuple(columns)
    found = []
    for text in texts:
        match = _PATTERN.fullmatch(text)
        if match is None or not match["value"]:
            raise InputError(
                "not a condition", where="--where", given=text, allowed="COLUMN OPERATOR VALUE, such as 'year >= 2030'"
            )
        column = match["column"]
        if column not in known:
            raise InputError("no such column", where="--where", given=column, nearest=nearest_name(column, known))
        found.append(Condition(column, match["sign"], match["value"]))
    return tuple(found)


def all_hold(conditions: Iterable[Condition], row: Mapping[str, Any]) -> bool:
    """Say whether a row meets those conditions that speak of its columns."""
    return all(c.holds(row[c.column]) for c in conditions if c.column in row)
