"""``pilotcity app``: the dashboard in a browser."""

from __future__ import annotations

import importlib.util

import click

LARGEST_PORT = 65_535


@click.command("app")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 lets a class in.")
@click.option("--port", type=click.IntRange(1, LARGEST_PORT), default=8765, show_default=True, help="Port.")
@click.option("--light", is_flag=True, help="Small samples and single runs alone, for a slow machine.")
def command(host: str, port: int, light: bool) -> None:
    """Open the dashboard: levers, live charts, the people and firms who decide; works without internet."""
    from sim.core.errors import InputError

    missing = [name for name in ("solara", "ipecharts") if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(f"the dashboard needs {' and '.join(missing)}", where="pilotcity app",
                         allowed="after: pip install 'pilotcity[app]' (here: pip install -e '.[app]')")  # fmt: skip
    from experiments.dashboard.launcher import serve

    click.echo(f"pilotcity: http://{host}:{port}/  (Ctrl-C ends it)")
    serve(host, port, light=light)
