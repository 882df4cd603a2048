"""The loops in which households choose heating, appliances and panels, one after the other.

Heating is chosen at failure, when a stove is banned, where a network has come to homes without, and reviewed once a year; appliances at failure; panels are
looked at once a year by those with a roof.

Reads: the views, neighbours' panels, the month's markets. Writes: plans, offers and loan applications. Draws:
``household.heating``, ``household.appliance`` (tastes, by occasion), ``household.solar`` (by year).
"""

from __future__ import annotations

import numpy as np

from agents.household import heating as h
from agents.household.appliance import appliance_cost_term, label_term
from agents.household.columns import KNOWS_HEAT_PUMP, KNOWS_LABEL, KNOWS_SOLAR
from agents.household.credit import (
    HOME_LOAN_MONTHS,
    PLANNING_RATE_PCT,
    SOLAR_LOAN_MONTHS,
    monthly_payment,
    purpose_of_heating,
    score,
)  # fmt: skip
from agents.household.delivery import APPLIANCE_OFFER, HEATER_OFFER, PANEL_OFFER
from agents.household.finance import loan_needed, loan_possible, own_discount_rate, support_for
from agents.household.month_tables import ChoiceNumbers, HomeTable, HomeTraits
from agents.household.solar import payback_years, solar_chance, yearly_solar_income
from agents.household.vehicle import best_option, copy_options
from agents.household.views import ApplianceView, CreditView, HeatingView, NetworkView, PanelView
from sim.core.annuity import annuity
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.draws import gumbel, uniform
from sim.world import names as n

KEEP_HEATING = 6
APPLIANCE_YEARS = 12.0  # running cost looked at (assumption: the usual life of large appliances)
SELF_USE_SHARE = 0.3  # of own solar electricity, as a buyer estimates it (assumption: installers quote 20 to 40 %)


