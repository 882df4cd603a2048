"""Analyses of a stored study: peaks with censoring, pairs, failing futures, and how many runs are enough."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.convergence import convergence, convergence_figure, running, runs_needed
from experiments.analysis.discovery import discover, discovery_figure, not_peaked_by
from experiments.analysis.points import paired_points, peaks_by_point
from experiments.archive import Archive
from experiments.cli import commands
from experiments.study import Study
from experiments.sweep import sweep
from sim.core.errors import InputError


@pytest.fixture
def store(toytown: Path, made_up_runs: Path, tmp_path: Path) -> Path:
    """Return a store of two points, three seeds each with a future of its own."""
    study = Study(
        name="a", base={"scenario": toytown.name}, folder=toytown.parent, replications={"seeds": 3},
        design={"kind": "grid", "levers": {"carbon_tax.level": [0, 100]}},
        uncertainties={"household.peer_weight": {"low": 0.1, "high": 0.3}},
    )  # fmt: skip
    sweep(study, tmp_path / "a.db", workers=1)
    return tmp_path / "a.db"


def test_peaks_of_points_are_censored_near_the_end(store: Path) -> None:
    with Archive(store) as archive:
        rows = peaks_by_point(archive, archive.study())
    assert [row["runs"] for row in rows] == [3, 3]
    assert rows[1]["settings"] == {"levers.carbon_tax.level": 100}
    by = rows[0]["peak"]["probability_by"]
    assert (by["2025"], by["2040"], by["2050"]) == (0.0, 1.0, None), "2050 lies beyond the runs"
    assert all(row["censored"] == 0 for row in rows)


def test_pairs_share_their_luck() -> None:
    from experiments.analysis.measures import NAMES

    luck = np.random.default_rng(3).normal(size=40)
    rows = [
        {"point": point, "future": 0, "seed": seed, **dict.fromkeys(NAMES, luck[seed] - 2.0 * point)}
        for point in (0, 1) for seed in range(40) if (point, seed) != (1, 7)
    ]  # fmt: skip
    effect = paired_points(pd.DataFrame(rows))[1]["cumulative_co2_mt"]
    assert effect["mean"] == pytest.approx(-2.0)
    assert effect["variance_reduction"] == pytest.approx(1.0)


def test_prim_finds_the_corner_where_runs_fail() -> None:
    pytest.importorskip("ema_workbench")
    units = np.random.default_rng(2).random((400, 3))
    frame = pd.DataFrame(units, columns=["a.x", "a.y", "a.z"])
    failed = (units[:, 0] > 0.7) & (units[:, 1] < 0.5)
    found = discover(frame, failed)
    assert found["density"] > 0.8
    assert found["coverage"] > 0.6
    limits = {row["setting"]: row for row in found["box"]}
    assert limits["a.x"]["low"] == pytest.approx(0.7, abs=0.1)
    assert limits["a.y"]["high"] == pytest.approx(0.5, abs=0.1)
    (axis,) = discovery_figure(frame, failed, found, "no peak by 2030").axes
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("a.x", "a.y"), "the two settings that the box restricts most"
    assert discover(frame, np.zeros(400, dtype=bool))["box"] == []


def test_discovery_needs_something_to_look_through() -> None:
    with pytest.raises(InputError, match="too little to look through"):
        discover(pd.DataFrame({"a.x": [1.0, 2.0]}), np.array([True, False]))


def test_runs_without_a_peak_count_as_not_peaked() -> None:
    frame = pd.DataFrame({"peaked": [True, True, False], "peak_year": [2029.0, 2031.0, 2030.0]})
    assert not_peaked_by(frame, 2030).tolist() == [False, True, True]


def test_means_settle_as_runs_are_added() -> None:
    values = 1e6 + np.random.default_rng(1).normal(size=200)
    mean, half = running(values)
    assert mean[-1] == pytest.approx(values.mean())
    assert half[-1] == pytest.approx(1.972 * values.std(ddof=1) / np.sqrt(200), rel=1e-3)
    assert half[-1] < half[10]
    needed = runs_needed(values, 0.1)
    assert needed is not None
    assert 300 < needed < 500
    assert runs_needed(values[:1], 0.1) is None
    assert runs_needed(np.ones(5), 0.1) == 2
    assert convergence(values)["runs_needed"] == 2
    assert (
        convergence_figure({"peak_height_mt": values}).axes[0].get_title(loc="left") == "height of the peak (Mt CO₂/yr)"
    )


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_the_command_shows_them(store: Path, extra: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        commands.main(["results", str(store), "--peaks", "--paired", "--converge", *extra])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    if extra:
        document: dict[str, Any] = json.loads(printed)
        assert document["paired"]["1"]["peak_height_mt"]["variance_reduction"] is not None
        assert document["convergence"]["cumulative_co2_mt"]["runs"] == 3
    else:
        assert "by 2030" in printed
        assert "on common luck" in printed


def test_the_command_draws_them(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        commands.main(["results", str(store), "--converge", "--out", str(tmp_path / "pictures")])
    assert left.value.code == 0
    assert "<svg" in (tmp_path / "pictures" / "convergence.svg").read_text(encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        commands.main(["results", str(store), "--peaks", "--out", str(tmp_path / "none")])
    assert left.value.code == 2
    assert "nothing to draw" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
