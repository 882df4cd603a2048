"""Green travel: public transport, fares, parking, number plates, driving limits and chargers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from policies.declarations import Declaration, Flag, YearTable, in_year
from policies.lever import Lever, Posts, Rhythm, post
from policies.target import Reach
from sim.core.annuity import annuity
from sim.core.clock import MONTHS_PER_YEAR, Month
from sim.core.params import Parameter
from sim.core.signals import SignalCatalogue
from sim.world.signal_catalogue import NO_LIMIT

# Capital is spread over its life, as in contracts that pay operators for what is available.
_CAPITAL_RATE = 0.04  # assumption: yield of local government bonds with a margin
_TRANSIT_YEARS, _CHARGER_YEARS = 10.0, 8.0  # Shenzhen leased its buses for eight years; others run to thirteen
_CHARGER_UPKEEP = 0.05  # of its price a year (assumption)
_OWNERSHIP = "cars_per_100_households"


class GreenTravel(Lever):
    """Better public transport and its fares, parking prices, plate lotteries, driving limits, public chargers."""

    name: ClassVar[str] = "green_travel"
    family: ClassVar[str] = "travel"
    doc: ClassVar[str] = "public transport and its fares, parking prices, plate lotteries, driving limits, chargers"
    what_an_agent_sees: ClassVar[str] = (
        "how many trips it can make without a car, and what a car costs and may do in town"
    )
    seed_text: ClassVar[str] = "green travel"
    parameters: ClassVar[tuple[Declaration, ...]] = (
        Parameter("transit_access_gain", 0.0, 0.0, 0.5, "1", "assumption: none unless a plan says so",
                  "added share of trips that buses, metro and cycling can serve"),
        YearTable("transit_access_gain_by_year", 0.0, 0.5, "1", "assumption: none unless a plan says so",
                  "added share by calendar year, in place of transit_access_gain; 0 before the first year"),
        Parameter("fare_change_cny_per_km", 0.0, -0.25, 1.0, "CNY/km", "assumption: fares stay; 8 km cost about 2 CNY",
                  "change of public transport fares; -0.25 makes it free"),
        Parameter("parking_price_cny_per_day", 0.0, 0.0, 150.0, "CNY/day", "assumption: as at the start",
                  "added price of a working day's parking, mean over the cars of towns"),
        Parameter("plate_quota_thousand_per_year", NO_LIMIT / 1e3, 0.0, NO_LIMIT / 1e3, "thousand cars/year",
                  "assumption: none; Beijing 100 in 2018-2020, Hangzhou 80 from 2014 (city governments)",
                  "number plates for households without a car, by lottery"),
        Flag("plate_ev_exempt", True, "Hangzhou since 2014: no lottery for plug-in cars",
             "whether plug-in cars need no lottery"),
        Parameter("driving_limit_share", 0.0, 0.0, 0.5, "1",
                  "Beijing since 2008: each petrol car rests one working day in five",
                  "share of days on which a petrol car may not drive"),
        Parameter("chargers_per_thousand_cars", 0.0, 0.0, 200.0, "chargers per 1000 cars",
                  "assumption: none unless a plan says so", "public chargers added, over all private cars"),
        YearTable("chargers_per_thousand_cars_by_year", 0.0, 200.0, "chargers per 1000 cars",
                  "assumption: none unless a plan says so",
                  "chargers added by calendar year, in place of chargers_per_thousand_cars; 0 before the first year"),
        Parameter("transit_build_cny_per_person", 3600.0, 0.0, 100_000.0, "CNY/person",
                  "Nanjing 2019: 12 standard buses per 10,000 people serve about half of all trips; assumption: 1.5 mn CNY for an electric bus with its place in a depot; metro costs ten times as much",
                  "capital for full access, per resident"),
        Parameter("transit_run_cny_per_person_year", 1000.0, 0.0, 10_000.0, "CNY/(person year)",
                  "Beijing 2013: 15 bn CNY of support for buses, 700 CNY a resident (China Daily 2014)",
                  "public cost of running full access, per resident and year"),
        Parameter("charger_cny", 60_000.0, 1000.0, 500_000.0, "CNY/charger",
                  "assumption: 60 kW at 1,000 CNY/kW with grid connection; slow ones a tenth, State Grid's on motorways 500,000 (China Daily 2016)",
                  "capital of a public charger"),
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "transit_access_gain", "transit_service_cny_per_month", "transit_fare_change_cny_per_km",
        "parking_price_cny_per_day", "plate_quota_per_year", "plate_quota_ev_exempt", "driving_limit_share",
        "chargers_added_per_thousand_cars", "programme_cost_cny_per_month",
    )  # fmt: skip
    targets: ClassVar[tuple[str, ...]] = ("districts",)
    ramped: ClassVar[tuple[str, ...]] = (
        "transit_access_gain", "fare_change_cny_per_km", "parking_price_cny_per_day", "driving_limit_share",
        "chargers_per_thousand_cars",
    )  # fmt: skip
    step: ClassVar[Mapping[str, float]] = {
        "transit_access_gain": 0.02, "parking_price_cny_per_day": 5.0, "chargers_per_thousand_cars": 2.0,
    }  # fmt: skip
    reads_statistics: ClassVar[bool] = True
    cars_per_household: float | None = None  # as last published

    def hear(self, indicators: Mapping[str, Mapping[int, float]], milestones: list[dict[str, Any]]) -> None:
        """Take note of how many cars there are, which decides how many chargers keep up with them."""
        years = indicators.get(_OWNERSHIP, {})
        self.cars_per_household = years[max(years)] / 100.0 if years else None

    def posts(self, month: Month, catalogue: SignalCatalogue, values: Mapping[str, Any], target: Reach) -> Posts:
        """Post what travellers find, and what building and running it costs."""
        gain = _by_year(values, "transit_access_gain", month)
        chargers = _by_year(values, "chargers_per_thousand_cars", month)
        cars = target.households(month) * (self.cars_per_household or target.cars_per_household)
        said = (
            post(catalogue, "transit_access_gain", gain, district=target.districts)
            | post(catalogue, "transit_service_cny_per_month", transit_cny(values, gain * target.people(month)))
            | post(catalogue, "transit_fare_change_cny_per_km", values["fare_change_cny_per_km"])
            | post(catalogue, "parking_price_cny_per_day", values["parking_price_cny_per_day"])
            | post(catalogue, "driving_limit_share", values["driving_limit_share"])
            | post(catalogue, "chargers_added_per_thousand_cars", chargers, district=target.districts)
            | post(catalogue, "programme_cost_cny_per_month", chargers_cny(values, chargers * cars / 1000.0))
        )
        quota = values["plate_quota_thousand_per_year"] * 1000.0
        if quota < NO_LIMIT:
            said |= post(catalogue, "plate_quota_per_year", quota)
            said |= post(catalogue, "plate_quota_ev_exempt", float(values["plate_ev_exempt"]))
        return said

    def rhythm(self, values: Mapping[str, Any]) -> Rhythm:
        """Change with the year's people, households and tables."""
        return "yearly"


def _by_year(values: Mapping[str, Any], name: str, month: Month) -> float:
    """Return a number, or its table's value of the year when there is one."""
    table = values[f"{name}_by_year"]
    return float((in_year(table, month.year) or 0.0) if table else values[name])


def transit_cny(values: Mapping[str, Any], people_served: float) -> float:
    """Return the monthly cost of public transport for so many people with full access."""
    capital = values["transit_build_cny_per_person"] * annuity(_CAPITAL_RATE, _TRANSIT_YEARS)
    return float(people_served * (capital + values["transit_run_cny_per_person_year"]) / MONTHS_PER_YEAR)


def chargers_cny(values: Mapping[str, Any], chargers: float) -> float:
    """Return the monthly cost of so many chargers."""
    yearly = annuity(_CAPITAL_RATE, _CHARGER_YEARS) + _CHARGER_UPKEEP
    return float(chargers * values["charger_cny"] * yearly / MONTHS_PER_YEAR)
