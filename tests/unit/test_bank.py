"""Banks: prices, tests, rationing by capital, refinancing, guarantees, books."""

from __future__ import annotations

import numpy as np
import pytest

from agents import bank
from agents.banking import books, pricing, rationing
from agents.banking.room import room
from agents.power.columns import PowerCompany
from sim.core.clock import Clock
from sim.core.columns import Column, ColumnarAgent, Table
from sim.core.errors import ClosureError
from sim.core.ledger import Ledger
from sim.core.signals import SignalBoard
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.flows import ACCOUNTS, FLOW_KINDS
from sim.world.state import WorldState

_BOTH = (
    ("bank", "i1"), ("loan_sought_cny", "f8"), ("loan_purpose", "i1"), ("loan_granted", "i1"),
    ("loan_rate_offered_pct", "f8"), ("interest_paid_cny", "f8"), ("principal_paid_cny", "f8"),
    ("written_off_cny", "f8"),
)  # fmt: skip
_FIRM = (
    ("sector", "i1"), ("rating", "f4"), ("collateral_cny", "f8"), ("debt_cny", "f8"), ("green_debt_cny", "f8"),
    ("green_interest_paid_cny", "f8"), ("green_principal_paid_cny", "f8"), ("green_written_off_cny", "f8"),
    ("cash_cny", "f8"), ("distress_months", "i2"), ("debt_rate_pct", "f8"), ("green_debt_rate_pct", "f8"),
    ("debt_months_left", "i2"), ("green_debt_months_left", "i2"),
)  # fmt: skip
_HOUSEHOLD = (
    ("loan_score", "f8"), ("loan_cny", "f8"), ("green_loan_cny", "f8"), ("savings_cny", "f8"),
)  # fmt: skip


def _agent(name: str, columns: tuple[tuple[str, str], ...]) -> type[ColumnarAgent]:
    declared = {}
    for column, dtype in columns:
        declared[column] = Column(dtype, "1", column)
        declared[column].name = column
    return type(name, (ColumnarAgent,), declared)


def _city(firms: int = 30, households: int = 50) -> WorldState:
    clock = Clock(2020, 2022)
    state = WorldState(None, None, clock, 1, SignalBoard(s.CATALOGUE), Ledger(ACCOUNTS, FLOW_KINDS), {})  # type: ignore[arg-type]
    state.households = Table(_agent("H", _BOTH + _HOUSEHOLD), households)
    state.firms = Table(_agent("F", _BOTH + _FIRM), firms)
    state.power_company = Table(PowerCompany, 1)
    for table in (state.households, state.firms, state.power_company):
        table.add(table.capacity)
    state.weight = 100.0
    state.households["savings_cny"][:] = 1e5
    state.households["loan_cny"][:] = 1e4
    state.firms["debt_cny"][:] = 5e7
    state.firms["sector"][:] = np.arange(firms) % 10
    state.firms["rating"][:] = 0.004
    state.firms["collateral_cny"][:] = 2e8
    state.firms["cash_cny"][:] = 1e7
    bank.populate(state)
    return state


def _apply(state: WorldState, rows: slice | list[int], amount: float, purpose: int = 100) -> None:
    state.firms["loan_sought_cny"][rows] = amount
    state.firms["loan_purpose"][rows] = purpose


def _post(state: WorldState, posts: dict[int, float]) -> None:
    state.board.post("green_credit", posts)
    state.board.combine()


def test_a_rate_is_reference_cost_risk_term_less_discount() -> None:
    rate = pricing.loan_rate_pct.py_func
    assert rate(4.0, 0.1, 0.7, 0.35, 0.0, 0.0) == pytest.approx(5.15)
    assert rate(4.0, 0.1, 0.7, 0.35, 0.4, 0.1) == pytest.approx(4.65)
    assert rate(1.0, 0.0, 0.0, 0.0, 3.0, 0.0) == 0.0
    assert pricing.risk_spread_pp.py_func(0.02, 0.45, 0.5) == pytest.approx(0.45)


