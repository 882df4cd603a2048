"""Decision rules of one's own, in place of the model's, without editing the package.

The environment variable ``PILOTCITY_RULES`` names a Python file; a function in it marked ``@replaces(NAME)`` is compiled
instead of the rule of that name, and takes the same arguments. The variable reaches worker processes as well, and the
file's content is part of a run's identity, of the kernels' cache and of the manifest.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from sim.core.errors import InputError, nearest_name, shorten

Function = TypeVar("Function", bound=Callable[..., Any])

VARIABLE = "PILOTCITY_RULES"
_ROOT = Path(__file__).resolve().parents[2]
_MODULE = "pilotcity_own_rules"
_found: dict[str, Callable[..., Any]] = {}


def replaces(name: str) -> Callable[[Function], Function]:
    """Mark a function of one's own as the rule ``name``, such as ``agents.household.waste_habits.sorted_share``.

    Raises
    ------
    InputError
        When there is no such rule, or it takes other arguments.
    """

    def mark(function: Function) -> Function:
        wanted, given = arguments_of(name), tuple(inspect.signature(function).parameters)
        if given != wanted:
            raise InputError(
                "takes other arguments than the rule it replaces", where=f"{VARIABLE}: {name}",
                given=", ".join(given), allowed=", ".join(wanted),
            )  # fmt: skip
        _found[name] = function
        return function

    return mark


def own_rules() -> tuple[Path, bytes] | None:
    """Return the file of rules that is asked for and its content; ``None`` when none is.

    Raises
    ------
    InputError
        When the file cannot be read.
    """
    name = os.environ.get(VARIABLE)
    if not name:
        return None
    path = Path(name).resolve()
    try:
        return path, path.read_bytes()
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", where=VARIABLE, given=name) from None


def own_rules_hash() -> str:
    """Return a hash of the file of rules; an empty text when there is none."""
    found = own_rules()
    return "" if found is None else hashlib.sha256(found[1]).hexdigest()[:16]


def in_place_of(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that takes a rule's place: the rule itself, or the user's."""
    found = own_rules()
    if found is not None and _MODULE not in sys.modules:
        _load(*found)
    return _found.get(f"{function.__module__}.{function.__name__}", function)


def _load(path: Path, content: bytes) -> None:
    module = ModuleType(_MODULE)
    module.__file__ = str(path)
    sys.modules[_MODULE] = module
    try:
        exec(compile(content, str(path), "exec"), module.__dict__)  # noqa: S102
    except InputError:
        raise
    except Exception as error:
        said = f"the file fails: {type(error).__name__}: {shorten(str(error), 200)}"
        raise InputError(said, where=VARIABLE, given=str(path)) from error
    for name, function in _found.items():
        if unknown := inspect.getclosurevars(function).unbound:
            raise InputError(
                "names that nothing defines", where=f"{VARIABLE}: {name}", given=", ".join(sorted(unknown))
            )
    if not _found:
        raise InputError("the file replaces no rule", where=VARIABLE, given=str(path), allowed="@replaces(NAME)")


@cache
def rules_of(module: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """Return the rules of a module by name, each with its arguments and what it says of itself."""
    path = _ROOT.joinpath(*module.split(".")).with_suffix(".py")
    if module.split(".")[0] not in ("agents", "sim") or not path.is_file():
        return {}
    return {
        node.name: (tuple(one.arg for one in node.args.args), (ast.get_docstring(node) or "").partition("\n")[0])
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and any(isinstance(d, ast.Name) and d.id == "rule" for d in node.decorator_list)
    }  # fmt: skip


def arguments_of(name: str) -> tuple[str, ...]:
    """Return the arguments of a rule.

    Raises
    ------
    InputError
        When there is no rule of that name.
    """
    module, _, function = name.rpartition(".")
    rules = rules_of(module)
    if function not in rules:
        raise InputError(
            "no such rule", where=VARIABLE, given=name, nearest=nearest_name(function, rules),
            allowed="a function marked @rule in a module of agents, by its full name",
        )  # fmt: skip
    return rules[function][0]
