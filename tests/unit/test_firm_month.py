"""A firm module on its own: adds up to the base year, closes its books, answers signals, repeats itself."""

from collections.abc import Callable

import numpy as np
import pytest

from agents.firm import month as firms
from agents.firm.room import room
from sim.core.clock import Clock
from sim.core.ledger import Ledger
from sim.core.signals import SignalBoard
from sim.world import boundary
from sim.world import names as n
from sim.world.base_year import base_year, solve_base_year
from sim.world.config import load_scenario
from sim.world.drivers import Drivers
from sim.world.flows import ACCOUNTS, FLOW_KINDS
from sim.world.goods import ExternalDemand
from sim.world.signal_catalogue import CATALOGUE
from sim.world.state import Market, WorldState

TARIFF = np.array([0.52, 0.65, 0.75, 0.5])[:, None] * np.array([1.3, 1.0, 1.0, 0.6])


def build(external: ExternalDemand | None = None, seed: int = 1, watch: tuple[str, int] | None = None) -> WorldState:
    config = load_scenario("huzhou").replaced(start=2020, end=2024)
    clock = Clock(2020, 2024)
    state = WorldState(
        config=config, drivers=Drivers(config, clock, seed, {}), clock=clock, seed=seed, board=SignalBoard(CATALOGUE),
        ledger=Ledger(ACCOUNTS, FLOW_KINDS), overrides={}, watch=watch,
    )  # fmt: skip
    state.rooms["base_year"] = solve_base_year(config, seed, {})
    state.rooms["external_demand"] = ExternalDemand.to_solve(clock.total) if external is None else external.fixed()
    boundary.open_world(state)
    firms.populate(state)
    return state


def run_month(state: WorldState) -> float:
    """Run the firms' phases with a city of constant demand around them; return the money error over gross flow."""
    base, market, now = base_year(state), state.market, state.published
    market.open_month()
    state.ledger.open_month()
    state.board.combine()
    boundary.update(state)
    now.electricity_price_cny_per_kwh[:] = TARIFF
    now.feed_in_price_cny_per_kwh = 0.4
    now.heat_price_cny_per_tj[:] = 52000.0
    opening = firms.balance_cny(state)
    market.goods_demand_cny[n.PAYER_HOUSEHOLD] = base.household_goods_cny / 12.0
    market.goods_demand_cny[n.PAYER_GOVERNMENT] = base.government_goods_cny / 12.0
    firms.plan(state)
    table = state.firms
    live = slice(0, table.count)
    table["loan_granted"][live] = table["loan_sought_cny"][live] > 0.0
    table["loan_rate_offered_pct"][live] = 4.4
    firms.produce(state)
    firms.invest(state)
    firms.book_payments(state)
    done = state.rooms["cleared"]
    state.pay("household_goods_local", float(done.local_cny[n.PAYER_HOUSEHOLD].sum()))
    state.pay("government_goods_local", float(done.local_cny[n.PAYER_GOVERNMENT].sum()))
    state.pay("firm_green_grant", float(market.firm_grants_cny.sum()))
    firms.collect(state)
    recounted = firms.recount_energy(state)
    assert np.abs(recounted - market.energy_tj).max() <= 1e-9 * max(market.energy_tj.sum(), 1.0)
    firms.learn(state)
    firms.age(state)
    now_alive, came, went = firms.stocks(state)["agents"]
    assert now_alive == room(state).rows_at_start + came - went
    gap = firms.balance_cny(state) - opening - state.ledger.net()[ACCOUNTS.index("firm")]
    return float(abs(gap) / np.abs(state.ledger.flows).sum())


def run_years(state: WorldState, years: int, each: Callable[[WorldState], None] | None = None) -> Market:
    """Run whole years; return the last year's sums."""
    sums = Market()
    for month in range(12 * years):
        if month % 12 == 0:
            sums.open_month()
        assert run_month(state) < 1e-9
        sums.add(state.market)
        if each:
            each(state)
        state.clock.tick()
    return sums


@pytest.fixture(scope="module")
def baseline() -> tuple[WorldState, Market]:
    state = build()
    return state, run_years(state, 3)


