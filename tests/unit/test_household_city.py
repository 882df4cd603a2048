"""Households in a small city: base year, stocks, purse, invariances."""

import numpy as np
import pytest

from agents.household.kernels import settle
from agents.household.lifecycle import choose_leavers
from agents.household.room import household_room
from policies.package import Plan
from sim.city import CityModel
from sim.world import names as n
from sim.world.base_year import base_year
from sim.world.config import load_scenario
from sim.world.network import build_network


@pytest.fixture(scope="module")
def city() -> CityModel:
    """Return a small city after a first year."""
    model = CityModel("huzhou", households=600, end=2021, rng=3, watch=("household", 7))
    while not model.results.rows:
        model.step()
    return model


def test_the_network_is_even_and_homophilous() -> None:
    rng = np.random.default_rng(1)
    district, rank = rng.integers(0, 4, 3000).astype(np.int8), rng.random(3000)
    network = build_network(5, district, rank)
    assert np.allclose(np.add.reduceat(network.strength, network.start[:-1]), 1.0, atol=1e-5)
    own = np.repeat(np.arange(3000), np.diff(network.start))
    assert (own != network.listens_to).all()
    assert (district[own] == district[network.listens_to]).mean() > 0.7
    listeners = np.bincount(network.listens_to, minlength=3000)
    assert listeners[network.is_hub == 1].mean() > 2 * listeners[network.is_hub == 0].mean()


def test_first_year_energy_is_the_base_year(city: CityModel) -> None:
    row, base = city.results.rows[0], base_year(city.state)
    petrol = base.energy_tj[n.HOUSEHOLDS, n.PETROL]
    assert petrol > 0
    kwh = base.energy_tj[n.HOUSEHOLDS, n.ELECTRICITY] * n.KWH_PER_TJ / base.households_real
    assert row["household_electricity_kwh"] == pytest.approx(kwh, rel=0.03)


def test_cars_meet_the_city_and_shares_are_shares(city: CityModel) -> None:
    row = city.results.rows[0]
    assert row["cars_per_100_households"] == pytest.approx(city.config.city.cars_per_100_households, abs=4.0)
    for name in ("ev_sales_share", "ev_stock_share", "heat_pump_share", "waste_sorted_share", "energy_burden_q1"):
        assert 0.0 <= row[name] <= 1.0


def test_poor_households_spend_a_larger_share_on_energy_than_the_rich(city: CityModel) -> None:
    row = city.results.rows[0]
    assert row["energy_burden_q1"] > row["energy_burden_q5"]


def test_what_the_watched_household_weighed_is_recorded(city: CityModel) -> None:
    mine = [r for r in city.state.records if r["agent"] == "household:7"]
    for record in mine:
        assert sum(o["chosen"] for o in record["options"]) <= 1


def test_memory_stays_small(city: CityModel) -> None:
    assert city.state.households.bytes_per_row() < 340


def _after_a_year(model: CityModel, *, single: bool) -> dict[str, np.ndarray]:
    if single:
        rows = model.state.households.capacity
        order = np.random.default_rng(0).permutation(rows)
        model.state.visits = [(int(i), int(i) + 1) for i in order]
    for _ in range(6):
        model.step()
    table = model.state.households
    return {
        c: table[c].copy() for c in ("savings_cny", "electricity_kwh", "vehicle", "attitude", "loan_cny", "solar_kw")
    }


def test_the_order_of_visits_changes_not_one_bit() -> None:
    plain = _after_a_year(CityModel("huzhou", households=300, end=2021, rng=4), single=False)
    shuffled = _after_a_year(CityModel("huzhou", households=300, end=2021, rng=4), single=True)
    for column, values in plain.items():
        assert np.array_equal(values, shuffled[column]), column


