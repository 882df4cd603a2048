"""Standards: what may no longer be sold, which plants must retrofit or close, how new homes are built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import ChoiceSet, Declaration, Flag, YearTable, in_year
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.names import DURABLES, EMISSION_SECTORS, MATERIAL_SECTORS

NEVER = 2100.0
NO_PLANT_LIMIT = 5.0
PRODUCTS = tuple(d for d in DURABLES if d != "rooftop_solar")
INDUSTRY = (*(EMISSION_SECTORS[i] for i in MATERIAL_SECTORS), "manufacturing")
_PLANTS = "NDRC 2021 No. 1464: baseline over benchmark 1.17 for clinker, 1.20 for blast furnaces, 1.03 for aluminium"


def _year(name: str, source: str, doc: str) -> Parameter:
    return Parameter(name, NEVER, 2000.0, NEVER, "year", source, doc)


class Standards(Lever):
    """Floors under products, plants and new homes."""

    name: ClassVar[str] = "standards"
    family: ClassVar[str] = "standards"
    doc: ClassVar[str] = (
        "products below the floor leave the shops, plants above the limit retrofit or close, better homes"
    )
    what_an_agent_sees: ClassVar[str] = "fewer things on sale; an order to retrofit by a date; a stricter building code"
    seed_text: ClassVar[str] = "standard systems; industrial upgrading"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        ChoiceSet("products", ("standard_appliance",), PRODUCTS,
                  "assumption: ordinary appliances, as the yearly revisions of GB efficiency grades do",
                  "what may no longer be sold new"),
        _year("products_until_year", "assumption: for ever unless a plan says so", "last year in which these are sold"),
        _year("petrol_cars_until_year",
              "assumption: for ever unless a plan says so; Hainan ends sales in 2030 (carbon peak plan of 2022)",
              "last year in which new petrol cars are sold; used ones change hands further on"),
        Flag("hybrids_too", False, "assumption: only pure petrol cars, as in Hainan's plan",
             "whether hybrid cars without a plug leave the shops with them"),
        Parameter("plant_limit", NO_PLANT_LIMIT, 0.3, NO_PLANT_LIMIT, "1", _PLANTS,
                  "energy per output over the sector's base-year mean above which a plant must retrofit or close; 5 is none"),
        YearTable("plant_limit_by_year", 0.3, NO_PLANT_LIMIT, "1", _PLANTS,
                  "the same by calendar year, in place of plant_limit; none before the first year"),
        _year("plant_deadline_year", "NDRC 2021 No. 1464: retrofits by 2025; without a date plants have two years",
              "year in whose January plants above the limit close; each has a year's notice at least"),
        _year("building_code_from_year",
              "assumption: not unless a plan says so; MoHURD 2022: ultra-low energy where cities choose it",
              "first year in which new homes are built to the ultra-low energy class"),
        Parameter("supervision_cny_per_person_year", 1.0, 0.1, 10.0, "CNY/(person year)",
                  "assumption: 20 inspectors at 150,000 CNY a year for 3 million residents",
                  "public cost of inspecting shops, plants and sites while a standard is in force"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "durable_banned", "plant_intensity_limit", "plant_deadline_year", "new_building_code_step",
        "programme_cost_cny_per_month",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("sectors", "park")
    ramped: ClassVar[tuple[str, ...]] = ("plant_limit",)
    step: ClassVar[Mapping[str, float]] = {"plant_limit": -0.05}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post what is banned and required this year, and what inspecting it costs."""
        year = month.year
        said: Posts = {}
        banned = set(values["products"]) if year > values["products_until_year"] else set()
        if year > values["petrol_cars_until_year"]:
            banned |= {"petrol_car", "hybrid_car"} if values["hybrids_too"] else {"petrol_car"}
        said |= post(catalogue, "durable_banned", 1.0, durable=sorted(banned))
        by_year = values["plant_limit_by_year"]
        limit = in_year(by_year, year) if by_year else values["plant_limit"]
        if limit is not None and limit < NO_PLANT_LIMIT:
            everywhere = target.sectors == EMISSION_SECTORS
            sectors = INDUSTRY if everywhere else target.sectors
            said |= post(catalogue, "plant_intensity_limit", limit, sector=sectors)
            if values["plant_deadline_year"] < NEVER:
                said |= post(catalogue, "plant_deadline_year", values["plant_deadline_year"], sector=sectors)
        if year >= values["building_code_from_year"]:
            said |= post(catalogue, "new_building_code_step", 1.0)
        if said:
            cost = target.people(month) * values["supervision_cny_per_person_year"] / MONTHS_PER_YEAR
            said |= post(catalogue, "programme_cost_cny_per_month", cost)
        return said

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year: what is in force, and the residents inspected for."""
        return "yearly"
