"""Waste: a sorting rule with collection and enforcement, treatment capacity, less wasted food, packaging deposits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import Declaration, YearTable, in_year
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue

DESIGNED_SORTED_SHARE = 0.35  # State Council 2017 No. 26: recovery of at least 35 % in the 46 cities by 2020
_CHAIN = "Shanghai 2019: 985 CNY/t in all, 390 of it for sorting where waste arises, about 25 CNY per home and month"
_NONE = "assumption: none unless a plan says so; "


class WasteAndRecycling(Lever):
    """Sorting, recycling and burning of waste, and less of it."""

    name: ClassVar[str] = "waste_and_recycling"
    family: ClassVar[str] = "waste"
    doc: ClassVar[str] = (
        "sorted collection and its enforcement, recycling and incineration capacity, a food-waste rule, deposits"
    )
    what_an_agent_sees: ClassVar[str] = (
        "bins nearby and a rule to use them, a rule against wasting food, a deposit on packaging"
    )
    seed_text: ClassVar[str] = "stop waste, garbage classification; environmental infrastructure; resource recycling"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        Parameter("collection_share", 0.0, 0.0, 1.0, "1", _NONE + "the 46 cities covered nine tenths of homes by 2020 (MoHURD)",
                  "share of the target's homes with sorted collection nearby"),
        Parameter("sorting_enforcement", 0.0, 0.0, 1.0, "1", _NONE + "1 is Shanghai's rule of 2019 with fines and guides",
                  "strength of the sorting rule in the target's districts"),
        YearTable("recycling_gain_by_year", 0.0, 0.2, "1", _NONE + "a quarter of sorted waste is spoilt in 2020",
                  "added share of sorted waste that is recycled or composted; none before the first year"),
        YearTable("incineration_gain_by_year", 0.0, 0.38, "1", _NONE + "62 % of urban waste was burnt in 2020 (MoHURD)",
                  "added share of mixed waste that is burnt for power instead of landfilled; none before the first year"),
        Parameter("food_waste_rule", 0.0, 0.0, 1.0, "1", _NONE + "Anti-Food Waste Law of 2021",
                  "strength of the rule against wasting food, 1 fully enforced"),
        Parameter("packaging_deposit_share", 0.0, 0.0, 1.0, "1", _NONE + "European schemes cover bottles and cans only",
                  "share of packaging that carries a deposit"),
        Parameter("collection_cny_per_home_year", 180.0, 50.0, 600.0, "CNY/(home year)", _CHAIN + "; split assumed",
                  "public cost of bins, points and rounds per home served"),
        Parameter("enforcement_cny_per_home_year", 120.0, 20.0, 400.0, "CNY/(home year)", _CHAIN + "; split assumed",
                  "public cost of guides and inspectors per home at full strength"),
        Parameter("sorted_waste_cny_per_t", 300.0, 100.0, 800.0, "CNY/t",
                  "Shanghai 2019: 290 CNY/t for hauling, 305 CNY/t for treatment, part of it saved with mixed waste",
                  "public cost of hauling and treating sorted waste apart"),
        Parameter("recycling_cny_per_t_day", 600_000.0, 300_000.0, 1_200_000.0, "CNY/(t/day)",
                  "assumption: tenders of food-waste plants 2019-2022, 0.5 to 0.8 million CNY per t/day",
                  "public works for added recycling, in the year in which it begins"),
        Parameter("incineration_cny_per_t", 90.0, 30.0, 250.0, "CNY/t",
                  "assumption: gate fees of tenders 2017-2022, 60 to 120 CNY/t; plants are paid for by their operator",
                  "paid to the power company for each tonne burnt instead of landfilled"),
        Parameter("food_rule_cny_per_person_year", 1.0, 0.1, 10.0, "CNY/(person year)",
                  "assumption: inspection of canteens and restaurants, as much as other market supervision",
                  "public cost of the food-waste rule at full strength"),
        Parameter("waste_kg_per_person_day", 1.0, 0.6, 1.4, "kg/day", "MoHURD 2022: 1.1 in cities",
                  "waste for which recycling works are sized"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "sorting_collection", "sorting_enforcement", "recycling_share_gain", "incineration_share_gain",
        "food_waste_rule", "packaging_deposit_share", "sorted_waste_cost_cny_per_t", "incineration_fee_cny_per_t",
        "programme_cost_cny_per_month", "public_works_cny_per_month",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("districts",)
    ramped: ClassVar[tuple[str, ...]] = (
        "collection_share", "sorting_enforcement", "food_waste_rule", "packaging_deposit_share",
    )  # fmt: skip
    step: ClassVar[Mapping[str, float]] = {"collection_share": 0.1, "sorting_enforcement": 0.1, "food_waste_rule": 0.1}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post rules, collection and capacity, and what they cost."""
        people, homes = target.people(month), target.households(month)
        said: Posts = {}
        for name, signal in (
            ("collection_share", "sorting_collection"),
            ("sorting_enforcement", "sorting_enforcement"),
        ):
            said |= post(catalogue, signal, values[name], district=target.districts)
        for name in ("food_waste_rule", "packaging_deposit_share"):
            said |= post(catalogue, name, values[name])
        if values["collection_share"] or values["sorting_enforcement"]:
            said |= post(catalogue, "sorted_waste_cost_cny_per_t", values["sorted_waste_cny_per_t"])
        recycling, before = gain(values, "recycling", month.year), gain(values, "recycling", month.year - 1)
        said |= post(catalogue, "recycling_share_gain", recycling)
        if recycling > before:
            t_per_day = people * values["waste_kg_per_person_day"] / 1e3 * DESIGNED_SORTED_SHARE * (recycling - before)
            works = t_per_day * values["recycling_cny_per_t_day"] / months_in_force(month, values)
            said |= post(catalogue, "public_works_cny_per_month", works)
        incineration = gain(values, "incineration", month.year)
        if incineration:
            said |= post(catalogue, "incineration_share_gain", incineration)
            said |= post(catalogue, "incineration_fee_cny_per_t", values["incineration_cny_per_t"])
        yearly_cny = homes * values["collection_share"] * values["collection_cny_per_home_year"]
        yearly_cny += homes * values["sorting_enforcement"] * values["enforcement_cny_per_home_year"]
        yearly_cny += people * values["food_waste_rule"] * values["food_rule_cny_per_person_year"]
        return said | post(catalogue, "programme_cost_cny_per_month", yearly_cny / MONTHS_PER_YEAR)

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year's population and tables."""
        return "yearly"


def gain(values: Mapping[str, Any], kind: str, year: int) -> float:
    """Return the added share of a kind of treatment in a year; none before the lever's start."""
    if year < values["start"].year:
        return 0.0
    return in_year(values[f"{kind}_gain_by_year"], year) or 0.0


def months_in_force(month: Month, values: Mapping[str, Any]) -> int:
    """Return for how many months of its year the lever speaks: works are paid within them."""
    start = values["start"]
    return MONTHS_PER_YEAR + 1 - start.month if month.year == start.year else MONTHS_PER_YEAR
