"""Levers of one's own: files outside this package that declare a subclass of ``Lever``.

A file is loaded once per content and remembered by its content's hash, so a plan sent to another process runs the very
same file or none. Loading runs the file: callers decide whether the plan it stands in may ask for that.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from types import ModuleType

from policies.catalogue import LEVERS
from policies.lever import Lever
from sim.core.errors import InputError, nearest_name, shorten

LARGEST_BYTES = 1_000_000


def content_hash(path: Path, where: str) -> str:
    """Return the hash of a lever's file, or raise ``InputError`` when it cannot be read."""
    return hashlib.sha256(_read(path, where)).hexdigest()


def _read(path: Path, where: str) -> bytes:
    if not path.is_file():
        raise InputError("no such file", where=where, given=str(path), allowed="an existing Python file")
    if path.stat().st_size > LARGEST_BYTES:
        raise InputError("file too large", where=where, given=f"{path.stat().st_size} bytes", allowed="1 MB at most")
    return path.read_bytes()


def own_lever(path: Path, name: str, where: str, digest: str) -> type[Lever]:
    """Return the lever ``name`` declared in a file of the user's own, loading the file once per content.

    Raises
    ------
    InputError
        When the file is missing, has changed, cannot be run, or declares no such lever.
    """
    if name in LEVERS:
        raise InputError(
            "the name belongs to a lever of the catalogue", where=where, given=name, allowed="another name"
        )
    key = f"pilotcity_own_lever_{digest[:16]}"
    if key not in sys.modules:
        text = _read(path, where)
        if hashlib.sha256(text).hexdigest() != digest:
            raise InputError("the file has changed since the plan was read", where=where, given=str(path))
        sys.modules[key] = _run(text, path, key, where)
    module = sys.modules[key]
    found = {
        v.name: v for v in vars(module).values() if isinstance(v, type) and issubclass(v, Lever) and v.__module__ == key
    }
    if name not in found:
        raise InputError("the file declares no such lever", where=where, given=name,
                         allowed=", ".join(sorted(found)) or "none", nearest=nearest_name(name, found))  # fmt: skip
    return found[name]


def _run(text: bytes, path: Path, key: str, where: str) -> ModuleType:
    module = ModuleType(key)
    module.__file__ = str(path)
    sys.modules[key] = module
    try:
        exec(compile(text, str(path), "exec"), module.__dict__)  # noqa: S102
    except Exception as error:
        raise InputError(
            f"the lever's file fails: {type(error).__name__}: {shorten(str(error), 200)}", where=where
        ) from error
    finally:
        sys.modules.pop(key, None)
    return module
