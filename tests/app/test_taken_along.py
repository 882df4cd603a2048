"""What visitors take along and bring back: exports, plan files, links, steps back, the agent they asked."""

from __future__ import annotations

import csv
import io
import struct
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

HUZHOU = Path(__file__).resolve().parents[2] / "sim/data/cities/huzhou.toml"
TAX = [{"name": "carbon_tax", "start": "2026-01", "level": 140}]
YEARS = range(2020, 2061)


def _saved(page: Any, tool: str, ending: str) -> bytes:
    page.wait_for_selector(f"[data-tool={tool}]:not([disabled])")
    with page.expect_download() as coming:
        page.click(f"[data-tool={tool}]")
    assert coming.value.suggested_filename.endswith(ending)
    return bytes(coming.value.path().read_bytes())


@pytest.fixture
def explored(visit: Any) -> Any:
    page = visit(page="explore", levers=TAX)
    page.wait_for_selector("[data-show=peak]")
    page.wait_for_selector("[data-kind=ready]")
    page.wait_for_selector(".pc-chart canvas")
    return page


def test_the_data_is_the_run_year_by_year(explored: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(_saved(explored, "csv", ".csv").decode())))
    assert [int(row["year"]) for row in rows] == list(YEARS)
    last = float(rows[-1]["co2_total_mt"])
    assert last > 0
    explored.check("[data-tool=table]")
    cells = explored.eval_on_selector_all(
        "[data-show=table] tbody tr:last-child td", "all => all.map((c) => c.innerText)"
    )
    assert sum(map(float, cells[1:-1])) == pytest.approx(last, rel=1e-2)


def test_the_picture_is_as_large_as_print_needs(explored: Any) -> None:
    content = _saved(explored, "png", ".png")
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24])[0] > 1000


@pytest.mark.parametrize("dark", [False, True])
def test_the_drawing_is_whole_xml_and_names_its_series(visit: Any, dark: bool) -> None:
    page = visit(page="explore", levers=TAX, dark=dark)
    page.wait_for_selector(".pc-chart canvas")
    drawing = ElementTree.fromstring(_saved(page, "svg", ".svg"))  # noqa: S314 (our own file)
    said = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"iron and steel", "Baseline", "2020"} <= set(said)
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}path"))) > 10


@pytest.mark.parametrize(("language", "wanted"), [("en", ("Huzhou", "Carbon tax")), ("zh", ("湖州", "碳税"))])
def test_the_report_names_city_levers_and_every_year(visit: Any, language: str, wanted: tuple[str, str]) -> None:
    page = visit(page="explore", levers=TAX, lang=language)
    text = _saved(page, "report", ".html").decode()
    assert f'<html lang="{language}">' in text
    for what in (*wanted, "level = 140", *map(str, YEARS)):
        assert what in text
    assert "<script" not in text


def test_a_plan_file_comes_back_as_the_same_plan(explored: Any, visit: Any) -> None:
    content = _saved(explored, "plan-file", ".toml")
    assert [lever["level"] for lever in tomllib.loads(content.decode())["levers"]] == [140]
    page = visit(page="plan", lang="zh")
    page.set_input_files("input[type=file]", {"name": "plan.toml", "mimeType": "text/plain", "buffer": content})
    page.wait_for_selector("[data-entry]")
    assert "140" in page.inner_text("[data-entry]")


@pytest.mark.parametrize(("language", "kind"), [("en", "Your own"), ("zh", "您自己的")])
def test_a_city_of_ones_own_is_opened_on_the_start_page(visit: Any, language: str, kind: str) -> None:
    page = visit(page="start", lang=language, width=390)
    assert kind in page.inner_text("[data-shows=start]")
    text = HUZHOU.read_text(encoding="utf-8").replace('name = "huzhou"', 'name = "lakeside"')
    text = text.replace('title_en = "Huzhou"', 'title_en = "Lakeside"')
    text = text.replace('title_zh = "湖州"', 'title_zh = "湖畔"')
    page.set_input_files("input[type=file]", {"name": "own.toml", "mimeType": "text/plain", "buffer": text.encode()})
    page.wait_for_selector("[data-show=message]")
    tile = page.wait_for_selector(".pc-tile[aria-pressed=true]")
    assert {"en": "Lakeside", "zh": "湖畔"}[language] in tile.inner_text()
    tile.click()
    page.wait_for_selector("[data-show=peak]")


