"""What hostile visitors bring is shown as text or refused in one line; what servers do to visitors is mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HOSTILE = "<script>window.hacked=1</script>{{ 7*7 }}<img src=x onerror=window.hacked=1>"
HUZHOU = Path(__file__).resolve().parents[2] / "sim/data/cities/huzhou.toml"
TAX = [{"name": "carbon_tax", "start": "2026-01", "level": 130}]
LOST_MS = 90_000


def _upload(page: Any, name: str, content: bytes) -> str:
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
    page.wait_for_selector("[data-show=message]")
    said = str(page.inner_text("[data-show=message] span"))
    page.click("[data-show=message] button")
    page.wait_for_selector("[data-show=message]", state="detached")
    return said


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\xff\xfe" * 50,
        b"x" * 400_000,
        b"a = [" * 20_000,
        f'[[levers]]\nname = "{HOSTILE}"\n'.encode(),
        b"[[levers]]\nname = 'carbon_tax'\nlevel = 1e308\n",
        b"[city]\npopulation_million = -1\n",
    ],
    ids=["binary", "huge", "deep", "script", "infinite", "negative"],
)
def test_a_wrong_file_is_refused_in_one_line(visit: Any, content: bytes) -> None:
    page = visit(page="plan")
    said = _upload(page, f"{HOSTILE}.toml".replace("/", "|"), content)
    assert "\n" not in said
    assert "Traceback" not in said
    assert page.evaluate("window.hacked") is None


def test_the_start_page_refuses_a_wrong_file_as_the_plan_page_does(visit: Any) -> None:
    page = visit(page="start")
    assert "not a TOML text" in _upload(page, "own.toml", b"\x00\xff\xfe" * 50)


def test_a_wrong_file_is_refused_in_chinese_on_a_chinese_page(visit: Any) -> None:
    page = visit(page="start", lang="zh")
    said = _upload(page, "own.toml", b"\x00\xff\xfe" * 50)
    assert "不是 TOML 文本" in said
    assert "not a" not in said


def test_a_hostile_title_is_shown_as_text(visit: Any) -> None:
    page = visit(page="plan")
    text = HUZHOU.read_text(encoding="utf-8").replace('title_en = "Huzhou"', f"title_en = '{HOSTILE}'")
    _upload(page, "own.toml", text.encode())
    page.click("[data-page=start]")
    page.wait_for_selector("[data-shows=start]")
    assert "{{ 7*7 }}" in page.inner_text(".pc-page")
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(
    "query",
    ["?s=" + "A" * 500, "?s=" + "A" * 20_000, f"?s={HOSTILE}", "?s=%00%ff", "?modelid=1", "?s=&s=", "?" + "a=b&" * 500],
    ids=["nonsense", "long", "script", "bytes", "model", "empty", "many"],
)
def test_a_wrong_link_opens_the_dashboard(visit: Any, query: str) -> None:
    page = visit(raw=query)
    page.wait_for_selector("[data-page=start]")
    assert page.evaluate("window.hacked") is None


def test_a_hostile_nickname_is_text_on_the_board(visit: Any) -> None:
    teacher = visit(page="classroom")
    teacher.click("[data-tool=open-room]")
    code = teacher.inner_text("[data-show=code]")
    student = visit(page="classroom")
    student.fill("#pc-code", code)
    student.fill("#pc-nick", HOSTILE[:24])
    student.click("[data-tool=join]")
    student.wait_for_selector("[data-tool=submit]:not([disabled])")
    student.click("[data-tool=submit]")
    teacher.wait_for_selector("[data-show=board] tbody tr")
    assert HOSTILE[:20] in teacher.inner_text("[data-show=board] tbody")
    assert teacher.evaluate("window.hacked") is None


def test_a_killed_server_is_told_of_and_its_return_restores_the_page(start_server: Any, visit_at: Any) -> None:
    server = start_server()
    visit = visit_at(server.address)
    visit.forgiven = ("ERR_CONNECTION", "WebSocket", "Failed to fetch", "ERR_EMPTY", "502", "NetworkError")
    page = visit(page="plan", levers=TAX)
    page.wait_for_selector("[data-entry]")
    server.kill()
    page.wait_for_selector(".pc-lost", timeout=LOST_MS)
    assert "服务器" in page.inner_text(".pc-lost")
    server.start()
    page.wait_for_selector(".pc-lost", state="detached", timeout=LOST_MS)
    page.wait_for_selector("[data-entry]", timeout=LOST_MS)
    assert "130" in page.inner_text("[data-entry]")
