"""The monthly loops over all households: use and spending, sums, settlement, recount.

Reads: the columns of the views, the month's tables. Writes: per-household results; sums by fixed block.
Draws: none.
"""

from __future__ import annotations

from agents.household.consumption import goods_spending, necessities
from agents.household.electricity import report_effect, tier_of, tier_surcharge
from agents.household.heat import fuel_tj, heating_kwh, useful_heat_mj
from agents.household.norms import habit
from agents.household.views import CountView, MonthView, SettleView, SumView, UseNumbers, UseTables, UseView
from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.world import names as n
from sim.world.transport import charging_kwh, petrol_tj

BLOCK = 8192
# Places in a block's sums.
KWH = 0  # (time of use 2, end use 4)
PETROL, HEATING_FUEL, COOKING_FUEL = 8, 9, 15  # heating by system (6), cooking by carrier (11)
GOODS, NECESSITIES, ELECTRICITY_BILL, INTEREST, PRINCIPAL = 26, 27, 28, 29, 30
SOLAR_KW, SOLAR_SOLD, SOLAR_SUPPORT, MIXED_WASTE, SORTED_WASTE, SPENDING = 31, 32, 33, 34, 35, 36
QUINTILE_BILL, QUINTILE_KWH = 37, 42
N_SUMS = 47
# Places in a block's recount.
SAVINGS, ROWS, CAR_COUNT, HEATING_COUNT, SOLAR_COUNT = 0, 1, 2, 7, 13
COUNT_KWH, COUNT_PETROL, COUNT_HEATING, COUNT_COOKING = 14, 15, 16, 22
N_COUNTS = 33
_ELECTRICITY = n.ELECTRICITY


