"""Waste habits: how much is thrown away, how much of it is sorted.

Reads: own columns, rules and collection (as arguments). Writes: nothing. Draws: none.
"""

from __future__ import annotations

from sim.core.compiled import rule

DAYS_PER_MONTH = 30.4


@rule
def waste_kg_per_month(
    persons: float, kg_per_day: float, relative_income: float, elasticity: float, food_share: float,
    attitude_food: float,
    food_rule: float, deposit: float, attitude_buying: float,
) -> float:  # fmt: skip
    """Return a household's waste: food wasted by habit and rule, packaging by deposit, second-hand by attitude."""
    food = food_share * (1.5 - attitude_food) * (1.0 - 0.4 * food_rule)
    other = (1.0 - food_share) * (1.0 - 0.08 * deposit) * (1.0 - 0.06 * (attitude_buying - 0.5))
    return float(persons * kg_per_day * DAYS_PER_MONTH * relative_income**elasticity * (food + other))


@rule
def sorted_share(
    attitude: float, collection: float, enforcement: float, convenience_effect: float, enforcement_effect: float
) -> float:
    """Return the share of waste a household sorts."""
    own = 0.25 * attitude
    return min(own + collection * convenience_effect * (0.5 + attitude) + enforcement * enforcement_effect, 0.95)
