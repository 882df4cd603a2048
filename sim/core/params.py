"""Parameters: each declared once, with unit, range, default and source.

A module of rules declares its parameters as one ``ParameterGroup``; code, scenario files, command-line
help, sliders, sensitivity bounds and the documentation's tables all read that declaration.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.core.errors import InputError, nearest_name

Values = Any  # a group's values: a named tuple whose type is made from the declarations


@dataclass(frozen=True)
class Parameter:
    """One number of the model.

    Parameters
    ----------
    name : str
        Name within its group.
    default, low, high : float
        Value used when nothing else is said, and the range it may take.
    unit : str
        Unit; ``"1"`` for a pure number.
    source : str
        Where the number comes from, or the word ``assumption`` with its reason.
    doc : str
        What it means, in one sentence.
    """

    name: str
    default: float
    low: float
    high: float
    unit: str
    source: str
    doc: str

    def __post_init__(self) -> None:
        """Refuse a declaration that contradicts itself."""
        if not self.low <= self.default <= self.high:
            raise ValueError(f"parameter {self.name}: default {self.default} outside [{self.low}, {self.high}]")
        if not (self.unit and self.source and self.doc):
            raise ValueError(f"parameter {self.name}: unit, source and doc are required")

    def check(self, value: float, where: str) -> float:
        """Return ``value`` as a float when it lies in the range, else raise ``InputError``."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError("a number is needed", where=where, given=value, allowed=self.allowed())
        if not self.low <= float(value) <= self.high:
            raise InputError("value out of range", where=where, given=value, allowed=self.allowed())
        return float(value)

    def allowed(self) -> str:
        """Describe the accepted values."""
        return f"{self.low:g} to {self.high:g} {self.unit}"


GROUPS: dict[str, ParameterGroup] = {}


class ParameterGroup:
    """The declared parameters of one room of the model, e.g. ``household``.

    Parameters
    ----------
    name : str
        Prefix of the dotted names, as in ``household.peer_weight``.
    module : str
        ``__name__`` of the declaring module.
    tuple_name : str
        Name under which the module binds ``group.tuple_type``, so that compiled kernels can be cached.
    parameters : Parameter
        The declarations.
    """

    def __init__(self, name: str, module: str, tuple_name: str, *parameters: Parameter) -> None:
        names = [p.name for p in parameters]
        if len(set(names)) != len(names):
            raise ValueError(f"group {name}: a parameter is declared twice")
        if name in GROUPS and GROUPS[name].module != module:
            raise ValueError(f"parameter group {name} is declared twice")
        self.name: str = name
        self.module: str = module
        self.parameters = {p.name: p for p in parameters}
        self.tuple_type: Any = namedtuple(tuple_name, names, module=module)  # type: ignore[misc]
        GROUPS[name] = self

    def __iter__(self) -> Iterator[Parameter]:
        """Iterate over the declarations in order."""
        return iter(self.parameters.values())

    def values(self, overrides: Mapping[str, float] | None = None) -> Any:
        """Return the values as a named tuple, overridden by dotted names such as ``household.peer_weight``."""
        chosen = {p.name: float(p.default) for p in self}
        for dotted, value in (overrides or {}).items():
            group, _, key = dotted.partition(".")
            if group == self.name and key in chosen:
                chosen[key] = self.parameters[key].check(value, f"behaviour.{dotted}")
        return self.tuple_type(**chosen)


def parameter_names() -> list[str]:
    """Return the dotted name of every declared parameter."""
    return [f"{group.name}.{parameter.name}" for group in GROUPS.values() for parameter in group]


def check_overrides(overrides: Mapping[str, float], where: str = "behaviour") -> None:
    """Raise ``InputError`` for an unknown dotted name or a value out of range."""
    known = {f"{g.name}.{p.name}": p for g in GROUPS.values() for p in g}
    for dotted, value in overrides.items():
        if dotted not in known:
            raise InputError("unknown parameter", where=where, given=dotted, nearest=nearest_name(dotted, known))
        known[dotted].check(value, f"{where}.{dotted}")
