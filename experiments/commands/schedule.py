"""``pilotcity schedule``: the month's phases in order, with the time each takes."""

from __future__ import annotations

import click

from experiments.commands.options import JSON_OPTION


@click.command("schedule")
@click.option("--city", default="huzhou", show_default=True, help="City used for timing.")
@click.option("--households", default=1000, show_default=True, help="Household agents used for timing.")
@click.option("--no-time", is_flag=True, help="Do not run anything, only list the phases.")
@JSON_OPTION
def command(city: str, households: int, no_time: bool, as_json: bool) -> None:
    """List the phases of a month; timed over one simulated year."""
    from experiments.show import show_rows
    from experiments.warm_up import compile_if_cold
    from sim.month import build_schedule

    schedule = build_schedule()
    if not no_time:
        from experiments.scenario import Scenario
        from sim.city import CityModel

        config = Scenario.load(city).with_(households=households).config
        model = CityModel(config.replaced(end=config.start), rng=0)
        compile_if_cold()
        model.step()  # compiles what has never been compiled, outside the timing
        model.schedule = schedule
        model.run()
    rows = schedule.table()
    show_rows(rows, as_json=as_json, columns=("number", "name", "microseconds_per_month", "doc"))
