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
from numba.extending import typeof_impl

from sim.core.own_rules import in_place_of, own_rules_hash

Function = TypeVar("Function", bound=Callable[..., Any])

CALLS: dict[tuple[tuple[str, str], tuple[Any, ...]], None] = {}  # (module, kernel), argument types; in order of call

_running: list[Callable[..., Any]] = []  # the kernel that is noting its call
_ROOT = Path(__file__).resolve().parents[2]
_COMPILED_PACKAGES = ("sim", "agents")


def _sources() -> list[Path]:
    return [path for package in _COMPILED_PACKAGES for path in sorted((_ROOT / package).rglob("*.py"))]


def source_hash() -> str:
    """Return a hash of every source file whose code may be compiled, rules of the user's own included."""
    digest = hashlib.sha256(own_rules_hash().encode())
    for path in _sources():
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
    """Return the mark of this copy of the sources: Numba keeps kernels by the path and the time of their file."""
    copy = hashlib.sha256(str(_ROOT).encode())
    for path in _sources():
        copy.update(str(path.stat().st_mtime_ns).encode())
    return Path(numba.config.CACHE_DIR) / f"every-kernel-compiled-{copy.hexdigest()[:16]}"


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


class Kernel:
    """A compiled loop as Python calls it: once the types it is given are settled, calls no longer work them out.

    Working out the types of a call costs 0.2 us an array, more than the loop itself for a few firms. They are settled
    when one set of types has served a year of months. A new city may hold others: it is looked at for a month.
    """

    _SETTLED_AFTER, _SETTLED_AGAIN_AFTER = 13, 1
    _cities = 0

    def __init__(self, function: Callable[..., Any], *, cache: bool = True) -> None:
        self.dispatcher: Any = numba.njit(cache=cache, nogil=True, error_model="numpy")(function)
        self.py_func = function
        self.__doc__, self.__name__, self.__module__ = function.__doc__, function.__name__, function.__module__
        self._enter: Any = None
        self._calls, self._city = 0, 0

    def compile(self, types: tuple[Any, ...]) -> None:
        """Compile the loop for one set of argument types."""
        self.dispatcher.compile(types)

    @property
    def is_settled(self) -> bool:
        """Whether calls go straight into the compiled loop."""
        return self._enter is not None and self._city == Kernel._cities

    def __call__(self, *arguments: Any) -> Any:
        """Run the loop."""
        if self._enter is not None and self._city == Kernel._cities:
            return self._enter(*arguments)
        return self._settle(arguments)

    def _settle(self, arguments: tuple[Any, ...]) -> Any:
        result = self.dispatcher(*arguments)
        if self._city != Kernel._cities:
            known = self._enter is not None
            self._calls = self._SETTLED_AFTER - self._SETTLED_AGAIN_AFTER if known else 0
            self._city, self._enter = Kernel._cities, None
        self._calls += 1
        if self._calls >= self._SETTLED_AFTER and len(self.dispatcher.overloads) == 1:
            (self._enter,) = (one.entry_point for one in self.dispatcher.overloads.values())
        return result


@typeof_impl.register(Kernel)  # type: ignore[untyped-decorator]
def _type_of_kernel(kernel: Kernel, context: Any) -> Any:
    """Let compiled code call a kernel like any other compiled function."""
    return numba.typeof(kernel.dispatcher)


def settle_anew() -> None:
    """Let kernels look at the types they are given again: a new city may hold other ones."""
    Kernel._cities += 1


def kernel(function: Function) -> Function:
    """Compile a loop over a block ``(lo, hi)`` of columns; serial, no fast-math, releases the GIL.

    Loops over many rows count in ``np.uint64``: a signed row might count from the end of a column, and asking so at
    every access costs a fifth of a loop. When Numba is told not to compile, the kernel notes the types it is called
    with in ``CALLS`` instead.
    """
    if numba.config.DISABLE_JIT:
        return cast(Function, _noting(function))
    return cast(Function, Kernel(function))


def _noting(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def noting(*arguments: Any) -> Any:
        if _running:  # called by another kernel, which will be compiled with this one inside
            return function(*arguments)
        CALLS.setdefault(((function.__module__, function.__name__), tuple(numba.typeof(a) for a in arguments)))
        _running.append(function)
        try:
            return function(*arguments)
        finally:
            _running.clear()

    return noting
