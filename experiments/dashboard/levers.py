"""The lever panel's content, made from the levers' own declarations: nothing here knows any lever."""

from __future__ import annotations

from typing import Any

from experiments.dashboard.lever_words import lever_does, lever_title, option_word, parameter_words, unit_word
from experiments.dashboard.words import WORDS, word
from experiments.texts import text
from policies.catalogue import LEVERS, describe
from policies.entry import LeverEntry
from sim.world.names import QUINTILES

GROUPS = ("money", "prices", "rules", "supply", "people", "projects")
_GROUP_OF_FAMILY = {
    "finance": "money", "purchase": "money", "prices": "prices", "rules": "rules", "supply": "supply",
    "campaigns": "people", "people": "people", "projects": "projects", "standards": "rules", "power": "supply",
    "travel": "supply", "waste": "supply", "evaluation": "rules", "accounts": "rules", "heating": "supply",
    "knowledge": "projects",
}  # fmt: skip
GROUPS_OF_ROLE = {
    "mayor": GROUPS, "bank": ("money",), "industry": ("rules", "supply", "projects"), "citizens": ("people",),
}  # fmt: skip
_STEPS = 100


def group_of(family: str) -> str:
    """Return the panel's group of a lever family; a new family is a group of its own."""
    return _GROUP_OF_FAMILY.get(family, family)


def is_free(name: str, role: str) -> bool:
    """Say whether a role in the classroom may move a lever."""
    return (
        name in LEVERS and group_of(describe(name)["family"]) in GROUPS_OF_ROLE.get(role, GROUPS)
    ) or role == "mayor"


def panel(language: str, role: str) -> list[dict[str, Any]]:
    """Return the groups of levers with every parameter's default, range and meaning."""
    allowed = GROUPS_OF_ROLE.get(role, GROUPS)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for name in LEVERS:
        about = describe(name)
        group = group_of(about["family"])
        grouped.setdefault(group, []).append(_lever(about, language, group in allowed or role == "mayor"))
    order = [*GROUPS, *(g for g in grouped if g not in GROUPS)]
    return [{"id": g, "title": _group_title(g, language), "levers": grouped[g]} for g in order if g in grouped]


def in_force(levers: tuple[LeverEntry, ...]) -> dict[str, dict[str, Any]]:
    """Return what the panel shows of the levers in force: of each name the first entry, and how many there are."""
    shown: dict[str, dict[str, Any]] = {}
    for entry in levers:
        if entry.name in shown:
            shown[entry.name]["count"] += 1
            continue
        values = {key: _plain(value) for key, value in entry.values.items()}
        shown[entry.name] = {"count": 1, "start": str(entry.start or ""), "end": str(entry.end or ""), "values": values}
    return shown


def _plain(value: Any) -> Any:
    return [list(v) if isinstance(v, tuple) else v for v in value] if isinstance(value, tuple) else value


def _group_title(group: str, language: str) -> str:
    key = f"family_{group}"
    return word(key, language) if key in WORDS else group.replace("_", " ").capitalize()


def _lever(about: dict[str, Any], language: str, free: bool) -> dict[str, Any]:
    does, sees = lever_does(about, language)
    return {
        "name": about["name"],
        "title": lever_title(about["name"], language),
        "hint": does,
        "sees": sees,
        "locked": not free,
        "parameters": [_parameter(p, language) for p in about["parameters"]],
    }


def _parameter(declared: dict[str, Any], language: str) -> dict[str, Any]:
    label, hint = parameter_words(declared, language)
    number = declared["kind"] == "number"
    return {
        "name": declared["name"],
        "label": label,
        "kind": declared["kind"],
        "unit": unit_word(declared["unit"], language),
        "hint": hint,
        "source": declared["source"],
        "low": declared["low"],
        "high": declared["high"],
        "step": _step(declared["low"], declared["high"]) if number else None,
        "default": _plain(declared["default"]),
        "options": [[option, option_word(option, language)] for option in declared["options"] or ()],
    }


def _step(low: float, high: float) -> float:
    """Return a round step of about a hundredth of the range."""
    raw = (high - low) / _STEPS
    if raw <= 0:
        return 1.0
    power = 10.0 ** float(int(f"{raw:e}".split("e")[1]))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.999))


_NOT_SETTINGS = ("name", "start", "end", "ramp_months", "step")


def settings_line(entry: LeverEntry, language: str) -> str:
    """Return what an entry of a plan sets, in words."""
    declared = {p["name"]: p for p in describe(entry.name)["parameters"]}
    parts = []
    for key, value in entry.to_dict().items():
        if key in _NOT_SETTINGS:
            continue
        if key == "target":
            parts.append(f"{word('aimed_at', language)} {'; '.join(_aimed(k, v, language) for k, v in value.items())}")
        elif key in declared:
            unit = unit_word(declared[key]["unit"], language)
            parts.append(f"{parameter_words(declared[key], language)[0]} {_said(value, language)} {unit}".strip())
        else:
            parts.append(f"{word(key, language) if key in WORDS else key} {_said(value, language)}")
    return word("comma", language).join(parts)


def _aimed(kind: str, value: Any, language: str) -> str:
    """Return whom a target names; sectors have names of their own, which some options of levers share."""
    if kind == "sectors":
        return ", ".join(text(f"sector_{one}", language) for one in value)
    if kind == "quintiles":
        return ", ".join(word(f"fifth_{QUINTILES.index(one) + 1}", language) for one in value)
    if value is True:
        return word(kind, language)
    return _said(value, language)


def _said(value: Any, language: str) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}: {_said(v, language)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_said(v, language) for v in value)
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if isinstance(value, float):
        return f"{value:g}"
    return option_word(value, language) if isinstance(value, str) else str(value)
