"""Who may know whom, and the habits of the house: checked, not remembered."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sim", "agents", "policies", "experiments")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TABLES = sorted(path for package in PACKAGES for end in ("csv", "toml") for path in (ROOT / package).rglob(f"*.{end}"))
MOST_LINES = 400
SCREEN, SCREENS_OF_A_KERNEL = 70, 2  # a kernel spends a line on every column it reads or writes
LEFT_OVER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MACHINE = re.compile(r"/(work|home|root|tmp|Users)/\w")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield every function's name, its length in lines without docstring, and the length allowed."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            opening = node.body[0]
            doc = 0
            if isinstance(opening, ast.Expr) and isinstance(opening.value, ast.Constant):
                doc = (opening.end_lineno or opening.lineno) - opening.lineno + 1
            is_kernel = any(isinstance(d, ast.Name) and d.id == "kernel" for d in node.decorator_list)
            allowed = SCREEN * (SCREENS_OF_A_KERNEL if is_kernel else 1)
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - doc, allowed


def test_floors() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=_name)
def test_files_are_short_and_finished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert ast.get_docstring(ast.parse(text)), "opens with what it is"
    assert not LEFT_OVER.search(text)
    assert not MACHINE.search(text) or path.parent.name == "structure"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_functions_fit_a_screen(path: Path) -> None:
    assert {name: lines for name, lines, allowed in _functions(path) if lines > allowed} == {}


@pytest.mark.parametrize("path", TABLES, ids=_name)
def test_tables_name_no_machine(path: Path) -> None:
    assert not MACHINE.search(path.read_text(encoding="utf-8"))


def test_modules_that_touch_the_city_say_what_they_read_write_and_draw() -> None:
    silent = []
    for path in (ROOT / "agents").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        said = (ast.get_docstring(ast.parse(text)) or "").lower()
        touches = "WorldState" in text or "@kernel" in text
        if touches and not all(re.search(word, said) for word in ("reads?", "writes?", "draws?")):
            silent.append(_name(path))
    assert silent == []


def test_luck_comes_from_keyed_draws_alone() -> None:
    other = re.compile(
        r"np\.random|numpy\.random|^import random|^from random|\.random\.|shuffle_do|time\.time\(", re.MULTILINE
    )
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] != "experiments":
            assert not other.search(path.read_text(encoding="utf-8")), _name(path)


def test_the_engine_never_walks_over_mesa_agents() -> None:
    walking = re.compile(r"model\.agents\b|self\.agents\b|agents_by_type\[")
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] in ("agents", "sim") and path.name != "city.py":
            assert not walking.search(path.read_text(encoding="utf-8")), _name(path)


def test_no_rule_or_lever_names_the_peak() -> None:
    """The peak emerges: outside ``experiments`` only load peaks are spoken of, never a peak of emissions."""
    naming = re.compile(r"peak_(year|height|date|target|multiplier)|emission_(multiplier|factor_change)", re.IGNORECASE)
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] != "experiments":
            assert not naming.search(path.read_text(encoding="utf-8")), _name(path)
