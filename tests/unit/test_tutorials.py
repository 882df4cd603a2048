"""Tutorials and examples for other tools work as they are written, on a smaller sample."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from experiments.study import Study
from tests.tutorials import TUTORIALS, blocks, follow, smaller, typed


@pytest.fixture(autouse=True)
def one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sweeps run in this process, and pictures need no screen."""
    matplotlib = pytest.importorskip("matplotlib")
    monkeypatch.setattr("experiments.sweep.processors", lambda: 1)
    matplotlib.use("Agg")


def test_every_tutorial_is_followed_somewhere() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    assert [page.name for page in TUTORIALS.glob("*") if page.name not in tests] == []


def test_a_first_sweep(tmp_path: Path) -> None:
    said = follow("first_sweep.md", tmp_path)
    assert "(3 points, 2 futures, 2 seeds: 6 runs)" in said[0]
    assert "6 of 6 runs done" in said[1]
    assert "against point 0, on common luck" in said[4]
    assert (tmp_path / "pictures" / "convergence.svg").is_file()
    assert "2021" in said[-1]


def test_a_sensitivity_study(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    study = next(block for block in blocks("sensitivity.md") if block.file == "factors.toml")
    (tmp_path / "factors.toml").write_text(study.text, encoding="utf-8")
    assert Study.load(tmp_path / "factors.toml").name == "factors"
    said = follow("sensitivity.md", tmp_path)
    assert "Morris" in said[0]
    assert "Sobol" in said[1]
    for picture in ("screening/morris.svg", "indices/sobol.svg", "luck/convergence.svg"):
        assert (tmp_path / picture).is_file()


def test_an_own_rule_short_of_whole_runs(tmp_path: Path) -> None:
    rules, look = follow("own_rule.md", tmp_path)
    assert "agents.household.vehicle.unfamiliar" in rules
    assert look.splitlines()[2:4] == ["10% drive one: -2.00", "15% drive one: +0.00"]


FILES = {block.file: block for block in blocks("other_tools.md") if block.file}


@pytest.mark.parametrize(
    ("file", "needs", "printed"),
    [
        ("mesa_batch.py", "mesa", "demonstration"),
        ("ema.py", "ema_workbench", "height"),
        ("salib.py", "SALib", "ST_conf"),
        ("executors.py", "experiments", "Swept(runs=4, done=4, failed=0, new=4"),
    ],
)
def test_other_tools(file: str, needs: str, printed: str, tmp_path: Path) -> None:
    pytest.importorskip(needs)
    (tmp_path / file).write_text(smaller(FILES[file].text), encoding="utf-8")
    assert printed in typed(f"python {file}", tmp_path)


def test_every_example_for_other_tools_is_run() -> None:
    assert set(FILES) == {"mesa_batch.py", "ema.py", "salib.py", "executors.py"}


def test_the_notebook_runs(tmp_path: Path) -> None:
    notebook = json.loads((TUTORIALS / "first_look.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"), "kept without outputs"
    last = re.sub(r"^(len.*)$", r"print(\1)", cells[-1], flags=re.MULTILINE)
    (tmp_path / "cells.py").write_text(smaller("\n".join([*cells[:-1], last])), encoding="utf-8")
    assert re.search(r"^\d+ [\d.]+$", typed("python cells.py", tmp_path), re.MULTILINE)