def co2_t(state: WorldState, sums: Market) -> float:
    rows = slice(0, n.N_FIRM_SECTORS)
    fuel = float((sums.energy_tj[rows] @ room(state).factors).sum())
    return fuel + float(sums.process_co2_t[rows].sum() - sums.captured_co2_t[rows].sum())


def test_first_year_adds_up_to_the_base_year() -> None:
    state = build()
    sums = run_years(state, 1)
    base = base_year(state)
    rows = slice(0, n.N_FIRM_SECTORS)
    target = float((base.energy_tj[rows] @ room(state).factors).sum() + base.process_co2_t[rows].sum())
    assert co2_t(state, sums) == pytest.approx(target, rel=0.01)
    electricity = base.energy_tj[rows, n.ELECTRICITY].sum()
    assert sums.energy_tj[rows, n.ELECTRICITY].sum() == pytest.approx(electricity, rel=0.015)
    assert sums.jobs[rows].sum() / 12.0 == pytest.approx(base.jobs.sum(), rel=0.01)


def test_same_seed_same_bits(baseline: tuple[WorldState, Market]) -> None:
    again = run_years(build(), 3)
    assert np.array_equal(again.energy_tj, baseline[1].energy_tj)


def test_neutral_signals_change_not_one_bit(baseline: tuple[WorldState, Market]) -> None:
    state = build()
    state.board.post("silence", {slot: float(CATALOGUE.neutral[slot]) for slot in range(CATALOGUE.length)})
    assert np.array_equal(run_years(state, 3).energy_tj, baseline[1].energy_tj)


def test_carbon_price_lowers_emissions_and_raises_revenue(baseline: tuple[WorldState, Market]) -> None:
    first, before = baseline
    state = build(first.rooms["external_demand"])
    slots = [*CATALOGUE.slots("fuel_carbon_price"), *CATALOGUE.slots("process_carbon_price")]
    state.board.post("price", dict.fromkeys(slots, 200.0))
    after = run_years(state, 3)
    assert state.received("firm_carbon_tax") > 0.0
    assert 0.7 < co2_t(state, after) / co2_t(first, before) < 0.995


def test_grants_are_paid_within_their_budget() -> None:
    state = build()
    slot = CATALOGUE.slots("firm_grant_share", green=["retrofit"])[0]
    budget = CATALOGUE.slots("firm_grant_budget_cny_per_year", green=["retrofit"])[0]
    state.board.post("grant", {slot: 0.3, budget: 2e6})
    paid: list[float] = []
    run_years(state, 1, lambda s: paid.append(float(s.market.firm_grants_cny.sum())))
    assert 0.0 < sum(paid) <= 2e6


def test_audits_let_firms_hear(baseline: tuple[WorldState, Market]) -> None:
    state = build()
    state.board.post("audit", dict.fromkeys(CATALOGUE.slots("firm_audit_share"), 1.0))
    run_years(state, 3)

    def heard(of: WorldState) -> int:
        return sum(int(x).bit_count() for x in of.firms["known"][: of.firms.count])

    assert heard(state) > heard(baseline[0])


def test_decision_of_the_watched_firm_is_recorded_option_by_option() -> None:
    state = build(watch=("firm", 300))
    run_years(state, 1)
    assert len(state.records) == 1
    options = state.records[0]["options"]
    assert len(options) >= 3
    assert sum(o["chosen"] for o in options) <= 1
    usable = [o for o in options if o["available"]]
    best = max(usable, key=lambda o: o["net_present_value_cny"], default=None)
    if best is not None and best["net_present_value_cny"] <= 0.0:
        assert not any(o["chosen"] for o in options)


def test_year_has_all_columns(baseline: tuple[WorldState, Market]) -> None:
    state, sums = baseline
    row = firms.yearly(state, sums)
    for sector in n.FIRM_SECTORS:
        assert 0.0 <= row[f"retrofit_share_{sector}"] <= 1.0
    assert row["firm_pv_gw"] > 0.0
    assert row["co2_displaced_outside_mt"] >= 0.0
    assert np.isfinite(list(row.values())).all()
