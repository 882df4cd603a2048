"""Writing plain data as TOML text that reads back equal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"^[A-Za-z0-9_-]+$")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _key(name: object) -> str:
    text = str(name)
    return text if _BARE.match(text) else _string(text)


def _string(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c) or (c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}") for c in text) + '"'


def value_text(value: Any) -> str:
    """Return one value as TOML: text, number, truth value, list or inline table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {value_text(v)}" for k, v in value.items() if v is not None) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(value_text(v) for v in value) + "]"
    return _string(str(value))


def _is_table_list(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(v, Mapping) for v in value)


def table_text(data: Mapping[str, Any], prefix: str = "") -> str:
    """Return a table and everything below it as TOML; ``None`` is left out.

    Parameters
    ----------
    data : mapping
        Text, numbers, truth values, lists, mappings and lists of mappings.
    prefix : str
        Dotted name of the table, empty for the document.
    """
    lines = [
        f"{_key(k)} = {value_text(v)}"
        for k, v in data.items()
        if v is not None and not isinstance(v, Mapping) and not _is_table_list(v)
    ]
    for name, value in data.items():
        path = f"{prefix}{_key(name)}"
        if isinstance(value, Mapping):
            lines += ["", f"[{path}]", table_text(value, f"{path}.")]
        elif _is_table_list(value):
            for item in value:
                lines += ["", f"[[{path}]]", table_text(item, f"{path}.")]
    return "\n".join(lines)
