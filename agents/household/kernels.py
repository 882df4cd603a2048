"""The monthly loops over all households: use and spending, settlement, recount.

Sums are taken in whole numbers of tiny units, so that they come out alike in whatever order households are visited.

Reads: the columns of the views, the month's tables. Writes: per-household results; sums by fixed block.
Draws: none.
"""

from __future__ import annotations

import numpy as np

from agents.household.consumption import goods_spending, necessities
from agents.household.electricity import tier_of, tier_surcharge
from agents.household.month_tables import UseNumbers, UseTables
from agents.household.norms import habit
from agents.household.points import is_member, rewarded
from agents.household.travel import transit_km_per_month
from agents.household.views import CountView, MonthView, SettleView, UseView
from sim.core.columns import Array
from sim.core.compiled import kernel, rule

BLOCK = 16_384
# Places in a block's sums.
KWH = 0  # (time of use 2, end use 4)
PETROL, HEATING_FUEL, COOKING_FUEL = 8, 9, 15  # heating by system (6), cooking by carrier (11)
GOODS, NECESSITIES, ELECTRICITY_BILL, INTEREST, PRINCIPAL = 26, 27, 28, 29, 30
SOLAR_KW, SOLAR_SOLD, SOLAR_SUPPORT, MIXED_WASTE, SORTED_WASTE, HEATING_SUPPORT = 31, 32, 33, 34, 35, 36
QUINTILE_BILL, POINTS = 37, 42  # points: power, travel, waste
PARKING, FARES, N_SUMS = 45, 46, 47
# Smallest amounts counted: 2**-32 kWh, 2**-50 TJ, 2**-24 CNY, 2**-24 kg. A block of rows stays far below 2**63.
# Powers of two: what a float32 column holds is scaled exactly as a float32.
PER_KWH, PER_TJ, PER_CNY, PER_KG = 2.0**32, np.float32(2.0**50), 2.0**24, np.float32(2.0**24)
UNITS = np.full(N_SUMS, 1.0 / PER_KWH)
UNITS[PETROL:GOODS] = 1.0 / PER_TJ
UNITS[GOODS:SOLAR_KW] = UNITS[SOLAR_SUPPORT] = UNITS[HEATING_SUPPORT:] = 1.0 / PER_CNY
UNITS[MIXED_WASTE : SORTED_WASTE + 1] = 1.0 / PER_KG
# Places in a block's recount.
SAVINGS, ROWS, CAR_COUNT, HEATING_COUNT, SOLAR_COUNT = 0, 1, 2, 7, 13
COUNT_KWH, COUNT_PETROL, COUNT_HEATING, COUNT_COOKING = 14, 15, 16, 22
N_COUNTS = 33


