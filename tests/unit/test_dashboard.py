"""The dashboard's parts that need neither Solara nor a browser."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from agents.firm.columns import Firm
from agents.firm.room import COMPONENTS as FIRM_COMPONENTS
from agents.household.columns import Household
from agents.household.heating import HEATING_COMPONENTS, HEATING_OPTIONS
from agents.household.vehicle import CAR_COMPONENTS, CAR_OPTIONS
from experiments.dashboard import agent_words, crew, fact_words, lever_words, pages, service, views, wedges
from experiments.dashboard.actions import act
from experiments.dashboard.agent_view import case_view
from experiments.dashboard.guard import Guard
from experiments.dashboard.jobs import DEMAND, Job, compute
from experiments.dashboard.levers import in_force, panel
from experiments.dashboard.link import packed, unpacked
from experiments.dashboard.service import RunService
from experiments.dashboard.session import Session
from experiments.dashboard.uploads import LARGEST_FILE_BYTES, read_upload
from experiments.dashboard.words import WORDS, word, words
from experiments.scenario import Scenario
from policies.catalogue import LEVERS, describe
from policies.package import Plan
from sim.city import CityModel
from sim.core.errors import InputError
from sim.core.params import GROUPS
from sim.world.names import FIRM_SECTORS
from sim.world.technology import catalogue


class SlowWorker:
    """Stands in for a process: answers after a moment, unless it is told to drop the job."""

    ran: list[Any] = []  # noqa: RUF012

    def __init__(self) -> None:
        self.dropped = False

    def run(self, job: Job, demand: Any, tell: Any) -> tuple[str, Any]:
        self.dropped = False
        for _ in range(20):
            time.sleep(0.005)
            if self.dropped:
                return "cancelled", None
        SlowWorker.ran.append(job.seed)
        return "done", {"seed": job.seed}

    def drop(self) -> None:
        self.dropped = True

    def stop(self) -> None:
        self.dropped = True


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(service, "Worker", SlowWorker)
    SlowWorker.ran = []
    made = RunService(1)
    yield made
    made.stop()


def _job(seed: int) -> Job:
    return Job(Scenario.load("huzhou"), seed)


def _wait(runs: RunService, job: Job) -> None:
    until = time.monotonic() + 10
    while runs.answer(job) is None and time.monotonic() < until:
        time.sleep(0.01)
    assert runs.answer(job) is not None


def test_a_job_two_sessions_want_is_computed_once(runs: RunService) -> None:
    for session in ("a", "b"):
        runs.join(session, lambda: None)
        runs.request(session, "plan", [_job(1)])
    _wait(runs, _job(1))
    assert SlowWorker.ran == [1]


def test_a_superseded_job_is_cancelled_and_the_newest_comes(runs: RunService) -> None:
    runs.join("a", lambda: None)
    for seed in range(5):
        runs.request("a", "plan", [_job(seed)])
        time.sleep(0.02)
    _wait(runs, _job(4))
    assert SlowWorker.ran == [4]


def test_a_session_with_many_wishes_does_not_starve_another(runs: RunService) -> None:
    runs.join("greedy", lambda: None)
    runs.join("modest", lambda: None)
    runs.request("greedy", "plan", [_job(seed) for seed in range(10)])
    time.sleep(0.02)
    runs.request("modest", "plan", [_job(99)])
    _wait(runs, _job(99))
    assert len(SlowWorker.ran) <= 2


def test_what_only_a_leaving_session_wanted_is_dropped(runs: RunService) -> None:
    runs.join("a", lambda: None)
    runs.request("a", "plan", [_job(seed) for seed in range(10)])
    runs.leave("a")
    time.sleep(0.3)
    assert SlowWorker.ran == []


def test_a_real_worker_answers_and_ends() -> None:
    worker = crew.Worker()
    scenario = Scenario.load("huzhou").with_(households=300, end=2021)
    parts: list[Any] = []
    status, value = worker.run(Job(scenario), None, parts.append)
    assert status == "done", value
    assert value["years"] == [2020, 2021]
    assert set(value["adoption"]) == {"ev", "solar", "heat_pump", "retrofit", "firm_solar"}
    worker.stop()


def test_what_failed_is_told_in_the_readers_language_and_can_be_tried_again(
    runs: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[tuple[str, Any]] = [("failed", "MemoryError: none left"), ("wrong", InputError("not a month"))]
    monkeypatch.setattr(SlowWorker, "run", lambda *_: answers[0])
    session = Session(runs, lambda push: push())
    session.light = True
    session.language = "zh"

    def told() -> str:
        session.retry()
        _wait(runs, session.jobs(session.scenario())[0])
        return str(json.loads(pages.results(session).state)["status"]["text"])

    assert told() == word("run_failed", "zh", line="MemoryError: none left")
    del answers[0]
    assert told() == word("wrong_input", "zh", line="不是月份")


def test_every_lever_and_parameter_is_on_the_panel() -> None:
    shown = {lever["name"]: lever for group in panel("zh", "mayor") for lever in group["levers"]}
    assert set(shown) == set(LEVERS)
    for name, lever in LEVERS.items():
        assert [p["name"] for p in shown[name]["parameters"]] == [p.name for p in lever.parameters]


def test_the_panel_is_told_of_levers_in_force_alone(runs: RunService) -> None:
    session = Session(runs, lambda push: push())
    assert in_force(session.wish.levers) == {}
    session.change("carbon_tax", "level", 120)
    shown = in_force(session.wish.levers)
    assert list(shown) == ["carbon_tax"]
    assert shown["carbon_tax"]["values"]["level"] == 120


def test_a_click_redraws_once_and_sends_only_what_is_new(runs: RunService) -> None:
    session, drawn = Session(runs, lambda push: push()), []
    forget = session.watch(lambda: drawn.append(pages.results(session)))
    act(session, {"what": "lever", "name": "carbon_tax", "key": "level", "value": 120})
    act(session, {"what": "lever", "name": "carbon_tax", "key": "level", "value": 130})
    assert len(drawn) == 2
    assert drawn[0].fixed is drawn[1].fixed
    assert drawn[0].bulk == drawn[1].bulk == "{}"
    forget()
    act(session, {"what": "undo"})
    assert len(drawn) == 2


def test_every_answer_is_heard_of_and_many_at_once_are_told_together(runs: RunService) -> None:
    told: list[int] = []
    runs.join("a", lambda: told.append(runs.finished))
    jobs = [_job(seed) for seed in range(6)]
    runs.request("a", "plan", jobs)
    for job in jobs:
        _wait(runs, job)
    until = time.monotonic() + 5
    while (not told or told[-1] < len(jobs)) and time.monotonic() < until:
        time.sleep(0.01)
    assert told[0] == 1
    assert told[-1] == len(jobs)
    assert len(told) < len(jobs)


def test_every_word_is_there_in_both_languages() -> None:
    for key, pair in WORDS.items():
        assert len(pair) == 2, key
        assert all(pair), key


def test_no_lever_parameter_unit_or_option_misses_a_translation() -> None:
    missing = []
    for name in LEVERS:
        about = describe(name)
        missing += [name] if not {name} <= lever_words.LEVER_TITLES_ZH.keys() & lever_words.DOES_ZH.keys() else []
        for declared in about["parameters"]:
            missing += [p for p in [declared["name"]] if p not in lever_words.PARAMETERS]
            missing += [u for u in [declared["unit"]] if u not in lever_words.UNITS_ZH]
            missing += [o for o in declared["options"] or () if o not in lever_words.OPTIONS]
    assert missing == []


def test_every_parameters_meaning_is_there_in_chinese() -> None:
    declared = {f"{group.name}.{p.name}" for group in GROUPS.values() for p in group}
    assert declared == fact_words.MEANINGS_ZH.keys()
    assert [name for name, meaning in fact_words.MEANINGS_ZH.items() if meaning.isascii()] == []


def test_every_agent_attribute_option_and_technology_has_words() -> None:
    for kind, table in (("household", Household), ("firm", Firm)):
        for shown in agent_words.ATTRIBUTES[kind]:
            assert shown.column == "alive" or shown.column in table.columns()
            assert all(shown.title), shown.column
    codes = {code for shown in (*agent_words.HOUSEHOLD, *agent_words.FIRM) for code in shown.codes}
    codes |= {*catalogue().ids, *CAR_OPTIONS, *HEATING_OPTIONS} - {"district", "technologies"}
    known = {*agent_words.CODES, *FIRM_SECTORS, "district", "technologies"}
    assert sorted(codes - known) == []
    parts = {part for part in (*CAR_COMPONENTS, *HEATING_COMPONENTS, *FIRM_COMPONENTS) if not part.startswith("unused")}
    assert sorted(parts - agent_words.COMPONENTS.keys() - {"known", "suitable"}) == []


def test_every_chart_series_has_words_in_both_languages() -> None:
    columns = CityModel("huzhou", households=200, end=2020, rng=0).run().rows[0]
    for key, _, series in views.charts(list(columns)):
        assert key in WORDS
        for column, label, _ in series:
            told = views.series_label(label, "zh", words("zh"))
            assert not told.isascii(), f"{key}: {column} is {told} in Chinese"


def test_an_agent_is_followed_year_by_year() -> None:
    scenario = Scenario.load("huzhou").with_(households=300, end=2021)
    for kind in ("household", "firm"):
        answer = compute(Job(scenario, 0, (kind, 3)), lambda: False, lambda part: None)
        shown = case_view(answer, kind, scenario.config, "zh")
        assert shown["years"] == [2020, 2021]
        assert len(shown["rows"]) == len(agent_words.ATTRIBUTES[kind])
        assert all(len(row["values"]) == 2 for row in shown["rows"])
        assert all(time["options"] for decision in shown["decisions"] for time in decision["times"])


def test_decisions_that_come_out_alike_are_one_line_with_a_span() -> None:
    def decided(year: int, what: str, chosen: bool) -> dict[str, Any]:
        options = [{"name": "panels", "chosen": chosen, "chance": year / 1e4}]
        return {"month": f"{year}-01", "decision": what, "options": options, "reasons": ""}

    records = [decided(year, what, year == 2023) for year in range(2020, 2026) for what in ("solar", "vehicle")]
    shown = case_view({"years": [], "states": [], "decisions": records}, "firm", Scenario.load("huzhou").config, "en")
    spans = [(d["month"], d["until"], len(d["times"])) for d in shown["decisions"] if d["what"] == "solar roof"]
    assert spans == [("2020-01", "2022-01", 3), ("2023-01", "2023-01", 1), ("2024-01", "2025-01", 2)]
    assert len(shown["decisions"]) == 6
    assert [t["options"][0]["cells"] for t in shown["decisions"][0]["times"]] == [[0.202], [0.2021], [0.2022]]


def test_a_plans_run_with_known_outside_demand_is_the_same_run() -> None:
    baseline = Scenario.load("huzhou").with_(households=300, end=2024)
    plan = baseline.with_plan("demonstration")
    demand = compute(Job(baseline), lambda: False, lambda part: None)[DEMAND]
    told, alone = (compute(Job(plan), lambda: False, lambda part: None, known) for known in (demand, None))
    assert {name: list(values) for name, values in told["columns"].items()} == {
        name: list(values) for name, values in alone["columns"].items()
    }


def test_wedges_add_up_to_the_plans_effect(runs: RunService) -> None:
    session = Session(runs, lambda push: push())
    session.preset("demonstration")
    sets = list(session.wedge_jobs())
    paths = {one: [30.0 - sum(2.0**i for i in one) / 10 + 0.1 * len(one) ** 2] * 3 for one in sets}
    found = wedges.wedges(session.wish.levers, paths)
    assert list(found) == list(wedges.players(session.wish.levers))
    everything = frozenset(range(len(found)))
    assert sum(row[0] for row in found.values()) == pytest.approx(paths[frozenset()][0] - paths[everything][0])


def test_undo_and_a_link_bring_levers_back(runs: RunService) -> None:
    session = Session(runs, lambda push: push())
    session.change("carbon_tax", "level", 120)
    link = session.link()
    session.undo()
    assert session.wish.levers == ()
    session.undo(forwards=True)
    assert session.wish.levers[0].values["level"] == 120
    other = Session(runs, lambda push: push())
    assert other.restore(link)
    assert other.wish.levers == session.wish.levers


def test_milestones_are_part_of_a_run_that_is_reviewed(runs: RunService) -> None:
    session = Session(runs, lambda push: push())
    milestone = {"indicator": "co2_total_mt", "year": 2030, "at_most": 20.0}
    session.take(Plan(name="x", levers=[{"name": "carbon_tax", "level": 50}], milestones=[milestone]))
    assert session.scenario().plans[0].milestones == ()
    session.put_in_force("evaluation", True)
    assert session.scenario().plans[0].milestones == session.wish.milestones


def test_a_link_takes_kept_plans_along_as_far_as_it_can(runs: RunService, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(runs, lambda push: push())
    for level in (50, 120):
        session.change("carbon_tax", "level", level)
        session.keep()
    other = Session(runs, lambda push: push())
    assert other.restore(session.link())
    assert other.kept == session.kept
    monkeypatch.setattr("experiments.dashboard.session.LONGEST_LINK", len(session.link()) - 1)
    without = Session(runs, lambda push: push())
    assert without.restore(session.link())
    assert (without.wish, without.kept) == (session.wish, [])


def test_a_bad_link_is_clamped(runs: RunService) -> None:
    session = Session(runs, lambda push: push())
    assert not session.restore("not a link")
    link = packed(
        {
            "city": "atlantis",
            "levers": [{"name": "carbon_tax", "level": 1e99}, {"name": "x"}, 3],
            "page": "../..",
            "kept": [[{"name": "x"}], 7, [], [{"name": "carbon_tax"}]],
            "year": 10**9,
        }
    )
    assert not session.restore(link)
    assert (session.wish.city, session.wish.levers, session.page, session.year) == ("huzhou", (), "explore", 200)
    assert session.kept == []
    assert unpacked(packed({"a": "€"})) == {"a": "€"}


def test_a_wrong_value_leaves_the_levers_as_they_were(runs: RunService) -> None:
    session = Session(runs, lambda push: push())
    session.change("carbon_tax", "level", 1e9)
    assert session.wish.levers == ()
    assert "carbon_tax" in session.message or "level" in session.message


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff",
        b"a = [",
        b"#" * (LARGEST_FILE_BYTES + 1),
        b"[drivers]\nfile = '/etc/passwd'",
        b"[[levers]]\nname = 'nothing'",
    ],
)
def test_hostile_uploads_are_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read_upload("evil.toml", data)
    assert "\n" not in str(refused.value)
    assert "/tmp" not in str(refused.value)  # noqa: S108


def test_an_uploaded_plan_is_read() -> None:
    plan = read_upload("mine.toml", b'name = "mine"\n[[levers]]\nname = "carbon_tax"\nlevel = 50\n')
    assert isinstance(plan, Plan)
    assert plan.levers[0].values["level"] == 50


@pytest.mark.parametrize(("origin", "passes"), [(b"http://here:1", True), (b"http://evil", False)])
def test_the_guard_refuses_foreign_sockets(origin: bytes, passes: bool) -> None:
    import asyncio

    reached, sent = [], []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": [(b"origin", origin), (b"host", b"here:1")]}
    asyncio.run(Guard(app)(scope, receive, send))
    assert bool(reached) == passes
    assert [m["type"] for m in sent] == ([] if passes else ["websocket.close"])
