"""The loop in which households choose heating, appliances and panels.

Heating is chosen at failure, when a stove is banned, and reviewed once a year; appliances at failure; panels are
looked at once a year by those with a roof.

Reads: ``HomeView``, neighbours' panels, the month's markets. Writes: plans and loan applications. Draws:
``household.heating``, ``household.appliance`` (tastes, by occasion), ``household.solar`` (by year).
"""

from __future__ import annotations

import numpy as np

from agents.household import heating as h
from agents.household.appliance import appliance_cost_term, label_term
from agents.household.columns import KNOWS_HEAT_PUMP, KNOWS_LABEL, KNOWS_SOLAR
from agents.household.credit import monthly_payment, purpose_of_heating, score
from agents.household.finance import annuity, loan_needed, loan_possible, own_discount_rate, support_for
from agents.household.solar import solar_chance, yearly_solar_income
from agents.household.vehicle import best_option, copy_options
from agents.household.views import ChoiceNumbers, CreditView, HomeTable, HomeTraits, HomeView, NetworkView
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.draws import gumbel, uniform
from sim.world import names as n

KEEP_HEATING = 6
SELF_USE_SHARE = 0.3  # of own solar electricity, as a buyer estimates it (assumption: installers quote 20 to 40 %)


@kernel
def choose_home(
    lo: int, hi: int, v: HomeView, c: CreditView, net: NetworkView, t: HomeTable, p: HomeTraits,
    k: ChoiceNumbers,
    heating_key: np.uint64, appliance_key: np.uint64, solar_key: np.uint64, offers: Array, record: Array,
) -> None:  # fmt: skip
    """Let every household that is due choose.

    The watched row's options go to ``record`` (4, 7, 12): heating, appliances, panels, and what was chosen of each.
    """
    detail, shop = np.zeros((7, 12)), np.zeros((6, 2))
    turn = k.month % 12
    for i in range(lo, hi):
        cold = v.heating_until[i] <= k.month and v.heating[i] != n.NO_HEATING
        worn = v.appliance_until[i] <= k.month
        if not cold and not worn and i % 12 != turn:
            continue
        if v.alive[i] == 0:
            continue
        income, rank, luck = max(v.income_cny_per_year[i], 1000.0), v.income_rank[i], v.luck[i]
        rate = own_discount_rate(p.discount_rate, p.discount_income_slope, rank)
        reserve = p.savings_reserve_months / 12.0 * income
        service = 12.0 * (c.interest_paid_cny[i] + c.principal_paid_cny[i])
        d, q = v.district[i], v.quintile[i]

        held = v.heating[i]
        banned = held == n.COAL_STOVE and t.stove_ban[d] > 0.0 and uniform(heating_key, luck, 0, 99) < t.stove_ban[d]
        mature = k.month - v.heating_since[i] >= p.early_age_share * (v.heating_until[i] - v.heating_since[i])
        if cold or (i % 12 == turn and (banned or mature)):
            per_cny = annuity(rate, p.horizon_years)
            warmth_mj = v.heat_mj_per_hdd[i] * k.normal_hdd
            need = min(warmth_mj / 10_000.0, 1.0)
            knows = (v.knowledge[i] & KNOWS_HEAT_PUMP) != 0
            for system in range(7):
                keeps = system == KEEP_HEATING
                s = held if keeps else system
                full = 0.0 if keeps or s == 0 else t.heating_price_cny[s] * (0.4 + 0.6 * need)
                help_cny = support_for(
                    full, t.heating_support[q, s], t.heating_support_share[q, s], t.heating_support_cap[s]
                )
                price = full - help_cny
                if not keeps:
                    shop[s, 0], shop[s, 1] = full, help_cny
                running = 0.0
                if s > 0:
                    running = h.running_cost(
                        warmth_mj, t.heating_efficiency[s], t.heating_energy_price[d, s], t.heating_upkeep[s]
                    )
                possible = loan_possible(
                    price, income, service, p.loan_share_of_price, p.debt_service_limit, k.loan_payment_per_cny_year
                )
                allowed = loan_needed(price, v.savings_cny[i], reserve) <= possible
                if keeps:
                    allowed = not cold and not banned
                else:
                    allowed = allowed and t.heating_allowed[d, s] > 0.0 and (knows or s != n.HEAT_PUMP)
                h.note_heating(
                    detail, system, price, running, -p.heating_cost_weight * (price * per_cny + running) / income,
                    h.heating_comfort(s, p.heating_comfort_weight, need, p.stove_burden),
                    h.heating_attitude(s, p.heating_attitude_weight, v.attitude[i, 1]),
                    p.inertia_early if keeps else 0.0,
                    gumbel(heating_key, luck, v.heating_occasion[i] - (1 if keeps else 0), s), 1 if allowed else 0,
                )  # fmt: skip
            chosen = best_option(detail, 7)
            if i == k.watch_row:
                copy_options(detail, record[0])
                record[3, 0, 0], record[3, 0, 1] = 1.0, chosen
            if chosen >= 0 and chosen != KEEP_HEATING and (cold or chosen != held):
                v.heating_plan[i], v.heating_fallback[i] = chosen, -1
                offers[i, 4], offers[i, 5] = shop[chosen, 0], shop[chosen, 1]
                loan = loan_needed(detail[chosen, 0], v.savings_cny[i], reserve)
                if loan > 0.0:
                    c.loan_sought_cny[i] += loan
                    if c.loan_purpose[i] < 0:
                        c.loan_purpose[i] = purpose_of_heating(chosen)
                    c.loan_score[i] = score(income, service / 12.0, monthly_payment(c.loan_sought_cny[i], 5.0, 60.0))
                    for s in range(1, 6):
                        if loan_needed(detail[s, 0], v.savings_cny[i], reserve) > 0.0:
                            detail[s, 11] = 0.0
                    fallback = best_option(detail, 6)
                    if cold and fallback >= 0:
                        v.heating_fallback[i] = fallback
                        offers[i, 6], offers[i, 7] = shop[fallback, 0], shop[fallback, 1]

        if worn:
            per_cny = annuity(rate, 12.0)
            kwh = 12.0 * v.base_kwh_per_month[i]
            for a in range(2):
                price = t.appliance_price_cny[a]
                price -= support_for(
                    price, t.appliance_support[q, a], t.appliance_support_share[q, a], t.appliance_support_cap[a]
                )
                detail[a, 0], detail[a, 1] = price, kwh * t.appliance_intensity[a] * k.electricity_price
                detail[a, 2] = appliance_cost_term(
                    price, per_cny, kwh * t.appliance_intensity[a], k.electricity_price, income, p.appliance_cost_weight
                )
                detail[a, 3] = detail[a, 5] = 0.0
                detail[a, 4] = label_term(p.appliance_attitude_weight, v.attitude[i, 0]) * a
                detail[a, 6] = gumbel(appliance_key, luck, v.appliance_occasion[i], a)
                detail[a, 10] = detail[a, 2] + detail[a, 4] + detail[a, 6]
                detail[a, 11] = (
                    1.0 if t.appliance_allowed[a] > 0.0 and (a == 0 or (v.knowledge[i] & KNOWS_LABEL) != 0) else 0.0
                )
            if t.appliance_allowed[0] <= 0.0:
                detail[1, 11] = 1.0
            v.appliance_plan[i] = best_option(detail, 2)
            if i == k.watch_row:
                copy_options(detail, record[1])
                record[3, 1, 0], record[3, 1, 1] = 1.0, v.appliance_plan[i]

        if i % 12 == turn and v.roof_kw[i] > 0.0 and v.solar_kw[i] <= 0.0 and (v.knowledge[i] & KNOWS_SOLAR) != 0:
            kw = v.roof_kw[i]
            peers = 0.0
            for e in range(net.start[i], net.start[i + 1]):
                if v.solar_kw[net.listens_to[e]] > 0.0:
                    peers += net.strength[e]
            full = k.solar_price_per_kw * kw
            price = full - support_for(full, t.solar_support[q] * kw, t.solar_support_share[q], k.solar_support_cap)
            own_share = min(SELF_USE_SHARE, 0.4 * 12.0 * v.electricity_kwh[i] / max(kw * k.sun_hours_year, 1.0))
            earns = yearly_solar_income(
                kw,
                k.sun_hours_year,
                own_share,
                k.electricity_price,
                k.feed_in,
                k.solar_generation_support,
                k.solar_upkeep,
            )
            payback = price / max(earns, 1.0)
            chance = solar_chance(
                payback,
                p.solar_payback_years,
                p.solar_hazard_per_year,
                peers,
                p.solar_peer_weight,
                v.attitude[i, 0],
                k.solar_reach,
            )
            loan = loan_needed(price, v.savings_cny[i], reserve)
            within = loan <= loan_possible(
                price, income + earns, service, p.loan_share_of_price, p.debt_service_limit, k.loan_payment_per_cny_year
            )
            luck_draw = uniform(solar_key, luck, k.month // 12, 0)
            if i == k.watch_row:
                record[2, 1, 0], record[2, 1, 1], record[2, 1, 2] = price, -earns, payback
                record[2, 1, 3], record[2, 1, 4], record[2, 1, 6] = chance, peers, luck_draw
                record[2, 0, 11], record[2, 1, 11] = 1.0, 1.0 if within else 0.0
                record[3, 2, 0], record[3, 2, 1] = 1.0, 1.0 if within and luck_draw < chance else 0.0
            if within and luck_draw < chance:
                v.solar_plan[i] = 1
                if loan > 0.0:
                    c.loan_sought_cny[i] += loan
                    if c.loan_purpose[i] < 0:
                        c.loan_purpose[i] = n.GREEN_SOLAR
                    c.loan_score[i] = score(
                        income + earns, service / 12.0, monthly_payment(c.loan_sought_cny[i], 5.0, 120.0)
                    )
