"""Columns of the power company and of its units, and the parameters of its rules.

Reads, writes and draws nothing: declarations only.
"""

from __future__ import annotations

from sim.core.columns import Column, ColumnarAgent
from sim.core.params import Parameter, ParameterGroup

PARAMETERS = ParameterGroup(
    "power", __name__, "PowerParameters",
    Parameter("equity_share", 0.25, 0.2, 0.5, "1", "State Council 2019: own capital of power projects at least 20 %",
              "share of an investment paid from own cash"),
    Parameter("equity_return_pct", 8.0, 5.0, 12.0, "%/year", "assumption: return asked by state power groups of 6 to 8 %",
              "return asked on own capital"),
    Parameter("full_build_margin", 0.25, 0.05, 1.0, "1", "assumption: developers ramp up with profitability",
              "net present value over capital cost at which the whole yearly limit is built"),
    Parameter("losses_before_retirement_months", 36.0, 12.0, 120.0, "months", "assumption: owners wait about three years",
              "months of loss after which a fossil unit closes"),
    Parameter("last_coal_approval_year", 2030.0, 2020.0, 2060.0, "year",
              "assumption: coal use is to be phased down from 2026 (NDC 2021); approvals end with the plan period",
              "last year in which coal plants may be built for reliability"),
    Parameter("wanted_reserve_margin", 0.15, 0.05, 0.3, "1", "DL/T 5429-2009: reserve of 12 to 15 % of peak load",
              "reserve margin below which capacity is built for reliability"),
    Parameter("capacity_payment_cny_per_kw_year", 100.0, 0.0, 330.0, "CNY/kW/year",
              "NDRC 2023 No. 1501: 100 CNY/kW in 2024 and 2025, 165 and more from 2026", "provincial payment for firm capacity"),
    Parameter("capacity_payment_from_year", 2024.0, 2020.0, 2060.0, "year", "NDRC 2023 No. 1501", "first year of the payment"),
    Parameter("network_charge_cny_per_kwh", 0.16, 0.08, 0.25, "CNY/kWh", "NDRC 2020 No. 1508: provincial network prices",
              "transmission and distribution charge of large customers"),
    Parameter("commercial_network_extra_cny_per_kwh", 0.08, 0.0, 0.15, "CNY/kWh",
              "assumption: lower voltage levels cost more (NDRC 2020 No. 1508)", "added to the charge of commercial customers"),
    Parameter("residential_network_cny_per_kwh", 0.23, 0.15, 0.35, "CNY/kWh", "assumption: cost of low-voltage supply",
              "cost of the network for homes and farms, part of it paid by others"),
    Parameter("levies_cny_per_kwh", 0.027, 0.01, 0.05, "CNY/kWh", "MoF 2016: renewable levy 0.019, funds of about 0.01",
              "national levies on industry and commerce"),
    Parameter("residential_pass_through", 0.3, 0.0, 1.0, "1", "assumption: homes' prices follow supply cost slowly",
              "share of changes of procurement cost that reaches homes and farms"),
    Parameter("price_memory_months", 12.0, 3.0, 36.0, "months", "assumption: procurement is contracted by the year",
              "time over which retail prices follow procurement"),
    Parameter("market_feed_in_from_year", 2025.42, 2020.0, 2060.0, "year", "NDRC 2025 No. 136: new solar is priced by the market",
              "from when rooftop electricity is paid the midday price instead of the coal benchmark"),
    Parameter("home_heat_price_cny_per_tj", 32000.0, 20000.0, 60000.0, "CNY/TJ", "assumption: municipal prices of 25 to 32 CNY/GJ",
              "price of district heat for homes in the first year"),
    Parameter("firm_heat_price_cny_per_tj", 52000.0, 30000.0, 90000.0, "CNY/TJ", "assumption: steam at 160 CNY/t, 3 GJ/t",
              "price of heat for firms in the first year"),
    Parameter("labour_share", 0.25, 0.1, 0.5, "1", "NBS input-output table 2020: electricity and heat supply",
              "pay over value added"),
    Parameter("value_added_per_job_cny", 620000.0, 300000.0, 1200000.0, "CNY/job/year", "assumption after NBS: 2.7 million in supply",
              "value added per employee in the first year"),
    Parameter("profit_tax_share", 0.25, 0.15, 0.25, "1", "Enterprise Income Tax Law 2007: 25 %", "tax on the month's profit"),
    Parameter("production_tax_share", 0.03, 0.01, 0.06, "1", "assumption: value-added tax net of inputs over sales",
              "taxes on production over sales"),
    Parameter("pay_out_share", 0.8, 0.3, 1.0, "1", "assumption: the owners take what is not needed",
              "share of cash above the buffer paid out"),
    Parameter("cash_buffer_months", 2.0, 0.5, 6.0, "months", "assumption: fuel and pay of two months",
              "cash kept, in months of sales"),
    Parameter("line_growth_pct_per_year", 10.0, 0.0, 15.0, "%/year",
              "NEA 2020-2024: cross-province transmission grew by 6 to 11 % a year", "fastest growth of lines to the province"),
    Parameter("installation_share", 0.22, 0.1, 0.4, "1", "assumption: civil works and fitting of power plants",
              "share of capital cost paid to local construction firms"),
    Parameter("loan_term_months", 144.0, 60.0, 240.0, "months", "assumption: power projects borrow for 10 to 15 years",
              "term of loans"),
)  # fmt: skip
PowerParameters = PARAMETERS.tuple_type


