"""Columnar populations with Mesa agents on demand.

A ``Column`` declares one attribute of an agent class: dtype, default, unit, meaning. A ``Table`` holds one
NumPy array per column for one model; rows never move and never grow past the capacity, so an agent's row is
its identity. A Mesa agent for a row is a light handle, made when somebody asks for it, whose attributes read
and write the columns. A headless run makes none.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

import mesa
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Narrow = TypeVar("Narrow")

_PAGE_BYTES, _STEP_BYTES = 4096, 5 * 64


class Column:
    """Declaration of one attribute of a columnar agent; on a handle it reads and writes the agent's cell."""

    def __init__(self, dtype: Any, unit: str, doc: str, default: float = 0, width: int = 0) -> None:
        self.dtype, self.unit, self.doc = np.dtype(dtype), unit, doc
        self.default, self.width = default, width
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember the attribute's name."""
        self.name = name

    def __get__(self, handle: Any, owner: type | None = None) -> Any:
        """Read the cell of a handle's row (the declaration itself when read on the class)."""
        if handle is None:
            return self
        value = handle._table[self.name][handle.row]
        return value.copy() if self.width else value.item()

    def __set__(self, handle: Any, value: Any) -> None:
        """Write the cell of a handle's row."""
        handle._table[self.name][handle.row] = value


class ColumnarAgent(mesa.Agent):
    """A Mesa agent whose state lives in a ``Table``; subclasses declare ``Column`` attributes."""

    def __init__(self, model: Any, table: Table, row: int) -> None:
        super().__init__(model)
        self._table, self.row = table, row
        self.unique_id = table.first_unique_id + row

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the declared columns, in order of declaration."""
        found: dict[str, Column] = {}
        for base in reversed(cls.__mro__):
            found.update({k: v for k, v in vars(base).items() if isinstance(v, Column)})
        return found

    def remove(self) -> None:
        """Refuse: agents enter and leave by the model's own rules, or the stock closure would break."""
        raise RuntimeError(
            f"{type(self).__name__} {self.row} cannot be removed: entry and exit are the model's own rules"
        )


def _laid_out(shape: tuple[int, ...], column: Column, number: int) -> Array:
    """Return a filled array that begins at its own place in a page of memory.

    A row's cells of columns that begin alike compete for the same few places of the processor's nearest memory.
    """
    size = math.prod(shape) * column.dtype.itemsize
    room = np.empty(size + 2 * _PAGE_BYTES, dtype=np.uint8)
    start = -room.ctypes.data % _PAGE_BYTES + number * _STEP_BYTES % _PAGE_BYTES
    array: Array = room[start : start + size].view(column.dtype).reshape(shape)
    array[...] = column.default
    return array


class Table(dict[str, Array]):
    """The columns of one agent class in one model, by name: whole arrays, capacity rows.

    Parameters
    ----------
    agent_class : type
        Subclass of ``ColumnarAgent``.
    capacity : int
        Largest number of rows ever used.
    first_unique_id : int
        Mesa ``unique_id`` of row 0.
    """

    def __init__(self, agent_class: type[ColumnarAgent], capacity: int, first_unique_id: int = 1) -> None:
        self.agent_class, self.capacity, self.first_unique_id = agent_class, capacity, first_unique_id
        self.count = 0
        self.alive: Array = np.zeros(capacity, dtype=np.int8)
        for number, (name, column) in enumerate(agent_class.columns().items()):
            shape = (capacity, column.width) if column.width else (capacity,)
            self[name] = _laid_out(shape, column, number)
        self._handles: dict[int, ColumnarAgent] = {}

    def add(self, rows: int) -> slice:
        """Bring ``rows`` further rows to life and return where they are."""
        if self.count + rows > self.capacity:
            raise RuntimeError(f"{self.agent_class.__name__}: capacity of {self.capacity} rows exceeded")
        new = slice(self.count, self.count + rows)
        self.alive[new] = 1
        self.count += rows
        return new

    def narrow(self, view: type[Narrow]) -> Narrow:
        """Return a NamedTuple holding just the arrays its fields name (field ``alive`` is the mask)."""
        fields = view._fields  # type: ignore[attr-defined]
        return view(*(self.alive if name == "alive" else self[name] for name in fields))

    def bytes_per_row(self) -> float:
        """Return the memory one agent takes in the columns."""
        return sum(a.nbytes for a in self.values()) / self.capacity + 1

    def handle(self, model: Any, row: int) -> ColumnarAgent:
        """Return the Mesa agent of a row, made on first request."""
        if row not in self._handles:
            self._handles[row] = self.agent_class(model, self, row)
        return self._handles[row]

    def materialise(self, model: Any) -> None:
        """Make the Mesa agents of all living rows and forget those of the dead."""
        for row in [r for r in self._handles if not self.alive[r]]:
            mesa.Agent.remove(self._handles.pop(row))
        for living in np.flatnonzero(self.alive[: self.count]):
            self.handle(model, int(living))
