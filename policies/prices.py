"""Price policy: a carbon tax, and electricity tariffs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import Choice, ChoiceSet, Declaration
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.names import CUSTOMERS

CARBON_SIGNALS = {"fuels": "fuel_carbon_price", "process": "process_carbon_price"}
REVENUE_SIGNALS = {"dividend": "carbon_revenue_dividend_share", "green_fund": "carbon_revenue_green_share"}


class CarbonTax(Lever):
    """A price per tonne of CO2 on covered fuels and processes."""

    name: ClassVar[str] = "carbon_tax"
    family: ClassVar[str] = "prices"
    doc: ClassVar[str] = "a price per tonne of CO2 on covered fuels and processes, with a declared use of the revenue"
    what_an_agent_sees: ClassVar[str] = "a price per tonne on the fuels it burns and the CO2 its processes release"
    seed_text: ClassVar[str] = "price policy; fiscal policy"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        Parameter("level", 0.0, 0.0, 2000.0, "CNY/t",
                  "assumption: 0 does nothing; the national permit price was 40 to 100 CNY/t in 2021-2024 (SEEE)",
                  "price in the lever's first year, constant 2020 CNY"),
        Parameter("growth_pct_per_year", 0.0, -10.0, 20.0, "%/year", "assumption: a constant real price by default",
                  "growth of the price from each calendar year to the next"),
        ChoiceSet("coverage", ("fuels", "process"), ("fuels", "process"),
                  "assumption: both, as in a tax on all fossil and process CO2", "what is priced"),
        Choice("revenue_use", "budget", ("budget", "dividend", "green_fund"),
               "assumption: the general budget, as with China's environmental taxes",
               "where the revenue goes: the budget, equal payments per head, or grants for firms' green equipment"),
        Parameter("revenue_share", 1.0, 0.0, 1.0, "1", "assumption: all of it",
                  "share of the revenue that goes to this use; the rest goes to the budget"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (*CARBON_SIGNALS.values(), *REVENUE_SIGNALS.values())
    targets: ClassVar[tuple[str, ...]] = ("sectors", "park")
    ramped: ClassVar[tuple[str, ...]] = ("level",)
    announces: ClassVar[Mapping[str, str]] = dict.fromkeys(CARBON_SIGNALS.values(), "announced_carbon_price")
    step: ClassVar[Mapping[str, float]] = {"level": 20.0}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post the year's price in the covered sectors, and the use of the revenue."""
        years = month.year - values["start"].year
        price = values["level"] * (1.0 + values["growth_pct_per_year"] / 100.0) ** years
        said: Posts = {}
        if not price:
            return said
        for part in values["coverage"]:
            said |= post(catalogue, CARBON_SIGNALS[part], price, sector=target.sectors)
        if values["revenue_use"] != "budget":
            said |= post(catalogue, REVENUE_SIGNALS[values["revenue_use"]], values["revenue_share"])
        return said

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year when the price grows."""
        return "yearly" if values["growth_pct_per_year"] else "constant"


class ElectricityPricing(Lever):
    """Time-of-use ratios, household tiers, levies by class and differential prices for inefficient plants."""

    name: ClassVar[str] = "electricity_pricing"
    family: ClassVar[str] = "prices"
    doc: ClassVar[str] = "time-of-use ratios, household tiers, levies by class, dearer power for inefficient plants"
    what_an_agent_sees: ClassVar[str] = "its electricity price by time of day, tier, class and efficiency"
    seed_text: ClassVar[str] = "price policy"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        ChoiceSet("classes", ("industrial", "commercial"), CUSTOMERS,
                  "NDRC 2021 No. 1093 (time-of-use for industry and commerce)",
                  "customer classes the ratio and the levy apply to"),
        Parameter("peak_valley_ratio", 1.0, 1.0, 8.0, "1",
                  "NDRC 2021 No. 1093: 3:1 at least, 4:1 where load swings by more than 40 %; 1 is a flat price",
                  "peak price over valley price in those classes"),
        Parameter("household_tou_share", 0.0, 0.0, 1.0, "1", "assumption: nobody unless a plan says so",
                  "share of homes on the time-of-use tariff"),
        Parameter("household_peak_valley_ratio", 1.0, 1.0, 6.0, "1",
                  "Shanghai 0.617/0.307, Zhejiang 0.568/0.288, Jiangsu 0.5583/0.3583 CNY/kWh; 1 is a flat price",
                  "peak price over valley price on the homes' time-of-use tariff"),
        Parameter("tier1_threshold_factor", 1.0, 0.3, 3.0, "1", "NDRC 2012: tier 1 holds about 80 % of homes at design",
                  "factor on the upper bound of tier 1"),
        Parameter("tier2_threshold_factor", 1.0, 0.3, 3.0, "1", "NDRC 2012: tiers 1 and 2 hold about 95 % of homes",
                  "factor on the upper bound of tier 2"),
        Parameter("tier1_adder_cny_per_kwh", 0.0, -0.5, 1.0, "CNY/kWh", "NDRC 2012: none", "change of tier 1's price"),
        Parameter("tier2_adder_cny_per_kwh", 0.0, -0.5, 1.0, "CNY/kWh", "assumption: the NDRC 2012 step stays at 0.05",
                  "change of tier 2's price"),
        Parameter("tier3_adder_cny_per_kwh", 0.0, -0.5, 2.0, "CNY/kWh", "assumption: the NDRC 2012 step stays at 0.30",
                  "change of tier 3's price"),
        Parameter("levy_cny_per_kwh", 0.0, -0.3, 0.5, "CNY/kWh", "assumption: none unless a plan says so",
                  "levy (or rebate, when negative) on the classes' price"),
        Parameter("surcharge_cny_per_kwh", 0.0, 0.0, 1.0, "CNY/kWh",
                  "NDRC differential pricing since 2010: 0.1 restricted, 0.3 to be eliminated, 0.4 and more for steel",
                  "added for plants less efficient than their sector's baseline, in the targeted sectors"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "tou_peak_valley_ratio", "tou_households_share", "tier_threshold_factor", "tier_price_adder_cny_per_kwh",
        "electricity_adder_cny_per_kwh", "electricity_surcharge_cny_per_kwh",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("sectors", "park")
    ramped: ClassVar[tuple[str, ...]] = (
        "peak_valley_ratio", "household_tou_share", "tier1_threshold_factor", "tier2_threshold_factor",
        "tier1_adder_cny_per_kwh", "tier2_adder_cny_per_kwh", "tier3_adder_cny_per_kwh", "levy_cny_per_kwh",
        "surcharge_cny_per_kwh",
    )  # fmt: skip
    step: ClassVar[Mapping[str, float]] = {"surcharge_cny_per_kwh": 0.05, "peak_valley_ratio": 0.25}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post ratios and levies by class, tiers of homes, and the surcharge by sector."""
        said = post(catalogue, "tou_peak_valley_ratio", values["peak_valley_ratio"], customer=values["classes"])
        if values["household_tou_share"] and values["household_peak_valley_ratio"] > 1.0:
            home = max(values["household_peak_valley_ratio"], said.get(_home_slot(catalogue), 1.0))
            said[_home_slot(catalogue)] = home
            said |= post(catalogue, "tou_households_share", values["household_tou_share"])
        for tier in ("tier1", "tier2"):
            said |= post(catalogue, "tier_threshold_factor", values[f"{tier}_threshold_factor"], tier=[tier])
        for tier in ("tier1", "tier2", "tier3"):
            said |= post(catalogue, "tier_price_adder_cny_per_kwh", values[f"{tier}_adder_cny_per_kwh"], tier=[tier])
        said |= post(catalogue, "electricity_adder_cny_per_kwh", values["levy_cny_per_kwh"], customer=values["classes"])
        surcharge = values["surcharge_cny_per_kwh"]
        return said | post(catalogue, "electricity_surcharge_cny_per_kwh", surcharge, sector=target.sectors)

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Stay the same as long as the parameters do."""
        return "constant"


def _home_slot(catalogue: SignalCatalogue) -> int:
    return catalogue.slots("tou_peak_valley_ratio", customer=["residential"])[0]
