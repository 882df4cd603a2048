"""Compiling every kernel before the first run, on all processors.

Compilation takes Numba about a processor minute, and it holds a lock within a process. So one process plays a tiny
city for a year without compiling and notes with which types every kernel is called; then worker processes compile
kernel after kernel into the shared cache, and every later process loads them.
"""

from __future__ import annotations

import base64
import importlib
import os
import pickle
import subprocess
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import numba

from experiments.engine import completed, processors
from sim.core.compiled import is_cold, mark_warm

Call = tuple[str, str, tuple[Any, ...]]  # module, name and argument types of a kernel

_ROOT = Path(__file__).resolve().parents[1]
_HOUSEHOLDS, _FIRMS, _MONTHS = 60, 60, 13


def compile_if_cold() -> None:
    """Compile every kernel, when none has been compiled for these sources; say so on standard error.

    On a single processor this only says that the first run will take longer: there is nothing to share.
    """
    if not is_cold():
        return
    workers = processors()
    if workers < 2:
        click.echo("compiling the rules (first run only; about a minute) ...", err=True)
        return
    click.echo(f"compiling the rules on {workers} processors (first run only; under a minute) ...", err=True)
    calls = recorded_calls()
    for _ in completed(compile_call, calls, workers):
        pass
    mark_warm()


def recorded_calls() -> list[Call]:
    """Return every kernel call met in a tiny city, as a separate process without compilation notes them."""
    # In the folder the user stands in: a file of own rules may be named relative to it.
    paths = (str(_ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "experiments.warm_up"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdout=subprocess.PIPE,
        check=True,
    )
    calls: list[Call] = pickle.loads(base64.b64decode(done.stdout.split()[-1]))  # noqa: S301  (our own child wrote it)
    return calls


def compile_call(call: Call) -> None:
    """Compile one kernel for one set of argument types, into the cache on disk."""
    module, name, types = call
    getattr(importlib.import_module(module), name).compile(types)


def play(scenario: str = "huzhou") -> list[Call]:
    """Play a tiny city uncompiled and return the kernel calls met so far, in the order of the month.

    Without compilation float32 columns round differently, so closures, which this city does not need, may break.
    """
    from sim.census import yearly_row
    from sim.city import CityModel
    from sim.core.clock import MONTHS_PER_YEAR
    from sim.core.compiled import CALLS
    from sim.core.errors import ClosureError
    from sim.world.config import load_scenario

    config = load_scenario(scenario)
    few = config.population.model_copy(update={"households": _HOUSEHOLDS, "firms": _FIRMS})
    model = CityModel(config.model_copy(update={"population": few}), rng=0)
    for _ in range(_MONTHS):
        for phase in model.schedule.phases:
            for call in phase.calls:
                with suppress(ClosureError):
                    call(model.state)
        if model.state.clock.now.month == MONTHS_PER_YEAR:
            with suppress(ZeroDivisionError):  # of sums that broken closures kept empty
                yearly_row(model.state)
        model.state.clock.tick()
    return [(module, name, types) for (module, name), types in CALLS]


def main() -> None:
    """Compile what is not compiled; or, told not to compile, print which kernel calls a tiny city makes."""
    if not numba.config.DISABLE_JIT:
        compile_if_cold()
        return
    warnings.simplefilter("ignore")
    sys.stdout.buffer.write(base64.b64encode(pickle.dumps(play())))


if __name__ == "__main__":
    main()
