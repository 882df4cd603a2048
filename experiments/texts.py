"""The words of tables, pictures and reports, in English and Chinese."""

from __future__ import annotations

from sim.core.errors import InputError

LANGUAGES = ("en", "zh")

_TEXTS: dict[str, tuple[str, str]] = {
    "year_word": ("yr", "年"),
    "paths_title": ("CO₂ emissions of {city}, imported electricity included", "{city}二氧化碳排放（含外购电力）"),
    "paths_note": (
        "Line: median of runs; band: 10 to 90 %; circles: the runs' own peaks (three-year mean).",
        "实线：各次运行的中位数；阴影：10–90 % 区间；圆圈：各次运行自身的峰值（三年平均）。",
    ),
    "imported_electricity": ("imported electricity", "外购电力"),
    "sector_steel": ("iron and steel", "钢铁"),
    "sector_cement": ("cement and minerals", "水泥建材"),
    "sector_chemicals": ("chemicals and refining", "石化化工"),
    "sector_nonferrous": ("non-ferrous metals", "有色金属"),
    "sector_mining": ("mining", "采矿"),
    "sector_manufacturing": ("manufacturing", "制造业"),
    "sector_construction": ("construction", "建筑业"),
    "sector_transport": ("transport", "交通物流"),
    "sector_services": ("services", "服务业"),
    "sector_agriculture": ("agriculture", "农业"),
    "sector_power": ("power and heat", "电力热力"),
    "sector_households": ("households", "居民"),
    "sector_waste": ("waste", "废弃物"),
    "column_co2_total_mt": ("total emissions (Mt CO₂)", "总排放（百万吨）"),
    "column_ev_sales_share": ("electric share of car sales", "新能源车销售占比"),
    "column_heat_pump_share": ("homes heated by heat pump", "热泵采暖家庭占比"),
    "column_rooftop_pv_gw": ("rooftop solar (GW)", "屋顶光伏（GW）"),
    "column_nonfossil_share": ("non-fossil share of energy", "非化石能源占比"),
    "column_electricity_use_twh": ("electricity use (TWh)", "用电量（TWh）"),
    "column_energy_burden_q1": ("energy burden, poorest fifth", "最低收入五分之一家庭能源负担"),
    "report_title": ("Carbon peak of {city}", "{city}碳达峰"),
    "baseline": ("baseline", "基准情景"),
    "headline": ("What the runs say", "运行结果摘要"),
    "table_case": ("case", "情景"),
    "table_year": ("peak year", "达峰年份"),
    "table_height": ("height (Mt)", "峰值（百万吨）"),
    "table_by_2030": ("P(peak by 2030)", "2030年前达峰概率"),
    "table_cost": ("public cost (bn CNY)", "公共支出（十亿元）"),
    "table_burden": ("burden of poorest fifth", "最低收入组能源负担"),
    "table_cumulative": ("cumulative (Mt)", "累计排放（百万吨）"),
    "status_peaked": ("peaked", "已达峰"),
    "status_plateau": ("on a plateau", "平台期"),
    "status_before_start": ("before the start", "起始年前已达峰"),
    "status_not_yet": ("not yet", "尚未达峰"),
    "effects": ("Effects against the baseline", "相对基准的效果"),
    "effects_note": (
        "Mean difference over paired runs (same luck, same demand from outside) with its 95 % interval.",
        "成对运行（相同随机数、相同外部需求）的平均差异及95 %区间。",
    ),
    "effect_outcome": ("outcome", "指标"),
    "effect_unit": ("unit", "单位"),
    "effect_mean": ("effect", "效果"),
    "effect_interval": ("95 % interval", "95 % 区间"),
    "group_peak": ("peak", "峰值"),
    "group_structure": ("structure", "结构"),
    "group_efficiency": ("efficiency", "效率"),
    "group_cost": ("cost", "成本"),
    "group_fairness": ("fairness", "公平"),
    "group_safety": ("safety", "安全"),
    "sectors": ("Where the emissions come from", "排放来源"),
    "transition": ("What lies behind them", "背后的转型"),
    "spending": ("Public spending by lever", "各项政策的公共支出"),
    "events": ("What happened on the way (first run)", "过程中的事件（第一次运行）"),
    "assumed": ("What was assumed, not observed", "假设而非观测的数据"),
    "assumed_note": (
        "These values of the scenario are estimates or medians of the city's type; ensembles vary the sector split.",
        "以下情景数据为估计值或同类城市中位数；集合运行对部门构成取随机变化。",
    ),
    "closures": ("Closures", "闭合检验"),
    "closures_note": (
        "Largest break in any run: energy and carbon (limit 1e-9 of gross flow), money (1e-6), stocks (exact).",
        "各次运行中的最大偏差：能源与碳（限值为总流量的1e-9）、货币（1e-6）、存量（精确）。",
    ),
    "provenance": ("How to make this again", "如何复现"),
    "interrupted": (
        "The command was interrupted; these are the runs that had finished.",
        "命令被中断，以下为已完成的运行。",
    ),
}


def text(key: str, language: str = "en") -> str:
    """Return a text in a language (``en`` or ``zh``); every text exists in both."""
    return _TEXTS[key][LANGUAGES.index(language)]


def check_language(language: str) -> str:
    """Return ``language`` when there are texts in it, else raise ``InputError``."""
    if language not in LANGUAGES:
        raise InputError("unknown language", where="--lang", given=language, allowed=" or ".join(LANGUAGES))
    return language
