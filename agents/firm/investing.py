"""Kernel of investment: accepted technology is installed, machines are renewed, capacity and market shares move.

Reads: accepted plans, the catalogue, the best machines of the day. Writes: columns of ``InvestColumns`` and
``AdoptColumns``. Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.firm.columns import AdoptColumns, InvestColumns
from agents.firm.expansion import blended_vintage
from agents.firm.output import next_share
from agents.firm.room import Options, SectorAccounts
from agents.firm.technology_choice import displaced_tj, energy_after, is_due
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.world.names import N_CARRIERS

_BOILER_LIFE_MONTHS, _VEHICLE_LIFE_MONTHS = 180, 120
_SHARE_OF_MAIN_EQUIPMENT = 0.5  # of a firm's assets: assumption


@kernel
def install(
    i: int, firm: InvestColumns, new: AdoptColumns, options: Options, factors: Array, pv_cny_per_kw: float,
    storage_cny_per_kwh: float,
) -> None:  # fmt: skip
    """Install the planned technology of row ``i``: its energy use, emissions, running cost and assets change."""
    t = new.planned_option[i]
    kind = options.kind[t]
    price, grant = new.planned_capex_cny[i], new.planned_grant_cny[i]
    if kind == 4:
        new.pv_kw[i] = max(new.pv_kw[i], new.roof_kw[i])
    elif kind == 5:
        new.battery_kwh[i] += price / storage_cny_per_kwh
    else:
        energy, keep, gain = firm.energy_tj_per_unit[i], options.keep[t], options.gain[t]
        fuel_t = 0.0
        for k in range(N_CARRIERS):
            fuel_t += energy[k] * factors[k]
        caught = (1.0 - firm.capture_share[i]) * options.capture_share[t]
        caught_t = (fuel_t + firm.process_t_per_unit[i]) * caught
        displaced = displaced_tj(energy, keep)
        for k in range(N_CARRIERS):
            energy[k] = energy_after(energy[k], keep[k], displaced, gain[k])
        firm.process_t_per_unit[i] *= options.process_keep[t]
        firm.capture_share[i] += caught
        firm.opex_cny_per_unit[i] += displaced * options.opex_cny_per_tj[t] + caught_t * options.opex_cny_per_t[t]
        due = is_due(kind, firm.route_age_months[i], new.relining_months[i], firm.boiler_age_months[i],
                     firm.vehicle_age_months[i], options.life_years[t] * 12.0)  # fmt: skip
        if kind == 0:
            left = max(1.0 - firm.route_age_months[i] / new.relining_months[i], 0.0)
            if not due:
                lost = _SHARE_OF_MAIN_EQUIPMENT * firm.fixed_assets_cny[i] * left
                new.stranded_cny[i] += lost
                firm.fixed_assets_cny[i] -= lost
            firm.route_age_months[i] = 0
        elif kind == 2:
            firm.boiler_age_months[i] = 0
        elif kind == 3:
            firm.vehicle_age_months[i] = 0
    new.adopted[i] |= 1 << t
    new.project_cny[i] = price
    new.project_fitting_cny[i] = price * options.local_share[t]
    new.grant_cny[i] = grant
    firm.fixed_assets_cny[i] += price - grant


@kernel
def invest_firms(
    lo: int, hi: int, firm: InvestColumns, new: AdoptColumns, accepted: Array, options: Options,
    accounts: SectorAccounts,
    factors: Array, frontier: Array, mean_cost: Array, share_speed: float, clean_pull: float, pv_cny_per_kw: float,
    storage_cny_per_kwh: float, shares: Array,
) -> None:  # fmt: skip
    """Install what was accepted, renew and add machines by a twelfth of the year's programme, move market shares."""
    shares[:] = 0.0
    for i in range(np.uint64(lo), np.uint64(hi)):
        new.project_cny[i] = 0.0
        new.project_fitting_cny[i] = 0.0
        new.grant_cny[i] = 0.0
        if firm.alive[i] == 0:
            continue
        s = firm.sector[i]
        if accepted[i]:
            install(i, firm, new, options, factors, pv_cny_per_kw, storage_cny_per_kwh)
        growth = firm.expansion_share_per_year[i]
        bought = (firm.renewal_share_per_year[i] + max(growth, 0.0)) / 12.0
        capacity = firm.capacity_units_per_month[i]
        vintage = blended_vintage(firm.vintage_factor[i], frontier[s], bought / (1.0 + max(growth, 0.0) / 12.0))
        ratio = vintage / firm.vintage_factor[i]
        for k in range(N_CARRIERS):
            firm.energy_tj_per_unit[i, k] *= ratio
        firm.vintage_factor[i] = vintage
        cost = accounts.assets_per_capacity[s] * capacity * bought
        worn = firm.fixed_assets_cny[i] / (12.0 * accounts.life_years[s])
        firm.equipment_cny[i] = cost
        firm.fixed_assets_cny[i] += cost - worn
        firm.capacity_units_per_month[i] = capacity * (1.0 + growth / 12.0)
        firm.route_age_months[i] = (
            0 if firm.route_age_months[i] >= new.relining_months[i] else firm.route_age_months[i] + 1
        )
        firm.boiler_age_months[i] = (firm.boiler_age_months[i] + 1) % _BOILER_LIFE_MONTHS
        firm.vehicle_age_months[i] = (firm.vehicle_age_months[i] + 1) % _VEHICLE_LIFE_MONTHS
        pull = clean_pull if firm.clean_equipment[i] else 0.0
        share = next_share(firm.market_share[i], firm.unit_cost_cny[i], mean_cost[s], share_speed, pull)
        firm.market_share[i] = share
        shares[s] += share
    for i in range(np.uint64(lo), np.uint64(hi)):
        if firm.alive[i]:
            firm.market_share[i] /= shares[firm.sector[i]]
