"""Compilation of rules and kernels, with a cache that notices every edit.

Numba's own cache does not see an edit to a rule imported from another file, so the cache folder is
named after a hash of all sources that take part.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from sim.core.own_rules import in_place_of, own_rules_hash

Function = TypeVar("Function", bound=Callable[..., Any])

CALLS: dict[tuple[tuple[str, str], tuple[Any, ...]], None] = {}  # (module, kernel), argument types; in order of call

_ROOT = Path(__file__).resolve().parents[2]
_COMPILED_PACKAGES = ("sim", "agents")


def source_hash() -> str:
    """Return a hash of every source file whose code may be compiled, rules of the user's own included."""
    digest = hashlib.sha256(own_rules_hash().encode())
    for package in _COMPILED_PACKAGES:
        for path in sorted((_ROOT / package).rglob("*.py")):
            digest.update(str(path.relative_to(_ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_directory() -> Path:
    """Return the writable folder of compiled kernels for exactly these sources."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for candidate in (base / "pilotcity", Path(tempfile.gettempdir()) / f"pilotcity-{os.getuid()}"):
        folder = candidate / f"kernels-{source_hash()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="pilotcity-"))


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(cache_directory())


def is_cold() -> bool:
    """Say whether kernels are still to be compiled for these sources."""
    return not _warm_mark().exists()


def mark_warm() -> None:
    """Note that every kernel has been compiled for these sources."""
    _warm_mark().touch()


def _warm_mark() -> Path:
    return Path(numba.config.CACHE_DIR) / "every-kernel-compiled"


def rule(function: Function) -> Function:
    """Compile a decision written for one agent, or what the user has put in its place; see ``sim.core.own_rules``.

    ``function.py_func`` stays the readable original.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(in_place_of(function)))


def typed_rule(signature: str) -> Callable[[Function], Function]:
    """Compile a rule at once for one signature, to which every caller's arguments are cast.

    For rules that many kernels call with integers of many widths, each of which would be a compilation of its own.
    """
    return cast(Callable[[Function], Function], numba.njit(signature, cache=True, nogil=True, error_model="numpy"))


def plain(function: Function) -> Function:
    """Return a rule as it was written, for Python callers to whom entering compiled code costs more than the rule."""
    return cast(Function, getattr(function, "py_func", function))


def kernel(function: Function) -> Function:
    """Compile a loop over a block ``(lo, hi)`` of columns; serial, no fast-math, releases the GIL.

    Loops over many rows count in ``np.uint64``: a signed row might count from the end of a column, and asking so at
    every access costs a fifth of a loop. When Numba is told not to compile, the kernel notes the types it is called
    with in ``CALLS`` instead.
    """
    if numba.config.DISABLE_JIT:
        return cast(Function, _noting(function))
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def _noting(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def noting(*arguments: Any) -> Any:
        CALLS.setdefault(((function.__module__, function.__name__), tuple(numba.typeof(a) for a in arguments)))
        return function(*arguments)

    return noting
