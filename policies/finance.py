"""Financial instruments: green credit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import ChoiceSet, Declaration
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.names import GREEN_CATEGORIES
from sim.world.signal_catalogue import NO_LIMIT


class GreenCredit(Lever):
    """Cheaper, longer and partly guaranteed loans for eligible technologies, refinanced by a relending window."""

    name: ClassVar[str] = "green_credit"
    family: ClassVar[str] = "finance"
    doc: ClassVar[str] = "cheaper, longer, partly guaranteed loans for eligible technologies; banks are refinanced"
    what_an_agent_sees: ClassVar[str] = "a lower rate, easier approval and a longer tenor for eligible technologies"
    seed_text: ClassVar[str] = "green credit; financial instruments"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        ChoiceSet("eligible", GREEN_CATEGORIES, GREEN_CATEGORIES,
                  "People's Bank of China, Green Bond Endorsed Projects Catalogue 2021",
                  "what a green loan may be for"),
        Parameter("discount_pp", 0.0, 0.0, 3.0, "percentage points",
                  "0.1 to 0.4 observed in green finance pilot zones such as Huzhou", "rate cut on eligible loans"),
        Parameter("refinanced_share", 0.0, 0.0, 1.0, "1",
                  "People's Bank of China 2021: 0.6 in the carbon emission reduction facility",
                  "share of an eligible loan's principal the central bank refinances"),
        Parameter("relending_rate_pct", 1.75, 0.0, 5.0, "%/year",
                  "People's Bank of China 2021: 1.75 in the carbon emission reduction facility",
                  "rate banks pay on the refinanced principal"),
        Parameter("quota_mn_cny_per_year", NO_LIMIT / 1e6, 0.0, NO_LIMIT / 1e6, "mn CNY/year",
                  "assumption: no ceiling unless a plan says so", "eligible principal refinanced per year at most"),
        Parameter("quota_gdp_pct", 100.0, 0.0, 100.0, "% of GDP", "assumption: no ceiling unless a plan says so",
                  "the same ceiling as a share of the city's base-year product; the lower of the two holds"),
        Parameter("guarantee_share", 0.0, 0.0, 1.0, "1", "assumption: none unless a plan says so",
                  "share of the loss on an eligible loan that the public purse bears"),
        Parameter("tenor_extra_months", 0.0, 0.0, 120.0, "months", "assumption: none unless a plan says so",
                  "how much longer eligible loans run"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "green_loan_discount_pp", "green_refinanced_share", "green_relending_rate_pct", "green_loan_quota_cny_per_year",
        "green_guarantee_share", "green_tenor_extra_months",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("technologies", "park")
    ramped: ClassVar[tuple[str, ...]] = ("discount_pp", "refinanced_share", "guarantee_share", "tenor_extra_months")
    step: ClassVar[Mapping[str, float]] = {"discount_pp": 0.1, "guarantee_share": 0.05}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post the terms of eligible loans and, when there is refinancing, its rate and quota."""
        green = [c for c in values["eligible"] if c in target.technologies]
        said = (
            post(catalogue, "green_loan_discount_pp", values["discount_pp"], green=green)
            | post(catalogue, "green_guarantee_share", values["guarantee_share"], green=green)
            | post(catalogue, "green_tenor_extra_months", values["tenor_extra_months"], green=green)
        )
        quota = min(values["quota_mn_cny_per_year"] * 1e6, values["quota_gdp_pct"] / 100.0 * target.gdp_cny_per_year)
        if values["refinanced_share"] and quota:
            said |= post(catalogue, "green_refinanced_share", values["refinanced_share"], green=green)
            said |= post(catalogue, "green_relending_rate_pct", values["relending_rate_pct"])
            said |= post(catalogue, "green_loan_quota_cny_per_year", quota)
        return said

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Stay the same as long as the parameters do."""
        return "constant"
