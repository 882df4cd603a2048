"""Why a firm did what it did: its yearly technology decision, option by option, as the compiled rule saw it.

Reads: the kernel's ``detail`` of the watched row. Writes: ``state.records``. Draws: none.
"""

from __future__ import annotations

from typing import Any

from agents.firm.room import COMPONENTS, FirmRoom
from sim.world.state import WorldState


def note_plan(state: WorldState, own: FirmRoom, row: int) -> None:
    """Record the decision of the watched firm in its month of decision."""
    firms = state.firms
    if row >= firms.count or not firms.alive[row] or (int(firms["luck"][row]) + state.clock.step) % 12 != 0:
        return
    sector, chosen = int(firms["sector"][row]), int(firms["planned_option"][row])
    first, last = own.catalogue.first[sector], own.catalogue.first[sector + 1]
    options: list[dict[str, Any]] = []
    for place, t in enumerate(own.catalogue.option[first:last]):
        numbers = dict(zip(COMPONENTS, (float(x) for x in own.detail[place]), strict=True))
        usable = bool(numbers.pop("available")) and bool(numbers.pop("known")) and bool(numbers.pop("suitable"))
        seen = {name: value for name, value in numbers.items() if name not in ("known", "suitable")}
        options.append({"name": own.catalogue.ids[int(t)], "chosen": int(t) == chosen, "available": usable, **seen})
    state.records.append({
        "month": str(state.clock.now), "agent": f"firm:{row}", "decision": "technology", "options": options,
        "reasons": _reason(own, chosen, float(firms["hurdle_rate"][row])),
    })  # fmt: skip


def _reason(own: FirmRoom, chosen: int, hurdle: float) -> str:
    if chosen < 0:
        return f"nothing usable is worth more than it costs at {hurdle:.0%} a year, or its own cash is too short"
    return f"{own.catalogue.titles[chosen]} is worth most at {hurdle:.0%} a year"


def note_outcome(state: WorldState, own: FirmRoom, row: int) -> None:
    """Add to this month's record whether the plan was carried out."""
    if not state.records or state.records[-1]["month"] != str(state.clock.now):
        return
    record = state.records[-1]
    if record["agent"] == f"firm:{row}" and any(o["chosen"] for o in record["options"]):
        carried = bool(own.accepted[row])
        record["reasons"] += (
            "; carried out" if carried else "; not carried out: loan, grant or skilled staff were missing"
        )
