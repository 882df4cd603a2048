"""Campaigns: messages that reach residents, at a cost per contact."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import ChoiceSet, Declaration
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.names import CHANNELS, TOPICS
from sim.world.signal_catalogue import NO_LIMIT


def _cost(channel: str, default: float, source: str) -> Parameter:
    doc = f"cost of one contact through {channel.replace('_', ' ')}"
    return Parameter(f"{channel}_cny_per_contact", default, 0.001, 100.0, "CNY/contact", f"assumption: {source}", doc)


class BehaviourCampaign(Lever):
    """Messages and norm feedback through mass media, schools, workplaces, peers or hubs of the network."""

    name: ClassVar[str] = "behaviour_campaign"
    family: ClassVar[str] = "campaigns"
    doc: ClassVar[str] = "messages and norm feedback through chosen channels; a budget buys so many contacts"
    what_an_agent_sees: ClassVar[str] = "messages on a topic, some of them comparing it with its neighbours"
    seed_text: ClassVar[str] = "national action: popular science, green life"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        ChoiceSet("topics", ("power",), TOPICS, "assumption: saving power by default", "what it is about"),
        ChoiceSet("channels", ("mass_media",), CHANNELS, "assumption: mass media unless a plan says otherwise",
                  "how messages travel"),
        Parameter("contacts_per_month", 0.0, 0.0, 30.0, "contacts per person and month",
                  "assumption: none unless a plan says so",
                  "messages a reached resident is meant to get, divided equally among topics and channels"),
        Parameter("reach", 0.5, 0.0, 1.0, "1", "assumption: half of the residents can be reached by one campaign",
                  "share of the target's residents reached"),
        Parameter("norm_feedback", 0.0, 0.0, 1.0, "1", "assumption: none unless a plan says so",
                  "share of messages that compare with neighbours"),
        Parameter("budget_mn_cny_per_year", NO_LIMIT / 1e6, 0.0, NO_LIMIT / 1e6, "mn CNY/year",
                  "assumption: no ceiling unless a plan says so",
                  "what may be spent per year; fewer contacts are made when it buys fewer"),
        Parameter("months_on", 12.0, 1.0, 120.0, "months", "assumption: continuous", "months of a pulse"),
        Parameter("months_off", 0.0, 0.0, 120.0, "months", "assumption: continuous", "months between pulses"),
        _cost("mass_media", 0.05, "about 50 CNY per thousand views of a television or online spot"),
        _cost("schools", 3.0, "a lesson of 100 CNY for about 35 pupils"),
        _cost("workplaces", 2.0, "an hour's session for a team of 50 at 100 CNY"),
        _cost("peers", 5.0, "a visit of some minutes by a paid neighbourhood volunteer"),
        _cost("hubs", 1.0, "paid posts of well-connected residents"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("campaign_intensity", "campaign_norm_feedback", "programme_cost_cny_per_month")
    targets: ClassVar[tuple[str, ...]] = ("districts",)
    ramped: ClassVar[tuple[str, ...]] = ("contacts_per_month",)
    step: ClassVar[Mapping[str, float]] = {"contacts_per_month": 0.5}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post the contacts the budget buys, and what they cost."""
        if not in_pulse(month.index - values["start"].index, values["months_on"], values["months_off"]):
            return {}
        topics, channels = values["topics"], values["channels"]
        people = target.people(month) * values["reach"]
        mean_cost = math.fsum(values[f"{c}_cny_per_contact"] for c in channels) / len(channels)
        asked_cny = people * values["contacts_per_month"] * mean_cost
        spent_cny = min(asked_cny, monthly_budget_cny(values))
        if not spent_cny:
            return {}
        contacts = values["contacts_per_month"] * values["reach"] * (spent_cny / asked_cny)
        each = contacts / (len(topics) * len(channels))
        return (
            post(catalogue, "campaign_intensity", each, topic=topics, channel=channels, district=target.districts)
            | post(catalogue, "campaign_norm_feedback", values["norm_feedback"], topic=topics)
            | post(catalogue, "programme_cost_cny_per_month", spent_cny)
        )

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year's population, or with the month when pulsed."""
        return "monthly" if values["months_off"] >= 1.0 else "yearly"


def in_pulse(months_since_start: int, months_on: float, months_off: float) -> bool:
    """Say whether a pulsed campaign speaks in the given month of its life."""
    on, off = int(months_on), int(months_off)
    return months_since_start % (on + off) < on


def monthly_budget_cny(values: Mapping[str, Any]) -> float:
    """Return what one month of a pulse may cost, so that a year costs its budget."""
    on, off = int(values["months_on"]), int(values["months_off"])
    return float(values["budget_mn_cny_per_year"] * 1e6 / MONTHS_PER_YEAR * (on + off) / on)
