"""``pilotcity levers``: what a policy designer can set."""

from __future__ import annotations

from typing import Any

import click

from experiments.commands.options import JSON_OPTION


@click.command("levers")
@click.argument("name", required=False)
@JSON_OPTION
def command(name: str | None, as_json: bool) -> None:
    """List the levers, or one lever's parameters with unit, range, default and source."""
    from experiments.show import show_rows
    from policies.catalogue import LEVERS, describe

    if as_json:
        show_rows([describe(name)] if name else [describe(known) for known in LEVERS], as_json=True)
    elif name:
        _show_lever(describe(name))
    else:
        rows = [{**lever, "parameters": [p["name"] for p in lever["parameters"]]} for lever in map(describe, LEVERS)]
        show_rows(rows, as_json=False, columns=("name", "family", "doc", "parameters"))


def _show_lever(lever: dict[str, Any]) -> None:
    click.echo(f"{lever['name']}: {lever['doc']}")
    click.echo(f"  agents see: {lever['what_an_agent_sees']}")
    click.echo(f"  signals:    {', '.join(lever['writes'])}")
    click.echo(f"  targets:    {', '.join(lever['targets']) or 'none'}")
    for p in lever["parameters"]:
        bounds = f"{p['low']:g} to {p['high']:g} " if p["low"] is not None else ", ".join(p["options"]) + " "
        click.echo(f"\n  {p['name']} ({p['unit']}): {p['doc']}")
        click.echo(f"      allowed: {bounds.strip() or p['kind']}; default: {p['default']}")
        click.echo(f"      source:  {p['source']}")
