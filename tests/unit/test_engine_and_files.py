"""Jobs in this process and in workers, progress lines, and files that are whole or not there."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from experiments import progress as progress_module
from experiments.engine import completed, processors
from experiments.files import open_folder, write_csv, write_json, write_text
from experiments.progress import progress
from experiments.run import run_many, run_together
from experiments.scenario import Scenario
from sim.core.errors import InputError


@pytest.mark.parametrize("workers", [1, 2])
def test_every_job_is_done_once_whoever_does_it(workers: int) -> None:
    jobs = [float(n) for n in range(12)]
    assert dict(completed(math.sqrt, jobs, workers)) == {n: math.sqrt(n) for n in range(12)}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_job_is_heard_of(workers: int) -> None:
    with pytest.raises(ValueError, match="math domain error|nonnegative"):
        list(completed(math.sqrt, [4.0, -1.0, 9.0], workers))


def test_there_is_a_processor() -> None:
    assert processors() >= 1


def test_runs_come_in_order_of_seed_and_are_reported(made_up_runs: Path, toytown: Path) -> None:
    scenario = Scenario.load(toytown).with_(end=2024)
    done: list[int] = []
    years: list[None] = []
    ensembles = run_together([scenario, scenario], 3, seed=7, on_done=done.append, on_year=lambda: years.append(None))
    assert [[r.seed for r in e.results] for e in ensembles] == [[7, 8, 9], [7, 8, 9]]
    assert done == [1, 2, 3]
    assert len(years) == 2 * 3 * 5


def test_an_ensemble_is_a_table(made_up_runs: Path, toytown: Path) -> None:
    ensemble = run_many(Scenario.load(toytown).with_(end=2024), 2)
    tidy = ensemble.tidy()
    assert list(tidy.columns[:3]) == ["run", "seed", "year"]
    assert len(tidy) == 10
    assert ensemble.mean().loc[2022, "co2_total_mt"] == pytest.approx(ensemble.column("co2_total_mt")[:, 2].mean())


def test_piped_progress_is_plain_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress_module, "SECONDS_BETWEEN_LINES", 0.0)
    with progress("counting") as advance:
        for share in (0.0, 0.25, 0.5, 1.0):
            advance(share)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [line.split(",")[0] for line in captured.err.splitlines()] == ["counting: 25 % done", "counting: 50 % done"]


def test_a_bar_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with progress_module._bar("counting") as advance:
        advance(0.5)
    assert capsys.readouterr().out == ""


def test_files_are_written_whole(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "湖州")
    write_json(tmp_path / "a.json", {"x": [1.5, None]})
    write_csv(tmp_path / "a.csv", ("a", "b"), [(1, 2.5), ("x,y", None)])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == 'a,b\n1,2.5\n"x,y",\n'
    assert {p.name for p in tmp_path.iterdir()} == {"a.txt", "a.json", "a.csv"}
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(tmp_path / "b.json", float("nan"))
    assert not (tmp_path / "b.json").exists()


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="output folder cannot be used"):
        open_folder(tmp_path / "file" / "below")
