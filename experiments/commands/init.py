"""``pilotcity init``: a starter scenario for one's own city, from a dozen numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_NUMBERS = (
    ("--share-primary", "share_primary", "Share of agriculture in value added (0 to 1)."),
    ("--share-secondary", "share_secondary", "Share of industry and construction in value added."),
    ("--share-tertiary", "share_tertiary", "Share of services in value added."),
    ("--urban-share", "urban_share", "Share of residents living in towns."),
    ("--co2", "co2_scope1_mt", "Territorial CO2 of the base year, in Mt."),
    ("--cars", "cars_per_100_households", "Private cars per 100 households."),
    ("--income", "income_cny_per_head", "Disposable income, CNY per head and year."),
    ("--coal-gw", "coal_gw", "Coal-fired capacity, GW."),
    ("--wind-gw", "wind_gw", "Wind capacity, GW."),
    ("--solar-gw", "solar_gw", "Ground-mounted solar capacity, GW."),
)


def _numbers(command: Callable[..., Any]) -> Callable[..., Any]:
    for option, name, doc in reversed(_NUMBERS):
        command = click.option(option, name, type=float, metavar="NUMBER", help=doc)(command)
    return command


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="Name of the city; the file is called after it.")
@click.option("--population", required=True, type=float, metavar="MILLION", help="Residents, in million.")
@click.option("--gdp", required=True, type=float, metavar="BN_CNY", help="Output, bn CNY of 2020.")
@click.option("--type", "city_type", help="City type, such as heavy_industry or mixed.")
@click.option("--province", help="Province, such as Zhejiang.")
@click.option("--climate-zone", "climate_zone", help="Building climate zone, such as cold.")
@_numbers
@click.option("--start", default=2020, show_default=True, help="First simulated year.")
@click.option("--end", default=2060, show_default=True, help="Last simulated year.")
@click.option("--households", default=10_000, show_default=True, help="Household agents.")
def command(folder: Path, name: str, population: float, gdp: float, city_type: str | None, **known: Any) -> None:
    """Write a scenario file of one's own city into DIR; what is not given is assumed, and marked so."""
    from experiments.starter import write_starter

    path = write_starter(folder, name, population, gdp, type=city_type, **known)
    click.echo(f"{path}\nnext: pilotcity check {path}, then pilotcity run {path}")
