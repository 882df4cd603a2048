"""``pilotcity cities``: the shipped cities."""

from __future__ import annotations

import click

from experiments.commands.options import JSON_OPTION


@click.command("cities")
@JSON_OPTION
def command(as_json: bool) -> None:
    """List the shipped cities: type, province, size, emissions and where the figure comes from."""
    from experiments.show import show_rows
    from sim.world.config import load_scenario, preset_names

    rows = []
    for name in preset_names():
        config = load_scenario(name)
        city = config.city
        rows.append(
            {
                "name": name,
                "title_en": config.title_en,
                "title_zh": config.title_zh,
                "kind": city.kind,
                "type": city.type,
                "province": city.province,
                "population_million": city.population_million,
                "gdp_bn_cny": city.gdp_bn_cny,
                "co2_scope1_mt": city.co2_scope1_mt,
                "co2_source": city.co2_source,
                "assumed": list(config.assumed),
            }
        )
    shown = ("name", "title_zh", "type", "province", "population_million", "gdp_bn_cny", "co2_scope1_mt", "co2_source")
    show_rows(rows, as_json=as_json, columns=shown)
