"""Starting the dashboard's server: the environment Solara reads, the guard around it, one web process."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import Any

from sim.core.errors import InputError

APP = "experiments.dashboard.app"
SWITCH_SECONDS = 0.001  # each session is a thread: a hand on a lever waits a turn of every page that opens just then
SETTINGS: tuple[tuple[str, str, str, Any], ...] = (
    ("server", "telemetry", "mixpanel_enable", False),
    ("server", "theme", "show_banner", False),
    ("server", "theme", "loader", "plain"),
    ("server", "theme", "force_refresh", True),  # a page whose session is gone opens again from its link
    ("server", "assets", "fontawesome_enabled", False),
    ("common", "assets", "proxy", True),
    ("server", "session", "http_only", True),
    ("server", "kernel", "cull_timeout", "12m"),
    ("server", "main", "mode", "production"),
    ("server", "main", "root_path", ""),
    ("common", "main", "check_hooks", "off"),
)
_MODULES = {"server": "solara.server.settings", "common": "solara.settings"}


def prepare(host: str, port: int) -> None:
    """Set what Solara reads: in the environment, and in its settings when ``solara run`` has loaded them already."""
    base = ("server", "main", "base_url", f"http://{host}:{port}/")
    for module, section, name, value in (*SETTINGS, base):
        middle = "" if section == "main" else f"{section.upper()}_"
        os.environ[f"SOLARA_{middle}{name.upper()}"] = str(value)
        loaded = sys.modules.get(_MODULES[module])
        if loaded is not None:
            setattr(getattr(loaded, section), name, value)
    os.environ["SOLARA_APP"] = APP


def free(host: str, port: int) -> None:
    """Check that the port can be had.

    Raises
    ------
    InputError
        When it is taken or the host is not this machine's.
    """
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise InputError(f"cannot listen there ({error.strerror})", where="--host, --port", given=f"{host}:{port}",
                         allowed="an address of this machine and a free port") from None  # fmt: skip


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def serve(host: str, port: int, *, light: bool = False) -> None:
    """Serve until interrupted; the worker processes end with the server.

    Parameters
    ----------
    host, port : str, int
        Where to listen.
    light : bool
        Previews alone, without the full sample and the band that follow them.
    """
    prepare(host, port)
    free(host, port)
    import uvicorn

    from experiments.dashboard.app import server
    from experiments.dashboard.house import service, warm
    from experiments.dashboard.session import Session

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that being ended also ends the workers
    sys.setswitchinterval(SWITCH_SECONDS)
    Session.light = light
    warm()
    try:
        uvicorn.run(server, host=host, port=port, log_level="warning", proxy_headers=False,
                    ws_max_size=2**20, ws_per_message_deflate=False, timeout_graceful_shutdown=2)  # fmt: skip
    finally:
        service().stop()
