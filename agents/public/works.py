"""Works that levers order from the government: a twelfth a month, paid to local firms, slower in a tight budget.

The order names what it changes by quantity; as the money is spent, the quantity is made. Where land runs out the rest
of the order is dropped, visibly. What has been planted is tended from then on, whatever becomes of the lever.

Reads: ``state.rooms["works_orders"]``, the stance. Writes: the ledger, ``works_backlog_cny``, the sinks,
``state.events``. Draws: none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from agents.public.budget import LOWEST_STANCE
from agents.public.spending import SpendingByLever
from sim.world import names as n
from sim.world import sinks
from sim.world.state import WorldState

OWNER, GRANT, TENDING = "government", "central_grant", "tending_cny_per_year"
MONTHS = 12.0  # an order takes a year when nothing delays it: assumption
_ON_TIME = 0.98  # stance below which works are late
_BUILDER = {sinks.FOREST: n.AGRICULTURE}  # forestry; all else is built


@dataclass
class Work:
    """An order being carried out."""

    order: Any  # policies.lever.WorksOrder
    left: float = 1.0  # share of it
    is_late: bool = False


@dataclass
class PublicWorks:
    """Orders under way, and what tending of finished ones costs a year, by lever."""

    under_way: list[Work] = field(default_factory=list)
    tending_cny_per_year: dict[str, float] = field(default_factory=dict)


def take_orders(state: WorldState, works: PublicWorks) -> None:
    """Take this month's orders to the government from the queue.

    Raises
    ------
    ValueError
        When an order asks for something the government cannot make.
    """
    queue = state.rooms.get("works_orders", [])
    for order in [one for one in queue if one.owner == OWNER]:
        unknown = set(order.effect) - {*sinks.KINDS, TENDING}
        if unknown:
            raise ValueError(f"works ordered by {order.lever}: the government cannot make {', '.join(sorted(unknown))}")
        works.under_way.append(Work(order))
        queue.remove(order)


def pace(stance: float) -> float:
    """Return how fast works go: in full at a normal budget, not at all when it is cut as far as may be."""
    return min(max((stance - LOWEST_STANCE) / (1.0 - LOWEST_STANCE), 0.0), 1.0)


def carry_out(
    state: WorldState, works: PublicWorks, stance: float, spending: SpendingByLever
) -> tuple[float, float]:  # fmt: skip
    """Carry out a month of every order and tend what is planted; return what was paid, and the grants received."""
    paid = granted = 0.0
    if not works.under_way and not works.tending_cny_per_year:
        return paid, granted
    for lever, yearly_cny in works.tending_cny_per_year.items():
        state.works_backlog_cny[n.AGRICULTURE] += yearly_cny / 12.0
        spending.add_to(lever, yearly_cny / 12.0)
        paid += yearly_cny / 12.0
    for work in works.under_way:
        order = work.order
        share = _share_of_month(state, work, stance)
        if not share:
            continue
        cost = share * order.capital_cny
        grant = cost * order.finance.get(GRANT, 0.0)
        for made, quantity in order.effect.items():
            if made == TENDING:
                known = works.tending_cny_per_year.get(order.lever, 0.0)
                works.tending_cny_per_year[order.lever] = known + share * quantity
            elif quantity:
                sinks.restore(state, made, share * quantity)
        state.works_backlog_cny[_BUILDER.get(next(iter(order.effect), ""), n.CONSTRUCTION)] += cost
        spending.add_to(order.lever, cost - grant)
        paid, granted = paid + cost, granted + grant
    works.under_way[:] = [work for work in works.under_way if work.left > 1e-9]
    state.pay("government_works", paid)
    state.pay("government_grants", granted)
    return paid, granted


def _share_of_month(state: WorldState, work: Work, stance: float) -> float:
    """Return the share of an order carried out this month; a tight budget delays it, missing land ends it."""
    order = work.order
    if stance < _ON_TIME and not work.is_late:
        work.is_late = True
        _note(state, order.lever, f"works ordered in {order.month} are delayed: the budget is tight")
    share = min(pace(stance) / MONTHS, work.left)
    work.left -= share
    area = share * math.fsum(order.effect.get(made, 0.0) for made in sinks.KINDS)
    if area and area > sinks.forest(state).open_land_ha:
        _note(state, order.lever, f"works ordered in {order.month} stop: no open land is left, cropland is protected")
        share, work.left = share * sinks.forest(state).open_land_ha / area, 0.0
    return share


def _note(state: WorldState, lever: str, what: str) -> None:
    state.events.append({"month": str(state.clock.now), "what": what, "lever": lever})
