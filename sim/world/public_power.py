"""Electricity of public bodies, and what they buy of it as green power.

Reads: signals on green power. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from sim.core.columns import Array
from sim.world import signal_catalogue as s

# Offices, schools, hospitals: of what customers of the commercial class use (assumption after NGOA 2020: public bodies
# used 164 Mtce, an eighth of what services and trade did).
PUBLIC_SHARE_OF_COMMERCIAL = 0.12


def green_power_kwh(signals: Array, commercial_kwh: float) -> float:
    """Return what public bodies buy as green power, given the use of all commercial customers."""
    return float(signals[s.PUBLIC_GREEN_POWER_SHARE]) * PUBLIC_SHARE_OF_COMMERCIAL * commercial_kwh
