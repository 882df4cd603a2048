"""``pilotcity rules``: the decision rules of the model, by the names under which they can be replaced."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.options import JSON_OPTION
from sim.core.errors import InputError, nearest_name


@click.command("rules")
@click.argument("word", default="")
@JSON_OPTION
def command(word: str, as_json: bool) -> None:
    """List the rules agents decide by, or those whose name or description contains WORD.

    Any of them can be replaced by a function of one's own: see docs/tutorials/own_rule.md.
    """
    import agents
    from experiments.show import show_rows
    from sim.core.own_rules import rules_of

    root = Path(agents.__file__).resolve().parents[1]
    modules = sorted(".".join(path.relative_to(root).with_suffix("").parts) for path in (root / "agents").rglob("*.py"))
    rows = [
        {"name": f"{module}.{name}", "arguments": list(arguments), "doc": doc}
        for module in modules
        for name, (arguments, doc) in rules_of(module).items()
    ]
    found = [row for row in rows if word.lower() in f"{row['name']} {row['doc']}".lower()]
    if not found:
        names = [str(row["name"]).rpartition(".")[2] for row in rows]
        raise InputError("no such rule", where="WORD", given=word, nearest=nearest_name(word, names))
    show_rows(found, as_json=as_json)
