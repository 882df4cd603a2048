"""Knowledge: trained energy managers and audits; research, demonstration and an extension service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import ChoiceSet, Declaration
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.names import FIRM_SECTORS, GREEN_CATEGORIES


class Training(Lever):
    """Energy managers in firms, audits, and more professionals; the purse pays for what was done."""

    name: ClassVar[str] = "training"
    family: ClassVar[str] = "knowledge"
    doc: ClassVar[str] = "energy managers trained in firms, energy audits, more professionals for retrofits"
    what_an_agent_sees: ClassVar[str] = (
        "less hassle, longer paybacks accepted, ways to meet a standard known in time; options an audit names"
    )
    seed_text: ClassVar[str] = "training of professionals; cadres"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        Parameter("trained_share", 0.0, 0.0, 1.0, "1", "assumption: none unless a plan says so",
                  "share of firms with an energy manager in training"),
        Parameter("training_depth", 1.0, 0.1, 1.0, "1",
                  "assumption: 1 is an energy management system (ISO 50001), 0.3 a week's course",
                  "how much of a full course managers get; the cost follows"),
        Parameter("audited_share_per_year", 0.0, 0.0, 1.0, "1/year",
                  "assumption: none unless a plan says so; key energy users are audited once in three to five years",
                  "share of firms audited each year"),
        Parameter("skilled_staff_gain", 0.0, 0.0, 2.0, "1", "assumption: none unless a plan says so",
                  "skilled staff for retrofits the city gains, over what it has"),
        Parameter("training_cny_per_firm_year", 40_000.0, 1_000.0, 500_000.0, "CNY/firm/year",
                  "offers of Chinese certification bodies: 80,000 to 230,000 CNY for a first energy management system, "
                  "a third of it in later years", "public cost of a full course per firm and year"),
        Parameter("audit_cny", 60_000.0, 2_000.0, 500_000.0, "CNY/audit",
                  "US DOE 2017: 1.5 million USD for five years of an assessment centre with about 20 audits a year, "
                  "15,000 USD each; assumption: 60 % of it in China", "public cost of an audit of a large firm"),
        Parameter("professional_cny_per_year", 60_000.0, 5_000.0, 300_000.0, "CNY/person/year",
                  "assumption: half of an engineer's pay (NBS 2020: 97,000 CNY a year in cities)",
                  "public cost per skilled person the city gains"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "firm_training_share", "firm_training_depth", "firm_training_cost_cny_per_year", "firm_audit_share",
        "firm_audit_cost_cny", "skilled_staff_factor", "skilled_staff_cost_cny_per_year",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("sectors",)
    ramped: ClassVar[tuple[str, ...]] = ("trained_share", "audited_share_per_year", "skilled_staff_gain")
    step: ClassVar[Mapping[str, float]] = {"trained_share": 0.1, "audited_share_per_year": 0.05}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post whom training and audits reach, and their unit costs."""
        sectors = firm_sectors(target)
        trained, audited, gain = (
            values[key] for key in ("trained_share", "audited_share_per_year", "skilled_staff_gain")
        )
        said: Posts = {}
        if trained and sectors:
            said |= post(catalogue, "firm_training_share", trained, sector=sectors)
            said |= post(catalogue, "firm_training_depth", values["training_depth"])
            said |= post(catalogue, "firm_training_cost_cny_per_year", values["training_cny_per_firm_year"])
        if audited and sectors:
            said |= post(catalogue, "firm_audit_share", audited, sector=sectors)
            said |= post(catalogue, "firm_audit_cost_cny", values["audit_cny"])
        if gain:
            said |= post(catalogue, "skilled_staff_factor", 1.0 + gain)
            said |= post(catalogue, "skilled_staff_cost_cny_per_year", values["professional_cny_per_year"])
        return said

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Stay the same as long as the parameters do."""
        return "constant"


class Innovation(Lever):
    """Research and demonstration of chosen technologies for some years, and an extension service that shows them."""

    name: ClassVar[str] = "innovation"
    family: ClassVar[str] = "knowledge"
    doc: ClassVar[str] = "research and demonstration of chosen technologies; an extension service shows firms around"
    what_an_agent_sees: ClassVar[str] = (
        "a technology on offer some years sooner, fitted more cheaply, and heard of from the extension service"
    )
    seed_text: ClassVar[str] = "scientific and technological innovation"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        ChoiceSet("technologies", ("process_route",), GREEN_CATEGORIES,
                  "assumption: new process routes, which lack demonstration most", "what is brought forward"),
        Parameter("research_mn_cny_per_year", 0.0, 0.0, 5000.0, "mn CNY/year", "assumption: none unless a plan says so",
                  "public money for research and demonstration, divided equally among the technologies"),
        Parameter("research_years", 10.0, 1.0, 40.0, "years", "assumption: two five-year plans",
                  "how long research and extension are paid for"),
        Parameter("research_local_share", 0.5, 0.0, 1.0, "1",
                  "assumption: half goes to institutes and builders of the city, half to those outside",
                  "share of the research money spent in the city; only that part teaches its fitters"),
        Parameter("extension_per_year", 0.0, 0.0, 1.0, "1/year", "assumption: none unless a plan says so",
                  "added yearly chance that a firm hears of an option of these technologies"),
        Parameter("visit_cny", 5_000.0, 200.0, 100_000.0, "CNY/visit",
                  "assumption: two engineers for two days at an energy-saving centre's rates",
                  "public cost of an extension visit to a firm"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "research_support_cny_per_year", "research_local_share", "technology_extension",
        "technology_extension_cost_cny",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("technologies",)
    ramped: ClassVar[tuple[str, ...]] = ("research_mn_cny_per_year", "extension_per_year")
    step: ClassVar[Mapping[str, float]] = {"research_mn_cny_per_year": 20.0, "extension_per_year": 0.05}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post research money and where it is spent, and the extension service, while their years last."""
        green = [c for c in values["technologies"] if c in target.technologies]
        if not green or month.index - values["start"].index >= values["research_years"] * MONTHS_PER_YEAR:
            return {}
        said: Posts = {}
        research_cny = values["research_mn_cny_per_year"] * 1e6
        if research_cny:
            said |= post(catalogue, "research_support_cny_per_year", research_cny / len(green), green=green)
            said |= post(catalogue, "research_local_share", values["research_local_share"], green=green)
        if values["extension_per_year"]:
            said |= post(catalogue, "technology_extension", values["extension_per_year"], green=green)
            said |= post(catalogue, "technology_extension_cost_cny", values["visit_cny"])
        return said


def firm_sectors(target: Reach) -> list[str]:
    """Return the sectors of a target in which there are firms."""
    return [sector for sector in target.sectors if sector in FIRM_SECTORS]
