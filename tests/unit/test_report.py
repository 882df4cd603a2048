"""Reports: one page that needs no network, in two languages, made from the result folder alone."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments.cli import commands
from experiments.documents import run_document
from experiments.report import cases, load_result, write_report
from experiments.run import run_many
from experiments.scenario import Scenario
from experiments.tables import effect_rows, summary_table
from sim.core.errors import InputError
from tests.conftest import TOYTOWN, made_up_result


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the result folder of a made-up comparison, made once."""
    here = tmp_path_factory.mktemp("report")
    (here / "toytown.toml").write_text(TOYTOWN, encoding="utf-8")
    line = ["compare", str(here / "toytown.toml"), "--plan", "demonstration", "--runs", "3", "--workers", "1"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.run.run", made_up_result)
        result = CliRunner().invoke(commands, [*line, "--out", str(here / "out")])
    assert result.exit_code == 0, result.output
    return here / "out"


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """Return a copy of the finished folder."""
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def test_the_page_stands_alone(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    links = re.findall(r"(?:src|href)=\"(?!#)([^\"]*)\"", page)
    assert links == []
    assert page.count("<svg") == 3
    assert "<script" not in page
    assert "Toytown" in page
    assert "the budget ran out" in page


def test_the_report_can_be_made_again_in_chinese(folder: Path) -> None:
    path = write_report(folder, "zh")
    page = path.read_text(encoding="utf-8")
    assert path.name == "report_zh.html"
    assert "玩具城" in page
    assert "达峰年份" in page


def test_the_same_folder_makes_the_same_page(folder: Path) -> None:
    before = (folder / "report.html").read_bytes()
    assert write_report(folder).read_bytes() == before


def test_what_is_written_by_users_is_escaped(folder: Path) -> None:
    document = load_result(folder)
    document["title"]["en"] = "<script>alert(1)</script>"
    (folder / "result.json").write_text(json.dumps(document), encoding="utf-8")
    assert "<script>" not in write_report(folder).read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", "\udcff"])
def test_what_is_no_result_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "result.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError):
        load_result(tmp_path)


def test_unknown_language_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="en or zh"):
        write_report(folder, "fr")


def test_tables_say_what_is_not_known(made_up_runs: Path, toytown: Path) -> None:
    ensemble = run_many(Scenario.load(toytown).with_(end=2030), 2)
    document = run_document(ensemble, 0.0)
    _, rows = summary_table(cases(document))
    assert rows[0][0] == "baseline"
    assert rows[0][1] == "not yet"
    assert rows[0][3] == "–"
    assert effect_rows({}) == []
