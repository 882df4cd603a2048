"""Every page in a real browser: it opens, without foreign requests, errors, accessibility violations or overflow."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = ("start", "explore", "compare", "plan", "classroom", "assumptions", "help")
TAX = [{"name": "carbon_tax", "start": "2026-01", "level": 100}]
LOOKS = [(language, dark) for language in ("en", "zh") for dark in (False, True)]


def _go(page: Any, where: str) -> None:
    page.click(f"[data-page={where}]")
    page.wait_for_selector(f"[data-page={where}][aria-current=page]")
    page.wait_for_selector(f"[data-shows={where}]")
    if where == "explore":
        page.wait_for_selector("[data-show=peak]")


@pytest.mark.parametrize(("language", "dark"), LOOKS)
def test_every_page_is_accessible(visit: Any, violations: Any, language: str, dark: bool) -> None:
    page = visit(page="start", lang=language, dark=dark, levers=TAX)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.classList.contains('pc-dark')") == dark
    found = {}
    for where in PAGES:
        _go(page, where)
        found[where] = violations(page)
    assert found == {where: [] for where in PAGES}


@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_is_wider_than_the_screen(visit: Any, width: int, language: str) -> None:
    page = visit(width=width, page="start", lang=language, levers=TAX)
    wide = {}
    for where in PAGES:
        _go(page, where)
        wide[where] = page.evaluate(
            """() => [...document.querySelectorAll(".pc-app *")].filter((e) => {
              const box = e.getBoundingClientRect();
              return box.width && box.right > innerWidth + 1 && !e.closest(".pc-table, .pc-skip, canvas");
            }).slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"""
        )
    assert wide == {where: [] for where in PAGES}


WATCH = """() => { window.seen = { tops: new Set(), kinds: [] }; const look = () => {
  seen.tops.add(Math.round(document.querySelector(".pc-chart").getBoundingClientRect().top));
  const kind = document.querySelector("[data-show=status]").dataset.kind;
  if (kind !== seen.kinds[seen.kinds.length - 1]) { seen.kinds.push(kind); }
  requestAnimationFrame(look); }; look(); }"""


@pytest.mark.parametrize(("width", "level"), [(390, 700), (1280, 720), (1920, 740)])
def test_nothing_jumps_while_a_lever_is_followed(visit: Any, width: int, level: int) -> None:
    page = visit(width=width, page="explore", levers=TAX)
    page.wait_for_selector("[data-show=peak]")
    page.wait_for_selector("[data-kind=ready]")
    page.evaluate(WATCH)
    page.eval_on_selector(
        "[data-parameter=level]", "(s, level) => { s.value = level; s.dispatchEvent(new Event('input')); }", level
    )
    page.wait_for_function("seen.kinds.length >= 3 && seen.kinds[seen.kinds.length - 1] === 'ready'")
    assert page.evaluate("seen.tops.size") == 1


def test_solara_run_opens_the_same_guarded_dashboard(start_server: Any, visit_at: Any) -> None:
    server = start_server("solara", "run", "app.py", "--no-open")
    page = visit_at(server.address)(page="help", lang="zh")
    page.wait_for_selector("[data-shows=help]")
    assert "user-scalable=no" not in page.content()


@pytest.mark.parametrize(("language", "first", "none"), [("en", "bad loans, green", "no back-tests"),
                                                         ("zh", "绿色贷款不良率", "没有回溯检验")])  # fmt: skip
def test_the_assumptions_show_what_the_model_misses(visit: Any, language: str, first: str, none: str) -> None:
    page = visit(page="assumptions", lang=language, width=390)
    page.wait_for_selector("[data-show=beside] tbody tr")
    assert first in page.inner_text("[data-show=beside] tbody tr:first-child")
    assert none in page.inner_text("[data-shows=assumptions]")
