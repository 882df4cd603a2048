"""CityModel: builds one city and runs its months, as a Mesa model.

Reads a scenario (preset name, TOML path or a resolved ``ScenarioConfig``) and plans. Agents keep their state in
columns; ``model.agents`` and ``model.agents_by_type`` make real Mesa agents on first use, and a run that never
asks makes none. Every draw is keyed by the run's seed, never taken from ``model.random``.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import mesa

from policies.package import Package, Plan, load_plan, parse_milestones
from sim.census import closures, lever_columns, open_books, populate, yearly_row
from sim.core.clock import Clock
from sim.core.compiled import settle_anew
from sim.core.errors import InputError
from sim.core.ledger import Ledger
from sim.core.params import check_overrides
from sim.core.results import YearlyTable
from sim.core.signals import SignalBoard
from sim.month import build_schedule
from sim.world.base_year import solve_base_year
from sim.world.config import ScenarioConfig, load_scenario
from sim.world.drivers import Drivers
from sim.world.flows import ACCOUNTS, FLOW_KINDS
from sim.world.goods import ExternalDemand
from sim.world.signal_catalogue import CATALOGUE
from sim.world.state import THREADS, WorldState

CURRENT_POLICIES = "current_policies"
THREADED_FROM_HOUSEHOLDS = 100_000
_KEPT_BASELINES = 64

PlanLike = str | Path | Plan
_external_demand: OrderedDict[tuple[object, ...], ExternalDemand] = OrderedDict()


class CityModel(mesa.Model):
    """One simulated city; ``step()`` is a month.

    Parameters
    ----------
    scenario : str, Path or ScenarioConfig
        Preset name, scenario file, or a resolved configuration.
    plan : str, Path, Plan, sequence of them, or None
        What is tried on top of the baseline; ``None`` runs the baseline alone.
    households : int, optional
        Household agents; the scenario's own number by default.
    start, end : int, optional
        First and last simulated year.
    overrides : mapping of str to float, optional
        Behaviour parameters by dotted name, such as ``household.peer_weight``.
    rng : int, optional
        Run seed; ``None`` takes fresh entropy and records it in ``seed``.
    baseline : str, Path, Plan or None
        Policies in force anyway; ``None`` or ``"none"`` means no policy at all (a diagnostic).
    external_demand : ExternalDemand, optional
        Demand from outside as solved by the baseline run of the same scenario and seed. When a plan is given
        and this is not, the baseline is run first.
    watch : tuple of (str, int), optional
        Agent kind and row whose decisions are recorded for ``explain``.

    Raises
    ------
    InputError
        When scenario, plan, years or overrides are wrong; one clear line.
    """

    running: bool

    def __init__(
        self,
        scenario: str | Path | ScenarioConfig = "huzhou",
        plan: PlanLike | Sequence[PlanLike] | None = None,
        households: int | None = None,
        start: int | None = None,
        end: int | None = None,
        overrides: Mapping[str, float] | None = None,
        rng: int | None = None,
        *,
        baseline: PlanLike | None = CURRENT_POLICIES,
        external_demand: ExternalDemand | None = None,
        watch: tuple[str, int] | None = None,
    ) -> None:
        seed = secrets.randbits(48) if rng is None else _seed(rng)
        super().__init__(rng=seed % 2**32)
        self.seed = seed
        self.config = _configure(scenario, households, start, end, overrides)
        plans = _plans(plan)
        if self.config.levers:
            plans.insert(0, Plan(name=f"{self.config.name} (scenario)", levers=self.config.levers))
        is_baseline = not plans and baseline == CURRENT_POLICIES
        base = [] if baseline in (None, "none") else [load_plan(baseline).as_baseline()]
        if external_demand is None and not is_baseline:
            external_demand = solve_external_demand(self.config, seed)
        self.solves_external_demand = external_demand is None
        settle_anew()
        self.state = self._build(external_demand, [*base, *plans], watch)
        self.results = YearlyTable()
        self.schedule = build_schedule()
        self.datacollector = mesa.DataCollector(model_reporters=_REPORTERS)

    def _build(
        self, external_demand: ExternalDemand | None, plans: list[Plan], watch: tuple[str, int] | None
    ) -> WorldState:
        clock = Clock(self.config.start, self.config.end)
        overrides = dict(self.config.behaviour)
        state = WorldState(
            config=self.config,
            drivers=Drivers(self.config, clock, self.seed, overrides),
            clock=clock,
            seed=self.seed,
            board=SignalBoard(CATALOGUE),
            ledger=Ledger(ACCOUNTS, FLOW_KINDS),
            overrides=overrides,
            watch=watch,
        )
        if self.config.population.households > THREADED_FROM_HOUSEHOLDS:
            state.threads = ThreadPoolExecutor(max_workers=THREADS)
        state.rooms["base_year"] = solve_base_year(self.config, self.seed, overrides)
        state.rooms["external_demand"] = (
            ExternalDemand.to_solve(clock.total) if external_demand is None else external_demand.fixed()
        )
        state.rooms["package"] = Package(plans, state)
        declared = parse_milestones(self.config.milestones, f"{self.config.name}: milestones")
        state.rooms["milestones"] = [*declared, *(m for p in plans for m in p.milestones)]
        state.rooms["indicators"] = {}
        populate(state)
        state.rooms["books"] = open_books(state)
        return state

    def step(self) -> None:
        """Simulate one month; in December the year's row is written."""
        state = self.state
        if not self.running:
            return
        self.schedule.run_month(state)
        if state.clock.now.month == 12:
            row, year, indicators = yearly_row(state), state.clock.now.year, state.rooms["indicators"]
            self.results.add(year, row)
            for name, value in row.items():
                indicators.setdefault(name, {})[year] = value
        self.datacollector.collect(self)  # every step, as Mesa's batch_run expects
        if state.clock.now == state.clock.last:
            self.running = False
            if state.threads is not None:
                state.threads.shutdown()
                state.threads = None
        else:
            state.clock.tick()

    def run(self) -> YearlyTable:
        """Simulate to the end and return the yearly table."""
        while self.running:
            self.step()
        if self.solves_external_demand:
            remember_external_demand(self.config, self.seed, self.external_demand)
        return self.results

    def adopt(self, plan: PlanLike | Sequence[PlanLike], external_demand: ExternalDemand | None = None) -> None:
        """Try a plan from this month on; the rest is that of a run under it from the first month on, bit for bit.

        Parameters
        ----------
        plan : str, Path, Plan, or sequence of them
            What is tried on top of what is in force.
        external_demand : ExternalDemand, optional
            Demand from outside as the baseline's whole run solved it; without it that run is made first.

        Raises
        ------
        InputError
            When the plan begins before this month.
        """
        plans, state = _plans(plan), self.state
        for one in plans:
            begins = one.begins(state.clock.first)
            if begins.index < state.clock.now.index:
                raise InputError(
                    "the plan begins too early to be adopted now", where=f"plan '{one.name}'", given=str(begins),
                    allowed=f"{state.clock.now} or later",
                )  # fmt: skip
        if self.solves_external_demand:
            demand = external_demand or solve_external_demand(self.config, self.seed)
            state.rooms["external_demand"], self.solves_external_demand = demand.fixed(), False
        state.rooms["package"].add(plans, state)
        state.rooms["milestones"] += [m for p in plans for m in p.milestones]
        columns = lever_columns(state)
        self.results.widen(columns)
        for name in columns:
            known = state.rooms["indicators"].setdefault(name, {})
            known.update((year, 0.0) for year in self.results.years if year not in known)

    @property
    def external_demand(self) -> ExternalDemand:
        """Demand from outside the city: solved in the baseline, given in a policy run."""
        demand = self.state.rooms["external_demand"]
        assert isinstance(demand, ExternalDemand)
        return demand

    def closures(self) -> dict[str, float]:
        """Return the largest break of each closure so far (relative; stocks as a count)."""
        return closures(self.state)

    def _materialise(self) -> None:
        state = getattr(self, "state", None)
        if state is not None:
            for table in (
                state.households, state.firms, state.banks, state.power_units, state.power_company, state.government,
            ):  # fmt: skip
                table.materialise(self)

    @property
    def agents(self) -> Any:
        """All living agents as a Mesa ``AgentSet``; handles are made on first use."""
        self._materialise()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Living agents by class, as Mesa's ``agents_by_type``."""
        self._materialise()
        return super().agents_by_type


