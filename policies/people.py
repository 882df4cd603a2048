"""Feedback and small rewards for what people do at home and on the way: energy reports, carbon points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import Declaration, Flag
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue


class HomeEnergyReport(Lever):
    """Letters or messages that show a household its electricity beside that of similar neighbours."""

    name: ClassVar[str] = "home_energy_report"
    family: ClassVar[str] = "people"
    doc: ClassVar[str] = "reports that show a household its electricity beside that of similar neighbours"
    what_an_agent_sees: ClassVar[str] = (
        "its use against similar homes of its district, with or without approval of thrift"
    )
    seed_text: ClassVar[str] = "green consumption"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        Parameter("share_reached", 0.0, 0.0, 1.0, "1", "assumption: nobody unless a plan says so",
                  "share of households that get reports, always the same ones"),
        Parameter("reports_per_year", 12.0, 1.0, 12.0, "1/year", "Allcott 2011: monthly, bimonthly or quarterly",
                  "reports such a household gets in a year"),
        Flag("injunctive_message", True, "Schultz et al. 2007: approval keeps frugal homes frugal",
             "whether reports approve of thrift; without it frugal homes drift up to the mean"),
        Parameter("report_cny", 1.5, 0.05, 20.0, "CNY/report",
                  "China Post: 0.8 CNY a local letter; assumption: as much again for print and data (about 1 USD in Allcott 2011)",
                  "public cost of one report"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "energy_report_share", "energy_reports_per_year", "energy_report_approval", "programme_cost_cny_per_month",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("districts",)
    ramped: ClassVar[tuple[str, ...]] = ("share_reached",)
    step: ClassVar[Mapping[str, float]] = {"share_reached": 0.1}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post who gets reports, how many and of which kind, and what they cost."""
        share, per_year = values["share_reached"], values["reports_per_year"]
        if not share:
            return {}
        reports = target.households(month) * share * per_year / MONTHS_PER_YEAR
        return (
            post(catalogue, "energy_report_share", share, district=target.districts)
            | post(catalogue, "energy_reports_per_year", per_year)
            | post(catalogue, "energy_report_approval", float(values["injunctive_message"]))
            | post(catalogue, "programme_cost_cny_per_month", reports * values["report_cny"])
        )

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year's number of households."""
        return "yearly"
