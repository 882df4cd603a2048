"""The balance sheets firms open with: assets, usual debt, and what bad years have left behind.

A firm's luck comes in runs. The years before the first are played with it: what a bad year does not earn is borrowed,
what a good year earns beyond its needs pays that back, and who could not has long been taken over by a new owner. So
some firms start overdue, as they do in any year.

Reads: the accounts of the first month. Writes: the firms' money columns. Draws: ``firm.past``, per firm and year.
"""

from __future__ import annotations

import numpy as np

from agents.firm.paying import COLLATERAL_SHARE
from agents.firm.room import FirmRoom
from sim.core.columns import Array
from sim.core.draws import normals, uniforms
from sim.world import names as n
from sim.world.state import WorldState

SPREAD_OVER_REFERENCE_PP = 0.6  # of ordinary loans before any was granted (assumption)
_YEARS = 8  # of the past: longer than a loan
_USUAL_DEBT = (0.75, 0.45)  # least, and spread between firms, of the sector's usual debt: assumption
_OVERDUE, _DEBT = 100, 101  # places of draws beside those of the years


def past_luck(key: np.uint64, firms: int, memory: float) -> Array:
    """Return each firm's luck (standard normal, good negative) in the years before the first, shape (years, firms).

    The last row is the year that has just ended.
    """
    shocks = np.array([normals(key, 0, firms, year) for year in range(_YEARS)])
    luck = shocks.copy()
    for year in range(1, _YEARS):
        luck[year] = memory * luck[year - 1] + np.sqrt(1.0 - memory**2) * shocks[year]
    return luck


def unpaid_losses(earned_cny: Array, worth_cny: Array) -> tuple[Array, Array]:
    """Return what past losses have added to debt, and years the firm has owed more than it has, each shape (firms,).

    Parameters
    ----------
    earned_cny : ndarray, shape (years, firms)
        What each year earned after taxes, interest and renewal of plant; negative where it had to be borrowed.
    worth_cny : ndarray, shape (firms,)
        Assets less usual debt. A firm that owes more, and loses more, for over a year was taken over without its debt.
    """
    added, years = np.zeros(len(worth_cny)), np.zeros(len(worth_cny))
    for earned in earned_cny:
        added = np.maximum(added - earned, 0.0)
        failing = (added > worth_cny) & (earned < 0.0)
        years = np.where(failing, years + 1.0, 0.0)
        added = np.where(years > 1.0, 0.0, added)
        years = np.where(years > 1.0, 0.0, years)
    return added, years


def open_balance_sheets(state: WorldState, own: FirmRoom) -> None:
    """Give every firm assets, debt and cash; needs the sector accounts of the first month."""
    firms, p, accounts, key = state.firms, own.own, own.accounts, own.keys["firm.past"]
    live = slice(0, firms.count)
    s = firms["sector"][live].astype(np.int64)
    assets = accounts.assets_per_capacity[s] * firms["capacity_units_per_month"][live]
    luck = past_luck(key, firms.count, p.luck_memory)
    share = firms["market_share"][live]
    sector_share = np.maximum(np.bincount(s, share, minlength=n.N_FIRM_SECTORS), 1e-12)
    # The sector's accounts hold at the start.
    luck[-1] -= (np.bincount(s, luck[-1] * share, minlength=n.N_FIRM_SECTORS) / sector_share)[s]
    luck *= np.where(firms["large"][live] == 1, p.large_luck_share, 1.0)
    cost_luck = p.luck_sd_share * luck

    least, spread = _USUAL_DEBT
    place = uniforms(key, 0, firms.count, _DEBT)
    debt = assets * own.traits.leverage[s] * (least + spread * place)
    rate_pct = state.drivers.lending_reference_pct[0] + SPREAD_OVER_REFERENCE_PP
    sales = firms["output_units"][live]
    surplus = 12.0 * sales * accounts.surplus[s]
    worn = assets / accounts.life_years[s]
    before_interest = surplus * (1.0 - p.production_tax_share - cost_luck) - worn
    interest = debt * rate_pct / 100.0
    cash = p.cash_months * sales
    added, years = unpaid_losses(before_interest - interest, assets + cash + sales - debt)

    debt += added
    overdue = uniforms(key, 0, firms.count, _OVERDUE)
    firms["fixed_assets_cny"][live], firms["debt_cny"][live], firms["cash_cny"][live] = assets, debt, cash
    firms["cost_luck_cny"][live] = cost_luck[-1] * accounts.surplus[s]
    firms["coverage"][live] = np.clip(before_interest[-1] / np.maximum(debt * rate_pct / 100.0, 1e-9), -10.0, 20.0)
    firms["distress_months"][live] = np.where(years > 0.0, np.floor(overdue * p.default_months), 0.0)
    firms["debt_rate_pct"][live] = firms["green_debt_rate_pct"][live] = rate_pct
    firms["debt_months_left"][live] = (36 + (firms["luck"][live] * 7) % 48).astype(np.int16)
    firms["collateral_cny"][live] = COLLATERAL_SHARE * assets
    firms["renewal_share_per_year"][live] = 1.0 / accounts.life_years[s]
    firms["expansion_share_per_year"][live] = np.maximum(first_growth(state)[s], 0.0)


def first_growth(state: WorldState) -> Array:
    """Return the growth of sales a year that firms expect at the start: that of the first two years."""
    index = state.drivers.output_index
    later = min(12, len(index) - 1)
    return np.asarray((index[later] / index[0]) ** (12.0 / max(later, 1)) - 1.0)
