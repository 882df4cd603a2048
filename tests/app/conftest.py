"""One server for all and a browser for the dashboard's tests; without a browser they skip and say so.

Every wait is for a condition. A visitor is one tab: what it asks from another host, and every error it meets, fails
the test that opened it.
"""

from __future__ import annotations

import contextlib
import importlib.resources
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
NEEDED = ("solara", "ipecharts", "playwright", "axe_playwright_python")
STARTS_WITHIN_SECONDS = 90
ENDS_WITHIN_SECONDS = 60
FIRST_RUN_MS = 240_000  # on a fresh machine the rules are compiled
WAIT_MS = 60_000
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Server:
    """The dashboard as a process of its own on a port of its own."""

    def __init__(self, command: list[str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = int(taken.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}/"
        self._command = [sys.executable, "-m", *command, "--port", str(self.port)]
        self.start()

    def start(self) -> None:
        """Start, and return when it answers."""
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(self._command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.address + "readyz", timeout=5):  # noqa: S310 (our own server)
                return
            time.sleep(0.1)
        raise AssertionError("the dashboard did not start")

    def kill(self) -> None:
        """End it without a word."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(20)

    def stop(self) -> None:
        """End it politely."""
        self._process.terminate()
        self._process.wait(ENDS_WITHIN_SECONDS)


def _need_browser() -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"the dashboard's tests need {', '.join(missing)}: pip install -e '.[test]'")
    if BROWSER is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")


@pytest.fixture(scope="session")
def start_server() -> Iterator[Callable[..., Server]]:
    """Return a function that starts a server of one's own."""
    _need_browser()
    started: list[Server] = []

    def start(*command: str) -> Server:
        started.append(Server([*command] or ["experiments.cli", "app", "--light"]))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    _need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server], browser: Any) -> str:
    """Return the address of the server all tests share, its first run done and its rules compiled."""
    address = start_server().address
    first = browser.new_page()
    first.goto(f"{address}?s={_link(page='explore')}")
    first.wait_for_selector("[data-show=peak]", timeout=FIRST_RUN_MS)
    _leave(first)
    return address


def _link(**content: Any) -> str:
    from experiments.dashboard.link import packed

    return packed({"city": "huzhou", "levers": [], "lang": "en", "year": 0, **content})


def _leave(page: Any) -> None:
    page.goto("about:blank")  # a page that is left tells the server; one that is closed does not
    page.context.close() if page.context.pages == [page] else page.close()


class Visit:
    """Opens tabs of separate visitors; collects what went wrong in them."""

    def __init__(self, browser: Any, address: str) -> None:
        self._browser, self._address = browser, address
        self._pages: list[Any] = []
        self.wrong: list[str] = []
        self.forgiven: tuple[str, ...] = ()

    def __call__(self, width: int = 1280, height: int = 900, raw: str | None = None, **content: Any) -> Any:
        """Open a tab from a link's content (or a raw query) and wait for the header."""
        context = self._browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        context.route("**/*", self._only_ours)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(f"page error {error}"))
        page.on("console", lambda said: said.type == "error" and self.wrong.append(f"console error {said.text}"))
        page.set_default_timeout(WAIT_MS)
        self._pages.append(page)
        page.goto(self._address + (f"?s={_link(**content)}" if raw is None else raw))
        page.wait_for_selector(".pc-header")
        return page

    def _only_ours(self, route: Any) -> None:
        if route.request.url.startswith(("data:", "blob:", self._address)):
            route.continue_()
        else:
            self.wrong.append(f"foreign request {route.request.url}")
            route.abort()

    def leave(self) -> None:
        """Leave every tab."""
        for page in self._pages:
            _leave(page)

    def check(self) -> None:
        """Fail on whatever went wrong."""
        assert [w for w in self.wrong if not any(f in w for f in self.forgiven)] == []


@pytest.fixture
def visit(browser: Any, server: str) -> Iterator[Visit]:
    """Open tabs on the shared server."""
    visitor = Visit(browser, server)
    yield visitor
    visitor.leave()
    visitor.check()


@pytest.fixture
def visit_at(browser: Any) -> Iterator[Callable[[str], Visit]]:
    """Open tabs on a server of one's own."""
    made: list[Visit] = []

    def at(address: str) -> Visit:
        made.append(Visit(browser, address))
        return made[-1]

    yield at
    for visitor in made:
        visitor.leave()
        visitor.check()


@pytest.fixture(scope="session")
def violations() -> Callable[[Any], list[str]]:
    """Return axe as a function of a page."""
    source = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def run(page: Any) -> list[str]:
        if page.evaluate("typeof axe === 'undefined'"):
            page.evaluate(source)
        found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", AXE_TAGS)["violations"]
        return [f"{v['id']}: {n['html'][:200]} {n['failureSummary'][:200]}" for v in found for n in v["nodes"][:2]]

    return run
