"""The Plan page's timeline: bars and their ends are moved with the pointer or the keyboard, and moved back."""

from __future__ import annotations

from typing import Any

import pytest

PLAN = [
    {"name": "carbon_tax", "start": "2026-01", "end": "2040-12", "level": 120},
    {"name": "carbon_tax", "start": "2028-01", "announced": "2027-01"},
]
ENTRY, YEARS = "[data-entry] >> nth={}", 41


def _months(page: Any, place: int = 0) -> tuple[str, str]:
    """Return an entry's first and last month as its fields say."""
    fields = page.locator("[data-entry]").nth(place).locator("input[type=month]")
    return str(fields.nth(0).input_value()), str(fields.nth(1).input_value())


def _wait(page: Any, start: str, end: str, place: int = 0) -> None:
    page.wait_for_function(
        "([at, ...wanted]) => [...document.querySelectorAll('[data-entry]')[at].querySelectorAll('input[type=month]')]"
        ".every((f, i) => f.value === wanted[i])",
        arg=[place, start, end],
    )


def _drag(page: Any, selector: str, years: float, place: int = 0) -> None:
    entry = page.locator("[data-entry]").nth(place)
    entry.scroll_into_view_if_needed()
    box, track = entry.locator(selector).bounding_box(), entry.locator(".pc-track").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for part in (0.5, 1.0):
        page.mouse.move(x + part * years * track["width"] / YEARS, y)
    page.mouse.up()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_bar_and_its_ends_are_dragged_and_each_move_is_undone_at_once(visit: Any, width: int) -> None:
    page = visit(page="plan", levers=PLAN, width=width)
    page.wait_for_selector("[data-entry]")
    seen = [_months(page)]
    for selector, years in (("[data-grip=start]", 3), ("[data-grip=end]", -5), ("[data-bar]", 4)):
        before = page.evaluate("location.search")
        _drag(page, selector, years)
        page.wait_for_function("was => location.search !== was", arg=before)
        seen.append(_months(page))
    starts, ends = [int(s[:4]) for s, _ in seen], [int(e[:4]) for _, e in seen]
    assert starts == pytest.approx([2026, 2029, 2029, 2033], abs=1)
    assert ends == pytest.approx([2040, 2040, 2035, 2039], abs=1)
    assert len(set(seen)) == 4
    for start, end in seen[-2::-1]:
        page.click("[data-tool=undo]")
        _wait(page, start, end)
    assert page.is_disabled("[data-tool=undo]")


def test_an_end_is_moved_with_the_keyboard_within_its_limits(visit: Any) -> None:
    page = visit(page="plan", levers=PLAN, lang="zh")
    page.focus(ENTRY.format(0) + " >> [data-grip=start]")
    for key in ("ArrowRight", "ArrowRight", "PageUp", "ArrowLeft"):
        page.keyboard.press(key)
    _wait(page, "2027-02", "2040-12")
    page.wait_for_selector("[data-tool=undo]:not([disabled])")
    grip = page.locator("[data-entry]").nth(0).locator("[data-grip=start]")
    assert grip.get_attribute("aria-valuetext") == "2027-02"
    page.click("[data-tool=undo]")  # the four keys were one move
    _wait(page, "2026-01", "2040-12")
    grip.focus()
    page.keyboard.press("End")
    _wait(page, "2040-12", "2040-12")
    page.focus(ENTRY.format(0) + " >> [data-grip=end]")
    page.keyboard.press("End")
    _wait(page, "2040-12", "")
    assert "无结束" in page.locator("[data-grip=end]").nth(0).get_attribute("aria-valuetext")


def test_an_announced_lever_does_not_start_before_it_is_announced(visit: Any) -> None:
    page = visit(page="plan", levers=PLAN)
    page.wait_for_selector("[data-entry]")
    _drag(page, "[data-grip=start]", -8, place=1)
    _wait(page, "2027-01", "", place=1)
    page.wait_for_selector("[data-tool=undo]:not([disabled])")
    assert page.locator("[data-show=message]").count() == 0


def test_a_role_in_the_classroom_moves_its_own_levers_alone(visit: Any) -> None:
    teacher = visit(page="classroom")
    teacher.click("[data-tool=open-room]")
    page = visit(page="classroom", levers=PLAN)
    page.fill("#pc-code", teacher.inner_text("[data-show=code]"))
    page.fill("#pc-nick", "Li")
    page.select_option("#pc-role", "citizens")
    page.click("[data-tool=join]")
    page.click("[data-page=plan]")
    page.wait_for_selector("[data-entry]")
    before = _months(page)
    _drag(page, "[data-grip=start]", 5)
    assert _months(page) == before
    assert page.locator("[data-grip=start]").nth(0).get_attribute("aria-disabled") == "true"
    teacher.click("[data-tool=leave-room]")
