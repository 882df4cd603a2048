"""Retrofit and replacement: what an option saves, costs and is worth to one firm.

A yearly decision by net present value at the firm's own hurdle rate, which reflects the payback it requires
(3.3 years on average: Liu, Fan and Li 2016). Where the old equipment is due anyway, only the difference counts.
"""

from __future__ import annotations

import math

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import rule
from sim.core.draws import normal, uniform


@rule
def displaced_tj(energy: Array, keep: Array) -> float:
    """Return the energy per unit an option makes superfluous (arrays over carriers)."""
    total = 0.0
    for c in range(energy.size):
        total += max(1.0 - keep[c], 0.0) * energy[c]
    return total


@rule
def energy_after(energy_tj: float, keep: float, displaced: float, gain: float) -> float:
    """Return the use of one carrier per unit after an option is installed."""
    return energy_tj * keep + displaced * gain


@rule
def total_after(energy: Array, keep: Array, displaced: float, gain: Array) -> float:
    """Return all energy per unit after an option is installed."""
    total = 0.0
    for c in range(energy.size):
        total += energy_after(energy[c], keep[c], displaced, gain[c])
    return total


@rule
def discount_factor(rate: float, years: float) -> float:
    """Return the present value of one CNY a year."""
    return float((1.0 - (1.0 + rate) ** -years) / rate)


@rule
def site_cost(key: np.uint64, luck: int, option: int, spread: float) -> float:
    """Return what an option costs at this site over what it costs at the median site, for ever the same."""
    return math.exp(spread * normal(key, luck, 0, option))


@rule
def hassle_share(key: np.uint64, luck: int, option: int, mean: float, spread: float, relief: float) -> float:
    """Return hidden cost over price: the mean of the option, spread between firms, less with trained staff."""
    return mean * (1.0 + spread * (2.0 * uniform(key, luck, 0, option) - 1.0)) * (1.0 - relief)


@rule
def is_due(kind: int, route_age: int, relining: int, boiler_age: int, vehicle_age: int, life_months: float) -> bool:
    """Say whether the equipment an option replaces is at the end of its life within the year."""
    if kind == 0:
        return route_age + 12 > relining
    if kind == 2:
        return boiler_age + 12 > life_months
    if kind == 3:
        return vehicle_age + 12 > life_months
    return False


@rule
def net_present_value(
    saving_cny_per_year: float, price_cny: float, grant_cny: float, financing_cny: float, hassle_cny: float,
    hurdle_rate: float, life_years: float,
) -> float:  # fmt: skip
    """Return what an option is worth to the firm."""
    worth = saving_cny_per_year * discount_factor(hurdle_rate, life_years)
    return worth - price_cny + grant_cny + financing_cny - hassle_cny
