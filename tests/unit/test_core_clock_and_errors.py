"""Calendar months and the one-line errors."""

import pytest

from sim.core.clock import Clock, Month
from sim.core.errors import InputError, nearest_name


def test_months_are_counted_and_written_back() -> None:
    month = Month.parse("2031-04")
    assert (month.year, month.month, str(month)) == (2031, 4, "2031-04")
    assert Month.of(2032, 4).index - month.index == 12
    assert Month.parse("2031") == Month.of(2031, 1)


@pytest.mark.parametrize("text", ["31-04", "2031-13", "2031-0", "soon", "", "2031-4-1"])
def test_bad_months_are_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        Month.parse(text, "plan.toml: start")
    assert caught.value.line().startswith("plan.toml: start: not a month")
    assert "\n" not in caught.value.line()


def test_clock_covers_both_years_in_full() -> None:
    clock = Clock(2020, 2021)
    assert clock.total == 24
    for _ in range(23):
        clock.tick()
    assert clock.now == clock.last
    assert clock.step == 23


def test_error_line_names_everything_and_stays_one_line() -> None:
    error = InputError(
        "unknown city", where="command line", given="hu\nzhou" * 50, allowed="a preset", nearest="huzhou"
    )
    assert "\n" not in error.line()
    assert len(error.line()) < 200
    assert error.line().endswith("did you mean 'huzhou'?")


def test_nearest_name() -> None:
    assert nearest_name("Huzhuo", ["hangzhou", "huzhou", "dalian"]) == "huzhou"
    assert nearest_name("xyzzy", ["hangzhou", "huzhou"]) == ""
