"""Using electricity: equipment, weather, price and habit; tiers and time of use.

Reads: own columns, tariffs (as arguments). Writes: nothing. Draws: none (who is on time of use is a column).
"""

from __future__ import annotations

import math

from sim.core.compiled import rule


@rule
def equipped(income_cny_per_head: float, half_income_cny: float, curve: float) -> float:
    """Return appliances owned and used over the saturation level: a Gompertz curve of income."""
    return math.exp(-curve * math.exp(-income_cny_per_head / half_income_cny))


@rule
def outlook_income(own_cny_per_head: float, city_cny_per_head: float, own_share: float) -> float:
    """Return the income that decides how a home is equipped: its own and what is usual in the city."""
    return math.exp(own_share * math.log(own_cny_per_head) + (1.0 - own_share) * math.log(city_cny_per_head))


@rule
def price_response(price: float, reference_price: float, elasticity: float) -> float:
    """Return use over use at the reference price, for a constant short-run price elasticity."""
    return math.exp(-elasticity * math.log(max(price, 0.01 * reference_price) / reference_price))


@rule
def tier_of(last_kwh: float, tier1_max_kwh: float, tier2_max_kwh: float) -> int:
    """Return the tier whose price a household feels, from last month's use."""
    if last_kwh <= tier1_max_kwh:
        return 0
    return 1 if last_kwh <= tier2_max_kwh else 2


@rule
def tier_surcharge(kwh: float, tier1_max: float, tier2_max: float, step2: float, step3: float) -> float:
    """Return what use above the tiers adds to the bill, in CNY."""
    return max(kwh - tier1_max, 0.0) * step2 + max(kwh - tier2_max, 0.0) * (step3 - step2)
