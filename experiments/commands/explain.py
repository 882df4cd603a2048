"""``pilotcity explain``: why one agent did what it did."""

from __future__ import annotations

import click

from experiments.commands.options import JSON_OPTION, scenario_of, scenario_options


@click.command("explain")
@scenario_options
@click.option("--agent", required=True, metavar="KIND:ROW", help="Such as household:123 or firm:7.")
@click.option("--at", metavar="YYYY-MM", help="Its decisions of that month, or its latest before; all by default.")
@click.option("--state", "with_state", is_flag=True, help="Show every attribute of the agent as well.")
@JSON_OPTION
def command(
    city: str,
    plans: tuple[str, ...],
    settings: tuple[str, ...],
    households: int | None,
    start: int | None,
    end: int | None,
    seed: int,
    agent: str,
    at: str | None,
    with_state: bool,
    as_json: bool,
) -> None:
    """Explain one agent's decisions in CITY, option by option, as the model took them."""
    from experiments.explain import explain, parse_agent, parse_month, show
    from experiments.files import to_json

    kind, row = parse_agent(agent)
    scenario = scenario_of(city, (), households, start, end).with_plan(*plans).with_set(*settings)
    month = parse_month(at, scenario.config.start, scenario.config.end)
    explanation = explain(scenario, seed, kind, row, month)
    if as_json:
        click.echo(to_json(explanation))
    else:
        show(explanation, with_state=with_state)
