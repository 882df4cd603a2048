"""Whether there will be power enough: the reserve of the coming years, what closes, lines first, then plants.

Each January planners compare the dependable capacity of every one of the next five years, with the units under
construction that will have started by then and without those that will have closed, with the peak load they expect
and its reserve. What is missing is spread over the years left.
The province's lines close the gap first, up to what national plans let them grow in a year; only the rest is built
in the city. A nation has nobody to import from: its lines stay.

Reads: last year's peak, units, province and kind of the scenario, expected prices. Writes: ``own.line_mw``,
``own.reserve_gap_mw``, rows of ``state.power_units``, the company's fixed assets. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.power import value
from agents.power.fleet import capacity_by_technology_mw, retire, technologies
from agents.power.room import PowerRoom
from sim.core.columns import Array
from sim.world import grid
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

LOOK_AHEAD_YEARS = 5  # assumption: plants and lines take three to five years from plan to start
_GROWTH_MEMORY = 0.3
SMALLEST_PROJECT_MW = 1.0
_LOWEST_GROWTH, _HIGHEST_GROWTH = -0.03, 0.08
# Key regions of clean air plans (State Council 2013 No. 37, 2018 No. 22): new coal only in place of coal that closed.
COAL_BY_REPLACEMENT = (
    "Beijing", "Tianjin", "Hebei", "Shandong", "Henan", "Shanghai", "Jiangsu", "Zhejiang", "Anhui", "Guangdong",
)  # fmt: skip


def note_peak(own: PowerRoom, peak_mw: float) -> None:
    """Let the expected growth of the peak load follow the growth seen in the year that ends."""
    if own.peak_known:
        seen = min(max(peak_mw / max(own.last_year["peak_mw"], 1.0) - 1.0, _LOWEST_GROWTH), _HIGHEST_GROWTH)
        own.peak_growth += _GROWTH_MEMORY * (seen - own.peak_growth)
    own.peak_known = True


def lasting(kind: Array, technology: Array) -> Array:
    """Say which units serve a duty and are renewed at the end of their life: water, nuclear, waste, recovered heat."""
    return np.asarray(
        (kind == grid.HYDRO) | (kind == grid.MUST_RUN) | (technology == technologies()["waste_heat"].index)
    )


def closing_year(state: WorldState) -> Array:
    """Return the year in which every unit reaches the end of its life or the legal age of coal."""
    units = state.power_units
    count = units.count
    life = units["lifetime_years"][:count]
    coal = units["carrier"][:count] == n.COAL
    legal = np.where(coal, np.minimum(life, float(state.signals[s.COAL_AGE_LIMIT_YEARS])), life)
    return np.asarray(units["built_year"][:count] + legal)


def lasting_heat_mw(state: WorldState, own: PowerRoom) -> float:
    """Return the capacity for heat of what stays longer than the year."""
    units, count = own.units, own.units.count
    boiler, chp = units["kind"][:count] == grid.BOILER, units["is_chp"][:count] == 1
    stays = closing_year(state) > state.clock.now.year + 1.0
    stays |= units["technology"][:count] == technologies()["waste_heat"].index  # renewed
    living = units.alive[:count] * units["capacity_mw"][:count] * stays
    from_stations = own.grid.chp_heat_per_power * float((living * chp * units["availability"][:count]).sum())
    return float((living * boiler).sum() + from_stations)


def reserve_gap_mw(state: WorldState, own: PowerRoom) -> Array:
    """Return by how much expected need exceeds dependable capacity in each of the coming years, MW (negative: spare).

    What closes in the January of a year is missing from that year on.
    """
    units, year = state.power_units, state.clock.now.year
    count = units.count
    firm = units["capacity_mw"][:count] * units["dependable_share"][:count] * units.alive[:count]
    stays = lasting(units["kind"][:count], units["technology"][:count])
    closes = np.where(stays, np.inf, closing_year(state))
    ahead = np.arange(1.0, LOOK_AHEAD_YEARS + 1.0)
    left = np.array([float((firm * (closes > year + h - 1.0)).sum()) for h in ahead])
    for unit in own.planned:
        comes = 1e3 * unit.capacity_gw * technologies()[unit.technology].numbers["dependable_share"]
        left += np.where(np.floor(unit.year) <= year + ahead - 1.0, comes, 0.0)
    peak = own.last_year["peak_mw"] * (1.0 + own.peak_growth) ** ahead
    return np.asarray((1.0 + own.own.wanted_reserve_margin) * peak - left - own.line_mw)


def _line_growth_mw(state: WorldState, own: PowerRoom) -> float:
    """Return by how much lines to the province may grow in a year; a nation has none."""
    nation = state.config.city.kind == "nation"
    return 0.0 if nation else float(own.own.line_growth_pct_per_year / 100.0 * own.line_mw)


def extend_lines(state: WorldState, own: PowerRoom) -> None:
    """Let lines close the reserve gap as far as they may grow in a year; note what is left for local plants."""
    if not own.peak_known:
        return
    wanted = float((reserve_gap_mw(state, own) / np.arange(1.0, LOOK_AHEAD_YEARS + 1.0)).max())
    added = min(max(wanted, 0.0), _line_growth_mw(state, own))
    own.line_mw += added
    own.reserve_gap_mw = max(wanted - added, 0.0)
    own.built_for_reserve_mw.clear()


def reserve_project(state: WorldState, own: PowerRoom) -> tuple[str, float]:
    """Return the plant that closes the reserve gap at the least loss, and how much of it may be built this year."""
    most = {
        name: min(limit, technologies()[name].build_limit_share_per_year * own.last_year["peak_mw"] - built)
        for name, limit, built in (
            ("gas", np.inf, own.built_for_reserve_mw.get("gas", 0.0)),
            ("coal", coal_approved_mw(state, own), own.built_for_reserve_mw.get("coal", 0.0)),
            ("battery", room_for_stores_mw(state, own), own.built_for_reserve_mw.get("battery", 0.0)),
        )
    }

    def worth(name: str) -> float:
        per_kw = value.npv_over_cost(state, own, name) * value.capital_cost_cny_per_kw(state, own, name)
        return per_kw / technologies()[name].numbers["dependable_share"]

    possible = [name for name in most if most[name] > SMALLEST_PROJECT_MW]
    if not possible:
        return "", 0.0
    best = max(possible, key=worth)
    return best, min(own.reserve_gap_mw / technologies()[best].numbers["dependable_share"], most[best])


def room_for_stores_mw(state: WorldState, own: PowerRoom) -> float:
    """Return how much more storage is of use: all stores together up to half the peak load."""
    installed = capacity_by_technology_mw(state.power_units)
    stores = installed[technologies()["battery"].index] + installed[technologies()["pumped_storage"].index]
    return max(0.5 * own.last_year["peak_mw"] - float(stores), 0.0)


def coal_approved_mw(state: WorldState, own: PowerRoom) -> float:
    """Return how much coal the province would still approve."""
    if state.clock.now.year > own.own.last_coal_approval_year:
        return 0.0
    if state.config.city.province not in COAL_BY_REPLACEMENT:
        return float("inf")
    return max(own.coal_closed_mw - own.coal_built_mw, 0.0)


def note_built(own: PowerRoom, name: str, capacity_mw: float) -> None:
    """Take a new plant off the reserve gap, and coal off what may still replace closed coal."""
    own.built_for_reserve_mw[name] = own.built_for_reserve_mw.get(name, 0.0) + capacity_mw
    own.reserve_gap_mw = max(own.reserve_gap_mw - capacity_mw * technologies()[name].numbers["dependable_share"], 0.0)
    if name == "coal":
        own.coal_built_mw += capacity_mw


def _kept_for_reserve(state: WorldState, own: PowerRoom, by_law: Array, due: Array) -> Array:
    """Return which of the units ``due`` by law run on because next year's reserve, new lines included, lacks them."""
    units, count = state.power_units, state.power_units.count
    kept = np.zeros(count, dtype=bool)
    if not own.peak_known:
        return kept
    firm = units["capacity_mw"][:count] * units["dependable_share"][:count]
    missing = float(reserve_gap_mw(state, own)[0]) - _line_growth_mw(state, own) - float(firm[by_law & ~due].sum())
    rows = np.flatnonzero(due)
    for row in rows[np.argsort(-units["built_year"][rows], kind="stable")]:
        if missing <= 0.0:
            break
        kept[row] = True
        missing -= float(firm[row])
    return kept


