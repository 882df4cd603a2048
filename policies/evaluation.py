"""The yearly evaluation of a plan: milestones, rectification within a time limit, and funds for those who meet them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import Declaration
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue


class Evaluation(Lever):
    """A yearly review against the plan's milestones; what lags is tightened, what succeeds is funded."""

    name: ClassVar[str] = "evaluation"
    family: ClassVar[str] = "evaluation"
    doc: ClassVar[str] = "yearly review against milestones: laggards tighten by steps, good results are funded"
    what_an_agent_sees: ClassVar[str] = "measures that lag behind their milestones become stronger in the next year"
    seed_text: ClassVar[str] = "summary and evaluation"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        Parameter("most_steps", 0.0, 0.0, 10.0, "steps", "assumption: no review unless a plan says so",
                  "how many steps measures may be tightened by; one more each year in which a milestone is missed"),
        Parameter("tolerance", 0.02, 0.0, 0.5, "1", "assumption: 2 % of the base is within the error of statistics",
                  "share of its base by which an indicator may lag behind the straight path to its milestone"),
        Parameter("months_to_rectify", 12.0, 1.0, 60.0, "months",
                  "assumption: NDRC 2023 No. 1409 asks to rectify within a time limit and names none",
                  "time for which tightening stays after the last miss"),
        Parameter("award_mn_cny", 0.0, 0.0, 100_000.0, "mn CNY",
                  "assumption: none unless a plan says so (NDRC 2023 No. 1409: good results are commended)",
                  "paid by the province each year in which nothing lags"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "evaluation_most_steps", "evaluation_tolerance", "evaluation_months_to_rectify", "evaluation_award_cny",
    )  # fmt: skip

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post the terms of the review; without steps none is held."""
        if not values["most_steps"]:
            return {}
        return (
            post(catalogue, "evaluation_most_steps", values["most_steps"])
            | post(catalogue, "evaluation_tolerance", values["tolerance"])
            | post(catalogue, "evaluation_months_to_rectify", values["months_to_rectify"])
            | post(catalogue, "evaluation_award_cny", values["award_mn_cny"] * 1e6)
        )

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Stay the same as long as the parameters do."""
        return "constant"
