"""``pilotcity signals``: what levers can say and agents can hear."""

from __future__ import annotations

import click

from experiments.commands.options import JSON_OPTION


@click.command("signals")
@JSON_OPTION
def command(as_json: bool) -> None:
    """List the public signals: unit, neutral value, how several posts combine, and axes."""
    from experiments.show import show_rows
    from sim.world.signal_catalogue import CATALOGUE

    rows = [
        {
            "name": signal.name,
            "unit": signal.unit,
            "neutral": signal.neutral,
            "combine": signal.combine,
            "axes": list(signal.axes),
            "doc": signal.doc,
        }
        for signal in CATALOGUE.signals.values()
    ]
    show_rows(rows, as_json=as_json)
