"""The state of a firm: every column with unit and meaning.

A row holds the totals of the ``represents`` real firms it stands for; a large plant is one row. An output unit is
1 CNY of gross output at base prices. Months count from the first simulated month (negative: before the start).

Reads: nothing. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core.columns import Array, Column, ColumnarAgent
from sim.world.names import N_CARRIERS


class Firm(ColumnarAgent):
    """A firm agent; see the module for conventions."""

    luck = Column("i8", "1", "key of the firm's draws, for life")
    sector = Column("i1", "1", "index in FIRM_SECTORS")
    district = Column("i1", "1", "index of its district")
    state_owned = Column("i1", "1", "1 when it belongs to the state")
    large = Column(
        "i1", "1", "1 when the row is one large plant or a leading group, whose luck is spread over many works"
    )
    clean_equipment = Column("i1", "1", "1 when it makes clean equipment")
    represents = Column("f8", "firms", "real firms the row stands for")
    entered_month = Column("i4", "month", "month it entered")

    capacity_units_per_month = Column("f8", "units/month", "most it can make in a month")
    market_share = Column("f8", "1", "share of its sector's orders it is offered")
    output_units = Column("f8", "units/month", "output this month")
    expected_units = Column("f8", "units/month", "output it expects to sell")
    unit_cost_cny = Column("f8", "CNY/unit", "cost of a unit at current prices")
    carbon_cost_cny = Column("f8", "CNY/unit", "of which carbon price, net of free permits")
    cost_luck_cny = Column("f8", "CNY/unit", "own cost shock, good years negative")
    opex_cny_per_unit = Column(
        "f8", "CNY/unit", "running cost against its sector: technologies adopted, and at the start its product mix"
    )

    energy_tj_per_unit = Column("f8", "TJ/unit", "energy use per unit by carrier", width=N_CARRIERS)
    energy_tj = Column("f8", "TJ/month", "energy used this month by carrier", width=N_CARRIERS)
    process_t_per_unit = Column("f8", "t/unit", "process CO2 per unit, before capture")
    capture_share = Column("f8", "1", "share of its CO2 that is captured")
    process_co2_t = Column("f8", "t/month", "process CO2 this month, before capture")
    captured_co2_t = Column("f8", "t/month", "CO2 captured this month")
    fuel_co2_t = Column("f8", "t/month", "CO2 of fuels this month, before capture")
    vintage_factor = Column("f8", "1", "energy need of its machines over the mean plant at the start", default=1.0)
    pv_kw = Column("f8", "kW", "solar panels on its roofs")
    roof_kw = Column("f8", "kW", "panels its roofs can carry")
    battery_kwh = Column("f8", "kWh", "battery behind the meter")

    known = Column("i8", "bits", "technologies it knows of")
    adopted = Column("i8", "bits", "technologies it has")
    suitable = Column("i8", "bits", "technologies that can be used at its site")
    route_age_months = Column("i2", "months", "age of the main equipment since it was built or relined")
    boiler_age_months = Column("i2", "months", "age of its boilers")
    vehicle_age_months = Column("i2", "months", "age of its vehicles and machines")
    relining_months = Column("i2", "months", "months between two relinings of the main equipment")
    payback_years = Column("f4", "years", "payback it requires")
    hurdle_rate = Column("f4", "1/year", "rate at which it discounts savings")

    planned_option = Column("i2", "1", "technology it wants, -1 none", default=-1)
    planned_capex_cny = Column("f8", "CNY", "price of what it wants")
    planned_grant_cny = Column("f8", "CNY", "grant it counts on")
    planned_value_cny = Column("f8", "CNY", "net present value of what it wants")
    planned_avoided_t = Column("f8", "t/year", "CO2 it expects to avoid")
    project_cny = Column("f8", "CNY/month", "price of technology bought this month")
    project_fitting_cny = Column("f8", "CNY/month", "of which fitting by local firms")
    grant_cny = Column("f8", "CNY/month", "grant due this month")
    expansion_share_per_year = Column("f8", "1/year", "growth of capacity decided for the coming year")
    renewal_share_per_year = Column("f8", "1/year", "share of machines replaced in the coming year")
    stranded_cny = Column("f8", "CNY", "book value lost by closing equipment early, so far")
    close_month = Column("i4", "month", "month by which it must meet the standard or close, -1 none", default=-1)

    fixed_assets_cny = Column("f8", "CNY", "book value of works and machines")
    cash_cny = Column("f8", "CNY", "money in the bank")
    orders_cny = Column("f8", "CNY/month", "intermediate inputs and building work bought this month")
    energy_bill_cny = Column("f8", "CNY/month", "fuel, electricity and heat of this month")
    electricity_bill_cny = Column("f8", "CNY/month", "of which electricity, net of solar sales")
    equipment_cny = Column("f8", "CNY/month", "machines renewed and added this month")
    profit_cny = Column("f8", "CNY/month", "profit after interest and wear, before tax on profit")
    coverage = Column("f8", "1", "profit before interest over interest, remembered over a year", default=3.0)
    distress_months = Column("i2", "months", "months with negative equity and interest not covered")
    rating = Column("f4", "1/year", "default probability its balance sheet suggests", default=0.02)

    bank = Column("i1", "1", "its bank")
    loan_sought_cny = Column("f8", "CNY", "loan applied for this month")
    loan_purpose = Column("i1", "1", "index in GREEN_CATEGORIES, 100 ordinary, -1 no application", default=-1)
    loan_granted = Column("i1", "1", "1 when the bank accepted this month's application")
    loan_rate_offered_pct = Column("f8", "%/year", "rate offered for this month's application")
    collateral_cny = Column("f8", "CNY", "fixed assets a bank accepts as security")
    debt_cny = Column("f8", "CNY", "ordinary principal outstanding")
    green_debt_cny = Column("f8", "CNY", "principal that financed eligible technology")
    debt_rate_pct = Column("f8", "%/year", "rate on ordinary principal")
    green_debt_rate_pct = Column("f8", "%/year", "rate on green principal")
    debt_months_left = Column("i2", "months", "months until ordinary principal is repaid")
    green_debt_months_left = Column("i2", "months", "months until green principal is repaid")
    interest_paid_cny = Column("f8", "CNY/month", "interest paid this month on ordinary principal")
    green_interest_paid_cny = Column("f8", "CNY/month", "interest paid this month on green principal")
    principal_paid_cny = Column("f8", "CNY/month", "ordinary principal repaid this month")
    green_principal_paid_cny = Column("f8", "CNY/month", "green principal repaid this month")
    written_off_cny = Column("f8", "CNY/month", "ordinary principal the bank lost this month")
    green_written_off_cny = Column("f8", "CNY/month", "green principal the bank lost this month")


class PlanColumns(NamedTuple):
    """Columns of the monthly costing."""

    alive: Array
    sector: Array
    energy_tj_per_unit: Array
    process_t_per_unit: Array
    capture_share: Array
    opex_cny_per_unit: Array
    cost_luck_cny: Array
    output_units: Array
    expected_units: Array
    capacity_units_per_month: Array
    market_share: Array
    unit_cost_cny: Array
    carbon_cost_cny: Array
    orders_cny: Array


class DecideColumns(NamedTuple):
    """Columns of the yearly technology decision."""

    alive: Array
    sector: Array
    luck: Array
    represents: Array
    energy_tj_per_unit: Array
    process_t_per_unit: Array
    capture_share: Array
    expected_units: Array
    known: Array
    adopted: Array
    suitable: Array
    route_age_months: Array
    boiler_age_months: Array
    vehicle_age_months: Array
    relining_months: Array
    hurdle_rate: Array
    fixed_assets_cny: Array
    cash_cny: Array
    state_owned: Array
    pv_kw: Array
    roof_kw: Array
    close_month: Array
    large: Array


class WishColumns(NamedTuple):
    """Columns a decision writes."""

    planned_option: Array
    planned_capex_cny: Array
    planned_grant_cny: Array
    planned_value_cny: Array
    planned_avoided_t: Array
    loan_sought_cny: Array
    loan_purpose: Array
    loan_granted: Array
    expansion_share_per_year: Array
    renewal_share_per_year: Array
    capacity_units_per_month: Array
    cost_luck_cny: Array
    debt_cny: Array
    green_debt_cny: Array
    coverage: Array


class ProduceColumns(NamedTuple):
    """Columns of production."""

    alive: Array
    sector: Array
    capacity_units_per_month: Array
    market_share: Array
    energy_tj_per_unit: Array
    process_t_per_unit: Array
    capture_share: Array
    pv_kw: Array
    battery_kwh: Array
    output_units: Array
    energy_tj: Array
    process_co2_t: Array
    captured_co2_t: Array
    fuel_co2_t: Array
    energy_bill_cny: Array
    electricity_bill_cny: Array


class InvestColumns(NamedTuple):
    """Columns changed by investment."""

    alive: Array
    sector: Array
    energy_tj_per_unit: Array
    process_t_per_unit: Array
    capture_share: Array
    opex_cny_per_unit: Array
    vintage_factor: Array
    capacity_units_per_month: Array
    market_share: Array
    expansion_share_per_year: Array
    renewal_share_per_year: Array
    fixed_assets_cny: Array
    equipment_cny: Array
    unit_cost_cny: Array
    clean_equipment: Array
    route_age_months: Array
    boiler_age_months: Array
    vehicle_age_months: Array


class AdoptColumns(NamedTuple):
    """Columns changed where a new technology is installed."""

    planned_option: Array
    planned_capex_cny: Array
    planned_grant_cny: Array
    adopted: Array
    pv_kw: Array
    roof_kw: Array
    battery_kwh: Array
    project_cny: Array
    project_fitting_cny: Array
    grant_cny: Array
    stranded_cny: Array
    relining_months: Array


class PayColumns(NamedTuple):
    """Columns of the month's payments."""

    alive: Array
    sector: Array
    output_units: Array
    orders_cny: Array
    energy_bill_cny: Array
    fuel_co2_t: Array
    process_co2_t: Array
    captured_co2_t: Array
    equipment_cny: Array
    project_cny: Array
    project_fitting_cny: Array
    fixed_assets_cny: Array
    cash_cny: Array
    profit_cny: Array
    coverage: Array
    distress_months: Array
    rating: Array
    collateral_cny: Array


class DebtColumns(NamedTuple):
    """Columns of debt service."""

    debt_cny: Array
    green_debt_cny: Array
    debt_rate_pct: Array
    green_debt_rate_pct: Array
    debt_months_left: Array
    green_debt_months_left: Array
    interest_paid_cny: Array
    green_interest_paid_cny: Array
    principal_paid_cny: Array
    green_principal_paid_cny: Array
    written_off_cny: Array
    green_written_off_cny: Array


class LearnColumns(NamedTuple):
    """Columns of awareness."""

    alive: Array
    sector: Array
    district: Array
    luck: Array
    known: Array
    vintage_factor: Array
    energy_tj_per_unit: Array
    close_month: Array


class AdviceColumns(NamedTuple):
    """Columns that say whom advice reaches and what it costs there."""

    alive: Array
    sector: Array
    luck: Array
    represents: Array
    energy_bill_cny: Array


class PeerColumns(NamedTuple):
    """Columns in which a newcomer takes after the firms of its sector."""

    market_share: Array
    vintage_factor: Array
    process_t_per_unit: Array
    opex_cny_per_unit: Array
    energy_tj_per_unit: Array
    adopted: Array
    known: Array
    suitable: Array
