"""From a study to its runs: points of the design, futures of the uncertainties, seeds of the replications.

The order is fixed: future by future, seed by seed, and all points of the design in between, so that runs which share
a baseline (same city, future and seed) stand together. Draws come from ``scipy.stats.qmc``, keyed by the study's seed.
"""

from __future__ import annotations

import itertools
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

import numpy as np
from scipy.stats import qmc

from experiments.scenario import Scenario
from experiments.study import LEVERS, Design, Range, Replications, Spread, Study, Value
from policies.package import with_override
from sim.core.columns import Array
from sim.core.errors import InputError, nearest_name
from sim.core.params import GROUPS, check_overrides
from sim.world.config import describe_fields

MOST_POINTS = 100_000
MOST_RUNS = 1_000_000
BEHAVIOUR = "behaviour."
_CONFIG_SECTIONS = ("city.", "drivers.")
_LEVELS_OF_A_RANGE = 2
_BETWEEN = 0.6180339887  # a place inside a range that is neither an end nor a round number

Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One run to be: numbers of its point and future, and its seed."""

    number: int
    point: int
    future: int
    seed: int


class Sheet:
    """Everything a study asks for: points, futures, and the runs they make with the seeds.

    Parameters
    ----------
    study : Study
        The study; names and values are checked here.

    Raises
    ------
    InputError
        When the base scenario is wrong, a name is unknown, a value does not fit, or there are too many runs.

    Attributes
    ----------
    points : list of dict
        Lever settings by dotted name (``levers.carbon_tax.level``), one dictionary per point of the design.
    futures : list of dict
        Values of what is uncertain by dotted name, one dictionary per future.
    """

    def __init__(self, study: Study) -> None:
        check_study(study)
        self.study = study
        self.base = study.scenario()
        self.points = design_points(study)
        self.futures = draw_futures(study)
        self._crossed = study.uncertainties.n is not None or len(self.futures) == 1
        runs = self.runs
        if runs > MOST_RUNS:
            sizes = f"{len(self.points)} points, {len(self.futures)} futures, {study.replications.seeds} seeds"
            raise InputError(
                "too many runs", where=study.place("replications"), given=f"{runs} ({sizes})", allowed=f"{MOST_RUNS}"
            )

    @property
    def name(self) -> str:
        """Name by which a store knows the study."""
        return self.study.name

    @property
    def document(self) -> str:
        """The study as JSON."""
        return self.study.model_dump_json(exclude_none=True)

    @property
    def replications(self) -> Replications:
        """Seeds of every point."""
        return self.study.replications

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.points) * self._pairs

    @property
    def _pairs(self) -> int:
        seeds = self.study.replications.seeds
        return seeds * len(self.futures) if self._crossed else seeds

    def cells(self) -> Iterator[Cell]:
        """Yield every run in order; runs of one future and seed follow each other."""
        replications = self.study.replications
        points = len(self.points)
        for pair in range(self._pairs):
            future, order = divmod(pair, replications.seeds) if self._crossed else (pair, pair)
            for point in range(points):
                yield Cell(pair * points + point, point, future, replications.first_seed + order)

    def settings(self, cell: Cell) -> Settings:
        """Return everything that sets a run apart from the base, by dotted name."""
        return {**self.futures[cell.future], **self.points[cell.point]}

    def scenario(self, cell: Cell) -> Scenario:
        """Return the scenario of a run."""
        base = self._in_future(cell.future)
        return with_levers(base, self.points[cell.point])

    def _in_future(self, future: int) -> Scenario:
        if self._last_future[0] != future:
            self._last_future = (future, with_uncertain(self.base, self.futures[future]))
        return self._last_future[1]

    @cached_property
    def _last_future(self) -> tuple[int, Scenario]:
        return -1, self.base


def check_study(study: Study) -> None:
    """Check every name and value of a study against the model, without drawing anything.

    Raises
    ------
    InputError
        Naming the study's file and key.
    """
    scenario = study.scenario()
    for key, varied in (study.design.levers if study.design else {}).items():
        for value in _tried(varied):
            with _located(study, f"design.levers.{key}"):
                with_override(scenario.plans, LEVERS + key, value)
    for name, spread in spreads(study).items():
        for end in (spread.low, spread.high):
            with _located(study, f"uncertainties.{name}"):
                with_uncertain(scenario, {name: end})


def _tried(varied: tuple[Value, ...] | Range) -> Sequence[Value]:
    if not isinstance(varied, Range):
        return varied
    return varied.low, varied.low + _BETWEEN * (varied.high - varied.low), varied.high


class _located:
    """Say of an ``InputError`` raised inside where in the study it comes from."""

    def __init__(self, study: Study, key: str) -> None:
        self.place = study.place(key)

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise the error again with its place in the study."""
        if isinstance(error, InputError):
            raise InputError(
                error.what, where=self.place, given=error.given, allowed=error.allowed, nearest=error.nearest
            ) from None


