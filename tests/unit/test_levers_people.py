"""Energy reports and carbon points: what they say and cost, and what they do to whom in a small city."""

from typing import Any

import numpy as np
import pytest

from agents.household.month_tables import PointNumbers
from agents.household.points import rewarded
from agents.household.reports import kinds_of_home, mean_use_kwh
from policies.package import Plan
from sim.city import CityModel
from sim.world import names as n
from sim.world.emissions import emission_factors
from sim.world.flows import CODE
from sim.world.goods import ExternalDemand
from tests.stand_in import at, heard

REPORT = {"name": "home_energy_report", "start": "2021-01", "share_reached": 0.5}
CITY = {"households": 300, "start": 2020, "end": 2023, "rng": 3}


@pytest.fixture(scope="module")
def demand() -> ExternalDemand:
    """Return the demand from outside that all these cities share."""
    model = CityModel("huzhou", **CITY)
    model.run()
    return model.external_demand


def grown(demand: ExternalDemand, *levers: dict[str, Any], end: int = 2022) -> CityModel:
    """Return a small city at the end of a year, under some levers."""
    model = CityModel("huzhou", plan=Plan(name="test", levers=levers), external_demand=demand, **CITY)
    while len(model.results.rows) < end - 2019:
        model.step()
    return model


@pytest.fixture(scope="module")
def plain(demand: ExternalDemand) -> CityModel:
    return grown(demand)


def flexible_kwh(model: CityModel) -> np.ndarray:
    table = model.state.households
    return table["electricity_kwh"][: table.count].astype(float)


def reached(model: CityModel, share: float) -> np.ndarray:
    table = model.state.households
    return (table["tariff_rank"][: table.count].astype(float) * 17.0) % 1.0 < share


# Home energy reports --------------------------------------------------------------------------------------------------


def test_reports_say_who_how_often_and_what_they_cost() -> None:
    quarterly = REPORT | {"reports_per_year": 4, "injunctive_message": False}
    values = heard([quarterly | {"target": {"districts": ["Deqing"]}}], "2025-01")
    assert at(values, "energy_report_share", district=["d00", "d01", "d02"]) == [0.0, 0.5, 0.0]
    assert at(values, "energy_reports_per_year") == [4.0]
    assert at(values, "energy_report_approval") == [0.0]
    assert at(values, "programme_cost_cny_per_month") == [pytest.approx(0.3 * 1.2e6 * 0.5 * 4 / 12 * 1.5)]


def test_similar_homes_live_in_one_district_and_have_the_same_kind_of_meter(plain: CityModel) -> None:
    table = plain.state.households
    alike = kinds_of_home(table)
    one = alike == np.bincount(alike[table.alive == 1]).argmax()
    assert len(set(table["district"][one].tolist())) == 1
    assert len(set((table["vehicle"][one] >= 3).tolist())) == 1
    assert len(set(np.isin(table["heating"][one], (3, 4)).tolist())) == 1
    alive = one & (table.alive == 1)
    mean = mean_use_kwh(table, alike)[alike[alive][0]]
    assert mean == pytest.approx(table["electricity_kwh"][alive].mean(dtype=float), rel=1e-6)


def test_monthly_reports_save_about_two_percent_of_those_reached_and_nothing_of_others(
    demand: ExternalDemand, plain: CityModel
) -> None:
    told = grown(demand, REPORT)
    a, b, hit = flexible_kwh(plain), flexible_kwh(told), reached(told, 0.5)
    saving = told.state.households["report_saving"][: len(hit)]
    assert (saving[~hit] == 0.0).all()
    assert 0.014 < saving[hit].mean() < 0.033  # Allcott 2011: 1.4 to 3.3 % across sites
    assert (saving >= 0.0).all()
    assert 0.975 < b[hit].sum() / a[hit].sum() < 0.993
    assert b[~hit].sum() / a[~hit].sum() == pytest.approx(1.0, abs=0.002)
    spent = told.results.rows[-1]["public_spending_home_energy_report_bn_cny"]
    homes = told.state.drivers.households_real[24]
    assert spent * 1e9 == pytest.approx(homes * 0.5 * 12 * 1.5, rel=1e-6)
    assert told.state.ledger.year_flows[CODE["government_programmes"]] == pytest.approx(spent * 1e9)


