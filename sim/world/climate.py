"""Normal weather of the building climate zones, month by month: ``climate.csv``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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


def over_zones(zones: Mapping[str, float], figure: Callable[[str], Array]) -> Array:
    """Return the mean of a figure of climate zones, weighted by the residents who live in each."""
    return np.asarray(sum(share * figure(zone) for zone, share in zones.items()))


def is_cold(zones: Mapping[str, float]) -> bool:
    """Say whether most residents live where homes are heated throughout the winter."""
    return zones.get("severe_cold", 0.0) + zones.get("cold", 0.0) > 0.5
