"""World fuel prices: base prices of 2020 times the drivers' indices; carbon prices are added by who burns the fuel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import Array
from sim.world import names as n
from sim.world.national import national_path
from sim.world.sector_table import base_price_cny_per_tj
from sim.world.tables import keyed

if TYPE_CHECKING:
    from sim.world.config import ScenarioConfig

# Which index moves each carrier's price. Electricity and heat are priced by the power company; the entries here
# serve the outside competitors, whose electricity follows coal to the extent coal makes it (assumption: a third).
_INDEX = {
    "coal": "coal_price_index", "coke": "coal_price_index", "petrol": "oil_price_index", "diesel": "oil_price_index",
    "oil": "oil_price_index", "gas": "gas_price_index",
}  # fmt: skip
_MULTIPLIER = {
    "coal_price_index": "coal_price_multiplier", "oil_price_index": "oil_price_multiplier",
    "gas_price_index": "gas_price_multiplier",
}  # fmt: skip
_TAX_AND_DISTRIBUTION_SHARE = {"petrol": 0.5, "diesel": 0.45, "gas": 0.5}  # of the pump or meter price: NDRC, MoF
_COAL_IN_ELECTRICITY_PRICE = 0.33
_COAL_IN_COST_OF_COAL_POWER = 0.6  # CEC 2020


def industry_price_index(first_year: int, months: int) -> Array:
    """Return industry prices of all carriers relative to the first month, shape (months, 11)."""
    index = np.ones((months, n.N_CARRIERS))
    for carrier, name in _INDEX.items():
        path = national_path(name, first_year, months)
        index[:, n.CARRIERS.index(carrier)] = path / path[0]
    for place in (n.ELECTRICITY, n.HEAT):
        index[:, place] = 1.0 + _COAL_IN_ELECTRICITY_PRICE * (index[:, n.COAL] - 1.0)
    return index


def industry_prices(config: ScenarioConfig, first_year: int, months: int) -> Array:
    """Return industry prices in CNY/TJ, shape (months, 11); electricity and heat at their 2020 level."""
    return _prices(config, "industry", first_year, months)


def home_prices(config: ScenarioConfig, first_year: int, months: int) -> Array:
    """Return prices for homes and cars in CNY/TJ, shape (months, 11): taxes and distribution do not move."""
    return _prices(config, "home", first_year, months)


def _prices(config: ScenarioConfig, customer: str, first_year: int, months: int) -> Array:
    base = np.array([base_price_cny_per_tj(c, customer) for c in n.CARRIERS])
    prices = np.tile(base, (months, 1))
    for carrier, name in _INDEX.items():
        fixed = _TAX_AND_DISTRIBUTION_SHARE.get(carrier, 0.0) if customer == "home" else 0.0
        moving = national_path(name, first_year, months) * getattr(config.drivers, _MULTIPLIER[name])
        prices[:, n.CARRIERS.index(carrier)] *= fixed + (1.0 - fixed) * moving
    prices[:, n.COAL] *= provincial_coal_factor(config)
    fall = national_path("hydrogen_price_index", first_year, months)
    prices[:, n.HYDROGEN] *= 1.0 + config.drivers.technology_cost_multiplier * (fall - 1.0)
    return prices


def provincial_coal_factor(config: ScenarioConfig) -> float:
    """Return the province's coal price over the nation's: the pit head is cheaper than the coast.

    Read off the coal benchmark prices of electricity, which NDRC set by each province's cost of coal power, of which
    coal is about three fifths.
    """
    provinces = keyed("provinces", "province")
    own = float(provinces[config.city.province]["coal_benchmark_price_cny_per_kwh"])
    mean = float(provinces["China"]["coal_benchmark_price_cny_per_kwh"])
    return 1.0 + (own / mean - 1.0) / _COAL_IN_COST_OF_COAL_POWER
