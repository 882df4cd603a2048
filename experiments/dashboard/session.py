"""One browser tab's wishes: city, levers, page, language; with undo, a share link and the runs they lead to."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from experiments.analysis.shapley import Players
from experiments.dashboard import wedges
from experiments.dashboard.error_words import wrong_input
from experiments.dashboard.jobs import Job
from experiments.dashboard.levers import is_free
from experiments.dashboard.link import LONGEST_LINK, packed, unpacked
from experiments.dashboard.service import PLAN_SLOT, RunService
from experiments.scenario import Scenario
from experiments.texts import LANGUAGES
from policies.catalogue import LEVERS
from policies.entry import LeverEntry, parse_levers
from policies.evaluation import Evaluation
from policies.package import Plan, load_plan, parse_milestones
from sim.core.errors import InputError
from sim.world.config import ScenarioConfig, load_scenario, preset_names

PAGES = ("start", "explore", "compare", "plan", "classroom", "assumptions", "help")
PREVIEW_HOUSEHOLDS, FULL_HOUSEHOLDS = 2000, 10_000
BAND_SEEDS = 6
MOST_KEPT, MOST_UNDO, MOST_MADE, MOST_LINKED = 3, 50, 24, 50
FIRST_CITY, FIRST_YEAR = "huzhou", "2026-01"


@cache
def presets() -> dict[str, ScenarioConfig]:
    """Return the shipped cities by name, read once."""
    return {name: load_scenario(name) for name in preset_names()}


@dataclass(frozen=True)
class Wish:
    """What can be undone: the city and the levers."""

    city: str = FIRST_CITY
    levers: tuple[LeverEntry, ...] = ()
    milestones: tuple[dict[str, Any], ...] = field(default=(), hash=False)


class Session:
    """The state behind one browser tab; every method that changes something tells those who ``watch``.

    Parameters
    ----------
    service : RunService
        What runs the scenarios.
    inside : callable
        Carries out a redraw it is given, in the tab's own surroundings.
    """

    light = False  # the launcher's choice for the whole server: previews alone

    def __init__(self, service: RunService, inside: Callable[[Callable[[], None]], None]) -> None:
        """Start at the first city without levers."""
        self.id = secrets.token_hex(8)
        self.service, self._inside = service, inside
        self._held, self._stale = 0, False
        self._watchers: list[Callable[[], None]] = []
        self._drawing = threading.RLock()  # the tab's own thread and the run service's both redraw
        self.texts: dict[str, tuple[Any, str]] = {}  # what each part of the page was last sent of its large data
        self.wish = Wish()
        self.page, self.language, self.dark, self.year = "start", "en", False, 0
        self.chart = "chart_sector"
        self.target: tuple[float, int] | None = None  # Mt, and the year from which
        self.kept: list[tuple[LeverEntry, ...]] = []
        self.own_config: ScenarioConfig | None = None
        self.message = ""
        self.file: dict[str, str] | None = None
        self.agent: tuple[str, int] | None = None
        self.agent_households = FULL_HOUSEHOLDS  # the sample its number counts in
        self.role, self.room, self.nickname = "mayor", "", ""
        self._made: list[tuple[tuple[Any, ...], Any]] = []
        self._past: list[Wish] = []
        self._future: list[Wish] = []
        service.join(self.id, self._changed)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let several changes lead to one redraw, at the end."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if self._stale and not self._held:
                self._changed()

    def _changed(self) -> None:
        self._stale = self._held > 0
        if not self._stale:
            self._inside(self._redraw)

    def _redraw(self) -> None:
        with self._drawing:
            for watcher in list(self._watchers):
                watcher()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Let a part of the page hear of every change; the answer ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def leave(self) -> None:
        """Cancel what only this session waits for."""
        self.service.leave(self.id)

    def cities(self) -> list[str]:
        """Return the names of the cities on offer, the user's own first."""
        return [*([self.own_config.name] if self.own_config else []), *presets()]

    def city_title(self, name: str = "") -> str:
        """Return what a city (the chosen one when none is named) is called in the session's language."""
        name = name or self.wish.city
        own = self.own_config
        config = own if own is not None and own.name == name else presets()[name]
        return (config.title_zh if self.language == "zh" else config.title_en) or name

    def baseline(self) -> Scenario:
        """Return the chosen city under the policies in force."""
        made: Scenario = self._remember(("baseline",), self._made_baseline)
        return made

    def _remember(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Return what was made for the same city and key before: every redraw asks for the same few scenarios."""
        full = (self.wish.city, self.own_config, *key)
        found = next((made for known, made in self._made if known == full), None)
        if found is None:
            found = make()
            self._made = [(full, found), *self._made][:MOST_MADE]
        return found

    def _made_baseline(self) -> Scenario:
        if self.own_config is not None and self.wish.city == self.own_config.name:
            return Scenario(self.own_config).without_plans()
        return Scenario.load(self.wish.city)

    def scenario(self, levers: tuple[LeverEntry, ...] | None = None) -> Scenario:
        """Return the city with the plan's levers (or others) on top."""
        chosen = self.wish.levers if levers is None else levers
        if not chosen:
            return self.baseline()
        # Milestones matter to a run only when they are reviewed; without them plans share more of their runs.
        reviewed = self.wish.milestones if any(entry.name == Evaluation.name for entry in chosen) else ()
        made: Scenario = self._remember(
            (chosen, reviewed),
            lambda: self.baseline().with_plan(Plan(name="plan", levers=chosen, milestones=reviewed)),
        )
        return made

    def plan(self) -> Plan:
        """Return the levers and milestones as a plan."""
        return Plan(name="my plan", levers=self.wish.levers, milestones=self.wish.milestones)

    def jobs(self, scenario: Scenario) -> list[Job]:
        """Return the runs of a scenario, the most urgent first: preview, full sample, band."""
        made: list[Job] = self._remember(("jobs", scenario.plans), lambda: self._made_jobs(scenario))
        return made

    def _made_jobs(self, scenario: Scenario) -> list[Job]:
        first = Job(scenario.with_(households=PREVIEW_HOUSEHOLDS))
        if self.light:
            return [first]
        return [
            first,
            Job(scenario.with_(households=FULL_HOUSEHOLDS)),
            *(first.with_seed(seed + 1) for seed in range(BAND_SEEDS)),
        ]

    def ask(self) -> None:
        """Ask the service for what the page shows."""
        self.service.request(self.id, PLAN_SLOT, self.jobs(self.scenario()))
        self.service.request(self.id, "baseline", self.jobs(self.baseline()))
        kept = [job for levers in self.kept for job in self.jobs(self.scenario(levers))]
        self.service.request(self.id, "kept", kept if self.page == "compare" else [])
        self.service.request(self.id, "agent", self.agent_jobs())
        shown = self.page == "explore" and self.chart == "chart_wedge"
        self.service.request(self.id, "wedge", list(self.wedge_jobs().values()) if shown else [])

    def wedge_jobs(self) -> dict[Players, Job]:
        """Return the runs that share the plan's effect among its levers, by the set of levers in them."""
        levers = self.wish.levers
        count = len(wedges.players(levers))
        sets = [frozenset(), *wedges.sets_of(count), frozenset(range(count))] if count > 1 else []
        scenarios = {one: self.scenario(wedges.kept(levers, one)) for one in sets}
        return {one: Job(s.with_(households=PREVIEW_HOUSEHOLDS)) for one, s in scenarios.items()}

    def agent_jobs(self) -> list[Job]:
        """Return the explanations wanted: the chosen agent under the plan and under the baseline."""
        if self.agent is None:
            return []
        both = [self.scenario()] if not self.wish.levers else [self.scenario(), self.baseline()]
        return [Job(s.with_(households=self.agent_households), 0, self.agent) for s in both]

    def go(self, page: str) -> None:
        """Open a page."""
        if page in PAGES:
            self.page = page
            self._settle()

    def choose(self, city: str) -> None:
        """Choose a city."""
        if city in self.cities():
            self.agent = None
            self._set(Wish(city, self.wish.levers, self.wish.milestones))

    def preset(self, name: str) -> None:
        """Take a shipped plan's levers, or none."""
        plan = load_plan(name) if name else None
        self._set(Wish(self.wish.city, plan.levers if plan else (), plan.milestones if plan else ()))

    def set_levers(self, raw: list[dict[str, Any]]) -> None:
        """Replace the levers by checked plain data; a wrong value leaves them as they were and says so."""
        try:
            self._set(Wish(self.wish.city, parse_levers(raw, "plan"), self.wish.milestones))
        except InputError as error:
            self.say_wrong(error)

    def change(self, name: str, key: str, value: Any) -> None:
        """Set one parameter of a lever, which puts the lever in force; ``key`` may also be ``start``, ``end``..."""
        if name not in LEVERS:
            return
        raw = [entry.to_dict() for entry in self.wish.levers]
        found = next((one for one in raw if one["name"] == name), None)
        if found is None:
            found = {"name": name, "start": FIRST_YEAR}
            raw.append(found)
        found[key] = value
        self.set_levers(raw)

    def put_in_force(self, name: str, on: bool) -> None:
        """Add a lever with its default values, or take all levers of that name away."""
        raw = [entry.to_dict() for entry in self.wish.levers if entry.name != name]
        self.set_levers([*raw, {"name": name, "start": FIRST_YEAR}] if on else raw)

    def aim(self, height_mt: Any, year: Any) -> None:
        """Set the target line, or take it away when the numbers make none."""
        usable = all(isinstance(v, int | float) and not isinstance(v, bool) and v == v for v in (height_mt, year))
        self.target = (min(max(float(height_mt), 0.0), 1e6), int(min(max(year, 0), 3000))) if usable else None

    def keep(self) -> None:
        """Keep the levers for the Compare page; the oldest gives way."""
        if self.wish.levers and self.wish.levers not in self.kept:
            self.kept = [*self.kept, self.wish.levers][-MOST_KEPT:]
        self._settle()

    def unkeep(self, place: int) -> None:
        """Forget a kept plan."""
        self.kept = [one for number, one in enumerate(self.kept) if number != place]
        self._settle()

    def take(self, content: Plan | ScenarioConfig) -> None:
        """Take over an uploaded plan or scenario."""
        if isinstance(content, Plan):
            self._set(Wish(self.wish.city, content.levers, content.milestones))
            return
        name = content.name if content.name not in presets() else f"{content.name} (own)"
        self.own_config = content.model_copy(update={"name": name, "levers": ()})
        self._set(Wish(name, parse_levers(content.levers, content.name), tuple(content.milestones)))

    def undo(self, forwards: bool = False) -> None:
        """Go one step back, or forwards again."""
        source, target = (self._future, self._past) if forwards else (self._past, self._future)
        if source:
            target.append(self.wish)
            self.wish = source.pop()
            self._settle()

    @property
    def can_undo(self) -> tuple[bool, bool]:
        """Say whether there is a step back, and one forwards."""
        return bool(self._past), bool(self._future)

    def say(self, message: str) -> None:
        """Show a line of text."""
        self.message = message
        self._changed()

    def say_wrong(self, error: InputError) -> None:
        """Show what is wrong with somebody's input."""
        self.say(wrong_input(error, self.language))

    def retry(self) -> None:
        """Ask again for what failed."""
        self.service.forget_failures()
        self._settle()

    def refresh(self) -> None:
        """Ask again for what is wanted and redraw."""
        self._settle()

    def link(self) -> str:
        """Return the share link's text; plans kept for comparison go along as long as an address can hold them."""
        content = {
            "city": self.wish.city, "levers": [entry.to_dict() for entry in self.wish.levers], "year": self.year,
            "milestones": list(self.wish.milestones),
            "page": self.page, "lang": self.language, "dark": self.dark, "chart": self.chart, "target": self.target,
        }  # fmt: skip
        kept = [[entry.to_dict() for entry in levers] for levers in self.kept]
        whole = packed({**content, "kept": kept}) if kept else ""
        return whole if 0 < len(whole) <= LONGEST_LINK else packed(content)

    def restore(self, text: str) -> bool:
        """Take over a share link; what is wrong in it is left out, and the answer is then false."""
        content = unpacked(text)
        if content is None:
            return False
        right = True
        self.page = content["page"] if content.get("page") in PAGES else "explore"
        self.language = content["lang"] if content.get("lang") in LANGUAGES else "en"
        self.dark = content.get("dark") is True
        self.chart = str(content.get("chart", ""))[:40]
        target = content.get("target")
        self.aim(*(target if isinstance(target, list) and len(target) == 2 else (None, None)))
        year = content.get("year")
        self.year = min(max(year, 0), 200) if isinstance(year, int) and not isinstance(year, bool) else 0
        city = content.get("city")
        levers, right = _levers_of(content.get("levers"))
        right = right and city in self.cities()
        kept = content.get("kept", [])
        for one in kept[:MOST_KEPT] if isinstance(kept, list) else []:
            found, sound = _levers_of(one)
            right = right and sound
            self.kept += [found] if found else []
        try:
            milestones = parse_milestones(content.get("milestones", ())[:50], "link")
        except (InputError, TypeError):
            milestones, right = (), False
        self.wish = Wish(str(city) if city in self.cities() else FIRST_CITY, levers, milestones)
        return right

    def take_role(self, role: str) -> None:
        """Take a role in a classroom; a plan brought along (a teacher's link) stays, and nothing before can be undone."""
        self.role = role
        self._past, self._future = [], []

    def _within_role(self, levers: tuple[LeverEntry, ...]) -> tuple[LeverEntry, ...]:
        """Return levers as a role in the classroom may change them: those that are not its own stay as they were."""

        def parts(entries: tuple[LeverEntry, ...]) -> tuple[list[LeverEntry], list[LeverEntry]]:
            free = [entry for entry in entries if is_free(entry.name, self.role)]
            return free, [entry for entry in entries if not is_free(entry.name, self.role)]

        (wished, asked), (owned, bound) = parts(levers), parts(self.wish.levers)
        if asked == bound:
            return levers
        return self.wish.levers if wished == owned else (*wished, *bound)

    def _set(self, wish: Wish) -> None:
        wish = replace(wish, levers=self._within_role(wish.levers))
        if wish != self.wish:
            self._past = [*self._past, self.wish][-MOST_UNDO:]
            self._future = []
            self.wish = wish
        self.message = ""
        self._settle()

    def _settle(self) -> None:
        self.ask()
        self._changed()


def _levers_of(raw: Any) -> tuple[tuple[LeverEntry, ...], bool]:
    """Return the sound levers of a link, and whether all of them were."""
    levers: list[LeverEntry] = []
    right = True
    for one in raw[:MOST_LINKED] if isinstance(raw, list) else []:
        try:
            levers += parse_levers([one], "link")
        except InputError:
            right = False
    return tuple(levers), right
