"""Feedback and small rewards for what people do at home and on the way: energy reports, carbon points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import ChoiceSet, Declaration, Flag
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue

ACTIVITIES = ("power", "travel", "waste")


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


class CarbonPoints(Lever):
    """Small rewards per kilogram of CO2 that recorded behaviour avoids, paid in goods or permits."""

    name: ClassVar[str] = "carbon_points"
    family: ClassVar[str] = "people"
    doc: ClassVar[str] = "small rewards per kilogram of CO2 that recorded behaviour avoids, paid in goods or permits"
    what_an_agent_sees: ClassVar[str] = (
        "a reward for a kWh or a kilometre less and for waste sorted, up to a yearly cap"
    )
    seed_text: ClassVar[str] = "innovate green life systems"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        ChoiceSet("activities", ACTIVITIES, ACTIVITIES, "assumption: everything that is recorded", "what earns points"),
        Parameter("reward_cny_per_kg", 0.0, 0.0, 10.0, "CNY/kg",
                  "Wuhan 2025: points for 45 kg were taken for 90 CNY (Xinhua); trades of such credits pay 0.02 to 0.08",
                  "worth of the points for a kilogram of CO2 avoided"),
        Parameter("signup_share", 0.0, 0.0, 1.0, "1",
                  "Shenzhen 2023: 805,000 homes, over a quarter of power users, in the first year (Xinhua)",
                  "share of households that join: how easy signing up is"),
        Parameter("cap_cny_per_year", 100.0, 0.0, 5000.0, "CNY/year",
                  "assumption: about what Wuhan's members redeem at once", "most a household can earn in a year"),
        Parameter("running_cny_per_member", 2.0, 0.0, 50.0, "CNY/year",
                  "assumption: an app, its records and their verification cost some yuan a member",
                  "public cost of running the scheme per member and year"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "carbon_points_cny_per_kg", "carbon_points_cap_cny_per_year", "carbon_points_signup_share",
        "programme_cost_cny_per_month",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("districts",)
    ramped: ClassVar[tuple[str, ...]] = ("reward_cny_per_kg", "signup_share")
    step: ClassVar[Mapping[str, float]] = {"reward_cny_per_kg": 0.2, "signup_share": 0.05}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post rewards by activity, the cap, who joins, and what running the scheme costs."""
        reward, share, cap = values["reward_cny_per_kg"], values["signup_share"], values["cap_cny_per_year"]
        if not (reward and share and cap):
            return {}
        members = target.households(month) * share
        return (
            post(catalogue, "carbon_points_cny_per_kg", reward, topic=values["activities"])
            | post(catalogue, "carbon_points_cap_cny_per_year", cap)
            | post(catalogue, "carbon_points_signup_share", share, district=target.districts)
            | post(
                catalogue, "programme_cost_cny_per_month", members * values["running_cny_per_member"] / MONTHS_PER_YEAR
            )
        )

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year's number of households."""
        return "yearly"
