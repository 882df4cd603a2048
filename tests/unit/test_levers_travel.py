"""Green travel: what it says and costs, and what it does to drivers, riders and buyers in a small city."""

import math
from typing import Any

import numpy as np
import pytest

from agents.household import travel
from agents.household.markets import plate_term
from policies.package import Plan
from policies.travel import GreenTravel, annuity
from sim.city import CityModel
from sim.core.clock import Month
from sim.world import names as n
from sim.world.flows import CODE
from sim.world.goods import ExternalDemand
from sim.world.signal_catalogue import CATALOGUE, NO_LIMIT
from tests.stand_in import at, heard

GREEN = {"name": "green_travel", "start": "2021-01"}
CITY = {"households": 500, "start": 2020, "end": 2024, "rng": 3}


@pytest.fixture(scope="module")
def demand() -> ExternalDemand:
    """Return the demand from outside that all these cities share."""
    model = CityModel("huzhou", **CITY)
    model.run()
    return model.external_demand


def after(demand: ExternalDemand, months: int, **values: Any) -> CityModel:
    """Return a small city so many months after the lever came into force."""
    plan = Plan(name="test", levers=(GREEN | values,) if values else ())
    model = CityModel("huzhou", plan=plan, external_demand=demand, **CITY)
    for _ in range(12 + months):
        model.step()
    return model


@pytest.fixture(scope="module")
def plain_month(demand: ExternalDemand) -> CityModel:
    return after(demand, 1)


@pytest.fixture(scope="module")
def plain(demand: ExternalDemand) -> CityModel:
    return after(demand, 36)


def column(model: CityModel, name: str, rows: int) -> np.ndarray:
    return model.state.households[name][:rows].astype(float)


def in_town(model: CityModel) -> np.ndarray:
    urban = np.array([d.urban for d in model.config.city.districts])
    table = model.state.households
    found: np.ndarray = urban[table["district"][: table.count]]
    return found


# What it says ---------------------------------------------------------------------------------------------------------


def test_capacity_goes_to_its_districts_and_is_paid_by_the_people_there() -> None:
    lever = GREEN | {"transit_access_gain_by_year": {"2024": 0.05, "2027": 0.1}, "target": {"districts": ["Deqing"]}}
    said = {y: heard([lever], f"{y}-06") for y in (2023, 2025, 2028)}
    gains = [at(v, "transit_access_gain", district=["d00", "d01", "d02"]) for v in said.values()]
    assert gains == [[0.0, 0.0, 0.0], [0.0, 0.05, 0.0], [0.0, 0.1, 0.0]]
    yearly = 3600.0 * annuity(0.04, 10.0) + 1000.0
    assert at(said[2028], "transit_service_cny_per_month") == [pytest.approx(0.1 * 0.3 * 3e6 * yearly / 12.0)]
    assert at(said[2028], "plate_quota_per_year") == [NO_LIMIT]


def test_prices_limits_and_plates() -> None:
    lever = GREEN | {"fare_change_cny_per_km": -0.1, "parking_price_cny_per_day": 15, "driving_limit_share": 0.2,
                     "plate_quota_thousand_per_year": 20}  # fmt: skip
    values = heard([lever], "2025-01")
    assert at(values, "transit_fare_change_cny_per_km") == [-0.1]
    assert at(values, "parking_price_cny_per_day") == [15.0]
    assert at(values, "driving_limit_share") == [0.2]
    assert at(values, "plate_quota_per_year") == [20_000.0]
    assert at(values, "plate_quota_ev_exempt") == [1.0]
    assert at(values, "programme_cost_cny_per_month") == [0.0]


def test_chargers_keep_up_with_the_cars_there_are() -> None:
    values = heard([GREEN | {"chargers_per_thousand_cars": 10}], "2025-01")
    assert set(at(values, "chargers_added_per_thousand_cars", district=["d00", "d01", "d02"])) == {10.0}
    each = 60_000.0 * (annuity(0.04, 8.0) + 0.05) / 12.0
    first = at(values, "programme_cost_cny_per_month")[0]
    assert first == pytest.approx(0.010 * 0.5 * 1.2e6 * each)
    lever = GreenTravel()
    lever.hear({"cars_per_100_households": {2023: 60.0, 2024: 75.0}}, [])
    assert lever.cars_per_household == 0.75