def test_sample_size_does_not_move_the_initial_city() -> None:
    rooms = {size: CityModel("huzhou", households=size, end=2021, rng=5) for size in (1000, 8000)}
    for column, tolerance in (
        ("income_weight", 0.01),
        ("area_m2", 0.01),
        ("base_kwh_per_month", 0.02),
        ("car_km_per_month", 0.02),
    ):
        means = [m.state.households[column][: m.state.households.count].mean(dtype=np.float64) for m in rooms.values()]
        assert means[0] == pytest.approx(means[1], rel=tolerance), column
    tables = [m.state.households for m in rooms.values()]
    shares = [np.bincount(t["heating"][: t.count], minlength=6) / t.count for t in tables]
    assert np.abs(shares[0] - shares[1]).max() < 0.01
    assert abs(household_room(rooms[1000].state).km_activity - household_room(rooms[8000].state).km_activity) < 0.02


def test_debt_out_of_hand_is_written_off_where_the_bank_reads_it() -> None:
    """A household without savings whose debt has outgrown its income defaults at its yearly turn, not before."""
    model = CityModel("huzhou", households=100, end=2021, rng=6)
    table, view = model.state.households, household_room(model.state).view["SettleView"]
    table["savings_cny"][5], table["loan_cny"][5], table["green_loan_cny"][5] = 0.0, 5e5, 1e5
    table["spending_cny"][5], table["loan_months_left"][5] = 9000.0, 40
    income = 4000.0 / table["income_weight"][5]
    settle(5, 6, view, income, 0.0, 4, 1.2)
    assert table["written_off_cny"][5] == 0.0
    assert table["loan_cny"][5] == pytest.approx(505_000.0)
    table["savings_cny"][5] = 0.0
    settle(5, 6, view, income, 0.0, 5, 1.2)
    assert table["written_off_cny"][5] == pytest.approx(510_000.0)
    assert table["loan_cny"][5] == table["green_loan_cny"][5] == 0.0


def test_who_owes_money_does_not_leave(city: CityModel) -> None:
    room, table = household_room(city.state), city.state.households
    view = room.view["EntryView"]
    before = table.alive.copy()
    loan = table["loan_cny"].copy()
    table["loan_cny"][::2] = 1000.0
    chosen = np.empty(50, dtype=np.int64)
    found = choose_leavers(table.count, view, chosen, 5, 10_000, room.keys["exit"])
    assert found == 50
    assert (table["loan_cny"][chosen] == 0.0).all()
    table.alive[:], table["loan_cny"][:] = before, loan


def test_trips_are_shorter_where_people_live_close_together() -> None:
    def reach(elasticity: float) -> float:
        config = load_scenario("huzhou").replaced(
            households=600, end=2020, behaviour={"household.distance_density_elasticity": elasticity}
        )
        model = CityModel(config, rng=3)
        homes, districts = model.state.households, model.state.config.city.districts
        density = np.array([d.density_per_km2 for d in districts])[homes["district"][: homes.count]]
        km = homes["car_km_per_month"][: homes.count]
        return float(km[density == density.min()].mean() / km[density == density.max()].mean())

    density = [d.density_per_km2 for d in load_scenario("huzhou").city.districts]
    assert reach(0.2) / reach(0.0) == pytest.approx((max(density) / min(density)) ** 0.2, rel=1e-5)


def test_a_dividend_is_income_and_helps_the_poorest_most() -> None:
    tax = {"name": "carbon_tax", "start": "2021-01", "level": 200.0}
    taxed, shared = (
        CityModel("huzhou", plan=Plan(name="t", levers=({**tax, **use},)), households=400, end=2022, rng=2).run()
        for use in ({}, {"revenue_use": "dividend", "revenue_share": 1.0})
    )
    paid_cny = 1e9 * (shared.rows[-1]["public_spending_carbon_tax_bn_cny"])
    per_home = paid_cny / (1e3 * shared.rows[-1]["households_thousand"])
    gained = shared.rows[-1]["household_income_cny"] - taxed.rows[-1]["household_income_cny"]
    assert gained == pytest.approx(per_home, rel=0.1)
    burdens = [[t.rows[-1][f"energy_burden_q{q}"] for q in (1, 5)] for t in (taxed, shared)]
    assert burdens[1][0] < burdens[0][0]
    assert burdens[1][0] / burdens[0][0] < burdens[1][1] / burdens[0][1]
