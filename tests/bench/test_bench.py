"""The benchmark itself works; what it measures is reported, never judged."""

from __future__ import annotations

import pytest

from experiments.bench import Measure, one_year, page, per_household


@pytest.mark.bench
def test_a_small_city_can_be_timed() -> None:
    measure = per_household(200)
    assert measure.unit == "ns/household"
    assert measure.value > 0
    ready, month = one_year({}, 200, 40)
    assert ready > 0
    assert month > 0


def test_the_page_is_a_table() -> None:
    text = page([Measure("a month", 1234.5, "ns", "toytown"), Measure("a run", 0.51234, "s")])
    assert "| a month | 1,234 | ns | toytown |" in text
    assert "| a run | 0.512 | s |  |" in text