def test_without_approval_frugal_homes_use_more_and_rare_reports_teach_less(demand: ExternalDemand) -> None:
    approving = grown(demand, REPORT | {"share_reached": 1.0}, end=2021)
    bare = grown(demand, REPORT | {"share_reached": 1.0, "injunctive_message": False}, end=2021)
    rare = grown(demand, REPORT | {"share_reached": 1.0, "reports_per_year": 4}, end=2021)
    saving = {m: m.state.households["report_saving"][: m.state.households.count] for m in (approving, bare, rare)}
    assert (saving[bare] < 0.0).mean() > 0.3
    assert 0.0 < saving[rare].mean() < saving[approving].mean()
    assert saving[bare].mean() < saving[approving].mean()


def test_what_reports_taught_fades_slowly_when_they_end(demand: ExternalDemand) -> None:
    ended = grown(demand, REPORT | {"end": "2021-12"}, end=2021)
    before = ended.state.households["report_saving"].copy()
    for _ in range(12):
        ended.step()
    after = ended.state.households["report_saving"]
    had = before > 0.0
    assert after[had].mean() / before[had].mean() == pytest.approx(0.987**12, rel=1e-3)
    assert (after[~had] == 0.0).all()


# Carbon points --------------------------------------------------------------------------------------------------------

POINTS = {"name": "carbon_points", "start": "2021-01", "reward_cny_per_kg": 2.0, "signup_share": 0.5}


def test_points_say_what_earns_them_who_joined_and_what_the_scheme_costs() -> None:
    lever = POINTS | {"activities": ["travel", "waste"], "target": {"districts": ["Anji"]}}
    values = heard([lever], "2025-01")
    assert at(values, "carbon_points_cny_per_kg") == [0.0, 0.0, 2.0, 0.0, 2.0, 0.0]
    assert at(values, "carbon_points_signup_share", district=["d00", "d01", "d02"]) == [0.0, 0.0, 0.5]
    assert at(values, "carbon_points_cap_cny_per_year") == [100.0]
    assert at(values, "programme_cost_cny_per_month") == [pytest.approx(0.2 * 1.2e6 * 0.5 * 2.0 / 12.0)]
    nothing = heard([POINTS | {"cap_cny_per_year": 0.0}], "2025-01")
    assert at(nothing, "programme_cost_cny_per_month") == [0.0]


def test_a_clean_unit_earns_and_moves_little_and_the_cap_scales_down() -> None:
    joined = np.ones(32)
    usual = PointNumbers(True, joined, 2.0, 2.0, 2.0, 1e9, 0.01, 0.55, 69_000.0, 0.25)
    power, travel, sorting, by_power, by_travel, by_sorting = rewarded.py_func(200.0, 800.0, 128.0, 60.0, usual)
    assert (power, travel, sorting) == pytest.approx((0.02, 0.02, 0.02))
    assert by_power == pytest.approx(0.02 * 200.0 * 0.55 * 2.0)
    assert by_travel == pytest.approx(0.02 * 128.0 * 2.0)
    assert by_sorting == pytest.approx(0.02 * 60.0 * 0.25 * 2.0)
    clean = rewarded.py_func(200.0, 800.0, 12.8, 60.0, usual._replace(kg_per_kwh=0.055))
    assert clean[:2] == pytest.approx((0.002, 0.002))
    assert clean[3] == pytest.approx(0.01 * by_power)
    capped = rewarded.py_func(200.0, 800.0, 128.0, 60.0, usual._replace(most_cny=2.0))
    assert sum(capped[3:]) == pytest.approx(2.0)
    assert capped[0] / power == pytest.approx(2.0 / (by_power + by_travel + by_sorting))
    assert rewarded.py_func(200.0, 0.0, 0.0, 60.0, usual)[1] == 0.0


def members(model: CityModel, share: float) -> np.ndarray:
    table = model.state.households
    return (table["tariff_rank"][: table.count].astype(float) * 13.0) % 1.0 < share


def in_january(demand: ExternalDemand, *levers: dict[str, Any]) -> CityModel:
    """Return a small city after the first month of the levers."""
    model = grown(demand, *levers, end=2020)
    model.step()
    return model


