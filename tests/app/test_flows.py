"""The dashboard in a real browser: every page, no foreign request, no error, no accessibility violation."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = ("start", "explore", "compare", "plan", "classroom", "assumptions", "help")
HOSTILE = "<script>window.hacked=1</script>{{ 7*7 }}"


def _open(page: Any, address: str, where: str = "explore") -> None:
    page.goto(address)
    page.wait_for_selector(".pc-header")
    page.click(f"[data-page={where}]")
    page.wait_for_selector(f"[data-page={where}][aria-current=page]")


def _violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("zh", True)])
def test_every_page_is_accessible_in_both_languages_and_themes(
    page: Any, server: str, language: str, dark: bool
) -> None:
    _open(page, server, "start")
    if language == "zh":
        page.click("[data-tool=language]")
        page.wait_for_function("document.documentElement.lang === 'zh'")
    if dark:
        page.click("[data-tool=theme]")
        page.wait_for_function("document.documentElement.classList.contains('pc-dark')")
    for where in PAGES:
        page.click(f"[data-page={where}]")
        page.wait_for_selector(f"[data-page={where}][aria-current=page]")
        page.wait_for_selector(".pc-page, .pc-columns")
        assert _violations(page) == [], where


def test_no_page_is_wider_than_a_phone(page: Any, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    _open(page, server, "start")
    for where in PAGES:
        page.click(f"[data-page={where}]")
        page.wait_for_selector(f"[data-page={where}][aria-current=page]")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where


def test_a_lever_moves_the_result_by_keyboard_and_the_link_brings_it_back(page: Any, server: str) -> None:
    _open(page, server)
    page.wait_for_selector("[data-show=peak]")
    page.locator("[data-lever=carbon_tax] input[type=checkbox]").first.focus()
    page.keyboard.press("Space")
    slider = page.locator("[data-parameter=level]").first
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    level = slider.input_value()
    assert float(level) > 0
    page.wait_for_selector(".pc-counter .pc-good")
    page.wait_for_timeout(400)
    link = page.url
    again = page.context.new_page()
    again.set_default_timeout(60_000)
    again.goto(link)
    again.wait_for_selector("[data-show=peak]")
    assert again.locator("[data-parameter=level]").first.input_value() == level
    again.close()
    page.locator("text=Undo").click()
    page.wait_for_function(f"document.querySelector('[data-parameter=level]').value !== '{level}'")


def test_playing_moves_the_year_without_the_server(page: Any, server: str) -> None:
    _open(page, server)
    page.wait_for_selector("[data-show=peak]")
    page.locator("text=Back to the start").click()
    first = page.inner_text("[data-show=year]")
    page.focus("[data-tool=play]")
    page.keyboard.press("Space")
    page.wait_for_function(f"document.querySelector('[data-show=year]').innerText > '{int(first) + 2}'")


def test_hostile_files_and_links_are_refused_in_words(page: Any, server: str) -> None:
    _open(page, server, "plan")
    for content in (b"\x00\xff\xfe" * 50, b"x" * 400_000, f'[[levers]]\nname = "{HOSTILE}"\n'.encode()):
        page.set_input_files(
            "input[type=file]", {"name": f"{HOSTILE}.toml", "mimeType": "text/plain", "buffer": content}
        )
        page.wait_for_selector(".pc-note")
        page.locator(".pc-note button").click()
        page.wait_for_selector(".pc-note", state="detached")
    page.goto(server + "?s=" + "A" * 500)
    page.wait_for_selector(".pc-note")
    assert page.evaluate("window.hacked") is None


def test_a_class_submits_plans_to_a_live_board(page: Any, server: str) -> None:
    _open(page, server, "classroom")
    page.click("[data-tool=open-room]")
    code = page.inner_text("[data-show=code]")
    student = page.context.new_page()
    student.set_default_timeout(60_000)
    _open(student, server, "classroom")
    student.fill("#pc-code", code)
    student.fill("#pc-nick", HOSTILE[:24])
    student.locator("form button").click()
    student.wait_for_selector("[data-show=code]")
    student.wait_for_timeout(500)
    for _ in range(60):
        student.click("[data-tool=submit]")
        student.wait_for_timeout(500)
        if student.locator("tbody tr").count():
            break
    page.wait_for_selector("tbody tr")
    assert HOSTILE[:10] in page.inner_text("tbody")
    student.close()
