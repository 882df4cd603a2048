"""Clean heating: networks that reach districts, grants and running-cost support, and an end to coal stoves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import Declaration, Flag
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.signal_catalogue import NO_LIMIT

_NO_GRANT = "assumption: none unless a plan says so; "
GRANTS = ("heat_pump", "gas_boiler", "electric_heater")


class CleanHeating(Lever):
    """Coal stoves go where clean heat is to be had; networks and heat pumps reach districts on schedule."""

    name: ClassVar[str] = "clean_heating"
    family: ClassVar[str] = "heating"
    doc: ClassVar[str] = "builds heat and gas networks, helps with equipment and winter power, then ends coal stoves"
    what_an_agent_sees: ClassVar[str] = (
        "a network at its door, cheaper equipment and winter power, a notice to replace its stove"
    )
    seed_text: ClassVar[str] = "energy transformation"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        Flag("heat_network", False, "assumption: none unless a plan says so",
             "whether a district heating network is built where the target has none"),
        Flag("gas_network", False, "assumption: none unless a plan says so",
             "whether a town gas network is built where the target has none"),
        Parameter("years_to_build", 2.0, 0.25, 10.0, "years",
                  "assumption: two building seasons; Pingliang 2016-2018 built 56 km of mains in three",
                  "years from the lever's start until the networks serve"),
        Parameter("stove_ban_share", 0.0, 0.0, 1.0, "1",
                  "assumption: none unless a plan says so; State Council 2018 No. 22: plains free of loose coal by 2020",
                  "share of coal stoves to be replaced within a year, once the networks serve; new ones are not sold then"),
        Parameter("heat_pump_grant_cny", 0.0, 0.0, 30_000.0, "CNY",
                  _NO_GRANT + "7,400 in Hebei 2017 (85 % of cost at most), up to 24,000 in Beijing",
                  "paid to whoever installs a heat pump, in the whole city"),
        Parameter("gas_boiler_grant_cny", 0.0, 0.0, 10_000.0, "CNY", _NO_GRANT + "2,700 in Hebei 2017 (70 % of cost at most)",
                  "paid to whoever installs a gas boiler, in the whole city"),
        Parameter("electric_heater_grant_cny", 0.0, 0.0, 10_000.0, "CNY", _NO_GRANT + "2,000 in Jinan 2017",
                  "paid to whoever installs electric heaters, in the whole city"),
        Parameter("budget_mn_cny_per_year", NO_LIMIT / 1e6, 0.0, NO_LIMIT / 1e6, "mn CNY/year",
                  "assumption: no ceiling unless a plan says so; MoF 2017: 500 to 1,000 a year for three years per pilot city",
                  "public budget of the grants per calendar year, divided equally among the kinds of equipment"),
        Parameter("winter_power_support_cny_per_kwh", 0.0, 0.0, 0.3, "CNY/kWh",
                  "assumption: none unless a plan says so; Hebei 2017: 0.12, Beijing and Tianjin: 0.2",
                  "paid per kWh of electric heating in the target's districts"),
        Parameter("heat_network_cny_per_home", 4_600.0, 1_500.0, 15_000.0, "CNY",
                  "mains and substations: 46 CNY/m2 in Lanzhou 2007 and Pingliang 2016, 24 in Heze; homes of 100 m2",
                  "public cost of the heating network per home it reaches, spread over the years of building"),
        Parameter("gas_network_cny_per_home", 4_000.0, 1_500.0, 12_000.0, "CNY",
                  "Hebei 2017: 4,000 per home for village mains and connections (1,000 province, 3,000 city and county)",
                  "public cost of the gas network per home it reaches, spread over the years of building"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "heat_network_reach", "gas_network_reach", "coal_stove_ban", "electric_heating_support_cny_per_kwh",
        "purchase_support_cny", "purchase_support_budget_cny_per_year", "public_works_cny_per_month",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("districts", "quintiles")
    ramped: ClassVar[tuple[str, ...]] = ("stove_ban_share", "winter_power_support_cny_per_kwh")
    step: ClassVar[Mapping[str, float]] = {"stove_ban_share": 0.1, "heat_pump_grant_cny": 500.0}

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post the works, then the networks and the end of stoves; grants and support from the start."""
        said = _networks(month, catalogue, values, target)
        if serves(month, values):
            said |= post(catalogue, "coal_stove_ban", values["stove_ban_share"], district=target.districts)
        support = values["winter_power_support_cny_per_kwh"]
        said |= post(catalogue, "electric_heating_support_cny_per_kwh", support, district=target.districts)
        granted = [d for d in GRANTS if values[f"{d}_grant_cny"]]
        budget_cny = values["budget_mn_cny_per_year"] * 1e6
        if granted and budget_cny:
            each = NO_LIMIT if budget_cny >= NO_LIMIT else budget_cny / len(granted)
            said |= post(catalogue, "purchase_support_budget_cny_per_year", each, durable=granted)
            for durable in granted:
                amount = values[f"{durable}_grant_cny"]
                said |= post(catalogue, "purchase_support_cny", amount, durable=[durable], quintile=target.quintiles)
        return said

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change when networks are finished."""
        return "monthly" if values["heat_network"] or values["gas_network"] else "constant"


def months_to_build(values: Mapping[str, Any]) -> int:
    """Return how long networks take; nothing is waited for where none is built."""
    builds = values["heat_network"] or values["gas_network"]
    return round(values["years_to_build"] * MONTHS_PER_YEAR) if builds else 0


def serves(month: Month, values: Mapping[str, Any]) -> bool:
    """Say whether the networks are finished."""
    return bool(month.index - values["start"].index >= months_to_build(values))


def _networks(month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
    """Return the public works while networks are built, and then that they are there."""
    said: Posts = {}
    homes, works_cny = target.households(values["start"]), 0.0
    for kind, missing in (("heat", target.off_heat_share), ("gas", target.off_gas_share)):
        if not values[f"{kind}_network"]:
            continue
        if serves(month, values):
            said |= post(catalogue, f"{kind}_network_reach", 1.0, district=target.districts)
        else:
            works_cny += homes * missing * values[f"{kind}_network_cny_per_home"] / months_to_build(values)
    return said | post(catalogue, "public_works_cny_per_month", works_cny)
