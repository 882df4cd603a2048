"""The dashboard's own Vue components; each sees only what it shows, and tells in events what its user did.

Each is given three JSON texts (see ``pages.Shown``) and puts them together as ``view``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Event = Callable[[Any], None]


@solara.component_vue("vue/shell.vue")
def Shell(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Header: pages, language, theme, undo, link, messages."""


@solara.component_vue("vue/start.vue")
def Start(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Start page: purpose, three doors, cities."""


@solara.component_vue("vue/levers.vue")
def Levers(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Show the panel of levers."""


@solara.component_vue("vue/results.vue")
def Results(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Player, counters and chart; owns the playhead, which the server hears of only when it rests."""


@solara.component_vue("vue/citymap.vue")
def CityMap(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Map of households and firms on a canvas; follows the playhead."""


@solara.component_vue("vue/inspector.vue")
def Inspector(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """One agent: its state and its decisions."""


@solara.component_vue("vue/compare.vue")
def Compare(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Several plans in one chart, and their differences in a table."""


@solara.component_vue("vue/plan.vue")
def PlanPage(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Timeline of levers, milestones, files in and out."""


@solara.component_vue("vue/facts.vue")
def Facts(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Searchable table of parameters."""


@solara.component_vue("vue/classroom.vue")
def Classroom(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Rooms, roles, rounds and the board."""


@solara.component_vue("vue/help.vue")
def Help(fixed: str, state: str, bulk: str, event_act: Event) -> None:
    """Tour and glossary."""
