"""What buyers take home: first what each wants and at which price, then, for those who may buy, the change itself.

Reads: plans, offers, the bank's answers (as columns). Writes: possessions, purses and loans of the buyers, totals.
Draws: ``household.lifetime`` by (luck, month, kind of thing).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.household.credit import HOME_LOAN_MONTHS, SOLAR_LOAN_MONTHS
from agents.household.quasi import lifetime_months
from agents.household.vehicle import OLD_CAR
from agents.household.views import BuyView, WantView
from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.core.draws import uniform
from sim.world import names as n

CAR, HEATER, APPLIANCE, PANELS = range(4)
KIND, SINCE, UNTIL, MJ_PER_KM, N_CAR_FACTS = 0, 1, 2, 3, 4  # of a used car: vehicle type, months from and to, energy
NOTHING = -1
NEVER = 30_000
# Places of an offer: shop price and support of the choice and of the fallback of cars and of heaters, then of
# appliances and of panels.
CAR_OFFER, HEATER_OFFER, APPLIANCE_OFFER, PANEL_OFFER, N_OFFERS = 0, 4, 8, 10, 12
# Places in the totals of a month's purchases.
CAR_CNY, TAX_CNY, APPLIANCE_CNY, FITTED_CNY, LENT_CNY, USED_CNY, N_TOTALS = range(7)
HEATER_LIFE_SHAPE = APPLIANCE_LIFE_SHAPE = 4.0  # assumption: wear-out failures, as of cars (Weibull)


class Wanted(NamedTuple):
    """What the month's buyers want, each (buyers, 4): cars, heaters, appliances, panels."""

    option: Array  # -1 nothing
    price_cny: Array
    support_cny: Array
    allowed: Array  # 1 who may buy: there is support, a plate, a used car
    replaced: Array  # car and heating system given up for what was bought
    lent_cny: Array  # (buyers,) loan drawn
    car: Array  # (buyers, N_CAR_FACTS) the used car a buyer gets


class Catalogue(NamedTuple):
    """Facts about what is delivered."""

    tax_share: Array  # (5,) purchase tax by vehicle type
    mj_per_km: Array  # (5,)
    heater_life_years: Array  # (6,) 0 lasts for ever
    appliance_intensity: Array  # (2,)
    piped_gas: Array  # (32,) by district
    green_extra_months: Array  # (6,) longer tenor by green category
    car_life_years: float
    car_life_shape: float
    appliance_life_years: float
    solar_support_cny_per_kwh: float
    month: int


class Counters(NamedTuple):
    """What is counted of what was delivered."""

    totals: Array  # (6,) CNY per real household, summed over buyers
    bought: Array  # (11,) durables
    cars_out: Array
    cars_in: Array
    heaters_out: Array
    heaters_in: Array
    panels_in: Array


@kernel
def note_wanted(lo: int, hi: int, rows: Array, v: WantView, offers: Array, w: Wanted) -> None:
    """Note what buyers ``lo`` to ``hi`` want: who was refused a loan takes the fallback, or nothing."""
    for j in range(np.uint64(lo), np.uint64(hi)):
        i = rows[j]
        w.lent_cny[j] = 0.0
        for kind in range(4):
            w.option[j, kind], w.price_cny[j, kind], w.support_cny[j, kind], w.allowed[j, kind] = NOTHING, 0.0, 0.0, 1
        refused = v.loan_sought_cny[i] > 0.0 and v.loan_granted[i] == 0
        later = 2 if refused else 0
        if v.vehicle_plan[i] >= 0:
            w.option[j, CAR] = v.vehicle_fallback[i] if refused else v.vehicle_plan[i]
            if w.option[j, CAR] > 0:
                w.price_cny[j, CAR] = offers[i, CAR_OFFER + later]
                w.support_cny[j, CAR] = offers[i, CAR_OFFER + later + 1]
        if v.heating_plan[i] >= 0:
            w.option[j, HEATER] = v.heating_fallback[i] if refused else v.heating_plan[i]
            w.price_cny[j, HEATER] = offers[i, HEATER_OFFER + later]
            w.support_cny[j, HEATER] = offers[i, HEATER_OFFER + later + 1]
        if v.appliance_plan[i] >= 0:
            w.option[j, APPLIANCE] = v.appliance_plan[i]
            w.price_cny[j, APPLIANCE] = offers[i, APPLIANCE_OFFER]
            w.support_cny[j, APPLIANCE] = offers[i, APPLIANCE_OFFER + 1]
        if v.solar_plan[i] >= 0 and not refused:
            w.option[j, PANELS] = 0
            w.price_cny[j, PANELS] = offers[i, PANEL_OFFER]
            w.support_cny[j, PANELS] = offers[i, PANEL_OFFER + 1]


