"""Each lever's share of a plan's effect: Shapley values on common luck, lever by lever and year by year.

Every set of the plan's levers is run on the same seeds. Shares are taken seed by seed, so their intervals are those of
paired runs, and the yearly shares (the wedges) add up to the shares of cumulative emissions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from experiments.analysis.shapley import MOST_EXACT, Players, interactions, orders, sets_needed, shares
from experiments.archive import Archive
from experiments.designs import Settings
from experiments.ensemble import HEADLINE_SERIES, Ensemble
from experiments.run import Result
from experiments.scenario import Scenario
from experiments.sheets import PointSheet
from experiments.study import Replications
from experiments.sweep import Swept, sweep
from policies.plan import Plan
from sim.core.columns import Array
from sim.core.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEASURES = ("cumulative_co2_mt", "peak_height_mt")
ORDERS = 16
LEVERS_IN = "levers_in"
_MORE_COLOURS = ("#8073ac", "#7f3b08", "#66a61e", "#b3b3b3", "#35978f", "#e08214")


@dataclass(frozen=True)
class Attribution:
    """Shares of a plan's effect.

    Attributes
    ----------
    levers : tuple of str
        Names, ``electricity_pricing#2`` for the second of a kind.
    exact : bool
        Whether all sets of levers were run, or sampled orders only.
    runs : int
        Runs behind it.
    baseline, plan : ndarray, shape (years,)
        Mean emissions without and with the whole plan, Mt CO2.
    wedges : ndarray, shape (levers, years)
        Yearly shares, Mt CO2.
    shares : dict
        Per measure one row per lever: ``lever``, ``share`` with 95 % ``low`` and ``high``, and ``alone``.
    pairs : dict
        Per measure one row per pair: what both do beyond the sum of each alone.
    effects : dict
        Per measure the effect of the whole plan.
    """

    levers: tuple[str, ...]
    exact: bool
    runs: int
    years: Array
    baseline: Array
    plan: Array
    wedges: Array
    shares: dict[str, list[dict[str, Any]]]
    pairs: dict[str, list[dict[str, Any]]]
    effects: dict[str, float]

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        yearly = {name: row.tolist() for name, row in zip(self.levers, self.wedges, strict=True)}
        return {
            "levers": list(self.levers), "exact": self.exact, "runs": self.runs, "effects": self.effects,
            "shares": self.shares, "pairs": self.pairs,
            "yearly": {
                "year": self.years.tolist(), "baseline_mt": self.baseline.tolist(), "plan_mt": self.plan.tolist(),
                "shares_mt": yearly,
            },
        }  # fmt: skip


def lever_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the levers of a scenario's plans by name, numbered where there are several of a kind."""
    seen: Counter[str] = Counter()
    names = []
    for plan in scenario.plans:
        for entry in plan.levers:
            seen[entry.name] += 1
            names.append(entry.name if seen[entry.name] == 1 else f"{entry.name}#{seen[entry.name]}")
    return tuple(names)


def with_some(scenario: Scenario, chosen: Players) -> Scenario:
    """Return a scenario whose plans keep the chosen levers alone, by number."""
    plans: list[Plan] = []
    number = 0
    for plan in scenario.plans:
        kept = [entry for i, entry in enumerate(plan.levers, number) if i in chosen]
        number += len(plan.levers)
        if kept:
            plans.append(plan.model_copy(update={"levers": tuple(kept)}))
    return Scenario(scenario.config, tuple(plans), scenario.baseline)


def attribute(
    scenario: Scenario,
    store: str | Path,
    *,
    seeds: int = 1,
    first_seed: int = 0,
    sampled_orders: int = ORDERS,
    run: Callable[..., Swept] = sweep,
) -> Attribution:
    """Run every set of a plan's levers and return each lever's share of the plan's effect.

    Parameters
    ----------
    scenario : Scenario
        A city with at least two levers in its plans.
    store : str or Path
        The store's file; finished runs are found there.
    seeds, first_seed : int
        Seeds of every set.
    sampled_orders : int
        Orders of joining to draw when there are more than ``shapley.MOST_EXACT`` levers.
    run : callable
        ``sweep``, or one with options filled in; gets the sheet and the store.

    Raises
    ------
    InputError
        When the plans have fewer than two levers, or a run failed.
    """
    names = lever_names(scenario)
    if len(names) < 2:
        raise InputError("nothing to share", where="--plan", given=", ".join(names), allowed="plans of several levers")
    drawn = orders(len(names), sampled_orders, first_seed) if len(names) > MOST_EXACT else []
    sets = sets_needed(len(names), drawn)
    points = [{LEVERS_IN: ", ".join(names[i] for i in sorted(one))} for one in sets]
    by_text = {point[LEVERS_IN]: one for point, one in zip(points, sets, strict=True)}

    def make(base: Scenario, settings: Settings) -> Scenario:
        return with_some(base, by_text[settings[LEVERS_IN]])

    replications = Replications(seeds=seeds, first_seed=first_seed)
    sheet = PointSheet(f"{scenario.name} {scenario.label} attribution"[:80], scenario, points, replications, make=make)
    if run(sheet, store).interrupted:
        raise KeyboardInterrupt
    ensembles = _ensembles(Path(store), sheet, sets)
    return _attribution(names, drawn, ensembles)


