"""Showing results on the terminal: tables for people, one JSON document for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from experiments.files import to_json

_WIDTH_WHEN_PIPED = 160


def show_rows(rows: Sequence[dict[str, Any]], *, as_json: bool, columns: Iterable[str] = ()) -> None:
    """Print rows as a JSON list, or as a table of the named columns (all by default)."""
    if as_json:
        click.echo(to_json(list(rows)))
        return
    names = tuple(columns) or tuple(rows[0] if rows else ())
    show_table(names, [tuple(_cell(row.get(name)) for name in names) for row in rows])


def rounded(row: dict[str, Any], digits: int = 3) -> dict[str, Any]:
    """Return a row for the terminal with as many digits as estimates are worth."""
    return {name: f"{value:,.{digits}g}" if isinstance(value, float) else value for name, value in row.items()}


def show_table(header: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """Print a table on standard output."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    on_terminal = sys.stdout.isatty()
    Console(file=sys.stdout, width=None if on_terminal else _WIDTH_WHEN_PIPED).print(table)


def remark(message: str) -> None:
    """Print a remark on standard error."""
    click.echo(message, err=True)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, list | tuple):
        return ", ".join(str(v) for v in value)
    return str(value)
