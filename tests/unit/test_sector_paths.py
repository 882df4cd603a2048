"""Output paths of sectors: they follow the record, then the scenario, and a city departs from the nation by its growth."""

from __future__ import annotations

import numpy as np
import pytest

from sim.world import names as n
from sim.world.config import load_scenario
from sim.world.demand_paths import sector_paths
from sim.world.national import national
from sim.world.sector_history import electric_mix_history, follow, output_history
from sim.world.sector_table import sector_table
from sim.world.tables import sector_column

MONTHS = 12 * 10


def _yearly(path: np.ndarray) -> np.ndarray:
    return path.reshape(-1, 12).mean(axis=1)


@pytest.mark.parametrize("sector", [n.STEEL, n.CEMENT, n.CHEMICALS, n.NONFERROUS, n.MINING, n.AGRICULTURE])
def test_the_nation_does_what_statistics_say(sector: int) -> None:
    made = _yearly(sector_paths(load_scenario("national"), 2020, MONTHS).output[:, sector])
    years, record = output_history(n.FIRM_SECTORS[sector])
    assert made[4] == pytest.approx(record[years == 2024][0], rel=0.025)


def test_national_value_added_follows_output() -> None:
    output = sector_paths(load_scenario("national"), 2020, MONTHS).output
    weight = sector_column("output_2020_bn_cny") * sector_table().va_share
    made = _yearly(output @ weight / weight.sum())
    assert made[4] == pytest.approx(national("gdp_index", 2024), rel=0.015)


def test_the_record_changes_growth_only_while_it_lasts() -> None:
    path = 1.02 ** (np.arange(MONTHS) / 12.0)
    moved = follow(path, path, np.array([2019.0, 2020.0, 2022.0]), np.array([1.0, 1.0, 1.5]), 2020)
    assert moved[29] == pytest.approx(1.5, rel=0.01)
    np.testing.assert_allclose(moved[40:] / moved[39:-1], path[40:] / path[39:-1])


def test_a_start_after_the_record_changes_nothing() -> None:
    path = np.linspace(1.0, 2.0, MONTHS)
    assert follow(path, path, np.array([2019.0, 2024.0]), np.array([1.0, 2.0]), 2026) is path


def test_recorded_electricity_has_the_gains_of_machines_taken_out() -> None:
    found = electric_mix_history("services")
    assert found is not None
    years, mix = found
    assert mix[years == 2020][0] == pytest.approx(1.0)
    assert mix[years == 2024][0] > 1.462 / 1.230
    assert electric_mix_history("cement") is None


def test_builders_need_less_cement_when_they_raise_fewer_buildings() -> None:
    paths = sector_paths(load_scenario("national"), 2020, MONTHS)
    assert (paths.material_in_building <= 1.0).all()
    assert paths.material_in_building[54, n.CEMENT] < 0.8
    assert (paths.material_in_building[:, n.SERVICES] == 1.0).all()


def _output(**drivers: float) -> np.ndarray:
    config = load_scenario("huzhou")
    changed = config.model_copy(update={"drivers": config.drivers.model_copy(update=drivers)})
    return sector_paths(changed, 2020, 12 * 20).output.reshape(-1, 12, n.N_FIRM_SECTORS).mean(axis=1)


def test_more_building_means_more_cement_and_steel_after_the_record() -> None:
    less, usual, more = (_output(construction_multiplier=m) for m in (0.5, 1.0, 1.5))
    for sector in (n.CEMENT, n.STEEL, n.CONSTRUCTION):
        np.testing.assert_allclose(more[:5, sector], usual[:5, sector], rtol=1e-12)
        assert (less[6:, sector] < usual[6:, sector]).all()
        assert (usual[6:, sector] < more[6:, sector]).all()
    config = load_scenario("huzhou")
    late = config.model_copy(update={"drivers": config.drivers.model_copy(update={"construction_multiplier": 1.5})})
    assert sector_paths(late, 2030, MONTHS).infrastructure[:12].mean() == pytest.approx(1.0)
    assert more[13, n.CEMENT] / usual[13, n.CEMENT] == pytest.approx(1.5, rel=0.02)


def test_outside_demand_that_grows_faster_raises_every_sector() -> None:
    usual, more = _output(), _output(external_demand_multiplier=1.3)
    assert (more[2:] > usual[2:]).all()
