"""Columns: handles read and write the arrays, and are Mesa agents."""

from typing import NamedTuple

import mesa
import numpy as np
import pytest

from sim.core.columns import Array, Column, ColumnarAgent, Table


class Person(ColumnarAgent):
    """A toy agent."""

    income_cny = Column(np.float64, "CNY", "income", default=5.0)
    kind = Column(np.int8, "1", "kind")
    stock = Column(np.float64, "1", "three things", width=3)


class Narrow(NamedTuple):
    """What a kernel would see."""

    income_cny: Array
    alive: Array


def _table(rows: int = 3) -> Table:
    table = Table(Person, 10, first_unique_id=100)
    table.add(rows)
    return table


def test_handles_read_and_write_columns() -> None:
    table = _table()
    person = table.handle(mesa.Model(rng=1), 1)
    assert isinstance(person, mesa.Agent)
    assert (person.unique_id, person.income_cny) == (101, 5.0)
    person.income_cny = 7.0
    assert table["income_cny"][1] == 7.0
    table["kind"][1] = 4
    assert person.kind == 4
    assert type(person.kind) is int
    assert person.stock.shape == (3,)


def test_a_handle_is_made_once_and_forgotten_with_its_row() -> None:
    table, model = _table(), mesa.Model(rng=1)
    table.materialise(model)
    assert len(list(model.agents)) == 3
    assert table.handle(model, 0) is table.handle(model, 0)
    table.alive[2] = 0
    table.materialise(model)
    assert sorted(a.unique_id for a in model.agents) == [100, 101]


def test_handles_cannot_be_removed_by_hand() -> None:
    with pytest.raises(RuntimeError, match="cannot be removed"):
        _table().handle(mesa.Model(rng=1), 0).remove()


def test_narrow_views_share_memory() -> None:
    table = _table()
    view = table.narrow(Narrow)
    view.income_cny[0] = 9.0
    assert table["income_cny"][0] == 9.0
    assert view.alive is table.alive


def test_capacity_is_a_limit() -> None:
    with pytest.raises(RuntimeError, match="capacity"):
        _table().add(8)
