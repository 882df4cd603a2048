"""What moves a firm to adopt, to leave and to come: one rule at a time, everything else held."""

import numpy as np
import pytest

from agents.firm import deciding, entry
from agents.firm import exit as closing
from agents.firm import month as firms
from agents.firm.parameters import frontier_factor
from agents.firm.room import FirmRoom, room
from sim.core.columns import Array
from sim.world import names as n
from sim.world import technology as tech
from sim.world.state import WorldState
from tests.unit.test_firm_month import build, run_month


@pytest.fixture(scope="module")
def opened() -> WorldState:
    """Return a city after its first month."""
    state = build()
    assert run_month(state) < 1e-9
    return state


def adopters(
    state: WorldState, fuel_factor: float = 1.0, hurdle_factor: float = 1.0, cash_factor: float = 1.0,
    everybody_knows: bool = True,
) -> Array:  # fmt: skip
    """Return the rows that would want an option if all decided now; the city is left as it was."""
    own, table = room(state), state.firms
    saved = {name: table[name].copy() for name in ("known", "hurdle_rate", "cash_cny", "close_month")}
    if everybody_knows:
        table["known"][:] = -1
    else:
        table["known"][:] = 0
    table["hurdle_rate"][:] *= hurdle_factor
    table["cash_cny"][:] *= cash_factor
    outlook = firms._outlook(state, own, state.board.catalogue.neutral)
    outlook = outlook._replace(carrier_price=own.expected_price * fuel_factor)
    everybody = np.arange(table.count)
    deciding.forget_wishes(everybody, own.wish)
    _decide(state, own, outlook, everybody)
    found = np.flatnonzero(table["planned_option"][: table.count] >= 0)
    deciding.forget_wishes(everybody, own.wish)
    for name, values in saved.items():
        table[name][:] = values
    return found


def _decide(state: WorldState, own: FirmRoom, outlook: object, rows: Array) -> None:
    technology = tech.technology(state)
    deciding.decide_technology(
        rows, state.clock.step, 2020.0, own.decide, own.wish, own.own, own.options, outlook, own.factors, 0.4,
        technology.pv_cny_per_kw, technology.storage_cny_per_kwh, 4.6, own.keys["firm.site"],
        own.keys["firm.hassle"], own.keys["firm.training"], -1, own.detail,
    )  # fmt: skip


def test_dearer_energy_brings_more_adopters(opened: WorldState) -> None:
    cheap, usual, dear = (len(adopters(opened, fuel_factor=factor)) for factor in (0.5, 1.0, 2.0))
    assert cheap < usual < dear


def test_half_of_those_who_know_a_measure_refuse_it(opened: WorldState) -> None:
    """Anderson and Newell 2004: about half of recommended measures are carried out; nowhere near all."""
    own, table = firms.room(opened), opened.firms
    known, everybody, fits = table["known"][:].copy(), np.arange(table.count), table["suitable"][:].copy()
    options = own.options
    retrofits = [t for t in range(len(own.catalogue.ids)) if own.catalogue.kind[t] == tech.KINDS.index("retrofit")]
    told = refused = 0
    outlook = firms._outlook(opened, own, opened.board.catalogue.neutral)
    for t in retrofits:
        if options.available_year[t] > 2020:
            continue
        table["known"][:] = table["adopted"] | (1 << t)
        table["suitable"][:] = fits & (1 << t)
        deciding.forget_wishes(everybody, own.wish)
        _decide(opened, own, outlook, everybody)
        due = (table["suitable"][: table.count] > 0) & ((table["adopted"][: table.count] >> t) & 1 == 0)
        due &= np.isin(
            table["sector"][: table.count],
            [s for s in range(10) if t in options.option[options.first[s] : options.first[s + 1]]],
        )
        told += int(due.sum())
        refused += int((due & (table["planned_option"][: table.count] != t)).sum())
    deciding.forget_wishes(everybody, own.wish)
    table["known"][:], table["suitable"][:] = known, fits
    assert told > 100
    assert 0.3 < refused / told < 0.8


def test_firms_that_ask_for_more_adopt_less(opened: WorldState) -> None:
    patient, usual, hurried = (len(adopters(opened, hurdle_factor=factor)) for factor in (0.5, 1.0, 3.0))
    assert patient > usual > hurried


def test_without_cash_nobody_can_pay_his_part(opened: WorldState) -> None:
    assert len(adopters(opened)) > 0
    assert len(adopters(opened, cash_factor=0.0)) == 0


def test_without_credit_or_enough_cash_a_plan_is_not_carried_out() -> None:
    """A plan needs the loan it asked for, or cash for the whole price."""
    done = {granted: _carried_out(granted, 1.0) for granted in (0, 1)}
    assert done[1] > 0
    assert done[0] < done[1]
    assert _carried_out(0, 1e6) == done[1]


