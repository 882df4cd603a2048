"""Starting the dashboard's server: the environment Solara reads, the guard around it, one web process."""

from __future__ import annotations

import os
import signal
import socket
import sys

from sim.core.errors import InputError

SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_ASSETS_PROXY": "True",
    "SOLARA_SESSION_HTTP_ONLY": "true",
    "SOLARA_KERNEL_CULL_TIMEOUT": "12m",
    "SOLARA_MODE": "production",
    "SOLARA_ROOT_PATH": "",
    "SOLARA_APP": "experiments.dashboard.app",
    "SOLARA_CHECK_HOOKS": "off",
}


def prepare(host: str, port: int) -> None:
    """Set the environment; before Solara is imported for the first time."""
    os.environ.update(SETTINGS)
    os.environ["SOLARA_BASE_URL"] = f"http://{host}:{port}/"


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


def serve(host: str, port: int) -> None:
    """Serve until interrupted; the worker processes end with the server."""
    prepare(host, port)
    free(host, port)
    import uvicorn
    from solara.server.starlette import app as solara_app

    from experiments.dashboard.guard import Guard
    from experiments.dashboard.house import service, warm

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that being ended also ends the workers
    warm()
    try:
        uvicorn.run(Guard(solara_app), host=host, port=port, log_level="warning", proxy_headers=False,
                    ws_max_size=2**20, timeout_graceful_shutdown=2)  # fmt: skip
    finally:
        service().stop()
