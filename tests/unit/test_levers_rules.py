"""Dual control: what it says in the light of published figures, and what becomes of plants that want to grow."""

from typing import Any

import pytest

from agents.firm import entry, expansion
from policies.package import Plan
from sim.city import CityModel
from sim.world import names as n
from sim.world.signal_catalogue import CATALOGUE, NO_LIMIT
from tests.stand_in import at, city, heard

FIGURES = {"primary_energy_mtce": {2023: 10.0, 2024: 11.0}, "co2_total_mt": {2023: 30.0, 2024: 30.0}}


def said(month: str, **parameters: Any) -> Any:
    state = city()
    state.rooms["indicators"] = FIGURES
    return heard([{"name": "dual_control", "start": "2021-01", **parameters}], month, state)


def limits(values: Any) -> list[float]:
    return at(values, "capacity_growth_limit", sector=["steel", "services"])


def test_approval_follows_what_the_budget_leaves() -> None:
    energy = {"energy_budget_mtce": {"2022": 12.1}, "budget_spread_years": 1.0}
    assert limits(said("2024-05", **energy)) == [pytest.approx(0.21), NO_LIMIT]
    assert limits(said("2025-05", **energy)) == [pytest.approx(0.10), NO_LIMIT]
    assert limits(said("2025-05", **{**energy, "budget_spread_years": 5.0})) == [pytest.approx(0.02), NO_LIMIT]
    assert limits(said("2025-05", **energy, carbon_budget_mt={"2022": 31.5})) == [pytest.approx(0.05), NO_LIMIT]
    assert limits(said("2025-05", **energy, carbon_budget_mt={"2022": 29.0})) == [0.0, NO_LIMIT]
    assert limits(said("2021-05", **energy)) == [NO_LIMIT, NO_LIMIT]  # no budget yet
    assert limits(said("2023-05", **energy)) == [NO_LIMIT, NO_LIMIT]  # no figure of 2022
    assert at(said("2024-05", **energy), "capacity_approval_threshold_tce") == [1000.0]


def test_replacement_exemption_and_cost() -> None:
    values = said(
        "2022-01", replacement_ratio=1.5, controlled_sectors=["steel", "cement"], target={"sectors": ["cement"]}
    )
    assert at(values, "capacity_replacement_ratio", sector=["cement"]) == [1.5]
    assert sum(at(values, "capacity_replacement_ratio")) == 1.5
    assert at(values, "programme_cost_cny_per_month") == [pytest.approx(4e6 / 12.0)]
    assert said("2022-01", review_mn_cny_per_year=9.0).tobytes() == CATALOGUE.neutral.tobytes()


def test_small_expansions_need_no_approval() -> None:
    rule = expansion.approved_growth.py_func
    assert rule(0.1, 5000.0, 1000.0, 0.03) == 0.03
    assert rule(0.1, 5000.0, 1000.0, 0.0) == pytest.approx(0.02)  # the part that uses less than the threshold
    assert rule(0.1, 900.0, 1000.0, 0.0) == 0.1
    assert rule(0.02, 5000.0, 1000.0, 0.03) == 0.02


def test_new_capacity_waits_for_old_to_close() -> None:
    share = expansion.replaceable_share.py_func
    assert share(10.0, 30.0, 1.5) == 1.0
    assert share(10.0, 7.5, 1.5) == 0.5
    assert share(10.0, 0.0, 1.5) == 0.0


COVERED = {"name": "dual_control", "start": "2021-01", "controlled_sectors": ["chemicals", "cement"]}
PLANS: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "spent": [{**COVERED, "energy_budget_mtce": {"2021": 3.0}, "threshold_tce": 0.0}],
    "lax": [{**COVERED, "energy_budget_mtce": {"2021": 3.0}, "threshold_tce": 100_000.0}],
    "replaced": [{**COVERED, "replacement_ratio": 1.5}],
}


