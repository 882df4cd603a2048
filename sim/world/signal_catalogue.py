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
    Signal("public_works_cny_per_month", "CNY/month", 0.0, "add", "public building of networks and plants"),
    Signal("durable_banned", "1", 0.0, "max", "1 when this durable may no longer be sold", ("durable",)),
    Signal("coal_stove_ban", "1", 0.0, "max", "share of coal stoves that must be replaced within a year", ("district",)),
    Signal("heat_network_reach", "1", 0.0, "max", "1 when a new district heating network serves the district", ("district",)),
    Signal("gas_network_reach", "1", 0.0, "max", "1 when a new town gas network serves the district", ("district",)),
    Signal("electric_heating_support_cny_per_kwh", "CNY/kWh", 0.0, "add",
           "running-cost support for electric heating and heat pumps", ("district",)),
    Signal("new_building_code_step", "insulation classes", 0.0, "add", "how much better new dwellings are insulated"),
    Signal("energy_report_share", "1", 0.0, "max", "share of households that see their use against similar neighbours",
           ("district",)),
    Signal("energy_reports_per_year", "1/year", 0.0, "max", "energy reports such a household gets in a year"),
    Signal("energy_report_approval", "1", 0.0, "max", "how far a report approves of thrift (an injunctive message)"),
    Signal("carbon_points_cny_per_kg", "CNY/kg", 0.0, "add", "reward per kg CO2 avoided by recorded behaviour", ("topic",)),
    Signal("carbon_points_cap_cny_per_year", "CNY/year", 0.0, "max", "largest yearly reward of a household"),
    Signal("carbon_points_signup_share", "1", 0.0, "max", "share of households that can sign up easily", ("district",)),
    Signal("transit_access_gain", "1", 0.0, "add", "added share of trips public transport can serve", ("district",)),
    Signal("transit_service_cny_per_month", "CNY/month", 0.0, "add", "public cost of building and running added public transport"),
    Signal("transit_fare_change_cny_per_km", "CNY/km", 0.0, "add", "change of public transport fares"),
    Signal("parking_price_cny_per_day", "CNY/day", 0.0, "add", "price of parking a car in town, on working days"),
    Signal("plate_quota_per_year", "cars/year", NO_LIMIT, "min", "new cars that can be registered by lottery"),
    Signal("plate_quota_ev_exempt", "1", 0.0, "max", "1 when electric cars need no plate lottery"),
    Signal("driving_limit_share", "1", 0.0, "max", "share of days a petrol car may not drive"),
    Signal("chargers_added_per_thousand_cars", "chargers per 1000 cars", 0.0, "add", "chargers built by programmes", ("district",)),
    Signal("sorting_enforcement", "1", 0.0, "max", "strength of the waste-sorting rule", ("district",)),
    Signal("sorting_collection", "1", 0.0, "max", "share of homes with convenient sorted collection", ("district",)),
    Signal("recycling_share_gain", "1", 0.0, "add", "added share of sorted waste that is recycled or composted"),
    Signal("incineration_share_gain", "1", 0.0, "add", "added share of mixed waste that is burnt instead of landfilled"),
    Signal("sorted_waste_cost_cny_per_t", "CNY/t", 0.0, "max", "public cost of collecting and treating sorted waste apart"),
    Signal("incineration_fee_cny_per_t", "CNY/t", 0.0, "max", "paid to the power company for waste burnt instead of landfilled"),
    Signal("food_waste_rule", "1", 0.0, "max", "strength of the rule against wasting food"),
    Signal("packaging_deposit_share", "1", 0.0, "max", "share of packaging covered by a deposit"),
    Signal("firm_grant_share", "1", 0.0, "max", "share of a firm's eligible equipment paid by a grant", ("green",)),
    Signal("firm_grant_budget_cny_per_year", "CNY/year", 0.0, "add", "public budget of these grants, first come, first served",
           ("green",)),
    Signal("plant_intensity_limit", "1", NO_LIMIT, "min",
           "energy per output over the sector's base-year mean above which a plant must retrofit or close", ("sector",)),
    Signal("plant_deadline_year", "year", NO_LIMIT, "min",
           "January in which plants above the limit close, a year's notice at least", ("sector",)),
    Signal("firm_audit_share", "1/year", 0.0, "max", "share of firms audited per year: they learn of options", ("sector",)),
    Signal("firm_training_share", "1", 0.0, "max", "share of firms with trained energy managers: less hassle", ("sector",)),
    Signal("firm_training_depth", "1", 0.0, "max", "how much of a full course trained energy managers have had"),
    Signal("firm_training_cost_cny_per_year", "CNY/firm/year", 0.0, "max", "paid per firm in a full course"),
    Signal("firm_audit_cost_cny", "CNY/audit", 0.0, "max", "paid by the public purse per audit"),
    Signal("skilled_staff_factor", "1", 1.0, "multiply", "factor on the city's skilled staff for retrofits"),
    Signal("skilled_staff_cost_cny_per_year", "CNY/person/year", 0.0, "max", "paid per skilled person the city has more"),
    Signal("technology_extension", "1/year", 0.0, "add", "added yearly chance that a firm hears of an option", ("green",)),
    Signal("technology_extension_cost_cny", "CNY/visit", 0.0, "max", "paid by the public purse per firm visited"),
    Signal("research_support_cny_per_year", "CNY/year", 0.0, "add", "demonstration of frontier technology in the city",
           ("green",)),
    Signal("research_local_share", "1", 1.0, "min", "share of research support spent in the city", ("green",)),
    Signal("capacity_growth_limit", "1/year", NO_LIMIT, "min", "capacity approved per year over present capacity", ("sector",)),
    Signal("capacity_approval_threshold_tce", "tce/year", 0.0, "max",
           "energy use of an expansion or new plant below which it need not apply"),
    Signal("capacity_replacement_ratio", "1", 0.0, "max", "old capacity closed per unit of new capacity", ("sector",)),
    Signal("free_permits_t_per_cny", "t/CNY", 0.0, "add", "CO2 permits received free per output unit (power: per MWh from fuel)", ("sector",)),
    Signal("renewable_share_required", "1", 0.0, "max", "share of the city's electricity use its own renewables must supply"),
    Signal("green_certificate_cny_per_mwh", "CNY/MWh", 0.0, "max",
           "paid for each MWh by which own renewables fall short of what is required"),
    Signal("public_green_power_share", "1", 0.0, "max", "share of public bodies' electricity bought as green power"),
    Signal("public_green_power_premium_cny_per_kwh", "CNY/kWh", 0.0, "max", "paid for green power above the tariff"),
    Signal("storage_share_required", "1", 0.0, "max", "storage built with new wind and solar, over their capacity"),
    Signal("coal_age_limit_years", "years", NO_LIMIT, "min", "age at which coal units must close"),
    Signal("evaluation_most_steps", "steps", 0.0, "max", "how many steps the yearly review may ask for; 0: none is held"),
    Signal("evaluation_tolerance", "1", NO_LIMIT, "min", "share of its base by which an indicator may lag behind its milestone"),
    Signal("evaluation_months_to_rectify", "months", NO_LIMIT, "min", "time within which laggards must rectify"),
    Signal("evaluation_award_cny", "CNY", 0.0, "add", "paid by the province after a review in which nothing lags"),
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
EVALUATION_MOST_STEPS = CATALOGUE.offset["evaluation_most_steps"]
EVALUATION_TOLERANCE = CATALOGUE.offset["evaluation_tolerance"]
EVALUATION_MONTHS_TO_RECTIFY = CATALOGUE.offset["evaluation_months_to_rectify"]
EVALUATION_AWARD = CATALOGUE.offset["evaluation_award_cny"]
PUBLIC_WORKS = CATALOGUE.offset["public_works_cny_per_month"]
STRENGTHENING = CATALOGUE.offset["strengthening"]
DURABLE_BANNED = CATALOGUE.offset["durable_banned"]
COAL_STOVE_BAN = CATALOGUE.offset["coal_stove_ban"]
HEAT_NETWORK_REACH = CATALOGUE.offset["heat_network_reach"]
GAS_NETWORK_REACH = CATALOGUE.offset["gas_network_reach"]
ELECTRIC_HEATING_SUPPORT = CATALOGUE.offset["electric_heating_support_cny_per_kwh"]
NEW_BUILDING_CODE_STEP = CATALOGUE.offset["new_building_code_step"]
ENERGY_REPORT_SHARE = CATALOGUE.offset["energy_report_share"]
ENERGY_REPORTS_PER_YEAR = CATALOGUE.offset["energy_reports_per_year"]
ENERGY_REPORT_APPROVAL = CATALOGUE.offset["energy_report_approval"]
CARBON_POINTS = CATALOGUE.offset["carbon_points_cny_per_kg"]
CARBON_POINTS_CAP = CATALOGUE.offset["carbon_points_cap_cny_per_year"]
CARBON_POINTS_SIGNUP = CATALOGUE.offset["carbon_points_signup_share"]
TRANSIT_ACCESS_GAIN = CATALOGUE.offset["transit_access_gain"]
TRANSIT_SERVICE = CATALOGUE.offset["transit_service_cny_per_month"]
TRANSIT_FARE_CHANGE = CATALOGUE.offset["transit_fare_change_cny_per_km"]
PARKING_PRICE = CATALOGUE.offset["parking_price_cny_per_day"]
PLATE_QUOTA = CATALOGUE.offset["plate_quota_per_year"]
PLATE_QUOTA_EV_EXEMPT = CATALOGUE.offset["plate_quota_ev_exempt"]
DRIVING_LIMIT_SHARE = CATALOGUE.offset["driving_limit_share"]
CHARGERS_ADDED = CATALOGUE.offset["chargers_added_per_thousand_cars"]
SORTING_ENFORCEMENT = CATALOGUE.offset["sorting_enforcement"]
SORTING_COLLECTION = CATALOGUE.offset["sorting_collection"]
RECYCLING_SHARE_GAIN = CATALOGUE.offset["recycling_share_gain"]
INCINERATION_SHARE_GAIN = CATALOGUE.offset["incineration_share_gain"]
SORTED_WASTE_COST = CATALOGUE.offset["sorted_waste_cost_cny_per_t"]
INCINERATION_FEE = CATALOGUE.offset["incineration_fee_cny_per_t"]
FOOD_WASTE_RULE = CATALOGUE.offset["food_waste_rule"]
PACKAGING_DEPOSIT_SHARE = CATALOGUE.offset["packaging_deposit_share"]
FIRM_GRANT_SHARE = CATALOGUE.offset["firm_grant_share"]
FIRM_GRANT_BUDGET = CATALOGUE.offset["firm_grant_budget_cny_per_year"]
PLANT_INTENSITY_LIMIT = CATALOGUE.offset["plant_intensity_limit"]
PLANT_DEADLINE_YEAR = CATALOGUE.offset["plant_deadline_year"]
FIRM_AUDIT_SHARE = CATALOGUE.offset["firm_audit_share"]
FIRM_TRAINING_SHARE = CATALOGUE.offset["firm_training_share"]
FIRM_TRAINING_DEPTH = CATALOGUE.offset["firm_training_depth"]
FIRM_TRAINING_COST = CATALOGUE.offset["firm_training_cost_cny_per_year"]
FIRM_AUDIT_COST = CATALOGUE.offset["firm_audit_cost_cny"]
SKILLED_STAFF_FACTOR = CATALOGUE.offset["skilled_staff_factor"]
SKILLED_STAFF_COST = CATALOGUE.offset["skilled_staff_cost_cny_per_year"]
TECHNOLOGY_EXTENSION = CATALOGUE.offset["technology_extension"]
TECHNOLOGY_EXTENSION_COST = CATALOGUE.offset["technology_extension_cost_cny"]
RESEARCH_SUPPORT = CATALOGUE.offset["research_support_cny_per_year"]
RESEARCH_LOCAL_SHARE = CATALOGUE.offset["research_local_share"]
CAPACITY_GROWTH_LIMIT = CATALOGUE.offset["capacity_growth_limit"]
CAPACITY_APPROVAL_THRESHOLD = CATALOGUE.offset["capacity_approval_threshold_tce"]
CAPACITY_REPLACEMENT_RATIO = CATALOGUE.offset["capacity_replacement_ratio"]
FREE_PERMITS = CATALOGUE.offset["free_permits_t_per_cny"]
RENEWABLE_SHARE_REQUIRED = CATALOGUE.offset["renewable_share_required"]
GREEN_CERTIFICATE = CATALOGUE.offset["green_certificate_cny_per_mwh"]
PUBLIC_GREEN_POWER_SHARE = CATALOGUE.offset["public_green_power_share"]
PUBLIC_GREEN_POWER_PREMIUM = CATALOGUE.offset["public_green_power_premium_cny_per_kwh"]
STORAGE_SHARE_REQUIRED = CATALOGUE.offset["storage_share_required"]
COAL_AGE_LIMIT_YEARS = CATALOGUE.offset["coal_age_limit_years"]
