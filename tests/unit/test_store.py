"""The store: what is in it after runs, failures, losses and interrupts, and what can be wrong with its file."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import database
from experiments.archive import Archive, check_intact
from experiments.executors import Engine, SerialExecutor
from experiments.packing import packed, unpacked
from experiments.store import LOST_WORKER, Store
from experiments.study import Study
from experiments.sweep import Swept, sweep
from experiments.tidy import Tidy, read_results
from sim.core.errors import InputError
from tests.conftest import made_up_result

LEVELS = (0, 50, 100)


@pytest.fixture
def study(toytown: Path, made_up_runs: Path) -> Study:
    """Return a study of three points and two seeds whose runs are made up."""
    return levels(toytown, *LEVELS)


def levels(toytown: Path, *values: float, seeds: int = 2, name: str = "price") -> Study:
    design = {"kind": "grid", "levers": {"carbon_tax.level": list(values)}}
    base = {"scenario": toytown.name}
    return Study(name=name, base=base, design=design, replications={"seeds": seeds}, folder=toytown.parent)


def export(db: Path, *where: str, study: str = "") -> str:
    path = db.with_suffix(".csv")
    with Archive(db) as archive, path.open("w", encoding="utf-8", newline="") as file:
        Tidy(archive, archive.study(study), where).write_csv(file)
    return path.read_text(encoding="utf-8")


def test_values_are_packed_bit_by_bit() -> None:
    values = np.random.default_rng(1).normal(size=(7, 5))
    values[0, 0], values[1, 1], values[2, 2] = np.nan, -0.0, np.inf
    content = packed(values)
    assert unpacked(content, 7, 5).tobytes() == values.tobytes()
    with pytest.raises(ValueError, match="bytes"):
        unpacked(content, 7, 4)
    with pytest.raises(ValueError, match="Error"):
        unpacked(content[:-9] + b"123456789", 7, 5)


def test_a_sweep_is_recorded_once(study: Study, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    told: list[tuple[int, int]] = []
    first = sweep(study, db, workers=1, on_done=lambda done, runs: told.append((done, runs)))
    assert first == Swept(runs=6, done=6, failed=0, new=6, changed="", interrupted=False)
    assert told[-1] == (6, 6)
    again = sweep(study, db, workers=1)
    assert (again.done, again.new) == (6, 0)
    frame = read_results(db)
    assert len(frame) == 6 * 26
    assert list(frame.columns[:6]) == ["run", "point", "future", "seed", "levers.carbon_tax.level", "year"]
    assert frame["run"].is_monotonic_increasing
    with Archive(db) as archive:
        stored = next(archive.runs(archive.study()))
        expected = made_up_result(_scenario(study, stored.point), stored.seed)
        assert stored.result().values.tobytes() == expected.values.tobytes()
        assert stored.closures == expected.closures
        (manifest, _) = archive.manifests(archive.study())
        assert manifest.keys() >= {"scenario_hash", "version", "commit", "platform", "time", "engine", "code"}


def _scenario(study: Study, point: int) -> Any:
    from experiments.designs import Cell, Sheet

    return Sheet(study).scenario(Cell(0, point, 0, 0))


def test_studies_share_runs_and_grow(toytown: Path, study: Study, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    sweep(study, db, workers=1)
    wider = sweep(levels(toytown, *LEVELS, 150, name="wider"), db, workers=1)
    assert (wider.runs, wider.done, wider.new) == (8, 8, 2)
    grown = sweep(levels(toytown, *LEVELS, seeds=3), db, workers=1)
    assert (grown.runs, grown.done, grown.new, grown.changed) == (9, 9, 3, "study")
    with pytest.raises(InputError, match="several studies"):
        export(db)
    assert export(db, study="wider").count("\n") == 1 + 8 * 26


def test_other_code_starts_over_and_nothing_is_mixed(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "a.db"
    sweep(study, db, workers=1)
    for module in ("sweep", "worker"):
        monkeypatch.setattr(f"experiments.{module}.code_hash", lambda: "another")
    changed = sweep(study, db, workers=1)
    assert (changed.changed, changed.new, changed.done) == ("code", 6, 6)
    assert len(read_results(db)) == 6 * 26


def test_failures_are_data(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(scenario: Any, seed: int = 0, **_: Any) -> Any:
        if seed == 1 and scenario.label != "baseline":
            raise FloatingPointError("a meter burst")
        return made_up_result(scenario, seed)

    monkeypatch.setattr("experiments.run.run", breaks)
    db = tmp_path / "a.db"
    swept = sweep(study, db, workers=1)
    assert (swept.done, swept.failed) == (6, 3)
    with Archive(db) as archive:
        failures = archive.failures(archive.study())
    assert {(f["kind"], f["message"], f["seed"]) for f in failures} == {("FloatingPointError", "a meter burst", 1)}
    assert all("toytown" in f["scenario"] and "carbon_tax" in f["scenario"] for f in failures)
    assert "in breaks" in failures[0]["trace"]
    assert sweep(study, db, workers=1).new == 0
    monkeypatch.setattr("experiments.run.run", made_up_result)
    retried = sweep(study, db, workers=1, retry_failures=True)
    assert (retried.new, retried.failed, retried.done) == (3, 0, 6)


def test_values_that_do_not_fit_together_are_failures(toytown: Path, made_up_runs: Path, tmp_path: Path) -> None:
    shares = {"city.share_primary": {"low": 0.5, "high": 0.9}, "city.share_secondary": {"low": 0.5, "high": 0.9}}
    study = Study(
        name="shares", base={"scenario": toytown.name}, uncertainties={"n": 4, **shares}, folder=toytown.parent
    )
    swept = sweep(study, tmp_path / "a.db", workers=1)
    assert (swept.done, swept.failed) == (4, 4)
    assert sweep(study, tmp_path / "a.db", workers=1).new == 0


class Losing(SerialExecutor):
    """Loses every call that holds a run chosen by the test, and each first call."""

    def __init__(self, loses: Callable[[Any], bool]) -> None:
        self.loses, self.calls = loses, 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        if self.calls == 1 or any(self.loses(job) for job in args[1]):
            return super().submit(_lose)
        return super().submit(fn, *args, **kwargs)


def _lose() -> None:
    raise RuntimeError("the worker has gone")


def test_a_run_that_takes_its_workers_with_it_is_found(study: Study, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    swept = sweep(study, db, executor=Losing(lambda job: job.seed == 1 and _level(job) == 50), workers=2)
    assert (swept.done, swept.failed) == (6, 1)
    with Archive(db) as archive:
        (failure,) = archive.failures(archive.study())
    assert (failure["kind"], failure["seed"], failure["settings"]) == (LOST_WORKER, 1, {"levers.carbon_tax.level": 50})
    assert "the worker has gone" in failure["message"]
    resumed = sweep(study, db, workers=1)
    assert (resumed.new, resumed.failed) == (1, 0)


def _level(job: Any) -> float:
    return float(job.scenario.plans[-1].levers[0].values["level"])


def test_workers_that_do_nothing_but_die_end_the_sweep(study: Study, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lost again and again.*the worker has gone"):
        sweep(study, tmp_path / "a.db", executor=Losing(lambda job: True), workers=2)


class Refusing(SerialExecutor):
    """Refuses every other call, as a pool does whose workers died while they had nothing to do."""

    calls = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        if self.calls % 2:
            raise RuntimeError("the pool is broken")
        return super().submit(fn, *args, **kwargs)


def test_an_engine_that_breaks_while_idle_ends_no_sweep(study: Study, tmp_path: Path) -> None:
    swept = sweep(study, tmp_path / "a.db", executor=Refusing(), workers=1)
    assert (swept.done, swept.new, swept.failed) == (6, 6, 0)


def test_an_engine_that_never_answers_again_ends_the_sweep(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent(Executor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            return Future()

    silent = Engine("a cluster", Silent, lambda: 2, gone=lambda: "the scheduler has gone")
    monkeypatch.setattr("experiments.sweep.dask", lambda _: silent)
    with pytest.raises(InputError, match="a cluster: the scheduler has gone; what was finished is kept"):
        sweep(study, tmp_path / "a.db", scheduler="tcp://127.0.0.1:1")


def test_workers_with_other_code_are_refused(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.worker.code_hash", lambda: "another")
    with pytest.raises(InputError, match="another version of the model"):
        sweep(study, tmp_path / "a.db", workers=1)


def test_an_interrupt_keeps_what_is_finished(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(scenario: Any, seed: int = 0, **_: Any) -> Any:
        if _is_third():
            os.kill(os.getpid(), signal.SIGINT)
        return made_up_result(scenario, seed)

    runs = 0

    def _is_third() -> bool:
        nonlocal runs
        runs += 1
        return runs == 3

    monkeypatch.setattr("experiments.run.run", interrupted)
    handler = signal.getsignal(signal.SIGINT)
    stopped = sweep(study, tmp_path / "a.db", workers=1)
    assert (stopped.interrupted, stopped.done) == (True, 3)
    assert signal.getsignal(signal.SIGINT) is handler
    assert sweep(study, tmp_path / "a.db", workers=1).new == 3


def refused(path: Path, study: Study, word: str) -> None:
    with pytest.raises(InputError, match=word) as caught:
        sweep(study, path, workers=1)
    assert "\n" not in caught.value.line()
    assert str(path) in caught.value.line()


def test_files_that_are_no_stores(study: Study, tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("my notes\n" * 100, encoding="utf-8")
    refused(text, study, "not a store")
    assert text.read_text(encoding="utf-8").startswith("my notes")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    refused(other, study, "not a store")
    refused(tmp_path, study, "is a folder")
    refused(text / "below.db", study, "cannot be made")
    for path in (text, other):
        with pytest.raises(InputError, match="not a store"):
            Archive(path)
    with pytest.raises(InputError, match="no such file"):
        Archive(tmp_path / "none.db")


def test_a_store_of_a_newer_version(study: Study, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    sweep(study, db, workers=1)
    with sqlite3.connect(db) as connection:
        connection.execute(f"PRAGMA user_version = {database.SCHEMA_VERSION + 1}")
    connection.close()
    refused(db, study, "newer version")
    with pytest.raises(InputError, match="newer version"):
        read_results(db)


def test_a_store_in_use_can_be_read_and_not_written(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SECONDS_TO_WAIT_FOR_A_LOCK", 0.1)
    db = tmp_path / "a.db"
    sweep(study, db, workers=1)
    with Store(db):
        refused(db, study, "in use")
        assert len(read_results(db)) == 6 * 26


def test_a_full_disk_keeps_what_was_finished(
    toytown: Path, made_up_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = levels(toytown, *LEVELS, seeds=20)
    prepare = database._prepare

    def small(connection: sqlite3.Connection, path: Path) -> None:
        prepare(connection, path)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 12}")

    db = tmp_path / "a.db"
    with monkeypatch.context() as patched:
        patched.setattr(database, "_prepare", small)
        refused(db, study, "disk is full")
    resumed = sweep(study, db, workers=1)
    assert resumed.done == 60
    assert 0 < resumed.new < 60


def test_a_read_only_file(study: Study, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    sweep(study, db, workers=1)
    whole = export(db)
    os.chmod(db, stat.S_IREAD)
    os.chmod(tmp_path, stat.S_IREAD | stat.S_IEXEC)
    try:
        if os.access(db, os.W_OK):
            pytest.skip("this user may write everywhere")
        refused(db, study, "cannot be")
        with Archive(db) as archive:
            assert len(list(archive.runs(archive.study()))) == 6
    finally:
        os.chmod(tmp_path, stat.S_IRWXU)
    assert export(db) == whole


def test_damage_is_noticed(study: Study, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    sweep(study, db, workers=1)
    check_intact(db)
    content = bytearray(db.read_bytes())
    damaged = tmp_path / "b.db"
    damaged.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match="damaged"):
        check_intact(damaged)
    page = 4096
    for start in range(page, len(content), page):
        content[start : start + 200] = b"\xff" * 200
    damaged.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        read_results(damaged)
    refused(damaged, study, "damaged")
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE yearly SET content = substr(content, 1, 100) || x'00000000'")
    connection.close()
    with pytest.raises(InputError, match="is damaged"):
        read_results(db)


def test_conditions_choose_rows(study: Study, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    sweep(study, db, workers=1)
    frame = read_results(db, where=["year >= 2040", "levers.carbon_tax.level = 50", "seed != 0"])
    assert set(frame["year"]) == set(range(2040, 2046))
    assert (set(frame["levers.carbon_tax.level"]), set(frame["seed"])) == ({50.0}, {1})
    high = read_results(db, where=["co2_total_mt > 38"])
    assert len(high) > 0
    assert (high["co2_total_mt"] > 38).all()
    assert len(read_results(db, where=["co2_total_mt > 1e9"])) == 0
    for text, word in (
        ("year", "not a condition"), ("yaer > 2030", "did you mean 'year'"), ("year > soon", "a number"),
        ("1=1; DROP TABLE runs", "no such column"), ("run > abc", "is text"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=word):
            read_results(db, where=[text])


def test_parquet_holds_the_same_as_csv(study: Study, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import pandas as pd

    db = tmp_path / "a.db"
    sweep(study, db, workers=1)
    with Archive(db) as archive:
        rows = Tidy(archive, archive.study()).write_parquet(tmp_path / "a.parquet")
    frame = pd.read_parquet(tmp_path / "a.parquet")
    assert rows == len(frame) == 6 * 26
    pd.testing.assert_frame_equal(frame, read_results(db), check_dtype=False)
    export(db)
    from_csv = pd.read_csv(tmp_path / "a.csv")
    pd.testing.assert_frame_equal(frame, from_csv, check_dtype=False, rtol=1e-14)
