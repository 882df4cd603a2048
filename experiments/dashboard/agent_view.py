"""The inspector's page: one agent under each plan, year by year, and why it chose what it chose, in words."""

from __future__ import annotations

from typing import Any

from experiments.dashboard.agent_words import (
    ATTRIBUTES,
    DECISIONS,
    WHY,
    Attribute,
    code_word,
    component_word,
)
from experiments.dashboard.place_words import district_word
from experiments.texts import LANGUAGES
from sim.world.config import ScenarioConfig
from sim.world.technology import catalogue

MOST_DECISIONS = 120
_PARTS_APART = ("name", "chosen")


def case_view(answer: dict[str, Any], kind: str, config: ScenarioConfig, language: str) -> dict[str, Any]:
    """Return one case (an agent under one plan) ready to show.

    Returns
    -------
    dict
        ``years``; ``rows`` (title, unit, a number or word per year); ``decisions`` (from which ``month`` ``until`` which,
        what, chosen, why, and ``times``: month and each option with what it was weighed by).
    """
    index = LANGUAGES.index(language)
    rows = [
        {"title": shown.title[index], "unit": shown.unit[index],
         "values": [_value(shown, state[place], config, language) for state in answer["states"]]}
        for place, shown in enumerate(ATTRIBUTES[kind])
    ]  # fmt: skip
    decisions = [_decision(record, language) for record in answer["decisions"][-MOST_DECISIONS:]]
    return {"years": answer["years"], "rows": rows, "decisions": _grouped(decisions)}


def _grouped(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put decisions on the same thing that came out alike one after the other into one, with all its times."""
    groups: list[dict[str, Any]] = []
    last: dict[str, dict[str, Any]] = {}
    for one in decisions:
        time = {key: one[key] for key in ("month", "parts", "options")}
        group = last.get(one["what"])
        if group is not None and (group["chosen"], group["why"]) == (one["chosen"], one["why"]):
            group["until"] = one["month"]
            group["times"].append(time)
            continue
        group = last[one["what"]] = {key: one[key] for key in ("month", "what", "chosen", "why")}
        group |= {"until": one["month"], "times": [time]}
        groups.append(group)
    return groups


def _value(shown: Attribute, value: float, config: ScenarioConfig, language: str) -> float | str:
    if not shown.codes:
        return value
    if shown.codes == ("district",):
        districts = config.city.districts
        return (
            district_word(districts[int(value)].name, config.name, language)
            if int(value) < len(districts)
            else str(int(value))
        )
    if shown.codes == ("technologies",):
        held = [name for place, name in enumerate(catalogue().ids) if int(value) >> place & 1]
        return ", ".join(code_word(name, language) for name in held) or code_word("none", language)
    place = int(value)
    return code_word(shown.codes[place], language) if 0 <= place < len(shown.codes) else str(place)


def _decision(record: dict[str, Any], language: str) -> dict[str, Any]:
    index = LANGUAGES.index(language)
    options = record["options"]
    parts = list(dict.fromkeys(key for option in options for key in option if key not in _PARTS_APART))
    chosen = [code_word(option["name"], language) for option in options if option["chosen"]]
    title = DECISIONS.get(record["decision"], (record["decision"],) * 2)[index]
    return {
        "month": record["month"],
        "what": title,
        "chosen": ", ".join(chosen) or code_word("nothing", language),
        "why": _why(record, bool(chosen), index),
        "parts": [component_word(part, language) for part in parts],
        "options": [
            {"name": code_word(option["name"], language), "chosen": option["chosen"],
             "open": option.get("available", True), "cells": [option.get(part) for part in parts]}
            for option in options
        ],
    }  # fmt: skip


def _why(record: dict[str, Any], acted: bool, index: int) -> str:
    said = [WHY[record["decision"]][index]] if record["decision"] in WHY else []
    if record["decision"] == "technology":
        carried = record["reasons"].endswith("carried out") and "not carried out" not in record["reasons"]
        outcome = "none_worth" if not acted else "carried" if carried else "not_carried"
        said.append(WHY[outcome][index])
    return " ".join(said)
