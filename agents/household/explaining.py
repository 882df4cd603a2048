"""Recording why the watched household chose as it did, with the numbers the compiled rules used.

Reads: ``room.records``. Writes: ``state.records``. Draws: none.
"""

from __future__ import annotations

from typing import Any

from agents.household.heating import HEATING_COMPONENTS, HEATING_OPTIONS
from agents.household.room import HouseholdRoom
from agents.household.vehicle import CAR_COMPONENTS, CAR_OPTIONS
from sim.core.columns import Array
from sim.world.state import WorldState

_APPLIANCES = ("standard_appliance", "efficient_appliance")
_SOLAR = ("no_panels", "panels")
_SOLAR_COMPONENTS = ("price_cny", "running_cny_per_year", "payback_years", "chance", "neighbours", "unused_1", "draw")


def forget(room: HouseholdRoom) -> None:
    """Clear the flags before the month's choices."""
    room.records["vehicle"][6, 0] = 0.0
    room.records["home"][3] = 0.0


def record_choices(state: WorldState, room: HouseholdRoom) -> None:
    """Append what the watched household weighed this month."""
    if state.watch is None or state.watch[0] != "household":
        return
    car, home = room.records["vehicle"], room.records["home"]
    if car[6, 0] > 0.0:
        _append(state, "vehicle", CAR_OPTIONS, CAR_COMPONENTS, car, int(car[6, 1]))
    for place, (name, options, components) in enumerate((
        ("heating", HEATING_OPTIONS, HEATING_COMPONENTS), ("appliance", _APPLIANCES, HEATING_COMPONENTS),
        ("solar", _SOLAR, _SOLAR_COMPONENTS),
    )):  # fmt: skip
        if home[3, place, 0] > 0.0:
            _append(state, name, options, components, home[place], int(home[3, place, 1]))


def _append(
    state: WorldState, decision: str, options: tuple[str, ...], components: tuple[str, ...], detail: Array, chosen: int
) -> None:
    """Write one decision as a record with an entry for each option."""
    entries: list[dict[str, Any]] = []
    for place, name in enumerate(options):
        entry: dict[str, Any] = {"name": name, "chosen": place == chosen, "available": bool(detail[place, 11] > 0.0)}
        entry |= {
            c: round(float(detail[place, i]), 4) for i, c in enumerate(components)
            if not c.startswith("unused") and c != "available"
        }  # fmt: skip
        entries.append(entry)
    label = options[chosen] if 0 <= chosen < len(options) else "nothing within reach"
    assert state.watch is not None
    state.records.append({
        "month": str(state.clock.now), "agent": f"household:{state.watch[1]}", "decision": decision, "options": entries,
        "reasons": f"{label}: highest utility among what is available and affordable" if decision != "solar" else
        f"{label}: bought when the draw falls below the chance and the loan is within reach",
    })  # fmt: skip
