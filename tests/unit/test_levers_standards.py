"""Standards: what leaves the shops, which plants retrofit or close, how new homes are built, and what it costs."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.firm.compliance import LEAST_NOTICE_MONTHS, MONTHS_TO_COMPLY, complies_better, months_to_comply
from policies.package import Plan
from sim.city import CityModel
from sim.core.compiled import plain
from sim.world import names as n
from sim.world.signal_catalogue import NO_LIMIT
from tests.stand_in import at, heard

STANDARDS: dict[str, Any] = {"name": "standards", "start": "2021-01"}


@cache
def grown(end: int, households: int = 300, **parameters: Any) -> CityModel:
    """Return a small city at its end, with a count of what households bought from 2021 on."""
    levers = ({**STANDARDS, **parameters},) if parameters else ()
    model = CityModel("huzhou", plan=Plan(name="test", levers=levers), households=households, end=end, rng=3)
    bought = np.zeros(n.N_DURABLES)
    for month in range(model.state.clock.total):
        model.step()
        if month >= 12:
            bought += model.state.market.durables_bought
    model.bought = bought  # type: ignore[attr-defined]
    return model


def bought(model: CityModel, durable: str) -> float:
    return float(model.bought[n.DURABLES.index(durable)])  # type: ignore[attr-defined]


def test_what_leaves_the_shops_and_when() -> None:
    lever = STANDARDS | {"products": ["coal_stove"], "products_until_year": 2024, "petrol_cars_until_year": 2029,
                         "hybrids_too": True}  # fmt: skip
    assert sum(at(heard([lever], "2024-12"), "durable_banned")) == 0.0
    assert at(heard([lever], "2025-01"), "durable_banned", durable=["coal_stove"]) == [1.0]
    assert sum(at(heard([lever], "2030-01"), "durable_banned")) == 3.0
    alone = heard([lever | {"hybrids_too": False}], "2030-01")
    assert at(alone, "durable_banned", durable=["petrol_car", "hybrid_car"]) == [1.0, 0.0]


def test_limits_by_sector_and_year_with_a_date() -> None:
    lever = STANDARDS | {"plant_limit_by_year": {"2023": 1.2, "2026": 1.0}, "plant_deadline_year": 2027}
    assert min(at(heard([lever], "2022-06"), "plant_intensity_limit")) == NO_LIMIT
    values = heard([lever], "2025-06")
    assert at(values, "plant_intensity_limit", sector=["cement", "services"]) == [1.2, NO_LIMIT]
    assert at(values, "plant_deadline_year", sector=["cement"]) == [2027.0]
    assert at(heard([lever], "2026-01"), "plant_intensity_limit", sector=["steel"]) == [1.0]
    services = heard([lever | {"target": {"sectors": ["services"]}}], "2026-01")
    assert at(services, "plant_intensity_limit", sector=["steel", "services"]) == [NO_LIMIT, 1.0]


def test_inspecting_costs_while_something_is_in_force() -> None:
    lever = STANDARDS | {"building_code_from_year": 2025, "supervision_cny_per_person_year": 2.0}
    assert at(heard([lever], "2024-12"), "programme_cost_cny_per_month") == [0.0]
    values = heard([lever], "2025-01")
    assert at(values, "programme_cost_cny_per_month") == [pytest.approx(3e6 * 2.0 / 12.0)]
    assert at(values, "new_building_code_step") == [1.0]


def test_how_long_a_plant_may_run_and_which_way_it_prefers() -> None:
    months, better = plain(months_to_comply), plain(complies_better)
    assert months(2023.0, NO_LIMIT) == MONTHS_TO_COMPLY
    assert months(2023.5, 2026.0) == 30
    assert months(2025.9, 2026.0) == LEAST_NOTICE_MONTHS
    assert better(True, -5.0, False, 10.0)
    assert not better(False, 10.0, True, -5.0)
    assert better(True, 1.0, True, 0.0)


def test_nobody_can_buy_a_banned_car_and_owners_move_on() -> None:
    plain_city, strict = grown(2024), grown(2024, petrol_cars_until_year=2020, hybrids_too=True)
    assert bought(plain_city, "petrol_car") > 0.0
    assert bought(strict, "petrol_car") == bought(strict, "hybrid_car") == 0.0
    assert bought(strict, "bev_car") > bought(plain_city, "bev_car")
    homes = slice(n.DURABLE_COAL_STOVE, n.DURABLE_ROOFTOP_SOLAR)
    a, b = plain_city.bought[homes], strict.bought[homes]  # type: ignore[attr-defined]
    np.testing.assert_allclose(a, b, rtol=0.1)  # what is spent on cars matters little there


def test_a_boiler_that_is_no_longer_sold_is_replaced_by_something_else() -> None:
    plain_city, strict = grown(2024), grown(2024, products=("gas_boiler",), products_until_year=2020)
    assert bought(plain_city, "gas_boiler") > 0.0
    assert bought(strict, "gas_boiler") == 0.0
    others = [sum(bought(m, d) for d in ("electric_heater", "heat_pump")) for m in (plain_city, strict)]
    assert others[1] > others[0]
    cars = slice(n.DURABLE_PETROL_CAR, n.DURABLE_BEV_CAR + 1)
    a, b = plain_city.bought[cars], strict.bought[cars]  # type: ignore[attr-defined]
    np.testing.assert_allclose(a, b, rtol=0.1)


def test_only_efficient_appliances_are_sold_above_the_floor() -> None:
    plain_city, strict = grown(2024), grown(2024, products_until_year=2020)
    assert bought(plain_city, "standard_appliance") > 0.0
    assert bought(strict, "standard_appliance") == 0.0
    assert bought(strict, "efficient_appliance") == pytest.approx(
        bought(plain_city, "standard_appliance") + bought(plain_city, "efficient_appliance"), rel=0.02
    )
    use = [float(m.state.households["appliance_intensity"].mean()) for m in (plain_city, strict)]
    assert use[1] < use[0]


def test_where_nothing_may_be_sold_nothing_is_bought_and_life_goes_on() -> None:
    everything = tuple(d for d in n.DURABLES if d != "rooftop_solar")
    strict = grown(2023, products=everything, products_until_year=2020)
    assert strict.bought[: n.DURABLE_ROOFTOP_SOLAR].sum() == 0.0  # type: ignore[attr-defined]
    households = strict.state.households
    old = households["appliance_until"] <= strict.state.clock.step
    assert (old & (households.alive == 1)).any()  # mended, not thrown away


def plants(model: CityModel) -> tuple[Any, Any, Any]:
    """Return rows of industry: alive, energy over the sector's mean, sector."""
    firms, own = model.state.firms, model.state.rooms["firms"]
    sector = firms["sector"][: firms.count]
    reference = own.reference_tj[sector]
    total = firms["energy_tj_per_unit"][: firms.count].sum(axis=1)
    return firms.alive[: firms.count] == 1, total / np.maximum(reference, 1e-12), sector


