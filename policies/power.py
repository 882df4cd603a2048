"""Power transition: a renewable obligation, storage beside new plants, retirement of coal, green power for offices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import Declaration, YearTable, in_year
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue

NO_AGE_LIMIT = 60.0
_AGE = "assumption: none unless a plan says so; design life 30 years (GB 50660), NDRC 2021: old units close or stand by"


class PowerTransition(Lever):
    """What the power company must build, close and buy, and what public bodies buy of it."""

    name: ClassVar[str] = "power_transition"
    family: ClassVar[str] = "power"
    doc: ClassVar[str] = (
        "renewables and storage to be built, coal units to be closed by age, green power bought by public bodies"
    )
    what_an_agent_sees: ClassVar[str] = "the power company: duties to build and close, and a price for green power"
    seed_text: ClassVar[str] = "green transformation of energy"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        YearTable("renewable_share_by_year", 0.0, 1.0, "1",
                  "NDRC and NEA 2021 No. 704: provincial weights by year, 0.165 non-hydro in the nation of 2025",
                  "share of the city's electricity use its own renewables must supply; none before the first year"),
        Parameter("certificate_cny_per_mwh", 0.0, 0.0, 200.0, "CNY/MWh",
                  "assumption: none unless a plan says so; green certificates: about 50 in 2021, 5 to 30 in 2023-2024",
                  "paid for each MWh by which own renewables fell short of the requirement last year"),
        Parameter("storage_share", 0.0, 0.0, 0.5, "1",
                  "assumption: none unless a plan says so; provincial rules of 2021-2023: 0.10 to 0.20",
                  "batteries to be built beside new wind and solar plants, over their capacity"),
        Parameter("coal_age_limit_years", NO_AGE_LIMIT, 10.0, NO_AGE_LIMIT, "years", _AGE,
                  "age at which coal units and boilers close once their heat and reserve are replaced; 60 is none"),
        YearTable("coal_age_limit_by_year", 10.0, NO_AGE_LIMIT, "years", _AGE,
                  "the same by calendar year, in place of coal_age_limit_years; none before the first year"),
        Parameter("public_green_power_share", 0.0, 0.0, 1.0, "1",
                  "assumption: none unless a plan says so; NGOA 2021: public bodies buy green power first",
                  "share of public bodies' electricity bought as green power"),
        Parameter("public_green_power_premium_cny_per_kwh", 0.03, 0.0, 0.2, "CNY/kWh",
                  "first green power trades of September 2021: 0.03 to 0.05 above the coal benchmark",
                  "paid for it above the tariff, by the public purse"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "renewable_share_required", "green_certificate_cny_per_mwh", "storage_share_required", "coal_age_limit_years",
        "public_green_power_share", "public_green_power_premium_cny_per_kwh",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("park",)
    ramped: ClassVar[tuple[str, ...]] = ("storage_share", "coal_age_limit_years", "public_green_power_share")
    step: ClassVar[Mapping[str, float]] = {
        "storage_share": 0.05, "coal_age_limit_years": -1.0, "public_green_power_share": 0.1,
    }  # fmt: skip

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post the year's duties, and what public bodies buy."""
        said = post(catalogue, "storage_share_required", values["storage_share"])
        required = in_year(values["renewable_share_by_year"], month.year)
        if required:
            said |= post(catalogue, "renewable_share_required", required)
            said |= post(catalogue, "green_certificate_cny_per_mwh", values["certificate_cny_per_mwh"])
        by_year = values["coal_age_limit_by_year"]
        age = in_year(by_year, month.year) if by_year else values["coal_age_limit_years"]
        if age is not None and age < NO_AGE_LIMIT:
            said |= post(catalogue, "coal_age_limit_years", age)
        if values["public_green_power_share"]:
            premium = values["public_green_power_premium_cny_per_kwh"]
            said |= post(catalogue, "public_green_power_share", values["public_green_power_share"])
            said |= post(catalogue, "public_green_power_premium_cny_per_kwh", premium)
        return said

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year when there is a table."""
        return "yearly" if values["renewable_share_by_year"] or values["coal_age_limit_by_year"] else "constant"
