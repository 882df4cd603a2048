"""The state of a household: every column with unit and meaning.

A row stands for ``state.weight`` real households; every amount is per real household. Flows and balances are
float64, traits float32. Months count from the first simulated month (negative: before the start).

Reads: nothing. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from sim.core.columns import Column, ColumnarAgent
from sim.world.names import TOPICS

KNOWS_HEAT_PUMP, KNOWS_SOLAR, KNOWS_EV, KNOWS_LABEL = 1, 2, 4, 8
KNOWS_ALL = KNOWS_HEAT_PUMP | KNOWS_SOLAR | KNOWS_EV | KNOWS_LABEL
NO_PLAN, KEEP = -1, 5


class Household(ColumnarAgent):
    """A household agent; see the module for conventions."""

    luck = Column("i8", "1", "key of the household's draws, for life")
    district = Column("u1", "1", "index of the district it lives in")
    quintile = Column("u1", "1", "income quintile in the city, 0 to 4")
    income_rank = Column("f4", "1", "place in the city's income distribution, 0 to 1")
    income_weight = Column("f8", "1", "its income over the mean income per household")
    size_persons = Column("f4", "persons", "people living in the household")
    area_m2 = Column("f4", "m2", "floor area of the dwelling")
    insulation = Column("u1", "1", "insulation class of the dwelling: 0 none, 1 half, 2 good, 3 best, 4 ultra-low")
    tariff_rank = Column("f4", "1", "households with the lowest rank get the time-of-use tariff first")
    licence_rank = Column("f4", "1", "households with the lowest rank were the first in which somebody may drive")
    own_parking = Column("u1", "1", "1 when it can charge a car at home")

    income_cny_per_year = Column("f8", "CNY/year", "disposable income, at last month's rate")
    savings_cny = Column("f8", "CNY", "money in the bank")
    spending_cny = Column("f8", "CNY/month", "what it pays this month except durables and loans, less solar sales")
    energy_bill_cny = Column("f4", "CNY/month", "of which all energy")
    bank = Column("i1", "1", "its bank")
    loan_sought_cny = Column("f8", "CNY", "loan applied for this month")
    loan_purpose = Column("i1", "1", "index in GREEN_CATEGORIES, 100 ordinary, -1 no application", default=-1)
    loan_granted = Column("i1", "1", "1 when the bank accepted this month's application")
    loan_rate_offered_pct = Column("f8", "%/year", "rate offered for this month's application")
    loan_score = Column("f8", "1", "debt service with the new loan over income")
    loan_cny = Column("f8", "CNY", "principal outstanding")
    loan_rate_pct = Column("f8", "%/year", "rate on the principal outstanding")
    loan_months_left = Column("i2", "months", "months until the loan is repaid")
    green_loan_cny = Column("f8", "CNY", "part of the principal that financed eligible things")
    interest_paid_cny = Column("f8", "CNY/month", "interest paid this month")
    principal_paid_cny = Column("f8", "CNY/month", "principal repaid this month")
    written_off_cny = Column("f8", "CNY/month", "principal the bank lost this month")

    wants = Column("u1", "1", "1 when it plans to buy anything this month")
    vehicle = Column("u1", "1", "index in names.VEHICLES")
    vehicle_since = Column("i2", "month", "month its car was bought")
    vehicle_until = Column("i2", "month", "month its car will fail")
    vehicle_occasion = Column("i2", "1", "number of car purchases so far: one lottery of tastes each")
    vehicle_plan = Column("i1", "1", "car to be bought this month, -1 none", default=NO_PLAN)
    vehicle_fallback = Column("i1", "1", "what it takes when the loan is refused, -1 waits", default=NO_PLAN)
    vehicle_mj_per_km = Column("f4", "MJ/km", "energy of its car per kilometre, petrol or electricity at the plug")

    heating = Column("u1", "1", "index in names.HEATING_SYSTEMS")
    heating_since = Column("i2", "month", "month its heating was installed")
    heating_until = Column("i2", "month", "month its heating will fail")
    heating_occasion = Column("i2", "1", "number of heating purchases so far")
    heating_plan = Column("i1", "1", "heating to be bought this month, -1 none", default=NO_PLAN)
    heating_fallback = Column("i1", "1", "heating it takes when the loan is refused, -1 waits", default=NO_PLAN)
    cooking_carrier = Column("u1", "1", "index in names.CARRIERS of what it cooks and heats water with")

    appliance = Column("u1", "1", "0 standard appliances, 1 efficient ones")
    appliance_until = Column("i2", "month", "month its appliances will be replaced")
    appliance_occasion = Column("i2", "1", "number of appliance purchases so far")
    appliance_plan = Column("i1", "1", "appliances to be bought this month, -1 none", default=NO_PLAN)
    appliance_intensity = Column(
        "f4", "1", "electricity per unit of service over a standard appliance of the start", default=1
    )

    roof_kw = Column("f4", "kW", "panels its own roof can carry; 0 without a roof")
    solar_kw = Column("f4", "kW", "panels on its roof")
    solar_support_cny_per_kwh = Column("f4", "CNY/kWh", "generation support its panels were promised")
    solar_plan = Column("i1", "1", "1 when panels are to be bought this month, -1 none", default=NO_PLAN)

    base_kwh_per_month = Column("f4", "kWh/month", "electricity of lights and appliances at reference price")
    cooling_kwh_per_cdd = Column("f4", "kWh/(K day)", "electricity of air conditioning at reference price")
    heat_mj_per_hdd = Column("f4", "MJ/(K day)", "useful heat at reference price")
    cooking_mj_per_month = Column("f4", "MJ/month", "useful heat of cooking and hot water")
    car_km_per_month = Column("f4", "km/month", "distance it would drive with a car at reference fuel cost")
    electricity_kwh = Column("f4", "kWh/month", "electricity used this month, own solar included")
    petrol_tj = Column("f4", "TJ/month", "petrol burnt this month")
    heating_fuel_tj = Column("f4", "TJ/month", "coal, gas or district heat used for heating this month")
    cooking_fuel_tj = Column("f4", "TJ/month", "fuel used for cooking and hot water this month")
    report_saving = Column("f4", "1", "share of its electricity saved for what energy reports taught it")
    heated_with = Column("u1", "1", "heating system it used this month, index in names.HEATING_SYSTEMS")
    cooked_with = Column("u1", "1", "carrier it cooked with this month, index in names.CARRIERS")
    mixed_waste_kg = Column("f4", "kg/month", "waste thrown away mixed, before carbon points")
    sorted_waste_kg = Column("f4", "kg/month", "waste sorted, before carbon points")

    attitude = Column("f4", "1", "how much it cares, by topic: 0 not at all, 1 fully", default=0.5, width=len(TOPICS))
    attitude_baseline = Column("f4", "1", "where its attitudes return to when nobody speaks", default=0.5)
    message_fatigue = Column("f4", "contacts", "messages heard and not yet forgotten")
    learnt_in = Column("i2", "month", "month its attitudes were last brought up to date")
    knowledge = Column("i1", "1", "bits: 1 heat pump, 2 solar, 4 electric cars, 8 efficiency label")