def test_plants_above_the_limit_retrofit_or_close_and_newcomers_meet_it() -> None:
    start, plain_city = grown(2020), grown(2024)
    strict = grown(2024, plant_limit=1.05)
    _, before, sector = plants(start)
    first = len(before)
    above = (before > 1.05) & (sector <= n.MANUFACTURING)
    alive, after, _ = plants(strict)
    free_alive, free, free_sector = plants(plain_city)
    assert (free[free_alive & (free_sector <= n.MANUFACTURING)] > 1.05).any()
    retrofitted = above & alive[:first] & (after[:first] <= 1.05)
    closed = above & ~alive[:first]
    assert retrofitted.sum() > closed.sum() * 0.2 > 0
    adopted = strict.state.firms["adopted"][:first] != start.state.firms["adopted"][:first]
    assert (adopted & retrofitted).sum() > 0.5 * retrofitted.sum()
    industry = alive & (plants(strict)[2] <= n.MANUFACTURING)
    late = strict.state.firms["close_month"][: len(alive)]
    assert (after[industry & (late < 0)] <= 1.05 * 1.0001).mean() > 0.98
    below = ~above & (sector <= n.MANUFACTURING)
    gone = [float((~m[0][:first])[below].mean()) for m in (plants(plain_city), plants(strict))]
    assert gone[1] < gone[0] + 0.05  # the others are left alone


def test_what_the_law_closes_is_made_outside_and_counted() -> None:
    strict = grown(2024, plant_limit=0.3)  # nobody can meet it
    alive, _, sector = plants(strict)
    assert not alive[sector <= n.MANUFACTURING].any()  # not even the last of an industry stays
    assert alive[sector > n.MANUFACTURING].any()
    free = grown(2024)
    here = [m.results.rows[-1]["co2_scope1_mt"] for m in (free, strict)]
    outside = [m.results.rows[-1]["co2_displaced_outside_mt"] for m in (free, strict)]
    assert here[1] < 0.6 * here[0]
    assert 0.3 < (outside[1] - outside[0]) / (here[0] - here[1]) < 1.5


def test_plants_have_until_the_date() -> None:
    soon, late = grown(2023, plant_limit=1.05), grown(2023, plant_limit=1.05, plant_deadline_year=2026)
    closed = [m.state.rooms["firms"].left for m in (grown(2023), soon, late)]
    assert closed[1] > closed[2]
    waiting = late.state.firms["close_month"][: late.state.firms.count]
    assert set(waiting[waiting >= 0].tolist()) == {72}


def test_better_homes_use_less_heat_and_cost_their_buyers_more() -> None:
    plain_city, strict = grown(2024), grown(2024, building_code_from_year=2021)
    shares = [float((m.state.households["insulation"][m.state.households.alive == 1] == 4).mean())
              for m in (plain_city, strict)]  # fmt: skip
    assert shares[0] == 0.0
    assert shares[1] > 0.03
    cost = [m.state.published.housing_cost_cny_per_month for m in (plain_city, strict)]
    built = strict.results.rows[-1]["floor_area_built_million_m2"] * 1e6
    assert cost[1] - cost[0] == pytest.approx(450.0 * built / 12.0, rel=0.05)
    moved = strict.state.households["insulation"] == 4
    heat = [m.state.households["heat_mj_per_hdd"][moved].sum() for m in (plain_city, strict)]
    assert heat[1] < 0.9 * heat[0]


def test_the_purse_pays_for_inspection() -> None:
    spent = [m.results.rows[-1].get("public_spending_standards_bn_cny", 0.0) for m in (
        grown(2024), grown(2024, building_code_from_year=2021))]  # fmt: skip
    people = grown(2024).state.drivers.population[48]
    assert spent == [0.0, pytest.approx(people * 1.0 / 1e9, rel=1e-6)]
