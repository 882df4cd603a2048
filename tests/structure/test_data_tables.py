"""The project's own tables: every figure has a unit, a range and a source, and the national accounts add up."""

import csv
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.world import names as n
from sim.world.config import load_scenario, preset_names
from sim.world.emissions import emission_factors
from sim.world.sector_table import sector_table
from sim.world.tables import DATA, keyed, rows

LONG = ("household_energy", "incomes", "input_output", "materials", "national_reference", "national_series", "prices")
FACTORS = ("city_types", "plant_templates", "provinces", "sector_sources")
TABLES = sorted(path.stem for path in DATA.glob("*.csv"))
PRESETS = preset_names()


def cells(table: str) -> Iterator[tuple[int, str, str]]:
    for line, row in enumerate(rows(table), start=2):
        for column, value in row.items():
            yield line, column, value


@pytest.mark.parametrize("table", TABLES)
def test_table_is_well_formed(table: str) -> None:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) > 1
    assert len(set(lines[0])) == len(lines[0])
    for number, line in enumerate(lines[1:], start=2):
        assert len(line) == len(lines[0]), f"{table}.csv line {number}"


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_source(table: str) -> None:
    for row in rows(table):
        sources = [v for k, v in row.items() if k == "source" or k.endswith("_source")]
        assert sources, f"{table}.csv has no source column"
        assert all(s.strip() for s in sources), row


@pytest.mark.parametrize("table", TABLES)
def test_numbers_are_finite_and_no_place_of_this_machine_is_named(table: str) -> None:
    for line, column, value in cells(table):
        assert not value.startswith("/"), f"{table}.csv line {line}, {column}"
        assert "/work" not in value
        assert "/tmp" not in value  # noqa: S108
        if value.lower() in ("nan", "inf", "-inf"):
            pytest.fail(f"{table}.csv line {line}, {column}: {value}")


@pytest.mark.parametrize("table", LONG)
def test_values_lie_in_their_ranges_and_have_units(table: str) -> None:
    for row in rows(table):
        assert row["unit"].strip()
        assert row["year"].isdigit()
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row


@pytest.mark.parametrize("table", FACTORS)
def test_wide_tables_state_their_uncertainty(table: str) -> None:
    for row in rows(table):
        assert row["unit"].strip()
        if row["low_factor"]:
            assert 0.0 < float(row["low_factor"]) < 1.0 < float(row["high_factor"])


def test_carriers_are_complete_and_ranges_hold() -> None:
    table = keyed("carriers", "carrier")
    assert tuple(table) == n.CARRIERS
    for row in table.values():
        assert float(row["low"]) <= float(row["emission_factor_t_per_tj"]) <= float(row["high"])


def test_sector_columns_each_have_a_source_row() -> None:
    described = [row["column"] for row in rows("sector_sources")]
    for column in rows("sectors")[0]:
        if column in ("sector", "product", "year", "unit", "source", "elasticity_low", "elasticity_high"):
            continue
        assert any(column == d or (d.startswith("*") and column.endswith(d[1:])) for d in described), column
    assert tuple(row["sector"] for row in rows("sectors")) == n.FIRM_SECTORS


def test_every_national_series_is_described() -> None:
    described = {row["series"] for row in rows("national_series")}
    assert described == set(rows("national_drivers")[0]) - {"year", "kind", "source"}
    years = [int(row["year"]) for row in rows("national_drivers")]
    assert years == list(range(2000, 2061))
    for row in rows("national_drivers"):
        assert row["kind"] == ("history" if int(row["year"]) <= 2024 else "scenario: assumption")


def test_climate_profiles_are_shares_of_the_year() -> None:
    zones = {row["zone"] for row in rows("climate")}
    assert zones == {"severe_cold", "cold", "hot_summer_cold_winter", "hot_summer_warm_winter", "mild"}
    for zone in zones:
        months = [row for row in rows("climate") if row["zone"] == zone]
        assert [int(m["month"]) for m in months] == list(range(1, 13))
        for profile in ("solar_profile", "wind_profile"):
            assert math.isclose(sum(float(m[profile]) for m in months), 1.0, abs_tol=1e-3)
        for month in months:
            assert float(month["hdd_low"]) <= float(month["heating_degree_days"]) <= float(month["hdd_high"])
            assert float(month["cdd_low"]) <= float(month["cooling_degree_days"]) <= float(month["cdd_high"])


