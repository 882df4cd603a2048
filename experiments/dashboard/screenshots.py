"""Pictures of the dashboard from a real run: ``python -m experiments.dashboard.screenshots FOLDER``.

Needs Playwright and a Chromium on the machine (Debian: ``apt-get install chromium``). With ``--every`` every page is
taken in both languages, both themes and three widths, from top to bottom, to be looked at.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from itertools import product
from pathlib import Path
from typing import Any

import click

from experiments.dashboard.launcher import free_port
from experiments.dashboard.link import packed
from experiments.dashboard.session import PAGES
from experiments.texts import LANGUAGES
from policies.package import load_plan
from sim.core.errors import InputError

WAIT_MS, SETTLED_MS = 300_000, 300
CONTENT_HEIGHT = (
    "Math.max(innerHeight, document.querySelector('.pc-app').scrollHeight)"  # the page scrolls inside itself
)
WIDTHS = (390, 1366, 1920)
README = (("explore", "en", False, 1440), ("explore", "zh", True, 1440), ("compare", "en", False, 1440))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--every", is_flag=True, help="Every page, language, theme and width.")
@click.option("--address", help="A dashboard that is running already.")
def main(folder: Path, every: bool, address: str | None) -> None:
    """Take pictures of the dashboard into FOLDER."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise click.ClickException("pictures need Playwright: pip install -e '.[test]'") from None
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if chromium is None:
        raise click.ClickException("there is no chromium on this machine (Debian: apt-get install chromium)")
    folder.mkdir(parents=True, exist_ok=True)
    server = None if address else _start(port := free_port())
    wanted = tuple(product(PAGES, LANGUAGES, (False, True), WIDTHS)) if every else README
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for page, language, dark, width in wanted:
                path = (
                    folder / f"dashboard-{page}-{language}{'-dark' if dark else ''}{f'-{width}' if every else ''}.png"
                )
                _take(browser, address or f"http://127.0.0.1:{port}/", (page, language, dark, width), path, whole=every)
                click.echo(path)
            browser.close()
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)


def _start(port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen([sys.executable, "-m", "experiments.cli", "app", "--port", str(port)])  # noqa: S603
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return server
        except OSError:
            time.sleep(0.3)
    raise InputError("the dashboard did not start", where=f"port {port}")


def _take(browser: Any, address: str, look: tuple[str, str, bool, int], path: Path, *, whole: bool) -> None:
    page, language, dark, width = look
    levers = [entry.to_dict() for entry in load_plan("demonstration").levers]
    content = {"city": "huzhou", "levers": levers, "page": page, "lang": language, "dark": dark}
    context = browser.new_context(viewport={"width": width, "height": 844 if width < 500 else 1000})
    tab = context.new_page()
    tab.set_default_timeout(WAIT_MS)
    tab.goto(f"{address}?s={packed(content)}")
    tab.wait_for_selector(f"[data-shows={page}]")
    if page == "explore":
        tab.wait_for_selector("[data-show=peak]")
    if page in ("explore", "compare"):
        tab.wait_for_selector("[data-kind=ready]")
        tab.wait_for_function("document.querySelector('.pc-chart canvas') !== null")
    if whole:
        tab.set_viewport_size({"width": width, "height": tab.evaluate(CONTENT_HEIGHT)})
        tab.wait_for_timeout(SETTLED_MS)
    tab.screenshot(path=str(path))
    tab.goto("about:blank")
    context.close()


if __name__ == "__main__":
    main()
