"""The public signals of the city: where policies speak and agents listen.

Kernels read ``signals[S.NAME + place]`` where ``S.NAME`` is the offset bound below as a module constant.
"""

from __future__ import annotations

from sim.core.signals import Signal, SignalCatalogue
from sim.world import names as n

AXES = {
    "sector": n.EMISSION_SECTORS,
    "carrier": n.CARRIERS,
    "customer": n.CUSTOMERS,
    "durable": n.DURABLES,
    "quintile": n.QUINTILES,
    "district": n.DISTRICTS,
    "topic": n.TOPICS,
    "channel": n.CHANNELS,
    "green": n.GREEN_CATEGORIES,
    "tier": n.TIERS,
}

NO_LIMIT = 1e15

SIGNALS = (
    Signal("fuel_carbon_price", "CNY/t", 0.0, "add", "price paid per tonne of CO2 from fuels", ("sector",)),
    Signal("process_carbon_price", "CNY/t", 0.0, "add", "price paid per tonne of process CO2", ("sector",)),
    Signal("announced_carbon_price", "CNY/t", 0.0, "add",
           "carbon price announced for five years ahead, times the announcement's credibility", ("sector",)),
    Signal("carbon_revenue_dividend_share", "1", 0.0, "max", "share of carbon revenue paid back per head"),
    Signal("carbon_revenue_green_share", "1", 0.0, "max", "share of carbon revenue spent on firms' green equipment"),
    Signal("green_loan_discount_pp", "percentage points", 0.0, "add", "rate cut on eligible loans", ("green",)),
    Signal("green_refinanced_share", "1", 0.0, "max", "share of an eligible loan's principal refinanced", ("green",)),
    Signal("green_relending_rate_pct", "%/year", 100.0, "min", "rate banks pay on the refinanced principal"),
    Signal("green_loan_quota_cny_per_year", "CNY/year", 0.0, "add", "eligible principal refinanced per year at most"),
    Signal("green_guarantee_share", "1", 0.0, "max", "share of an eligible loan's loss the public purse bears", ("green",)),
    Signal("green_tenor_extra_months", "months", 0.0, "max", "longer tenor of eligible loans", ("green",)),
    Signal("tou_peak_valley_ratio", "1", 1.0, "max", "ratio of peak to valley electricity price", ("customer",)),
    Signal("tou_households_share", "1", 0.0, "max", "share of households on the time-of-use tariff"),
    Signal("tier_threshold_factor", "1", 1.0, "multiply", "factor on the upper bounds of tiers 1 and 2", ("tier",)),
    Signal("tier_price_adder_cny_per_kwh", "CNY/kWh", 0.0, "add", "change of a tier's price", ("tier",)),
    Signal("electricity_adder_cny_per_kwh", "CNY/kWh", 0.0, "add", "levy or rebate by customer class", ("customer",)),
    Signal("electricity_surcharge_cny_per_kwh", "CNY/kWh", 0.0, "add",
           "differential price for plants less efficient than their sector's baseline", ("sector",)),
    Signal("purchase_support_cny", "CNY", 0.0, "add", "paid to the buyer of a durable", ("durable", "quintile")),
    Signal("purchase_support_share", "1", 0.0, "max", "share of the price paid to the buyer", ("durable", "quintile")),
    Signal("purchase_support_cap_cny", "CNY", 0.0, "max", "most a buyer can get through the share", ("durable",)),
    Signal("purchase_support_budget_cny_per_year", "CNY/year", 0.0, "add",
           "public budget of purchase support, first come, first served", ("durable",)),
    Signal("scrappage_bonus_cny", "CNY", 0.0, "add", "added when an old petrol car is scrapped for this one", ("durable",)),
    Signal("purchase_tax_exempt_share", "1", 0.0, "max", "share of the vehicle purchase tax waived", ("durable",)),
    Signal("solar_generation_support_cny_per_kwh", "CNY/kWh", 0.0, "add", "paid per kWh of new household solar"),
    Signal("campaign_intensity", "contacts per person and month", 0.0, "add", "messages reaching a resident",
           ("topic", "channel", "district")),
    Signal("campaign_norm_feedback", "1", 0.0, "max", "share of messages that compare with neighbours", ("topic",)),
    Signal("programme_cost_cny_per_month", "CNY/month", 0.0, "add", "public cost of running campaigns and programmes"),
    Signal("strengthening", "steps", 0.0, "max", "how many steps the yearly evaluation asks laggard measures to tighten"),
)  # fmt: skip

CATALOGUE = SignalCatalogue(SIGNALS, AXES)

FUEL_CARBON_PRICE = CATALOGUE.offset["fuel_carbon_price"]
PROCESS_CARBON_PRICE = CATALOGUE.offset["process_carbon_price"]
ANNOUNCED_CARBON_PRICE = CATALOGUE.offset["announced_carbon_price"]
CARBON_REVENUE_DIVIDEND_SHARE = CATALOGUE.offset["carbon_revenue_dividend_share"]
CARBON_REVENUE_GREEN_SHARE = CATALOGUE.offset["carbon_revenue_green_share"]
GREEN_LOAN_DISCOUNT_PP = CATALOGUE.offset["green_loan_discount_pp"]
GREEN_REFINANCED_SHARE = CATALOGUE.offset["green_refinanced_share"]
GREEN_RELENDING_RATE_PCT = CATALOGUE.offset["green_relending_rate_pct"]
GREEN_LOAN_QUOTA = CATALOGUE.offset["green_loan_quota_cny_per_year"]
GREEN_GUARANTEE_SHARE = CATALOGUE.offset["green_guarantee_share"]
GREEN_TENOR_EXTRA_MONTHS = CATALOGUE.offset["green_tenor_extra_months"]
TOU_PEAK_VALLEY_RATIO = CATALOGUE.offset["tou_peak_valley_ratio"]
TOU_HOUSEHOLDS_SHARE = CATALOGUE.offset["tou_households_share"]
TIER_THRESHOLD_FACTOR = CATALOGUE.offset["tier_threshold_factor"]
TIER_PRICE_ADDER = CATALOGUE.offset["tier_price_adder_cny_per_kwh"]
ELECTRICITY_ADDER = CATALOGUE.offset["electricity_adder_cny_per_kwh"]
ELECTRICITY_SURCHARGE = CATALOGUE.offset["electricity_surcharge_cny_per_kwh"]
PURCHASE_SUPPORT_CNY = CATALOGUE.offset["purchase_support_cny"]
PURCHASE_SUPPORT_SHARE = CATALOGUE.offset["purchase_support_share"]
PURCHASE_SUPPORT_CAP = CATALOGUE.offset["purchase_support_cap_cny"]
PURCHASE_SUPPORT_BUDGET = CATALOGUE.offset["purchase_support_budget_cny_per_year"]
SCRAPPAGE_BONUS = CATALOGUE.offset["scrappage_bonus_cny"]
PURCHASE_TAX_EXEMPT_SHARE = CATALOGUE.offset["purchase_tax_exempt_share"]
SOLAR_GENERATION_SUPPORT = CATALOGUE.offset["solar_generation_support_cny_per_kwh"]
CAMPAIGN_INTENSITY = CATALOGUE.offset["campaign_intensity"]
CAMPAIGN_NORM_FEEDBACK = CATALOGUE.offset["campaign_norm_feedback"]
PROGRAMME_COST = CATALOGUE.offset["programme_cost_cny_per_month"]
STRENGTHENING = CATALOGUE.offset["strengthening"]
