"""The levers there are, each listed once, and their description for help texts, sliders and tables."""

from __future__ import annotations

from typing import Any

from policies.campaigns import BehaviourCampaign
from policies.declarations import row
from policies.evaluation import Evaluation
from policies.finance import GreenCredit
from policies.heating import CleanHeating
from policies.knowledge import Innovation, Training
from policies.lever import Lever
from policies.people import CarbonPoints, HomeEnergyReport
from policies.power import PowerTransition
from policies.prices import CarbonTax, ElectricityPricing
from policies.projects import EcologicalRestoration
from policies.purchase import PurchaseSupport
from policies.rules import DualControl
from policies.standards import Standards
from policies.travel import GreenTravel
from policies.waste import WasteAndRecycling
from sim.core.errors import InputError, nearest_name


def listed(*levers: type[Lever]) -> dict[str, type[Lever]]:
    """Return levers by name; two of one name are a mistake of ours."""
    found: dict[str, type[Lever]] = {}
    for lever in levers:
        if lever.name in found:
            raise ValueError(f"lever {lever.name} is listed twice")
        found[lever.name] = lever
    return found


LEVERS = listed(
    GreenCredit,
    CarbonTax,
    ElectricityPricing,
    PurchaseSupport,
    BehaviourCampaign,
    Standards,
    CleanHeating,
    PowerTransition,
    HomeEnergyReport,
    CarbonPoints,
    GreenTravel,
    WasteAndRecycling,
    Innovation,
    Training,
    EcologicalRestoration,
    DualControl,
    Evaluation,
)


def lever_class(name: object, where: str) -> type[Lever]:
    """Return a lever by name or raise ``InputError`` with the nearest name."""
    if not isinstance(name, str) or name not in LEVERS:
        nearest = nearest_name(str(name), LEVERS)
        raise InputError("unknown lever", where=where, given=name, allowed=", ".join(LEVERS), nearest=nearest)
    return LEVERS[name]


def describe(name: str) -> dict[str, Any]:
    """Return one lever as plain data: name, family, doc, parameters, signals, targets.

    Raises
    ------
    InputError
        When there is no such lever.
    """
    return describe_class(lever_class(name, "levers"))


def describe_class(lever: type[Lever]) -> dict[str, Any]:
    """Return a lever class as plain data."""
    return {
        "name": lever.name,
        "family": lever.family,
        "doc": lever.doc,
        "what_an_agent_sees": lever.what_an_agent_sees,
        "seed_text": lever.seed_text,
        "parameters": [row(p) for p in lever.parameters],
        "writes": list(lever.writes),
        "announces": sorted(set(lever.announces.values())),
        "targets": list(lever.targets),
        "ramped": list(lever.ramped),
        "step": dict(lever.step),
    }
