"""Heat physics of dwellings: useful heat per degree day, and what systems turn into heat.

Reads: ``durables.csv``. Writes: nothing. Draws: none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import rule
from sim.world import names as n
from sim.world.climate import over_zones
from sim.world.transport import durable_column

SECONDS_PER_DAY = 86_400.0
# Heat lost per floor area and kelvin by insulation class, ventilation included and sun and people's warmth deducted.
# Classes: before 1986, JGJ 26-1995 (half), JGJ 26-2010 (65 %), JGJ 26-2018 (75 %), ultra-low;
# after Tsinghua BERC 2020.
LOSS_W_PER_M2_K = np.array([1.9, 1.35, 0.95, 0.65, 0.40])
# Part of the dwelling and the day that is heated, by climate zone (Tsinghua BERC 2020; Yoshino et al. 2006).
_HEATED_SHARE = {
    "severe_cold": 0.95, "cold": 0.90, "hot_summer_cold_winter": 0.28, "hot_summer_warm_winter": 0.12, "mild": 0.12,
}  # fmt: skip
# Share of dwellings by insulation class in 2020, urban and rural (assumption after building age, census 2020).
INSULATION_SHARE = np.array([[0.25, 0.35, 0.30, 0.10], [0.70, 0.25, 0.05, 0.00]])
HEATING_CARRIER = np.array([n.ELECTRICITY, n.COAL, n.GAS, n.ELECTRICITY, n.ELECTRICITY, n.HEAT])


def heated_share(zones: Mapping[str, float]) -> float:
    """Return the part of dwelling and day that is heated, given the residents' shares by climate zone."""
    return float(over_zones(zones, lambda zone: np.array(_HEATED_SHARE[zone])))


@lru_cache(maxsize=256)
def system_efficiency(years_after_2020: float) -> Array:
    """Return useful heat per energy bought by heating system, shape (6,); district heat is metered at the home."""
    gain = (1.0 + durable_column("efficiency_gain_pct_per_year") / 100.0) ** min(max(years_after_2020, -15.0), 30.0)
    own = durable_column("efficiency") * gain
    return np.array([
        1.0, own[n.DURABLE_COAL_STOVE], own[n.DURABLE_GAS_BOILER], own[n.DURABLE_ELECTRIC_HEATER],
        own[n.DURABLE_HEAT_PUMP], 1.0,
    ])  # fmt: skip


@rule
def heat_mj_per_degree_day(area_m2: float, loss_w_per_m2_k: float, heated_share: float) -> float:
    """Return the useful heat a dwelling needs per heating degree day, in MJ."""
    return area_m2 * loss_w_per_m2_k * heated_share * SECONDS_PER_DAY * 1e-6


@rule
def comfort(income_cny_per_head: float, half_income_cny: float) -> float:
    """Return the share of full comfort a household can afford; saturates with income."""
    return 0.35 + 0.65 * (1.0 - math.exp(-0.7 * income_cny_per_head / half_income_cny))
