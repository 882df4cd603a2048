"""A server of our own and a browser for the dashboard's tests; without a browser they skip and say so."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
NEEDED = ("solara", "ipecharts", "playwright")
STARTS_WITHIN_SECONDS = 90


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"the dashboard's tests need {', '.join(missing)}: pip install -e '.[test]'")
    if BROWSER is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    port = _free_port()
    command = [sys.executable, "-m", "experiments.cli", "app", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(address + "readyz", timeout=5):  # noqa: S310 (our own server)
                break
            time.sleep(0.3)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def browser(server: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """Yield a page that fails the test on a foreign request or a page error."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    own = ("data:", "blob:", server, server.replace("http", "ws"))
    opened.on("request", lambda request: request.url.startswith(own) or wrong.append(f"foreign request {request.url}"))
    opened.on("pageerror", lambda error: wrong.append(f"page error {error}"))
    opened.on("console", lambda said: said.type == "error" and wrong.append(f"console error {said.text}"))
    opened.set_default_timeout(90_000)
    yield opened
    opened.close()
    assert wrong == []
