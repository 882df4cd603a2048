"""Who lives in a city: populating it, and asking every kind of agent for its counts.

The one place that lists all agent modules for the things that are not phases of the month: initial rows,
recounts for the closures, and the year's statistics.
"""

from __future__ import annotations

from typing import Any

from agents import bank, government, power_company
from agents.firm import month as firms
from agents.household import month as households
from sim.world import bookkeeping, boundary, buildings, sinks
from sim.world.state import Market, WorldState

_MODULES: tuple[Any, ...] = (households, firms, power_company, bank, government)


def populate(state: WorldState) -> None:
    """Fill a new city: boundary conditions first, then each kind of agent."""
    boundary.open_world(state)
    for module in _MODULES:
        module.populate(state)


def open_books(state: WorldState) -> bookkeeping.Books:
    """Return the city's books, knowing how to recount everything, with the opening balances noted."""
    books = bookkeeping.Books(
        balances={
            "household": households.balance_cny,
            "firm": firms.balance_cny,
            "bank": bank.balance_cny,
            "power": power_company.balance_cny,
            "government": government.balance_cny,
        },
        energy=(households.recount_energy, firms.recount_energy, power_company.recount_energy),
        stocks={
            "households": households.stocks,
            "firms": firms.stocks,
            "power": power_company.stocks,
        },
        extra_checks=(bank.check_balance_sheets, power_company.check_energy_balance),
        imported_mwh=power_company.imported_mwh,
    )
    books.note_opening(state)
    return books


def yearly_row(state: WorldState) -> dict[str, float]:
    """Return the year's statistics of the whole city, one value per column."""
    books = bookkeeping.books(state)
    sums: Market = books.year
    row = books.emissions.yearly(sums.energy_tj)
    row["population_million"] = float(state.drivers.population[state.clock.step]) / 1e6
    row["gdp_bn_cny"] = float(sums.value_added_cny.sum()) / 1e9
    row["jobs_thousand"] = float(sums.jobs.sum()) / 12 / 1e3
    for module in _MODULES:
        row.update(module.yearly(state, sums))
    row.update(buildings.yearly(state))
    row["sink_mt"] = sinks.yearly_uptake_mt(state)
    row["carbon_intensity_t_per_10k_cny"] = row["co2_total_mt"] * 1e6 / (row["gdp_bn_cny"] * 1e9 / 1e4)
    row["energy_intensity_tce_per_10k_cny"] = row["primary_energy_mtce"] * 1e6 / (row["gdp_bn_cny"] * 1e9 / 1e4)
    return row


def lever_columns(state: WorldState) -> list[str]:
    """Return the yearly columns that levers bring with them; they are zero until the lever speaks."""
    return list(government.spending_columns(state).values())


def closures(state: WorldState) -> dict[str, float]:
    """Return the largest break of each closure so far."""
    books = bookkeeping.books(state)
    return {
        "energy": max(books.emissions.largest_break, power_company.largest_balance_break(state)),
        "money": state.ledger.largest_break,
        "stocks": float(books.largest_stock_break),
    }