@kernel
def deliver(lo: int, hi: int, rows: Array, v: BuyView, w: Wanted, t: Catalogue, key: np.uint64) -> None:
    """Give buyers ``lo`` to ``hi`` what they want and may have; take the money and grant the loan needed for it.

    ``w`` keeps what was taken home, what it replaced and what was lent.
    """
    for j in range(np.uint64(lo), np.uint64(hi)):
        i = rows[j]
        loan = v.loan_sought_cny[i]
        draws_loan = loan > 0.0 and v.loan_granted[i] != 0
        for kind in range(4):
            option = w.option[j, kind]
            if option == NOTHING:
                continue
            if w.allowed[j, kind] == 0:
                w.option[j, kind] = NOTHING
                draws_loan = False
                continue
            price = w.price_cny[j, kind]
            v.savings_cny[i] += w.support_cny[j, kind] - price
            luck = uniform(key, v.luck[i], t.month, kind + 1)
            if kind == CAR and option == OLD_CAR:
                w.replaced[j, CAR] = v.vehicle[i]
                v.vehicle[i], v.vehicle_mj_per_km[i] = int(w.car[j, KIND]), w.car[j, MJ_PER_KM]
                v.vehicle_since[i], v.vehicle_until[i] = int(w.car[j, SINCE]), int(w.car[j, UNTIL])
                v.vehicle_occasion[i] += 1
            elif kind == CAR:
                v.savings_cny[i] -= price * t.tax_share[option]
                w.replaced[j, CAR] = v.vehicle[i]
                v.vehicle[i], v.vehicle_mj_per_km[i], v.vehicle_since[i] = option, t.mj_per_km[option], t.month
                v.vehicle_occasion[i] += 1
                life = lifetime_months(luck, t.car_life_years, t.car_life_shape)
                v.vehicle_until[i] = min(t.month + life, NEVER)
            elif kind == HEATER:
                w.replaced[j, HEATER] = v.heating[i]
                v.heating[i], v.heating_since[i] = option, t.month
                v.heating_occasion[i] += 1
                years = t.heater_life_years[option]
                life = lifetime_months(luck, years, HEATER_LIFE_SHAPE) if years > 0.0 else NEVER
                v.heating_until[i] = min(t.month + life, NEVER)
                v.cooking_carrier[i] = cooking_after(option, v.cooking_carrier[i], t.piped_gas[v.district[i]])
            elif kind == APPLIANCE:
                v.appliance[i], v.appliance_intensity[i] = option, t.appliance_intensity[option]
                v.appliance_occasion[i] += 1
                life = lifetime_months(luck, t.appliance_life_years, APPLIANCE_LIFE_SHAPE)
                v.appliance_until[i] = min(t.month + life, NEVER)
            else:
                v.solar_kw[i], v.solar_support_cny_per_kwh[i] = v.roof_kw[i], t.solar_support_cny_per_kwh
        if draws_loan:
            old, purpose = v.loan_cny[i], v.loan_purpose[i]
            months = SOLAR_LOAN_MONTHS if purpose == n.GREEN_SOLAR else HOME_LOAN_MONTHS
            if 0 <= purpose < len(t.green_extra_months):
                months += t.green_extra_months[purpose]
                v.green_loan_cny[i] += loan
            v.loan_rate_pct[i] = weighted_mean(old, v.loan_rate_pct[i], loan, v.loan_rate_offered_pct[i])
            v.loan_months_left[i] = max(round(weighted_mean(old, v.loan_months_left[i], loan, months)), 1)
            v.loan_cny[i] = old + loan
            v.savings_cny[i] += loan
            w.lent_cny[j] = loan
        v.vehicle_plan[i] = v.heating_plan[i] = v.appliance_plan[i] = v.solar_plan[i] = NOTHING
        v.loan_sought_cny[i] = 0.0
        v.loan_purpose[i] = -1
        v.loan_granted[i] = v.wants[i] = 0


@kernel
def count_sales(w: Wanted, tax_share: Array, c: Counters) -> None:
    """Add up what buyers took home, in order of rows."""
    for j in range(len(w.lent_cny)):
        car, heater, appliance = w.option[j, CAR], w.option[j, HEATER], w.option[j, APPLIANCE]
        if car == OLD_CAR:
            c.totals[USED_CNY] += w.price_cny[j, CAR]
            c.cars_out[w.replaced[j, CAR]] += 1
            c.cars_in[int(w.car[j, KIND])] += 1
        elif car != NOTHING:
            c.totals[CAR_CNY] += w.price_cny[j, CAR]
            c.totals[TAX_CNY] += w.price_cny[j, CAR] * tax_share[car]
            c.cars_out[w.replaced[j, CAR]] += 1
            c.cars_in[car] += 1
            if car > 0:
                c.bought[car - 1] += 1.0
        if heater != NOTHING:
            c.totals[FITTED_CNY] += w.price_cny[j, HEATER]
            c.heaters_out[w.replaced[j, HEATER]] += 1
            c.heaters_in[heater] += 1
            if 0 < heater < n.DISTRICT_HEAT:
                c.bought[n.DURABLE_COAL_STOVE + heater - 1] += 1.0
        if appliance != NOTHING:
            c.totals[APPLIANCE_CNY] += w.price_cny[j, APPLIANCE]
            c.bought[n.DURABLE_STANDARD_APPLIANCE + appliance] += 1.0
        if w.option[j, PANELS] != NOTHING:
            c.totals[FITTED_CNY] += w.price_cny[j, PANELS]
            c.panels_in[0] += 1
            c.bought[n.DURABLE_ROOFTOP_SOLAR] += 1.0
        c.totals[LENT_CNY] += w.lent_cny[j]


@rule
def cooking_after(system: int, carrier: int, piped_gas: float) -> int:
    """Return what a home cooks with after a change of heating: who leaves the stove also leaves coal and wood."""
    if system == n.COAL_STOVE or (carrier != n.COAL and carrier != n.BIOMASS):
        return int(carrier)
    return n.GAS if piped_gas > 0.0 else n.ELECTRICITY


@rule
def weighted_mean(old_cny: float, old_value: float, new_cny: float, new_value: float) -> float:
    """Return the mean of two loans' rates or months by principal."""
    return (old_cny * old_value + new_cny * new_value) / (old_cny + new_cny)
