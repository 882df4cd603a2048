"""Scenario files: what is left out is filled, what is wrong is said in one line, what is written reads back."""

import math
from pathlib import Path

import pytest

from sim.core.clock import Clock
from sim.core.errors import InputError
from sim.world.climate import is_cold, monthly_profile
from sim.world.config import describe_fields, load_scenario, preset_names
from sim.world.config_sections import SECTORS_WITH_SHARE
from sim.world.drivers import Drivers

SMALL = """
[city]
type = "heavy_industry"
province = "Hebei"
population_million = 2.0
gdp_bn_cny = 120.0
co2_scope1_mt = 40.0
"""

PLANT = """
[[city.plants]]
sector = "steel"
name = "Works"
capacity_kt_per_year = 900.0
route = "scrap_eaf"
built = 2010
synthetic = true
"""


def written(folder: Path, text: str, name: str = "town.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def complaint(given: object) -> str:
    with pytest.raises(InputError) as caught:
        load_scenario(given)  # type: ignore[arg-type]
    line = str(caught.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize("name", preset_names())
def test_preset_reads_and_writes_back_equal(name: str, tmp_path: Path) -> None:
    config = load_scenario(name)
    again = load_scenario(written(tmp_path, config.to_toml()))
    assert again == config
    assert again.content_hash() == config.content_hash()
    assert config.name == name
    assert config.title_en
    assert config.title_zh
    assert math.isclose(sum(config.city.emission_share.values()), 1.0, abs_tol=1e-6)
    assert math.isclose(sum(d.population_share for d in config.city.districts), 1.0, abs_tol=1e-6)


def test_what_a_file_leaves_out_is_filled_and_listed(tmp_path: Path) -> None:
    config = load_scenario(written(tmp_path, SMALL))
    assert config.name == "town"
    assert set(config.city.emission_share) == set(SECTORS_WITH_SHARE)
    for filled in ("city.emission_share", "city.districts", "city.plants", "city.power.coal_gw", "city.urban_share"):
        assert filled in config.assumed
    assert "city.co2_scope1_mt" not in config.assumed
    assert any(plant.sector == "steel" and plant.synthetic for plant in config.city.plants)
    coal_mt = config.city.power.coal_gw * 4.4 * 0.84
    assert coal_mt <= 40.0 * config.city.emission_share["power"] * 1.01


def test_a_city_of_which_nothing_is_known_is_a_median_city(tmp_path: Path) -> None:
    config = load_scenario(written(tmp_path, "[city]\n"))
    assert config.city.type == "mixed"
    assert "city.population_million" in config.assumed


def test_missing_share_is_the_rest(tmp_path: Path) -> None:
    config = load_scenario(written(tmp_path, SMALL + "share_primary = 0.1\nshare_secondary = 0.5\n"))
    assert math.isclose(config.city.share_tertiary, 0.4)


def test_nominal_output_becomes_constant_prices(tmp_path: Path) -> None:
    nominal = load_scenario(written(tmp_path, SMALL + "gdp_price_year = 2010\n"))
    assert nominal.city.gdp_bn_cny > 120.0
    assert nominal.city.gdp_price_year == 2020


def test_no_district_heating_in_the_south(tmp_path: Path) -> None:
    config = load_scenario(written(tmp_path, SMALL.replace("Hebei", "Guangdong")))
    assert config.city.climate_zone == "hot_summer_warm_winter"
    assert config.city.district_heating_share == 0.0
    assert not any(d.district_heating for d in config.city.districts)


def test_weather_of_a_place_in_several_zones_is_that_of_its_residents(tmp_path: Path) -> None:
    spread = load_scenario(written(tmp_path, SMALL + "zone_shares = { cold = 0.25, hot_summer_warm_winter = 0.75 }\n"))
    clock = Clock(spread.start, spread.end)
    found = Drivers(spread, clock, 1, {}).normal_cdd
    south, north = (monthly_profile(z, "cooling_degree_days") for z in ("hot_summer_warm_winter", "cold"))
    assert found == pytest.approx(0.75 * south + 0.25 * north)
    assert not is_cold(spread.city.zones)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ("an empty file", "[city]")),
        (SMALL + "populaton = 3\n", ("city.populaton", "unknown key", "population_million")),
        (SMALL.replace("2.0", "-2.0"), ("city.population_million", "-2.0", "0.001 to 1500")),
        (SMALL.replace("2.0", "1501.0"), ("city.population_million", "1501")),
        (SMALL.replace("2.0", "nan"), ("city.population_million", "finite")),
        (SMALL.replace("120.0", "inf"), ("city.gdp_bn_cny", "finite")),
        (SMALL.replace("2.0", '"two"'), ("city.population_million", "'two'")),
        (SMALL.replace("2.0", "true"), ("city.population_million", "True")),
        (SMALL.replace("Hebei", "Hubbei"), ("city.province", "Hubbei", "Hubei")),
        (SMALL.replace("heavy_industry", "heavy"), ("city.type", "heavy_industry")),
        (SMALL + 'climate_zone = "colder"\n', ("city.climate_zone", "cold")),
        (SMALL + "zone_shares = { cold = 0.5, mild = 0.2 }\n", ("city.zone_shares", "sum to 0.7")),
        (SMALL + "zone_shares = { cold = 1.5, mild = -0.5 }\n", ("city.zone_shares", "outside 0 to 1")),
        (SMALL + "zone_shares = { arctic = 1.0 }\n", ("city.zone_shares", "arctic")),
        (SMALL + "share_primary = 0.5\nshare_secondary = 0.5\nshare_tertiary = 0.1\n", ("sum to 1.1", "within 0.01")),
        (SMALL + "[city.emission_share]\nsteel = 0.5\npower = 0.4\n", ("city.emission_share", "sum to 0.9")),
        (SMALL + "[city.emission_share]\nsteal = 1.0\n", ("emission_share.steal", "did you mean 'steel'")),
        (SMALL + PLANT, ("city.plants[1].route", "steel_scrap_eaf")),
        ("start = 2030\nend = 2025\n" + SMALL, ("end", "2025", "2030 to 2060")),
        ("start = 2004\n" + SMALL, ("start", "2004", "2005 to 2060")),
        ("end = 2061\n" + SMALL, ("end", "2061")),
        ("start = 2020.5\n" + SMALL, ("start", "2020.5")),
        ("[population]\nhouseholds = 0\n" + SMALL, ("population.households", "10 to 5000000")),
        ("[population]\nhouseholds = 5000001\n" + SMALL, ("population.households", "5000001")),
        ("[population]\nhouseholds = 3000000\n" + SMALL, ("population.households", "more household agents")),
        ("name = \"a/b\"\n" + SMALL, ("name", "cannot name a file")),
        ("name = \"a\\u0007b\"\n" + SMALL, ("name", "cannot name a file")),
        ("city = 3\n", ("city", "a table")),
        ("levers = 3\n" + SMALL, ("levers", "a list")),
        ("[drivers]\noil_price_multipler = 2\n" + SMALL, ("drivers.oil_price_multipler", "oil_price_multiplier")),
        ("[drivers.paths.gpd]\n2010 = 3\n" + SMALL, ("drivers.paths.gpd", "unknown path")),
        ("[drivers.paths.gdp_bn_cny]\n2021 = 0\n" + SMALL, ("drivers.paths.gdp_bn_cny.2021", "out of range")),
        ("[city\n", ("not valid TOML",)),
    ],
)  # fmt: skip
def test_mistakes_are_one_clear_line(text: str, parts: tuple[str, ...], tmp_path: Path) -> None:
    line = complaint(written(tmp_path, text))
    assert "town.toml" in line
    for part in parts:
        assert part in line, line