def test_steps_back_and_forwards_bring_every_state(explored: Any) -> None:
    seen = [explored.input_value("[data-parameter=level]")]
    for _ in range(2):
        explored.focus("[data-parameter=level]")
        explored.keyboard.press("PageUp")
        seen.append(explored.input_value("[data-parameter=level]"))
        explored.wait_for_selector(f"[data-value=level][data-now='{seen[-1]}']")
    assert len(set(seen)) == 3
    for tool, levels in (("undo", seen[-2::-1]), ("redo", seen[1:])):
        for level in levels:
            explored.click(f"[data-tool={tool}]")
            explored.wait_for_selector(f"[data-value=level][data-now='{level}']")
            explored.wait_for_function("v => document.querySelector('[data-parameter=level]').value === v", arg=level)
    assert explored.is_disabled("[data-tool=redo]")


def test_a_link_restores_page_language_theme_chart_target_and_year(explored: Any, visit: Any) -> None:
    explored.select_option("[data-tool=chart]", "chart_total")
    explored.fill("[data-tool=target]", "20")
    explored.keyboard.press("Enter")
    explored.wait_for_selector("[data-show=target]:not(:empty)")
    explored.click("[data-tool=language]")
    explored.click("[data-tool=theme]")
    before = explored.evaluate("location.search")
    explored.click("[data-tool=to-start]")
    explored.keyboard.press("Tab")
    explored.click("text=下一年")
    explored.wait_for_function("was => location.search !== was", arg=before)
    explored.wait_for_timeout(1000)  # the playhead tells the server where it rests, not where it passes
    again = visit(raw=explored.evaluate("location.search"))
    again.wait_for_selector("[data-show=target]:not(:empty)")
    for page in (explored, again):
        assert page.input_value("[data-tool=chart]") == "chart_total"
        assert page.input_value("[data-tool=target]") == "20"
        assert page.inner_text("[data-show=year]") == "2021"
        assert page.evaluate("document.documentElement.lang") == "zh"
        assert page.evaluate("document.documentElement.classList.contains('pc-dark')")


@pytest.mark.parametrize("kind", ["households", "firms"])
def test_an_agent_is_shown_under_both_plans_and_follows_the_playhead(explored: Any, kind: str) -> None:
    explored.check(f"[data-tool=map-{kind}]")
    explored.fill("[data-tool=agent-number]", "7")
    explored.click("[data-tool=ask]")
    explored.wait_for_function("document.querySelectorAll('[data-show=agent-state] thead th').length === 3")
    explored.wait_for_selector("[data-show=decision]")
    if kind == "firms":  # years in which it does the same stand in one line
        assert "×" in explored.inner_text("[data-show=decision] summary >> nth=0")
        assert explored.locator("[data-show=decision]").count() < 2 * len(YEARS)
    state = "[data-show=agent-state] tbody"
    last = explored.inner_text(state)
    explored.click("[data-tool=to-start]")
    explored.wait_for_function(
        "was => document.querySelector('[data-show=agent-state] tbody').innerText !== was", arg=last
    )
    assert "2020" in explored.inner_text("[data-show=inspector] h2")
    rows = explored.eval_on_selector_all(
        f"{state} tr", "all => all.map((r) => [...r.querySelectorAll('td')].map((c) => c.innerText))"
    )
    assert all(plan == baseline for plan, baseline in rows)  # the tax begins in 2026


def test_a_table_on_a_phone_keeps_its_years_in_one_line(visit: Any) -> None:
    page = visit(width=390, page="explore", levers=TAX)
    page.wait_for_selector("[data-show=peak]")
    page.check("[data-tool=table]")
    cell = page.wait_for_selector("[data-show=table] tbody td")
    assert cell.bounding_box()["height"] < 40
