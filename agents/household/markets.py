"""What is on sale this month: cars, heating systems, appliances and panels, with prices, support and rules.

The published price of an electric car is that of a car with the battery usual in 2020; what is on sale carries the
battery usual in its year (``vehicle_market.csv``).

Reads: ``published``, drivers of battery price, signals on purchases, the support budget. Writes: nothing. Draws: none.
"""

from __future__ import annotations

import math

import numpy as np

from agents.household import used_cars
from agents.household.month_tables import CarTable, ChoiceNumbers, HomeTable, UsedCar
from agents.household.room import HouseholdRoom
from agents.household.travel import parking_days
from agents.household.vehicle import licensed_share, range_worry
from sim.core.columns import Array
from sim.core.compiled import kernel, plain
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.dwellings import system_efficiency
from sim.world.state import WorldState
from sim.world.support import support
from sim.world.transport import (
    PURCHASE_TAX_SHARE,
    car_shop_prices,
    durable_column,
    energy_mj_per_km,
    market,
    models_on_sale,
)

ADULTS_PER_PERSON = 0.79  # census 2020: 18 years and older
_licensed_share = plain(licensed_share)
MINI_RANGE_KM = 150.0
_LEAST_CHANCE = 0.01  # of a plate, below which nobody hopes less (assumption; Beijing 2020: below 1 in 100)
_HEATERS = slice(n.DURABLE_COAL_STOVE, n.DURABLE_HEAT_PUMP + 1)
_CARS = slice(n.DURABLE_PETROL_CAR, n.DURABLE_BEV_CAR + 1)
_APPLIANCES = slice(n.DURABLE_STANDARD_APPLIANCE, n.DURABLE_EFFICIENT_APPLIANCE + 1)
DISTRICT_HEAT_CONNECTION_CNY = 9_000.0  # assumption: connection fee 60-100 CNY/m2 shared with the builder


def signal_table(signals: Array, offset: int, columns: int) -> Array:
    """Return a durable-by-column block of the signal vector."""
    return signals[offset : offset + n.N_DURABLES * columns].reshape(n.N_DURABLES, columns)


def by_district(signals: Array, offset: int) -> Array:
    """Return a signal over districts."""
    return signals[offset : offset + n.MAX_DISTRICTS]


def transit_access(signals: Array, room: HouseholdRoom) -> Array:
    """Return the share of trips public transport can serve, by district."""
    return np.asarray(np.minimum(room.districts.transit_access + by_district(signals, s.TRANSIT_ACCESS_GAIN), 1.0))


def parking_cny_per_year(signals: Array, room: HouseholdRoom) -> Array:
    """Return what parking in town costs a car, by district: nothing in the country."""
    price = float(signals[s.PARKING_PRICE])
    return np.asarray(room.districts.urban * (price * plain(parking_days)(price, room.p.parking_shift_per_cny)))


def plate_term(signals: Array, chance: float) -> Array:
    """Return the utility an option loses by the lottery its plate must be won in, shape (6,).

    An option that is within reach with some chance counts by the chance's logarithm (Train 2009, chapter 3: choice
    sets); electric cars may be exempt.
    """
    term = np.zeros(6)
    term[1:] = math.log(max(chance, _LEAST_CHANCE))
    if signals[s.PLATE_QUOTA_EV_EXEMPT] > 0.0:
        term[n.PHEV_CAR : n.BEV_CAR + 1] = 0.0
    return term


