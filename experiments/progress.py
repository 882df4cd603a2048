"""Progress of long work: a bar with an estimate on a terminal, plain lines when piped; always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

SECONDS_BETWEEN_LINES = 5.0
Advance = Callable[[float], None]


@contextmanager
def progress(what: str) -> Iterator[Advance]:
    """Show how far some work is; call what is yielded with the share done, 0 to 1."""
    if sys.stderr.isatty():
        with _bar(what) as advance:
            yield advance
    else:
        yield _lines(what)


@contextmanager
def _bar(what: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _lines(what: str) -> Advance:
    began = last = time.monotonic()

    def advance(share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < SECONDS_BETWEEN_LINES or not 0.0 < share < 1.0:
            return
        last = now
        left = (now - began) * (1.0 - share) / share
        click.echo(f"{what}: {100 * share:.0f} % done, about {left:.0f} s left", err=True)

    return advance