def test_unreadable_files(tmp_path: Path) -> None:
    assert "no such file" in complaint(tmp_path / "nowhere.toml")
    assert "folder" in complaint(tmp_path)
    binary = tmp_path / "picture.toml"
    binary.write_bytes(b"\x89PNG\xff\xfe\x00")
    assert "UTF-8" in complaint(binary)
    large = tmp_path / "large.toml"
    large.write_text("#" * 1_000_001)
    assert "too large" in complaint(large)
    assert complaint("\x00")
    assert complaint("")


def test_unknown_city_names_the_nearest() -> None:
    assert "did you mean 'huzhou'" in complaint("huzhu")
    assert "unknown city" in complaint("苏黎世")


def test_chinese_names_work(tmp_path: Path) -> None:
    assert load_scenario("湖州").name == "huzhou"
    config = load_scenario(written(tmp_path, SMALL, "我的城市.toml"))
    assert config.name == "我的城市"
    assert load_scenario(written(tmp_path, config.to_toml(), "b.toml")) == config


def test_replaced_checks_and_names_the_option() -> None:
    config = load_scenario("huzhou")
    changed = config.replaced(households=500, start=2021, end=2030, behaviour={"household.peer_weight": 0.1})
    assert (changed.population.households, changed.start, changed.end) == (500, 2021, 2030)
    assert changed.behaviour == {"household.peer_weight": 0.1}
    assert config.replaced() is config
    for given, option in (({"households": 0}, "--households"), ({"start": 1990}, "--start"), ({"end": 2070}, "--end")):
        with pytest.raises(InputError, match=option):
            config.replaced(**given)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="--end"):
        config.replaced(end=2019)


