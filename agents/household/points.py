"""Carbon points: what members of a scheme avoid for a reward, and what they earn by it.

A member weighs the reward for a unit of use: for a kWh, a kilometre by car, a kilogram of unsorted waste. A clean unit
earns little and moves little. Nobody avoids more than the scheme still pays for: what a month's part of the yearly cap
would not cover is scaled down, over all activities alike.

Reads: own use, rewards, emission factors (as arguments). Writes: nothing. Draws: none (who joins follows from a
lasting rank).
"""

from __future__ import annotations

from agents.household.month_tables import PointNumbers
from sim.core.compiled import rule
from sim.world import names as n

POWER, TRAVEL, WASTE = (n.TOPICS.index(activity) for activity in ("power", "travel", "waste"))
# CO2 of a unit to which the response holds; assumption: a kWh of the grid, a kilometre with petrol, waste burnt in 2020.
_USUAL_KG_PER_KWH, _USUAL_KG_PER_KM, _USUAL_KG_PER_KG = 0.55, 0.16, 0.25
_MOST = 0.3  # of an activity given up for points (assumption)


@rule
def is_member(rank: float, share: float) -> bool:
    """Say whether a home is among the share that joined."""
    return bool((rank * 13.0) % 1.0 < share)  # a multiple's fraction is as good as a draw of its own


@rule
def given_up(reward_cny_per_kg: float, kg_per_unit: float, usual_kg_per_unit: float, response: float) -> float:
    """Return the share of an activity given up for the reward of a unit."""
    return min(response * reward_cny_per_kg * kg_per_unit / usual_kg_per_unit, _MOST)


@rule
def rewarded(power_kwh: float, km: float, travel_kg: float, mixed_kg: float, k: PointNumbers) -> tuple[
    float, float, float, float, float, float,
]:  # fmt: skip
    """Return the shares of power and car kilometres given up and of mixed waste sorted, and what each earns in CNY.

    Parameters
    ----------
    power_kwh, km, mixed_kg : float
        Lights, appliances and cooling; distance by car; unsorted waste of the month, without points.
    travel_kg : float
        CO2 of that distance.
    """
    power = given_up(k.power_cny_per_kg, k.kg_per_kwh, _USUAL_KG_PER_KWH, k.response)
    travel = given_up(k.travel_cny_per_kg, travel_kg / km, _USUAL_KG_PER_KM, k.response) if km > 0.0 else 0.0
    sorting = given_up(k.waste_cny_per_kg, k.kg_per_waste_kg, _USUAL_KG_PER_KG, k.response)
    by_power = power * power_kwh * k.kg_per_kwh * k.power_cny_per_kg
    by_travel = travel * travel_kg * k.travel_cny_per_kg
    by_sorting = sorting * mixed_kg * k.kg_per_waste_kg * k.waste_cny_per_kg
    earned = by_power + by_travel + by_sorting
    part = k.most_cny / earned if earned > k.most_cny else 1.0
    return part * power, part * travel, part * sorting, part * by_power, part * by_travel, part * by_sorting
