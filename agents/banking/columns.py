"""Columns of a bank, and the parameters of lending.

Reads, writes and draws nothing: declarations only.
"""

from __future__ import annotations

from sim.core.columns import Column, ColumnarAgent
from sim.core.params import Parameter, ParameterGroup
from sim.world.names import N_FIRM_SECTORS

PARAMETERS = ParameterGroup(
    "bank", __name__, "BankParameters",
    Parameter("loss_given_default", 0.45, 0.3, 0.6, "1", "CBIRC capital rules 2012: 45 % for unsecured senior claims",
              "share of a failed loan that is lost"),
    Parameter("tenor_premium_pp_per_year", 0.05, 0.0, 0.2, "percentage points/year",
              "LPR 5 years less LPR 1 year: 0.5 to 0.8 points (PBoC 2020-2024), part of it in the reference",
              "added to the rate per year of term"),
    Parameter("base_spread_pp", 0.0, -0.5, 1.5, "percentage points",
              "assumption: enterprise loans cost 0.2 to 0.7 points more than the reference (PBoC MPR 2019-2024)",
              "added to every loan beside risk and cost"),
    Parameter("household_spread_pp", 0.8, 0.0, 3.0, "percentage points", "assumption: consumer loans cost more to handle",
              "added to household loans"),
    Parameter("capital_ratio_minimum", 0.105, 0.08, 0.13, "1", "CBIRC capital rules 2012: 10.5 %",
              "capital over risk-weighted assets below which nothing is lent"),
    Parameter("capital_ratio_wanted", 0.13, 0.11, 0.17, "1", "CBIRC: 14 to 15 % in 2019 to 2024, city banks 12 to 13 %",
              "ratio above which profits are paid out faster"),
    Parameter("capital_ratio_rescue", 0.08, 0.04, 0.1, "1", "assumption: owners step in before the licence is lost",
              "ratio below which owners inject capital"),
    Parameter("replenishment_per_month", 0.03, 0.0, 0.2, "1/month",
              "assumption: capital bonds and new shares close a gap over about three years (CBIRC 2019-2023)",
              "share of the distance to the wanted capital ratio that new capital makes up in a month"),
    Parameter("household_risk_weight", 0.75, 0.5, 1.0, "1", "CBIRC capital rules 2012: 75 % for retail", "weight of household loans"),
    Parameter("liquid_risk_weight", 0.1, 0.0, 0.25, "1", "assumption: government bonds 0 %, claims on banks 20 to 25 %",
              "weight of reserves, bonds and claims on banks"),
    Parameter("sector_limit", 0.30, 0.1, 0.6, "1", "assumption: internal limits of a quarter to a third of the book",
              "largest share of one firm sector in a bank's loans"),
    Parameter("sector_slack", 0.15, 0.0, 0.5, "1", "assumption: banks of an industrial city live with its structure",
              "by how much a sector may exceed its first share where that is above the limit"),
    Parameter("default_limit", 0.012, 0.006, 0.1, "1/year",
              "assumption: with the error below one in ten to one in four small firms is refused (PBoC, CHFS 2015)",
              "expected default probability, as the bank sees it, above which a firm is refused"),
    Parameter("assessment_error_sd", 0.7, 0.0, 1.5, "1",
              "assumption: small firms' books tell banks their default probability within a factor of two",
              "log standard deviation of a bank's error on a firm's default probability, drawn each year"),
    Parameter("debt_service_limit", 0.50, 0.35, 0.6, "1", "CBIRC 2004: debt service at most 55 % of income",
              "household debt service over income above which a loan is refused"),
    Parameter("own_collateral_share", 0.5, 0.2, 0.8, "1", "assumption: new equipment is lent on at half its price",
              "share of a loan secured by what it buys"),
    Parameter("guarantee_score_relief", 0.1, 0.0, 0.3, "1", "assumption: a guarantor lets lenders go to the legal limit",
              "rise of the household limit with a full guarantee"),
    Parameter("relending_pass_through", 0.6, 0.2, 1.0, "1", "assumption: facility loans were priced near the reference (PBoC 2021)",
              "share of cheaper funding that reaches the borrower"),
    Parameter("relending_term_months", 36.0, 12.0, 60.0, "months", "PBoC 2021: one year, two roll-overs", "term of refinancing"),
    Parameter("funding_spread_pp", 0.7, 0.0, 2.0, "percentage points", "assumption: term and wholesale funding over deposits",
              "cost of marginal funding over the deposit rate"),
    Parameter("treasury_discount_pp", 1.0, 0.0, 2.5, "percentage points", "assumption: bonds yield 2.8 to 3.2 % at an LPR of 4 %",
              "yield of liquid assets below the lending reference"),
    Parameter("operating_cost_share", 0.008, 0.004, 0.015, "1/year", "CBIRC 2020: cost-income ratio 31 %, about 0.7 % of assets",
              "operating cost over assets"),
    Parameter("local_staff_share", 0.4, 0.2, 0.6, "1", "assumption: pay of local staff is 40 % of cost", "share paid as wages in the city"),
    Parameter("profit_tax_share", 0.20, 0.15, 0.25, "1", "assumption: 25 % less exempt bond income", "tax on profit"),
    Parameter("pay_out_share", 0.3, 0.0, 0.6, "1", "annual reports 2020: large banks pay out 30 %", "dividends over profit"),
    Parameter("single_borrower_limit", 0.15, 0.1, 0.25, "1", "CBIRC 2018 No. 1: exposure to one name at most 15 % of tier-1",
              "debt of one borrower over a bank's capital above which all banks lend together"),
    Parameter("opening_green_share_transport", 0.25, 0.1, 0.4, "1",
              "PBoC 2020: 3.62 trillion green of about 14 trillion to transport (rail, metro, electric fleets)",
              "green share of transport firms' debt in the first month and of their ordinary loans"),
    Parameter("opening_green_term_months", 180.0, 84.0, 300.0, "months",
              "assumption: rail, water and buildings are lent on for 15 years (PBoC 2020: most green loans are long)",
              "term of such green loans, also of those of the first month"),
    Parameter("opening_green_share_services", 0.06, 0.0, 0.15, "1",
              "assumption after PBoC 2020: water, environment and efficient buildings in loans to services",
              "the same of service and construction firms"),
    Parameter("opening_green_share_industry", 0.03, 0.0, 0.1, "1",
              "assumption after PBoC 2020: energy saving and recycling in loans to industry",
              "the same of industrial firms"),
    Parameter("distress_months", 3.0, 1.0, 12.0, "months", "CBIRC 2023 No. 1: overdue by more than 90 days is non-performing",
              "months of distress after which a borrower's debt counts as non-performing"),
)  # fmt: skip
BankParameters = PARAMETERS.tuple_type