def test_with_values_changes_by_dotted_name() -> None:
    config = load_scenario("huzhou")
    assert config.with_values({"city.population_million": 3}).city.population_million == 3.0
    assert config.with_values({"city.power.coal_gw": 1.5}).city.power.coal_gw == 1.5
    greener = config.with_values({"city.emission_share.power": 0.2, "city.share_tertiary": 0.6}).city
    assert greener.emission_share["power"] == 0.2
    assert math.isclose(sum(greener.emission_share.values()), 1.0)
    assert math.isclose(greener.share_primary + greener.share_secondary, 0.4)
    with pytest.raises(InputError, match="sum to"):
        config.with_values({"city.emission_share.power": 1.2})
    with pytest.raises(InputError, match="a number"):
        config.replaced(behaviour={"household.peer_weight": "much"})  # type: ignore[dict-item]
    with pytest.raises(InputError, match="population_million"):
        config.with_values({"city.population_milion": 3})
    with pytest.raises(InputError, match="--set city.population_million"):
        config.with_values({"city.population_million": -3})


def test_hash_sees_what_matters_and_nothing_else() -> None:
    config = load_scenario("huzhou")
    assert config.model_copy(update={"title_en": "x", "name": "y"}).content_hash() == config.content_hash()
    assert config.replaced(households=11).content_hash() != config.content_hash()
    assert config.with_values({"city.cars_per_100_households": 40.0}).content_hash() != config.content_hash()


def test_levers_stay_plain_and_can_be_left_out(tmp_path: Path) -> None:
    text = SMALL + '[[levers]]\nname = "green_credit"\nstart = "2024-01"\n[levers.target]\nsectors = ["steel"]\n'
    config = load_scenario(written(tmp_path, text))
    assert config.levers[0]["target"] == {"sectors": ["steel"]}
    assert config.without_levers().levers == ()
    assert load_scenario(written(tmp_path, config.to_toml(), "b.toml")) == config


def test_behaviour_may_be_nested_or_dotted(tmp_path: Path) -> None:
    nested = load_scenario(written(tmp_path, "[behaviour.household]\npeer_weight = 0.3\n" + SMALL))
    dotted = load_scenario(written(tmp_path, '[behaviour]\n"household.peer_weight" = 0.3\n' + SMALL))
    assert nested.behaviour == dotted.behaviour == {"household.peer_weight": 0.3}


def test_driver_file_is_read(tmp_path: Path) -> None:
    written(tmp_path, "year,gdp_bn_cny,share_primary\n2020,120,0.1\n2021,128,0.09\n", "paths.csv")
    config = load_scenario(written(tmp_path, '[drivers]\nfile = "paths.csv"\n' + SMALL))
    assert config.drivers.paths["gdp_bn_cny"] == {2020: 120.0, 2021: 128.0}
    assert load_scenario(written(tmp_path, config.to_toml(), "b.toml")) == config
    written(tmp_path, "year,gdp_bn_cny\n2020,much\n", "paths.csv")
    assert "line 2" in complaint(tmp_path / "town.toml")


def test_every_field_says_what_it_is() -> None:
    fields = describe_fields()
    assert len({name for name, *_ in fields}) == len(fields)
    for name, unit, low, high, default, doc in fields:
        assert unit, name
        assert doc, name
        if low is not None and high is not None:
            assert low < high, name
            if default is not None:
                assert low <= default <= high, name
