"""The simulated city: core tools, the world without minds, the month and the model.

Importing it makes sure that the sibling packages are ours: their plain names (``agents``, ``policies``) could also
belong to another distribution in the same environment.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_SIBLINGS = ("agents", "policies", "experiments")


class ShadowedPackageError(ImportError):
    """Another distribution's package hides one of ours."""


def refuse_shadows(root: Path = _ROOT) -> None:
    """Raise ``ShadowedPackageError`` when a sibling package would be imported from elsewhere than ``root``."""
    for name in _SIBLINGS:
        found = find_spec(name)
        places = [Path(place).resolve() for place in (found.submodule_search_locations or [])] if found else []
        if found and root / name not in places:
            where = places[0] if places else found.origin
            raise ShadowedPackageError(
                f"pilotcity cannot start: another package called '{name}' ({where}) hides its own. "
                "Give pilotcity an environment of its own: python3 -m venv .venv && .venv/bin/pip install -e ."
            )


refuse_shadows()
