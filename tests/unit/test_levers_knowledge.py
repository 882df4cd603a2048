"""Training and innovation: what they say, what they cost, and whom they move."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.firm.advice import advice_price, is_audited, is_trained
from policies.package import Plan
from sim.city import CityModel
from sim.world import names as n
from sim.world.signal_catalogue import CATALOGUE
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
