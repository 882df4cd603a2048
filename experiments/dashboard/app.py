"""The dashboard as a Solara application: one page per browser tab, each with a session of its own.

Importing this module puts the guard in front of Solara's server and adds one static file to it: ECharts.
"""

from __future__ import annotations

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
from experiments.dashboard.guard import Guard
from experiments.dashboard.house import service
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
    """Return this tab's session; a change anywhere redraws the tab once."""
    _, set_version = solara.use_state(0)

    def make() -> Session:
        context = kernel_context.get_current_context()

        def changed() -> None:
            try:
                with context:
                    set_version(lambda version: version + 1)
            except RuntimeError:  # the tab was closed in the meantime
                return

        return Session(service(), changed)

    session: Session = solara.use_memo(make, [])
    solara.use_effect(lambda: session.leave, [])
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

    def handle(event: Any) -> None:
        act(session, event)

    solara.Title(word("title", session.language))
    solara.Style(STYLE)
    with solara.Div(classes=["pc-app"]):
        parts.Shell(view=pages.shell(session), event_act=handle)
        _body(session, handle)


def _body(session: Session, handle: parts.Event) -> None:
    page = session.page
    if page == "explore":
        with solara.Div(classes=["pc-columns"]):
            parts.Levers(view=pages.lever_panel(session), event_act=handle)
            with solara.Div(classes=["pc-main"]):
                parts.Results(view=pages.results(session), event_act=handle)
                parts.CityMap(view=pages.city_map(session), event_act=handle)
                parts.Inspector(view=pages.inspector(session), event_act=handle)
    else:
        part, view = {
            "start": (parts.Start, pages.start),
            "compare": (parts.Compare, pages.compare),
            "plan": (parts.PlanPage, pages.plan),
            "classroom": (parts.Classroom, pages.classroom),
            "assumptions": (parts.Facts, pages.facts),
            "help": (parts.Help, pages.help_page),
        }[page]
        shown = view(session)
        part(view=shown, event_act=handle)
        if page == "compare":
            with solara.Div(classes=["pc-page"]):
                parts.CityMap(view=shown["maps"], event_act=handle)
