"""A lesson: a teacher and two students, each in a browser of their own, through all rounds."""

from __future__ import annotations

from typing import Any

BOX = "[data-lever={}] input[type=checkbox] >> nth=0"


def _join(visit: Any, code: str, nickname: str, role: str, **more: Any) -> Any:
    page = visit(page="classroom", **more)
    page.fill("#pc-code", code.lower())
    page.fill("#pc-nick", nickname)
    page.select_option("#pc-role", role)
    page.click("[data-tool=join]")
    page.wait_for_selector("[data-show=code]")
    return page


def _go(page: Any, where: str) -> None:
    page.click(f"[data-page={where}]")
    page.wait_for_selector(f"[data-shows={where}]")


def _submit(page: Any) -> None:
    page.wait_for_selector("[data-tool=submit]:not([disabled])")
    page.click("[data-tool=submit]")


def _rows(page: Any, count: int) -> list[list[str]]:
    page.wait_for_function("n => document.querySelectorAll('[data-show=board] tbody tr').length === n", arg=count)
    found = page.eval_on_selector_all(
        "[data-show=board] tbody tr", "all => all.map((r) => [...r.children].map((c) => c.innerText))"
    )
    return [list(map(str, row)) for row in found]


def test_a_lesson_from_the_first_round_to_the_end(visit: Any, violations: Any) -> None:
    teacher = visit(page="classroom")
    teacher.click("[data-tool=open-room]")
    code = teacher.inner_text("[data-show=code]")
    bank = _join(visit, code, "Li", "bank")
    citizens = _join(visit, code, "Wang", "citizens", lang="zh", width=390)
    teacher.wait_for_selector("text=Wang")

    for page, own, locked in ((bank, "green_credit", "carbon_tax"), (citizens, "behaviour_campaign", "green_credit")):
        _go(page, "explore")
        assert page.is_disabled(BOX.format(locked))
        page.check(BOX.format(own))
        page.wait_for_selector("[data-tool=undo]:not([disabled])")
        _go(page, "classroom")
        _submit(page)
    first = _rows(teacher, 2)
    for page in (teacher, bank, citizens):
        assert violations(page) == []
    assert {row[0] for row in first} == {"Li", "Wang"}
    assert {row[1] for row in first} == {"1"}

    teacher.click("[data-tool=next-round]")
    for page in (bank, citizens):
        page.wait_for_function("document.querySelector('[data-show=round]').innerText === '2'")
    bank.reload()
    bank.wait_for_selector("[data-show=round]")
    assert bank.inner_text("[data-show=round]") == "2"
    _submit(bank)
    _submit(citizens)
    assert sorted((row[0], row[1]) for row in _rows(teacher, 4)) == [
        ("Li", "1"),
        ("Li", "2"),
        ("Wang", "1"),
        ("Wang", "2"),
    ]

    with teacher.expect_download() as coming:
        teacher.click("[data-tool=sheet]")
    sheet = coming.value.path().read_text(encoding="utf-8")
    assert code in sheet
    assert {f"<td>{who}</td>" in sheet for who in ("Li", "Wang")} == {True}

    teacher.reload()
    teacher.wait_for_selector("[data-tool=next-round]")
    _rows(teacher, 4)
    teacher.click("[data-tool=leave-room]")
    for page in (teacher, bank, citizens):
        page.wait_for_selector("#pc-code")
    _go(bank, "explore")
    assert bank.is_enabled(BOX.format("carbon_tax"))
