"""Hearing of an option: trade press, users in the sector, neighbours in the district, audits and extension."""

from __future__ import annotations

import math

from sim.core.compiled import rule


@rule
def chance_to_hear(
    background: float, peer_weight: float, sector_share: float, district_weight: float, district_share: float,
    audited: float, extension: float,
) -> float:  # fmt: skip
    """Return the yearly chance that a firm hears of an option it does not know (Bass 1969, by firm).

    An audited firm hears for sure.
    """
    hazard = background + peer_weight * sector_share + district_weight * district_share + extension
    return 1.0 - math.exp(-hazard) * (1.0 - audited)
