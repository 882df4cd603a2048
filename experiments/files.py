"""Writing files so that nothing is ever half-written: each appears whole under its name, or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sim.core.errors import InputError


def open_folder(path: Path) -> Path:
    """Make a result folder, or raise ``InputError`` when it cannot be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise InputError(f"the output folder cannot be used: {reason}", where="--out", given=str(path)) from None
    return path


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file whole: to a temporary name beside it first, then renamed."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def write_text(path: Path, content: str) -> Path:
    """Write a text file whole, in UTF-8."""
    return write_bytes(path, content.encode())


def write_json(path: Path, document: Any) -> Path:
    """Write a JSON file whole."""
    return write_text(path, to_json(document) + "\n")


def to_json(document: Any) -> str:
    """Return a document as JSON text (what is not a number is null, never NaN)."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write a CSV file whole."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return write_text(path, buffer.getvalue())