class Bank(ColumnarAgent):
    """One bank: its balance sheet and its terms."""

    kind = Column("i1", "index", "row of banks in pricing.KINDS")
    customer_share = Column("f8", "1", "share of customers")
    cost_spread_pp = Column("f8", "percentage points", "own cost above the market's")
    capital_ratio_first = Column("f8", "1", "capital ratio in the first month")
    net_position_cny = Column("f8", "CNY", "liquid assets less deposits")
    deposits_cny = Column("f8", "CNY", "deposits of households, firms and the power company")
    household_loans_cny = Column("f8", "CNY", "loans to households")
    firm_loans_cny = Column("f8", "CNY", "loans to firms and the power company")
    green_loans_cny = Column("f8", "CNY", "of all loans: eligible green ones")
    sector_loans_cny = Column("f8", "CNY", "loans by firm sector, and to the power company", width=N_FIRM_SECTORS + 1)
    sector_limit_share = Column("f8", "1", "largest share of each sector in its loans", width=N_FIRM_SECTORS + 1)
    relending_cny = Column("f8", "CNY", "refinancing outstanding")
    relending_rate_pct = Column("f8", "%/year", "mean rate of refinancing")
    guaranteed_cny = Column("f8", "CNY", "part of green loans the public purse would pay for")
    guarantee_claim_cny = Column("f8", "CNY", "claimed from the government, paid next month")
    nonperforming_cny = Column("f8", "CNY", "loans to distressed borrowers, not green")
    green_nonperforming_cny = Column("f8", "CNY", "green loans to distressed borrowers")
    written_off_cny = Column("f8", "CNY", "loans written off this month, not green")
    green_written_off_cny = Column("f8", "CNY", "green loans written off this month")
    profit_cny = Column("f8", "CNY", "profit of this month")
    capital_cny = Column("f8", "CNY", "net position plus loans less refinancing")
    risk_weighted_cny = Column("f8", "CNY", "risk-weighted assets")
    capital_ratio = Column("f8", "1", "capital over risk-weighted assets")
    lending_room_cny = Column("f8", "CNY", "risk-weighted lending its capital allows this month")
