"""The benchmark itself works; what it measures is reported, never judged."""

from __future__ import annotations

import pytest

from experiments.bench import REFERENCE, Measure, by_size, page, probe, reference
from experiments.mesa_objects import measure

HOUSEHOLD_RULES = {"use_and_spend", "review_needs", "choose_cars", "choose_heating", "listen", "settle"}
FIRM_RULES = {"cost_firms", "decide_firms", "produce_firms", "invest_firms", "pay_firms"}


@pytest.mark.bench
def test_a_small_city_can_be_timed() -> None:
    size = ("--city", REFERENCE, "--households", "200", "--firms", "40", "--months", "2")
    found = probe("bench_probe", {}, *size)
    assert found["runs"][0]["months"] == 2
    assert 0.0 < found["runs"][0]["household_calls"] < found["runs"][0]["later_months"]
    assert all(one.value > 0 for one in (*by_size(200, found), *reference(found)))


@pytest.mark.bench
def test_mesa_objects_live_the_same_rules_with_the_same_numbers() -> None:
    found = measure(REFERENCE, 120, 40, 2)
    for kind, rules in (("household", HOUSEHOLD_RULES), ("firm", FIRM_RULES)):
        assert rules <= set(found["rules"][kind])
        assert found["microseconds_per_agent_month"][kind] > 0.0
        # Columns round to single precision what objects hold in double precision.
        assert max(found["differences"][kind].values()) < 1e-5
    assert found["rules"]["household"]["use_and_spend"]["agent_by_agent"]
    assert found["rules"]["firm"]["pay_firms"]["agent_by_agent"]


def test_the_page_is_a_table() -> None:
    text = page([Measure("a month", 1234.5, "ns", "toytown"), Measure("a run", 0.51234, "s", target="≤ 1")])
    assert "| a month | 1,234 | ns |  | toytown |" in text
    assert "| a run | 0.512 | s | ≤ 1 |  |" in text