def test_refinancing_helps_only_below_the_bank_s_own_cost() -> None:
    relief = pricing.relending_relief_pp.py_func
    assert relief(0.6, 2.2, 1.75, 0.6) == pytest.approx(0.162)
    assert relief(0.6, 2.2, 100.0, 0.6) == 0.0


def test_who_passes() -> None:
    firm, home = rationing.firm_passes.py_func, rationing.household_passes.py_func
    assert firm(100.0, 60.0, 0.5, 0.0, 0.02, 0.1)
    assert not firm(100.0, 40.0, 0.5, 0.0, 0.02, 0.1)
    assert firm(100.0, 40.0, 0.5, 0.5, 0.02, 0.1)
    assert not firm(100.0, 60.0, 0.5, 0.0, 0.2, 0.1)
    assert home(0.5, 0.5, 0.0, 0.1)
    assert not home(0.55, 0.5, 0.0, 0.1)
    assert home(0.55, 0.5, 0.8, 0.1)


def test_sound_firms_get_their_loan_and_weak_ones_do_not() -> None:
    state = _city()
    _apply(state, slice(0, 10), 1e6)
    state.firms["rating"][0] = 0.3
    state.firms["collateral_cny"][1] = 0.0
    bank.ration(state)
    granted = state.firms["loan_granted"]
    assert granted[:2].tolist() == [0, 0]
    assert granted[2:10].all()
    assert not granted[10:].any()
    assert state.firms["loan_rate_offered_pct"][2] > state.published.lending_reference_pct
    assert 0.0 < state.published.credit_refusal_share < 1.0


def test_less_capital_means_less_credit() -> None:
    counts = []
    for ratio in (0.15, 0.112, 0.09):
        state = _city()
        weighted = state.banks["capital_cny"] / state.banks["capital_ratio"]
        state.banks["lending_room_cny"][:] = np.maximum(ratio / 0.105 - 1.0, 0.0) * weighted
        _apply(state, slice(0, 30), 2e7)
        bank.ration(state)
        counts.append(int(state.firms["loan_granted"].sum()))
    assert counts[0] > counts[1] > counts[2] == 0


def test_decisions_do_not_depend_on_who_else_has_which_row() -> None:
    state = _city()
    _apply(state, slice(0, 30), 2e7)
    bank.ration(state)
    again = _city()
    _apply(again, slice(0, 30), 2e7)
    bank.ration(again)
    assert (state.firms["loan_granted"] == again.firms["loan_granted"]).all()


def test_neutral_green_signals_change_not_one_bit() -> None:
    green, ordinary = _city(), _city()
    _apply(green, slice(0, 5), 1e6, n.GREEN_RETROFIT)
    _apply(ordinary, slice(0, 5), 1e6)
    bank.ration(green)
    bank.ration(ordinary)
    offered = [city.firms["loan_rate_offered_pct"][:5] for city in (green, ordinary)]
    assert (offered[0] == offered[1]).all()
    assert not room(green).drawn_cny.any()


def test_green_terms_cut_the_rate_of_eligible_loans_alone_and_draw_refinancing() -> None:
    state, plain = _city(), _city()
    posts = {s.GREEN_LOAN_DISCOUNT_PP + n.GREEN_RETROFIT: 0.4, s.GREEN_REFINANCED_SHARE + n.GREEN_RETROFIT: 0.6,
             s.GREEN_RELENDING_RATE_PCT: 1.75, s.GREEN_LOAN_QUOTA: 4e6}  # fmt: skip
    _post(state, posts)
    for city in (state, plain):
        _apply(city, slice(0, 10), 1e6, n.GREEN_RETROFIT)
        city.firms["loan_purpose"][5:10] = 100
        bank.ration(city)
    cut = plain.firms["loan_rate_offered_pct"] - state.firms["loan_rate_offered_pct"]
    assert (cut[:5] > 0.4).all()
    assert not cut[5:].any()
    assert room(state).drawn_cny.sum() == pytest.approx(3e6)
    state.clock.tick()  # in January the quota would be new
    bank.ration(state)
    assert room(state).drawn_cny.sum() == pytest.approx(1e6)
    bank.ration(state)
    assert not room(state).drawn_cny.any()


