"""Rules of dispatch as plain Python, and the month's dispatch through the kernel."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.world import grid
from sim.world import names as n

OWN = grid.PARAMETERS.values()
LARGE_LINE_MW = 1e6


def _fleet(rows: list[dict[str, float]], order: list[int] | None = None) -> grid.Fleet:
    count = len(rows)
    unit = np.zeros((count, len(grid.FIELDS)))
    unit[:, grid.ALIVE] = unit[:, grid.AVAILABILITY] = unit[:, grid.FULL_LOAD] = 1.0
    unit[:, grid.CARRIER] = -1
    for u, row in enumerate(rows):
        for field, value in row.items():
            unit[u, grid.FIELDS.index(field)] = value
    zeros = [np.zeros((count, 4)) for _ in range(3)]
    merit = np.flatnonzero((unit[:, grid.KIND] == grid.DISPATCHABLE) & (unit[:, grid.ALIVE] == 1))
    return grid.Fleet(unit, *zeros, np.zeros(count), np.zeros(count), np.array(order or [0], dtype=np.int64), merit)


def _month(load_mwh: float, price: tuple[float, ...] = (0.45, 0.30, 0.35, 0.25)) -> grid.GridMonth:
    load = np.zeros((n.N_CUSTOMERS, n.N_BLOCKS))
    load[n.INDUSTRIAL] = load_mwh * 1e3 * np.array(grid.BLOCK_HOURS) / grid.HOURS_PER_MONTH
    fuel = np.full(n.N_CARRIERS, 25_000.0)
    factor = np.where(np.arange(n.N_CARRIERS) == n.COAL, 94.6, 0.0)
    sun, wind = np.array([5.0, 60.0, 35.0, 0.0]), np.full(4, 40.0)
    return grid.GridMonth(load, np.zeros(4), np.array(price), sun, wind, fuel, factor)


def _run(fleet: grid.Fleet, month: grid.GridMonth, *, heat_tj: float = 0.0, line_mw: float = LARGE_LINE_MW,
         carbon: float = 0.0, sources: int = 0) -> np.ndarray:  # fmt: skip
    totals = np.zeros(len(grid.TOTALS))
    scalars = np.array([0.08, heat_tj, line_mw, 1.0, carbon, 0.0, 0.4])
    grid.dispatch_month(len(fleet.unit), sources, len(fleet.merit_order), fleet, month, scalars, OWN, totals)
    left = totals[grid.MADE] + totals[grid.IMPORTED] + totals[grid.DISCHARGED]
    right = totals[grid.USED] + totals[grid.LOST] + totals[grid.EXPORTED] + totals[grid.CHARGED]
    assert left == pytest.approx(right, rel=1e-12)
    assert totals[grid.HEAT_MADE] == pytest.approx(totals[grid.HEAT_USED] + totals[grid.HEAT_LOST], rel=1e-12)
    return totals


COAL = {"kind": grid.DISPATCHABLE, "carrier": n.COAL, "capacity_mw": 600.0, "heat_rate_tj_per_mwh": 0.009,
        "min_load_share": 0.4, "availability": 0.9, "dependable_share": 0.9}  # fmt: skip


def test_a_unit_runs_when_the_price_exceeds_its_cost() -> None:
    share = grid.running_share.py_func
    assert share(0.4, 0.1, 0.4) == pytest.approx(0.5)
    assert share(0.9, 0.1, 0.4) > 0.999
    assert share(0.1, 0.1, 0.4) < 0.01


def test_marginal_cost_counts_fuel_carbon_and_free_permits() -> None:
    cost = grid.marginal_cost.py_func
    assert cost(0.009, 25_000.0, 0.0, 94.6, 0.0, 0.02) == pytest.approx(0.245)
    assert cost(0.009, 25_000.0, 100.0, 94.6, 0.0, 0.02) == pytest.approx(0.245 + 0.08514)
    assert cost(0.009, 25_000.0, 100.0, 94.6, 0.8514, 0.02) == pytest.approx(0.245)


def test_load_share_between_minimum_and_full() -> None:
    share = grid.market_load_share.py_func
    assert share(0.0, 0.0, 0.4, 0.0) == 0.0
    assert share(1.0, 1.0, 0.4, 0.0) == 1.0
    assert share(0.0, 1.0, 0.4, 0.0) == pytest.approx(0.4)
    assert share(0.0, 0.0, 0.4, 0.2) == pytest.approx(0.2)


def test_expected_shortfall_is_the_mean_excess() -> None:
    short = grid.expected_shortfall.py_func
    assert short(10.0, 1e-6, 8.0) == pytest.approx(2.0)
    assert short(10.0, 1.0, 10.0) == pytest.approx(1.0 / math.sqrt(2.0 * math.pi))
    assert short(10.0, 1.0, 20.0) == pytest.approx(0.0, abs=1e-12)


def test_raising_and_cutting_output() -> None:
    assert grid.raised_output.py_func(40.0, 100.0, 30.0) == pytest.approx(70.0)
    assert grid.raised_output.py_func(40.0, 100.0, 300.0) == pytest.approx(100.0)
    assert grid.lowered_output.py_func(40.0, 10.0, 20.0) == pytest.approx(20.0)
    assert grid.lowered_output.py_func(40.0, 10.0, 200.0) == pytest.approx(10.0)


def test_the_cheapest_unit_is_raised_first() -> None:
    fleet = _fleet([{**COAL, "min_load_share": 0.0, "variable_cost_cny_per_kwh": 5.0 + i} for i in range(2)])
    _run(fleet, _month(3e5), line_mw=10.0)
    assert fleet.made_mwh[0].sum() > 2e5
    assert fleet.made_mwh[1].sum() == pytest.approx(0.0, abs=1e-6)


def test_what_is_not_made_is_imported_and_lines_lose() -> None:
    totals = _run(_fleet([COAL]), _month(1e6))
    assert totals[grid.IMPORTED] > 0.0
    assert totals[grid.EXPORTED] == 0.0
    assert totals[grid.LOST] == pytest.approx(1e6 * OWN.network_loss_share / (1 - OWN.network_loss_share))
    assert totals[grid.UNSERVED] == pytest.approx(0.0, abs=1e-6)


def test_a_carbon_price_moves_generation_to_imports() -> None:
    month = _month(1e6)
    without, with_price = _run(_fleet([COAL]), month), _run(_fleet([COAL]), month, carbon=200.0)
    assert with_price[grid.MADE] < without[grid.MADE]
    assert with_price[grid.IMPORTED] > without[grid.IMPORTED]


def test_short_lines_call_units_out_of_merit_then_leave_load_unserved() -> None:
    dear = {**COAL, "variable_cost_cny_per_kwh": 5.0}
    plenty = _run(_fleet([dear]), _month(3e5), line_mw=100.0)
    assert plenty[grid.MADE] > 2e5
    assert plenty[grid.UNSERVED] < 1.0
    short = _run(_fleet([dear]), _month(1e6), line_mw=100.0)
    assert short[grid.UNSERVED] > 1e5
    assert short[grid.MADE] == pytest.approx(600.0 * 0.9 * grid.HOURS_PER_MONTH)


def test_dead_units_are_not_called() -> None:
    fleet = _fleet([COAL, {**COAL, "alive": 0.0}])
    _run(fleet, _month(1e6), line_mw=100.0)
    assert not fleet.made_mwh[1].any()


def test_a_surplus_beyond_the_lines_is_curtailed_and_not_counted_as_made() -> None:
    sun = {"kind": grid.SOLAR, "capacity_mw": 5_000.0}
    free, limited = _run(_fleet([sun]), _month(1e4)), _run(_fleet([sun]), _month(1e4), line_mw=500.0)
    assert limited[grid.CURTAILED] > 0.0
    assert limited[grid.MADE] + limited[grid.CURTAILED] == pytest.approx(free[grid.MADE])


def test_storage_buys_low_and_sells_in_the_evening_with_losses() -> None:
    fleet = _fleet([{"kind": grid.STORAGE, "capacity_mw": 100.0}])
    totals = _run(fleet, _month(1e5, price=(0.8, 0.2, 0.4, 0.3)))
    assert fleet.charged_mwh[0, n.MIDDAY] > 0.0
    assert fleet.charged_mwh[0, n.VALLEY] == 0.0
    assert totals[grid.DISCHARGED] == pytest.approx(totals[grid.CHARGED] * OWN.round_trip_efficiency)
    flat = _run(_fleet([{"kind": grid.STORAGE, "capacity_mw": 100.0}]), _month(1e5, price=(0.3, 0.3, 0.3, 0.3)))
    assert flat[grid.CHARGED] < 0.5 * totals[grid.CHARGED]


def test_heat_comes_from_sources_in_order_and_makes_stations_run() -> None:
    chp = {**COAL, "is_chp": 1.0, "variable_cost_cny_per_kwh": 5.0}
    boiler = {"kind": grid.BOILER, "carrier": n.COAL, "capacity_mw": 1_000.0, "heat_rate_tj_per_mwh": 1.25}
    fleet = _fleet([chp, boiler], order=[0, 1])
    totals = _run(fleet, _month(1e6), heat_tj=3_000.0, sources=2)
    assert totals[grid.HEAT_UNSERVED] == pytest.approx(0.0, abs=1e-9)
    assert fleet.heat_tj[0] == pytest.approx(600.0 * 0.9 * 1.2 * grid.HOURS_PER_MONTH / grid.MWH_PER_TJ)
    assert fleet.heat_tj.sum() == pytest.approx(3_000.0 / (1.0 - OWN.heat_loss_share))
    assert fleet.made_mwh[0].sum() == pytest.approx(fleet.heat_tj[0] * grid.MWH_PER_TJ / 1.2, rel=1e-6)
    cold = _run(_fleet([chp], order=[0]), _month(1e6), heat_tj=3_000.0, sources=1)
    assert cold[grid.HEAT_UNSERVED] > 0.0


def test_large_heat_pumps_use_electricity() -> None:
    pump = {"kind": grid.BOILER, "carrier": n.ELECTRICITY, "capacity_mw": 1_000.0, "heat_rate_tj_per_mwh": 0.3333}
    totals = _run(_fleet([pump], order=[0]), _month(1e5), heat_tj=100.0, sources=1)
    expected = 100.0 / (1.0 - OWN.heat_loss_share) * 0.3333 * grid.MWH_PER_TJ
    assert totals[grid.USED] == pytest.approx(1e5 + expected)


def test_peak_and_dependable_capacity() -> None:
    totals = _run(_fleet([COAL]), _month(1e5), line_mw=200.0)
    assert totals[grid.DEPENDABLE] == pytest.approx(600.0 * 0.9 + 200.0)
    mean = 1e5 / grid.HOURS_PER_MONTH / (1.0 - OWN.network_loss_share)
    assert totals[grid.PEAK] == pytest.approx(mean * OWN.peak_hour_factor)


def test_stores_do_not_charge_what_lines_cannot_bring() -> None:
    store = {"kind": grid.STORAGE, "capacity_mw": 1_000.0}
    mean_mw = 1e5 / grid.HOURS_PER_MONTH
    fleet = _fleet([store])
    totals = _run(fleet, _month(1e5, price=(0.8, 0.2, 0.4, 0.3)), line_mw=1.7 * mean_mw)
    assert totals[grid.UNSERVED] < 1e-3 * totals[grid.USED]
    assert 0.0 < totals[grid.CHARGED] < 0.7 * mean_mw * grid.BLOCK_HOURS[n.MIDDAY]
