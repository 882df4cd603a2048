"""Kernel of the yearly decisions: technology in one month, capacity and debt half a year later.

Reads: columns of ``DecideColumns``, what firms expect, terms of grants and loans. Writes: columns of ``WishColumns``,
``close_month``. Draws: ``firm.cost_luck``, ``firm.site``, ``firm.hassle``, ``firm.training``.
"""

from __future__ import annotations

import math

import numpy as np

from agents.firm.advice import is_trained
from agents.firm.columns import DecideColumns, WishColumns
from agents.firm.compliance import breaks_limit, complies_better, months_to_comply
from agents.firm.credit import financing_value
from agents.firm.expansion import approved_growth, replaceable_share, wanted_growth
from agents.firm.expectations import expected_carbon_price
from agents.firm.parameters import FirmParameters
from agents.firm.room import Options, Outlook, SectorAccounts
from agents.firm.technology_choice import (
    displaced_tj,
    hassle_share,
    is_due,
    net_present_value,
    site_cost,
    total_after,
)
from agents.firm.technology_terms import equipment_price, solar_terms, storage_terms, unit_saving
from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.core.draws import normal
from sim.world.names import ELECTRICITY, KWH_PER_TJ, N_CARRIERS, TCE_PER_TJ

ORDINARY = 100
SOLAR, STORAGE = 4, 5  # kinds in ``technology.KINDS``
_CASH_AT_HAND = 0.8
_SMALLEST_LOAN_SHARE = 0.05  # of the debt wanted: below that nobody goes to the bank
_WEAK_COVERAGE = 0.5
BEFORE = -1  # step that stands for the time before the first month


@kernel
def forget_wishes(rows: Array, wish: WishColumns) -> None:
    """Clear what the firms in ``rows`` wished and asked for."""
    for i in rows:
        wish.planned_option[i] = -1
        wish.loan_sought_cny[i] = 0.0
        wish.loan_purpose[i] = -1
        wish.loan_granted[i] = 0


@rule
def yearly_tce(i: int, firm: DecideColumns, capacity: float) -> float:
    """Return the energy one real firm of row ``i`` uses in a year at full capacity, in tonnes of standard coal."""
    total_tj = 0.0
    for k in range(N_CARRIERS):
        total_tj += firm.energy_tj_per_unit[i, k]
    return float(total_tj * TCE_PER_TJ * 12.0 * capacity / max(firm.represents[i], 1.0))


@kernel
def replace_capacity(
    rows: Array, firm: DecideColumns, wish: WishColumns, ratio: Array, retired_units: Array
) -> None:  # fmt: skip
    """Let the firms in ``rows`` grow as far as old capacity of their sector has closed, all by the same share.

    Machines renewed in place are no new capacity. What is let go this year counts as closed.
    """
    wanted = np.zeros(ratio.size)
    for i in rows:
        s, change = firm.sector[i], wish.expansion_share_per_year[i] * wish.capacity_units_per_month[i]
        if firm.alive[i] and ratio[s] > 0.0:
            wanted[s] += max(change, 0.0)
            retired_units[s] += max(-change, 0.0)
    for i in rows:
        s = firm.sector[i]
        if firm.alive[i] and ratio[s] > 0.0 and wish.expansion_share_per_year[i] > 0.0:
            wish.expansion_share_per_year[i] *= replaceable_share(wanted[s], retired_units[s], ratio[s])
    for s in range(ratio.size):
        if wanted[s] > 0.0:
            retired_units[s] -= ratio[s] * wanted[s] * replaceable_share(wanted[s], retired_units[s], ratio[s])