def _settle(state: WorldState) -> None:
    bank.book_payments(state)
    bank.collect(state)
    account = ACCOUNTS.index("bank")
    state.rooms["net"] = (bank.balance_cny(state), float(state.ledger.net()[account]))
    bank.check_balance_sheets(state)


def test_books_follow_borrowers_and_money_closes() -> None:
    state = _city()
    before = bank.balance_cny(state)
    firms = state.firms
    firms["debt_cny"][3] += 1e6
    state.pay("loan_firm", 1e6)
    firms["interest_paid_cny"][:] = 2e5
    firms["principal_paid_cny"][:] = 5e5
    firms["debt_cny"][:] -= 5e5
    state.pay("interest_firm", 2e5 * 30)
    state.pay("repay_firm", 5e5 * 30)
    _settle(state)
    closing, net = state.rooms["net"]
    assert closing - before == pytest.approx(net, rel=1e-9)


def test_unbooked_loans_are_found() -> None:
    state = _city()
    state.firms["debt_cny"][3] += 1e9
    with pytest.raises(ClosureError, match="banks' loans"):
        _settle(state)


def test_losses_hit_capital_and_the_bad_loan_ratio_and_the_guarantee_pays() -> None:
    state = _city()
    state.firms["debt_cny"][:], state.firms["green_debt_cny"][:] = 5e7, 1e7
    bank.populate(state)
    state.banks["guaranteed_cny"][:] = 0.5 * state.banks["green_loans_cny"]
    capital = float(state.banks["capital_cny"].sum())
    bank.book_payments(state)
    bank.collect(state)
    state.firms["green_debt_cny"][0] = 0.0
    state.firms["debt_cny"][1] = 0.0
    bank.check_balance_sheets(state)
    lost = float(state.banks["written_off_cny"].sum() + state.banks["green_written_off_cny"].sum())
    assert lost == pytest.approx(6e7)
    assert float(state.banks["guarantee_claim_cny"].sum()) == pytest.approx(0.5 * 1e7, rel=1e-6)
    assert state.banks["capital_cny"].sum() < capital


def test_owners_rescue_a_bank_and_say_so() -> None:
    state = _city()
    state.banks["net_position_cny"][:] -= 0.9 * state.banks["capital_cny"]
    bank.check_balance_sheets(state)
    bank.book_payments(state)
    assert state.received("bank_capital") > 0.0
    assert "recapitalise" in state.events[0]["what"]
    assert state.received("bank_dividends") == 0.0


def test_the_first_books_hold_green_loans_and_the_debts_of_those_who_are_overdue() -> None:
    state = _city()
    assert bank.nonperforming_ratios(state) == (0.0, 0.0, 0.0)
    share = state.banks["green_loans_cny"].sum() / (1.5e9 + 50 * 100.0 * 1e4)
    assert 0.03 < share < 0.12
    state.firms["distress_months"][0] = 3
    bank.collect(state)
    everything, green, other = bank.nonperforming_ratios(state)
    assert everything * (1.5e9 + 50 * 100.0 * 1e4) == pytest.approx(1.5e9 / state.firms.count, rel=0.1)
    assert min(green, other) > 0.0


