"""Exploring: by keyboard alone, played in the browser, restored from a link, apart from other visitors."""

from __future__ import annotations

from typing import Any

MOST_TABS = 150
TAX = [{"name": "carbon_tax", "start": "2026-01", "level": 100}]


def _tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is on what a selector names."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_the_whole_flow_by_keyboard_alone(visit: Any) -> None:
    page = visit(page="start")
    keys = page.keyboard
    _tab_to(page, "[data-page=explore]")
    keys.press("Enter")
    page.wait_for_selector("[data-show=peak]")
    _tab_to(page, "[data-lever=carbon_tax] input[type=checkbox]")
    keys.press("Space")
    page.wait_for_selector("[data-lever=carbon_tax] input[type=checkbox]:checked")
    _tab_to(page, "[data-lever=carbon_tax] [data-parameter=level]")
    before = page.evaluate("Number(document.activeElement.value)")
    for _ in range(3):
        keys.press("PageUp")
    assert page.evaluate("Number(document.activeElement.value)") > before
    page.wait_for_selector("[data-show=status]:not([data-kind=ready])")
    page.wait_for_selector(".pc-counter .pc-good")
    _tab_to(page, "[data-tool=play]")
    keys.press("Space")
    page.wait_for_selector("[data-tool=play][data-playing=true]")
    keys.press("Space")
    _tab_to(page, "[data-tool=chart]")
    first = page.evaluate("document.activeElement.value")
    keys.press("ArrowDown")
    page.wait_for_function("was => document.querySelector('[data-tool=chart]').value !== was", arg=first)
    _tab_to(page, "[data-tool=table]")
    keys.press("Space")
    page.wait_for_selector("[data-show=table] tbody tr")
    _tab_to(page, "[data-tool=agent-number]")
    keys.press("Control+A")
    keys.type("12")
    keys.press("Enter")
    page.wait_for_selector("[data-show=inspector] [data-show=decision]")
    page.evaluate("document.body.focus()")
    _tab_to(page, "[data-tool=close-agent]")
    keys.press("Enter")
    page.wait_for_selector("[data-show=inspector]", state="detached")


def test_a_link_restores_levers_city_and_year(visit: Any) -> None:
    page = visit(page="explore")
    page.wait_for_selector("[data-show=peak]")
    page.check("[data-lever=carbon_tax] input[type=checkbox] >> nth=0")
    page.wait_for_selector("[data-tool=undo]:not([disabled])")
    before = page.evaluate("location.search")
    page.focus("[data-parameter=level]")
    page.keyboard.press("PageUp")
    level = page.input_value("[data-parameter=level]")
    page.wait_for_selector(f"[data-value=level][data-now='{level}']")
    page.wait_for_function("was => location.search !== was", arg=before)
    again = visit(raw=page.evaluate("location.search"))
    again.wait_for_selector("[data-show=peak]")
    assert again.input_value("[data-parameter=level]") == level
    page.click("[data-tool=undo]")
    page.wait_for_function("was => document.querySelector('[data-parameter=level]').value !== was", arg=level)


def test_playing_costs_the_server_nothing(visit: Any) -> None:
    page = visit(page="explore")
    page.wait_for_selector("[data-show=peak]")
    page.click("[data-tool=to-start]")
    sent: list[Any] = []
    page.on("websocket", lambda socket: sent.append(socket))
    first = int(page.inner_text("[data-show=year]"))
    page.click("[data-tool=play]")
    page.wait_for_function(f"Number(document.querySelector('[data-show=year]').innerText) > {first + 2}")
    assert sent == []


def test_visitors_do_not_see_each_others_levers(visit: Any) -> None:
    one, other = visit(page="explore"), visit(page="explore")
    for page in (one, other):
        page.wait_for_selector("[data-show=peak]")
    one.check("[data-lever=carbon_tax] input[type=checkbox] >> nth=0")
    one.wait_for_selector("[data-tool=undo]:not([disabled])")
    other.click("[data-tool=language]")
    other.wait_for_function("document.documentElement.lang === 'zh'")
    assert not other.is_checked("[data-lever=carbon_tax] input[type=checkbox] >> nth=0")
    assert other.is_disabled("[data-tool=undo]")
    assert one.evaluate("document.documentElement.lang") == "en"
