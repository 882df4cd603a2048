"""Households, phase by phase: what the schedule and the census call.

Reads and writes: see the modules below. Draws: none here.
"""

from __future__ import annotations

from agents.household.buying import buy
from agents.household.counting import balance_cny, recount_energy, stocks, yearly
from agents.household.founding import populate
from agents.household.lifecycle import age
from agents.household.listening import learn
from agents.household.payments import book_payments, collect
from agents.household.planning import plan

__all__ = [
    "age", "balance_cny", "book_payments", "buy", "collect", "learn", "plan", "populate", "recount_energy", "stocks",
    "yearly",
]  # fmt: skip
