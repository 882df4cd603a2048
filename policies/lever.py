"""Levers: how a policy is declared and what it says to the city.

A lever is a small class that declares its parameters and the signals it writes and has one method, ``posts``.
Start, end, ramp, announcement and the yearly evaluation's tightening are handled here once, for every lever. Posting
the neutral value is the same as posting nothing.

Reads: nothing of the city but its target's size. Writes: public signals. Draws: none.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from policies.declarations import Declaration
from policies.target import OPTIONS, Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.signal_catalogue import CATALOGUE

Posts = dict[int, float]
Rhythm = Literal["constant", "yearly", "monthly"]
ENTRY_KEYS = ("name", "start", "end", "ramp_months", "announced", "credibility", "target", "step", "module")
ANNOUNCED_AHEAD_MONTHS = 5 * MONTHS_PER_YEAR


@dataclasses.dataclass(frozen=True)
class WorksOrder:
    """Something to be built, closed or planted, queued in ``state.rooms["works_orders"]`` for its owner.

    Parameters
    ----------
    lever : str
        Posting name of the lever that orders it.
    field : str
        Kind of work, such as ``energy_infrastructure``.
    owner : str
        Account that executes it: household, firm, power or government.
    month : str
        Month of the order, ``YYYY-MM``.
    capital_cny : float
        Cost in constant 2020 CNY.
    finance : mapping of str to float
        Shares of the capital by source; they sum to one.
    effect : mapping of str to float
        What it changes when finished, by declared quantity.
    """

    lever: str
    field: str
    owner: str
    month: str
    capital_cny: float
    finance: Mapping[str, float] = dataclasses.field(default_factory=dict)
    effect: Mapping[str, float] = dataclasses.field(default_factory=dict)


class Lever:
    """Base of all levers.

    A subclass declares the class attributes and overrides ``posts``; numbers default to the value at which the
    lever does nothing.

    Attributes
    ----------
    name, family, doc, what_an_agent_sees, seed_text : str
        Name in plan files, file it lives in, meaning, what agents notice, measure of the pilot plan it serves.
    parameters : tuple of Declaration
        What a designer sets.
    writes : tuple of str
        Signals it may post; none for a lever that only orders works.
    targets : tuple of str
        Kinds of target it understands.
    ramped : tuple of str
        Numbers that grow from their default to the set value during ``ramp_months``.
    announces : mapping of str to str
        For each signal agents look ahead to, the signal that carries the announcement.
    step : mapping of str to float
        What one step of the yearly evaluation adds to a number that the plan has set.
    reads_statistics : bool
        Whether ``hear`` is called each month with the published yearly indicators.
    """

    name: ClassVar[str]
    family: ClassVar[str] = "own"
    doc: ClassVar[str]
    what_an_agent_sees: ClassVar[str] = ""
    seed_text: ClassVar[str] = ""
    parameters: ClassVar[tuple[Declaration, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ()
    targets: ClassVar[tuple[str, ...]] = ()
    ramped: ClassVar[tuple[str, ...]] = ()
    announces: ClassVar[Mapping[str, str]] = {}
    step: ClassVar[Mapping[str, float]] = {}
    reads_statistics: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        """Refuse a declaration that contradicts itself."""
        for attribute in ("name", "doc", "writes"):
            orders_works = attribute == "writes" and cls.works_orders is not Lever.works_orders
            if not getattr(cls, attribute, None) and not orders_works:
                raise TypeError(f"lever {cls.__name__} must declare '{attribute}'")
        names = [p.name for p in cls.parameters]
        numbers = {p.name for p in cls.parameters if isinstance(p, Parameter)}
        signals = {*cls.writes, *cls.announces, *cls.announces.values()}
        wrong = {
            "a parameter is declared twice": {x for x in names if names.count(x) > 1},
            "a parameter has a reserved name": set(names) & set(ENTRY_KEYS),
            "not a signal": signals - set(CATALOGUE.signals),
            "not a kind of target": set(cls.targets) - set(OPTIONS),
            "ramped, but not a number": set(cls.ramped) - numbers,
            "stepped, but not a number": set(cls.step) - numbers,
        }
        for what, found in wrong.items():
            if found:
                raise TypeError(f"lever {cls.name}: {what}: {', '.join(sorted(found))}")

    @classmethod
    def declared(cls) -> dict[str, Declaration]:
        """Return the declared parameters by name."""
        return {p.name: p for p in cls.parameters}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Return what the lever says in a month in which it is in force.

        Parameters
        ----------
        month : Month
            The month.
        catalogue : SignalCatalogue
            Where signals and their places are found (``post`` helps).
        values : mapping of str to object
            Checked parameter values after ramp and tightening, and ``start``, the lever's first month.
        target : Reach
            Whom it addresses in this city.
        """
        raise NotImplementedError(f"lever {self.name} does not say anything")

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Say how often ``posts`` may change while parameters stay; ``monthly`` is always right."""
        return "monthly"

    def works_orders(self, month: Month, values: Mapping[str, Any], target: Reach) -> list[WorksOrder]:
        """Return what the lever orders to be built in a month in which it is in force."""
        return []

    def hear(self, indicators: Mapping[str, Mapping[int, float]], milestones: list[dict[str, Any]]) -> None:
        """Take note of the published yearly indicators and the plan's milestones (if ``reads_statistics``)."""

    def strengthened(self, values: Mapping[str, Any], steps: float, step: Mapping[str, float]) -> dict[str, Any]:
        """Return the values tightened by ``steps``: numbers the plan has set move by their step, within range."""
        changed = dict(values)
        for parameter in self.parameters:
            move = step.get(parameter.name, 0.0) * steps
            if move and isinstance(parameter, Parameter) and values[parameter.name] != parameter.default:
                raised = values[parameter.name] + move
                changed[parameter.name] = min(max(raised, parameter.low), parameter.high)
        return changed

    def ramped_values(self, values: Mapping[str, Any], share: float) -> dict[str, Any]:
        """Return the values with the ramped numbers at ``share`` of the way from their default."""
        if share >= 1.0:
            return dict(values)
        neutral = {p.name: p.default for p in self.parameters if isinstance(p, Parameter)}
        moved = {k: neutral[k] + share * (values[k] - neutral[k]) for k in self.ramped}
        return {**values, **moved}


def post(catalogue: SignalCatalogue, signal: str, value: float, **places: tuple[str, ...] | list[str] | None) -> Posts:
    """Return one value for a signal at the named places of its axes (everywhere along axes not named)."""
    return dict.fromkeys(catalogue.slots(signal, **places), float(value))


def without_neutral(catalogue: SignalCatalogue, posts: Posts) -> Posts:
    """Return the posts that say something: values other than the signal's neutral one."""
    return {slot: value for slot, value in posts.items() if value != catalogue.neutral[slot]}


def declared_slots(lever: Lever, catalogue: SignalCatalogue) -> frozenset[int]:
    """Return every slot a lever may post to."""
    return frozenset(slot for name in lever.writes for slot in catalogue.slots(name))


def check_posts(lever: Lever, catalogue: SignalCatalogue, posts: Posts, allowed: frozenset[int]) -> None:
    """Raise ``ValueError`` when a lever posts to slots it did not declare, or no finite number."""
    for slot, value in posts.items():
        if slot not in allowed:
            exists = isinstance(slot, int) and 0 <= slot < catalogue.length
            place = catalogue.name_of(slot) if exists else f"slot {slot}"
            raise ValueError(f"it posts to {place}, but declares {', '.join(lever.writes)} only")
        if not math.isfinite(value):
            raise ValueError(f"it posts {value} to {catalogue.name_of(slot)}")
