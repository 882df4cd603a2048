"""Kernel of the yearly decisions: technology in one month, capacity and debt half a year later."""

from __future__ import annotations

import math

from agents.firm.columns import DecideColumns, WishColumns
from agents.firm.compliance import MONTHS_TO_COMPLY, breaks_limit
from agents.firm.credit import financing_value
from agents.firm.expansion import wanted_growth
from agents.firm.expectations import expected_carbon_price
from agents.firm.parameters import FirmParameters
from agents.firm.room import Options, Outlook, SectorAccounts
from agents.firm.technology_choice import hassle_share, net_present_value
from agents.firm.technology_terms import equipment_terms, solar_terms, storage_terms
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.draws import normal, uniform
from sim.world.names import ELECTRICITY, KWH_PER_TJ, N_CARRIERS

ORDINARY = 100
SOLAR, STORAGE = 4, 5  # kinds in ``technology.KINDS``
_TECHNOLOGY_TURN, _CAPACITY_TURN = 0, 6  # months of a firm's own year
_CASH_AT_HAND = 0.8
_SMALLEST_LOAN_SHARE = 0.05  # of the debt wanted: below that nobody goes to the bank
_WEAK_COVERAGE = 0.5


@kernel
def choose_capacity(
    i: int, step: int, firm: DecideColumns, wish: WishColumns, own: FirmParameters, outlook: Outlook,  # type: ignore[valid-type]
    accounts: SectorAccounts, leverage: float, utilisation: float, luck_key: int,
) -> None:  # fmt: skip
    """Set the year's programme of row ``i``: growth, renewal, and the loan that keeps debt at its usual level."""
    s = firm.sector[i]
    shock = own.luck_sd_share * accounts.surplus[s] * normal(luck_key, firm.luck[i], step, 0)
    memory = own.luck_memory
    wish.cost_luck_cny[i] = memory * wish.cost_luck_cny[i] + math.sqrt(1.0 - memory * memory) * shock
    growth = wanted_growth(
        firm.expected_units[i], outlook.growth[s], own.lead_time_years, wish.capacity_units_per_month[i], utilisation,
        own.largest_growth_per_year, accounts.life_years[s],
    )  # fmt: skip
    growth = min(growth, outlook.growth_limit[s])
    if firm.close_month[i] >= 0 or wish.coverage[i] < _WEAK_COVERAGE:
        growth = min(growth, 0.0)
    wish.expansion_share_per_year[i] = growth
    wish.renewal_share_per_year[i] = 1.0 / accounts.life_years[s] + min(growth, 0.0)
    wanted = leverage * firm.fixed_assets_cny[i] * (1.0 + max(growth, 0.0))
    gap = wanted - wish.debt_cny[i] - wish.green_debt_cny[i]
    if gap > _SMALLEST_LOAN_SHARE * wanted and wish.coverage[i] > 1.0:
        wish.loan_sought_cny[i] = gap
        wish.loan_purpose[i] = ORDINARY


