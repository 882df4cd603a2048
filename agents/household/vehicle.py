"""Choosing a car: which one, none, or keeping the old one.

A household weighs each option's yearly cost at its own discount rate against its income, how many models are on
sale, range and charging, what neighbours drive, what it thinks of buying green, and its need of a car, part of which
lasts for life. Tastes are drawn once per purchase occasion: who waits keeps the lottery. Whether it can pay decides
what is within reach.

Reads: own columns, neighbours' cars, prices, signals (as arguments). Writes: ``detail``. Draws:
``household.vehicle`` by (luck, occasion, option).
"""

from __future__ import annotations

import math

from sim.core.columns import Array
from sim.core.compiled import rule
from sim.world import names as n

CAR_OPTIONS = ("none", "petrol", "hybrid", "phev", "bev", "old_car")
OLD_CAR = 5  # one's own while it runs, a used one for those who have none that runs
CAR_COMPONENTS = (
    "price_cny", "running_cny_per_year", "cost", "need", "models", "range_and_charging", "neighbours", "attitude",
    "habit",
    "taste", "total", "available",
)  # fmt: skip
_MOST_LICENSED = 0.85  # of adults: rich countries (Eurostat, FHWA)
YEARLY_LOSS = 0.85  # of a car's worth, and once more when it leaves the shop (CADA 2020: 55 to 65 % after three years)
_PRICE, _RUNNING, _COST, _NEED, _MODELS, _RANGE, _PEERS, _ATTITUDE, _HABIT, _TASTE, _TOTAL, _AVAILABLE = range(12)


@rule
def car_class_factor(income_cny: float, reference_cny: float, slope: float) -> float:
    """Return how much dearer the cars are that a household of this income looks at than those of the mean one at the start."""
    return float(min(max((income_cny / reference_cny) ** slope, 0.65), 2.2))


@rule
def resale_cny(new_cny: float, age_months: float) -> float:
    """Return what a car of an age is worth before demand and supply."""
    return float(new_cny * YEARLY_LOSS ** (age_months / 12.0 + 1.0))


@rule
def may_be_scrapped(held: int, age_months: float, least_age_years: float) -> bool:
    """Say whether a bonus is paid for scrapping this car: an old petrol car."""
    return bool(held == n.PETROL_CAR and age_months >= 12.0 * least_age_years)


@rule
def upkeep_of_age_cny(new_cny_per_year: float, age_months: float) -> float:
    """Return yearly upkeep of a car of an age: double after eight years (assumption)."""
    return new_cny_per_year * (1.0 + age_months / 96.0)


@rule
def need_of_a_car(
    income_cny: float, reference_cny: float, income_slope: float, transit_access: float, transit_slope: float
) -> float:
    """Return the utility of having any car: grows with income over the first year's mean, falls with public transport."""
    return income_slope * math.log(income_cny / reference_cny) - transit_slope * transit_access


@rule
def lasting_wish(first_draw: float, second_draw: float) -> float:
    """Return a household's own, lasting wish for a car (work, children, pleasure), logistic, from two Gumbel draws."""
    return first_draw - second_draw


@rule
def weigh_need(detail: Array, first: int, last: int) -> None:
    """Let lasting needs alone decide whether to have a car, and the taste of the day only which.

    Tastes are shifted so that the best car is worth what the available ones promise before tastes are known (the
    logarithm of summed exponentials; Train 2009, chapter 4). Without this, an owner whose car fails would toss a coin
    on whether to go without.
    """
    best, promised = -math.inf, 0.0
    for k in range(first, last):
        if detail[k, _AVAILABLE] > 0.0:
            best = max(best, detail[k, _TOTAL])
            promised += math.exp(detail[k, _TOTAL] - detail[k, _TASTE])
    if promised == 0.0:
        return
    shift = math.log(promised) - best
    for k in range(first, last):
        detail[k, _TASTE] += shift
        detail[k, _TOTAL] += shift


@rule
def licensed_share(income_cny_per_head: float, half_income_cny: float, curve: float, adults: float) -> float:
    """Return the share of households in which somebody may drive: licences follow a Gompertz curve of income."""
    per_adult = _MOST_LICENSED * math.exp(-curve * math.exp(-income_cny_per_head / half_income_cny))
    return float(1.0 - (1.0 - per_adult) ** adults)


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
