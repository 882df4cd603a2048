"""Schedule timing, yearly table, kernel cache."""

import pytest

from sim.core.compiled import cache_directory, source_hash
from sim.core.results import YearlyTable, manifest
from sim.core.schedule import Phase, Schedule


def test_phases_run_in_order_and_are_timed() -> None:
    seen: list[str] = []

    def first(state: list[str]) -> None:
        state.append("first")

    def second(state: list[str]) -> None:
        state.append("second")

    schedule = Schedule([Phase("one", (first,), ""), Phase("two", (second, first), "")])
    assert schedule.table()[0]["microseconds_per_month"] is None
    schedule.run_month(seen)
    assert seen == ["first", "second", "first"]
    rows = schedule.table()
    assert [r["number"] for r in rows] == [1, 2]
    assert rows[1]["microseconds_per_month"] >= 0
    assert rows[1]["calls"][0].endswith(".second")


def test_phase_names_are_unique() -> None:
    with pytest.raises(ValueError, match="one name"):
        Schedule([Phase("a", (), ""), Phase("a", (), "")])


def test_yearly_table() -> None:
    table = YearlyTable()
    table.add(2020, {"a": 1.0})
    table.add(2021, {"a": 2.0})
    assert table.column("a").tolist() == [1.0, 2.0]
    assert table.frame().loc[2021, "a"] == 2.0


def test_manifest_names_what_reproduces_a_run() -> None:
    assert {"scenario_hash", "seed", "version", "commit", "python", "platform", "time"} <= set(manifest("abc", 1))


def test_cache_folder_follows_the_sources() -> None:
    assert source_hash() in str(cache_directory())
