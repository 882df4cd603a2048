"""Energy reports and carbon points: what they say and cost, and what they do to whom in a small city."""

from typing import Any

import numpy as np
import pytest

from agents.household.reports import kinds_of_home, mean_use_kwh
from policies.package import Plan
from sim.city import CityModel
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
    found = model.state.rooms["external_demand"]
    assert isinstance(found, ExternalDemand)
    return found


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
