"""Retail prices: procurement, network, levies, and what one class pays for another.

Homes and farms pay a regulated price that follows procurement slowly; what it lacks of their cost is an explicit levy
on industry and commerce. Industry and commerce pay more in the evening and less at night, homes only where a lever
asks for it. A price averaged over the standard load profile does not depend on the ratio of peak to valley.

Reads: ``published.wholesale_price_cny_per_kwh``, ``tou_peak_valley_ratio``, ``electricity_adder_cny_per_kwh``, last
months' use by class. Writes: ``published`` electricity, feed-in and heat prices. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.power.room import PowerRoom
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

# Share of each block in a day's use of the standard profile, by customer class (assumption after NEA/NDRC typical
# load curves 2020), and where a block stands between peak (+0.5) and valley (-0.5) price on a logarithmic scale.
STANDARD_PROFILE = np.array([
    [0.26, 0.20, 0.28, 0.26],
    [0.18, 0.22, 0.29, 0.31],
    [0.22, 0.27, 0.30, 0.21],
    [0.14, 0.27, 0.32, 0.27],
])  # fmt: skip
BLOCK_POSITION = np.array([0.5, -0.1, 0.1, -0.5])
_PAYING = slice(n.INDUSTRIAL, n.COMMERCIAL + 1)  # homes and farms are supported
_SHARE_OF_DAY = np.array(n.BLOCK_HOURS_PER_DAY) / 24.0


def time_of_use_factors(ratio: float, profile: Array) -> Array:
    """Return the price of each block over the flat price, shape (4,): all exactly 1 at a ratio of 1."""
    shape = ratio**BLOCK_POSITION
    return np.asarray(shape / ((profile * shape).sum() / profile.sum()))


def _factors(own: PowerRoom, ratios: list[float]) -> Array:
    """Return the factors of all classes, shape (4, 4), computed once per set of ratios."""
    ratios[_PAYING] = [max(ratio, own.peak_valley_ratio) for ratio in ratios[_PAYING]]
    key = tuple(ratios)
    if key not in own.time_of_use:
        factors = [time_of_use_factors(*of_class) for of_class in zip(ratios, STANDARD_PROFILE, strict=True)]
        own.time_of_use[key] = np.array(factors)
    return own.time_of_use[key]


@kernel
def set_retail_prices(
    flat: tuple[float, float, float, float], levies: float, factors: Array, adder: Array, price: Array
) -> None:
    """Set every class's price by block; homes and farms pay no levies."""
    for customer in range(n.N_CUSTOMERS):
        levy = levies if n.INDUSTRIAL <= customer <= n.COMMERCIAL else 0.0
        for b in range(n.N_BLOCKS):
            price[customer, b] = flat[customer] * factors[customer, b] + levy + adder[customer]


def publish(state: WorldState, own: PowerRoom) -> None:
    """Publish this month's retail, feed-in and heat prices."""
    p, now, signals = own.own, state.published, state.signals
    procurement = own.procurement_cny_per_kwh
    support = _support_levy(own, procurement)
    regulated, industrial = regulated_price(own, procurement), procurement + p.network_charge_cny_per_kwh
    commercial = industrial + p.commercial_network_extra_cny_per_kwh
    ratios = signals[s.TOU_PEAK_VALLEY_RATIO : s.TOU_PEAK_VALLEY_RATIO + n.N_CUSTOMERS].tolist()
    set_retail_prices(
        (regulated, industrial, commercial, regulated), p.levies_cny_per_kwh + support, _factors(own, ratios),
        signals[s.ELECTRICITY_ADDER : s.ELECTRICITY_ADDER + n.N_CUSTOMERS], now.electricity_price_cny_per_kwh,
    )  # fmt: skip
    now.feed_in_price_cny_per_kwh = _feed_in(state, own)
    rise = own.heat_cost_cny_per_tj / own.base_heat_cost_cny_per_tj - 1.0
    now.heat_price_cny_per_tj[0] = p.home_heat_price_cny_per_tj * (1.0 + p.residential_pass_through * rise)
    now.heat_price_cny_per_tj[1] = p.firm_heat_price_cny_per_tj * (1.0 + rise)


def regulated_price(own: PowerRoom, procurement: float) -> float:
    """Return the flat price of homes and farms: the province's first tier, following procurement slowly."""
    change = procurement - own.base_procurement_cny_per_kwh
    return float(own.tier1_price_cny_per_kwh + own.own.residential_pass_through * change)


def cost_of_supply(own: PowerRoom, procurement: float) -> float:
    """Return what a kWh costs delivered to a home."""
    return float(procurement + own.own.residential_network_cny_per_kwh)


def pump_price_cny_per_kwh(own: PowerRoom) -> float:
    """Return what large heat pumps pay for electricity: procurement, network and levies, as large customers do."""
    return float(own.procurement_cny_per_kwh + own.own.network_charge_cny_per_kwh + own.own.levies_cny_per_kwh)


def _support_levy(own: PowerRoom, procurement: float) -> float:
    """Return what industry and commerce pay per kWh for the lower price of homes and farms."""
    gap = cost_of_supply(own, procurement) - regulated_price(own, procurement)
    homes, industry, commerce, farms = own.class_use_kwh.tolist()
    return float(min(max(gap * (homes + farms) / max(industry + commerce, 1.0), 0.0), 0.1))


def _feed_in(state: WorldState, own: PowerRoom) -> float:
    """Return what rooftop electricity earns: the coal benchmark, later what midday electricity is worth."""
    wholesale = state.published.wholesale_price_cny_per_kwh
    if state.clock.now.year + (state.clock.now.month - 1) / 12.0 < own.own.market_feed_in_from_year:
        return own.procurement_cny_per_kwh
    return float(wholesale[n.MIDDAY])


def remember(state: WorldState, own: PowerRoom) -> None:
    """Let remembered procurement cost, use by class and heat cost follow this month's."""
    weight = 1.0 / own.own.price_memory_months
    price = float((state.published.wholesale_price_cny_per_kwh * _SHARE_OF_DAY).sum())
    own.procurement_cny_per_kwh += weight * (price - own.procurement_cny_per_kwh)
    own.class_use_kwh += (state.market.electricity_load_kwh.sum(axis=1) - own.class_use_kwh) / 12.0
    fuel = float(state.published.fuel_price_cny_per_tj[n.COAL])
    carbon = float(state.signals[s.FUEL_CARBON_PRICE + n.POWER]) * float(own.factors[n.COAL])
    own.heat_cost_cny_per_tj += weight * (heat_cost(fuel + carbon) - own.heat_cost_cny_per_tj)


def heat_cost(fuel_cny_per_tj: float) -> float:
    """Return what a TJ of district heat costs: fuel at 80 % efficiency and as much again for pipes and staff."""
    return 1.25 * fuel_cny_per_tj + 30_000.0
