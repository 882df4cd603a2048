"""Used cars: what one household gives up another may take, at a price that follows demand and supply."""

import math

import numpy as np
import pytest

from agents.household import delivery as d
from agents.household import used_cars, vehicle
from agents.household.room import Yard, household_room
from sim.city import CityModel
from sim.world import names as n


def played(months: int) -> CityModel:
    model = CityModel("huzhou", households=600, end=2022, rng=2)
    for _ in range(months):
        model.step()
    return model


def wanted(rows: int) -> d.Wanted:
    return d.Wanted(
        np.full((rows, 4), d.NOTHING), np.zeros((rows, 4)), np.zeros((rows, 4)), np.ones((rows, 4), dtype=np.int8),
        np.empty((rows, 4), dtype=np.int8), np.zeros(rows), np.zeros((rows, d.N_CAR_FACTS)),
    )  # fmt: skip


def test_the_offer_is_the_mean_car_and_wrecks_are_towed_away() -> None:
    market = household_room(played(1).state).tables["cars_now"]
    mj = market.mj_per_km[n.PETROL_CAR]
    yard = Yard(cars=np.array([[1.0, -60.0, 40.0, mj], [1.0, -120.0, 40.0, mj], [1.0, -90.0, 9.0, mj]]))
    seen = used_cars.offer(yard, market, 10)
    assert seen.on_offer == len(yard.cars) == 2
    assert seen.years_left == pytest.approx(30.0 / 12.0)
    worth = [vehicle.resale_cny.py_func(market.price_cny[1], age) for age in (70, 130)]
    assert seen.price_cny == pytest.approx(np.mean(worth))
    assert seen.running_cny_per_km == pytest.approx(market.running_cny_per_km[1])


def test_who_comes_first_is_drawn_and_who_finds_none_waits_at_rising_prices() -> None:
    state = played(2).state
    room = household_room(state)
    room.yard = Yard(cars=np.array([[1.0, -60.0, 90.0, 2.2]]))
    rows = np.flatnonzero(state.households["vehicle"][:600] == 0)[:5]
    seek = wanted(5)
    seek.option[:, d.CAR] = vehicle.OLD_CAR
    used_cars.take(state, room, rows, seek)
    assert seek.allowed[:, d.CAR].sum() == 1
    served = int(np.flatnonzero(seek.allowed[:, d.CAR])[0])
    assert seek.car[served].tolist() == [1.0, -60.0, 90.0, 2.2]
    assert len(room.yard.cars) == 0
    assert 1.0 < room.yard.price_level <= math.exp(room.p.used_price_response)


def test_a_car_given_up_is_paid_for_and_stands_in_the_yard_unless_a_bonus_pays_more() -> None:
    state = played(2).state
    room, homes = household_room(state), state.households
    room.yard = Yard()
    rows = np.flatnonzero((homes["vehicle"][:600] == 1) & (homes["vehicle_until"][:600] > 30))[:3]
    buys = wanted(3)
    buys.option[:2, d.CAR] = n.BEV_CAR
    before, booked = homes["savings_cny"][rows].copy(), state.received("household_car_sales")
    used_cars.hand_in(state, room, rows, buys, room.tables["cars_now"])
    gained = homes["savings_cny"][rows] - before
    assert (gained[:2] > 0.0).all()
    assert gained[2] == 0.0
    assert len(room.yard.cars) == 2
    assert state.received("household_car_sales") - booked == pytest.approx(gained.sum() * state.weight)
    generous = room.tables["cars_now"]._replace(scrappage_cny=np.full(5, 1e6))
    now, least = state.clock.step, round(12 * room.p.scrappage_age_years)
    homes["vehicle_since"][rows[:2]] = now - least, now - least + 1
    used_cars.hand_in(state, room, rows, buys, generous)
    assert len(room.yard.cars) == 3  # the younger one earns no bonus
    assert room.yard.cars[-1][d.SINCE] == now - least + 1


def test_the_taste_of_the_day_does_not_decide_whether_to_have_a_car() -> None:
    detail = np.zeros((7, 12))
    for taste in (-3.0, 0.0, 4.0):
        for option in range(1, 6):
            vehicle.fill_option.py_func(
                detail, option, 0.0, 0.0, -1.0, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, taste + option, option < 4
            )
        vehicle.weigh_need.py_func(detail, 1, 6)
        assert vehicle.best_option.py_func(detail, 6) == 3
        assert detail[3, 10] == pytest.approx(-0.8 + math.log(3.0))


def test_licences_are_those_that_were_counted() -> None:
    share = vehicle.licensed_share.py_func
    for income, drivers_million, people_million in ((21_922, 219, 1367), (29_855, 369, 1405), (32_189, 418, 1412)):
        one = share(income, 18_700.0, 4.8, 1.0)
        assert one == pytest.approx(drivers_million / (0.8 * people_million), abs=0.03)
    assert share(60_000.0, 18_700.0, 4.8, 2.0) > share(60_000.0, 18_700.0, 4.8, 1.0)


def test_used_cars_are_traded_and_who_has_a_car_may_drive() -> None:
    model = played(24)
    frame = model.results.frame()
    assert (frame["used_car_sales_thousand"] > 0.0).all()
    room, homes = household_room(model.state), model.state.households
    live = homes.alive[: homes.count] == 1
    unlicensed = homes["licence_rank"][: homes.count] >= room.licensed_share
    assert not (homes["vehicle"][: homes.count][live & unlicensed] > 0).any()
