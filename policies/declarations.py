"""Kinds of lever parameters besides numbers: choices, flags and tables by year.

Every kind offers what ``sim.core.params.Parameter`` offers: ``name``, ``default``, ``unit``, ``source``, ``doc``,
``check(value, where)`` and ``allowed()``. Checked values are plain and hashable, so plans can be compared and sent
to other processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.core.errors import InputError, nearest_name
from sim.core.params import Parameter

YearValues = tuple[tuple[int, float], ...]
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Choice:
    """One name out of several."""

    name: str
    default: str
    options: tuple[str, ...]
    source: str
    doc: str
    unit: str = "name"

    def __post_init__(self) -> None:
        """Refuse a default that is not an option."""
        if self.default not in self.options:
            raise ValueError(f"parameter {self.name}: default {self.default} is not an option")

    def check(self, value: object, where: str) -> str:
        """Return ``value`` when it is one of the options, else raise ``InputError``."""
        return one_of(value, self.options, where)

    def allowed(self) -> str:
        """Describe the accepted values."""
        return ", ".join(self.options)


@dataclass(frozen=True)
class ChoiceSet:
    """One or more different names out of several, kept in the order of ``options``."""

    name: str
    default: tuple[str, ...]
    options: tuple[str, ...]
    source: str
    doc: str
    unit: str = "names"

    def __post_init__(self) -> None:
        """Refuse a default that is not made of options."""
        if not self.default or not set(self.default) <= set(self.options):
            raise ValueError(f"parameter {self.name}: default {self.default} is not made of options")

    def check(self, value: object, where: str) -> tuple[str, ...]:
        """Return the chosen names in the order of ``options``, or raise ``InputError``."""
        return names_of(value, self.options, where)

    def allowed(self) -> str:
        """Describe the accepted values."""
        return f"a list of {', '.join(self.options)}"


@dataclass(frozen=True)
class Flag:
    """True or false."""

    name: str
    default: bool
    source: str
    doc: str
    unit: str = "true/false"

    def check(self, value: object, where: str) -> bool:
        """Return ``value`` when it is a truth value, else raise ``InputError``."""
        if not isinstance(value, bool):
            raise InputError("true or false is needed", where=where, given=value, allowed=self.allowed())
        return value

    def allowed(self) -> str:
        """Describe the accepted values."""
        return "true, false"


@dataclass(frozen=True)
class YearTable:
    """A number by calendar year: each holds until the next year given; before the first there is none."""

    name: str
    low: float
    high: float
    unit: str
    source: str
    doc: str
    default: YearValues = ()

    def check(self, value: object, where: str) -> YearValues:
        """Return the table as pairs in order of years, or raise ``InputError``."""
        if isinstance(value, tuple | list) and all(isinstance(p, tuple | list) and len(p) == 2 for p in value):
            value = dict(value)
        if not isinstance(value, Mapping):
            raise InputError("a table of years is needed", where=where, given=value, allowed=self.allowed())
        number = Parameter(self.name, self.low, self.low, self.high, self.unit, self.source, self.doc)
        pairs = []
        for year, amount in value.items():
            if isinstance(year, bool) or not str(year).isdigit() or not FIRST_YEAR <= int(year) <= LAST_YEAR:
                raise InputError("not a year", where=where, given=year, allowed=f"{FIRST_YEAR} to {LAST_YEAR}")
            pairs.append((int(year), number.check(amount, f"{where}.{year}")))
        return tuple(sorted(pairs))

    def allowed(self) -> str:
        """Describe the accepted values."""
        return f"{{ year = value }} with values {self.low:g} to {self.high:g} {self.unit}"


Declaration = Parameter | Choice | ChoiceSet | Flag | YearTable


def in_year(table: YearValues, year: int) -> float | None:
    """Return the value of a year table in force in ``year``; ``None`` before its first year."""
    found = [value for first, value in table if first <= year]
    return found[-1] if found else None


def one_of(value: object, options: Iterable[str], where: str) -> str:
    """Return ``value`` when it is one of ``options``, else raise ``InputError`` with the nearest one."""
    known = tuple(options)
    if not isinstance(value, str):
        raise InputError("a name is needed", where=where, given=value, allowed=", ".join(known))
    if value not in known:
        near = nearest_name(value, known)
        nearest = next((k for k in known if k.lower() == near), "")
        raise InputError("unknown name", where=where, given=value, allowed=", ".join(known), nearest=nearest)
    return value


def names_of(value: object, options: Iterable[str], where: str) -> tuple[str, ...]:
    """Return the different names in ``value``, in the order of ``options``, or raise ``InputError``."""
    known = tuple(options)
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given:
        raise InputError("a list of names is needed", where=where, given=value, allowed=", ".join(known))
    chosen = [one_of(v, known, where) for v in given]
    if len(set(chosen)) != len(chosen):
        raise InputError("a name is given twice", where=where, given=value, allowed="different names")
    return tuple(k for k in known if k in chosen)


def row(declaration: Declaration) -> dict[str, Any]:
    """Return a declaration as plain data: name, kind, unit, low, high, default, options, source, doc."""
    default = declaration.default
    return {
        "name": declaration.name,
        "kind": "number" if isinstance(declaration, Parameter) else type(declaration).__name__.lower(),
        "unit": declaration.unit,
        "low": getattr(declaration, "low", None),
        "high": getattr(declaration, "high", None),
        "default": list(default) if isinstance(default, tuple) else default,
        "options": list(getattr(declaration, "options", ())),
        "source": declaration.source,
        "doc": declaration.doc,
    }
