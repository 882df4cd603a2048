"""Names and fixed orders every room shares: sectors, carriers, load blocks, customer classes, options.

Compiled kernels use the integer constants; tables, files and outputs use the names.
"""

from __future__ import annotations

FIRM_SECTORS = (
    "steel", "cement", "chemicals", "nonferrous", "mining",
    "manufacturing", "construction", "transport", "services", "agriculture",
)  # fmt: skip
EMISSION_SECTORS = (*FIRM_SECTORS, "power", "households", "waste")
STEEL, CEMENT, CHEMICALS, NONFERROUS, MINING = range(5)
MANUFACTURING, CONSTRUCTION, TRANSPORT, SERVICES, AGRICULTURE = range(5, 10)
MATERIAL_SECTORS = (STEEL, CEMENT, CHEMICALS, NONFERROUS, MINING)
POWER, HOUSEHOLDS, WASTE_SECTOR = 10, 11, 12
N_FIRM_SECTORS, N_SECTORS = len(FIRM_SECTORS), len(EMISSION_SECTORS)

CARRIERS = (
    "coal", "coke", "petrol", "diesel", "oil", "gas", "electricity", "heat", "biomass", "hydrogen", "waste",
)  # fmt: skip
COAL, COKE, PETROL, DIESEL, OIL, GAS, ELECTRICITY, HEAT, BIOMASS, HYDROGEN, WASTE = range(11)
N_CARRIERS = len(CARRIERS)

BLOCKS = ("evening_peak", "midday", "shoulder", "valley")
EVENING_PEAK, MIDDAY, SHOULDER, VALLEY = range(4)
N_BLOCKS = len(BLOCKS)
BLOCK_HOURS_PER_DAY = (4.0, 5.0, 7.0, 8.0)

CUSTOMERS = ("residential", "industrial", "commercial", "agricultural")
RESIDENTIAL, INDUSTRIAL, COMMERCIAL, AGRICULTURAL = range(4)
N_CUSTOMERS = len(CUSTOMERS)

VEHICLES = ("none", "petrol", "hybrid", "phev", "bev")
NO_CAR, PETROL_CAR, HYBRID_CAR, PHEV_CAR, BEV_CAR = range(5)
HEATING_SYSTEMS = ("none", "coal_stove", "gas_boiler", "electric_heater", "heat_pump", "district_heat")
NO_HEATING, COAL_STOVE, GAS_BOILER, ELECTRIC_HEATER, HEAT_PUMP, DISTRICT_HEAT = range(6)

DURABLES = (
    "petrol_car", "hybrid_car", "phev_car", "bev_car",
    "coal_stove", "gas_boiler", "electric_heater", "heat_pump",
    "standard_appliance", "efficient_appliance", "rooftop_solar",
)  # fmt: skip
(DURABLE_PETROL_CAR, DURABLE_HYBRID_CAR, DURABLE_PHEV_CAR, DURABLE_BEV_CAR, DURABLE_COAL_STOVE, DURABLE_GAS_BOILER,
 DURABLE_ELECTRIC_HEATER, DURABLE_HEAT_PUMP, DURABLE_STANDARD_APPLIANCE, DURABLE_EFFICIENT_APPLIANCE,
 DURABLE_ROOFTOP_SOLAR) = range(11)  # fmt: skip
N_DURABLES = len(DURABLES)

QUINTILES = ("q1", "q2", "q3", "q4", "q5")
MAX_DISTRICTS = 32
DISTRICTS = tuple(f"d{i:02d}" for i in range(MAX_DISTRICTS))
TOPICS = ("power", "heat", "travel", "food", "waste", "buying")
CHANNELS = ("mass_media", "schools", "workplaces", "peers", "hubs")
GREEN_CATEGORIES = ("retrofit", "process_route", "clean_vehicle", "clean_heating", "rooftop_solar", "renewable_power")
(GREEN_RETROFIT, GREEN_ROUTE, GREEN_VEHICLE, GREEN_HEATING, GREEN_SOLAR, GREEN_POWER) = range(6)
ADVICE = ("training", "audits", "skilled_staff", *(f"extension_{green}" for green in GREEN_CATEGORIES))
ADVICE_TRAINING, ADVICE_AUDITS, ADVICE_STAFF, ADVICE_EXTENSION = range(4)
N_ADVICE = len(ADVICE)
TIERS = ("tier1", "tier2", "tier3")

PAYER_HOUSEHOLD, PAYER_FIRM, PAYER_POWER, PAYER_GOVERNMENT = range(4)
ACCOUNTS = ("household", "firm", "bank", "power", "government", "world")
KWH_PER_TJ = 1e6 / 3.6
TCE_PER_TJ = 34.12  # standard coal of 29.3 GJ per tonne
