"""One lever of a plan: what a ``[[levers]]`` table says, checked and frozen.

A lever of one's own lives in a file outside this package and is named by the key ``module``. Such a file is code, so
it is only loaded when the caller allows it (``load_plan(path, allow_modules=True)``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policies.catalogue import LEVERS, lever_class
from policies.lever import ENTRY_KEYS, Lever
from policies.own import content_hash, own_lever
from policies.target import Target, read_target
from sim.core.clock import Month
from sim.core.errors import InputError, nearest_name
from sim.core.params import Parameter

RAMP = Parameter("ramp_months", 0, 0, 600, "months", "assumption: at once", "months until full strength")
CREDIBILITY = Parameter("credibility", 1.0, 0.0, 1.0, "1", "assumption: believed", "share of an announcement believed")
MOST_LEVERS = 500


@dataclass(frozen=True)
class LeverEntry:
    """A lever as set by a plan.

    Parameters
    ----------
    name : str
        Lever's name.
    settings : tuple of (str, value)
        Every declared parameter with its checked value, in order of names.
    start, end : Month or None
        First and last month in force; ``None`` is the first simulated month, and no end.
    ramp_months : int
        Months until full strength; the first month has one part of it.
    announced : Month or None
        Month from which agents know of it.
    credibility : float
        Share of the announcement believed.
    target : Target
        Whom it addresses.
    step : tuple of (str, float)
        What one step of the yearly evaluation adds, by parameter.
    module, module_hash : str
        File of a lever of one's own, and the hash of its content; empty for ours.
    """

    name: str
    settings: tuple[tuple[str, Any], ...]
    start: Month | None = None
    end: Month | None = None
    ramp_months: int = 0
    announced: Month | None = None
    credibility: float = 1.0
    target: Target = field(default_factory=Target)
    step: tuple[tuple[str, float], ...] = ()
    module: str = ""
    module_hash: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Parameter values by name."""
        return dict(self.settings)

    def lever_class(self) -> type[Lever]:
        """Return the lever's class; a lever of one's own is loaded from its file."""
        if not self.module:
            return LEVERS[self.name]
        return own_lever(Path(self.module), self.name, self.module, self.module_hash)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that ``parse_levers`` reads back as an equal entry."""
        declared = self.lever_class().declared()
        data: dict[str, Any] = {"name": self.name}
        for key in ("start", "announced", "end"):
            if getattr(self, key) is not None:
                data[key] = str(getattr(self, key))
        if self.ramp_months:
            data["ramp_months"] = self.ramp_months
        if self.announced is not None:
            data["credibility"] = self.credibility
        if self.module:
            data["module"] = self.module
        data |= {k: _plain(v) for k, v in self.settings if v != declared[k].default}
        if self.step:
            data["step"] = dict(self.step)
        if self.target.chosen():
            data["target"] = {k: _plain(v) for k, v in self.target.chosen().items()}
        return data

    def identity(self) -> str:
        """Return a text that is the same for entries that say the same, whatever file they stand in."""
        parts = (self.name, self.settings, str(self.start), str(self.end), self.ramp_months, str(self.announced),
                 self.credibility, sorted(self.target.chosen().items()), self.step, self.module_hash)  # fmt: skip
        return repr(parts)


def parse_levers(
    raw: object, where: str = "", *, allow_modules: bool = False, folder: Path | None = None
) -> tuple[LeverEntry, ...]:
    """Check the ``[[levers]]`` of a plan or a scenario.

    Parameters
    ----------
    raw : sequence of mappings
        Plain data as read from TOML (or entries checked before, which pass as they are).
    where : str
        File or plan they come from, named in errors.
    allow_modules : bool
        Whether ``module`` may load a file of the user's own.
    folder : Path, optional
        Folder that ``module`` is relative to.

    Raises
    ------
    InputError
        Naming file, key, what was given and what is allowed.
    """
    if isinstance(raw, str | bytes | Mapping) or not isinstance(raw, Sequence):
        raise InputError("a list of tables is needed", where=_at(where, "levers"), given=raw, allowed="[[levers]]")
    if len(raw) > MOST_LEVERS:
        raise InputError(
            "too many levers", where=_at(where, "levers"), given=len(raw), allowed=f"{MOST_LEVERS} at most"
        )
    found = []
    for number, one in enumerate(raw, 1):
        place = _at(where, f"levers[{number}]")
        found.append(one if isinstance(one, LeverEntry) else _parse_entry(one, place, allow_modules, folder))
    return tuple(found)


def _parse_entry(raw: object, where: str, allow_modules: bool, folder: Path | None) -> LeverEntry:
    if not isinstance(raw, Mapping):
        raise InputError("a table is needed", where=where, given=raw, allowed="[[levers]] with a name")
    if "name" not in raw:
        raise InputError("a value is missing", where=f"{where}.name", allowed=", ".join(LEVERS))
    module, digest = _module(raw, where, allow_modules, folder)
    if module:
        lever = own_lever(Path(module), str(raw["name"]), f"{where}.module", digest)
    else:
        lever = lever_class(raw["name"], f"{where}.name")
    declared = lever.declared()
    for key in raw:
        if key not in declared and key not in ENTRY_KEYS:
            known = [*declared, *ENTRY_KEYS]
            raise InputError(f"unknown parameter of {lever.name}", where=f"{where}.{key}", given=raw[key],
                             allowed=", ".join(declared), nearest=nearest_name(str(key), known))  # fmt: skip
    settings: dict[str, Any] = {
        k: d.check(raw[k], f"{where}.{k}") if k in raw else d.default for k, d in declared.items()
    }
    months = {k: _month(raw[k], f"{where}.{k}") for k in ("start", "end", "announced") if k in raw}
    _check_order(months, raw, where)
    ramp = RAMP.check(raw.get("ramp_months", RAMP.default), f"{where}.ramp_months")
    if ramp != int(ramp):
        raise InputError("a whole number is needed", where=f"{where}.ramp_months", given=ramp, allowed=RAMP.allowed())
    if ramp and not lever.ramped:
        raise InputError("this lever has nothing to ramp", where=f"{where}.ramp_months", given=int(ramp), allowed="0")
    return LeverEntry(
        name=lever.name,
        settings=tuple(sorted((k, float(v) if isinstance(declared[k], Parameter) else v) for k, v in settings.items())),
        ramp_months=int(ramp),
        credibility=CREDIBILITY.check(raw.get("credibility", CREDIBILITY.default), f"{where}.credibility"),
        target=read_target(raw["target"], lever.targets, f"{where}.target") if "target" in raw else Target(),
        step=_step(raw.get("step", {}), lever, f"{where}.step"),
        module=module,
        module_hash=digest,
        **months,
    )


def _month(value: object, where: str) -> Month:
    if isinstance(value, bool) or not isinstance(value, int | str):
        if hasattr(value, "isoformat"):  # a TOML date
            return Month.parse(str(value)[:7], where)
        raise InputError("not a month", where=where, given=value, allowed="YYYY-MM, for example 2024-01")
    return Month.parse(str(value), where)


def _check_order(months: Mapping[str, Month], raw: Mapping[str, Any], where: str) -> None:
    start, end, announced = months.get("start"), months.get("end"), months.get("announced")
    if start and end and end.index < start.index:
        raise InputError(
            "the end comes before the start", where=f"{where}.end", given=str(end), allowed=f"{start} or later"
        )
    if announced and start and announced.index > start.index:
        raise InputError("announced after the start", where=f"{where}.announced", given=str(announced),
                         allowed=f"{start} or earlier")  # fmt: skip
    if announced and not start:
        raise InputError("an announced lever needs a start", where=f"{where}.start", allowed="YYYY-MM")
    if "credibility" in raw and not announced:
        raise InputError("only an announced lever has a credibility", where=f"{where}.credibility",
                         given=raw["credibility"], allowed="announced = \"YYYY-MM\" beside it")  # fmt: skip


def _step(raw: object, lever: type[Lever], where: str) -> tuple[tuple[str, float], ...]:
    if not isinstance(raw, Mapping):
        raise InputError("a table is needed", where=where, given=raw, allowed="parameter = change per step")
    numbers = {k: d for k, d in lever.declared().items() if isinstance(d, Parameter)}
    chosen = dict(lever.step) if not raw else {}
    for key, value in raw.items():
        if key not in numbers:
            nearest = nearest_name(str(key), numbers)
            raise InputError(
                "not a number of this lever", where=where, given=key, allowed=", ".join(numbers), nearest=nearest
            )
        p = numbers[key]
        span = p.high - p.low
        change = Parameter(key, 0.0, -span, span, p.unit, p.source, p.doc)
        chosen[key] = change.check(value, f"{where}.{key}")
    return tuple(sorted(chosen.items()))


def _module(raw: Mapping[str, Any], where: str, allowed: bool, folder: Path | None) -> tuple[str, str]:
    given = raw.get("module", "")
    if "module" not in raw:
        return "", ""
    if not allowed:
        raise InputError("a lever of one's own cannot be loaded here", where=f"{where}.module", given=given,
                         allowed="a plan file given by its path on the command line")  # fmt: skip
    if not isinstance(given, str) or not given.endswith(".py"):
        raise InputError("a Python file is needed", where=f"{where}.module", given=given, allowed="path/to/my_lever.py")
    path = ((folder or Path()) / given).resolve()
    return str(path), content_hash(path, f"{where}.module")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return {str(k): v for k, v in value}
    return list(value) if isinstance(value, tuple) else value


def _at(where: str, key: str) -> str:
    return f"{where}: {key}" if where else key
