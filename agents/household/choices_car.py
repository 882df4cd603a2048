"""The loop in which households whose car fails, or who think of another one, choose.

Reads: ``CarView``, neighbours' cars, the month's market. Writes: plans and loan applications. Draws:
``household.vehicle`` (tastes, by occasion), ``household.car_interest`` (who looks at the market, by year).
"""

from __future__ import annotations

import numpy as np

from agents.household import vehicle as r
from agents.household.columns import KNOWS_EV
from agents.household.credit import CAR_LOAN_MONTHS, PLANNING_RATE_PCT, monthly_payment, purpose_of_car, score
from agents.household.finance import loan_needed, loan_possible, own_discount_rate, support_for
from agents.household.month_tables import CarTable, CarTraits, ChoiceNumbers
from agents.household.vehicle import OLD_CAR
from agents.household.views import CarView, CreditView, NetworkView
from sim.core.annuity import annuity
from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.draws import gumbel, uniform
from sim.world import names as n

WISH = 6  # place of the two draws of the lasting wish for a car, beside those of the options
_CASH = 2  # place of what is to be paid after support and part exchange, beside the shop price and the support


@kernel
def choose_cars(
    lo: int, hi: int, v: CarView, c: CreditView, net: NetworkView, t: CarTable, p: CarTraits,
    k: ChoiceNumbers,
    taste_key: np.uint64, interest_key: np.uint64, offers: Array, record: Array,
) -> None:  # fmt: skip
    """Let every household that is due choose; the watched row's options are copied to ``record``."""
    detail, shop = np.zeros((7, 12)), np.zeros((6, 3))
    turn = (lo - k.month) % 12
    only_electric = t.banned[n.PETROL_CAR] >= 1.0 and t.banned[n.HYBRID_CAR] >= 1.0  # whoever enters a shop knows them
    for i in range(np.uint64(lo), np.uint64(hi)):
        due = turn == 0
        turn = 0 if turn == 11 else turn + 1
        held = v.vehicle[i]
        failed = v.vehicle_until[i] <= k.month and held > 0  # in this order: the first test is rarely true
        if not (failed or due) or v.alive[i] == 0:
            continue
        age, luck = k.month - v.vehicle_since[i], v.luck[i]
        if not failed:
            if held == 0 and v.licence_rank[i] >= k.licensed_share:
                continue
            if held == 0 and uniform(interest_key, luck, k.month // 12, 0) >= p.car_consider_share:
                continue
            if held > 0 and age < p.early_age_share * (v.vehicle_until[i] - v.vehicle_since[i]):
                continue
        d, q, income = v.district[i], v.quintile[i], max(v.income_cny_per_year[i], 1000.0)
        dearness = r.car_class_factor(income, k.reference_income_cny, p.car_price_income_slope)
        rate = own_discount_rate(p.discount_rate, p.discount_income_slope, v.income_rank[i])
        per_cny = annuity(rate, p.horizon_years)
        km = 12.0 * v.car_km_per_month[i]
        drivers_share = 0.0
        for e in range(net.start[i], net.start[i + 1]):
            if v.vehicle[np.uint64(net.listens_to[e])] >= 3:
                drivers_share += net.strength[e]
        need = k.car_need + r.need_of_a_car(
            income, k.reference_income_cny, p.car_income_slope, t.transit[d], p.car_transit_slope
        )
        need += r.lasting_wish(gumbel(taste_key, luck, 0, WISH), gumbel(taste_key, luck, 0, WISH + 1))
        unfamiliar = r.unfamiliar(p.ev_unfamiliarity, p.ev_peer_weight, drivers_share)
        green = p.ev_attitude_weight * (v.attitude[i, 5] - 0.5)
        worry = -p.charging_weight * r.charging_worry(v.own_parking[i], t.chargers[d], p.charger_half)
        reserve = p.savings_reserve_months / 12.0 * income
        service = 12.0 * (c.interest_paid_cny[i] + c.principal_paid_cny[i])
        occasion, savings = v.vehicle_occasion[i], v.savings_cny[i]
        knows_ev = only_electric or (v.knowledge[i] & KNOWS_EV) != 0
        may_scrap = r.may_be_scrapped(held, age, p.scrappage_age_years)
        resale = 0.0
        if held > 0 and not failed:
            resale = t.used.price_level * r.resale_cny(t.price_cny[held] * dearness, age)
        r.fill_option(detail, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1)
        for option in range(1, 5):
            full = t.price_cny[option] * dearness
            electric = option >= 3
            # A plug-in hybrid that is never plugged in is a dear petrol car: charging worries its buyers too.
            range_term = t.range_term[option] + (worry if electric else 0.0)
            models = p.models_weight * t.log_models[option] + (t.plate_term[option] if held == 0 else 0.0)
            if option == 4 and k.mini_price_share > 0.0:
                # A mini car is a model of its own kind: cheaper, shorter range; the better of the two is compared.
                mini = t.price_cny[option] * k.mini_price_share
                gain = p.car_cost_weight * (full - mini) * (1.0 + t.tax_share[option]) * per_cny / income
                if gain + k.mini_range_term - t.range_term[option] - 1.5 > 0.0:
                    full, range_term, models = mini, worry + k.mini_range_term, models - 1.5
            help_cny = support_for(
                full, t.support_cny[q, option], t.support_share[q, option], t.support_cap_cny[option]
            )
            scrapped = may_scrap and t.scrappage_cny[option] > resale
            if scrapped:
                help_cny += t.scrappage_cny[option]
            price = full * (1.0 + t.tax_share[option]) - help_cny
            given_up = resale if scrapped else 0.0
            cash = price + given_up - resale
            shop[option, 0], shop[option, 1], shop[option, _CASH] = full, help_cny, cash
            running = km * t.running_cny_per_km[option] + t.upkeep_cny[option] + t.parking_cny_per_year[d]
            allowed = t.banned[option] < 1.0 and (knows_ev or not electric)
            if allowed:
                allowed = loan_needed(cash, savings, reserve) <= loan_possible(
                    price, income, service, p.loan_share_of_price, p.debt_service_limit, k.loan_payment_per_cny_year
                )
            r.fill_option(
                detail, option, price, running, -p.car_cost_weight * r.yearly_cost(price + given_up, per_cny, running) / income,
                need,
                models, range_term, unfamiliar if electric else 0.0, green if electric else 0.0, 0.0,
                gumbel(taste_key, luck, occasion, option) if allowed else 0.0, 1 if allowed else 0,
            )  # fmt: skip
        if held > 0 and not failed:
            running = (
                km * t.running_cny_per_km[held]
                + r.upkeep_of_age_cny(t.upkeep_cny[held], age)
                + t.parking_cny_per_year[d]
            )
            shop[OLD_CAR, :] = 0.0
            r.fill_option(
                detail, OLD_CAR, resale, running,
                -p.car_cost_weight * r.yearly_cost(resale, per_cny, running) / income, need,
                0.0, t.range_term[held] if held < 3 else 0.0, 0.0, 0.0, p.inertia_early, gumbel(taste_key, luck, occasion - 1, held), 1,
            )  # fmt: skip
        else:
            price, years = t.used.price_cny, min(t.used.years_left, p.horizon_years)
            running = km * t.used.running_cny_per_km + t.used.upkeep_cny + t.parking_cny_per_year[d]
            allowed = t.used.on_offer > 0 and loan_needed(price, savings, reserve) <= loan_possible(
                price, income, service, p.loan_share_of_price, p.debt_service_limit, k.loan_payment_per_cny_year
            )
            shop[OLD_CAR, 0], shop[OLD_CAR, 1], shop[OLD_CAR, _CASH] = price, 0.0, price
            r.fill_option(
                detail, OLD_CAR, price, running,
                -p.car_cost_weight * r.yearly_cost(price, annuity(rate, years), running) / income, need,
                t.plate_term[OLD_CAR] if held == 0 else 0.0, t.range_term[1], 0.0, 0.0, -p.used_car_doubt, gumbel(taste_key, luck, occasion, OLD_CAR), 1 if allowed else 0,
            )  # fmt: skip
        r.weigh_need(detail, 1, 6)
        chosen = r.best_option(detail, 6)
        if i == k.watch_row:
            r.copy_options(detail, record)
            record[6, 0], record[6, 1] = 1.0, chosen
        if (chosen == OLD_CAR and held > 0 and not failed) or (chosen == 0 and held == 0):
            continue
        v.vehicle_plan[i], v.vehicle_fallback[i], v.wants[i] = chosen, -1, 1
        if chosen == 0:
            continue
        offers[i, 0], offers[i, 1] = shop[chosen, 0], shop[chosen, 1]
        loan = loan_needed(shop[chosen, _CASH], savings, reserve)
        if loan > 0.0:
            c.loan_sought_cny[i] += loan
            c.loan_purpose[i] = purpose_of_car(chosen)
            c.loan_score[i] = score(income, service / 12.0, monthly_payment(loan, PLANNING_RATE_PCT, CAR_LOAN_MONTHS))
            for option in range(1, 6):
                if loan_needed(shop[option, _CASH], savings, reserve) > 0.0:
                    detail[option, 11] = 0.0
            fallback = r.best_option(detail, 6)
            if failed and fallback > 0:
                v.vehicle_fallback[i] = fallback
                offers[i, 2], offers[i, 3] = shop[fallback, 0], shop[fallback, 1]