@kernel
def use_and_spend(lo: int, hi: int, v: UseView, m: MonthView, t: UseTables, k: UseNumbers) -> None:
    """Decide each household's use of energy and spending this month."""
    anybody_avoids = k.points_effect > 0.0 or k.report_share > 0.0
    for i in range(lo, hi):
        if v.alive[i] == 0:
            continue
        tou = 1 if v.tariff_rank[i] < k.tou_share else 0
        urban = t.urban[v.district[i]]
        last = m.electricity_kwh[i]
        tier = tier_of(last, k.tier1_max_kwh, k.tier2_max_kwh)
        avoided = 0.0
        if anybody_avoids:
            avoided = k.points_effect if (v.tariff_rank[i] * 13.0) % 1.0 < k.points_share else 0.0
            if (v.tariff_rank[i] * 17.0) % 1.0 < k.report_share:
                avoided += report_effect(last / t.quintile_mean_kwh[v.quintile[i]], k.report_effect)
        thrift = habit(v.attitude[i, 0], k.habit_effect) * (1.0 - avoided)
        response = t.response[urban, tou, tier] * thrift * k.electric_activity

        heating = v.heating[i]
        useful = useful_heat_mj(
            v.heat_mj_per_hdd[i],
            k.heating_degree_days,
            t.heat_response[heating],
            habit(v.attitude[i, 1], k.habit_effect),
        )
        heat_kwh, heat_tj = 0.0, 0.0
        if heating == n.ELECTRIC_HEATER or heating == n.HEAT_PUMP:
            heat_kwh = heating_kwh(useful, t.heat_efficiency[heating]) * t.activity[_ELECTRICITY]
        elif heating != n.NO_HEATING:
            heat_tj = fuel_tj(useful, t.heat_efficiency[heating]) * t.activity[_heating_carrier(heating)]
        carrier = v.cooking_carrier[i]
        base_kwh, cook_tj = v.base_kwh_per_month[i] * v.appliance_intensity[i] * response, 0.0
        if carrier == _ELECTRICITY:
            base_kwh += heating_kwh(v.cooking_mj_per_month[i], t.cooking_efficiency[carrier]) * response
        else:
            cook_tj = fuel_tj(v.cooking_mj_per_month[i], t.cooking_efficiency[carrier]) * t.activity[carrier]
        cool_kwh = v.cooling_kwh_per_cdd[i] * k.cooling_degree_days * response
        car, plug_kwh, burnt_tj = v.vehicle[i], 0.0, 0.0
        if car > 0:
            km = v.car_km_per_month[i] * t.km_factor[car] * k.km_activity
            burnt_tj = petrol_tj(km, v.vehicle_mj_per_km[i], t.petrol_part[car])
            plug_kwh = charging_kwh(km, v.vehicle_mj_per_km[i], t.petrol_part[car])
        kwh = base_kwh + cool_kwh + heat_kwh + plug_kwh

        own_kwh, sold_kwh, support = 0.0, 0.0, heat_kwh * t.heating_support[v.district[i]]
        if v.solar_kw[i] > 0.0:
            for b in range(4):
                made = v.solar_kw[i] * t.sunshine_hours[b]
                used = min(made, kwh * t.profile[b])
                own_kwh += used
                sold_kwh += made - used
            support += float(v.solar_kw[i]) * v.solar_support_cny_per_kwh[i] * k.sun_hours
        own_price = t.end_use_price[tou, 0]
        bill = base_kwh * own_price + cool_kwh * t.end_use_price[tou, 1] + heat_kwh * t.end_use_price[tou, 2]
        bill += plug_kwh * t.end_use_price[tou, 3]
        bill += tier_surcharge(kwh - own_kwh, k.tier1_max_kwh, k.tier2_max_kwh, k.tier2_step_cny, k.tier3_step_cny)
        bill -= own_kwh * own_price
        energy = bill + burnt_tj * k.petrol_price_cny_per_tj + heat_tj * t.system_price[heating]
        energy += cook_tj * t.cooking_price[carrier]
        loan, interest, principal = v.loan_cny[i], 0.0, 0.0
        if loan > 0.0:
            interest = loan * v.loan_rate_pct[i] / 1200.0
            principal = loan / max(v.loan_months_left[i], 1)
        housing = v.income_weight[i] * k.housing_cny_per_weight
        income = v.income_cny_per_year[i]
        goods = goods_spending(
            income / 12.0, energy, interest + principal, k.propensity, v.savings_cny[i], k.buffer_years * income,
            k.wealth_propensity, k.floor_cny_per_person * v.size_persons[i],
        )  # fmt: skip
        m.electricity_kwh[i], m.cooling_kwh[i], m.heating_kwh[i], m.charging_kwh[i] = kwh, cool_kwh, heat_kwh, plug_kwh
        m.petrol_tj[i], m.heating_fuel_tj[i], m.cooking_fuel_tj[i] = burnt_tj, heat_tj, cook_tj
        m.solar_sold_kwh[i], m.electricity_bill_cny[i], m.energy_bill_cny[i] = sold_kwh, bill, energy
        m.goods_cny[i] = goods
        m.spending_cny[i] = goods + energy + housing - support
        m.interest_paid_cny[i], m.principal_paid_cny[i] = interest, principal
        m.heated_with[i], m.cooked_with[i] = heating, carrier


@rule
def _heating_carrier(system: int) -> int:
    if system == n.COAL_STOVE:
        return n.COAL
    if system == n.GAS_BOILER:
        return n.GAS
    return n.HEAT


