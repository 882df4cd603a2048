"""Waste habits: how much is thrown away, how much of it is sorted.

Reads: own columns, rules and collection (as arguments). Writes: nothing. Draws: none.
"""

from __future__ import annotations

from sim.core.compiled import rule

DAYS_PER_MONTH = 30.4
FOOD_RULE_EFFECT = (
    0.4  # of wasted food, when the rule is fully enforced: assumption after restaurant trials (WRAP 2020)
)
DEPOSIT_EFFECT = 0.08  # of other waste, when all packaging carries a deposit: assumption, bottles and cans


@rule
def waste_kg_per_month(
    persons: float, kg_per_day: float, relative_income: float, elasticity: float, food_share: float,
    attitude_food: float,
    food_rule: float, deposit: float, attitude_buying: float,
) -> float:  # fmt: skip
    """Return a household's waste: food wasted by habit and rule, packaging by deposit, second-hand by attitude."""
    food = food_share * (1.5 - attitude_food) * (1.0 - FOOD_RULE_EFFECT * food_rule)
    other = (1.0 - food_share) * (1.0 - DEPOSIT_EFFECT * deposit) * (1.0 - 0.06 * (attitude_buying - 0.5))
    return float(persons * kg_per_day * DAYS_PER_MONTH * relative_income**elasticity * (food + other))


@rule
def sorted_share(
    attitude: float, collection: float, enforcement: float, convenience_effect: float, enforcement_effect: float
) -> float:
    """Return the share of waste a household sorts."""
    own = 0.25 * attitude
    return min(own + collection * convenience_effect * (0.5 + attitude) + enforcement * enforcement_effect, 0.95)


def food_no_longer_wasted_kg(all_kg: float, food_share: float, food_rule: float, deposit: float) -> float:
    """Return the food the rule keeps out of a city's waste of ``all_kg``, at a mean attitude."""
    wasted = food_share * (1.0 - FOOD_RULE_EFFECT * food_rule)
    other = (1.0 - food_share) * (1.0 - DEPOSIT_EFFECT * deposit)
    return all_kg * food_share * FOOD_RULE_EFFECT * food_rule / (wasted + other)
