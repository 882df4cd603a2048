"""Plans that branch off a city already grown: the same bits as a run from the start, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.dashboard import crew
from experiments.dashboard.jobs import DEMAND, CancelledError, Job, compute
from experiments.dashboard.trunks import MOST_TRUNKS, Trunks
from experiments.scenario import Scenario
from policies.package import Plan

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers fork on Linux alone")
BASELINE = Scenario.load("huzhou").with_(households=300, end=2024)


def _plan(level: float, start: str = "2022-07", end: int = 2024) -> Job:
    levers = ({"name": "carbon_tax", "start": start, "level": level},)
    return Job(BASELINE.with_(end=end).with_plan(Plan(name="plan", levers=levers)))


def _never() -> bool:
    return False


def _plain(document: dict[str, Any]) -> dict[str, Any]:
    columns = {name: list(values) for name, values in document["columns"].items()}
    return {**document, "columns": columns, DEMAND: document[DEMAND].units.tobytes()}


@pytest.fixture
def worker() -> Iterator[crew.Worker]:
    made = crew.Worker()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def demand() -> Any:
    return compute(Job(BASELINE), _never, lambda part: None)[DEMAND]


def test_branches_are_the_runs_from_the_start(worker: crew.Worker, demand: Any) -> None:
    for job in (_plan(100.0), _plan(300.0), _plan(300.0, "2023-04"), _plan(300.0, "2021-01")):
        status, branched = worker.run(job, demand, lambda part: None)
        assert status == "done", branched
        assert _plain(branched) == _plain(compute(job, _never, lambda part: None, demand))


def test_only_a_plan_of_a_known_city_has_a_trunk(demand: Any) -> None:
    trunks = Trunks()
    assert trunks.grown(_plan(100.0), None, _never) is None
    assert trunks.grown(Job(BASELINE), demand, _never) is None
    assert trunks.grown(_plan(100.0).with_seed(1), demand, _never) is None
    assert trunks.grown(Job(_plan(100.0).scenario, agent=("firm", 1)), demand, _never) is None


def test_a_trunk_serves_later_plans_and_is_grown_anew_for_earlier_ones(demand: Any) -> None:
    trunks = Trunks()
    first = trunks.grown(_plan(100.0, "2021-03"), demand, _never)
    assert first is not None
    assert str(first.model.state.clock.now) == "2021-03"
    assert trunks.grown(_plan(200.0, "2023-01"), demand, _never) is first
    earlier = trunks.grown(_plan(200.0, "2020-02"), demand, _never)
    assert earlier is not None
    assert str(earlier.model.state.clock.now) == "2020-02"
    for end in range(2025, 2026 + MOST_TRUNKS):  # as many other cities as are kept push it out
        trunks.grown(_plan(100.0, "2020-02", end), demand, _never)
    assert trunks.grown(_plan(200.0, "2020-02"), demand, _never) is not earlier


def test_growing_ends_when_nobody_wants_it(demand: Any) -> None:
    with pytest.raises(CancelledError):
        Trunks().grown(_plan(100.0), demand, lambda: True)


def test_a_branch_that_is_dropped_leaves_the_worker_usable(worker: crew.Worker, demand: Any) -> None:
    worker.run(_plan(50.0), demand, lambda part: None)
    long = _plan(60.0, end=2060)
    known = compute(Job(BASELINE.with_(end=2060)), _never, lambda part: None)[DEMAND]
    threading.Timer(0.15, worker.drop).start()
    assert worker.run(long, known, lambda part: None) == ("cancelled", None)
    assert worker.run(_plan(70.0), demand, lambda part: None)[0] == "done"
    _wait_for_no_branch(worker)


def test_a_killed_branch_ends_its_worker(worker: crew.Worker) -> None:
    known = compute(Job(BASELINE.with_(end=2060)), _never, lambda part: None)[DEMAND]
    worker.run(_plan(50.0, end=2060), known, lambda part: None)
    _wait_for_no_branch(worker)

    def kill() -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for child in _children(worker._process.pid):
                os.kill(child, signal.SIGKILL)
                return

    killing = threading.Thread(target=kill)
    killing.start()
    with pytest.raises((EOFError, OSError)):
        worker.run(_plan(60.0, end=2060), known, lambda part: None)
    killing.join()


def _wait_for_no_branch(worker: crew.Worker) -> None:
    until = time.monotonic() + 10
    while _children(worker._process.pid):
        assert time.monotonic() < until, "a branch stayed"


def _children(pid: int | None) -> list[int]:
    found = []
    for one in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(one.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
            found += [int(one.parent.name)] if parent == pid else []
    return found