def test_what_one_bank_may_not_lend_alone_all_lend_together() -> None:
    assert rationing.needs_syndicate.py_func(10.0, 10.0, 100.0, 0.15)
    assert not rationing.needs_syndicate.py_func(10.0, 4.0, 100.0, 0.15)
    state = _city()
    state.firms["debt_cny"][:], state.firms["green_debt_cny"][:] = 5e5, 0.0
    state.firms["debt_cny"][0] = 1e8
    bank.populate(state)
    assert state.firms["bank"][0] == books.SYNDICATE
    state.firms["bank"][1:] = np.arange(29) % 6
    bank.collect(state)
    bank.check_balance_sheets(state)
    before, old = bank.balance_cny(state), state.firms["bank"][5]
    _apply(state, [5], 3e7)
    bank.ration(state)
    assert state.firms["loan_granted"][5] == 1
    assert state.firms["bank"][5] == books.SYNDICATE
    state.firms["debt_cny"][5] += 3e7
    state.pay("loan_firm", 3e7)
    loans = state.banks["firm_loans_cny"].copy()
    _settle(state)
    grown = state.banks["firm_loans_cny"] - loans
    share = state.banks["customer_share"]
    apart = np.arange(len(share)) != old
    assert grown[apart] == pytest.approx(((3e7 + 5e5) * share)[apart], rel=1e-6)
    closing, net = state.rooms["net"]
    assert closing - before == pytest.approx(net, rel=1e-9)
    state.firms["written_off_cny"][0] = 0.0
    state.firms["debt_cny"][0] = 0.0
    bank.check_balance_sheets(state)
    assert state.banks["written_off_cny"] == pytest.approx(1e8 * share * 0.97, rel=0.05)


def test_banks_err_on_small_firms_for_a_year_and_know_large_ones() -> None:
    assert rationing.seen_probability.py_func(0.01, 0.7, 0.0) == pytest.approx(0.01)
    assert rationing.seen_probability.py_func(0.01, 0.7, 1.0) == pytest.approx(0.0201, rel=0.01)
    state = _city()
    state.firms["rating"][:] = room(state).own.default_limit * 0.98
    state.firms["debt_cny"][:], state.firms["green_debt_cny"][:] = 1e4, 0.0
    bank.populate(state)
    state.firms["bank"][:15], state.firms["bank"][15:] = np.arange(15) % 6, books.SYNDICATE
    _apply(state, slice(0, 30), 1e4)
    bank.ration(state)
    first = state.firms["loan_granted"].copy()
    assert first[15:].all()
    assert 0 < first[:15].sum() < 15
    state.clock.tick()
    bank.ration(state)
    assert (state.firms["loan_granted"] == first).all()


def test_applications_are_ranked_by_risk_then_luck_then_id() -> None:
    apps = np.zeros((40, len(rationing.FIELDS)))
    apps[:, rationing.APPLICANT] = np.arange(40)
    apps[:, rationing.PROBABILITY] = (np.arange(40) * 7) % 5
    apps[:, rationing.DRAW] = (np.arange(40) * 11) % 13
    order = np.zeros(40, dtype=np.int64)
    rationing.rank(40, apps, order)
    expected = np.lexsort((apps[:, rationing.APPLICANT], apps[:, rationing.DRAW], apps[:, rationing.PROBABILITY]))
    assert order.tolist() == expected.tolist()


def test_blocks_of_households_sum_to_the_whole_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A big city's households are summed block by block, on whatever threads there are."""
    rows, banks, size = 20, 3, 7
    draw = np.random.default_rng(4)
    accounts = books.HouseholdAccounts(
        np.ones(rows, dtype=np.int8), draw.integers(0, banks, rows), *(draw.random(rows) for _ in range(6))
    )
    blocks = range(-(-rows // size))

    def count(order: list[int]) -> tuple[np.ndarray, np.ndarray]:
        sums, deposits = np.full((len(blocks), banks, len(books.SUMS)), np.nan), np.full(len(blocks), np.nan)
        for block in order:
            books.sum_households.py_func(block, rows, accounts, 30.0, sums, deposits)  # type: ignore[attr-defined]
        return sums, deposits

    monkeypatch.setattr(books, "BLOCK_ROWS", size)
    sums, deposits = count(list(blocks))
    again, deposits_again = count(list(reversed(blocks)))
    assert (sums == again).all()
    assert (deposits == deposits_again).all()
    assert deposits.sum() == pytest.approx(30.0 * accounts.savings_cny.sum())
    assert sums[:, :, books.HOUSEHOLD_LOANS].sum() == pytest.approx(30.0 * accounts.loan_cny.sum())
    assert sums[:, 1, books.DEPOSITS].sum() == pytest.approx(30.0 * accounts.savings_cny[accounts.bank == 1].sum())
