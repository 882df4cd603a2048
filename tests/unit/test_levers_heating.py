"""Clean heating: networks on schedule, grants, winter support, the end of stoves, and who pays for it."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.dashboard.levers import settings_line
from policies.package import Plan
from sim.city import CityModel
from sim.world import names as n
from sim.world.flows import CODE
from tests.stand_in import at, heard

HEATING: dict[str, Any] = {"name": "clean_heating", "start": "2021-01"}
OFF = ("County B villages", "County C")


@cache
def grown(end: int = 2024, **parameters: Any) -> CityModel:
    """Return a county town in a cold zone at its end, with the lever in the districts that have no network."""
    levers = ({**HEATING, "target": {"districts": list(OFF)}, **parameters},) if parameters else ()
    model = CityModel("type_agricultural", plan=Plan(name="t", levers=levers), households=400, end=end, rng=1)
    model.run()
    return model


def systems(model: CityModel, *, addressed: bool) -> Any:
    """Return homes by heating system, in the lever's districts or elsewhere."""
    state = model.state
    names = [d.name for d in state.config.city.districts]
    inside = np.isin(state.households["district"], [names.index(d) for d in OFF])
    rows = (state.households.alive == 1) & (inside == addressed)
    return np.bincount(state.households["heating"][rows], minlength=6)


def test_networks_serve_when_they_are_built_and_stoves_end_then() -> None:
    lever = HEATING | {"gas_network": True, "years_to_build": 1.5, "stove_ban_share": 0.8,
                       "target": {"districts": ["Deqing"]}}  # fmt: skip
    before, after = heard([lever], "2022-06"), heard([lever], "2022-07")
    for signal, value in (("gas_network_reach", 1.0), ("coal_stove_ban", 0.8)):
        assert sum(at(before, signal)) == 0.0
        assert at(after, signal, district=["d00", "d01", "d02"]) == [0.0, value, 0.0]
    assert sum(at(after, "heat_network_reach")) == 0.0
    at_once = heard([lever | {"gas_network": False}], "2021-01")
    assert at(at_once, "coal_stove_ban", district=["d01"]) == [0.8]


def test_networks_cost_what_reaching_new_homes_costs() -> None:
    lever = HEATING | {"gas_network": True, "years_to_build": 1.0, "gas_network_cny_per_home": 3000.0}
    homes = 1.2e6 * 0.5  # Wuxing, half of the people, has gas
    assert at(heard([lever], "2021-12"), "public_works_cny_per_month") == [pytest.approx(homes * 3000.0 / 12.0)]
    assert at(heard([lever], "2022-01"), "public_works_cny_per_month") == [0.0]
    there = heard([lever | {"target": {"districts": ["Wuxing"]}}], "2021-06")
    assert at(there, "public_works_cny_per_month") == [0.0]


def test_grants_share_a_budget_and_support_stays_in_the_district() -> None:
    lever = HEATING | {"heat_pump_grant_cny": 7400, "gas_boiler_grant_cny": 2700, "budget_mn_cny_per_year": 100,
                       "winter_power_support_cny_per_kwh": 0.12,
                       "target": {"districts": ["Anji"], "quintiles": ["q1"]}}  # fmt: skip
    values = heard([lever], "2021-06")
    assert at(values, "purchase_support_cny", durable=["heat_pump"]) == [7400.0, 0, 0, 0, 0]
    assert at(values, "purchase_support_budget_cny_per_year", durable=["gas_boiler", "coal_stove"]) == [5e7, 0.0]
    assert at(values, "electric_heating_support_cny_per_kwh", district=["d01", "d02"]) == [0.0, 0.12]


def test_a_network_is_said_in_words() -> None:
    entry = Plan(name="t", levers=(HEATING | {"gas_network": True},)).levers[0]
    assert settings_line(entry, "en") == "gas network yes"
    assert settings_line(entry, "zh") == "燃气管网 是"


def test_stoves_go_in_the_districts_of_the_ban_only() -> None:
    free, banned = grown(), grown(stove_ban_share=1.0)
    inside, outside = systems(free, addressed=True), systems(free, addressed=False)
    assert inside[n.COAL_STOVE] > 2
    assert systems(banned, addressed=True)[n.COAL_STOVE] == 0
    assert systems(banned, addressed=True)[n.NO_HEATING] <= inside[n.NO_HEATING] + 1  # nobody is left in the cold
    np.testing.assert_array_equal(systems(banned, addressed=False), outside)
    coal = [m.results.rows[-1]["co2_households_mt"] for m in (free, banned)]
    assert coal[1] < coal[0]


def test_homes_without_a_system_take_up_the_network_that_comes() -> None:
    free, piped = grown(), grown(gas_network=True, years_to_build=1.0)
    assert systems(free, addressed=True)[n.GAS_BOILER] == 0
    before, after = systems(free, addressed=True), systems(piped, addressed=True)
    assert after[n.GAS_BOILER] > 0.2 * before[n.NO_HEATING]
    assert after[n.NO_HEATING] < before[n.NO_HEATING]
    np.testing.assert_array_equal(systems(piped, addressed=False), systems(free, addressed=False))
    heated = grown(heat_network=True, years_to_build=1.0)
    assert systems(heated, addressed=True)[n.DISTRICT_HEAT] > 0
    use = [float(m.state.market.heat_load_tj[0]) for m in (free, heated)]
    assert use[1] > use[0]


def test_a_grant_makes_heat_pumps_win_and_its_budget_can_run_out() -> None:
    free, helped = grown(), grown(heat_pump_grant_cny=13_500.0, stove_ban_share=1.0)
    assert systems(helped, addressed=True)[n.HEAT_PUMP] > systems(free, addressed=True)[n.HEAT_PUMP]
    short = grown(heat_pump_grant_cny=13_500.0, stove_ban_share=1.0, budget_mn_cny_per_year=40.0)
    said = [e for e in short.state.events if e["what"].endswith("support for heat_pump ran out")]
    assert said
    assert said[0]["lever"] == "clean_heating"
    spent = [m.results.rows[-1]["public_spending_clean_heating_bn_cny"] for m in (helped, short)]
    assert spent[0] > spent[1] > 0.0
    assert spent[1] <= 0.06  # an agent stands for many buyers: the last one may go a little beyond


def test_works_and_winter_support_are_paid_by_the_purse_and_booked_to_the_lever() -> None:
    piped = grown(gas_network=True, years_to_build=1.0)
    state = piped.state
    shares = [d.population_share for d in state.config.city.districts if d.name in OFF]
    homes = float(state.drivers.households_real[12]) * sum(shares)
    by_year = [row["public_spending_clean_heating_bn_cny"] for row in piped.results.rows]
    assert by_year == [0.0, pytest.approx(homes * 4000.0 / 1e9, rel=1e-6), 0.0, 0.0, 0.0]

    warm = CityModel("type_agricultural", plan=Plan(name="t", levers=(
        HEATING | {"start": "2020-01", "winter_power_support_cny_per_kwh": 0.1},)), households=400, end=2020, rng=1)  # fmt: skip
    warm.step()
    paid = float(warm.state.market.heating_support_cny[0])
    assert paid > 0.0
    booked = warm.state.ledger.year_flows[CODE["purchase_support"]]
    assert booked == pytest.approx(paid + float(warm.state.market.support_paid_cny.sum()))
    own = warm.state.rooms["government"].spending.by_lever
    assert own["clean_heating"] == pytest.approx(paid)
