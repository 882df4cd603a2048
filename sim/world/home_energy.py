"""What homes, private cars and waste use in the base year: per-head figures by climate zone, town and country.

Electricity follows income with a cross-sectional elasticity; heat follows the share of homes on district heat.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.core.columns import Array
from sim.core.params import Parameter, ParameterGroup
from sim.world import names as n
from sim.world.national import national
from sim.world.tables import keyed, rows

if TYPE_CHECKING:
    from sim.world.config import ScenarioConfig

PARAMETERS = ParameterGroup(
    "home_energy", __name__, "HomeEnergyParameters",
    Parameter("income_elasticity_across_cities", 0.5, 0.2, 0.9, "1",
              "assumption: below the 1.5 over time of Lin, Rizov and Wong 2014, as cities differ less in appliances",
              "electricity and gas per head over income per head, between cities"),
    Parameter("car_km_per_year", 12000.0, 10000.0, 13500.0, "km/year", "assumption: surveys of private cars find 10 to 13 thousand km", "distance of a car"),
    Parameter("petrol_l_per_100km", 7.0, 6.5, 7.8, "l/100 km", "iCET 2019, real-world; MIIT list of 2020 less 10 %", "consumption of a petrol car"),
    Parameter("waste_kg_per_head_day", 1.0, 0.7, 1.3, "kg/day", "MoHURD 2022: 1.1 kg/day and urban resident", "municipal waste"),
)  # fmt: skip
TJ_PER_LITRE_PETROL = 32.2e-6  # GB/T 2589-2020: 43.1 MJ/kg at 0.747 kg/l
TJ_PER_TONNE_WASTE = 7.0e-3  # carriers.csv
_ON_DISTRICT_HEAT = {"severe_cold": 0.85, "cold": 0.65}  # of urban homes, by climate zone (Tsinghua BERC 2020)
# MoHURD yearbooks: incinerated share of collected municipal waste.
_INCINERATED_YEARS, _INCINERATED_SHARE = (2005.0, 2010.0, 2015.0, 2020.0, 2024.0), (0.05, 0.15, 0.32, 0.60, 0.75)


def home_energy_tj(config: ScenarioConfig, people: float) -> Array:
    """Return yearly energy use of homes and private cars in the first year, TJ by carrier, shape (11,)."""
    own = PARAMETERS.values(config.behaviour)
    city, use = config.city, np.zeros(n.N_CARRIERS)
    rich = (
        city.income_cny_per_head / national("income_cny_per_head_2020", 2020)
    ) ** own.income_elasticity_across_cities
    heated = _heated_ratio(config)
    grown = national("home_electricity_index", config.start)
    for row in rows("household_energy"):
        residents = city.zones.get(row["zone"], 0.0)
        if residents == 0.0:
            continue
        carrier = n.CARRIERS.index(row["carrier"])
        share = city.urban_share if row["area"] == "urban" else 1.0 - city.urban_share
        amount = float(row["value"]) * people * share * residents
        if carrier == n.ELECTRICITY:
            amount *= rich * grown / n.KWH_PER_TJ
        elif carrier == n.HEAT:
            amount *= heated / 1e3
        elif carrier == n.GAS:
            amount *= (
                rich * city.gas_network_share / float(keyed("city_types", "type")["mixed"]["gas_network_share"]) / 1e3
            )
        else:
            amount /= 1e3
        use[carrier] += amount
    petrol_cars = city.cars_per_100_households / 100.0 * people / national("household_size", config.start)
    use[n.PETROL] = petrol_cars * own.car_km_per_year / 100.0 * own.petrol_l_per_100km * TJ_PER_LITRE_PETROL
    return use


def _heated_ratio(config: ScenarioConfig) -> float:
    """Return the city's share of urban homes on district heat over the share its zones' figures are made for."""
    usual = math.fsum(_ON_DISTRICT_HEAT.get(zone, 0.0) * share for zone, share in config.city.zones.items())
    return config.city.district_heating_share / usual if usual else 0.0


def incinerated_share(year: int) -> float:
    """Return the share of municipal waste that was burnt in a year."""
    return float(np.interp(year, _INCINERATED_YEARS, _INCINERATED_SHARE))


def waste_energy_tj(config: ScenarioConfig, people: float) -> Array:
    """Return the energy of municipal waste burnt in the first year, TJ by carrier, shape (11,)."""
    own = PARAMETERS.values(config.behaviour)
    use = np.zeros(n.N_CARRIERS)
    tonnes = own.waste_kg_per_head_day * 365.0 / 1e3 * people * config.city.urban_share
    use[n.WASTE] = tonnes * incinerated_share(config.start) * TJ_PER_TONNE_WASTE
    return use