def design_points(study: Study) -> list[Settings]:
    """Return the points of a study's design, in order; one empty point when nothing is designed.

    Raises
    ------
    InputError
        When there are too many, or a list design repeats itself.
    """
    design = study.design
    if design is None:
        return [{}]
    count = _size(design)
    if count > MOST_POINTS:
        raise InputError(
            "too many points", where=study.place("design"), given=count, allowed=f"{MOST_POINTS:,} points at most"
        )
    names = [LEVERS + key for key in design.levers]
    if design.kind == "one_at_a_time":
        alone = [{LEVERS + key: value} for key, varied in design.levers.items() for value in _levels(varied, design)]
        return [{}, *alone]
    if design.kind in ("latin_hypercube", "sobol"):
        rows: Iterator[Any] = iter(_sampled(design, study.seed))
    else:
        columns = [tuple(varied) for varied in design.levers.values() if not isinstance(varied, Range)]
        rows = itertools.product(*columns) if design.kind == "grid" else zip(*columns, strict=True)
    points = [dict(zip(names, row, strict=True)) for row in rows]
    if design.kind == "list":
        _refuse_repeats(points, study)
    return points


def _size(design: Design) -> int:
    lengths = [len(_levels(varied, design)) for varied in design.levers.values()]
    if design.kind in ("latin_hypercube", "sobol"):
        return design.n or 0
    if design.kind == "grid":
        return math.prod(lengths)
    return 1 + sum(lengths) if design.kind == "one_at_a_time" else lengths[0]


def _levels(varied: tuple[Value, ...] | Range, design: Design) -> tuple[Value, ...]:
    if not isinstance(varied, Range):
        return varied
    return tuple(float(x) for x in np.linspace(varied.low, varied.high, design.n or _LEVELS_OF_A_RANGE))


def _refuse_repeats(points: list[Settings], study: Study) -> None:
    first: dict[str, int] = {}
    for number, point in enumerate(points, 1):
        earlier = first.setdefault(repr(point), number)
        if earlier != number:
            raise InputError(
                f"points {earlier} and {number} are the same", where=study.place("design.levers"), allowed="each once"
            )


def _sampled(design: Design, seed: int) -> Iterator[tuple[Value, ...]]:
    count = design.n or 0
    generator = _generator(seed, f"design {design.kind}")
    places = len(design.levers)
    if design.kind == "sobol":
        units = qmc.Sobol(places, rng=generator).random_base2(count.bit_length() - 1)
    else:
        units = qmc.LatinHypercube(places, rng=generator).random(count)
    for row in units:
        yield tuple(at(varied, float(u)) for varied, u in zip(design.levers.values(), row, strict=True))


def at(varied: tuple[Value, ...] | Range, unit: float) -> Value:
    """Return the value a number between 0 and 1 stands for: a place in a range, or a choice among values."""
    if isinstance(varied, Range):
        return varied.low + unit * (varied.high - varied.low)
    return varied[min(int(unit * len(varied)), len(varied) - 1)]