@pytest.fixture(scope="module")
def plain_january(demand: ExternalDemand) -> CityModel:
    return in_january(demand)


def test_each_activity_moves_what_it_names_and_is_paid_for_what_was_avoided(
    demand: ExternalDemand, plain_january: CityModel
) -> None:
    before = plain_january.state
    kg_per_kwh = float(before.published.grid_factor_t_per_mwh)
    for activity in ("power", "travel", "waste"):
        after = in_january(demand, POINTS | {"activities": [activity], "cap_cny_per_year": 5000}).state
        joined, table = members(plain_january, 0.5), before.households
        less = {
            c: (table[c][: len(joined)] - after.households[c][: len(joined)]).astype(float)
            for c in ("electricity_kwh", "petrol_tj", "heating_fuel_tj", "cooking_fuel_tj")
        }
        assert all((change[~joined] == 0.0).all() for change in less.values())
        kg = less["electricity_kwh"] * kg_per_kwh + less["petrol_tj"] * emission_factors()[n.PETROL] * 1000.0
        waste_t = before.market.municipal_waste_t - after.market.municipal_waste_t
        drives = table["petrol_tj"][: len(joined)] > 0.0
        if activity == "power":
            assert (less["electricity_kwh"][joined & (table["electricity_kwh"][: len(joined)] > 0.0)] > 0.0).all()
        if activity == "travel":
            assert (less["petrol_tj"][joined & drives] > 0.0).all()
        else:
            assert (less["petrol_tj"] == 0.0).all()
        if activity == "waste":
            assert (less["electricity_kwh"] == 0.0).all()
            assert waste_t[0] == pytest.approx(-waste_t[1])
            assert 0.0 < waste_t[0] < 0.03 * before.market.municipal_waste_t[0]
            burnt_tj = (
                before.market.energy_tj[n.WASTE_SECTOR, n.WASTE] - after.market.energy_tj[n.WASTE_SECTOR, n.WASTE]
            )
            avoided_kg = burnt_tj * emission_factors()[n.WASTE] * 1000.0
        else:
            assert (waste_t == 0.0).all()
            avoided_kg = kg.sum() * before.weight
        paid = after.ledger.flows[CODE["carbon_points"]]
        assert paid == pytest.approx(2.0 * avoided_kg, rel=2e-3)
        spending = after.rooms["government"].spending.by_lever["carbon_points"]
        running = after.ledger.flows[CODE["government_programmes"]]
        assert spending == pytest.approx(paid + running)
        homes = after.drivers.households_real[12]
        assert running == pytest.approx(homes * 0.5 * 2.0 / 12.0)


def test_the_cap_limits_what_is_paid_and_with_it_what_is_avoided(
    demand: ExternalDemand, plain_january: CityModel
) -> None:
    free = in_january(demand, POINTS | {"cap_cny_per_year": 5000}).state
    capped = in_january(demand, POINTS | {"cap_cny_per_year": 12}).state
    paid, most = (s.ledger.flows[CODE["carbon_points"]] for s in (capped, free))
    joined = members(plain_january, 0.5)
    alive = plain_january.state.households.alive[: len(joined)] == 1
    assert 0.0 < paid <= 1.0 * (joined & alive).sum() * free.weight * (1 + 1e-9)
    assert paid < most
    used = [m.households["electricity_kwh"].sum(dtype=float) for m in (free, capped, plain_january.state)]
    assert used[0] < used[1] < used[2]


def test_points_of_a_year_are_small_and_the_books_close(demand: ExternalDemand, plain: CityModel) -> None:
    model = grown(demand, POINTS)
    row, without = model.results.rows[-1], plain.results.rows[-1]
    assert 0.97 < row["household_electricity_kwh"] / without["household_electricity_kwh"] < 0.998
    assert row["co2_households_mt"] < without["co2_households_mt"]
    points = model.state.ledger.year_flows[CODE["carbon_points"]]
    homes = model.state.drivers.households_real[24]
    assert 5.0 < points / (0.5 * homes) < 100.0  # CNY a member and year
    assert row["public_spending_carbon_points_bn_cny"] * 1e9 == pytest.approx(points + homes * 0.5 * 2.0, rel=1e-6)
    assert model.state.ledger.largest_break < 1e-6
