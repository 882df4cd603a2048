"""The power company's share of the yearly statistics.

Reads: the year's sums of its room and of the market. Writes: the memory of last year. Draws: none.
"""

from __future__ import annotations

import math

from agents.power import adequacy
from agents.power import unit_accounts as ua
from agents.power.fleet import capacity_by_technology_mw, technology_names
from agents.power.room import PowerRoom
from sim.world import grid
from sim.world import names as n
from sim.world.state import Market, WorldState

COAL_EQUIVALENT_TCE_PER_MWH = 0.305  # NEA 2020: coal burnt per kWh supplied; values non-fossil electricity
FOSSIL_GRID_FACTOR_T_PER_MWH = 0.85  # of the province's fossil plants (assumption: coal at 305 gce/kWh with 5 % gas)
NON_FOSSIL = ("hydro", "nuclear", "wind", "solar", "biomass", "waste")
RENEWABLE = ("hydro", "wind", "solar", "biomass")
_FUELS = (n.COAL, n.COKE, n.PETROL, n.DIESEL, n.OIL, n.GAS, n.BIOMASS)
_REPORTED = ("coal", "gas", "wind", "solar", "hydro", "nuclear", "biomass", "waste")


def add_month(state: WorldState, own: PowerRoom) -> None:
    """Add the month's dispatch to the year."""
    if state.clock.now.month == 1:
        own.year_totals[:] = 0.0
        own.year_generation_mwh[:] = 0.0
        own.year_block_revenue_cny = own.year_imported_nonfossil_mwh = 0.0
        own.lowest_reserve_margin = 1e9
        own.year_peak_mw = 0.0
    own.year_totals += own.totals
    own.year_generation_mwh += own.generation_mwh
    totals = own.totals.tolist()
    factor = state.published.grid_factor_t_per_mwh
    clean = min(max(1.0 - factor / FOSSIL_GRID_FACTOR_T_PER_MWH, 0.0), 1.0)
    own.year_imported_nonfossil_mwh += totals[grid.IMPORTED] * clean
    own.year_peak_mw = max(own.year_peak_mw, totals[grid.PEAK])
    margin = totals[grid.DEPENDABLE] / max(totals[grid.PEAK], 1e-9) - 1.0
    own.lowest_reserve_margin = min(own.lowest_reserve_margin, margin)
    wanted_tj = totals[grid.HEAT_MADE] + totals[grid.HEAT_UNSERVED]
    heat_mw = wanted_tj * grid.MWH_PER_TJ / grid.HOURS_PER_MONTH
    own.largest_heat_mw = heat_mw if heat_mw > own.largest_heat_mw else own.largest_heat_mw * 0.995


def yearly(state: WorldState, own: PowerRoom, sums: Market) -> dict[str, float]:
    """Return the year's columns and remember what next year's plans need."""
    adequacy.note_peak(own, own.year_peak_mw)
    t, made = own.year_totals, dict(zip(technology_names(), own.year_generation_mwh, strict=True))
    rooftop = float(sums.rooftop_pv_kwh.sum()) / 1e3
    own.last_year = {
        "peak_mw": own.year_peak_mw, "use_mwh": float(t[grid.USED]),
        "renewable_mwh": math.fsum(float(made[k]) for k in RENEWABLE) + rooftop,
    }  # fmt: skip
    installed = dict(zip(technology_names(), capacity_by_technology_mw(state.power_units), strict=True))
    primary, clean = primary_energy_mtce(own, sums, made, rooftop)
    row = {
        "electricity_use_twh": float(t[grid.USED]) / 1e6,
        "electricity_import_twh": float(t[grid.IMPORTED]) / 1e6,
        "electricity_export_twh": float(t[grid.EXPORTED]) / 1e6,
        "electricity_losses_twh": float(t[grid.LOST]) / 1e6,
        "electricity_curtailed_twh": float(t[grid.CURTAILED]) / 1e6,
        "unserved_energy_gwh": float(t[grid.UNSERVED]) / 1e3,
        "unserved_heat_pj": float(t[grid.HEAT_UNSERVED]) / 1e3,
        "district_heat_pj": float(t[grid.HEAT_USED]) / 1e3,
        "reserve_margin": own.lowest_reserve_margin,
        "peak_load_gw": own.year_peak_mw / 1e3,
        "import_line_gw": own.line_mw / 1e3,
        "nonfossil_share": float(clean / max(primary, 1e-12)),
        "primary_energy_mtce": primary,
        "electricity_price_cny_per_kwh": own.year_block_revenue_cny / max(float(sums.electricity_load_kwh.sum()), 1.0),
        "grid_factor_t_per_mwh": float(state.published.grid_factor_t_per_mwh),
        "generation_rooftop_twh": rooftop / 1e6,
    }  # fmt: skip
    for name in _REPORTED:
        chp = name + "_chp" if name == "coal" else name
        both = {name, chp}
        row[f"generation_{name}_twh"] = math.fsum(float(made[k]) for k in both) / 1e6
        row[f"capacity_{name}_gw"] = math.fsum(float(installed[k]) for k in both) / 1e3
    row["capacity_storage_gw"] = float(installed["battery"] + installed["pumped_storage"]) / 1e3
    return row