def test_output_pays_for_inputs_energy_and_value_added() -> None:
    table = sector_table()
    energy = table.energy_cost_share.sum(axis=1)
    total = table.io_coefficient.sum(axis=1) + table.va_share + energy
    np.testing.assert_allclose(total, 1.0, atol=2e-3)
    declared = np.array([float(row["energy_cost_share"]) for row in rows("sectors")])
    np.testing.assert_allclose(energy, declared, atol=1e-3)
    assert (table.io_coefficient >= 0).all()


def test_national_accounts_add_up() -> None:
    table, reference = sector_table(), keyed("national_reference", "item")
    output_cny = np.array([float(row["output_2020_bn_cny"]) for row in rows("sectors")]) * 1e9
    energy = table.energy_tj_per_cny * output_cny[:, None]
    co2_mt = (energy @ emission_factors() + table.process_t_per_cny * output_cny) / 1e6
    total = sum(float(reference[f"co2_{s}_mt"]["value"]) for s in ("power", "households", "waste")) + co2_mt.sum()
    value_added = float((table.va_share * output_cny).sum()) / 1e9 + float(reference["va_power_bn_cny"]["value"])
    for s, sector in enumerate(n.FIRM_SECTORS):
        row = reference[f"co2_{sector}_mt"]
        assert float(row["low"]) <= co2_mt[s] <= float(row["high"]), sector
        twh = energy[s, n.ELECTRICITY] * n.KWH_PER_TJ / 1e9
        assert twh == pytest.approx(float(reference[f"electricity_{sector}_twh"]["value"]), rel=1e-3)
    checks = {
        "co2_total_mt": total,
        "gdp_bn_cny": value_added,
        "jobs_million": float((table.jobs_per_cny * output_cny).sum()) / 1e6,
    }
    for item, value in checks.items():
        low, high = float(reference[item]["low"]), float(reference[item]["high"])
        assert low <= value <= high, (item, value)


def test_home_energy_adds_up_to_the_nation() -> None:
    people = {
        "severe_cold": 0.11,
        "cold": 0.37,
        "hot_summer_cold_winter": 0.36,
        "hot_summer_warm_winter": 0.12,
        "mild": 0.04,
    }
    reference, town = keyed("national_reference", "item"), {"urban": 0.639, "rural": 0.361}
    total: dict[str, float] = {}
    for row in rows("household_energy"):
        amount = float(row["value"]) * 1412.0 * people[row["zone"]] * town[row["area"]]
        total[row["carrier"]] = total.get(row["carrier"], 0.0) + amount
    for carrier, item in (
        ("coal", "coal_pj"),
        ("gas", "gas_pj"),
        ("heat", "heat_pj"),
        ("electricity", "electricity_twh"),
    ):
        name = f"electricity_{'households'}_twh" if carrier == "electricity" else f"households_{item}"
        value = total[carrier] / 1e3 if carrier == "electricity" else total[carrier]
        assert float(reference[name]["low"]) <= value <= float(reference[name]["high"]), (carrier, value)


@pytest.mark.parametrize("name", PRESETS)
def test_power_plants_fit_the_inventory(name: str) -> None:
    city = load_scenario(name).city
    coal_mt = city.power.coal_gw * 3500.0 * 0.84 / 1e3
    assert coal_mt <= city.co2_scope1_mt * city.emission_share["power"]


@pytest.mark.parametrize("name", PRESETS)
def test_preset_says_what_it_assumes_and_where_it_comes_from(name: str) -> None:
    config = load_scenario(name)
    assert config.sources
    assert "city.emission_share" in config.assumed
    assert 4 <= len(config.city.districts) <= 12
    mean_income = sum(d.population_share * d.income_ratio for d in config.city.districts)
    assert mean_income == pytest.approx(1.0, abs=0.02)
    if not {"cold", "severe_cold"} & set(config.city.zones):
        assert not any(d.district_heating for d in config.city.districts)
    text = (DATA / "cities" / f"{name}.toml").read_text(encoding="utf-8")
    assert len(text) < 20_000


def test_all_first_batch_pilots_are_there() -> None:
    types = {load_scenario(name).city.type for name in PRESETS}
    assert len(types) == 6
    assert len([n_ for n_ in PRESETS if not n_.startswith("type_") and n_ not in ("national", "suzhou_park")]) == 25
    assert {load_scenario(name).city.kind for name in ("huzhou", "suzhou_park", "national")} == {
        "city",
        "park",
        "nation",
    }


def test_readme_names_every_table() -> None:
    text = Path(DATA / "README.md").read_text(encoding="utf-8")
    for table in TABLES:
        assert f"`{table}.csv`" in text, table
