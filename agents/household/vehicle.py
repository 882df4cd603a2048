"""Choosing a car: which one, none, or keeping the old one.

A household weighs each option's yearly cost at its own discount rate against its income, how many models are on
sale, range and charging, what neighbours drive, what it thinks of buying green, and its need of a car. Tastes are
drawn once per purchase occasion: who waits keeps the lottery. Whether it can pay decides what is within reach.

Reads: own columns, neighbours' cars, prices, signals (as arguments). Writes: ``detail``. Draws:
``household.vehicle`` by (luck, occasion, option).
"""

from __future__ import annotations

import math

from sim.core.columns import Array
from sim.core.compiled import rule

CAR_OPTIONS = ("none", "petrol", "hybrid", "phev", "bev", "keep")
CAR_COMPONENTS = (
    "price_cny", "running_cny_per_year", "cost", "need", "models", "range_and_charging", "neighbours", "attitude",
    "habit",
    "taste", "total", "available",
)  # fmt: skip
_PRICE, _RUNNING, _COST, _NEED, _MODELS, _RANGE, _PEERS, _ATTITUDE, _HABIT, _TASTE, _TOTAL, _AVAILABLE = range(12)


@rule
def car_class_factor(income_cny: float, reference_cny: float, slope: float) -> float:
    """Return how much dearer the cars are that a household of this income looks at than those of the mean one at the start."""
    return float(min(max((income_cny / reference_cny) ** slope, 0.65), 2.2))


@rule
def need_of_a_car(
    income_cny: float, reference_cny: float, income_slope: float, transit_access: float, transit_slope: float
) -> float:
    """Return the utility of having any car: grows with income over the first year's mean, falls with public transport."""
    return income_slope * math.log(income_cny / reference_cny) - transit_slope * transit_access


@rule
def charging_worry(own_parking: int, chargers: float, charger_half: float) -> float:
    """Return how hard charging is, 0 (at home) to 1 (nowhere)."""
    public = charger_half / (charger_half + chargers)
    return public * (0.35 if own_parking else 1.0)


@rule
def range_worry(range_km: float, comfort_km: float) -> float:
    """Return the number of halvings by which the range falls short of comfort."""
    return max(math.log(comfort_km / range_km), 0.0) / 0.6931471805599453


@rule
def unfamiliar(unfamiliarity: float, peer_weight: float, peer_share: float) -> float:
    """Return the utility lost by a technology few neighbours have (never a gain)."""
    return -max(unfamiliarity - peer_weight * peer_share, 0.0)


@rule
def yearly_cost(price_cny: float, payment_per_cny: float, running_cny: float) -> float:
    """Return the yearly cost of a durable: price spread over the years it is looked at, and running costs."""
    return price_cny * payment_per_cny + running_cny


@rule
def best_option(detail: Array, options: int) -> int:
    """Return the available option with the highest total, -1 when there is none."""
    best, top = -1, -math.inf
    for k in range(options):
        if detail[k, 11] > 0.0 and detail[k, 10] > top:
            best, top = k, detail[k, 10]
    return best


@rule
def fill_option(
    detail: Array, k: int, price: float, running: float, cost: float, need: float, models: float, range_term: float,
    peers: float, attitude: float, habit: float, taste: float, available: int,
) -> None:  # fmt: skip
    """Note one option's components and their sum."""
    detail[k, 0], detail[k, 1], detail[k, 2], detail[k, 3] = price, running, cost, need
    detail[k, 4], detail[k, 5], detail[k, 6], detail[k, 7] = models, range_term, peers, attitude
    detail[k, 8], detail[k, 9] = habit, taste
    detail[k, 10] = cost + need + models + range_term + peers + attitude + habit + taste
    detail[k, 11] = float(available)


@rule
def copy_options(detail: Array, record: Array) -> None:
    """Copy what was weighed to the watched household's record."""
    for k in range(7):
        for c in range(12):
            record[k, c] = detail[k, c]
