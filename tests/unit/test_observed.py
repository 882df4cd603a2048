"""What was observed in a city: paths follow it in its years, keep their level and go on as before afterwards."""

import numpy as np
import pytest

from sim.city import CityModel
from sim.world import names as n
from sim.world.config import ScenarioConfig, load_scenario
from sim.world.demand_paths import sector_paths
from sim.world.observed import SECTORS_OF_SHARE, departure
from sim.world.sector_table import sector_table
from sim.world.tables import sector_column

MONTHS = 12 * 12


def observed(paths: dict[str, dict[int, float]]) -> ScenarioConfig:
    config = load_scenario("huzhou")
    return config.model_copy(update={"drivers": config.drivers.model_copy(update={"paths": paths})})


def value_added(config: ScenarioConfig) -> np.ndarray:
    weight = sector_column("output_2020_bn_cny") * sector_table().va_share
    return (sector_paths(config, 2020, MONTHS).output * weight).reshape(-1, 12, n.N_FIRM_SECTORS).mean(axis=1)


def test_a_path_does_what_was_observed_and_then_grows_as_before() -> None:
    path = 100.0 * 1.02 ** (np.arange(MONTHS) / 12.0)
    moved = path * departure(path, {2022: 120.0, 2024: 130.0}, 2020)
    assert moved[:6] == pytest.approx(path[:6])
    assert np.interp([29.5, 53.5], np.arange(MONTHS), moved) == pytest.approx([120.0, 130.0], rel=1e-3)
    np.testing.assert_allclose(moved[60:] / moved[59:-1], path[60:] / path[59:-1])


def test_an_observed_first_year_counts_only_the_changes_since() -> None:
    path = np.full(MONTHS, 100.0)
    assert departure(path, {2020: 50.0, 2022: 60.0}, 2020)[-1] == pytest.approx(1.2)
    assert departure(path, {2018: 40.0, 2022: 60.0}, 2020)[-1] == pytest.approx(1.2)  # 50 in between
    assert (departure(path, {2015: 50.0, 2020: 60.0}, 2020) == 1.0).all()


def test_output_and_its_structure_follow_the_record() -> None:
    city = load_scenario("huzhou").city
    usual = value_added(load_scenario("huzhou")).sum(axis=1)
    boom = value_added(observed({"gdp_bn_cny": {2024: city.gdp_bn_cny * 1.6}})).sum(axis=1)
    assert boom[4] / boom[0] > 1.15 * usual[4] / usual[0]
    assert boom[9] / boom[6] == pytest.approx(usual[9] / usual[6], rel=0.02)
    shares = {
        "share_secondary": {2025: city.share_secondary - 0.1},
        "share_tertiary": {2025: city.share_tertiary + 0.1},
    }
    plain, shifted = value_added(load_scenario("huzhou")), value_added(observed(shares))
    for name, sign in (("share_secondary", -1.0), ("share_tertiary", 1.0)):
        group = list(SECTORS_OF_SHARE[name])
        change = shifted[5, group].sum() / shifted[5].sum() - plain[5, group].sum() / plain[5].sum()
        assert sign * change > 0.02


def test_a_city_has_the_people_that_were_counted() -> None:
    people = load_scenario("huzhou").city.population_million
    config = observed({"population_million": {2022: people * 1.1}}).replaced(households=200, end=2023)
    frame = CityModel(config, rng=0).run().frame()
    assert frame["population_million"].iloc[2] == pytest.approx(people * 1.1, rel=0.01)
