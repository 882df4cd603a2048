"""Rules for new capacity: dual control of energy use and carbon emissions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import ChoiceSet, Declaration, YearTable, YearValues, in_year
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.names import FIRM_SECTORS

ENERGY, CARBON = "primary_energy_mtce", "co2_total_mt"


class DualControl(Lever):
    """New and expanded plants of chosen sectors must apply; approval follows what the budgets leave."""

    name: ClassVar[str] = "dual_control"
    family: ClassVar[str] = "rules"
    doc: ClassVar[str] = (
        "new and larger energy-intensive plants must apply; the energy and carbon budget limits approval"
    )
    what_an_agent_sees: ClassVar[str] = (
        "how much capacity may be added this year, and how much old capacity must close for it"
    )
    seed_text: ClassVar[str] = "investment policy; carbon emission evaluation and management"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        ChoiceSet("controlled_sectors", ("steel", "cement", "chemicals", "nonferrous"), FIRM_SECTORS,
                  "NDRC 2021: steel, building materials, nonferrous metals, petrochemicals and chemicals; others are exempt",
                  "sectors that must apply; those left out are exempt"),
        YearTable("energy_budget_mtce", 0.0, 6000.0, "Mtce", "assumption: none unless a plan says so",
                  "energy the whole city may use in a year, by the coal-equivalent method; no limit before the first year"),
        YearTable("carbon_budget_mt", 0.0, 15_000.0, "Mt CO2", "assumption: none unless a plan says so",
                  "CO2 the whole city may cause in a year, with that of bought electricity; no limit before the first year"),
        Parameter("budget_spread_years", 3.0, 1.0, 10.0, "years",
                  "assumption: a five-year plan's room is not given away in its first year",
                  "years over which the budget left is given out"),
        Parameter("threshold_tce", 1000.0, 0.0, 100_000.0, "tce/year",
                  "NDRC 2023, rules of energy review: from 1,000 tce a year; provinces decide from 10,000",
                  "energy use of an expansion or new plant below which it need not apply"),
        Parameter("replacement_ratio", 0.0, 0.0, 3.0, "1",
                  "MIIT 2021: steel 1.5 in key regions, 1.25 elsewhere and for mergers; cement clinker 2 and 1.5",
                  "old capacity of the sector that must close in the city per unit of new; 0 for none"),
        Parameter("review_mn_cny_per_year", 4.0, 0.0, 200.0, "mn CNY/year",
                  "assumption: 20 reviewers and outside experts at 200,000 CNY a year each",
                  "public cost of reviewing applications and metering"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "capacity_growth_limit", "capacity_approval_threshold_tce", "capacity_replacement_ratio",
        "programme_cost_cny_per_month",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("sectors", "park")
    step: ClassVar[Mapping[str, float]] = {"replacement_ratio": 0.25}
    reads_statistics: ClassVar[bool] = True

    def __init__(self) -> None:
        self._used: dict[str, dict[int, float]] = {}

    def hear(self, indicators: Mapping[str, Mapping[int, float]], milestones: list[dict[str, Any]]) -> None:
        """Note the energy used and the CO2 caused in the years published so far."""
        self._used = {name: dict(indicators.get(name, {})) for name in (ENERGY, CARBON)}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post how much capacity may be added in the year, what must close for it, and the cost of reviews."""
        sectors = [sector for sector in values["controlled_sectors"] if sector in target.sectors]
        energy, carbon, ratio = (values[key] for key in ("energy_budget_mtce", "carbon_budget_mt", "replacement_ratio"))
        if not sectors or not (energy or carbon or ratio):
            return {}
        limits = [self._growth_left(ENERGY, energy, month.year), self._growth_left(CARBON, carbon, month.year)]
        left = [growth / values["budget_spread_years"] for growth in limits if growth is not None]
        said = post(catalogue, "programme_cost_cny_per_month", values["review_mn_cny_per_year"] * 1e6 / MONTHS_PER_YEAR)
        if left:
            said |= post(catalogue, "capacity_growth_limit", min(left), sector=sectors)
            said |= post(catalogue, "capacity_approval_threshold_tce", values["threshold_tce"])
        if ratio:
            said |= post(catalogue, "capacity_replacement_ratio", ratio, sector=sectors)
        return said

    def _growth_left(self, indicator: str, budget: YearValues, year: int) -> float | None:
        """Return by how much last year's figure may still grow; ``None`` without a budget or before a figure."""
        allowed, used = in_year(budget, year), self._used.get(indicator, {}).get(year - 1)
        if allowed is None or not used:
            return None
        return max(allowed / used - 1.0, 0.0)

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year's figures."""
        return "yearly"
