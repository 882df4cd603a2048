"""The first households: who they are and what they own when the simulation starts.

Traits fill the space of possibilities evenly (``quasi``), so that samples of any size agree; ownership of cars and
heating meets the city's known shares exactly. Rows that will only come to life later get their traits here too.

Reads: the scenario, the base year, drivers, ``incomes.csv``. Writes: all columns. Draws: ``household.traits``,
``household.vehicle``, ``household.lifetime``.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from agents.household.columns import KNOWS_EV, KNOWS_HEAT_PUMP, KNOWS_LABEL, KNOWS_SOLAR
from agents.household.parameters import HouseholdParameters
from agents.household.quasi import draws, even_points, lifetimes
from sim.core.columns import Array, Table
from sim.world import names as n
from sim.world.base_year import base_year
from sim.world.climate import is_cold, over_zones
from sim.world.dwellings import INSULATION_SHARE, LOSS_W_PER_M2_K, heat_mj_per_degree_day, heated_share
from sim.world.state import WorldState
from sim.world.tables import rows as table_rows
from sim.world.transport import ages_of_cars, durable_column, energy_mj_per_km, market

DIMENSIONS = 14
_NEVER = 30_000
_OLDEST_ELECTRIC = 48.0  # months: hardly any were sold before (IEA Global EV Outlook 2024)
# Households by number of people, one to six (census 2020).
_SIZE_SHARE = np.array([0.254, 0.297, 0.210, 0.132, 0.062, 0.045])
# Heating of homes without coal and district heat by zone: gas boiler where there is gas, electric heater, heat pump.
_HEATING_MIX = {
    "severe_cold": (0.55, 0.30, 0.05),
    "cold": (0.60, 0.25, 0.08),
    "hot_summer_cold_winter": (0.10, 0.55, 0.06),
    "hot_summer_warm_winter": (0.0, 0.15, 0.01),
    "mild": (0.0, 0.25, 0.02),
}  # fmt: skip  (assumption after Tsinghua BERC 2020)


def income_spread(area: str) -> float:
    """Return the standard deviation of log income that gives the area's Gini coefficient (lognormal)."""
    found = next((r for r in table_rows("incomes") if r["area"] == area and r["item"] == "gini"), None)
    gini = float(found["value"]) if found else 0.38
    return math.sqrt(2.0) * NormalDist().inv_cdf((1.0 + gini) / 2.0)


def normal_quantiles(u: Array) -> Array:
    """Return standard normal quantiles (Acklam's rational form by interpolation of an exact table)."""
    grid = np.concatenate([[1e-6, 1e-5, 1e-4, 0.001], np.arange(1, 1000) / 1000.0 + 0.0, [0.9999, 0.99999, 0.999999]])
    grid = np.unique(grid)
    exact = np.array([NormalDist().inv_cdf(float(x)) for x in grid])
    return np.asarray(np.interp(u, grid, exact))


def give_traits(state: WorldState, table: Table, own: HouseholdParameters, key: np.uint64, living: int) -> Array:
    """Write who the households are, living and future; return the even points for what they own."""
    city, rows = state.config.city, table.capacity
    u = even_points(rows, DIMENSIONS, key)
    district, weight, size = _place_income_size(state, u, living)
    # Neighbours in place and income are neighbours in memory: who listens to whom finds them near (see ``network``).
    order = np.lexsort((weight[:living], district[:living]))
    for values in (*u, district, weight, size):
        values[:living] = values[:living][order]
    urban = np.array([d.urban for d in city.districts])[district]
    ranked = np.sort(weight[:living])
    rank = (np.searchsorted(ranked, weight) + 0.5).clip(0, living - 0.5) / living
    table["luck"][:] = np.arange(rows)
    table["district"][:], table["income_weight"][:], table["income_rank"][:] = district, weight, rank
    table["quintile"][:] = np.minimum((rank * 5.0).astype(np.int64), 4)
    table["size_persons"][:] = size
    per_head = float(state.drivers.floor_area_m2_per_head[0])
    area = size**0.6 * (0.7 + 0.6 * u[3])
    table["area_m2"][:] = area * per_head * size[:living].mean() / area[:living].mean()
    insulated = np.cumsum(INSULATION_SHARE, axis=1)[np.where(urban, 0, 1)]
    table["insulation"][:] = (u[4][:, None] >= insulated).sum(axis=1).clip(0, 3)
    table["tariff_rank"][:] = u[5]
    # Half income, half age and taste decide who learns to drive first; a rank, so that any share is met exactly.
    late = own.licence_income_share * (1.0 - rank) + (1.0 - own.licence_income_share) * ((u[5] * 29.0) % 1.0)
    table["licence_rank"][:] = (np.searchsorted(np.sort(late[:living]), late) + 0.5) / living
    table["own_parking"][:] = u[6] < np.where(urban, 0.40, 0.75)  # assumption: surveys of home charging 40 to 60 %
    table["attitude_baseline"][:] = 0.5 + 0.3 * (u[7] - 0.5) + 0.1 * (rank - 0.5)
    table["attitude"][:] = table["attitude_baseline"][:, None]
    table["roof_kw"][:] = np.where(u[8] < roof_share(state, urban[:living])[np.where(urban, 0, 1)], 20.0, 0.0)
    table["roof_kw"][:] *= np.where(urban, 0.5, 1.0) * (0.6 + 0.8 * u[3])
    return u