# What it does ---------------------------------------------------------------------------------------------------------


def test_better_transit_takes_kilometres_where_it_is_and_buses_are_run(
    demand: ExternalDemand, plain: CityModel
) -> None:
    name = plain.config.city.districts[0].name
    model = after(demand, 36, transit_access_gain=0.2, target={"districts": [name]})
    rows = plain.state.households.count
    here = plain.state.households["district"][:rows] == 0
    driven, before = column(model, "car_km_per_month", rows), column(plain, "car_km_per_month", rows)
    assert 0.88 < driven[here].sum() / before[here].sum() < 0.98
    assert driven[~here].sum() / before[~here].sum() == pytest.approx(1.0, abs=0.003)
    flows = model.state.ledger.year_flows
    spent = model.results.rows[-1]["public_spending_green_travel_bn_cny"] * 1e9
    assert flows[CODE["government_transit"]] == pytest.approx(spent)
    people = model.state.drivers.population[36] * model.config.city.districts[0].population_share
    assert spent == pytest.approx(0.2 * people * (3600.0 * annuity(0.04, 10.0) + 1000.0), rel=1e-6)
    assert model.results.rows[-1]["co2_transport_mt"] > plain.results.rows[-1]["co2_transport_mt"]
    assert model.state.ledger.largest_break < 1e-6


def test_parking_is_paid_by_drivers_of_towns_and_by_nobody_else(demand: ExternalDemand, plain_month: CityModel) -> None:
    model = after(demand, 1, parking_price_cny_per_day=20)
    rows, town = plain_month.state.households.count, in_town(plain_month)
    pays = town & (column(plain_month, "vehicle", rows) > 0) & (plain_month.state.households.alive[:rows] == 1)
    fee = 20.0 * 240.0 * math.exp(-0.006 * 20.0) / 12.0
    paid = model.state.ledger.flows[CODE["parking_fees"]]
    held = column(model, "savings_cny", rows) - column(plain_month, "savings_cny", rows)
    # Cars bought in the month are parked from the next one on.
    assert paid == pytest.approx(pays.sum() * fee * model.state.weight, rel=0.03)
    quiet = ~pays & (column(model, "vehicle", rows) == column(plain_month, "vehicle", rows))
    assert np.median(held[pays]) < -0.2 * fee  # a part of it is saved on other spending
    assert abs(np.median(held[quiet])) < 0.05 * fee
    wealth = [
        float(m.state.government["cash_cny"][0] - m.state.government["debt_cny"][0]) for m in (model, plain_month)
    ]
    assert wealth[0] - wealth[1] == pytest.approx(paid, rel=0.05)  # less is spent, and taxed


def test_dear_parking_empties_the_streets_of_towns_only(demand: ExternalDemand, plain: CityModel) -> None:
    model = after(demand, 36, parking_price_cny_per_day=20)
    rows, town = plain.state.households.count, in_town(plain)
    driven, before = column(model, "car_km_per_month", rows), column(plain, "car_km_per_month", rows)
    assert driven[town].sum() / before[town].sum() == pytest.approx(math.exp(-0.12), rel=0.02)
    assert driven[~town].sum() / before[~town].sum() == pytest.approx(1.0, abs=0.005)
    owners = [(column(m, "vehicle", rows)[town] > 0).sum() for m in (model, plain)]
    assert owners[0] < owners[1]


@pytest.mark.parametrize(("change", "kind"), [(-0.1, "transit_fare_support"), (0.1, "transit_fares")])
def test_fares_are_paid_and_move_drivers(demand: ExternalDemand, plain: CityModel, change: float, kind: str) -> None:
    model = after(demand, 36, fare_change_cny_per_km=change)
    other = {"transit_fares": "transit_fare_support", "transit_fare_support": "transit_fares"}[kind]
    flows, rows = model.state.ledger.year_flows, plain.state.households.count
    people = model.state.drivers.population[36]
    km_per_person = flows[CODE[kind]] / abs(change) / people
    assert 300.0 < km_per_person < 1100.0
    assert flows[CODE[other]] == 0.0
    spent = model.results.rows[-1]["public_spending_green_travel_bn_cny"] * 1e9
    assert spent == pytest.approx(flows[CODE["transit_fare_support"]])
    driven = column(model, "car_km_per_month", rows).sum() / column(plain, "car_km_per_month", rows).sum()
    assert 0.0 < math.copysign(1.0, change) * (driven - 1.0) < 0.04


