"""The power company: fleet fitted to the base year, tariffs, investment, accounts."""

from __future__ import annotations

import numpy as np
import pytest

from agents import power_company
from agents.power import adequacy, calibration, investment, tariffs, value
from agents.power import unit_accounts as ua
from agents.power.fleet import add_unit, capacity_by_technology_mw, technologies
from agents.power.room import room
from sim.city import CityModel
from sim.core.clock import Clock
from sim.core.ledger import Ledger
from sim.core.signals import SignalBoard
from sim.world import grid, technology
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.base_year import base_year, solve_base_year
from sim.world.config import load_scenario
from sim.world.drivers import Drivers
from sim.world.flows import ACCOUNTS, FLOW_KINDS
from sim.world.national import national
from sim.world.state import WorldState


def _city(name: str = "huzhou") -> WorldState:
    config = load_scenario(name).replaced(end=2030)
    clock = Clock(config.start, config.end)
    state = WorldState(
        config, Drivers(config, clock, 1, {}), clock, 1, SignalBoard(s.CATALOGUE), Ledger(ACCOUNTS, FLOW_KINDS), {}
    )
    state.rooms["base_year"] = solve_base_year(config, 1)
    now, drivers = state.published, state.drivers
    now.wholesale_price_cny_per_kwh = drivers.wholesale_price_cny_per_kwh[0]
    now.wholesale_spread_cny_per_kwh = float(drivers.wholesale_spread_cny_per_kwh[0])
    now.fuel_price_cny_per_tj = drivers.fuel_price_cny_per_tj[0]
    now.sunshine_hours = drivers.sunshine_hours[0]
    now.loan_rate_pct[:] = 4.5
    technology.open_catalogue(state)
    power_company.populate(state)
    return state


@pytest.fixture(scope="module")
def city() -> WorldState:
    return _city()


@pytest.mark.parametrize("name", ["huzhou", "tangshan", "shenyang", "shenzhen"])
def test_the_first_year_burns_what_the_base_year_says(name: str) -> None:
    state = _city(name)
    own, base = room(state), base_year(state)
    fuel, _, made_heat = calibration.normal_year(state, own, calibration.monthly_heat_tj(state, base))
    for carrier in (n.COAL, n.GAS):
        target = base.energy_tj[n.POWER, carrier]
        assert fuel[carrier] == pytest.approx(target, rel=1e-9, abs=1e-6)
    heat = base.energy_tj[:, n.HEAT].sum() / (1.0 - own.grid.heat_loss_share)
    assert made_heat.sum() == pytest.approx(heat, rel=1e-6)


def test_neutral_signals_give_flat_homes_and_known_levels(city: WorldState) -> None:
    price = city.published.electricity_price_cny_per_kwh
    own = room(city)
    assert (price[n.RESIDENTIAL] == price[n.RESIDENTIAL, 0]).all()
    assert price[n.RESIDENTIAL, 0] == own.tier1_price_cny_per_kwh
    mean = (price[n.INDUSTRIAL] * tariffs.STANDARD_PROFILE[n.INDUSTRIAL]).sum()
    assert 0.5 < mean < 0.8
    assert price[n.INDUSTRIAL, n.EVENING_PEAK] > 2.0 * price[n.INDUSTRIAL, n.VALLEY]


def test_time_of_use_keeps_the_mean_and_a_ratio_of_one_changes_nothing() -> None:
    profile = tariffs.STANDARD_PROFILE[n.RESIDENTIAL]
    assert (tariffs.time_of_use_factors(1.0, profile) == 1.0).all()
    factors = tariffs.time_of_use_factors(4.0, profile)
    assert factors[n.EVENING_PEAK] / factors[n.VALLEY] == pytest.approx(4.0)
    assert (factors * profile).sum() / profile.sum() == pytest.approx(1.0)


def test_adders_reach_their_class_alone(city: WorldState) -> None:
    before = city.published.electricity_price_cny_per_kwh.copy()
    city.board.post("test", {s.ELECTRICITY_ADDER + n.COMMERCIAL: 0.1})
    city.board.combine()
    tariffs.publish(city, room(city))
    change = city.published.electricity_price_cny_per_kwh - before
    assert change[n.COMMERCIAL] == pytest.approx(0.1)
    assert not change[[n.RESIDENTIAL, n.INDUSTRIAL, n.AGRICULTURAL]].any()
    city.board.post("test", {})
    city.board.combine()
    tariffs.publish(city, room(city))
    assert (city.published.electricity_price_cny_per_kwh == before).all()


def test_annuity_and_build_share() -> None:
    assert value.annuity_factor(20.0, 5.0) == pytest.approx(12.4622, rel=1e-4)
    assert investment.build_share(-0.1, 0.25) == 0.0
    assert investment.build_share(0.125, 0.25) == pytest.approx(0.5)
    assert investment.build_share(9.0, 0.25) == 1.0


