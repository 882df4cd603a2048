"""The outside world: this month's drivers, made public to everybody.

Reads: ``Drivers``. Carbon prices are not in fuel prices: who burns the fuel adds them. Writes: ``state.published``.
Draws: none (weather and business cycle were drawn with the drivers).
"""

from __future__ import annotations

from sim.world import buildings, goods, technology
from sim.world.state import WorldState


def open_world(state: WorldState) -> None:
    """Open markets and floor space, then publish the first month."""
    goods.open_markets(state)
    buildings.open_buildings(state)
    technology.open_catalogue(state)
    update(state)


def update(state: WorldState) -> None:
    """Publish what happens outside this month."""
    drivers, now, step = state.drivers, state.published, state.clock.step
    now.fuel_price_cny_per_tj = drivers.fuel_price_cny_per_tj[step]
    now.home_fuel_price_cny_per_tj = drivers.home_fuel_price_cny_per_tj[step]
    now.wholesale_price_cny_per_kwh = drivers.wholesale_price_cny_per_kwh[step]
    now.wholesale_spread_cny_per_kwh = float(drivers.wholesale_spread_cny_per_kwh[step])
    now.outside_price_index = drivers.outside_cost_index[step]
    now.grid_factor_t_per_mwh = float(drivers.grid_factor_t_per_mwh[step])
    now.lending_reference_pct = float(drivers.lending_reference_pct[step])
    now.deposit_rate_pct = float(drivers.deposit_rate_pct[step])
    now.heating_degree_days = float(drivers.heating_degree_days[step])
    now.cooling_degree_days = float(drivers.cooling_degree_days[step])
    now.sunshine_hours = drivers.sunshine_hours[step]
    now.chargers_per_thousand_cars = float(drivers.chargers_per_thousand_cars[step])
    buildings.publish(state)