@kernel
def decide_capacity(
    rows: Array, step: int, firm: DecideColumns, wish: WishColumns, own: FirmParameters,
    outlook: Outlook, accounts: SectorAccounts, leverage: Array, utilisation: Array, luck_key: np.uint64,
) -> None:  # fmt: skip
    """Let the firms in ``rows`` set their programme of the year.

    Growth, renewal, and the loan that keeps debt at its usual level. Draws ``firm.cost_luck`` per firm and year.
    """
    for i in rows:
        if firm.alive[i] == 0:
            continue
        s = firm.sector[i]
        shock = own.luck_sd_share * accounts.surplus[s] * normal(luck_key, firm.luck[i], step, 0)
        if firm.large[i]:
            shock *= own.large_luck_share
        memory = own.luck_memory
        wish.cost_luck_cny[i] = memory * wish.cost_luck_cny[i] + math.sqrt(1.0 - memory * memory) * shock
        growth = wanted_growth(
            firm.expected_units[i], outlook.growth[s], own.lead_time_years, wish.capacity_units_per_month[i],
            utilisation[s],
            own.largest_growth_per_year, accounts.life_years[s],
        )  # fmt: skip
        if growth > 0.0 and outlook.growth_limit[s] < growth:
            added_tce = growth * yearly_tce(i, firm, wish.capacity_units_per_month[i])
            growth = approved_growth(growth, added_tce, outlook.approval_threshold[0], outlook.growth_limit[s])
        if firm.close_month[i] >= 0 or wish.coverage[i] < _WEAK_COVERAGE:
            growth = min(growth, 0.0)
        wish.expansion_share_per_year[i] = growth
    replace_capacity(rows, firm, wish, outlook.replacement_ratio, outlook.retired_units)
    for i in rows:
        if firm.alive[i] == 0:
            continue
        s, growth = firm.sector[i], wish.expansion_share_per_year[i]
        wish.renewal_share_per_year[i] = 1.0 / accounts.life_years[s] + min(growth, 0.0)
        wanted = leverage[s] * firm.fixed_assets_cny[i] * (1.0 + max(growth, 0.0))
        gap = wanted - wish.debt_cny[i] - wish.green_debt_cny[i]
        if gap > _SMALLEST_LOAN_SHARE * wanted and wish.coverage[i] > 1.0:
            wish.loan_sought_cny[i] = gap
            wish.loan_purpose[i] = ORDINARY


