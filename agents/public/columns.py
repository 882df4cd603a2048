"""Columns of the government, and the parameters of its budget.

Reads, writes and draws nothing: declarations only.
"""

from __future__ import annotations

from sim.core.columns import Column, ColumnarAgent
from sim.core.params import Parameter, ParameterGroup

PARAMETERS = ParameterGroup(
    "government", __name__, "GovernmentParameters",
    Parameter("first_debt_share", 0.9, 0.2, 2.0, "1", "MoF 2020: local debt was 93 % of local comprehensive revenue",
              "debt in the first month over a year's regular spending"),
    Parameter("debt_limit_share", 1.3, 0.8, 3.0, "1", "State Council 2016 No. 88, MoF: red above 120 % of comprehensive revenue",
              "largest debt over a year's revenue"),
    Parameter("stance_strength", 0.15, 0.0, 1.0, "1", "assumption: spending bends by 15 % of a debt overrun",
              "cut of regular spending per unit of debt ratio above the wanted one"),
    Parameter("stance_speed_per_month", 0.04, 0.0, 0.2, "1/month", "assumption: budgets are annual", "speed of the correction"),
    Parameter("equalisation_share_per_year", 0.08, 0.0, 0.3, "1/year",
              "assumption: upper levels correct what a city lacks or has too much of over about a decade",
              "share of the distance from the first debt ratio that transfers make up in a year"),
    Parameter("equalised_share", 0.8, 0.0, 1.0, "1",
              "assumption: general transfers follow standard spending less standard revenue (MoF 2022 No. 45)",
              "share of the gap between regular spending and own revenue that transfers follow"),
    Parameter("equalisation_memory_months", 36.0, 12.0, 120.0, "months", "assumption: transfer formulas use past accounts",
              "time over which transfers follow the gap"),
    Parameter("interest_pct", 3.4, 2.0, 6.0, "%/year", "MoF 2020: local bonds issued at 3.4 %", "interest on public debt"),
    Parameter("bond_term_months", 120.0, 36.0, 360.0, "months", "assumption: bonds of about ten years (MoF 2020: 14.7 new)",
              "term of public debt"),
    Parameter("cash_months", 1.0, 0.25, 4.0, "months", "assumption: treasuries hold about a month of outlays",
              "cash kept, in months of regular spending"),
    Parameter("growth_memory_months", 24.0, 6.0, 60.0, "months", "assumption: budgets follow output with a lag",
              "time over which regular spending follows the city's output"),
)  # fmt: skip
GovernmentParameters = PARAMETERS.tuple_type


class Government(ColumnarAgent):
    """The city government: one purse."""

    cash_cny = Column("f8", "CNY", "money in the treasury")
    debt_cny = Column("f8", "CNY", "bonds outstanding")
    growth_index = Column("f8", "1", "remembered output of the city over the first year's", 1.0)
    stance = Column("f8", "1", "factor on regular spending from the debt rule", 1.0)
    transfers_base_cny = Column("f8", "CNY/month", "net transfers from upper levels, as fixed by the first year")
    regular_spending_cny = Column("f8", "CNY/month", "goods, works and social transfers this month")
    revenue_cny = Column("f8", "CNY/month", "own regular revenue this month")
    carbon_revenue_cny = Column("f8", "CNY/month", "carbon revenue of last month")
    green_fund_cny = Column("f8", "CNY", "carbon revenue set aside for firms' green equipment")
    programme_spending_cny = Column("f8", "CNY/month", "spending that levers caused this month")
