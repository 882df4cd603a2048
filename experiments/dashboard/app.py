"""The dashboard as a Solara application: one page per browser tab, each with a session of its own.

Importing this module puts the guard in front of Solara's server and adds one static file to it: ECharts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import solara
import solara.server.kernel_context as kernel_context
from solara.server import starlette as solara_server
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from experiments.dashboard import pages, parts
from experiments.dashboard.actions import act
from experiments.dashboard.assets import echarts_script
from experiments.dashboard.comparison import compared_maps, comparison
from experiments.dashboard.guard import Guard
from experiments.dashboard.house import rooms, service
from experiments.dashboard.session import Session
from experiments.dashboard.words import word

ECHARTS = "/pilotcity/echarts.js"
STYLE = Path(__file__).parent / "vue" / "style.css"


def _echarts(_: Request) -> Response:
    return Response(echarts_script(), media_type="text/javascript", headers={"cache-control": "max-age=86400"})


server = solara_server.app
if not isinstance(server.middleware_stack, Guard):
    server.router.routes.insert(0, Route(ECHARTS, _echarts))
    server.middleware_stack = Guard(server.middleware_stack or server.build_middleware_stack())


def _use_session() -> Session:
    """Return this tab's session; a change anywhere is sent to the parts of the page it changes."""

    def make() -> Session:
        context = kernel_context.get_current_context()

        def inside(push: Callable[[], None]) -> None:
            try:
                with context:
                    push()
            except RuntimeError:  # the tab was closed in the meantime
                return

        return Session(service(), inside)

    session: Session = solara.use_memo(make, [])

    def leave() -> None:
        session.leave()
        rooms().lose(session.id)

    solara.use_effect(lambda: leave, [])
    return session


@solara.component
def Page() -> None:
    """Draw the whole application."""
    session = _use_session()
    router = solara.use_router()

    def restore() -> None:
        query = dict(part.split("=", 1) for part in (router.search or "").split("&") if "=" in part)
        if query.get("s") and not session.restore(query["s"]):
            session.message = word("bad_link", session.language)
        session.refresh()

    solara.use_memo(restore, [])
    handle = solara.use_memo(lambda: partial(act, session), [])
    solara.Title(word("title", session.language))
    solara.Style(STYLE)
    with solara.Div(classes=["pc-app"]):
        Part(parts.Shell, pages.shell, session, handle)
        Body(session, handle)


@solara.component
def Part(
    component: Callable[..., Any], view: Callable[[Session], pages.Shown], session: Session, handle: parts.Event
) -> Any:
    """Draw one part of the page; what changes in it later goes to its widget and past Solara's comparing of all."""
    element = component(**view(session)._asdict(), event_act=handle)
    drawn = solara.use_ref(element)
    drawn.current = element

    def connect() -> Callable[[], None]:
        widget = solara.get_widget(element)

        def push() -> None:
            shown = view(session)._asdict()
            drawn.current.kwargs.update(shown)  # Solara sets a widget back to these whenever another part is redrawn
            with widget.hold_sync():
                for name, value in shown.items():
                    setattr(widget, name, value)

        push()
        return session.watch(push)

    solara.use_effect(connect, [])
    return element


@solara.component
def Body(session: Session, handle: parts.Event) -> None:
    """Draw what stands below the header; only another page draws it anew."""
    page, open_page = solara.use_state(session.page)
    solara.use_effect(lambda: session.watch(lambda: open_page(session.page)), [])
    with solara.Div():
        _parts(page, session, handle)


def _parts(page: str, session: Session, handle: parts.Event) -> None:
    if page == "explore":
        with solara.Div(classes=["pc-columns"]).key(page):
            Part(parts.Levers, pages.lever_panel, session, handle)
            with solara.Div(classes=["pc-main"]):
                Part(parts.Results, pages.results, session, handle)
                Part(parts.CityMap, pages.city_map, session, handle)
                Part(parts.Inspector, pages.inspector, session, handle)
        return
    component, view = {
        "start": (parts.Start, pages.start),
        "compare": (parts.Compare, comparison),
        "plan": (parts.PlanPage, pages.plan),
        "classroom": (parts.Classroom, pages.classroom),
        "assumptions": (parts.Facts, pages.facts),
        "help": (parts.Help, pages.help_page),
    }[page]
    Part(component, view, session, handle).key(page)
    if page == "compare":
        with solara.Div(classes=["pc-page"]).key("maps"):
            Part(parts.CityMap, compared_maps, session, handle)
