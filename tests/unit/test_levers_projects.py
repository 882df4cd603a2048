"""Ecological restoration: what is ordered, who plants it, who pays, and what the land takes up."""

from types import SimpleNamespace
from typing import Any

import pytest

from agents.public import works
from policies.lever import WorksOrder
from policies.package import Package, Plan
from sim.city import CityModel
from sim.core.clock import Month
from sim.world import names as n
from sim.world import sinks
from sim.world.flows import CODE
from sim.world.signal_catalogue import CATALOGUE
from tests.stand_in import city

LEVER = {"name": "ecological_restoration", "start": "2020-02", "hectares_by_year": {"2020": 600, "2021": 0}}


def grown(months: int, *levers: dict[str, Any], stance: float | None = None) -> CityModel:
    """Return a small city after some months, its budget kept tight when a stance is given."""
    model = CityModel("huzhou", plan=Plan(name="t", levers=levers), households=300, end=2023, rng=0)
    for _ in range(months):
        if stance is not None:
            model.state.government["stance"][0] = stance
        model.step()
    return model


def spent(model: CityModel) -> float:
    return float(model.state.rooms["government"].spending.by_lever.get("ecological_restoration", 0.0))


def test_the_years_land_is_ordered_once_and_nothing_is_posted() -> None:
    state = city()
    lever = {**LEVER, "land_use": "wetland", "hectares_by_year": {"2020": 100, "2022": 50}, "central_grant_share": 0.5}
    package = Package([Plan(name="p", levers=[lever])], state)
    while state.clock.now.index <= Month.parse("2023-06").index:
        package.post(state)
        assert state.board.values.tobytes() == CATALOGUE.neutral.tobytes()
        state.clock.tick()
    orders = state.rooms["works_orders"]
    assert [o.month for o in orders] == ["2020-02", "2021-01", "2022-01", "2023-01"]
    assert [o.effect["wetland_ha"] for o in orders] == [100, 100, 50, 50]
    assert orders[0].capital_cny == 9e6
    assert orders[0].finance == {"budget": 0.5, "central_grant": 0.5}
    assert orders[0].owner == "government"


def test_without_land_ordered_nothing_happens() -> None:
    idle = grown(3, {"name": "ecological_restoration", "start": "2020-02", "forest_cny_per_ha": 30_000.0})
    assert idle.state.rooms["works_orders"] == []
    assert spent(idle) == 0.0


def test_the_government_plants_pays_farmers_and_gets_its_grant() -> None:
    model, without = grown(12, LEVER), grown(12)
    forest, before = sinks.forest(model.state), sinks.forest(without.state)
    planted = 600.0 * 11 / 12
    assert forest.land[sinks.FOREST].area_ha.sum() - before.land[sinks.FOREST].area_ha.sum() == pytest.approx(planted)
    assert before.open_land_ha - forest.open_land_ha == pytest.approx(planted)
    flows = model.state.ledger.year_flows
    tending = sum(600.0 * k / 12 * 240.0 / 12 for k in range(11))  # of what was planted in the months before
    works_cny, grants_cny = (float(flows[CODE[kind]]) for kind in ("government_works", "government_grants"))
    assert works_cny == pytest.approx(planted * 22_500.0 + tending)
    assert grants_cny == pytest.approx(0.3 * planted * 22_500.0)
    assert spent(model) == pytest.approx(works_cny - grants_cny)
    assert model.closures()["money"] < 1e-6
    made = [m.state.market.output_units for m in (model, without)]
    assert made[0][n.AGRICULTURE] > made[1][n.AGRICULTURE]
    assert made[0][n.STEEL] == pytest.approx(made[1][n.STEEL], rel=1e-3)
    assert flows[CODE["government_works"]] > 0.0 == without.state.ledger.year_flows[CODE["government_works"]]


def test_stands_take_up_with_age_and_are_never_netted() -> None:
    model, without = grown(36, LEVER), grown(36)
    rows, plain = model.results.rows, without.results.rows
    gain = [a["sink_mt"] - b["sink_mt"] for a, b in zip(rows, plain, strict=True)]
    assert gain[0] == 0.0
    assert 0.0 < gain[1] < gain[2]
    assert rows[-1]["co2_total_mt"] == pytest.approx(plain[-1]["co2_total_mt"], rel=1e-3)
    forest = sinks.forest(model.state)
    best = forest.uptake_t(2045.0) - sinks.forest(without.state).uptake_t(2045.0)
    assert best == pytest.approx(600.0 * 5.5, rel=0.01)
    assert sum(row["public_spending_ecological_restoration_bn_cny"] > 0.0 for row in rows) == 3  # tending goes on


def test_a_tight_budget_delays_works_and_says_so() -> None:
    normal, tight = grown(8, LEVER, stance=1.0), grown(8, LEVER, stance=0.9)
    stopped = grown(8, LEVER, stance=0.85)
    assert spent(normal) > 2.0 * spent(tight) > 0.0
    assert spent(stopped) == 0.0
    late = [e["what"] for e in tight.state.events if e["lever"] == "ecological_restoration"]
    assert late == ["works ordered in 2020-02 are delayed: the budget is tight"]
    assert not [e for e in normal.state.events if e["lever"] == "ecological_restoration"]
    assert works.pace(1.1) == 1.0
    assert works.pace(0.925) == pytest.approx(0.5)


def test_no_more_than_the_open_land_is_used_and_paid() -> None:
    model = grown(12, {**LEVER, "hectares_by_year": {"2020": 60_000}})
    forest = sinks.forest(model.state)
    open_land = 0.05 * sinks.land_ha(model.state)
    assert 20_000 < open_land < 35_000
    assert forest.open_land_ha == pytest.approx(0.0)
    assert forest.land[sinks.FOREST].area_ha[-1] == pytest.approx(open_land)
    paid = model.state.ledger.year_flows[CODE["government_works"]]
    assert paid == pytest.approx(open_land * 22_500.0, rel=0.02)
    assert any("no open land is left" in e["what"] for e in model.state.events)


def test_wetlands_take_up_little_for_ever_and_builders_are_paid() -> None:
    model = grown(12, {**LEVER, "land_use": "wetland"})
    forest, own = sinks.forest(model.state), sinks.forest(grown(12).state)
    area = 600.0 * 11 / 12
    for year, share in ((2020.0, 0.0), (2025.0, 0.5), (2040.0, 1.0), (2100.0, 1.0)):
        assert forest.uptake_t(year) - own.uptake_t(year) == pytest.approx(area * share)
    assert model.state.ledger.year_flows[CODE["government_works"]] == pytest.approx(area * 90_000.0, rel=0.01)


def test_an_order_nobody_can_make_is_refused() -> None:
    order = WorksOrder("own", "moon", "government", "2020-02", 1e6, effect={"moon_ha": 5.0})
    state = SimpleNamespace(rooms={"works_orders": [order]})
    with pytest.raises(ValueError, match="works ordered by own: the government cannot make moon_ha"):
        works.take_orders(state, works.PublicWorks())  # type: ignore[arg-type]
    other = WorksOrder("own", "plant", "power", "2020-02", 1e6)
    state.rooms["works_orders"] = [other]
    works.take_orders(state, works.PublicWorks())  # type: ignore[arg-type]
    assert state.rooms["works_orders"] == [other]