@kernel
def choose_technology(
    i: int, step: int, year: float, firm: DecideColumns, wish: WishColumns, own: FirmParameters, options: Options,  # type: ignore[valid-type]
    outlook: Outlook, factors: Array, feed_in: float, pv_cny_per_kw: float, storage_cny_per_kwh: float,
    ordinary_rate_pct: float, hassle_key: int, training_key: int, record: bool, detail: Array,
) -> None:  # fmt: skip
    """Let row ``i`` want the option worth most to it, or none."""
    s = firm.sector[i]
    energy = firm.energy_tj_per_unit[i]
    announced = outlook.announced_price[s]
    fuel_cp = expected_carbon_price(outlook.fuel_carbon_price[s], announced, own.foresight)
    process_cp = expected_carbon_price(outlook.process_carbon_price[s], announced, own.foresight)
    total_tj = 0.0
    for k in range(N_CARRIERS):
        total_tj += energy[k]
    forced = breaks_limit(total_tj, outlook.reference_tj[s], outlook.limit[s])
    if not forced:
        firm.close_month[i] = -1
    elif firm.close_month[i] < 0:
        firm.close_month[i] = step + MONTHS_TO_COMPLY
    output = firm.expected_units[i] * 12.0
    load_kwh = output * energy[ELECTRICITY] * KWH_PER_TJ
    own_rate = ordinary_rate_pct / 100.0 + own.liquidity_premium_pp / 100.0 * (1 - firm.state_owned[i])
    relief = own.training_effect if uniform(training_key, firm.luck[i], 0, 0) < outlook.training_share[s] else 0.0
    best_value = -1e18 if forced else 0.0
    for place in range(options.first[s], options.first[s + 1]):
        t = options.option[place]
        bit = 1 << t
        if options.kind[t] == SOLAR:
            kw = max(firm.roof_kw[i] - firm.pv_kw[i], 0.0)
            saving, price = solar_terms(
                kw, pv_cny_per_kw, load_kwh, outlook.load_shape[s], outlook.block_price[s], outlook.sun_hours_per_year, feed_in
            )
            avoided, helps = 0.0, False
        elif options.kind[t] == STORAGE:
            kwh = own.storage_kwh_per_kw * load_kwh / 8760.0
            saving, price = storage_terms(kwh, storage_cny_per_kwh, outlook.block_price[s])
            avoided, helps = 0.0, False
        else:
            saving, price, avoided, helps = equipment_terms(
                t, energy, firm.process_t_per_unit[i], firm.capture_share[i], output, options, outlook.carrier_price[s],
                factors, fuel_cp, process_cp, outlook.price_index[t], firm.route_age_months[i], firm.relining_months[i],
                firm.boiler_age_months[i], firm.vehicle_age_months[i],
            )  # fmt: skip
        green = options.green[t]
        grant = price * outlook.grant_share[green]
        loan = own.loan_financed_share * (price - grant)
        financing = financing_value(
            loan, ordinary_rate_pct, outlook.discount_pp[green], outlook.extra_months[green], own_rate
        )
        hassle = price * hassle_share(hassle_key, firm.luck[i], t, options.hassle[t], own.hassle_spread, relief)
        value = net_present_value(saving, price, grant, financing, hassle, firm.hurdle_rate[i], options.life_years[t])
        usable = (firm.adopted[i] & bit) == 0 and options.available_year[t] <= year and price > 0.0
        known, fits = (firm.known[i] & bit) != 0, (firm.suitable[i] & bit) != 0
        if record:
            row = place - options.first[s]
            detail[row, 0], detail[row, 1], detail[row, 2] = 1.0 * usable, 1.0 * known, 1.0 * fits
            detail[row, 3], detail[row, 4], detail[row, 5] = saving, price, grant
            detail[row, 6], detail[row, 7], detail[row, 8] = financing, hassle, value
        if not (usable and known and fits) or value <= best_value or (forced and not helps):
            continue
        if price - grant - loan > _CASH_AT_HAND * max(firm.cash_cny[i], 0.0):
            continue
        best_value = value
        wish.planned_option[i] = t
        wish.planned_capex_cny[i] = price
        wish.planned_grant_cny[i] = grant
        wish.planned_value_cny[i] = value
        wish.planned_avoided_t[i] = avoided
        wish.loan_sought_cny[i] = loan
        wish.loan_purpose[i] = green


@kernel
def decide_firms(
    lo: int, hi: int, step: int, year: float, firm: DecideColumns, wish: WishColumns, own: FirmParameters,  # type: ignore[valid-type]
    options: Options, outlook: Outlook, accounts: SectorAccounts, factors: Array, leverage: Array, utilisation: Array,
    feed_in: float, pv_cny_per_kw: float, storage_cny_per_kwh: float, ordinary_rate_pct: float, hassle_key: int,
    luck_key: int, training_key: int, watched: int, detail: Array,
) -> None:  # fmt: skip
    """Let the firms due this month decide; everybody else wishes nothing.

    Writes the wish columns; draws ``firm.hassle`` per firm and option, ``firm.cost_luck`` per firm and year and
    ``firm.training`` per firm.
    """
    for i in range(lo, hi):
        wish.planned_option[i] = -1
        wish.loan_sought_cny[i] = 0.0
        wish.loan_purpose[i] = -1
        wish.loan_granted[i] = 0
        if firm.alive[i] == 0:
            continue
        turn = (firm.luck[i] + step) % 12
        if turn == _CAPACITY_TURN:
            s = firm.sector[i]
            choose_capacity(i, step, firm, wish, own, outlook, accounts, leverage[s], utilisation[s], luck_key)
        elif turn == _TECHNOLOGY_TURN:
            choose_technology(
                i, step, year, firm, wish, own, options, outlook, factors, feed_in, pv_cny_per_kw, storage_cny_per_kwh,
                ordinary_rate_pct, hassle_key, training_key, i == watched, detail,
            )  # fmt: skip
