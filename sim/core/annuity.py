"""The yearly cost of a thing that lasts."""

from __future__ import annotations

from sim.core.compiled import rule


@rule
def annuity(rate: float, years: float) -> float:
    """Return the yearly payment that pays off one yuan over ``years`` at ``rate``."""
    return float(rate / (1.0 - (1.0 + rate) ** -years))
