"""The starter scenario: readable, valid, and equal to what it says it assumes."""

import re
from pathlib import Path

import pytest

from experiments.starter import write_starter
from sim.core.errors import InputError
from sim.world.config import load_scenario


def test_starter_loads_and_lists_what_it_assumes(tmp_path: Path) -> None:
    path = write_starter(
        tmp_path / "new", "我的城市", 2.4, 180, type="heavy_industry", province="Hebei", share_secondary=0.5,
        co2_scope1_mt=40, coal_gw=2.0, households=2000,
    )  # fmt: skip
    config = load_scenario(path)
    assert config.name == path.stem == "我的城市"
    assert config.city.power.coal_gw == 2.0
    assert config.population.households == 2000
    assert "city.emission_share" in config.assumed
    assert "city.co2_scope1_mt" not in config.assumed


def test_every_assumption_can_be_uncommented(tmp_path: Path) -> None:
    path = write_starter(tmp_path, "town", 1.5, 90)
    config = load_scenario(path)
    city = path.read_text(encoding="utf-8").split("# [drivers] how")[0]
    opened = re.sub(r"(?m)^# (?=[a-z_0-9]+ = |\[)", "", city)
    path.write_text(opened, encoding="utf-8")
    again = load_scenario(path)
    assert again.assumed == ()
    assert again.city.plants == config.city.plants
    assert again.city.share_primary == pytest.approx(config.city.share_primary, rel=1e-4)


def test_nothing_is_written_when_a_number_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="city.population_million"):
        write_starter(tmp_path / "x", "town", -1, 90)
    with pytest.raises(InputError, match="homes, cars and waste"):
        write_starter(tmp_path / "x", "town", 5, 90, co2_scope1_mt=0.5)
    with pytest.raises(InputError, match="unknown key"):
        write_starter(tmp_path / "x", "town", 5, 90, colour="green")
    assert not (tmp_path / "x").exists()


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    path = write_starter(tmp_path, "town", 1.5, 90)
    with pytest.raises(InputError, match="exists already"):
        write_starter(tmp_path, "town", 2.5, 90)
    assert "population_million = 1.5" in path.read_text(encoding="utf-8")