def calendar_year(state: WorldState) -> float:
    """Return the middle of the present quarter as a year: price lists are renewed quarterly."""
    return state.clock.now.year + ((state.clock.now.month - 1) // 3 + 0.5) / 4.0


def supports(state: WorldState) -> tuple[Array, Array, Array]:
    """Return support in yuan (durable, quintile), as a share, and its cap, nil where the budget is exhausted."""
    signals = state.signals
    open_budget = support(state).is_open().astype(np.float64)
    amount = signal_table(signals, s.PURCHASE_SUPPORT_CNY, 5) * open_budget[:, None]
    share = signal_table(signals, s.PURCHASE_SUPPORT_SHARE, 5) * open_budget[:, None]
    cap = signals[s.PURCHASE_SUPPORT_CAP : s.PURCHASE_SUPPORT_CAP + n.N_DURABLES]
    return amount, share, np.where(cap > 0.0, cap, s.NO_LIMIT)


def car_table(
    state: WorldState, room: HouseholdRoom, petrol_cny_per_tj: float, charging_cny_per_kwh: float
) -> CarTable:
    """Return this month's car market: a price list kept for the quarter, running costs and chargers set anew."""
    now = room.kept("cars", _list_key(state), lambda: _car_list(state, room))
    petrol, power = energy_mj_per_km(calendar_year(state) - 2020.0)
    now.running_cny_per_km[:] = petrol * (petrol_cny_per_tj * 1e-6) + power * (charging_cny_per_kwh / 3.6)
    added = by_district(state.signals, s.CHARGERS_ADDED)
    np.add(added, state.published.chargers_per_thousand_cars, out=now.chargers)
    now = now._replace(used=used_cars.offer(room.yard, now, state.clock.step))
    if state.signals[s.PLATE_QUOTA] < s.NO_LIMIT:
        now = now._replace(plate_term=plate_term(state.signals, room.plate_chance))
    return now


def _list_key(state: WorldState) -> tuple[float, int, bytes]:
    """Return what price lists depend on: the quarter, the signals posted, and which support is on offer."""
    return calendar_year(state), *_rules_key(state)


def _rules_key(state: WorldState) -> tuple[int, bytes]:
    """Return what the rules of purchase depend on: the signals posted, and which support is on offer."""
    return state.board.version, support(state).is_open().tobytes()


def _car_list(state: WorldState, room: HouseholdRoom) -> CarTable:
    """Return the quarter's car market, with running costs and chargers left open."""
    p, year = room.p, calendar_year(state)
    petrol, power = energy_mj_per_km(year - 2020.0)
    models = models_on_sale(year)
    pack = float(state.drivers.battery_pack_cny_per_kwh[state.clock.step - (state.clock.now.month - 1) % 3])
    # A car that may never drive is worth as little as one that can be charged nowhere.
    limited = -p.charging_weight * float(state.signals[s.DRIVING_LIMIT_SHARE])
    comfort_range = plain(range_worry)(market("bev_range_km", year), p.range_comfort_km)
    return room.kept("car_rules", _rules_key(state), lambda: _car_rules(state, room))._replace(
        price_cny=car_shop_prices(state.published.durable_price_cny[_CARS], year, pack),
        log_models=np.log(models / models[n.PETROL_CAR]),
        range_term=np.array([0.0, limited, limited, 0.0, -p.range_weight * comfort_range]),
        mj_per_km=petrol + power,
    )


def _car_rules(state: WorldState, room: HouseholdRoom) -> CarTable:
    """Return the taxes, support, bans and travel conditions of the car market, with what is on sale left open."""
    signals = state.signals
    amount, share, cap = supports(state)
    exempt = signals[s.PURCHASE_TAX_EXEMPT_SHARE : s.PURCHASE_TAX_EXEMPT_SHARE + n.N_DURABLES]
    zero, zeros = np.zeros(1), np.zeros((5, 1))
    return CarTable(
        price_cny=np.zeros(5),
        tax_share=np.concatenate([zero, PURCHASE_TAX_SHARE * (1.0 - exempt[_CARS])]),
        support_cny=np.concatenate([zeros, amount[_CARS].T], axis=1),
        support_share=np.concatenate([zeros, share[_CARS].T], axis=1),
        support_cap_cny=np.concatenate([zero, cap[_CARS]]),
        scrappage_cny=np.concatenate([zero, signals[s.SCRAPPAGE_BONUS : s.SCRAPPAGE_BONUS + 4]]),
        running_cny_per_km=np.zeros(5),
        upkeep_cny=np.concatenate([zero, durable_column("upkeep_cny_per_year")[_CARS]]),
        log_models=np.zeros(5),
        range_term=np.zeros(5),
        banned=np.concatenate([zero, signals[s.DURABLE_BANNED : s.DURABLE_BANNED + 4]]),
        plate_term=np.zeros(6),
        transit=transit_access(signals, room),
        parking_cny_per_year=parking_cny_per_year(signals, room),
        chargers=np.zeros(n.MAX_DISTRICTS),
        mj_per_km=np.zeros(5), used=UsedCar(0, 0.0, 0.0, 0.0, 1.0, 1.0),
    )  # fmt: skip


def sold_appliance_intensity(state: WorldState, room: HouseholdRoom) -> Array:
    """Return electricity per service of appliances on sale, standard and efficient, over a standard one of the start."""
    years = calendar_year(state) - room.start_year
    gain = (1.0 - durable_column("efficiency_gain_pct_per_year")[_APPLIANCES] / 100.0) ** years
    return np.asarray(durable_column("efficiency")[_APPLIANCES] * gain)


def home_table(
    state: WorldState, room: HouseholdRoom, energy_cny_per_tj: Array, electricity: float, heat: float
) -> HomeTable:
    """Return this month's markets for heating, appliances and panels: lists of the quarter, energy prices set anew."""
    now = room.kept("homes", _list_key(state), lambda: _home_list(state, room))
    support = by_district(state.signals, s.ELECTRIC_HEATING_SUPPORT)
    price_heating_energy(energy_cny_per_tj, heat, electricity, support, now.heating_energy_price)
    return now


@kernel
def price_heating_energy(
    fuels_cny_per_tj: Array, heat_cny_per_tj: float, electricity_cny_per_kwh: float, support: Array, per_mj: Array
) -> None:
    """Set what a MJ bought costs by district and heating system; ``support`` lowers the price of electric heating."""
    for district in range(support.size):
        per_mj[district, n.COAL_STOVE] = fuels_cny_per_tj[n.COAL] * 1e-6
        per_mj[district, n.GAS_BOILER] = fuels_cny_per_tj[n.GAS] * 1e-6
        per_mj[district, n.DISTRICT_HEAT] = heat_cny_per_tj * 1e-6
        electric = max(electricity_cny_per_kwh - support[district], 0.0) / 3.6
        per_mj[district, n.ELECTRIC_HEATER] = per_mj[district, n.HEAT_PUMP] = electric


def _home_list(state: WorldState, room: HouseholdRoom) -> HomeTable:
    """Return the quarter's markets for heating, appliances and panels, with energy prices left open."""
    prices, heating_price = state.published.durable_price_cny, np.zeros(6)
    heating_price[1:5] = prices[_HEATERS]
    heating_price[5] = DISTRICT_HEAT_CONNECTION_CNY
    return room.kept("home_rules", _rules_key(state), lambda: _home_rules(state, room))._replace(
        heating_price_cny=heating_price, heating_efficiency=system_efficiency(calendar_year(state) - 2020.0),
        appliance_price_cny=prices[_APPLIANCES].copy(), appliance_intensity=sold_appliance_intensity(state, room),
    )  # fmt: skip


def _home_rules(state: WorldState, room: HouseholdRoom) -> HomeTable:
    """Return support, bans and networks for heating, appliances and panels, with what is on sale left open."""
    signals = state.signals
    amount, share, cap = supports(state)
    banned = signals[s.DURABLE_BANNED : s.DURABLE_BANNED + n.N_DURABLES]
    allowed = np.ones((n.MAX_DISTRICTS, 6))
    allowed[:, 1:5] = 1.0 - np.minimum(banned[_HEATERS], 1.0)
    ban = by_district(signals, s.COAL_STOVE_BAN)
    allowed[:, n.COAL_STOVE] *= ban <= 0.0
    own, gas, heat = (
        room.districts,
        by_district(signals, s.GAS_NETWORK_REACH),
        by_district(signals, s.HEAT_NETWORK_REACH),
    )
    allowed[:, n.GAS_BOILER] *= np.maximum(own.gas_network, gas) > 0.0
    allowed[:, n.DISTRICT_HEAT] = np.maximum(own.heat_network, heat) > 0.0
    arrived = np.maximum(gas * (own.gas_network <= 0.0), heat * (own.heat_network <= 0.0))
    heating_amount, heating_share, heating_cap = np.zeros((5, 6)), np.zeros((5, 6)), np.full(6, s.NO_LIMIT)
    heating_amount[:, 1:5], heating_share[:, 1:5], heating_cap[1:5] = (
        amount[_HEATERS].T,
        share[_HEATERS].T,
        cap[_HEATERS],
    )
    upkeep = np.zeros(6)
    upkeep[1:5] = durable_column("upkeep_cny_per_year")[_HEATERS]
    return HomeTable(
        heating_price_cny=np.zeros(6), heating_support=heating_amount, heating_support_share=heating_share,
        heating_support_cap=heating_cap, heating_energy_price=np.zeros((n.MAX_DISTRICTS, 6)),
        heating_efficiency=np.ones(6), heating_upkeep=upkeep, heating_allowed=allowed, stove_ban=ban.copy(),
        new_network=arrived,
        appliance_price_cny=np.zeros(2), appliance_support=np.ascontiguousarray(amount[_APPLIANCES].T),
        appliance_support_share=np.ascontiguousarray(share[_APPLIANCES].T),
        appliance_support_cap=cap[_APPLIANCES].copy(),
        appliance_intensity=np.ones(2),
        appliance_allowed=1.0 - np.minimum(banned[_APPLIANCES], 1.0),
        solar_support=amount[n.DURABLE_ROOFTOP_SOLAR].copy(), solar_support_share=share[n.DURABLE_ROOFTOP_SOLAR].copy(),
    )  # fmt: skip


def licensed_now(state: WorldState, room: HouseholdRoom) -> float:
    """Return the share of households in which somebody may drive, at the city's income per head; it never falls."""
    p, size = room.p, float(state.drivers.household_size[state.clock.step])
    share = _licensed_share(
        room.mean_income_cny() / size, p.licence_half_income, p.licence_curve, ADULTS_PER_PERSON * size
    )
    return max(room.licensed_share, share)


def choice_numbers(state: WorldState, room: HouseholdRoom, electricity: float) -> ChoiceNumbers:
    """Return this month's scalars of choices: those of the quarter, and the prices of the month."""
    rate = state.published.lending_reference_pct / 100.0 + 0.01
    step, key = state.clock.step, (calendar_year(state), state.board.version)
    room.licensed_share = licensed_now(state, room)
    return room.kept("choices", key, lambda: _choice_numbers_of_quarter(state, room))._replace(
        month=step, licensed_share=room.licensed_share, loan_payment_per_cny_year=rate / (1.0 - (1.0 + rate) ** -5.0), electricity_price=electricity,
        feed_in=float(state.published.feed_in_price_cny_per_kwh),
        sun_hours_year=float(state.drivers.sunshine_hours[max(step - 11, 0) : max(step, 11) + 1].sum()),
        solar_price_per_kw=float(state.published.durable_price_cny[n.DURABLE_ROOFTOP_SOLAR]),
    )  # fmt: skip


def _choice_numbers_of_quarter(state: WorldState, room: HouseholdRoom) -> ChoiceNumbers:
    """Return the quarter's scalars of choices, with monthly prices left open.

    Incomes are weighed by the first year's mean, so that growth counts.
    """
    p, year = room.p, calendar_year(state)
    watch = state.watch[1] if state.watch is not None and state.watch[0] == "household" else -1
    installed = 1.0 - (1.0 - p.solar_reach_start) * math.exp(-max(year - 2020.0, 0.0) / 8.0)
    before = math.exp(min(year - 2020.0, 0.0) / 2.5)
    solar_cap = float(state.signals[s.PURCHASE_SUPPORT_CAP + n.DURABLE_ROOFTOP_SOLAR])
    mini_range = plain(range_worry)(MINI_RANGE_KM, p.range_comfort_km)
    return ChoiceNumbers(
        month=0, watch_row=watch, reference_income_cny=room.reference_income_cny, car_need=room.car_need,
        licensed_share=0.0, loan_payment_per_cny_year=0.0,
        mini_price_share=market("mini_bev_price_share", year),
        mini_range_term=-p.range_weight * mini_range, normal_hdd=float(state.drivers.normal_hdd.sum()),
        electricity_price=0.0, feed_in=0.0, sun_hours_year=0.0, solar_price_per_kw=0.0,
        solar_support_cap=solar_cap if solar_cap > 0.0 else s.NO_LIMIT,
        solar_generation_support=float(state.signals[s.SOLAR_GENERATION_SUPPORT]),
        solar_upkeep=float(durable_column("upkeep_cny_per_year")[n.DURABLE_ROOFTOP_SOLAR]),
        solar_reach=installed * before,
    )  # fmt: skip
