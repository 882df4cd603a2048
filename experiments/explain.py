"""Explaining one agent: the decisions it took, option by option, as the compiled rules recorded them.

The scenario is run with that agent watched; nothing is computed a second time, so what is shown is what decided.
"""

from __future__ import annotations

from typing import Any

import click

from experiments.documents import plain
from experiments.progress import progress
from experiments.scenario import Scenario
from experiments.show import show_table
from experiments.warm_up import compile_if_cold
from sim.city import CityModel
from sim.core.clock import Month
from sim.core.columns import Table
from sim.core.errors import InputError, nearest_name
from sim.world.state import WorldState

KINDS = {"household": "households", "firm": "firms", "power_company": "power_company"}
_NOT_COMPONENTS = ("name", "chosen", "available")


def parse_agent(text: str) -> tuple[str, int]:
    """Read ``household:123`` or raise ``InputError``."""
    kind, _, row = text.partition(":")
    if kind not in KINDS:
        nearest = nearest_name(kind, KINDS)
        raise InputError("unknown kind of agent", where="--agent", given=text, allowed=_allowed(), nearest=nearest)
    if not (row.isascii() and row.isdigit() and len(row) < 12):
        raise InputError("no row number", where="--agent", given=text, allowed=_allowed())
    return kind, int(row)


def _allowed() -> str:
    return ", ".join(f"{kind}:ROW" for kind in KINDS)


def parse_month(text: str | None, start: int, end: int) -> Month | None:
    """Read the month of ``--at`` (``None`` for all) and check that it is simulated."""
    if text is None:
        return None
    month = Month.parse(text, "--at")
    if not start <= month.year <= end:
        raise InputError("month is not simulated", where="--at", given=text, allowed=f"{start}-01 to {end}-12")
    return month


def explain(scenario: Scenario, seed: int, kind: str, row: int, at: Month | None) -> dict[str, Any]:
    """Run a scenario and return what one agent is and what it decided.

    Parameters
    ----------
    scenario : Scenario
        City and plans.
    seed : int
        Run seed.
    kind, row : str, int
        The agent.
    at : Month or None
        Month whose decisions are wanted, or the latest before it with any; ``None`` for all to the end.

    Returns
    -------
    dict
        ``agent``, ``until`` (the last simulated month), ``state`` (name, value, unit, doc of every column) and
        ``decisions``.

    Raises
    ------
    InputError
        When there is no such agent.
    """
    compile_if_cold()
    model = CityModel(scenario.config, plan=scenario.plans, baseline=scenario.baseline, rng=seed, watch=(kind, row))
    table: Table = getattr(model.state, KINDS[kind])
    last = at or model.state.clock.last
    if row >= table.count:
        raise InputError(
            "no such agent", where="--agent", given=f"{kind}:{row}", allowed=f"{kind}:0 to {kind}:{table.count - 1}"
        )
    now = _run_until(model, last)
    found: dict[str, Any] = plain(
        {
            "scenario": scenario.name,
            "plans": [plan.name for plan in scenario.plans],
            "seed": seed,
            "agent": f"{kind}:{row}",
            "until": str(now),
            "state": _state(table, row),
            "decisions": _decisions(model.state, at),
        }
    )
    return found


def _run_until(model: CityModel, last: Month) -> Month:
    clock = model.state.clock
    months = last.index - clock.first.index + 1
    with progress("explaining") as advance:
        for done in range(months):
            now = clock.now
            model.step()
            advance((done + 1) / months)
    return now


def _state(table: Table, row: int) -> list[dict[str, Any]]:
    """Return every column of the agent with value, unit and meaning."""
    return [
        {"name": name, "value": table[name][row].tolist(), "unit": column.unit, "doc": column.doc}
        for name, column in table.agent_class.columns().items()
    ]


def _decisions(state: WorldState, at: Month | None) -> list[dict[str, Any]]:
    records = list(state.records)
    if at is None or not records:
        return records
    latest = max(record["month"] for record in records)
    return [record for record in records if record["month"] == latest]


def show(explanation: dict[str, Any], *, with_state: bool = False) -> None:
    """Print an explanation: one table per decision and, when wanted, every attribute of the agent."""
    for decision in explanation["decisions"]:
        _show_decision(decision)
    if not explanation["decisions"]:
        click.echo(f"{explanation['agent']} took no recorded decision up to {explanation['until']}.")
    if with_state:
        rows = [(c["name"], _cell(c["value"]), c["unit"], c["doc"]) for c in explanation["state"]]
        title = f"{explanation['agent']} of {explanation['scenario']} in {explanation['until']}"
        show_table(("attribute", "value", "unit", "meaning"), rows, title)


def _show_decision(decision: dict[str, Any]) -> None:
    options = decision["options"]
    parts = list(dict.fromkeys(key for option in options for key in option if key not in _NOT_COMPONENTS))
    rows = [
        (
            f"{'> ' if option.get('chosen') else '  '}{option['name']}",
            "yes" if option.get("available", True) else "no",
            *(_cell(option.get(part)) for part in parts),
        )
        for option in options
    ]
    title = f"{decision['agent']}, {decision['month']}: {decision['decision']}"
    show_table(("option", "available", *parts), rows, title)
    if decision.get("reasons"):
        click.echo(f"  {decision['reasons']}")


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(_cell(v) for v in value)
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