def test_cheaper_credit_makes_wind_worth_more() -> None:
    state = _city()
    own = room(state)
    dear = value.npv_over_cost(state, own, "wind")
    state.published.loan_rate_pct[:] = 2.0
    assert value.npv_over_cost(state, own, "wind") > dear


def test_an_obligation_asks_for_renewables_a_loan_is_needed_to_build() -> None:
    state = _city()
    own, company = room(state), state.power_company
    solar = technologies()["solar"].index
    state.board.post("test", {s.RENEWABLE_SHARE_REQUIRED: 0.9})
    state.board.combine()
    state.clock.now = type(state.clock.now).of(2021, 4)
    investment.plan(state, own)
    assert company["loan_sought_cny"][0] > 0.0
    assert company["loan_purpose"][0] == n.GREEN_POWER
    before = capacity_by_technology_mw(state.power_units)[solar]
    investment.build(state, own)
    assert capacity_by_technology_mw(state.power_units)[solar] == before
    company["loan_granted"][0] = 1
    cash = float(company["cash_cny"][0])
    investment.build(state, own)
    assert capacity_by_technology_mw(state.power_units)[solar] > before
    paid = state.received("power_equipment", "power_installation")
    assert company["cash_cny"][0] == pytest.approx(cash + state.received("loan_power") - paid)
    assert company["green_debt_cny"][0] >= state.received("loan_power")


def test_coal_past_its_legal_age_closes_once_its_heat_is_replaced() -> None:
    state = _city()
    own = room(state)
    before = power_company.stocks(state)["units"]
    assets = float(state.power_company["fixed_assets_cny"][0])
    state.board.post("test", {s.COAL_AGE_LIMIT_YEARS: 1.0})
    state.board.combine()
    investment.plan(state, own)
    now, came, went = power_company.stocks(state)["units"]
    assert went > 0
    assert now == before[0] + came - went
    assert 0.0 < float(state.power_company["fixed_assets_cny"][0]) < assets
    units, count = own.units, own.units.count
    coal = (units["carrier"][:count] == n.COAL) & (units["kind"][:count] == grid.DISPATCHABLE)
    heats = units["is_chp"][:count] == 1
    assert not units.alive[:count][coal & ~heats].any()
    assert units.alive[:count][coal & heats].all()
    assert adequacy.lasting_heat_mw(state, own) < own.largest_heat_mw
    own.largest_heat_mw = 0.0
    state.clock.now = type(state.clock.now).of(2021, 1)
    investment.plan(state, own)
    assert not units.alive[:count][coal].any()


def test_missing_heat_is_built_at_once() -> None:
    state = _city()
    own = room(state)
    own.largest_heat_mw *= 50.0
    investment.plan(state, own)
    assert own.project is not None
    assert own.project[0] in investment.HEAT_SOURCES


def test_dispatch_balances_and_recounts_by_unit() -> None:
    state = _city()
    base = base_year(state)
    hours = np.array(grid.BLOCK_HOURS) / grid.HOURS_PER_MONTH
    state.market.electricity_load_kwh[:] = np.outer(base.electricity_use_kwh / 12.0, hours)
    state.market.heat_load_tj[1] = base.energy_tj[:, n.HEAT].sum() / 12.0
    power_company.dispatch(state)
    power_company.check_energy_balance(state)
    recounted = power_company.recount_energy(state)
    assert recounted[n.POWER] == pytest.approx(state.market.energy_tj[n.POWER], rel=1e-12)
    assert not recounted[: n.POWER].any()
    assert power_company.imported_mwh(state) > 0.0
    opening = power_company.balance_cny(state)
    power_company.book_payments(state)
    state.pay("household_electricity", 1e8)
    power_company.collect(state)
    accounts = state.ledger.accounts.index("power")
    assert power_company.balance_cny(state) - opening == pytest.approx(state.ledger.net()[accounts], rel=1e-9)


def test_fuel_of_stations_and_boilers() -> None:
    fuel = ua.fuel_of_unit.py_func
    assert fuel(True, False, 1.25, 0.0, 8.0, 1.14) == pytest.approx(10.0)
    assert fuel(False, True, 0.009, 1_000.0, 10.0, 1.14) == pytest.approx(9.0 + 11.4)
    assert ua.unit_margin.py_func(10.0, 4.0, 1.0, 1.0, 2.0) == pytest.approx(2.0)


def test_units_are_added_with_their_technology_s_figures() -> None:
    state = _city()
    row = add_unit(state.power_units, "gas", 200.0, 2025.0)
    assert state.power_units["carrier"][row] == n.GAS
    assert state.power_units["heat_rate_tj_per_mwh"][row] == technologies()["gas"].numbers["heat_rate_tj_per_mwh"]


