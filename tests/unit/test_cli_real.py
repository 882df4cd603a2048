"""The command line on a real small city: equal bytes, any number of workers, explanations that are the rules' own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PILOTCITY = [sys.executable, "-c", "from experiments.cli import main; main()"]
SMALL = ["huzhou", "--households", "60", "--set", "population.firms=60", "--end", "2021"]


def call(*line: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([*PILOTCITY, *line], cwd=cwd, capture_output=True, text=True, env=environment)


def document(*line: str) -> Any:
    done = call(*line)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_same_command_gives_the_same_bytes_for_any_number_of_workers() -> None:
    line = ("run", *SMALL, "--runs", "2", "--json")
    first, again = document(*line, "--workers", "1"), document(*line, "--workers", "2")
    assert first | {"seconds": 0} == again | {"seconds": 0}
    assert first["closures"]["energy"] <= 1e-9
    assert first["closures"]["money"] <= 1e-6
    assert first["closures"]["stocks"] == 0


def test_compare_pairs_plans_with_the_baseline(tmp_path: Path) -> None:
    line = ["compare", *SMALL, "--plan", "demonstration", "--set", "levers.carbon_tax.level=300", "--runs", "2"]
    done = call(*line, "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000
    kept = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert set(kept["effects"]) == set(kept["plans"])


def test_explain_shows_what_the_rules_recorded() -> None:
    line = ["explain", *SMALL[:-2], "--end", "2026", "--agent"]
    found = [document(*line, f"household:{row}", "--json") for row in (1, 2, 3)]
    decisions = [decision for one in found for decision in one["decisions"]]
    assert decisions, "three households decide something in seven years"
    for decision in decisions:
        assert sum(bool(option["chosen"]) for option in decision["options"]) <= 1
        assert len(decision["options"]) >= 2
    assert call(*line, "household:999999").returncode == 2


def test_schedule_names_every_phase_with_its_time() -> None:
    rows = document("schedule", "--households", "60", "--json")
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(row["microseconds_per_month"] > 0 for row in rows)


@pytest.mark.parametrize("command", ["cities", "levers", "signals"])
def test_lists_have_names(command: str) -> None:
    assert all(row["name"] for row in document(command, "--json"))


def test_an_interrupt_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    line = ["run", "huzhou", "--households", "2000", "--runs", "50", "--workers", "2", "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        [*PILOTCITY, *line], stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a suite in the background ignores it
    ) as process:  # fmt: skip
        time.sleep(8)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert b"Traceback" not in said
