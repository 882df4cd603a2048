"""The commands that write docs/studies and docs/throughput.md: what they ask for exists, and figures add up."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from experiments import studies, throughput
from experiments.cli import commands
from experiments.designs import check_study
from experiments.studies import PAGES, ROOT, STUDIES
from experiments.study import Study
from experiments.watching import Seen, Sweep


@pytest.mark.parametrize("name", list(STUDIES))
def test_documented_studies_are_typed_rightly(name: str) -> None:
    for command in STUDIES[name].commands:
        program, subcommand, *arguments = shlex.split(command.format(out="somewhere"))
        assert program == "pilotcity"
        parsed = commands.commands[subcommand].make_context(subcommand, list(arguments))
        for file in [one for one in arguments if one.endswith(".toml")]:
            check_study(Study.load(ROOT / file))
        assert parsed.params["db"] if "db" in parsed.params else parsed.params["file"]
    assert (PAGES / f"{name}.md").is_file()
    assert "<svg" in (PAGES / f"{name}.svg").read_text(encoding="utf-8")


def test_a_page_shows_command_table_and_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = studies.Documented("Title", "Why?", ("pilotcity cities --json",), "x", "Read it so.")
    said, seconds = studies.run(one, tmp_path)
    assert '"huzhou"' in said
    assert seconds > 0.0
    text = studies.page("cities", one, "table  \n")
    assert "```\npilotcity cities --json\n```" in text
    assert "![Title](cities.svg)" in text
    assert "```text\ntable\n```" in text
    monkeypatch.setattr(studies, "STUDIES", {"wrong": one})
    with pytest.raises(ValueError, match="a command of the study failed"):
        studies.run(studies.Documented("T", "W", ("pilotcity cities --nonsense",), "x", "r"), tmp_path)


def seen(driver: float, workers: float, *, growth: float = 0.0) -> Seen:
    """Return what would be seen of a sweep: 10 and 20 CPU seconds had passed when the first run was recorded."""
    memory = [100.0] * 10 + [1e9] * 20 + [1e9 * (1.0 + growth)] * 20
    return Seen(
        driver=1, began=0.0, seconds=100.0, cpu={1: 10.0 + driver, 2: 20.0 + workers}, cpu_before={1: 10.0, 2: 20.0},
        memory={2: memory, 1: [5.0] * 50}, looks_before={2: 10, 1: 10},
    )  # fmt: skip


def test_a_sweep_is_watched_once_runs_come_in() -> None:
    one = seen(3.0, 97.0, growth=0.1)
    assert one.driver_share() == pytest.approx(3.0)
    assert one.growth() == pytest.approx(10.0)
    assert one.largest() == pytest.approx(1.1e9)
    assert one.all_cpu() == pytest.approx(130.0)


def test_the_page_compares_engines_and_looks_ahead() -> None:
    found = [
        Sweep("one process", 1, seen(0.0, 170.0), 100, 90.0, 2.0, 4_000_000, "a"),
        Sweep("two processes", 2, seen(2.0, 168.0), 100, 180.0, 1.0, 4_000_000, "a"),
        Sweep("two Dask workers", 2, seen(4.0, 196.0), 100, 180.0, 1.25, 4_000_000, "b"),
    ]
    rows = {what: (figure, aim) for what, figure, _, _, aim in throughput.rows(found)}
    assert rows["two processes over one process, steady"] == ("2.00", "≥ 1.8")
    assert rows["two Dask workers over two processes, steady"] == ("0.80", "≥ 0.8")
    assert rows["two processes over one process, by processor time"][0] == "2.00"
    assert rows["two processes: driver"] == ("1.2", "< 5")
    assert rows["exports are equal, byte by byte"] == ("NO", "yes"), "a difference between engines is not hidden"
    outlook = throughput.million(found, (0.001, 0.003, 0.002))
    assert "| store, GB | 4.0 | 40.0 |" in outlook
    assert "| processor time, h | 64 | 639 |" in outlook
    assert "about 49 processors busy" in "\n".join(outlook)