def test_lines_close_the_reserve_gap_first_and_plants_the_rest() -> None:
    state = _city()
    own = room(state)
    own.peak_known, own.peak_growth = True, 0.0
    own.last_year["peak_mw"] = own.line_mw * 1.05 + float(
        (own.units["capacity_mw"] * own.units["dependable_share"] * own.units.alive).sum()
    )
    before = own.line_mw
    adequacy.extend_lines(state, own)
    assert own.line_mw == pytest.approx(before * (1.0 + own.own.line_growth_pct_per_year / 100.0))
    assert own.reserve_gap_mw > 0.0
    name, capacity_mw = adequacy.reserve_project(state, own)
    assert name in ("gas", "battery")  # Zhejiang approves coal only in place of coal that closed
    gap = own.reserve_gap_mw
    adequacy.note_built(own, name, capacity_mw)
    assert own.reserve_gap_mw < gap


def test_planned_closures_are_seen_five_years_ahead() -> None:
    state = _city()
    own, units = room(state), state.power_units
    calm = adequacy.reserve_gap_mw(state, own)
    coal = np.flatnonzero((units["carrier"] == n.COAL) & (units["kind"] == grid.DISPATCHABLE) & (units.alive == 1))
    units["built_year"][coal[0]] = state.clock.now.year - units["lifetime_years"][coal[0]] + 3.0
    lost = float(units["capacity_mw"][coal[0]] * units["dependable_share"][coal[0]])
    change = adequacy.reserve_gap_mw(state, own) - calm
    assert change[:3].tolist() == pytest.approx([0.0, 0.0, 0.0])
    assert change[3] == pytest.approx(lost)


def test_a_losing_plant_stays_while_better_years_or_the_reserve_pay_for_it() -> None:
    state = _city()
    own, units = room(state), state.power_units
    row = int(np.flatnonzero((units["carrier"] == n.COAL) & (units["is_chp"] == 0) & (units.alive == 1))[0])
    units["loss_months"][row] = 60
    own.peak_known, own.line_mw = True, 1e6
    adequacy.close_units(state, own)
    paid = value.expected_unit_margin_cny_per_kw(state, own, row) >= 0.0
    assert bool(units.alive[row]) is paid
    units["heat_rate_tj_per_mwh"][row] *= 10.0
    units["fixed_cost_cny_per_kw_year"][row] = 500.0
    own.line_mw = 0.0
    adequacy.close_units(state, own)
    assert units.alive[row] == paid  # nobody else has the reserve
    own.line_mw = 1e6
    adequacy.close_units(state, own)
    assert not units.alive[row]


def test_a_nation_makes_what_it_uses() -> None:
    model = CityModel("national", households=200, start=2020, end=2020, rng=0)
    row = model.run().rows[0]
    assert row["electricity_import_twh"] == pytest.approx(0.0, abs=1.0)
    assert row["co2_scope1_mt"] == pytest.approx(10730.0, rel=0.01)


def test_a_plant_under_construction_counts_from_its_year_and_is_built_before_anything_else() -> None:
    state = _city()
    own, company = room(state), state.power_company
    assert [unit.year for unit in own.planned] == [2021.5, 2022.5]
    stores = technologies()["pumped_storage"]
    firm = 1e3 * own.planned[0].capacity_gw * stores.numbers["dependable_share"]
    with_both = adequacy.reserve_gap_mw(state, own)
    first = own.planned.pop(0)
    change = adequacy.reserve_gap_mw(state, own) - with_both
    assert change.tolist() == pytest.approx([0.0, firm, firm, firm, firm])
    own.planned.insert(0, first)
    state.clock.now = type(state.clock.now).of(2021, 5)
    investment.plan(state, own)
    assert not own.project_is_planned
    state.clock.now = type(state.clock.now).of(2021, 8)
    for granted in (0, 1):
        investment.plan(state, own)
        assert own.project is not None
        assert own.project[:2] == ("pumped_storage", 1e3 * first.capacity_gw)
        company["loan_granted"][0] = granted
        before = capacity_by_technology_mw(state.power_units)[stores.index]
        investment.build(state, own)
        built = capacity_by_technology_mw(state.power_units)[stores.index] - before
        assert built == pytest.approx(granted * 1e3 * first.capacity_gw)
    assert [unit.year for unit in own.planned] == [2022.5]


def test_farms_are_built_no_faster_than_the_nation_s_suppliers_connect_them() -> None:
    state = _city()
    own = room(state)
    state.published.loan_rate_pct[:] = 0.1
    wanted = {}
    for year in (2021, 2024):
        state.clock.now = type(state.clock.now).of(year, 4)
        wanted[year] = investment._wanted_mw(state, own, "solar")
    limit = technologies()["solar"].build_limit_share_per_year * 1e3 * state.config.city.power.solar_potential_gw
    assert 0.0 < wanted[2021] <= limit * national("solar_build_index", 2021) * (1.0 + 1e-9)
    assert wanted[2021] < wanted[2024] <= limit * (1.0 + 1e-9)


def test_a_city_that_sells_clean_power_counts_only_what_it_keeps() -> None:
    row = CityModel("zhangjiakou", households=200, start=2020, end=2030, rng=0).run().rows[-1]
    assert row["electricity_export_twh"] > 0.0
    assert row["nonfossil_share"] <= 1.0