def _carried_out(granted: int, cash_factor: float) -> int:
    """Return how many of the same plans are carried out when banks answer alike to all."""
    state = build()
    run_month(state)
    own, table = room(state), state.firms
    table["known"][:] = -1
    own.own = own.own._replace(staff_per_thousand_jobs=0.5, staff_per_mn_cny=0.05)
    everybody = np.arange(table.count)
    deciding.forget_wishes(everybody, own.wish)
    own.past, own.due, own.due_technology = everybody, everybody, everybody
    _decide(state, own, firms._outlook(state, own, state.board.catalogue.neutral), everybody)
    wanted = table["planned_option"][: table.count] >= 0
    # Cash just covers the part the loan does not: who gets no loan cannot pay.
    own_part = table["planned_capex_cny"] - table["planned_grant_cny"] - table["loan_sought_cny"]
    table["cash_cny"][: table.count] = np.where(wanted, own_part[: table.count], 0.0) * (1.0 + 1e-9) * cash_factor
    table["loan_granted"][: table.count] = granted * wanted
    table["loan_rate_offered_pct"][: table.count] = 4.5
    # Staff is not what this test is about: a city with all the staff it needs.
    own.jobs_thousand = 1e9
    firms.invest(state)
    return int(own.accepted.sum())


def test_nobody_adopts_what_nobody_has_heard_of(opened: WorldState) -> None:
    assert len(adopters(opened)) > 0
    assert len(adopters(opened, everybody_knows=False)) == 0


def test_a_failed_firm_leaves_nothing_in_the_books() -> None:
    """The bank is paid from the sale of the plant as far as it goes; what is left is written off or paid out."""
    state = build()
    run_month(state)
    state.clock.tick()
    own, table = room(state), state.firms
    row = int(np.flatnonzero(table["sector"][: table.count] == n.SERVICES)[0])
    state.ledger.open_month()
    table["distress_months"][row] = 99
    table["unit_cost_cny"][row] = 10.0 * own.mean_cost[n.SERVICES]
    debt = float(table["debt_cny"][row] + table["green_debt_cny"][row])
    cash, assets = float(table["cash_cny"][row]), float(table["fixed_assets_cny"][row])
    paid_before = float(table["principal_paid_cny"][row] + table["green_principal_paid_cny"][row])
    closing.settle(state, own)
    bought = state.received("firm_equity")
    repaid = state.received("repay_firm")
    lost = float(table["written_off_cny"][row] + table["green_written_off_cny"][row])
    assert bought == pytest.approx(own.own.liquidation_recovery_share * assets)
    assert repaid + lost == pytest.approx(debt)
    assert table["principal_paid_cny"][row] + table["green_principal_paid_cny"][row] - paid_before == (
        pytest.approx(repaid)
    )
    assert state.received("firm_liquidation") == pytest.approx(cash + bought - repaid)
    assert table["debt_cny"][row] == table["green_debt_cny"][row] == table["cash_cny"][row] == 0.0
    alive = int(table.alive[: table.count].sum())
    users = own.users.sector_firms[n.SERVICES]
    assert closing.leave(state, own) == [row]
    assert int(table.alive[: table.count].sum()) == alive - 1
    assert own.users.sector_firms[n.SERVICES] == users - 1
    assert table["capacity_units_per_month"][row] == table["fixed_assets_cny"][row] == 0.0


def test_a_newcomer_brings_the_technology_of_its_day() -> None:
    state = build()
    run_month(state)
    state.clock.tick()
    state.ledger.open_month()
    own, table = room(state), state.firms
    sector = n.CEMENT
    peers = np.flatnonzero(table["sector"][: table.count] == sector)
    share = table["market_share"][peers]
    mean_use = share @ table["energy_tj_per_unit"][peers].sum(axis=1) / share.sum()
    turns = sum(len(rows) for rows in own.turns)
    own.peers.clear()
    entry.enter(state, own, sector, 0, 0)
    new = table.count - 1
    assert table["sector"][new] == sector
    assert table["entered_month"][new] == state.clock.step
    best = float(frontier_factor(state.clock.step / 12.0)[sector])
    assert table["vintage_factor"][new] == pytest.approx(min(best, table["vintage_factor"][peers].max()))
    assert table["energy_tj_per_unit"][new].sum() < mean_use
    assert state.received("firm_equity") == pytest.approx(table["fixed_assets_cny"][new] + table["cash_cny"][new])
    assert sum(len(rows) for rows in own.turns) == turns + 1
