"""Works that the government carries out: ecological restoration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import Choice, Declaration, YearTable, in_year
from policies.lever import Lever, Posts, Rhythm, WorksOrder
from policies.target import Reach
from sim.core.clock import Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue


class EcologicalRestoration(Lever):
    """Open land becomes forest or wetland; protected cropland is never used."""

    name: ClassVar[str] = "ecological_restoration"
    family: ClassVar[str] = "projects"
    doc: ClassVar[str] = "open land becomes forest or wetland and takes up CO2 with age; cropland is protected"
    what_an_agent_sees: ClassVar[str] = (
        "the government plants or rewets land, paid to local firms, later when money is short"
    )
    seed_text: ClassVar[str] = "ecological protection"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        Choice("land_use", "forest", ("forest", "wetland"), "assumption: forest by default", "what open land becomes"),
        YearTable("hectares_by_year", 0.0, 5e6, "ha/year", "assumption: none unless a plan says so",
                  "land ordered to be restored in each year; each figure holds until the next year given"),
        Parameter("forest_cny_per_ha", 22_500.0, 5_000.0, 100_000.0, "CNY/ha",
                  "State Forestry Administration 2010: 233 billion CNY of central money for 27.7 million ha in 1999-2009, "
                  "8,400 a hectare; assumption: 15,000 to 30,000 with local money at prices of 2020",
                  "cost of planting a hectare"),
        Parameter("wetland_cny_per_ha", 90_000.0, 10_000.0, 500_000.0, "CNY/ha",
                  "assumption: 50,000 to 150,000 CNY for earthworks, water supply and plants",
                  "cost of restoring a hectare of wetland"),
        Parameter("tending_cny_per_ha_year", 240.0, 0.0, 5_000.0, "CNY/ha/year",
                  "MoF and National Forestry and Grassland Administration: 16 CNY per mu for public-benefit forest",
                  "public cost of tending and guarding what has been restored, for ever"),
        Parameter("central_grant_share", 0.3, 0.0, 1.0, "1",
                  "assumption: central grants pay a quarter to a half of the planting in local programmes",
                  "share of the cost of works that upper levels pay"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ()
    targets: ClassVar[tuple[str, ...]] = ("park",)

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Say nothing: the lever only orders works."""
        return {}

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Stay silent."""
        return "constant"

    def works_orders(self, month: Month, values: Mapping[str, Any], target: Reach) -> list[WorksOrder]:
        """Order the year's land in its first month in force."""
        hectares = in_year(values["hectares_by_year"], month.year) or 0.0
        if not hectares or not (month.month == 1 or month.index == values["start"].index):
            return []
        use, grant = values["land_use"], values["central_grant_share"]
        return [
            WorksOrder(
                lever=self.name, field="ecological_restoration", owner="government", month=str(month),
                capital_cny=hectares * values[f"{use}_cny_per_ha"],
                finance={"budget": 1.0 - grant, "central_grant": grant}, effect={f"{use}_ha": hectares, "tending_cny_per_year": hectares * values["tending_cny_per_ha_year"]},
            )
        ]  # fmt: skip
