"""What the inspector says of one agent: which of its attributes, in which words and units, in English and Chinese.

Each attribute names its column, how it is shown (a number in a unit, or words for codes) and its title; columns an
agent needs only for its own bookkeeping are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from experiments.dashboard.lever_words import OPTIONS
from experiments.texts import text
from sim.world.names import FIRM_SECTORS, HEATING_SYSTEMS, VEHICLES

Pair = tuple[str, str]


@dataclass(frozen=True)
class Attribute:
    """One attribute shown: its column, title, unit (both languages), factor to that unit, and words of its codes."""

    column: str
    title: Pair
    unit: Pair = ("", "")
    factor: float = 1.0
    codes: tuple[str, ...] = ()


_CNY_YEAR, _CNY, _CNY_MONTH = ("CNY/year", "元/年"), ("CNY", "元"), ("CNY/month", "元/月")
_MN_CNY, _MJ_MONTH, _T_MONTH = ("mn CNY", "百万元"), ("MJ/month", "兆焦/月"), ("t/month", "吨/月")
_PERCENT, _KW, _YES_NO = ("%", "%"), ("kW", "千瓦"), ("no", "yes")

HOUSEHOLD = (
    Attribute("district", ("district", "所在区县"), codes=("district",)),
    Attribute("quintile", ("income group", "收入组"), codes=("poorest", "second", "middle", "fourth", "richest")),
    Attribute("size_persons", ("people", "人口"), ("persons", "人")),
    Attribute("area_m2", ("dwelling", "住房面积"), ("m²", "平方米")),
    Attribute("insulation", ("insulation", "保温等级"), codes=("none", "half", "good", "best")),
    Attribute("own_parking", ("can charge a car at home", "可在家充电"), codes=_YES_NO),
    Attribute("income_cny_per_year", ("income", "可支配收入"), _CNY_YEAR),
    Attribute("savings_cny", ("savings", "储蓄"), _CNY),
    Attribute("energy_bill_cny", ("energy bill", "能源账单"), _CNY_MONTH),
    Attribute("loan_cny", ("loans", "贷款余额"), _CNY),
    Attribute("green_loan_cny", ("of which green", "其中绿色贷款"), _CNY),
    Attribute("loan_rate_pct", ("rate on loans", "贷款利率"), ("%/year", "%/年")),
    Attribute("vehicle", ("car", "汽车"), codes=VEHICLES),
    Attribute("heating", ("heating", "取暖"), codes=HEATING_SYSTEMS),
    Attribute("appliance", ("appliances", "家电"), codes=("standard_appliance", "efficient_appliance")),
    Attribute("solar_kw", ("solar panels", "光伏"), _KW),
    Attribute("roof_kw", ("roof could carry", "屋顶可装"), _KW),
    Attribute("electricity_kwh", ("electricity", "用电"), ("kWh/month", "千瓦时/月")),
    Attribute("petrol_tj", ("petrol", "汽油"), _MJ_MONTH, 1e6),
    Attribute("heating_fuel_tj", ("fuel for heating", "取暖燃料"), _MJ_MONTH, 1e6),
    Attribute("cooking_fuel_tj", ("fuel for cooking", "炊事燃料"), _MJ_MONTH, 1e6),
    Attribute("mixed_waste_kg", ("waste unsorted", "未分类垃圾"), ("kg/month", "千克/月")),
    Attribute("sorted_waste_kg", ("waste sorted", "已分类垃圾"), ("kg/month", "千克/月")),
    Attribute("attitude", ("cares about the climate (0 to 100)", "环保态度（0–100）"), ("", ""), 100.0),
)  # fmt: skip

FIRM = (
    Attribute("alive", ("in business", "在营"), codes=_YES_NO),
    Attribute("sector", ("sector", "行业"), codes=FIRM_SECTORS),
    Attribute("district", ("district", "所在区县"), codes=("district",)),
    Attribute("state_owned", ("state-owned", "国有"), codes=_YES_NO),
    Attribute("represents", ("stands for", "代表企业数"), ("firms", "家")),
    Attribute("market_share", ("share of its sector's orders", "行业订单份额"), _PERCENT, 100.0),
    Attribute("unit_cost_cny", ("cost of a unit", "单位成本"), ("CNY", "元")),
    Attribute("carbon_cost_cny", ("of which carbon price", "其中碳价"), ("CNY", "元")),
    Attribute("energy_bill_cny", ("energy bill", "能源账单"), ("mn CNY/month", "百万元/月"), 1e-6),
    Attribute("fuel_co2_t", ("CO₂ of fuels", "燃料二氧化碳"), _T_MONTH),
    Attribute("process_co2_t", ("CO₂ of processes", "工艺二氧化碳"), _T_MONTH),
    Attribute("captured_co2_t", ("CO₂ captured", "捕集二氧化碳"), _T_MONTH),
    Attribute("adopted", ("technologies adopted", "已采用技术"), ("", ""), codes=("technologies",)),
    Attribute("pv_kw", ("solar panels", "光伏"), _KW),
    Attribute("battery_kwh", ("battery", "储能"), ("kWh", "千瓦时")),
    Attribute("payback_years", ("payback it requires", "要求回收期"), ("years", "年")),
    Attribute("hurdle_rate", ("discounts savings at", "贴现率"), ("%/year", "%/年"), 100.0),
    Attribute("profit_cny", ("profit", "利润"), ("mn CNY/month", "百万元/月"), 1e-6),
    Attribute("cash_cny", ("cash", "现金"), _MN_CNY, 1e-6),
    Attribute("fixed_assets_cny", ("works and machines", "固定资产"), _MN_CNY, 1e-6),
    Attribute("debt_cny", ("ordinary loans", "普通贷款"), _MN_CNY, 1e-6),
    Attribute("green_debt_cny", ("green loans", "绿色贷款"), _MN_CNY, 1e-6),
    Attribute("debt_rate_pct", ("rate on loans", "贷款利率"), ("%/year", "%/年")),
    Attribute("rating", ("default probability", "违约概率"), ("%/year", "%/年"), 100.0),
)  # fmt: skip

ATTRIBUTES = {"household": HOUSEHOLD, "firm": FIRM}

CODES: dict[str, Pair] = {
    **OPTIONS,
    "none": ("none", "无"), "half": ("half", "一半"), "good": ("good", "较好"), "best": ("best", "最好"),
    "no": ("no", "否"), "yes": ("yes", "是"), "poorest": ("poorest fifth", "最低五分之一"), "second": ("second fifth", "第二个五分之一"),
    "middle": ("middle fifth", "中间五分之一"), "fourth": ("fourth fifth", "第四个五分之一"), "richest": ("richest fifth", "最高五分之一"),
    "petrol": ("petrol car", "燃油车"), "hybrid": ("hybrid car", "混合动力车"), "phev": ("plug-in hybrid", "插电混动车"),
    "bev": ("battery car", "纯电动车"), "district_heat": ("district heat", "集中供热"), "keep": ("keep the old one", "继续用旧的"),
    "old_car": ("the old car, or a used one", "旧车或二手车"),
    "no_panels": ("no panels", "不装光伏"), "panels": ("solar panels", "安装光伏"), "nothing": ("nothing", "不采取行动"),
    "steel_trt_cdq": ("top-pressure turbine, dry quenching", "余压发电与干熄焦"), "steel_energy_management": ("energy management, waste heat", "能源管理与余热"),
    "steel_scrap_eaf": ("scrap electric arc furnace", "废钢电炉"), "steel_h2_dri": ("hydrogen direct reduction", "氢直接还原"),
    "steel_tgr_ccus": ("top-gas recycling with capture", "炉顶煤气循环与碳捕集"), "cement_whr": ("waste heat power", "余热发电"),
    "cement_emos": ("energy optimisation system", "能源优化系统"), "cement_rdf": ("fuels from waste", "废弃物替代燃料"),
    "cement_clinker_substitution": ("calcined clay and slag", "熟料替代"), "cement_ccus": ("kiln capture", "窑炉碳捕集"),
    "chem_efficiency": ("steam, insulation, management", "蒸汽、保温与能源管理"), "chem_electric_steam": ("heat pumps, electric steam", "热泵与电蒸汽"),
    "chem_green_hydrogen": ("green hydrogen", "绿氢"), "chem_electric_cracking": ("electric cracking furnaces", "电加热裂解炉"),
    "chem_ccus": ("capture of CO₂", "碳捕集"), "nonferrous_cells": ("better cells", "电解槽改造"), "nonferrous_efficiency": ("furnaces and waste heat", "炉窑与余热"),
    "nonferrous_secondary": ("metal from scrap", "再生金属"), "nonferrous_inert_anode": ("inert anodes", "惰性阳极"),
    "mining_drives": ("variable speed drives", "变频驱动"), "mining_electric_haulage": ("electric haulage", "电动运输"),
    "mining_gas_use": ("mine gas instead of coal", "瓦斯代煤"), "mining_efficiency": ("energy management", "能源管理"),
    "manufacturing_motors": ("efficient motors", "高效电机"), "manufacturing_efficiency": ("management, steam, insulation", "能源管理、蒸汽与保温"),
    "manufacturing_heat_pump": ("industrial heat pump", "工业热泵"), "manufacturing_gas_boiler": ("gas boiler instead of coal", "煤改气锅炉"),
    "manufacturing_electric_boiler": ("electric boiler", "电锅炉"), "construction_hybrid_machinery": ("hybrid machinery", "混合动力机械"),
    "construction_electric_machinery": ("battery machinery", "电动机械"), "construction_prefabrication": ("prefabrication", "装配式施工"),
    "transport_fleet_efficiency": ("tyres, aerodynamics, telematics", "车队节能"), "transport_lng_trucks": ("LNG lorries", "天然气货车"),
    "transport_battery_trucks": ("battery lorries and buses", "电动货车与客车"), "transport_hydrogen_trucks": ("fuel-cell lorries", "氢燃料货车"),
    "transport_rail_shift": ("rail sidings", "公转铁"), "services_led_hvac": ("lighting and air-conditioning", "照明与空调改造"),
    "services_heat_pump": ("heat pump", "热泵"), "services_envelope": ("insulation and windows", "围护结构改造"),
    "services_electric_fleet": ("electric cars and buses", "电动车队"), "agriculture_pumps": ("efficient pumps", "高效水泵"),
    "agriculture_electric_machinery": ("electric machinery", "电动农机"), "agriculture_heat": ("greenhouse heat pumps, biogas", "温室热泵与沼气"),
    "rooftop_pv": ("rooftop solar", "屋顶光伏"), "battery_storage": ("battery", "储能电池"),
}  # fmt: skip

DECISIONS: dict[str, Pair] = {
    "vehicle": ("car", "汽车"), "heating": ("heating", "取暖"), "appliance": ("appliances", "家电"), "solar": ("solar roof", "屋顶光伏"),
    "technology": ("technology", "技术投资"),
}  # fmt: skip

COMPONENTS: dict[str, Pair] = {
    "available": ("available", "可选"), "price_cny": ("price (CNY)", "价格（元）"), "running_cny_per_year": ("running cost (CNY/year)", "运行费用（元/年）"),
    "cost": ("cost", "成本效用"), "comfort": ("comfort", "舒适"), "need": ("need", "需要"), "models": ("choice of models", "车型选择"),
    "range_and_charging": ("range and charging", "续航与充电"), "neighbours": ("neighbours", "邻里影响"), "attitude": ("attitude", "态度"),
    "habit": ("habit", "习惯"), "taste": ("own taste", "个人偏好"), "total": ("total", "合计"), "payback_years": ("payback (years)", "回收期（年）"),
    "chance": ("chance", "概率"), "draw": ("draw", "抽签"), "saving_cny_per_year": ("saving (CNY/year)", "节省（元/年）"),
    "grant_cny": ("grant (CNY)", "补助（元）"), "financing_value_cny": ("value of cheap credit (CNY)", "优惠信贷价值（元）"),
    "hassle_cny": ("effort (CNY)", "麻烦成本（元）"), "net_present_value_cny": ("net present value (CNY)", "净现值（元）"),
}  # fmt: skip

WHY: dict[str, Pair] = {
    "vehicle": ("The available option with the highest total wins.", "在可选项中，合计最高者入选。"),
    "heating": ("The available option with the highest total wins.", "在可选项中，合计最高者入选。"),
    "appliance": ("The available option with the highest total wins.", "在可选项中，合计最高者入选。"),
    "solar": ("Bought when the draw falls below the chance and a loan is within reach.", "抽签低于概率且贷款可及时购买。"),
    "technology": (
        "The usable option worth most at its own discount rate is planned, if cash and credit allow.",
        "在自身贴现率下净现值最高的可用技术入选，前提是现金和信贷允许。",
    ),
    "carried": ("It was carried out.", "已实施。"),
    "not_carried": ("It was not carried out: loan, grant or skilled staff were missing.", "未实施：缺少贷款、补助或技术人员。"),
    "none_worth": ("Nothing usable was worth its price, or cash was short.", "没有值得投资的可用技术，或现金不足。"),
}  # fmt: skip


def code_word(code: str, language: str) -> str:
    """Return the word for an option or a code of an attribute; sectors are named as in the charts."""
    if code in FIRM_SECTORS:
        return text(f"sector_{code}", language)
    return _pick(CODES.get(code, (code.replace("_", " "),) * 2), language)


def component_word(component: str, language: str) -> str:
    """Return the word for what an option was weighed by."""
    return _pick(COMPONENTS.get(component, (component.replace("_", " "),) * 2), language)


def _pick(pair: Pair, language: str) -> str:
    return pair[1] if language == "zh" else pair[0]
