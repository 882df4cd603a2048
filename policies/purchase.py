"""Fiscal support of durables: grants, scrappage bonuses, tax waivers and payments per kWh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import ChoiceSet, Declaration, YearTable, in_year
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.names import DURABLES
from sim.world.signal_catalogue import NO_LIMIT

NEVER = 2100.0
CARS = ("petrol_car", "hybrid_car", "phev_car", "bev_car")


class PurchaseSupport(Lever):
    """Public money for those who buy the durables a plan names, first come, first served."""

    name: ClassVar[str] = "purchase_support"
    family: ClassVar[str] = "purchase"
    doc: ClassVar[str] = "public money for buyers of durables: grants, scrappage bonus, tax waiver, solar payment"
    what_an_agent_sees: ClassVar[str] = "a lower price for a durable, while the year's budget lasts"
    seed_text: ClassVar[str] = "fiscal policy; green consumption"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        ChoiceSet("durables", ("bev_car", "phev_car"), DURABLES, "assumption: plug-in cars by default",
                  "what is supported"),
        Parameter("amount_cny", 0.0, 0.0, 200_000.0, "CNY", "assumption: none unless a plan says so",
                  "paid to each buyer, constant 2020 CNY"),
        YearTable("amount_by_year_cny", 0.0, 200_000.0, "CNY", "assumption: none unless a plan says so",
                  "paid to each buyer by calendar year, in place of amount_cny; 0 before the first year"),
        Parameter("share", 0.0, 0.0, 0.9, "1", "assumption: none unless a plan says so",
                  "share of the price paid to the buyer"),
        Parameter("cap_cny", NO_LIMIT, 0.0, NO_LIMIT, "CNY", "assumption: no cap unless a plan says so",
                  "most a buyer can get through the share"),
        Parameter("budget_mn_cny_per_year", NO_LIMIT / 1e6, 0.0, NO_LIMIT / 1e6, "mn CNY/year",
                  "assumption: no ceiling unless a plan says so",
                  "public budget of this lever per calendar year, divided equally among its durables"),
        Parameter("local_topup_share", 0.0, 0.0, 1.0, "1",
                  "MoF: up to 1 until 2016, 0.5 in 2017, ended in mid-2019", "added to the amount by the local purse"),
        Parameter("phase_out_from_year", NEVER, 2000.0, NEVER, "year", "assumption: never unless a plan says so",
                  "first year in which amount and share are lower"),
        Parameter("phase_out_years", 1.0, 1.0, 20.0, "years", "assumption: at once unless a plan says so",
                  "years of equal steps until amount and share are zero"),
        Parameter("scrappage_bonus_cny", 0.0, 0.0, 100_000.0, "CNY", "MoF 2024: 20,000 for a plug-in car",
                  "added when an old petrol car is scrapped for this one"),
        Parameter("purchase_tax_exempt_share", 0.0, 0.0, 1.0, "1", "MoF: 1 for plug-in cars from 2014-09 to 2025-12",
                  "share of the vehicle purchase tax waived for the named cars"),
        Parameter("generation_support_cny_per_kwh", 0.0, 0.0, 1.0, "CNY/kWh", "NDRC: 0.42 in 2013-2017, 0.03 in 2021",
                  "paid per kWh of new household solar"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "purchase_support_cny", "purchase_support_share", "purchase_support_cap_cny",
        "purchase_support_budget_cny_per_year", "scrappage_bonus_cny", "purchase_tax_exempt_share",
        "solar_generation_support_cny_per_kwh",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("quintiles", "durables")
    ramped: ClassVar[tuple[str, ...]] = (
        "amount_cny", "share", "scrappage_bonus_cny", "purchase_tax_exempt_share", "generation_support_cny_per_kwh",
    )  # fmt: skip
    step: ClassVar[Mapping[str, float]] = {"amount_cny": 1000.0, "share": 0.05}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post what a buyer gets, by durable and income quintile, and the budget it is paid from."""
        bought = [d for d in values["durables"] if d in target.durables]
        left = remaining_share(month.year, values["phase_out_from_year"], values["phase_out_years"])
        by_year = values["amount_by_year_cny"]
        base = (in_year(by_year, month.year) or 0.0) if by_year else values["amount_cny"]
        amount, share = left * base * (1.0 + values["local_topup_share"]), left * values["share"]
        bonus, budget_cny = values["scrappage_bonus_cny"], values["budget_mn_cny_per_year"] * 1e6
        said: Posts = {}
        if bought and budget_cny and (amount or share or bonus):
            each = NO_LIMIT if budget_cny >= NO_LIMIT else budget_cny / len(bought)
            said |= post(catalogue, "purchase_support_budget_cny_per_year", each, durable=bought)
            said |= post(catalogue, "purchase_support_cny", amount, durable=bought, quintile=target.quintiles)
            said |= post(catalogue, "scrappage_bonus_cny", bonus, durable=bought)
            if share:
                said |= post(catalogue, "purchase_support_share", share, durable=bought, quintile=target.quintiles)
                said |= post(catalogue, "purchase_support_cap_cny", values["cap_cny"], durable=bought)
        cars = [d for d in bought if d in CARS]
        said |= post(catalogue, "purchase_tax_exempt_share", values["purchase_tax_exempt_share"], durable=cars)
        per_kwh = values["generation_support_cny_per_kwh"]
        return said | post(catalogue, "solar_generation_support_cny_per_kwh", per_kwh)

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year when there is a table or a phase-out."""
        return "yearly" if values["amount_by_year_cny"] or values["phase_out_from_year"] < NEVER else "constant"


def remaining_share(year: int, first_lower_year: float, years: float) -> float:
    """Return what is left of a support that falls in equal yearly steps to zero, 1 before the first lower year."""
    return min(max(1.0 - (year - first_lower_year + 1.0) / years, 0.0), 1.0)
