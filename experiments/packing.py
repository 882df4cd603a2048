"""Yearly values as few bytes: columns one after another, bytes of equal weight together, then zlib.

Neighbouring years differ in their low bytes only, so this takes two thirds of the plain size (a wide SQLite table takes
more than three times it), and values come back bit by bit. zlib's own checksum notices damage.
"""

from __future__ import annotations

import zlib

import numpy as np

from sim.core.columns import Array

_BYTES = 8


def packed(values: Array) -> bytes:
    """Return float64 values of shape (years, columns) as bytes."""
    by_column = np.ascontiguousarray(np.asarray(values, dtype="<f8").T)
    planes = by_column.view(np.uint8).reshape(-1, _BYTES).T
    return zlib.compress(np.ascontiguousarray(planes).tobytes(), 6)


def unpacked(content: bytes, years: int, columns: int) -> Array:
    """Return the values that ``packed`` was given, shape (years, columns).

    Raises
    ------
    ValueError
        When the bytes are damaged or of another size.
    """
    try:
        plain = zlib.decompress(content)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if len(plain) != _BYTES * years * columns:
        raise ValueError(f"{len(plain)} bytes for {years} years and {columns} columns")
    planes = np.frombuffer(plain, dtype=np.uint8).reshape(_BYTES, -1)
    by_column = np.ascontiguousarray(planes.T).view("<f8").reshape(columns, years)
    return np.ascontiguousarray(by_column.T, dtype=np.float64)