@kernel
def use_and_spend(
    lo: int, hi: int, v: UseView, m: MonthView, t: UseTables, k: UseNumbers, parts: Array
) -> None:  # fmt: skip
    """Decide each household's use of energy and spending this month; add it to its block's row of ``parts``."""
    sums = parts[lo // BLOCK]
    petrol, goods, basic, bills, mixed, sorted_, heat_help = 0, 0, 0, 0, 0, 0, 0
    for i in range(np.uint64(lo), np.uint64(hi)):
        if v.alive[i] == 0:
            continue
        tou = 1 if v.tariff_rank[i] < k.tou_share else 0
        district, quintile = v.district[i], v.quintile[i]
        last = float(m.electricity_kwh[i])
        thrift = habit(v.attitude[i, 0], k.habit_effect)
        if k.reports_read:
            thrift *= 1.0 - v.report_saving[i]
        response = t.response[t.urban[district], tou, tier_of(last, k.tier1_max_kwh, k.tier2_max_kwh)] * thrift

        heating, carrier, car = v.heating[i], v.cooking_carrier[i], v.vehicle[i]
        warmth = v.heat_mj_per_hdd[i] * habit(v.attitude[i, 1], k.habit_effect)
        heat_kwh, heat_tj = warmth * t.heat_kwh[heating], np.float32(warmth * t.heat_tj[heating])
        cook_mj = v.cooking_mj_per_month[i]
        cook_tj = np.float32(cook_mj * t.cook_tj[carrier])
        base_kwh = (v.base_kwh_per_month[i] * v.appliance_intensity[i] + cook_mj * t.cook_kwh[carrier]) * response
        cool_kwh = v.cooling_kwh_per_cdd[i] * k.cooling_degree_days * response
        drive_mj = v.car_km_per_month[i] * v.vehicle_mj_per_km[i]
        mixed_kg, sorted_kg, earned = v.mixed_waste_kg[i], v.sorted_waste_kg[i], 0.0
        if k.points.paid and is_member(v.tariff_rank[i], k.points.joined[district]):
            driven_kg = drive_mj * (
                t.petrol_tj[car] * k.points.petrol_kg_per_tj + t.plug_kwh[car] * k.points.kg_per_kwh
            )
            less_power, less_driven, more_sorted, for_power, for_travel, for_sorting = rewarded(
                base_kwh + cool_kwh, v.car_km_per_month[i], driven_kg, mixed_kg, k.points
            )
            base_kwh, cool_kwh = base_kwh * (1.0 - less_power), cool_kwh * (1.0 - less_power)
            drive_mj *= 1.0 - less_driven
            mixed_kg, sorted_kg = mixed_kg * (1.0 - more_sorted), sorted_kg + mixed_kg * more_sorted
            earned = for_power + for_travel + for_sorting
            sums[POINTS] += int(for_power * PER_CNY)
            sums[POINTS + 1] += int(for_travel * PER_CNY)
            sums[POINTS + 2] += int(for_sorting * PER_CNY)
        plug_kwh, burnt_tj = drive_mj * t.plug_kwh[car], np.float32(drive_mj * t.petrol_tj[car])
        # What the household's column holds is what is summed; other uses take what the rounding leaves.
        kwh = float(np.float32(base_kwh + cool_kwh + heat_kwh + plug_kwh))
        base_kwh = kwh - cool_kwh - heat_kwh - plug_kwh

        own_price, support, taken_kwh, sold_cny = t.end_use_price[tou, 0], 0.0, kwh, 0.0
        bill = base_kwh * own_price + cool_kwh * t.end_use_price[tou, 1]
        bill += heat_kwh * t.end_use_price[tou, 2] + plug_kwh * t.end_use_price[tou, 3]
        if v.solar_kw[i] > 0.0:
            own_kwh, sold_kwh = own_use_kwh(v.solar_kw[i], kwh, t.sunshine_hours, t.profile)
            support = float(v.solar_kw[i]) * v.solar_support_cny_per_kwh[i] * k.sun_hours
            taken_kwh -= own_kwh
            bill -= own_kwh * own_price
            sold_cny = sold_kwh * k.feed_in_cny_per_kwh
            sums[SOLAR_KW] += int(v.solar_kw[i] * PER_KWH)
            sums[SOLAR_SOLD] += int(sold_kwh * PER_KWH)
            sums[SOLAR_SUPPORT] += int(support * PER_CNY)
        bill += tier_surcharge(taken_kwh, k.tier1_max_kwh, k.tier2_max_kwh, k.tier2_step_cny, k.tier3_step_cny)
        energy = bill + burnt_tj * k.petrol_price_cny_per_tj + heat_tj * t.system_price[heating]
        energy += cook_tj * t.cooking_price[carrier]
        warm_support = heat_kwh * t.heating_support[district]
        support += warm_support
        charges = 0.0
        if k.travel.due:
            parking = k.travel.parking_cny_per_month[district] if car > 0 else 0.0
            ridden_km = transit_km_per_month(v.size_persons[i], k.travel.transit_access[district], k.travel.ridden)
            fares = k.travel.fare_change_cny_per_km * ridden_km
            charges = parking + fares
            sums[PARKING] += int(parking * PER_CNY)
            sums[FARES] += int(fares * PER_CNY)
        interest, principal = 0.0, 0.0
        if v.loan_cny[i] > 0.0:
            interest = v.loan_cny[i] * v.loan_rate_pct[i] / 1200.0
            principal = v.loan_cny[i] / max(v.loan_months_left[i], 1)
            sums[INTEREST] += int(interest * PER_CNY)
            sums[PRINCIPAL] += int(principal * PER_CNY)
        income, persons = v.income_cny_per_year[i], v.size_persons[i]
        spent = goods_spending(
            income / 12.0, energy + k.waste_fee_cny + charges, interest + principal, k.propensity, v.savings_cny[i], k.buffer_years * income,
            k.wealth_propensity, k.floor_cny_per_person * persons,
        )  # fmt: skip
        m.electricity_kwh[i], m.petrol_tj[i], m.heating_fuel_tj[i], m.cooking_fuel_tj[i] = (
            kwh,
            burnt_tj,
            heat_tj,
            cook_tj,
        )
        m.heated_with[i], m.cooked_with[i] = heating, carrier
        m.energy_bill_cny[i] = energy
        housing = v.income_weight[i] * k.housing_cny_per_weight
        m.spending_cny[i] = spent + energy + k.waste_fee_cny + housing - support - sold_cny - earned + charges
        m.interest_paid_cny[i], m.principal_paid_cny[i] = interest, principal

        sums[KWH + 4 * tou] += int(base_kwh * PER_KWH)
        sums[KWH + 4 * tou + 1] += int(cool_kwh * PER_KWH)
        sums[KWH + 4 * tou + 2] += int(heat_kwh * PER_KWH)
        sums[KWH + 4 * tou + 3] += int(plug_kwh * PER_KWH)
        sums[HEATING_FUEL + heating] += int(heat_tj * PER_TJ)
        sums[COOKING_FUEL + carrier] += int(cook_tj * PER_TJ)
        sums[QUINTILE_BILL + quintile] += int(energy * PER_CNY)
        petrol += int(burnt_tj * PER_TJ)
        goods += int(spent * PER_CNY)
        basic += int(necessities(spent, k.need_cny_per_person * persons) * PER_CNY)
        bills += int(bill * PER_CNY)
        heat_help += int(warm_support * PER_CNY)
        mixed += int(mixed_kg * PER_KG)
        sorted_ += int(sorted_kg * PER_KG)
    sums[PETROL] += petrol
    sums[GOODS] += goods
    sums[NECESSITIES] += basic
    sums[ELECTRICITY_BILL] += bills
    sums[MIXED_WASTE] += mixed
    sums[SORTED_WASTE] += sorted_
    sums[HEATING_SUPPORT] += heat_help


@rule
def own_use_kwh(kw: float, use_kwh: float, sunshine_hours: Array, profile: Array) -> tuple[float, float]:
    """Return what a roof's panels make in a month: used at home, sold."""
    own, sold = 0.0, 0.0
    for b in range(4):
        made = kw * sunshine_hours[b]
        used = min(made, use_kwh * profile[b])
        own += used
        sold += made - used
    return own, sold


@kernel
def settle(
    lo: int, hi: int, v: SettleView, income_cny_per_weight: float, income_cny_per_person: float, turn: int,
    default_debt_years: float,
) -> None:  # fmt: skip
    """Let every household receive its income, pay its bills and serve its loan; a shortfall draws a credit line.

    Once a year, at its ``turn``, a household without savings whose debt has outgrown its income defaults.
    """
    for i in range(np.uint64(lo), np.uint64(hi)):
        if v.alive[i] == 0:
            continue
        income = v.income_weight[i] * income_cny_per_weight + v.size_persons[i] * income_cny_per_person
        v.income_cny_per_year[i] = 12.0 * income
        principal = float(v.principal_paid_cny[i])
        savings = v.savings_cny[i] + income - v.spending_cny[i] - v.interest_paid_cny[i] - principal
        v.loan_sought_cny[i] = 0.0
        v.written_off_cny[i] = 0.0
        loan = v.loan_cny[i]
        if loan > 0.0:
            kept = max(loan - principal, 0.0)
            v.green_loan_cny[i] *= kept / loan
            loan = kept
            v.loan_months_left[i] = max(v.loan_months_left[i] - 1, 0)
        if savings < 0.0:
            v.loan_sought_cny[i] = -savings  # what the credit line must give; booked by ``collect``
            if loan <= 0.0 or v.loan_months_left[i] < 12:
                v.loan_months_left[i] = 24
            loan -= savings
            savings = 0.0
        if savings <= 0.0 and int(i) % 12 == turn and loan > default_debt_years * 12.0 * income:
            v.written_off_cny[i] = loan
            v.green_loan_cny[i] = loan = 0.0
            v.loan_months_left[i] = 0
        v.loan_cny[i] = loan
        v.savings_cny[i] = savings


@kernel
def recount(lo: int, hi: int, v: CountView, counts: Array) -> None:
    """Count a fixed block's money, durables and energy anew, in the order of rows, into ``counts``."""
    for place in range(len(counts)):
        counts[place] = 0.0
    kwh, petrol, savings, rows, panels = 0.0, 0.0, 0.0, 0, 0
    cars, systems = np.zeros(8, dtype=np.int32), np.zeros(8, dtype=np.int32)
    for i in range(np.uint64(lo), np.uint64(hi)):
        kwh += v.electricity_kwh[i]
        petrol += v.petrol_tj[i]
        counts[COUNT_HEATING + v.heated_with[i]] += v.heating_fuel_tj[i]
        counts[COUNT_COOKING + v.cooked_with[i]] += v.cooking_fuel_tj[i]
        if v.alive[i] != 0:
            savings += v.savings_cny[i]
            rows += 1
            cars[v.vehicle[i]] += 1
            systems[v.heating[i]] += 1
            panels += 1 if v.solar_kw[i] > 0.0 else 0
    for place in range(5):
        counts[CAR_COUNT + place] = cars[place]
    for place in range(6):
        counts[HEATING_COUNT + place] = systems[place]
    counts[COUNT_KWH], counts[COUNT_PETROL], counts[SAVINGS] = kwh, petrol, savings
    counts[ROWS], counts[SOLAR_COUNT] = rows, panels
