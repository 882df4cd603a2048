"""Turning what pydantic found wrong into one line a user can act on."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from sim.core.errors import InputError, nearest_name

_WORDS = {
    "missing": "a value is missing",
    "extra_forbidden": "unknown key",
    "greater_than_equal": "value out of range",
    "less_than_equal": "value out of range",
    "literal_error": "unknown name",
    "finite_number": "not a finite number",
    "string_too_short": "text is empty",
    "string_too_long": "text is too long",
    "too_short": "list is too short",
    "too_long": "list is too long",
}
_TYPES = {
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "str": "text",
    "tuple": "a list",
    "dict": "a table",
}


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """Return the least and the greatest value a field may take, where declared."""
    low = next((float(m.ge) for m in field.metadata if hasattr(m, "ge")), None)
    high = next((float(m.le) for m in field.metadata if hasattr(m, "le")), None)
    return low, high


def inner_section(field: FieldInfo) -> type[Any] | None:
    """Return the section class a field holds, alone or in a list."""
    for candidate in (field.annotation, *get_args(field.annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def input_error(
    error: ValidationError, model: type[BaseModel], data: Mapping[str, Any], where: str, options: Mapping[str, str]
) -> InputError:
    """Return the first mistake as an ``InputError`` naming file, key, given and allowed."""
    found = error.errors(include_url=False)
    first = next((e for e in found if e["type"] == "extra_forbidden"), found[0])
    location = tuple(part for part in first["loc"] if part != "[key]")
    key = dotted(location)
    if first["type"] == "value_error":
        return _own(first, key, data, where, options)
    field, section = _field_at(model, location)
    nearest = ""
    if first["type"] == "extra_forbidden" and section is not None:
        nearest = nearest_name(str(location[-1]), section.model_fields)
    elif first["type"] == "literal_error" and field is not None:
        nearest = nearest_name(str(first["input"]), _names(field))
    return InputError(
        _WORDS.get(first["type"], "wrong type"),
        where=_place(key, where, options),
        given=None if first["type"] == "missing" else first["input"],
        allowed="" if first["type"] == "extra_forbidden" else allowed(field, str(first["type"])),
        nearest=nearest,
    )


def _own(first: Any, key: str, data: Mapping[str, Any], where: str, options: Mapping[str, str]) -> InputError:
    """Read the checks written in this package: ``key|what|allowed|nearest``."""
    message = str(first["ctx"]["error"])
    inner, what, permitted, nearest = ([*message.split("|", 3), "", "", ""])[:4]
    full = ".".join(part for part in (key, inner) if part)
    given: Any = data
    for part in full.replace("[", ".[").split("."):
        if part.startswith("[") and isinstance(given, list | tuple):
            given = given[int(part[1:-1]) - 1]
        else:
            given = given.get(part) if isinstance(given, Mapping) else None
    return InputError(what, where=_place(full, where, options), given=given, allowed=permitted, nearest=nearest)


def dotted(location: tuple[int | str, ...]) -> str:
    """Write a location as ``city.districts[2].name``."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text


def _place(key: str, where: str, options: Mapping[str, str]) -> str:
    option = options.get(key) or next(
        (v for k, v in options.items() if key and (k.startswith(key) or key.startswith(k))), ""
    )
    if option:
        return option
    return f"{where}: {key}" if where and key else where or key


def _field_at(
    model: type[BaseModel], location: tuple[int | str, ...]
) -> tuple[FieldInfo | None, type[BaseModel] | None]:
    section: type[BaseModel] | None = model
    field: FieldInfo | None = None
    for part in location:
        if isinstance(part, int) or section is None:
            continue
        if part not in section.model_fields:
            return (None, section) if part == location[-1] else (field, section)
        field = section.model_fields[part]
        inner = inner_section(field)
        if inner is not None:
            section = inner
    return field, section


def _names(field: FieldInfo) -> tuple[str, ...]:
    return tuple(get_args(field.annotation)) if get_origin(field.annotation) is Literal else ()


def allowed(field: FieldInfo | None, mistake: str = "") -> str:
    """Describe what a field accepts."""
    if field is None:
        return _TYPES.get(mistake.partition("_")[0], "")
    unit = (field.description or "").partition(": ")[0]
    low, high = bounds(field)
    if low is not None and high is not None:
        whole = "whole number " if field.annotation is int else ""
        return f"{whole}{low:.15g} to {high:.15g}" + (f" {unit}" if unit not in ("1", "year", "agents") else "")
    if _names(field):
        return ", ".join(_names(field))
    annotation = field.annotation
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    base = get_origin(annotation) or annotation
    if mistake.startswith("too_") or mistake.startswith("string_"):
        limits = {n: getattr(m, n) for m in field.metadata for n in ("min_length", "max_length") if hasattr(m, n)}
        return f"{limits.get('min_length', 0)} to {limits.get('max_length', 'many')} characters or entries"
    return _TYPES.get(getattr(base, "__name__", ""), "a table")