@kernel
def decide_technology(
    rows: Array, step: int, year: float, firm: DecideColumns, wish: WishColumns, own: FirmParameters,
    options: Options, outlook: Outlook, factors: Array, feed_in: float, pv_cny_per_kw: float,
    storage_cny_per_kwh: float,
    ordinary_rate_pct: float, site_key: np.uint64, hassle_key: np.uint64, training_key: np.uint64, watched: int, detail: Array,
) -> None:  # fmt: skip
    """Let the firms in ``rows`` want the option worth most to them, or none.

    Draws ``firm.site`` and ``firm.hassle`` per firm and option and ``firm.training`` per firm.
    """
    for i in rows:
        if firm.alive[i] == 0:
            continue
        s = firm.sector[i]
        energy = firm.energy_tj_per_unit[i]
        process_t, captured = firm.process_t_per_unit[i], firm.capture_share[i]
        announced = outlook.announced_price[s]
        fuel_cp = expected_carbon_price(outlook.fuel_carbon_price[s], announced, own.foresight)
        process_cp = expected_carbon_price(outlook.process_carbon_price[s], announced, own.foresight)
        total_tj, fuel_t = 0.0, 0.0
        for k in range(N_CARRIERS):
            total_tj += energy[k]
            fuel_t += energy[k] * factors[k]
        forced = breaks_limit(total_tj, outlook.reference_tj[s], outlook.limit[s])
        if not forced:
            firm.close_month[i] = -1
        elif firm.close_month[i] < 0:
            firm.close_month[i] = step + months_to_comply(year, outlook.deadline_year[s])
        output = firm.expected_units[i] * 12.0
        load_kwh = output * energy[ELECTRICITY] * KWH_PER_TJ
        own_rate = ordinary_rate_pct / 100.0 + own.liquidity_premium_pp / 100.0 * (1 - firm.state_owned[i])
        depth = outlook.training_depth[0] if is_trained(training_key, firm.luck[i], outlook.training_share[s]) else 0.0
        relief = own.training_effect * depth
        best_value, best_meets = -1e18 if forced else 0.0, False
        for place in range(options.first[s], options.first[s + 1]):
            t = options.option[place]
            kind, bit = options.kind[t], 1 << t
            usable = (firm.adopted[i] & bit) == 0 and options.available_year[t] <= year
            # Who is ordered to comply is told of the ways to do so.
            known, fits = forced or (firm.known[i] & bit) != 0, (firm.suitable[i] & bit) != 0
            if not (usable and known and fits) and i != watched:
                continue
            displaced = displaced_tj(energy, options.keep[t])
            avoided = 0.0
            if kind == SOLAR:
                kw = max(firm.roof_kw[i] - firm.pv_kw[i], 0.0)
                saving, price = solar_terms(
                    kw, pv_cny_per_kw, load_kwh, outlook.load_shape[s], outlook.block_price[s],
                    outlook.sun_hours_per_year,
                    feed_in,
                )  # fmt: skip
            elif kind == STORAGE:
                kwh = own.storage_kwh_per_kw * load_kwh / 8760.0
                saving, price = storage_terms(kwh, storage_cny_per_kwh, outlook.block_price[s])
            else:
                saving, avoided = unit_saving(
                    energy, process_t, captured, options.keep[t], options.gain[t], displaced, options.process_keep[t],
                    outlook.carrier_price[s], factors, fuel_cp, process_cp,
                )  # fmt: skip
                caught = (1.0 - captured) * options.capture_share[t]
                caught_t = (fuel_t + process_t) * caught
                saving += caught * (fuel_t * fuel_cp + process_t * process_cp)
                saving -= displaced * options.opex_cny_per_tj[t] + caught_t * options.opex_cny_per_t[t]
                due = is_due(kind, firm.route_age_months[i], firm.relining_months[i], firm.boiler_age_months[i],
                             firm.vehicle_age_months[i], options.life_years[t] * 12.0)  # fmt: skip
                price = output * equipment_price(
                    options.capex_cny_per_unit[t], options.capex_cny_per_tj[t], options.capex_cny_per_t[t],
                    options.replaces_cny_per_tj[t], displaced, caught_t, outlook.price_index[t], due,
                )  # fmt: skip
                price *= site_cost(site_key, firm.luck[i], t, own.site_cost_sd)
                saving *= output
                avoided = (avoided + caught_t) * output
            green = options.green[t]
            grant = price * outlook.grant_share[green]
            loan = own.loan_financed_share * (price - grant)
            better = financing_value(
                ordinary_rate_pct, outlook.discount_pp[green], outlook.extra_months[green], own_rate
            )
            hassle = price * hassle_share(hassle_key, firm.luck[i], t, options.hassle[t], own.hassle_spread, relief)
            hurdle = firm.hurdle_rate[i] / (1.0 + own.training_payback_gain * depth)
            if kind in (SOLAR, STORAGE):
                hurdle *= own.service_share
            value = net_present_value(saving, price, grant, loan * better, hassle, hurdle, options.life_years[t])
            if i == watched:
                row = place - options.first[s]
                detail[row, 0], detail[row, 1], detail[row, 2] = 1.0 * usable, 1.0 * known, 1.0 * fits
                detail[row, 3], detail[row, 4], detail[row, 5] = saving, price, grant
                detail[row, 6], detail[row, 7], detail[row, 8] = loan * better, hassle, value
            if not (usable and known and fits) or price <= 0.0:
                continue
            meets = False
            if forced:
                if displaced <= 0.0:
                    continue
                after_tj = total_after(energy, options.keep[t], displaced, options.gain[t])
                meets = not breaks_limit(after_tj, outlook.reference_tj[s], outlook.limit[s])
                if after_tj >= total_tj or not complies_better(meets, value, best_meets, best_value):
                    continue
            elif value <= best_value:
                continue
            if price - grant - loan > _CASH_AT_HAND * max(firm.cash_cny[i], 0.0):
                continue
            best_value, best_meets = value, meets
            wish.planned_option[i] = t
            wish.planned_capex_cny[i] = price
            wish.planned_grant_cny[i] = grant
            wish.planned_value_cny[i] = value
            wish.planned_avoided_t[i] = avoided
            wish.loan_sought_cny[i] = loan
            wish.loan_purpose[i] = green


@kernel
def decide_firms(
    past: Array, capacity_rows: Array, technology_rows: Array, step: int, year: float, accounts: SectorAccounts,
    leverage: Array, utilisation: Array, luck_key: np.uint64, firm: DecideColumns, wish: WishColumns,
    own: FirmParameters, options: Options, outlook: Outlook, factors: Array, feed_in: float, pv_cny_per_kw: float,
    storage_cny_per_kwh: float, ordinary_rate_pct: float, site_key: np.uint64, hassle_key: np.uint64, training_key: np.uint64,
    watched: int, detail: Array,
) -> None:  # fmt: skip
    """Forget the wishes of last month's deciders, then let those due this month decide: programme, then technology."""
    forget_wishes(past, wish)
    decide_capacity(
        capacity_rows, step, firm, wish, own, outlook, accounts, leverage, utilisation, luck_key,
    )  # fmt: skip
    decide_technology(
        technology_rows, step, year, firm, wish, own, options, outlook, factors, feed_in, pv_cny_per_kw,
        storage_cny_per_kwh, ordinary_rate_pct, site_key, hassle_key, training_key, watched, detail,
    )  # fmt: skip
