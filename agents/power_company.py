"""The power company: owns the city's units, serves electricity and district heat, trades with the province.

Reads: loads and prices of the month, provincial prices, carbon price, tariff and obligation signals, the bank's
answer. Writes: ``published`` electricity, feed-in and heat prices; ``market.energy_tj`` of power; its own columns and
those of its units; room ``power``. Draws: ``power.unit_age`` (ages of the first units).
"""

from __future__ import annotations

import numpy as np

from agents.power import accounts, calibration, investment, statistics, tariffs
from agents.power.columns import PARAMETERS, PowerCompany, PowerUnit
from agents.power.fleet import add_standing_fleet, technologies
from agents.power.room import CompanyDebt, PowerRoom, room
from sim.core.columns import Array, Table
from sim.core.errors import ClosureError
from sim.world import grid
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.base_year import base_year
from sim.world.bookkeeping import StockCount
from sim.world.emissions import ENERGY_TOLERANCE, emission_factors
from sim.world.state import Market, WorldState
from sim.world.tables import keyed

_FIRST_UNIT_ID, _FIRST_COMPANY_ID = 800_000_001, 800_100_001
_CAPACITY_ROWS = 600
_DEBT_SHARE_OF_ASSETS = 0.5  # assumption: power groups owe 60 to 70 % of assets, part of it outside the city's banks

__all__ = [
    "PowerCompany", "PowerUnit", "balance_cny", "book_payments", "check_energy_balance", "collect", "dispatch",
    "imported_mwh", "invest", "largest_balance_break", "populate", "publish_prices", "recount_energy", "stocks",
    "yearly",
]  # fmt: skip


def populate(state: WorldState) -> None:
    """Build the fleet of the first year, fit it to the base year, and open the books."""
    state.power_units = Table(PowerUnit, _CAPACITY_ROWS, _FIRST_UNIT_ID)
    state.power_company = Table(PowerCompany, 1, _FIRST_COMPANY_ID)
    state.power_company.add(1)
    units, base = state.power_units, base_year(state)
    physics = grid.PARAMETERS.values(state.overrides)
    if state.config.city.kind == "nation":
        physics = physics._replace(peak_hour_factor=physics.nation_peak_hour_factor)
    own = PowerRoom(
        PARAMETERS.values(state.overrides), physics, units,
        grid.Fleet(
            np.zeros((_CAPACITY_ROWS, len(grid.FIELDS))), units["generation_mwh"], units["charged_mwh"],
            units["must_run_mwh"], units["heat_tj"], units["marginal_cost_cny_per_kwh"],
            np.zeros(_CAPACITY_ROWS, dtype=np.int64), np.zeros(_CAPACITY_ROWS, dtype=np.int64),
        ),
        (CompanyDebt.of(state.power_company, ""), CompanyDebt.of(state.power_company, "green_")),
        emission_factors(),
    )  # fmt: skip
    state.rooms["power"] = own
    own.planned = sorted(state.config.city.planned_power, key=lambda unit: unit.year)
    province = keyed("provinces", "province")[state.config.city.province]
    own.sun_factor = state.config.city.power.solar_full_load_hours / float(province["solar_full_load_hours"])
    own.wind_factor = state.config.city.power.wind_full_load_hours / float(province["wind_full_load_hours"])
    own.tier1_price_cny_per_kwh = float(province["price_t1_cny_per_kwh"])
    own.peak_valley_ratio = float(province["peak_valley_ratio"])
    add_standing_fleet(state)
    count = units.count
    kind = units["kind"][:count]
    factor = np.where(kind == grid.WIND, own.wind_factor, np.where(kind == grid.SOLAR, own.sun_factor, 1.0))
    units["full_load_factor"][:count] = factor
    calibration.calibrate(state, own, base)
    own.units_came = 0
    own.class_use_kwh = base.electricity_use_kwh / 12.0
    hours = np.array(n.BLOCK_HOURS_PER_DAY) / 24.0
    own.procurement_cny_per_kwh = float((state.drivers.wholesale_price_cny_per_kwh[0] * hours).sum())
    own.base_procurement_cny_per_kwh = own.procurement_cny_per_kwh
    own.expected_price_cny_per_kwh = state.drivers.wholesale_price_cny_per_kwh[0].copy()
    own.heat_cost_cny_per_tj = tariffs.heat_cost(float(state.drivers.fuel_price_cny_per_tj[0, n.COAL]))
    own.base_heat_cost_cny_per_tj = own.heat_cost_cny_per_tj
    own.largest_heat_mw = float(calibration.monthly_heat_tj(state, base).max()) / (1.0 - own.grid.heat_loss_share)
    own.largest_heat_mw *= grid.MWH_PER_TJ / grid.HOURS_PER_MONTH
    _open_books(state, own)
    tariffs.publish(state, own)