def _place_income_size(state: WorldState, u: Array, living: int) -> tuple[Array, Array, Array]:
    """Return district, income over the mean, and people of every row."""
    city = state.config.city
    shares = np.cumsum([d.population_share for d in city.districts])
    district = np.minimum(np.searchsorted(shares / shares[-1], u[0], side="right"), len(shares) - 1)
    urban = np.array([d.urban for d in city.districts])[district]
    ratio = np.array([d.income_ratio for d in city.districts])[district]
    spread = np.where(urban, income_spread("urban"), income_spread("rural"))
    weight = ratio * np.exp(spread * normal_quantiles(u[1]) - spread**2 / 2.0)
    size = np.searchsorted(np.cumsum(_SIZE_SHARE) / _SIZE_SHARE.sum(), u[2], side="right").clip(0, 5) + 1.0
    size *= base_year(state).household_size / size[:living].mean()
    weight *= (size / size[:living].mean()) ** 0.5
    return district, weight / weight[:living].mean(), size


def roof_share(state: WorldState, urban: Array) -> Array:
    """Return the share of homes with a roof of their own, urban and rural, meeting the city's share."""
    wanted, share_urban = state.config.city.rooftop_share, float(urban.mean())
    # Rural homes own their roof five times as often as urban ones (assumption: detached houses).
    base = wanted / max(share_urban + 5.0 * (1.0 - share_urban), 1e-9)
    rural = min(5.0 * base, 0.95)
    town = (wanted - rural * (1.0 - share_urban)) / max(share_urban, 1e-9) if rural >= 0.95 else base
    return np.array([min(max(town, 0.0), 0.95), rural])


def give_money(state: WorldState, table: Table, u: Array, buffer_years: float) -> None:
    """Write incomes and savings: the poor hold less than the mean buffer, the rich more."""
    income = table["income_weight"] * base_year(state).income_cny_per_household_year
    table["income_cny_per_year"][:] = income
    table["savings_cny"][:] = buffer_years * income * (0.4 + 1.2 * u[9])


def give_appliances(table: Table, u: Array, keys: dict[str, np.uint64]) -> None:
    """Write appliances of mixed age; a third carry a good label."""
    luck = table["luck"]
    life = lifetimes(
        draws(keys["lifetime"], luck, 0, 3), durable_column("lifetime_years")[n.DURABLE_STANDARD_APPLIANCE], 4.0
    )
    table["appliance_until"][:] = np.maximum(np.floor(life * (1.0 - u[10])), 0.0)
    efficient = u[11] < 0.25 + 0.2 * table["income_rank"]
    table["appliance"][:] = efficient
    table["appliance_intensity"][:] = np.where(efficient, 0.74, 1.03)


