"""The households' plan of the month: needs, use, choices, applications, and the demand they add up to.

Reads: published prices and statistics, signals, columns. Writes: columns, ``market`` demand, loads and energy.
Draws: see the choices.
"""

from __future__ import annotations

import numpy as np

from agents.household import kernels as k
from agents.household.calibrate import fuel_totals, use
from agents.household.choices_car import choose_cars
from agents.household.choices_home import choose_appliances, choose_heating, choose_panels
from agents.household.conditions import need_numbers, need_tables
from agents.household.explaining import forget, record_choices
from agents.household.lifecycle import clear_the_gone
from agents.household.markets import car_table, choice_numbers, home_table
from agents.household.needs import review_needs
from agents.household.reports import hear_reports
from agents.household.responses import PROFILE
from agents.household.room import HouseholdRoom, household_room
from agents.household.tariffs import PROFILE_SUM, fuel_prices, use_numbers, use_tables
from agents.household.waste_habits import food_no_longer_wasted_kg
from sim.core.columns import Array
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world import waste
from sim.world.base_year import base_year
from sim.world.emissions import emission_factors
from sim.world.state import WorldState


def plan(state: WorldState) -> None:
    """Decide use, spending and purchases of the month."""
    room, table = household_room(state), state.households
    clear_the_gone(room, table)
    mean_income = room.mean_income_cny()
    state.visit(
        review_needs,
        room.view["NeedView"],
        need_tables(state, room),
        need_numbers(state, room, mean_income, everybody=False),
    )
    prices, heat = (
        state.published.electricity_price_cny_per_kwh[n.RESIDENTIAL],
        float(state.published.heat_price_cny_per_tj[0]),
    )
    if room.reference_heat_price <= 0.0:
        room.reference_heat_price = heat
    fuels = room.fuel_price_cny_per_tj = fuel_prices(state)
    hear_reports(state, room)
    tables = use_tables(state, room, fuels, prices, heat, state.published.heating_degree_days)
    numbers = use_numbers(state, room, state.published.cooling_degree_days, float(fuels[n.PETROL]))
    room.sums = use(state, room, tables, numbers)
    room.fuel_tj = fuel_totals(room.sums)
    room.counts_stale = True
    _demand_energy(state, room)
    _demand_goods(state, room)
    flat = float((prices * PROFILE).sum() / PROFILE_SUM)
    choices = choice_numbers(state, room, flat)
    forget(room)
    view, keys, ties = room.view, room.keys, room.ties
    cars = room.tables["cars_now"] = car_table(state, room, float(fuels[n.PETROL]), flat)
    state.visit(
        choose_cars, view["CarView"], view["CreditView"], ties, cars, room.car_traits,
        choices, keys["vehicle"], keys["car_interest"], room.offers, room.records["vehicle"],
    )  # fmt: skip
    homes, traits, record = home_table(state, room, fuels, flat, heat), room.home_traits, room.records["home"]
    state.visit(
        choose_heating, view["HeatingView"], view["CreditView"], homes, traits, choices, keys["heating"], room.offers,
        record,
    )  # fmt: skip
    state.visit(
        choose_appliances, view["ApplianceView"], homes, traits, choices, keys["appliance"], room.offers, record
    )
    state.visit(
        choose_panels, view["PanelView"], view["CreditView"], ties, homes, traits, choices, keys["solar"], room.offers,
        record,
    )  # fmt: skip
    record_choices(state, room)
    room.year_bill += room.sums[k.QUINTILE_BILL : k.QUINTILE_BILL + 5]


def _demand_energy(state: WorldState, room: HouseholdRoom) -> None:
    """Add the households' loads and fuels to the market."""
    weight, sums, market = state.weight, room.sums, state.market
    kwh = sums[k.KWH : k.KWH + 8] * weight
    market.electricity_load_kwh[n.RESIDENTIAL] += kwh @ room.tables["shapes"].reshape(8, 4)
    market.rooftop_pv_kwh += sums[k.SOLAR_KW] * weight * state.published.sunshine_hours
    market.solar_sales_cny[0] = sums[k.SOLAR_SOLD] * weight * state.published.feed_in_price_cny_per_kwh
    tj = room.fuel_tj * weight
    market.heat_load_tj[0] += tj[n.HEAT]
    tj[n.ELECTRICITY] = kwh.sum() / n.KWH_PER_TJ
    market.energy_tj[n.HOUSEHOLDS] += tj
    mixed, sorted_ = sums[k.MIXED_WASTE] * weight / 1000.0, sums[k.SORTED_WASTE] * weight / 1000.0
    room.burnt_waste_tj = waste.treat(state, room.waste, mixed, sorted_)


def _demand_goods(state: WorldState, room: HouseholdRoom) -> None:
    """Add planned spending to goods demand: needs keep to the base year's basket, the rest is a rich household's.

    The two baskets differ by a tilt towards services and manufactures, set so that the base year's total is met.
    """
    sums = room.sums
    if "baskets" not in room.tables:
        shares = base_year(state).household_goods_cny / base_year(state).household_goods_cny.sum()
        room.tables["baskets"] = baskets(shares, float(sums[k.NECESSITIES] / sums[k.GOODS]))
    basic, rich = room.tables["baskets"]
    goods = sums[k.NECESSITIES] * basic + (sums[k.GOODS] - sums[k.NECESSITIES]) * rich
    market = state.market.goods_demand_cny[n.PAYER_HOUSEHOLD]
    market += goods * state.weight
    if state.signals[s.FOOD_WASTE_RULE] > 0.0:
        _buy_less_food(state, room, market, rich)
    market[n.CONSTRUCTION] += state.published.housing_cost_cny_per_month
    carbon = float(state.signals[s.FUEL_CARBON_PRICE + n.HOUSEHOLDS])
    fuels = room.fuel_tj * emission_factors()
    room.carbon_tax_cny = carbon * float(fuels.sum()) * state.weight


def _buy_less_food(state: WorldState, room: HouseholdRoom, market: Array, rich: Array) -> None:
    """Take food that is no longer thrown away off what farms and food makers sell; the money is spent on other things."""
    avoided_kg = food_no_longer_wasted_kg(
        float(room.sums[k.MIXED_WASTE] + room.sums[k.SORTED_WASTE]), room.p.food_waste_share,
        float(state.signals[s.FOOD_WASTE_RULE]), float(state.signals[s.PACKAGING_DEPOSIT_SHARE]),
    )  # fmt: skip
    saved_cny = room.waste.own.food_price_cny_per_kg * avoided_kg * state.weight
    for sector in (n.AGRICULTURE, n.MANUFACTURING):
        market[sector] -= 0.5 * saved_cny
    market += saved_cny * rich


def baskets(shares: Array, necessity_share: float) -> tuple[Array, Array]:
    """Return the sector shares of basic and of further spending whose mix is ``shares``."""
    tilt = np.ones(n.N_FIRM_SECTORS)
    # Engel: food falls, services and durables rise with income (NBS 2020: food 40 % at the bottom, 25 % at the top).
    tilt[n.AGRICULTURE], tilt[n.MANUFACTURING], tilt[n.SERVICES], tilt[n.TRANSPORT] = 1.4, 1.1, 0.9, 0.8
    basic = shares * tilt / (shares * tilt).sum()
    share = min(max(necessity_share, 0.05), 0.95)
    basic = np.minimum(basic, shares / share)
    basic = basic / basic.sum()
    rich = np.maximum(shares - share * basic, 0.0) / (1.0 - share)
    return basic, rich / rich.sum()