def _write_off(state: WorldState, closed: Array) -> None:
    """Take what is left of the closed units' cost out of the books."""
    units, by_index = state.power_units, list(technologies().values())
    rows = np.flatnonzero(closed)
    cost = np.array([by_index[t].capex_2020_cny_per_kw for t in units["technology"][rows]])
    left = 1.0 - (state.clock.now.year - units["built_year"][rows]) / units["lifetime_years"][rows]
    lost = float((1e3 * units["capacity_mw"][rows] * cost * np.clip(left, 0.0, 1.0)).sum())
    assets = float(state.power_company["fixed_assets_cny"][0])
    state.power_company["fixed_assets_cny"][0] = max(assets - lost, 0.0)


def close_units(state: WorldState, own: PowerRoom) -> Array:
    """Close units past their life and losers nobody needs; return rows to be renewed.

    A unit that lost money for years closes only when its owner expects no better from the coming years, payments for
    firm capacity included, and when the reserve of all of them can spare it. What the law closes before its time loses
    its book value; where homes would be cold or dark, it waits until what replaces it stands, the youngest longest.
    """
    units, year = state.power_units, state.clock.now.year
    count = units.count
    alive = units.alive[:count] == 1
    stays = lasting(units["kind"][:count], units["technology"][:count])
    ended = alive & (closing_year(state) <= year)
    due = ended & ~stays
    by_law = due & (units["built_year"][:count] + units["lifetime_years"][:count] > year)
    if by_law.any():
        heats = (units["is_chp"][:count] == 1) | (units["kind"][:count] == grid.BOILER)
        if lasting_heat_mw(state, own) < own.largest_heat_mw:
            due &= ~(by_law & heats)
        due &= ~_kept_for_reserve(state, own, by_law, by_law & due)
        _write_off(state, by_law & due)
    losing = alive & ~due & (units["kind"][:count] == grid.DISPATCHABLE) & (units["is_chp"][:count] == 0)
    losing &= units["contract_share"][:count] == 0.0  # contracted plants are paid their cost
    losing &= units["loss_months"][:count] >= own.own.losses_before_retirement_months
    spare = -float(reserve_gap_mw(state, own).max()) if own.peak_known else 0.0
    for row in np.flatnonzero(losing):
        firm = float(units["capacity_mw"][row] * units["dependable_share"][row])
        if firm <= spare and value.expected_unit_margin_cny_per_kw(state, own, int(row)) < 0.0:
            due[row] = True
            spare -= firm
    coal = (units["carrier"][:count] == n.COAL) & (units["kind"][:count] == grid.DISPATCHABLE)
    own.coal_closed_mw += float(units["capacity_mw"][:count][due & coal].sum())
    for name in ("wind", "solar"):
        of_kind = units["technology"][:count] == technologies()[name].index
        own.sites_free_mw[name] = float(units["capacity_mw"][:count][due & of_kind].sum())
    own.units_gone += retire(units, due)
    return np.flatnonzero(ended & stays)
