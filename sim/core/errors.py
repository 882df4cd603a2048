"""Errors a user can cause, said in one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """What the user gave is wrong; the command line prints it and exits with code 2.

    Parameters
    ----------
    what : str
        What is wrong, in plain words.
    where : str
        File, key or option it was found in.
    given : object
        The offending value, shown shortened.
    allowed : str
        What would have been accepted.
    nearest : str
        The nearest valid name, when a name was mistyped.
    """

    def __init__(
        self, what: str, *, where: str = "", given: object = None, allowed: str = "", nearest: str = ""
    ) -> None:
        self.what, self.where, self.given, self.allowed, self.nearest = what, where, given, allowed, nearest
        super().__init__(self.line())

    def line(self) -> str:
        """Return the whole message as one printable line."""
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.given is not None:
            parts.append(f"given {shorten(self.given)}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.nearest:
            parts.append(f"did you mean '{self.nearest}'?")
        return " ".join("; ".join(parts).split())


class ClosureError(RuntimeError):
    """A conservation law broke: names the closure, the month and the size of the break."""

    def __init__(self, closure: str, month: str, size: float, detail: str = "") -> None:
        self.closure, self.month, self.size = closure, month, size
        self.detail = detail
        super().__init__(f"closure '{closure}' broke in {month} by {size:.3g} {detail}".rstrip())

    def __reduce__(self) -> tuple[type[ClosureError], tuple[str, str, float, str]]:
        """Travel between processes whole."""
        return type(self), (self.closure, self.month, self.size, self.detail)


def shorten(value: object, limit: int = 60) -> str:
    """Show a value in at most ``limit`` printable characters."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def nearest_name(name: str, names: Iterable[str]) -> str:
    """Return the valid name closest to ``name``, or an empty string when none is close."""
    found = difflib.get_close_matches(name.lower(), [n.lower() for n in names], n=1, cutoff=0.5)
    return found[0] if found else ""