def _latest(model: CityModel, name: str) -> float:
    """Return a column of the last finished year; not a number in the first year."""
    return model.results.rows[-1][name] if model.results.rows else float("nan")


def _month(model: CityModel) -> str:
    return str(model.state.clock.now)


_REPORTED = ("co2_scope1_mt", "co2_total_mt", "gdp_bn_cny", "electricity_use_twh", "ev_sales_share", "norm_mean")
_REPORTERS = {"month": _month} | {name: partial(_latest, name=name) for name in _REPORTED}


def solve_external_demand(config: ScenarioConfig, seed: int) -> ExternalDemand:
    """Return the outside demand with which this scenario's baseline follows its driver path of output.

    The baseline is run once per scenario and seed and its demand kept in memory.
    """
    key = (config.without_levers().content_hash(), seed)
    if key not in _external_demand:
        model = CityModel(config.without_levers(), rng=seed)
        model.run()
    _external_demand.move_to_end(key)
    return _external_demand[key]


def remember_external_demand(config: ScenarioConfig, seed: int, demand: ExternalDemand) -> None:
    """Keep a baseline run's solved demand, so that policy runs of the same scenario and seed need no second one."""
    _external_demand[config.without_levers().content_hash(), seed] = demand
    while len(_external_demand) > _KEPT_BASELINES:
        _external_demand.popitem(last=False)


def _seed(rng: object) -> int:
    if isinstance(rng, bool) or not isinstance(rng, int) or not 0 <= rng < 2**63:
        raise InputError("the seed must be a whole number", where="rng", given=rng, allowed="0 to 2**63 - 1")
    return rng


def _plans(plan: PlanLike | Sequence[PlanLike] | None) -> list[Plan]:
    if plan is None:
        return []
    many = [plan] if isinstance(plan, str | Path | Plan) else list(plan)
    return [one if isinstance(one, Plan) else load_plan(one) for one in many]


def _configure(
    scenario: str | Path | ScenarioConfig,
    households: int | None,
    start: int | None,
    end: int | None,
    overrides: Mapping[str, float] | None,
) -> ScenarioConfig:
    config = scenario if isinstance(scenario, ScenarioConfig) else load_scenario(scenario)
    config = config.replaced(households=households, start=start, end=end, behaviour=overrides)
    check_overrides(config.behaviour)
    return config