@kernel
def choose_heating(
    lo: int, hi: int, v: HeatingView, c: CreditView, t: HomeTable, p: HomeTraits, k: ChoiceNumbers, key: np.uint64,
    offers: Array, record: Array,
) -> None:  # fmt: skip
    """Let every household that is due choose its heating; the watched row's options go to ``record`` (4, 7, 12)."""
    detail, shop = np.zeros((7, 12)), np.zeros((6, 2))
    turn = (lo - k.month) % 12
    for i in range(np.uint64(lo), np.uint64(hi)):
        worn, due = v.heating_until[i] <= k.month, turn == 0
        turn = 0 if turn == 11 else turn + 1
        if not (worn or due) or v.alive[i] == 0:
            continue
        held = v.heating[i]
        cold = worn and held != n.NO_HEATING
        if not (cold or due):
            continue
        d, luck = v.district[i], v.luck[i]
        banned = held == n.COAL_STOVE and t.stove_ban[d] > 0.0 and uniform(key, luck, 0, 99) < t.stove_ban[d]
        mature = k.month - v.heating_since[i] >= p.early_age_share * (v.heating_until[i] - v.heating_since[i])
        reached = held == n.NO_HEATING and t.new_network[d] > 0.0
        if not (cold or banned or mature or reached):
            continue
        q, income, savings = v.quintile[i], max(v.income_cny_per_year[i], 1000.0), v.savings_cny[i]
        per_cny = annuity(
            own_discount_rate(p.discount_rate, p.discount_income_slope, v.income_rank[i]), p.horizon_years
        )
        reserve = p.savings_reserve_months / 12.0 * income
        service = 12.0 * (c.interest_paid_cny[i] + c.principal_paid_cny[i])
        warmth_mj = v.heat_mj_per_hdd[i] * k.normal_hdd
        need = min(warmth_mj / 10_000.0, 1.0)
        knows = banned or (v.knowledge[i] & KNOWS_HEAT_PUMP) != 0  # a notice says what may take the stove's place
        for system in range(7):
            keeps = system == KEEP_HEATING
            s = held if keeps else system
            full = 0.0 if keeps or s == 0 else t.heating_price_cny[s] * (0.4 + 0.6 * need)
            help_cny = support_for(
                full, t.heating_support[q, s], t.heating_support_share[q, s], t.heating_support_cap[s]
            )
            price, running = full - help_cny, 0.0
            if s > 0:
                running = h.running_cost(
                    warmth_mj, t.heating_efficiency[s], t.heating_energy_price[d, s], t.heating_upkeep[s]
                )
            if keeps:
                allowed = not cold and not banned
            else:
                shop[s, 0], shop[s, 1] = full, help_cny
                allowed = t.heating_allowed[d, s] > 0.0 and (knows or s != n.HEAT_PUMP)
                allowed = allowed and loan_needed(price, savings, reserve) <= loan_possible(
                    price, income, service, p.loan_share_of_price, p.debt_service_limit, k.loan_payment_per_cny_year
                )
            h.note_heating(
                detail, system, price, running, -p.heating_cost_weight * (price * per_cny + running) / income,
                h.heating_comfort(s, p.heating_comfort_weight, need, p.stove_burden),
                h.heating_attitude(s, p.heating_attitude_weight, v.attitude[i, 1]),
                p.inertia_early if keeps else 0.0,
                gumbel(key, luck, v.heating_occasion[i] - (1 if keeps else 0), s) if allowed else 0.0,
                1 if allowed else 0,
            )  # fmt: skip
        chosen = best_option(detail, 7)
        if i == k.watch_row:
            copy_options(detail, record[0])
            record[3, 0, 0], record[3, 0, 1] = 1.0, chosen
        if chosen < 0 or chosen == KEEP_HEATING or (chosen == held and not cold):
            continue
        v.heating_plan[i], v.heating_fallback[i], v.wants[i] = chosen, -1, 1
        offers[i, HEATER_OFFER], offers[i, HEATER_OFFER + 1] = shop[chosen, 0], shop[chosen, 1]
        loan = loan_needed(detail[chosen, 0], savings, reserve)
        if loan > 0.0:
            c.loan_sought_cny[i] += loan
            if c.loan_purpose[i] < 0:
                c.loan_purpose[i] = purpose_of_heating(chosen)
            payment = monthly_payment(c.loan_sought_cny[i], PLANNING_RATE_PCT, HOME_LOAN_MONTHS)
            c.loan_score[i] = score(income, service / 12.0, payment)
            for s in range(1, 6):
                if loan_needed(detail[s, 0], savings, reserve) > 0.0:
                    detail[s, 11] = 0.0
            fallback = best_option(detail, 6)
            if cold and fallback >= 0:
                v.heating_fallback[i] = fallback
                offers[i, HEATER_OFFER + 2], offers[i, HEATER_OFFER + 3] = shop[fallback, 0], shop[fallback, 1]


@kernel
def choose_appliances(
    lo: int, hi: int, v: ApplianceView, t: HomeTable, p: HomeTraits, k: ChoiceNumbers, key: np.uint64, offers: Array,
    record: Array,
) -> None:  # fmt: skip
    """Let every household whose appliances are worn choose standard ones or those with a good label."""
    detail = np.zeros((7, 12))
    for i in range(np.uint64(lo), np.uint64(hi)):
        if v.appliance_until[i] > k.month or v.alive[i] == 0:
            continue
        q, income = v.quintile[i], max(v.income_cny_per_year[i], 1000.0)
        per_cny = annuity(
            own_discount_rate(p.discount_rate, p.discount_income_slope, v.income_rank[i]), APPLIANCE_YEARS
        )
        kwh = 12.0 * v.base_kwh_per_month[i]
        knows = (v.knowledge[i] & KNOWS_LABEL) != 0
        for a in range(2):
            full = t.appliance_price_cny[a]
            help_cny = support_for(
                full, t.appliance_support[q, a], t.appliance_support_share[q, a], t.appliance_support_cap[a]
            )
            detail[a, 0], detail[a, 1] = full - help_cny, kwh * t.appliance_intensity[a] * k.electricity_price
            detail[a, 2] = appliance_cost_term(
                full - help_cny, per_cny, kwh * t.appliance_intensity[a], k.electricity_price, income,
                p.appliance_cost_weight,
            )  # fmt: skip
            detail[a, 4] = label_term(p.appliance_attitude_weight, v.attitude[i, 0]) * a
            detail[a, 6] = gumbel(key, v.luck[i], v.appliance_occasion[i], a)
            detail[a, 10] = detail[a, 2] + detail[a, 4] + detail[a, 6]
            detail[a, 11] = 1.0 if t.appliance_allowed[a] > 0.0 and (a == 0 or knows) else 0.0
        if t.appliance_allowed[0] <= 0.0:
            detail[1, 11] = t.appliance_allowed[1]  # whoever sees only those in the shop needs not know the label
        chosen = best_option(detail, 2)
        if chosen < 0:
            continue  # nothing may be sold: the old ones are mended
        v.appliance_plan[i], v.wants[i] = chosen, 1
        offers[i, APPLIANCE_OFFER] = t.appliance_price_cny[chosen]
        offers[i, APPLIANCE_OFFER + 1] = t.appliance_price_cny[chosen] - detail[chosen, 0]
        if i == k.watch_row:
            copy_options(detail, record[1])
            record[3, 1, 0], record[3, 1, 1] = 1.0, chosen


