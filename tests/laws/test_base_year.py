"""Every preset starts from its declared total, and presets are different cities."""

import numpy as np
import pytest

from sim.city import CityModel
from sim.world.config import load_scenario, preset_names


@pytest.mark.parametrize("name", preset_names())
def test_first_year_meets_the_declared_total(name: str) -> None:
    config = load_scenario(name)
    year = config.city.co2_year
    model = CityModel(config, households=400, start=year, end=year, rng=0)
    row = model.run().rows[0]
    assert row["co2_scope1_mt"] == pytest.approx(config.city.co2_scope1_mt, rel=0.01)


def test_presets_differ_in_more_than_scale() -> None:
    cities = [load_scenario(name).city for name in preset_names()]
    mixes = np.array(
        [[c.emission_share.get(s, 0.0) for s in ("steel", "cement", "chemicals", "power", "services")] for c in cities]
    )
    distances = np.abs(mixes[:, None] - mixes[None]).sum(axis=2) + np.eye(len(cities))
    assert distances.min() > 1e-3
    assert len({c.province for c in cities}) >= 15
    assert len({c.climate_zone for c in cities}) >= 4