def give_knowledge(state: WorldState, table: Table, u: Array) -> None:
    """Write what households have heard of at the start (panels and heat pumps: assumption)."""
    share = known_shares(float(state.clock.first.year))
    table["knowledge"][:] = sum(
        np.where((u[12] * prime) % 1.0 < share[place], bit, 0)
        for place, (bit, prime) in enumerate(
            ((KNOWS_HEAT_PUMP, 11.0), (KNOWS_SOLAR, 7.0), (KNOWS_EV, 1.0), (KNOWS_LABEL, 13.0))
        )
    )


def known_shares(year: float) -> Array:
    """Return the share of people who have heard of heat pumps, panels, electric cars and labels (assumed)."""
    grown = 1.0 / (1.0 + math.exp(-(year - 2017.0) / 2.5))
    return np.array([0.2 + 0.4 * grown, 0.8 * grown, market("ev_known_share", year), 0.3 + 0.6 * grown])


def car_owners(state: WorldState, living: int) -> int:
    """Return how many of the first households have a car."""
    return min(max(round(living * min(state.config.city.cars_per_100_households / 100.0, 0.95)), 0), living)


def give_cars(state: WorldState, table: Table, u: Array, keys: dict[str, np.uint64], gap: Array, living: int) -> float:
    """Give cars to those who gain most, as many as the city has; return the need of a car that makes it so."""
    owners = car_owners(state, living)
    order = np.argsort(-gap[:living], kind="stable")
    table["vehicle_occasion"][:] = 0
    has_car = np.zeros(table.capacity, dtype=bool)
    has_car[order[:owners]] = True
    year = float(state.clock.first.year)
    electric = market("ev_stock_share", year - 1.0)  # the table gives stocks at years' ends
    rank = table["income_rank"] * (
        0.5 / max(float(table["income_rank"][:living][has_car[:living]].mean()), 0.1) if owners else 1.0
    )
    kind = np.where(u[13] < electric * 2.0 * rank * 0.75, n.BEV_CAR, n.PETROL_CAR)
    kind = np.where((u[13] >= 1.0 - electric * 2.0 * rank * 0.25), n.PHEV_CAR, kind)
    table["vehicle"][:] = np.where(has_car, kind, n.NO_CAR)
    scale, shape = float(durable_column("lifetime_years")[0]), float(durable_column("lifetime_shape")[0])
    ages, younger = ages_of_cars(year, scale, shape)
    age = np.interp(u[10], younger, ages)
    age = np.floor(np.where(kind == n.PETROL_CAR, age, np.minimum(age, _OLDEST_ELECTRIC * u[10])))
    # What is left of a life that has lasted so long already (Weibull).
    left = draws(keys["lifetime"], table["luck"], 0, 1)
    life = 12.0 * scale * ((age / (12.0 * scale)) ** shape - np.log1p(-np.minimum(left, 0.999999))) ** (1.0 / shape)
    table["vehicle_since"][:], table["vehicle_until"][:] = -age, np.maximum(np.round(life), age + 1.0) - age
    petrol, power = energy_mj_per_km(year - 6.0 - 2020.0)
    table["vehicle_mj_per_km"][:] = (petrol + power)[table["vehicle"]]
    table["vehicle_occasion"][:] = has_car
    border = gap[order[min(owners, living - 1)]] if living else 0.0
    return float(-border)