def primary_energy_mtce(
    own: PowerRoom, sums: Market, made_mwh: dict[str, float], rooftop_mwh: float
) -> tuple[float, float]:
    """Return primary energy and its non-fossil part by the coal-equivalent method, Mtce.

    Fuels burnt, non-fossil electricity made here and net imports of electricity at the coal a station would burn.
    What leaves the city is as clean as what is made in it: its buyers count that part. Wood and straw burnt at home
    are not traded and, as in the national statistics, not counted.
    """
    untraded = float(sums.energy_tj[n.HOUSEHOLDS, n.BIOMASS]) * n.TCE_PER_TJ
    fuels = float(sums.energy_tj[:, list(_FUELS)].sum()) * n.TCE_PER_TJ - untraded
    biomass = float(sums.energy_tj[:, n.BIOMASS].sum()) * n.TCE_PER_TJ - untraded
    electric = math.fsum(float(made_mwh[k]) for k in NON_FOSSIL if k not in ("biomass",)) + rooftop_mwh
    sold_away, bought = float(own.year_totals[grid.EXPORTED]), float(own.year_totals[grid.IMPORTED])
    kept_share = 1.0 - sold_away / max(math.fsum(made_mwh.values()) + rooftop_mwh, sold_away, 1.0)
    imported = (bought - sold_away) * COAL_EQUIVALENT_TCE_PER_MWH
    clean = biomass + (electric * kept_share + own.year_imported_nonfossil_mwh) * COAL_EQUIVALENT_TCE_PER_MWH
    total = fuels + electric * COAL_EQUIVALENT_TCE_PER_MWH + imported
    return total / 1e6, clean / 1e6


def balance_gaps(state: WorldState, own: PowerRoom) -> dict[str, float]:
    """Return the relative gaps of the electricity and heat balances, from recounted units and loads."""
    t, flows, market = own.totals.tolist(), own.recounted_flows.tolist(), state.market
    made = flows[ua.MADE] + float(market.rooftop_pv_kwh.sum()) / 1e3
    used = float(market.electricity_load_kwh.sum()) / 1e3 + flows[ua.OWN_USE] - t[grid.UNSERVED]
    left = made + t[grid.IMPORTED] + flows[ua.DISCHARGED]
    right = used + t[grid.LOST] + t[grid.EXPORTED] + flows[ua.CHARGED]
    heat, (at_home, at_firms) = flows[ua.HEAT], market.heat_load_tj.tolist()
    heat_used = at_home + at_firms - t[grid.HEAT_UNSERVED]
    heat_gap = abs(heat - heat_used - t[grid.HEAT_LOST]) / max(heat, 1e-9)
    return {"electricity": abs(left - right) / max(left, 1e-9), "heat": heat_gap if heat else 0.0}