class PowerUnit(ColumnarAgent):
    """One generating unit, store or boiler house (a year's wind or solar farms are one unit)."""

    technology = Column("i1", "index", "row of power_technologies.csv")
    kind = Column("i1", "index", "how it is dispatched (grid.KINDS)")
    carrier = Column("i1", "index", "fuel, -1 for none", -1)
    is_chp = Column("i1", "1", "1 when it also supplies heat")
    synthetic = Column("i1", "1", "1 when size and age are drawn, not known", 1)
    capacity_mw = Column("f8", "MW", "capacity (of heat for boilers)")
    availability = Column("f8", "1", "share of hours it can run")
    min_load_share = Column("f8", "1", "stable minimum load")
    contract_share = Column("f8", "1", "share of capacity that runs by contract at any price")
    dependable_share = Column("f8", "1", "share of capacity counted on in the peak hour")
    heat_rate_tj_per_mwh = Column("f8", "TJ/MWh", "fuel per electricity; of boilers TJ per TJ of heat")
    variable_cost_cny_per_kwh = Column("f8", "CNY/kWh", "operation without fuel and carbon")
    fixed_cost_cny_per_kw_year = Column("f8", "CNY/kW/year", "staff and maintenance")
    bid_offset_cny_per_kwh = Column("f8", "CNY/kWh", "worth of its place and contracts over the provincial price")
    full_load_factor = Column("f8", "1", "own wind or sun hours over the province's", 1.0)
    built_year = Column("f8", "year", "start of operation")
    lifetime_years = Column("f8", "years", "age of retirement")
    loss_months = Column("i4", "months", "consecutive months of loss")
    margin_cny = Column("f8", "CNY", "this month's revenue less variable and fixed cost")
    generation_mwh = Column("f8", "MWh", "made (of a store: discharged) in each block this month", width=4)
    charged_mwh = Column("f8", "MWh", "charged in each block this month", width=4)
    must_run_mwh = Column("f8", "MWh", "owed to heat and contracts in each block", width=4)
    heat_tj = Column("f8", "TJ", "heat made this month")
    marginal_cost_cny_per_kwh = Column("f8", "CNY/kWh", "cost of one more kWh this month")


class PowerCompany(ColumnarAgent):
    """The city's power and heat company: owns the units, sells to everybody, trades with the province."""

    bank = Column("i1", "index", "bank it borrows from")
    cash_cny = Column("f8", "CNY", "money in the bank")
    sector = Column("i1", "index", "emission sector", 10)
    rating = Column("f4", "1", "expected yearly default probability", 0.004)
    collateral_cny = Column("f8", "CNY", "fixed assets a bank would lend on")
    fixed_assets_cny = Column("f8", "CNY", "book value of units")
    loan_sought_cny = Column("f8", "CNY", "credit applied for this month")
    loan_purpose = Column("i1", "index", "green category, 100 ordinary, -1 none", -1)
    loan_granted = Column("i1", "1", "1 when the bank accepted")
    loan_rate_offered_pct = Column("f8", "%/year", "rate of the accepted loan", 4.6)
    distress_months = Column("i2", "months", "months with negative equity and interest not covered")
    debt_cny = Column("f8", "CNY", "other debt outstanding")
    green_debt_cny = Column("f8", "CNY", "eligible green debt outstanding")
    debt_rate_pct = Column("f8", "%/year", "mean rate of other debt", 4.6)
    green_debt_rate_pct = Column("f8", "%/year", "mean rate of green debt", 4.4)
    debt_months_left = Column("f8", "months", "remaining term of other debt")
    green_debt_months_left = Column("f8", "months", "remaining term of green debt")
    interest_paid_cny = Column("f8", "CNY", "interest on other debt this month")
    green_interest_paid_cny = Column("f8", "CNY", "interest on green debt this month")
    principal_paid_cny = Column("f8", "CNY", "other debt repaid this month")
    green_principal_paid_cny = Column("f8", "CNY", "green debt repaid this month")
    written_off_cny = Column("f8", "CNY", "other debt written off this month")
    green_written_off_cny = Column("f8", "CNY", "green debt written off this month")