def give_heating(state: WorldState, table: Table, u: Array, keys: dict[str, np.uint64], living: int) -> None:
    """Write heating systems: networks by the city's shares, stoves in the country, the rest by zone."""
    city = state.config.city
    district = table["district"]
    urban = np.array([d.urban for d in city.districts])[district]
    on_heat = np.array([d.district_heating for d in city.districts])[district]
    gas = np.array([d.gas for d in city.districts])[district]
    v = (u[13] * 7.0 + u[6]) % 1.0
    system = np.zeros(table.capacity, dtype=np.uint8)
    boiler, electric, pump = over_zones(city.zones, lambda zone: np.array(_HEATING_MIX[zone])).tolist()
    w = (u[13] * 5.0 + u[9]) % 1.0
    system[:] = np.where(w < pump, n.HEAT_PUMP, np.where(w < pump + electric, n.ELECTRIC_HEATER, n.NO_HEATING))
    system[(w >= 1.0 - boiler) & gas] = n.GAS_BOILER
    if is_cold(city.zones):
        # Country homes without a system burn wood and straw, counted with cooking.
        system[(system == n.NO_HEATING) & urban] = n.ELECTRIC_HEATER
    coal = base_year(state).energy_tj[n.HOUSEHOLDS, n.COAL]
    warm_mj = heat_mj_per_degree_day(100.0, float(LOSS_W_PER_M2_K[0]), heated_share(city.zones)) * 0.75
    warm_tj = warm_mj * float(state.drivers.normal_hdd.sum()) * 1e-6
    stove_tj = warm_tj / durable_column("efficiency")[n.DURABLE_COAL_STOVE]
    stoves = 0.8 * coal / max(base_year(state).households_real * stove_tj, 1e-9)
    countryside = max(float((~urban[:living]).mean()), 1e-9)
    system[~urban & (v < min(stoves / countryside, 0.9))] = n.COAL_STOVE
    system[urban & (v < 0.1 * min(stoves, 0.5))] = n.COAL_STOVE
    town = max(float(urban[:living].mean()), 1e-9)
    on_network = on_heat & urban
    share = city.district_heating_share * town / max(float(on_network[:living].mean()), 1e-9)
    system[on_network & (v >= 1.0 - share)] = n.DISTRICT_HEAT
    table["heating"][:] = system
    years = np.where(system == n.NO_HEATING, 1.0, 14.0)
    life = lifetimes(draws(keys["lifetime"], table["luck"], 0, 2), years, 4.0)
    age = np.floor(life * u[11])
    table["heating_since"][:] = -age
    table["heating_until"][:] = np.where((system == n.NO_HEATING) | (system == n.DISTRICT_HEAT), _NEVER, life - age)


def give_panels(state: WorldState, table: Table, u: Array) -> None:
    """Write panels standing at the start: a national share of roofs at years' ends (NEA; 2020: 1.5 million homes)."""
    grown = float(
        np.interp(
            state.clock.first.year - 1.0, [2014, 2016, 2018, 2020, 2022, 2024], [0.0, 0.0003, 0.002, 0.008, 0.02, 0.035]
        )
    )
    owns = (table["roof_kw"] > 0) & ((u[12] * 17.0) % 1.0 < grown)
    table["solar_kw"][:] = np.where(owns, table["roof_kw"], 0.0)
    table["knowledge"][:] |= np.where(owns, KNOWS_SOLAR, 0).astype(np.int8)


def give_cooking(
    state: WorldState, table: Table, heating_tj: Array, cooking_tj: float, efficiency: Array, living: int
) -> None:
    """Write what homes cook with, so that each fuel's users fit the base year's use of it.

    Parameters
    ----------
    heating_tj : ndarray, shape (11,)
        Fuel that heating takes in the base year, TJ.
    cooking_tj : float
        Useful heat of cooking of all homes in the base year, TJ.
    efficiency : ndarray, shape (11,)
        Useful heat per fuel.
    """
    target = base_year(state).energy_tj[n.HOUSEHOLDS]
    fuels = [n.BIOMASS, n.COAL, n.OIL, n.COKE, n.DIESEL, n.HYDROGEN, n.GAS]
    left = {
        c: max(target[c] - heating_tj[c], 0.1 * target[c]) * efficiency[c] / cooking_tj for c in fuels if target[c] > 0
    }
    total = math.fsum(left.values())
    left = {c: share * min(1.0, 0.92 / total) for c, share in left.items()}
    urban = np.array([d.urban for d in state.config.city.districts])[table["district"]]
    order = urban * 1.0 + table["income_rank"] + 0.6 * ((table["tariff_rank"] * 19.0) % 1.0)
    place = np.searchsorted(np.sort(order[:living]), order) / max(living, 1)
    carrier = np.full(table.capacity, n.ELECTRICITY, dtype=np.uint8)
    low = 0.0
    for fuel, share in left.items():
        if fuel == n.GAS:
            rest = (place >= low) & ((table["tariff_rank"] * 23.0) % 1.0 < share / max(1.0 - low, 1e-9))
            carrier[rest] = n.GAS
        else:
            carrier[(place >= low) & (place < low + share)] = fuel
            low += share
    table["cooking_carrier"][:] = carrier