@kernel
def add_up(
    lo: int, hi: int, m: MonthView, s: SumView, sums: Array, tou_share: float, need_cny_per_person: float
) -> None:
    """Add up a fixed block's flows in the order of rows into ``sums`` (cleared first)."""
    for place in range(len(sums)):
        sums[place] = 0.0
    petrol, goods, basic, bills, interest, principal, spending = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    panels, sold, support, mixed, sorted_ = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(lo, hi):
        kwh = m.electricity_kwh[i]
        if kwh == 0.0 and m.goods_cny[i] == 0.0:
            continue
        place = KWH + (4 if s.tariff_rank[i] < tou_share else 0)
        cool, heat, plug = float(m.cooling_kwh[i]), float(m.heating_kwh[i]), float(m.charging_kwh[i])
        sums[place] += kwh - cool - heat - plug
        sums[place + 1] += cool
        if heat > 0.0:
            sums[place + 2] += heat
        if plug > 0.0:
            sums[place + 3] += plug
        petrol += m.petrol_tj[i]
        if m.heating_fuel_tj[i] > 0.0:
            sums[HEATING_FUEL + m.heated_with[i]] += m.heating_fuel_tj[i]
        sums[COOKING_FUEL + m.cooked_with[i]] += m.cooking_fuel_tj[i]
        goods += m.goods_cny[i]
        basic += necessities(m.goods_cny[i], need_cny_per_person * s.size_persons[i])
        bills += m.electricity_bill_cny[i]
        interest += m.interest_paid_cny[i]
        principal += m.principal_paid_cny[i]
        if s.solar_kw[i] > 0.0:
            panels += s.solar_kw[i]
            sold += m.solar_sold_kwh[i]
            support += float(s.solar_kw[i]) * s.solar_support_cny_per_kwh[i]
        mixed += s.mixed_waste_kg[i]
        sorted_ += s.sorted_waste_kg[i]
        spending += m.spending_cny[i]
        sums[QUINTILE_BILL + s.quintile[i]] += m.energy_bill_cny[i]
        sums[QUINTILE_KWH + s.quintile[i]] += kwh
    sums[PETROL], sums[GOODS], sums[NECESSITIES], sums[ELECTRICITY_BILL] = petrol, goods, basic, bills
    sums[INTEREST], sums[PRINCIPAL], sums[SPENDING] = interest, principal, spending
    sums[SOLAR_KW], sums[SOLAR_SOLD], sums[SOLAR_SUPPORT] = panels, sold, support
    sums[MIXED_WASTE], sums[SORTED_WASTE] = mixed, sorted_


@kernel
def settle(
    lo: int, hi: int, v: SettleView, income_cny_per_weight: float, income_cny_per_person: float,
    feed_in: float,
) -> None:  # fmt: skip
    """Let every household receive its income, pay its bills and serve its loan; a shortfall draws a credit line."""
    for i in range(lo, hi):
        if v.alive[i] == 0:
            continue
        income = v.income_weight[i] * income_cny_per_weight + v.size_persons[i] * income_cny_per_person
        v.income_cny_per_year[i] = 12.0 * income
        if v.solar_kw[i] > 0.0:
            income += v.solar_sold_kwh[i] * feed_in
        principal = v.principal_paid_cny[i]
        savings = v.savings_cny[i] + income - v.spending_cny[i] - v.interest_paid_cny[i] - principal
        v.loan_sought_cny[i] = 0.0
        if v.loan_cny[i] > 0.0:
            kept = max(v.loan_cny[i] - principal, 0.0)
            v.green_loan_cny[i] *= kept / v.loan_cny[i]
            v.loan_cny[i] = kept
            v.loan_months_left[i] = max(v.loan_months_left[i] - 1, 0)
        if savings < 0.0:
            v.loan_sought_cny[i] = -savings  # what the credit line must give; booked by ``collect``
            if v.loan_cny[i] <= 0.0 or v.loan_months_left[i] < 12:
                v.loan_months_left[i] = 24
            v.loan_cny[i] -= savings
            savings = 0.0
        v.savings_cny[i] = savings


@kernel
def recount(lo: int, hi: int, v: CountView, counts: Array) -> None:
    """Count a fixed block's money, durables and energy anew, in the order of rows, into ``counts``."""
    for place in range(len(counts)):
        counts[place] = 0.0
    kwh, petrol, savings, rows = 0.0, 0.0, 0.0, 0
    for i in range(lo, hi):
        kwh += v.electricity_kwh[i]
        petrol += v.petrol_tj[i]
        if v.heating_fuel_tj[i] > 0.0:
            counts[COUNT_HEATING + v.heated_with[i]] += v.heating_fuel_tj[i]
        counts[COUNT_COOKING + v.cooked_with[i]] += v.cooking_fuel_tj[i]
        if v.alive[i] == 0:
            continue
        savings += v.savings_cny[i]
        rows += 1
        counts[CAR_COUNT + v.vehicle[i]] += 1.0
        counts[HEATING_COUNT + v.heating[i]] += 1.0
        if v.solar_kw[i] > 0.0:
            counts[SOLAR_COUNT] += 1.0
    counts[COUNT_KWH], counts[COUNT_PETROL], counts[SAVINGS], counts[ROWS] = kwh, petrol, savings, rows