def _ensembles(store: Path, sheet: PointSheet, sets: list[Players]) -> dict[Players, Ensemble]:
    found: dict[int, dict[int, Result]] = {number: {} for number in range(len(sets))}
    with Archive(store) as archive:
        for stored in archive.runs(archive.study(sheet.name)):
            found[stored.point][stored.seed] = stored.result()
    short = sum(len(runs) < sheet.replications.seeds for runs in found.values())
    if short:
        raise InputError(
            "runs have failed, so shares cannot be told", where=str(store), given=f"{short} of {len(sets)} sets",
            allowed="see pilotcity results --failures",
        )  # fmt: skip
    return {
        one: Ensemble(sheet.base, tuple(found[number][seed] for seed in sorted(found[number])))
        for number, one in enumerate(sets)
    }


def _attribution(
    names: tuple[str, ...], drawn: list[tuple[int, ...]], ensembles: dict[Players, Ensemble]
) -> Attribution:
    players = len(names)
    none, everything = ensembles[frozenset()], ensembles[frozenset(range(players))]
    paths = {one: ensemble.column(HEADLINE_SERIES) for one, ensemble in ensembles.items()}
    rows: dict[str, list[dict[str, Any]]] = {}
    pairs: dict[str, list[dict[str, Any]]] = {}
    effects: dict[str, float] = {}
    for measure in MEASURES:
        values = {one: ensemble.outcomes[measure] for one, ensemble in ensembles.items()}
        nothing = values[frozenset()]
        found = shares(values, players, drawn)
        effects[measure] = float((values[frozenset(range(players))] - nothing).mean())
        alone = [float((values[frozenset({i})] - nothing).mean()) for i in range(players)]
        rows[measure] = [
            {"lever": name, **_interval(found[i]), "alone": alone[i]} for i, name in enumerate(names)
        ]  # fmt: skip
        together = interactions(values, players).items()
        pairs[measure] = [
            {"first": names[i], "second": names[j], "together": float(value.mean())} for (i, j), value in together
        ]
    return Attribution(
        levers=names, exact=not drawn, runs=sum(e.runs for e in ensembles.values()), years=none.years,
        baseline=none.column(HEADLINE_SERIES).mean(axis=0), plan=everything.column(HEADLINE_SERIES).mean(axis=0),
        wedges=shares(paths, players, drawn).mean(axis=1), shares=rows, pairs=pairs, effects=effects,
    )  # fmt: skip


def _interval(by_seed: Array) -> dict[str, float | None]:
    mean, runs = float(by_seed.mean()), len(by_seed)
    if runs < 2:
        return {"share": mean, "low": None, "high": None}
    half = float(stdtrit(runs - 1, 0.975)) * float(by_seed.std(ddof=1)) / math.sqrt(runs)
    return {"share": mean, "low": mean - half, "high": mean + half}


def wedge_figure(found: Attribution) -> Figure:
    """Draw the path without the plan, and what each lever takes away down to the path with it.

    Shares that raise emissions in a year are drawn above the path without the plan.
    """
    from experiments.pictures import COLOURS, canvas

    size = (8.6, 4.6)
    figure, (axis,) = canvas(1, 1, size)
    figure.subplots_adjust(right=1 - 2.5 / size[0], bottom=0.5 / size[1])
    down, up = found.baseline.copy(), found.baseline.copy()
    palette = (*COLOURS[1:], *_MORE_COLOURS)
    for place, number in enumerate(np.argsort(found.wedges.sum(axis=1))):
        colour = palette[place % len(palette)]
        saved, added = np.minimum(found.wedges[number], 0.0), np.maximum(found.wedges[number], 0.0)
        axis.fill_between(found.years, down + saved, down, color=colour, lw=0, alpha=0.85, label=found.levers[number])
        axis.fill_between(found.years, up, up + added, color=colour, lw=0, alpha=0.4)
        down, up = down + saved, up + added
    axis.plot(found.years, found.baseline, color=COLOURS[0], lw=1.8, label="without the plan")
    axis.plot(found.years, found.plan, color=COLOURS[0], lw=1.8, ls="--", label="with the plan")
    axis.set_title("What each lever takes away", loc="left")
    axis.set_ylabel("Mt CO₂ / year")
    low, high = float(down.min()), float(up.max())
    axis.set_ylim(
        max(0.0, low - 0.3 * (high - low)), high + 0.1 * (high - low) + 1e-9
    )  # wedges are thin beside a total
    axis.set_xlim(found.years[0], found.years[-1])
    handles, labels = axis.get_legend_handles_labels()
    figure.legend(
        handles, labels, frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1 - 2.4 / size[0], 0.5)
    )
    return figure