@kernel
def choose_panels(
    lo: int, hi: int, v: PanelView, c: CreditView, net: NetworkView, t: HomeTable, p: HomeTraits, k: ChoiceNumbers,
    key: np.uint64, offers: Array, record: Array,
) -> None:  # fmt: skip
    """Let the twelfth of the households whose turn it is look at panels for their roof."""
    first = lo + (k.month - lo) % 12
    for i in range(np.uint64(first), np.uint64(hi), np.uint64(12)):
        if v.roof_kw[i] <= 0.0 or v.solar_kw[i] > 0.0 or (v.knowledge[i] & KNOWS_SOLAR) == 0 or v.alive[i] == 0:
            continue
        q, kw, income = v.quintile[i], v.roof_kw[i], max(v.income_cny_per_year[i], 1000.0)
        peers = 0.0
        for e in range(net.start[i], net.start[i + 1]):
            if v.solar_kw[np.uint64(net.listens_to[e])] > 0.0:
                peers += net.strength[e]
        full = k.solar_price_per_kw * kw
        help_cny = support_for(full, t.solar_support[q] * kw, t.solar_support_share[q], k.solar_support_cap)
        price = full - help_cny
        own_share = min(SELF_USE_SHARE, 0.4 * 12.0 * v.electricity_kwh[i] / max(kw * k.sun_hours_year, 1.0))
        earns = yearly_solar_income(
            kw, k.sun_hours_year, own_share, k.electricity_price, k.feed_in, k.solar_generation_support, k.solar_upkeep
        )
        payback = payback_years(price, earns)
        chance = solar_chance(
            payback, p.solar_payback_years, p.solar_hazard_per_year, peers, p.solar_peer_weight, v.attitude[i, 0],
            k.solar_reach,
        )  # fmt: skip
        draw = uniform(key, v.luck[i], k.month // 12, 0)
        service = 12.0 * (c.interest_paid_cny[i] + c.principal_paid_cny[i])
        loan = loan_needed(price, v.savings_cny[i], p.savings_reserve_months / 12.0 * income)
        within = loan <= loan_possible(
            price, income + earns, service, p.loan_share_of_price, p.debt_service_limit, k.loan_payment_per_cny_year
        )
        if i == k.watch_row:
            record[2, 1, 0], record[2, 1, 1], record[2, 1, 2] = price, -earns, payback
            record[2, 1, 3], record[2, 1, 4], record[2, 1, 6] = chance, peers, draw
            record[2, 0, 11], record[2, 1, 11] = 1.0, 1.0 if within else 0.0
            record[3, 2, 0], record[3, 2, 1] = 1.0, 1.0 if within and draw < chance else 0.0
        if not within or draw >= chance:
            continue
        v.solar_plan[i] = v.wants[i] = 1
        offers[i, PANEL_OFFER], offers[i, PANEL_OFFER + 1] = full, help_cny
        if loan > 0.0:
            c.loan_sought_cny[i] += loan
            if c.loan_purpose[i] < 0:
                c.loan_purpose[i] = n.GREEN_SOLAR
            payment = monthly_payment(c.loan_sought_cny[i], PLANNING_RATE_PCT, SOLAR_LOAN_MONTHS)
            c.loan_score[i] = score(income + earns, service / 12.0, payment)
