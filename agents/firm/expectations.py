"""What firms expect: prices paid so far, and announcements as far as they believe them."""

from __future__ import annotations

from sim.core.compiled import rule


@rule
def expected_carbon_price(paid_cny_per_t: float, announced_cny_per_t: float, foresight: float) -> float:
    """Return the carbon price a firm reckons with over an investment's life.

    Parameters
    ----------
    paid_cny_per_t : float
        Adaptive expectation: what was paid lately.
    announced_cny_per_t : float
        Price announced for five years ahead times the announcement's credibility.
    foresight : float
        Weight given to announcements.
    """
    return paid_cny_per_t + foresight * max(announced_cny_per_t - paid_cny_per_t, 0.0)


@rule
def adapt(expected: float, observed: float, speed: float) -> float:
    """Return an expectation moved toward what was observed."""
    return expected + speed * (observed - expected)
