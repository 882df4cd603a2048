"""Files people bring: plan and scenario files, read with limits and refused in one clear line."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

from policies.package import Plan, load_plan
from sim.core.errors import InputError
from sim.world.config import ScenarioConfig, load_scenario

LARGEST_FILE_BYTES = 200_000


def read_upload(name: str, data: bytes) -> Plan | ScenarioConfig:
    """Return what a file holds: a scenario when it has a ``[city]``, else a plan.

    Raises
    ------
    InputError
        When it is too large, no text, no TOML, names files on the server, or does not pass the checks.
    """
    shown = Path(name).name[:60]
    if len(data) > LARGEST_FILE_BYTES:
        raise InputError("the file is too large", where=shown, given=f"{len(data):,} bytes",
                         allowed=f"{LARGEST_FILE_BYTES:,} bytes at most")  # fmt: skip
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise InputError("not a TOML text", where=shown, allowed="a plan or a scenario file (UTF-8)") from None
    drivers = content.get("drivers")
    if isinstance(drivers, dict) and drivers.get("file"):
        raise InputError("a driver file cannot come along", where=f"{shown}: drivers.file", allowed="no file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.toml"
        path.write_bytes(data)
        try:
            return load_scenario(path) if "city" in content else load_plan(path)
        except InputError as error:
            where = error.where.replace(str(path), shown)
            raise InputError(error.what, where=where, given=error.given, allowed=error.allowed,
                             nearest=error.nearest) from None  # fmt: skip
        except (TypeError, ArithmeticError):  # numbers no check has met yet; the visitor needs a line, not a dead page
            raise InputError("its numbers make no sense", where=shown, allowed="see pilotcity init") from None