def spreads(study: Study) -> dict[str, Spread]:
    """Return what is uncertain, by dotted name in alphabetical order, with its range.

    Raises
    ------
    InputError
        When a pattern of ``only`` matches no declared parameter.
    """
    uncertainties = study.uncertainties
    if uncertainties.source != "ranges":
        return dict(sorted(uncertainties.ranges.items()))
    declared = {f"{g.name}.{p.name}": p for g in GROUPS.values() for p in g if p.low < p.high}
    for pattern in uncertainties.only:
        if not any(fnmatchcase(name, pattern) for name in declared):
            raise InputError(
                "no such parameter",
                where=study.place("uncertainties.only"),
                given=pattern,
                nearest=nearest_name(pattern, declared),
            )
    patterns = uncertainties.only or ("*",)
    chosen = {k: p for k, p in declared.items() if any(fnmatchcase(k, pattern) for pattern in patterns)}
    return {name: Spread(low=p.low, high=p.high) for name, p in sorted(chosen.items())}


def draw_futures(study: Study) -> list[Settings]:
    """Return the futures: values of everything uncertain, from a scrambled Sobol sequence.

    More futures of the same study begin with the same ones, so a study that grows keeps its finished runs.
    """
    ranges = spreads(study)
    if not ranges:
        return [{}]
    count = study.uncertainties.n or study.replications.seeds
    sequence = qmc.Sobol(len(ranges), rng=_generator(study.seed, "futures"))
    units = sequence.random_base2(max(count - 1, 0).bit_length())[:count]
    columns = [quantiles(spread, units[:, i]) for i, spread in enumerate(ranges.values())]
    return [dict(zip(ranges, (float(v) for v in row), strict=True)) for row in zip(*columns, strict=True)]


def quantiles(spread: Spread, units: Array) -> Array:
    """Return the values of an uncertainty at quantiles between 0 and 1."""
    low, high = spread.low, spread.high
    if spread.distribution == "log_uniform":
        return np.asarray(np.clip(low * (high / low) ** units, low, high))
    if spread.distribution == "triangular" and spread.mode is not None:
        rise, fall, span = spread.mode - low, high - spread.mode, high - low
        rising, falling = np.sqrt(units * span * rise), np.sqrt((1.0 - units) * span * fall)
        return np.where(units * span < rise, low + rising, high - falling)
    return np.asarray(low + units * (high - low))


def _generator(seed: int, purpose: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def with_levers(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """Return a scenario with lever settings by dotted name, such as ``levers.carbon_tax.level``."""
    plans = list(scenario.plans)
    for name, value in settings.items():
        plans = with_override(plans, name, value)
    return Scenario(scenario.config, tuple(plans), scenario.baseline)


def with_uncertain(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return a scenario with uncertain values by dotted name.

    Names are those of the scenario file's ``city`` and ``drivers`` sections, or of behaviour parameters
    (``household.peer_weight``).

    Raises
    ------
    InputError
        When a name is unknown or a value does not fit.
    """
    if not values:
        return scenario
    fields = {field for field, *_ in describe_fields() if field.startswith(_CONFIG_SECTIONS)}
    declared = {f"{g.name}.{p.name}" for g in GROUPS.values() for p in g}
    changes = {_config_name(name, fields, declared): value for name, value in values.items()}
    config = scenario.config.with_values(changes)
    check_overrides(config.behaviour)
    return Scenario(config, scenario.plans, scenario.baseline)


def _config_name(name: str, fields: set[str], declared: set[str]) -> str:
    if name in fields or name.startswith("city.emission_share."):
        return name
    if name in declared:
        return BEHAVIOUR + name
    nearest = nearest_name(name, [*declared, *fields])
    raise InputError("unknown parameter", where=name, given=name, nearest=nearest)