def test_riders_ride_less_when_fares_rise() -> None:
    ride = travel.transit_km_per_month.py_func
    assert ride(3.0, 0.5, 1.0) == pytest.approx(3.0 * 0.5 * 1700.0 / 12.0)
    assert ride(3.0, 0.5, 0.7) == pytest.approx(0.7 * ride(3.0, 0.5, 1.0))
    assert travel.parking_days.py_func(0.0, 0.006) == 240.0


def test_a_lottery_is_weighed_by_its_chance() -> None:
    signals = CATALOGUE.neutral.copy()
    signals[CATALOGUE.offset["plate_quota_per_year"]] = 1000.0
    assert plate_term(signals, 0.1)[1:] == pytest.approx(math.log(0.1))
    signals[CATALOGUE.offset["plate_quota_ev_exempt"]] = 1.0
    term = plate_term(signals, 0.1)
    assert (term[n.PHEV_CAR : n.BEV_CAR + 1] == 0.0).all()
    assert term[n.PETROL_CAR] < 0.0


def test_few_plates_mean_few_new_owners_and_exempt_ones_are_electric(
    demand: ExternalDemand, plain: CityModel, plain_month: CityModel
) -> None:
    rows = plain_month.state.households.count  # who came later brought plates along

    def owners(model: CityModel) -> tuple[int, float]:
        vehicle = column(model, "vehicle", rows)[plain.state.households.alive[:rows] == 1]
        return int((vehicle > 0).sum()), float((vehicle >= 3).sum() / (vehicle > 0).sum())

    exempt = after(demand, 36, plate_quota_thousand_per_year=15)
    strict = after(demand, 36, plate_quota_thousand_per_year=15, plate_ev_exempt=False)
    assert owners(strict)[0] < owners(exempt)[0] < owners(plain)[0]
    assert owners(exempt)[1] > owners(plain)[1]
    assert strict.state.rooms["households"].plate_chance < 0.8
    had = column(plain_month, "vehicle", rows) > 0
    new = {m: (column(m, "vehicle", rows)[~had] > 0).sum() * m.state.weight for m in (strict, plain)}
    assert new[strict] <= 3 * 15_000.0 < new[plain]


def test_limits_rest_petrol_cars_and_electric_ones_drive_on(demand: ExternalDemand, plain_month: CityModel) -> None:
    model, rows = after(demand, 1, driving_limit_share=0.2), plain_month.state.households.count
    same = column(model, "vehicle", rows)
    petrol = (same == n.PETROL_CAR) & (column(plain_month, "vehicle", rows) == n.PETROL_CAR)
    burnt, before = column(model, "petrol_tj", rows), column(plain_month, "petrol_tj", rows)
    driven = petrol & (before > 0.0)
    assert burnt[driven] / before[driven] == pytest.approx(0.9, rel=1e-4)
    kwh, kwh_before = column(model, "electricity_kwh", rows), column(plain_month, "electricity_kwh", rows)
    assert (kwh == kwh_before).all()


def test_limits_and_chargers_sell_electric_cars(demand: ExternalDemand, plain: CityModel) -> None:
    stock = {"plain": plain.results.rows[-1]["ev_stock_share"]}
    for name, values in (("limit", {"driving_limit_share": 0.3}), ("chargers", {"chargers_per_thousand_cars": 30})):
        model = after(demand, 36, **values)
        row = model.results.rows[-1]
        stock[name] = row["ev_stock_share"]
        if name == "chargers":
            cars = model.results.rows[-2]["cars_per_100_households"] / 100.0 * model.state.drivers.households_real[36]
            each = 60_000.0 * (annuity(0.04, 8.0) + 0.05)
            assert row["public_spending_green_travel_bn_cny"] * 1e9 == pytest.approx(0.030 * cars * each, rel=0.02)
        else:
            assert row["public_spending_green_travel_bn_cny"] == 0.0
    assert stock["plain"] < stock["limit"]
    assert stock["plain"] < stock["chargers"] < stock["plain"] + 0.15


def test_tables_and_numbers_are_said_for_their_year() -> None:
    values = {p.name: p.default for p in GreenTravel.parameters} | {"start": Month.of(2021)}
    assert GreenTravel().rhythm(values) == "yearly"
