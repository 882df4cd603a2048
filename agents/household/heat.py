"""Using heat: degree days, the dwelling, comfort, price; what the heating system makes of it.

Reads: own columns, prices (as arguments). Writes: nothing. Draws: none.
"""

from __future__ import annotations

from sim.core.compiled import rule

MJ_PER_KWH = 3.6


@rule
def useful_heat_mj(heat_mj_per_hdd: float, degree_days: float, price_response: float, habit: float) -> float:
    """Return the warmth a household takes this month."""
    return heat_mj_per_hdd * degree_days * price_response * habit


@rule
def fuel_tj(useful_mj: float, efficiency: float) -> float:
    """Return the energy bought for useful heat, in TJ."""
    return useful_mj / efficiency * 1e-6


@rule
def heating_kwh(useful_mj: float, efficiency: float) -> float:
    """Return the electricity bought for useful heat, in kWh."""
    return useful_mj / efficiency / MJ_PER_KWH
