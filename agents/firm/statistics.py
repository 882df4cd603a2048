"""The firms' columns of the yearly table.

Reads: firms' columns, the year's market. Writes: yearly counters of the room are set back. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.firm import prices
from agents.firm.room import FirmRoom, room
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world import names as n
from sim.world import technology as tech
from sim.world.state import Market, WorldState


def retrofit_shares(state: WorldState, own: FirmRoom) -> Array:
    """Return, by sector, the share of output made with the options that can be used, mean over those options.

    An option counts where it exists and fits the site; shape (10,).
    """
    firms, options = state.firms, own.catalogue
    counted = (options.available_year <= state.clock.now.year) & (options.kind != tech.STORAGE)
    sums = np.zeros((2, len(counted), n.N_FIRM_SECTORS))
    add_output(
        firms.count, firms.alive, firms["sector"], firms["output_units"], firms["suitable"], firms["adopted"],
        options.first, options.option, counted, sums,
    )  # fmt: skip
    could, have = sums.sum(axis=1)
    return np.asarray(have / np.maximum(could, 1e-9))


@kernel
def add_output(
    count: int, alive: Array, sector: Array, output: Array, suitable: Array, adopted: Array, first: Array,
    option: Array, counted: Array, sums: Array,
) -> None:  # fmt: skip
    """Add up by option and sector the output of the firms an option fits, and of those that have it.

    Into ``sums`` (2, T, 10); options not ``counted`` stay at zero.
    """
    for i in range(np.uint64(count)):
        s = sector[i]
        if alive[i] == 0:
            continue
        for place in range(first[s], first[s + 1]):
            t = option[place]
            if counted[t] and suitable[i] >> t & 1:
                sums[0, t, s] += output[i]
                if adopted[i] >> t & 1:
                    sums[1, t, s] += output[i]


def yearly(state: WorldState, sums: Market) -> dict[str, float]:
    """Return the year's statistics of firms; counters of the year start again."""
    own, firms = room(state), state.firms
    live = slice(0, firms.count)
    alive = firms.alive[live].astype(bool)
    shares = retrofit_shares(state, own)
    row: dict[str, float] = {}
    for sector, name in enumerate(n.FIRM_SECTORS):
        row[f"retrofit_share_{name}"] = float(shares[sector])
        row[f"output_{name}_bn_cny"] = float(sums.output_units[sector]) / 1e9
    for sector, name in enumerate(n.FIRM_SECTORS):
        row[f"goods_price_{name}_index"] = float(state.published.goods_price_index[sector])
    assets = float(firms["fixed_assets_cny"][live].sum())
    debt = float(firms["debt_cny"][live].sum() + firms["green_debt_cny"][live].sum())
    clean = firms["clean_equipment"][live].astype(bool)
    output = firms["output_units"][live]
    row |= {
        "co2_displaced_outside_mt": own.displaced_t / 1e6,
        "co2_captured_mt": float(sums.captured_co2_t[: n.N_FIRM_SECTORS].sum()) / 1e6,
        "co2_avoided_promised_mt": own.avoided_promised_t / 1e6,
        "firm_pv_gw": float(firms["pv_kw"][live].sum()) / 1e6,
        "firm_battery_gwh": float(firms["battery_kwh"][live].sum()) / 1e6,
        "firms_count": float(alive.sum()),
        "firm_exits": float(own.left - own.left_before),
        "firm_entries": float(own.entered - own.entered_before),
        "firm_defaults": float(own.defaults_this_year),
        "firm_debt_over_assets": debt / max(assets, 1e-9),
        "firm_cash_bn_cny": float(firms["cash_cny"][live].sum()) / 1e9,
        "stranded_assets_bn_cny": float(firms["stranded_cny"][live].sum()) / 1e9,
        "clean_equipment_output_share": float(output[clean].sum())
        / max(float(output[firms["sector"][live] == n.MANUFACTURING].sum()), 1e-9),
        "green_equipment_bn_cny": own.green_spending_cny / 1e9,
        "retrofits_short_of_staff": float(own.staff_refused),
    }
    row |= _expectation_errors(state, own)
    _turn_year(own)
    return row


def _expectation_errors(state: WorldState, own: FirmRoom) -> dict[str, float]:
    """Return how wrong firms were five years ago, weighted by the sectors' output (zero in the first five years)."""
    weight = state.market.output_units / max(float(state.market.output_units.sum()), 1e-9)
    price = float(own.carrier_price[:, n.ELECTRICITY] @ weight)
    carbon = float(state.signals[prices.FUEL_PRICE] @ weight)
    announced = np.maximum(state.signals[prices.ANNOUNCED] - own.expected_fuel_carbon, 0.0)
    expected = float((own.expected_fuel_carbon + own.own.foresight * announced) @ weight)
    year = state.clock.now.year
    error_price, error_carbon = prices.error_of_past(own, year, price, carbon)
    own.past_expectations.append((year, float(own.expected_price[:, n.ELECTRICITY] @ weight), expected))
    return {
        "electricity_price_expectation_error": error_price,
        "carbon_price_expectation_error_cny_per_t": error_carbon,
    }


def _turn_year(own: FirmRoom) -> None:
    """Start the counters of the next year; local green spending moves the clean-equipment market."""
    if own.clean_base_cny <= 0.0:
        own.clean_base_cny = max(own.green_spending_cny, 1.0)
    growth = own.green_spending_cny / own.clean_base_cny - 1.0
    own.clean_boost = min(max(0.0005 * growth, -0.002), 0.002)
    own.left_before, own.entered_before = own.left, own.entered
    own.displaced_t = own.avoided_promised_t = own.green_spending_cny = 0.0
    own.defaults_this_year = own.staff_refused = 0