def _open_books(state: WorldState, own: PowerRoom) -> None:
    """Value the fleet at depreciated cost; debt and cash follow."""
    company, units = state.power_company, state.power_units
    count, by_index = units.count, list(technologies().values())
    cost = np.array([by_index[t].capex_2020_cny_per_kw for t in units["technology"][:count]])
    age = state.clock.first.year - units["built_year"][:count]
    left = np.clip(1.0 - age / units["lifetime_years"][:count], 0.1, 1.0)
    assets = float((units["capacity_mw"][:count] * 1e3 * cost * left).sum())
    green = np.isin(units["kind"][:count], (grid.WIND, grid.SOLAR, grid.STORAGE, grid.HYDRO, grid.MUST_RUN))
    green_assets = float((units["capacity_mw"][:count] * 1e3 * cost * left * green).sum())
    company["fixed_assets_cny"][0] = assets
    company["collateral_cny"][0] = 0.8 * assets
    company["green_debt_cny"][0] = _DEBT_SHARE_OF_ASSETS * green_assets
    company["debt_cny"][0] = _DEBT_SHARE_OF_ASSETS * (assets - green_assets)
    company["debt_months_left"][0] = company["green_debt_months_left"][0] = 96.0
    use = state.rooms["base_year"].electricity_use_kwh / 12.0
    own.sales_cny = float((use * state.published.electricity_price_cny_per_kwh.mean(axis=1)).sum())
    company["cash_cny"][0] = own.own.cash_buffer_months * own.sales_cny


def publish_prices(state: WorldState) -> None:
    """Publish tariffs, and plan this month's retirement and investment."""
    own = room(state)
    tariffs.publish(state, own)
    investment.plan(state, own)


def dispatch(state: WorldState) -> None:
    """Serve the month's electricity and heat."""
    own, market, now = room(state), state.market, state.published
    count = state.power_units.count
    month = grid.GridMonth(
        market.electricity_load_kwh, market.rooftop_pv_kwh, now.wholesale_price_cny_per_kwh, now.sunshine_hours,
        state.drivers.wind_hours[state.clock.step], now.fuel_price_cny_per_tj, own.factors,
    )  # fmt: skip
    at_home, at_firms = market.heat_load_tj.tolist()
    own.scalars[:] = (
        now.wholesale_spread_cny_per_kwh, at_home + at_firms, own.line_mw,
        calibration.HYDRO_SEASON[state.clock.now.month - 1], state.signals[s.FUEL_CARBON_PRICE + n.POWER],
        state.signals[s.FREE_PERMITS + n.POWER], tariffs.pump_price_cny_per_kwh(own),
    )  # fmt: skip
    grid.dispatch_month(count, own.heat_sources, own.stations, own.fleet, month, own.scalars, own.grid, own.totals)
    accounts.account(state, own)
    market.energy_tj[n.POWER] += own.fuel_tj
    output = 0.5 * (own.totals[grid.MADE] / own.base_generation_mwh + own.totals[grid.USED] / own.base_use_mwh)
    value_added = base_year(state).power_value_added_cny / 12.0 * float(output)
    market.value_added_cny[n.POWER] += value_added
    productivity = float(state.drivers.labour_productivity_index[state.clock.step, n.SERVICES])
    market.jobs[n.POWER] += 12.0 * value_added / own.own.value_added_per_job_cny / productivity
    statistics.add_month(state, own)
    tariffs.remember(state, own)
    own.expected_price_cny_per_kwh += (now.wholesale_price_cny_per_kwh - own.expected_price_cny_per_kwh) / 12.0


def invest(state: WorldState) -> None:
    """Build what the bank agreed to finance."""
    investment.build(state, room(state))


def book_payments(state: WorldState) -> None:
    """Pay everything the company owes this month."""
    accounts.book_payments(state, room(state))


def collect(state: WorldState) -> None:
    """Receive what others paid the company."""
    accounts.collect(state, room(state))


def balance_cny(state: WorldState) -> float:
    """Return the company's money."""
    return float(state.power_company["cash_cny"][0])


def imported_mwh(state: WorldState) -> float:
    """Return electricity imported this month."""
    return float(room(state).totals[grid.IMPORTED])


def recount_energy(state: WorldState) -> Array:
    """Return energy use by sector and carrier as units' activity and intensity say, TJ."""
    recounted = np.zeros((n.N_SECTORS, n.N_CARRIERS))
    own = room(state)
    calibration.recount(own)
    recounted[n.POWER] = own.recounted_fuel_tj
    return recounted


def stocks(state: WorldState) -> StockCount:
    """Return living units, units built and units closed since the start."""
    own = room(state)
    return {"units": (int(np.count_nonzero(state.power_units.alive)), own.units_came, own.units_gone)}


def check_energy_balance(state: WorldState) -> None:
    """Check that electricity and heat made equal what became of them.

    Raises
    ------
    ClosureError
        When a balance breaks by more than 1e-9 of gross flow.
    """
    own = room(state)
    calibration.recount(own)
    for what, gap in statistics.balance_gaps(state, own).items():
        own.largest_break = max(own.largest_break, gap)
        if not gap <= ENERGY_TOLERANCE:
            raise ClosureError("energy", str(state.clock.now), gap, f"of gross flow: balance of {what}")


def largest_balance_break(state: WorldState) -> float:
    """Return the largest relative gap of the electricity and heat balances so far."""
    return room(state).largest_break


def yearly(state: WorldState, sums: Market) -> dict[str, float]:
    """Return the company's columns of the yearly table."""
    return statistics.yearly(state, room(state), sums)
