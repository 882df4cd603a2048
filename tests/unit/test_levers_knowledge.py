"""Training and innovation: what they say, what they cost, and whom they move."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.firm.advice import advice_price, is_audited, is_trained
from agents.power.room import room as power_room
from agents.power.value import capital_cost_cny_per_kw
from policies.package import Plan
from sim.city import CityModel
from sim.world import names as n
from sim.world.flows import CODE
from sim.world.signal_catalogue import CATALOGUE
from sim.world.technology import technology
from tests.stand_in import at, heard

START = "2020-02"
AUDITS = {"name": "training", "start": START, "audited_share_per_year": 0.5, "target": {"sectors": ["manufacturing"]}}
TRAINED = {"name": "training", "start": START, "trained_share": 0.5, "target": {"sectors": ["manufacturing"]}}


def lived(*levers: dict[str, Any], months: int = 13, watch: tuple[str, int] | None = None) -> CityModel:
    """Return a small city after some months under levers."""
    model = CityModel("huzhou", plan=Plan(name="t", levers=levers), households=300, end=2023, rng=0, watch=watch)
    for _ in range(months):
        model.step()
    return model


@cache
def untouched(months: int = 13) -> CityModel:
    return lived(months=months)


def firms(model: CityModel, column: str) -> Any:
    return model.state.firms[column][: untouched().state.firms.count]


def spent(model: CityModel, lever: str) -> float:
    """Return what a lever has cost since January, million CNY."""
    return model.state.rooms["government"].spending.by_lever.get(lever, 0.0) / 1e6


def test_training_says_whom_it_reaches_and_what_it_pays() -> None:
    lever = {"name": "training", "trained_share": 0.4, "training_depth": 0.5, "audited_share_per_year": 0.2,
             "skilled_staff_gain": 0.5, "target": {"sectors": ["cement", "power"]}}  # fmt: skip
    values = heard([lever], "2025-01")
    assert at(values, "firm_training_share", sector=["cement"]) == [0.4]
    assert sum(at(values, "firm_training_share")) == 0.4
    assert at(values, "firm_training_depth") == [0.5]
    assert at(values, "firm_training_cost_cny_per_year") == [40_000.0]
    assert sum(at(values, "firm_audit_share")) == 0.2
    assert at(values, "firm_audit_cost_cny") == [60_000.0]
    assert at(values, "skilled_staff_factor") == [1.5]
    assert at(values, "skilled_staff_cost_cny_per_year") == [60_000.0]


def test_who_is_trained_stays_trained_and_small_firms_cost_less() -> None:
    trained, audited, price = is_trained.py_func, is_audited.py_func, advice_price.py_func
    key = np.uint64(3)
    assert {i for i in range(200) if trained(key, i, 0.2)} < {i for i in range(200) if trained(key, i, 0.5)}
    assert [audited(key, 5, step, 0.5) for step in range(40)].count(True) not in (0, 40)
    assert not any(audited(key, i, 0, 0.0) or trained(key, i, 0.0) for i in range(200))
    assert price(60_000.0, 1e6, 1.0, 0.02) == 60_000.0
    assert price(60_000.0, 1e5, 10.0, 0.02) == pytest.approx(24_000.0)


def test_an_audited_firm_learns_of_everything_and_the_others_of_nothing() -> None:
    before, after = untouched(6), lived(AUDITS, months=6)
    more = firms(before, "known") != firms(after, "known")
    sector, options = firms(after, "sector"), after.state.rooms["firms"].options
    assert 10 < np.count_nonzero(more) < 150
    assert set(sector[more]) == {n.MANUFACTURING}
    offered = options.option[options.first[n.MANUFACTURING] : options.first[n.MANUFACTURING + 1]]
    everything = sum(1 << int(t) for t in offered if options.available_year[t] <= 2020)
    assert (firms(after, "known")[more] & everything == everything).all()
    assert 0.5 < spent(after, "training") < 60.0
    assert spent(before, "training") == 0.0


def test_a_trained_manager_halves_hidden_cost_and_looks_further() -> None:
    row = int(np.flatnonzero(firms(untouched(), "sector") == n.CEMENT)[0])
    whole = {"name": "training", "start": START, "trained_share": 1.0, "target": {"sectors": ["cement"]}}
    elsewhere = {**whole, "target": {"sectors": ["steel"]}}
    plain, trained, other = (
        lived(*levers, watch=("firm", row)).state.records[-1] for levers in ((), (whole,), (elsewhere,))
    )
    assert plain["month"] == trained["month"]
    some = False
    for a, b, c in zip(plain["options"], trained["options"], other["options"], strict=True):
        if a["hassle_cny"] > 0.0:
            some = True
            assert b["hassle_cny"] / b["price_cny"] == pytest.approx(0.5 * a["hassle_cny"] / a["price_cny"])
            assert c["hassle_cny"] / c["price_cny"] == pytest.approx(a["hassle_cny"] / a["price_cny"])
            if a["saving_cny_per_year"] > 0.0:
                assert b["net_present_value_cny"] > a["net_present_value_cny"]
    assert some


def test_training_lets_the_trained_find_more_and_pays_by_firm() -> None:
    after, half = lived(TRAINED, months=11), lived({**TRAINED, "training_depth": 0.5}, months=11)
    moved = firms(after, "known") != firms(untouched(11), "known")
    key = after.state.rooms["firms"].keys["firm.training"]
    found = np.flatnonzero(moved & (firms(after, "sector") == n.MANUFACTURING))
    trained = [is_trained.py_func(key, int(firms(after, "luck")[i]), 0.5) for i in found]
    assert len(found) > 5
    assert np.mean(trained) > 0.9
    assert 1.0 < spent(after, "training") < 60.0
    assert spent(half, "training") == pytest.approx(0.5 * spent(after, "training"), rel=0.05)
    assert after.closures()["money"] < 1e-6


def test_a_trained_manager_knows_how_to_comply_in_time() -> None:
    def informed(*levers: dict[str, Any]) -> list[bool]:
        model = CityModel("huzhou", plan=Plan(name="t", levers=levers), households=300, end=2023, rng=0,
                          overrides={"firm.training_search_chance": 0.0})  # fmt: skip
        model.state.board.post(
            "standard", dict.fromkeys(CATALOGUE.slots("plant_intensity_limit", sector=["cement"]), 1.0)
        )
        for _ in range(16):
            model.step()
        options = model.state.rooms["firms"].options
        offered = options.option[options.first[n.CEMENT] : options.first[n.CEMENT + 1]]
        everything = sum(1 << int(t) for t in offered if options.available_year[t] <= 2020)
        pressed = (firms(model, "close_month") >= 0) & (firms(model, "sector") == n.CEMENT)
        return [bool(k & everything == everything) for k in firms(model, "known")[pressed]]

    whole = {"name": "training", "start": START, "trained_share": 1.0}
    trained, untrained = informed(whole), informed()
    assert len(trained) > 5
    assert np.mean(trained) > 0.9
    assert np.mean(untrained) < 0.6


def test_more_skilled_staff_are_paid_by_person() -> None:
    model = lived({"name": "training", "start": START, "skilled_staff_gain": 0.5}, months=11)
    own = model.state.rooms["firms"]
    people = own.own.staff_per_thousand_jobs * own.jobs_thousand
    assert spent(model, "training") == pytest.approx(0.5 * people * 0.06 * 10 / 12, rel=0.1)


DEMONSTRATION = {
    "name": "innovation", "start": START, "technologies": ["process_route"], "research_mn_cny_per_year": 600.0,
    "research_local_share": 0.25,
}  # fmt: skip


def test_innovation_says_its_money_place_and_visits_for_its_years() -> None:
    lever = {"name": "innovation", "start": "2022-07", "technologies": ["retrofit", "clean_vehicle"], "research_years": 2,
             "research_mn_cny_per_year": 100, "research_local_share": 0.3, "extension_per_year": 0.2}  # fmt: skip
    values = heard([lever], "2024-06")
    assert at(values, "research_support_cny_per_year") == [5e7, 0, 5e7, 0, 0, 0]
    assert at(values, "research_local_share") == [0.3, 1, 0.3, 1, 1, 1]
    assert at(values, "technology_extension") == [0.2, 0, 0.2, 0, 0, 0]
    assert at(values, "technology_extension_cost_cny") == [5000.0]
    assert heard([lever], "2024-07").tobytes() == CATALOGUE.neutral.tobytes()


def test_research_brings_forward_what_it_names_and_leaves_the_rest_alone() -> None:
    before, after = technology(untouched().state), technology(lived(DEMONSTRATION).state)
    named = after.catalogue.green == n.GREEN_ROUTE
    assert (after.available_year[named] < before.available_year[named] - 1.0).all()
    assert (after.available_year[named] >= before.available_year[named] - 5.0).all()
    assert (after.price_index[named] < 0.997 * before.price_index[named]).all()
    assert after.available_year[~named].tobytes() == before.available_year[~named].tobytes()
    np.testing.assert_allclose(after.price_index[~named], before.price_index[~named], rtol=1e-3)  # others' experience
    assert technology(untouched().state).available_year.tobytes() == after.catalogue.available_year.tobytes()


def test_the_local_share_says_who_is_paid_and_who_is_taught() -> None:
    cities = {share: lived({**DEMONSTRATION, "research_local_share": share}, months=12) for share in (0.0, 0.25, 1.0)}
    paid = {
        share: [city.state.ledger.year_flows[CODE[kind]] / 1e6 for kind in ("government_programmes", "government_research")]
        for share, city in cities.items()
    }  # fmt: skip
    assert paid[0.0] == [pytest.approx(paid[1.0][0] - 550.0), pytest.approx(550.0)]
    assert paid[0.25][1] == pytest.approx(0.75 * 550.0)
    assert paid[1.0][1] == 0.0
    assert [spent(city, "innovation") for city in cities.values()] == [pytest.approx(550.0)] * 3
    years = {tuple(technology(city.state).available_year) for city in cities.values()}
    prices = [
        technology(city.state).price_index[technology(city.state).catalogue.index("steel_h2_dri")]
        for city in cities.values()
    ]
    assert len(years) == 1
    assert prices[0] > prices[1] > prices[2]
    assert all(city.closures()["money"] < 1e-6 for city in cities.values())


def test_a_demonstrated_technology_is_adopted_before_others_can_buy_it() -> None:
    def captured(*levers: dict[str, Any]) -> list[float]:
        tax = {"name": "carbon_tax", "start": START, "level": 900.0}
        model = CityModel("huzhou", plan=Plan(name="t", levers=(tax, *levers)), households=300, end=2026, rng=0)
        return [row["co2_captured_mt"] for row in model.run().rows]

    alone, demonstrated = captured(), captured(DEMONSTRATION)
    assert sum(demonstrated[:5]) > 0.0
    assert max(alone[:5]) == 0.0  # capture in chemicals is on offer from 2025 on, in cement and steel from 2028 on
    assert demonstrated[-1] > 2.0 * alone[-1]


def test_the_extension_service_lets_firms_hear_of_its_technologies() -> None:
    service = {"name": "innovation", "start": START, "technologies": ["clean_vehicle"], "extension_per_year": 0.8}
    before, after = untouched(6), lived(service, months=6)
    options = after.state.rooms["firms"].catalogue
    vehicles = sum(1 << i for i, green in enumerate(options.green) if green == n.GREEN_VEHICLE)
    new = firms(after, "known") & ~firms(before, "known")
    assert np.count_nonzero(new) > 5
    assert not (new & ~vehicles).any()
    with_vehicles = {int(s) for s in firms(after, "sector")[new != 0]}
    assert with_vehicles <= {n.MINING, n.CONSTRUCTION, n.TRANSPORT, n.SERVICES, n.AGRICULTURE}
    assert 0.05 < spent(after, "innovation") < 30.0


def test_homes_and_the_power_company_learn_from_research_in_the_city() -> None:
    heat = lived({**DEMONSTRATION, "technologies": ["clean_heating"], "research_local_share": 1.0})
    power = lived({**DEMONSTRATION, "technologies": ["renewable_power"], "research_local_share": 1.0})

    def price(model: CityModel, durable: int) -> float:
        return float(model.state.published.durable_price_cny[durable])

    def per_kw(model: CityModel, name: str) -> float:
        return capital_cost_cny_per_kw(model.state, power_room(model.state), name)

    assert price(heat, n.DURABLE_HEAT_PUMP) < price(untouched(), n.DURABLE_HEAT_PUMP)
    assert price(heat, n.DURABLE_BEV_CAR) == price(untouched(), n.DURABLE_BEV_CAR)
    assert per_kw(heat, "heat_pump_plant") < per_kw(untouched(), "heat_pump_plant")
    assert per_kw(heat, "wind") == per_kw(untouched(), "wind")
    assert 0.9 < per_kw(power, "wind") / per_kw(untouched(), "wind") < 1.0
    assert per_kw(power, "coal") == per_kw(untouched(), "coal")
