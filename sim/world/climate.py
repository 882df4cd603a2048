"""Normal weather of the building climate zones, month by month: ``climate.csv``."""

from __future__ import annotations

import numpy as np

from sim.core.columns import Array
from sim.core.errors import InputError
from sim.world.tables import rows


def monthly_profile(zone: str, column: str) -> Array:
    """Return a column of a zone's twelve months; profiles of sun and wind are shares that sum to one."""
    found = [float(r[column]) for r in rows("climate") if r["zone"] == zone]
    if len(found) != 12:
        raise InputError("no climate data for this zone", where="city.climate_zone", given=zone)
    profile = np.array(found)
    return profile / profile.sum() if column.endswith("_profile") else profile