@pytest.fixture(scope="module")
def cities() -> dict[str, CityModel]:
    """Return a small city of heavy chemistry in January 2024, under each plan."""
    models = {
        name: CityModel("yulin", plan=Plan(name="t", levers=plan), households=300, end=2024, rng=0)
        for name, plan in PLANS.items()
    }
    for model in models.values():
        while str(model.state.clock.now) < "2024-01":
            model.step()
    return models


def of_sector(model: CityModel, sector: int, column: str) -> Any:
    firms = model.state.firms
    live = slice(0, firms.count)
    return firms[column][live][(firms["sector"][live] == sector) & (firms.alive[live] == 1)]


def capacity(model: CityModel, sector: int) -> float:
    return float(of_sector(model, sector, "capacity_units_per_month").sum())


def test_a_spent_budget_stops_growth_where_it_applies_and_only_there(cities: dict[str, CityModel]) -> None:
    none, spent = cities["none"], cities["spent"]
    wish = "expansion_share_per_year"
    assert (of_sector(none, n.CHEMICALS, wish) > 0.0).any()
    assert (of_sector(spent, n.CHEMICALS, wish) <= 0.0).all()
    assert capacity(spent, n.CHEMICALS) < 0.97 * capacity(none, n.CHEMICALS)
    for sector in (n.NONFERROUS, n.MANUFACTURING, n.SERVICES):
        assert (of_sector(spent, sector, wish) > 0.0).any()
        assert capacity(spent, sector) == pytest.approx(capacity(none, sector), rel=0.01)
    assert spent.results.rows[-1]["public_spending_dual_control_bn_cny"] == pytest.approx(0.004)


def test_plants_that_may_not_grow_keep_older_machines(cities: dict[str, CityModel]) -> None:
    """Lock-in: fewer new machines come in, so what is made is made with more energy; a side effect to be seen."""
    age = {name: float(of_sector(model, n.CHEMICALS, "vintage_factor").mean()) for name, model in cities.items()}
    assert age["none"] < age["spent"] < 1.05 * age["none"]


def test_a_high_threshold_exempts_small_plants(cities: dict[str, CityModel]) -> None:
    tce = {name: of_sector(cities[name], n.CHEMICALS, "expansion_share_per_year").max() for name in cities}
    assert tce["spent"] <= 0.0 < tce["lax"] <= tce["none"]
    assert capacity(cities["spent"], n.CHEMICALS) < capacity(cities["lax"], n.CHEMICALS)


def test_capacity_is_replaced_at_the_ratio(cities: dict[str, CityModel]) -> None:
    none, replaced = cities["none"], cities["replaced"]
    account = replaced.state.rooms["firms"].retired_units
    assert capacity(replaced, n.CHEMICALS) < capacity(none, n.CHEMICALS)
    assert (account > -1e-6).all()
    assert not account[[n.STEEL, n.NONFERROUS, n.MANUFACTURING]].any()
    assert capacity(replaced, n.NONFERROUS) == pytest.approx(capacity(none, n.NONFERROUS), rel=0.01)


def test_newcomers_are_approved_too(cities: dict[str, CityModel]) -> None:
    def approved(model: CityModel, replaces: bool, sector: int = n.CHEMICALS) -> float:
        own = model.state.rooms["firms"]
        return entry.approved_capacity(
            model.state, own, sector, 1e6, entry.peers_of(model.state, own, sector), replaces
        )

    assert approved(cities["none"], replaces=False) == 1e6
    assert approved(cities["spent"], replaces=False) == 0.0
    assert approved(cities["spent"], replaces=True) == 1e6  # its place is that of a plant that closed
    assert approved(cities["spent"], False, n.MANUFACTURING) == 1e6
    account = cities["replaced"].state.rooms["firms"].retired_units
    account[n.CHEMICALS] = 9e5
    assert approved(cities["replaced"], replaces=True) == pytest.approx(6e5)
    assert account[n.CHEMICALS] == pytest.approx(0.0)
