"""The levers' words: titles, what they do, parameters with their hints, units and options, in English and Chinese.

English hints stand beside the parameters themselves, in ``policies``; here are the short English labels and all the
Chinese. A test asks that no lever, parameter, unit or option of the catalogue is missing.
"""

from __future__ import annotations

from typing import Any

LEVER_TITLES_ZH = {
    "green_credit": "绿色信贷", "green_bond": "绿色债券", "green_fund": "绿色基金", "carbon_tax": "碳税",
    "emissions_trading": "碳排放权交易", "electricity_pricing": "电价政策", "purchase_support": "购置补贴",
    "standards": "标准", "clean_heating": "清洁取暖", "power_transition": "电力转型", "behaviour_campaign": "宣传行动",
    "home_energy_report": "家庭用能报告", "carbon_points": "碳积分", "green_travel": "绿色出行",
    "waste_and_recycling": "垃圾分类与回收", "key_project": "重点项目", "innovation": "科技创新", "training": "培训",
    "park_carbon_control": "园区碳管控", "ecological_restoration": "生态修复", "dual_control": "双控",
    "carbon_accounts": "碳账户", "evaluation": "评估考核",
}  # fmt: skip

# what a lever does, what an agent sees of it
DOES_ZH = {
    "green_credit": ("为合格技术提供更便宜、期限更长、部分担保的贷款；央行向银行再贷款", "合格技术的利率更低、审批更容易、期限更长"),
    "carbon_tax": ("对所涵盖的燃料和工艺排放按吨收取价格，并明示收入用途", "所用燃料和工艺排放的每吨价格"),
    "electricity_pricing": ("峰谷电价、居民阶梯、分类加价，低效工厂用电更贵", "按时段、阶梯、类别和能效计的电价"),
    "purchase_support": ("用公共资金支持购买耐用品：补贴、报废奖励、免税、光伏补贴", "当年预算用完之前，耐用品价格更低"),
    "standards": ("低于限值的产品退出市场，超过限额的工厂限期改造或关停，新建住宅执行更高标准", "在售产品减少；限期改造令；更严格的建筑节能标准"),
    "clean_heating": ("建设供热和燃气管网，补贴取暖设备和冬季用电，随后淘汰燃煤炉", "管网通到家门口；设备和冬季用电更便宜；限期更换燃煤炉的通知"),
    "power_transition": ("规定可再生能源和储能建设，煤电机组到龄关停，公共机构购买绿电", "电力公司的建设和关停义务，以及绿电价格"),
    "waste_and_recycling": ("分类收集与执法，回收和焚烧能力，反食品浪费，包装押金", "附近的分类投放点和分类要求，反食品浪费规定，包装押金"),
    "behaviour_campaign": ("通过选定渠道传播信息并反馈邻里用能；预算决定接触次数", "某一主题的信息，其中一部分与邻居作比较"),
    "evaluation": ("每年对照里程碑评估：落后则逐步加严，达标则给予资金奖励", "落后于里程碑的措施次年加严"),
    "home_energy_report": ("定期寄送用能报告，让家庭看到自家与相似邻居的用电对比", "自家用电与本区县相似家庭的对比，可附对节约的肯定"),
    "carbon_points": ("对有记录的低碳行为按所避免的碳排放给予小额奖励，以商品或配额兑现", "少用一度电、少开一公里车、分类垃圾可得的奖励，每年有上限"),
    "green_travel": ("改善公共交通与票价，调节停车价格、车牌摇号、限行，建设公共充电桩", "不开车能完成多少出行，以及开车进城的费用和限制"),
    "training": ("培训企业能源管理人员、开展能源审计、培养节能改造专业人才", "改造麻烦更少、可接受的回收期更长、及时了解达标办法；审计指出可用技术"),
    "innovation": ("支持所选技术的研发与示范，并由推广服务介绍给企业", "技术提前若干年可用、安装更便宜，并由推广服务得知"),
    "dual_control": ("新建、扩建高耗能项目须经审查；能耗与碳排放预算限制批准量", "今年可批准新增多少产能、须淘汰多少旧产能"),
    "ecological_restoration": ("宜林宜湿地变为森林或湿地，随林龄吸收二氧化碳；耕地受保护，不得占用", "政府造林或恢复湿地，款项付给本地企业；资金紧张时延后"),
}  # fmt: skip

# by parameter: English label, Chinese label, Chinese hint
PARAMETERS = {
    "eligible": ("eligible for", "适用范围", "绿色贷款可用于什么"),
    "discount_pp": ("rate discount", "利率优惠", "合格贷款利率下调"),
    "refinanced_share": ("share refinanced", "再贷款比例", "央行再贷款占合格贷款本金的比例"),
    "relending_rate_pct": ("relending rate", "再贷款利率", "银行为再贷款本金支付的利率"),
    "quota_mn_cny_per_year": ("quota", "额度", "每年最多再贷款的合格本金"),
    "quota_gdp_pct": ("quota over output", "额度占产出", "同一上限，以基准年地区生产总值的百分比计；两者取低"),
    "guarantee_share": ("share guaranteed", "担保比例", "合格贷款损失由公共资金承担的比例"),
    "tenor_extra_months": ("longer tenor", "期限延长", "合格贷款期限延长多少"),
    "level": ("price", "价格", "该政策第一年的价格，2020年不变价"),
    "growth_pct_per_year": ("growth", "年增长率", "价格逐年增长"),
    "coverage": ("coverage", "覆盖范围", "对什么定价"),
    "revenue_use": ("use of revenue", "收入用途", "收入去向：财政、人均等额发放或企业绿色设备补助"),
    "revenue_share": ("share for that use", "用于该用途的比例", "用于该用途的收入比例，其余进入财政"),
    "classes": ("customer classes", "用户类别", "适用峰谷比和加价的用户类别"),
    "peak_valley_ratio": ("peak over valley", "峰谷价比", "这些类别的峰段电价与谷段电价之比"),
    "household_tou_share": ("homes on time-of-use", "峰谷电价家庭比例", "使用峰谷电价的家庭比例"),
    "household_peak_valley_ratio": ("homes: peak over valley", "居民峰谷价比", "居民峰谷电价的峰谷比"),
    "tier1_threshold_factor": ("bound of tier 1", "第一档上限系数", "第一档电量上限的系数"),
    "tier2_threshold_factor": ("bound of tier 2", "第二档上限系数", "第二档电量上限的系数"),
    "tier1_adder_cny_per_kwh": ("tier 1 price change", "第一档加价", "第一档电价变动"),
    "tier2_adder_cny_per_kwh": ("tier 2 price change", "第二档加价", "第二档电价变动"),
    "tier3_adder_cny_per_kwh": ("tier 3 price change", "第三档加价", "第三档电价变动"),
    "levy_cny_per_kwh": ("levy", "附加", "对该类别电价的附加（负值为返还）"),
    "surcharge_cny_per_kwh": ("surcharge on inefficient plants", "低效工厂加价", "能效低于本行业基准的工厂加价（目标行业）"),
    "durables": ("supported", "支持对象", "支持什么"),
    "amount_cny": ("amount", "金额", "付给每位买家，2020年不变价"),
    "amount_by_year_cny": ("amount by year", "逐年金额", "按年份付给每位买家，代替固定金额；首年之前为0"),
    "share": ("share of price", "价格比例", "付给买家的价格比例"),
    "cap_cny": ("cap", "封顶", "按比例最多可得"),
    "budget_mn_cny_per_year": ("yearly budget", "年度预算", "每个日历年的公共预算"),
    "local_topup_share": ("local top-up", "地方配套", "由地方财政在金额之上追加"),
    "phase_out_from_year": ("phase-out from", "退坡起始年", "金额和比例开始降低的第一年"),
    "phase_out_years": ("phase-out over", "退坡年数", "分几年等额降至零"),
    "scrappage_bonus_cny": ("scrappage bonus", "报废奖励", "报废旧燃油车换购时追加"),
    "purchase_tax_exempt_share": ("purchase tax waived", "免购置税比例", "所列汽车免征购置税的比例"),
    "generation_support_cny_per_kwh": ("payment for solar power", "光伏度电补贴", "新装户用光伏每千瓦时补贴"),
    "topics": ("topics", "主题", "宣传什么"),
    "channels": ("channels", "渠道", "信息如何传播"),
    "contacts_per_month": ("contacts", "接触次数", "每位受众每月应接收的信息数，在主题和渠道间均分"),
    "reach": ("reach", "覆盖率", "触及目标居民的比例"),
    "norm_feedback": ("neighbour comparison", "邻里比较", "与邻居作比较的信息比例"),
    "months_on": ("months on", "持续月数", "一轮宣传的月数"),
    "months_off": ("months off", "间歇月数", "两轮之间的月数"),
    "mass_media_cny_per_contact": ("cost: mass media", "成本：大众媒体", "通过大众媒体一次接触的成本"),
    "schools_cny_per_contact": ("cost: schools", "成本：学校", "通过学校一次接触的成本"),
    "workplaces_cny_per_contact": ("cost: workplaces", "成本：单位", "通过工作单位一次接触的成本"),
    "peers_cny_per_contact": ("cost: peers", "成本：亲友", "通过亲友一次接触的成本"),
    "products": ("no longer sold", "退出市场的产品", "不得再销售的新产品"),
    "products_until_year": ("sold until", "销售截止年", "这些产品可以销售的最后一年"),
    "petrol_cars_until_year": ("petrol cars sold until", "燃油车销售截止年", "新燃油车可以销售的最后一年；二手车仍可交易"),
    "hybrids_too": ("hybrids too", "含混合动力车", "不插电的混合动力车是否同时停售"),
    "plant_limit": ("energy limit of plants", "工厂能耗限额", "单位产出能耗与本行业基准年均值之比，超过者须限期改造或关停；5为不设限"),
    "plant_limit_by_year": ("limit by year", "逐年能耗限额", "按年份的限额，代替固定限额；首年之前不设限"),
    "plant_deadline_year": ("plants' deadline", "工厂达标期限", "超限额工厂于该年1月关停；每家至少提前一年通知"),
    "building_code_from_year": ("better homes from", "建筑新标准起始年", "新建住宅按超低能耗标准建设的第一年"),
    "supervision_cny_per_person_year": ("cost: supervision", "成本：监察", "标准执行期间检查商店、工厂和工地的公共支出"),
    "heat_network": ("heating network", "供热管网", "是否在目标中没有集中供热的区县建设供热管网"),
    "gas_network": ("gas network", "燃气管网", "是否在目标中没有管道燃气的区县建设燃气管网"),
    "years_to_build": ("years to build", "建设年数", "从政策开始到管网投用的年数"),
    "stove_ban_share": ("stoves to be replaced", "燃煤炉淘汰比例", "管网投用后一年内须更换的燃煤炉比例；此后不再销售新的燃煤炉"),
    "heat_pump_grant_cny": ("grant: heat pump", "热泵补贴", "付给安装热泵的家庭，全市适用"),
    "gas_boiler_grant_cny": ("grant: gas boiler", "燃气壁挂炉补贴", "付给安装燃气壁挂炉的家庭，全市适用"),
    "electric_heater_grant_cny": ("grant: electric heater", "电取暖器补贴", "付给安装电取暖器的家庭，全市适用"),
    "winter_power_support_cny_per_kwh": ("winter power support", "冬季用电补贴", "目标区县电取暖每千瓦时补贴"),
    "heat_network_cny_per_home": ("cost: heating network", "成本：供热管网", "供热管网每覆盖一户的公共投资，在建设期内均摊"),
    "gas_network_cny_per_home": ("cost: gas network", "成本：燃气管网", "燃气管网每覆盖一户的公共投资，在建设期内均摊"),
    "renewable_share_by_year": ("renewables required", "逐年可再生能源比例", "本市用电中须由本地可再生能源供应的比例；首年之前不作要求"),
    "certificate_cny_per_mwh": ("green certificates", "绿证价格", "上年本地可再生能源不足部分每兆瓦时须支付的价格"),
    "storage_share": ("storage duty", "配储比例", "新建风电和光伏电站须配建的储能占其容量的比例"),
    "coal_age_limit_years": ("coal units close at", "煤电关停年限", "煤电机组和燃煤锅炉关停的役龄，先立后破：落实替代热源和备用后关停；60为不限"),
    "coal_age_limit_by_year": ("closing age by year", "逐年煤电关停年限", "按年份的关停役龄，代替固定年限；首年之前不限"),
    "public_green_power_share": ("green power of public bodies", "公共机构绿电比例", "公共机构用电中购买绿电的比例"),
    "public_green_power_premium_cny_per_kwh": ("green power premium", "绿电溢价", "公共资金为绿电支付的高于电价的部分"),
    "collection_share": ("homes with sorted collection", "分类收集覆盖率", "目标区县中附近有分类投放点的家庭比例"),
    "sorting_enforcement": ("enforcement of sorting", "分类执法力度", "目标区县分类要求的执行力度，1相当于上海2019年"),
    "recycling_gain_by_year": ("added recycling by year", "逐年新增回收比例", "分类垃圾中新增的回收或堆肥比例；首年之前为0"),
    "incineration_gain_by_year": ("added incineration by year", "逐年新增焚烧比例", "混合垃圾中新增的以焚烧发电代替填埋的比例；首年之前为0"),
    "food_waste_rule": ("food-waste rule", "反食品浪费力度", "反食品浪费规定的力度，1为全面执行"),
    "packaging_deposit_share": ("packaging with a deposit", "押金包装比例", "收取押金的包装比例"),
    "collection_cny_per_home_year": ("cost: collection", "成本：分类收集", "每覆盖一户的投放点和收运公共支出"),
    "enforcement_cny_per_home_year": ("cost: enforcement", "成本：分类执法", "力度为1时每户的督导和检查公共支出"),
    "sorted_waste_cny_per_t": ("cost: sorted waste", "成本：分类垃圾处理", "分类垃圾单独运输和处理的公共支出"),
    "recycling_cny_per_t_day": ("cost: recycling works", "成本：回收设施", "新增回收能力的公共投资，在投用当年支出"),
    "incineration_cny_per_t": ("gate fee", "焚烧处理费", "以焚烧代替填埋的每吨垃圾付给电力公司的费用"),
    "food_rule_cny_per_person_year": ("cost: food-waste rule", "成本：反食品浪费", "反食品浪费规定全面执行时的公共支出"),
    "waste_kg_per_person_day": ("waste per person", "人均垃圾量", "确定回收设施规模所用的垃圾量"),
    "hubs_cny_per_contact": ("cost: hubs", "成本：社区达人", "通过社区达人一次接触的成本"),
    "most_steps": ("most steps", "最多加严步数", "措施最多可加严几步；每有一年未达里程碑就加一步"),
    "tolerance": ("tolerance", "容差", "指标落后于通向里程碑的直线路径多少（占基数）仍可容忍"),
    "months_to_rectify": ("time to rectify", "整改期限", "最后一次未达标后加严保持的时间"),
    "award_mn_cny": ("award", "奖励资金", "各项指标均不落后的年份由省级拨付"),
    "share_reached": ("homes reached", "覆盖家庭比例", "收到报告的家庭比例，始终是同一批家庭"),
    "reports_per_year": ("reports a year", "每年报告份数", "每户每年收到的报告份数"),
    "injunctive_message": ("approves of thrift", "肯定节约", "报告是否肯定节约行为；没有肯定，节约的家庭会回升到平均水平"),
    "activities": ("activities", "行为", "哪些行为可得积分"),
    "reward_cny_per_kg": ("reward", "奖励", "每避免一千克二氧化碳所得积分的价值"),
    "signup_share": ("homes signed up", "参加比例", "加入的家庭比例，反映注册的便利程度"),
    "cap_cny_per_year": ("yearly cap", "每户年上限", "每户每年最多可得"),
    "running_cny_per_member": ("running cost per member", "每户运行成本", "每个参加家庭每年的公共运行成本"),
    "transit_access_gain": ("transit access added", "公共交通增量", "公交、地铁和骑行可服务的出行比例增加多少"),
    "transit_access_gain_by_year": ("transit access by year", "逐年公共交通增量", "按年份的增量，代替固定增量；首年之前为0"),
    "fare_change_cny_per_km": ("fare change", "票价变动", "公共交通票价变动；降0.25即免费"),
    "parking_price_cny_per_day": ("parking price", "停车价格", "城区车辆工作日停车的平均加价"),
    "plate_quota_thousand_per_year": ("plate quota", "车牌指标", "无车家庭每年可摇号取得的车牌"),
    "plate_ev_exempt": ("plug-in cars exempt", "新能源车免摇号", "插电车辆是否无需摇号"),
    "driving_limit_share": ("driving limit", "限行比例", "燃油车不得行驶的天数比例"),
    "chargers_per_thousand_cars": ("chargers added", "新增充电桩", "新增公共充电桩，按全部私家车计"),
    "chargers_per_thousand_cars_by_year": ("chargers by year", "逐年新增充电桩", "按年份的新增数，代替固定数；首年之前为0"),
    "transit_build_cny_per_person": ("cost: building transit", "成本：公交建设", "全部出行可由公共交通服务时，人均建设投资"),
    "transit_run_cny_per_person_year": ("cost: running transit", "成本：公交运营", "全部出行可由公共交通服务时，人均每年公共运营支出"),
    "charger_cny": ("cost of a charger", "每桩成本", "一个公共充电桩的投资"),
    "report_cny": ("cost of a report", "每份成本", "一份报告的公共成本"),
    "trained_share": ("firms in training", "受训企业比例", "有能源管理人员接受培训的企业比例"),
    "training_depth": ("depth", "培训深度", "能源管理人员完成整套培训的程度；费用随之变化"),
    "audited_share_per_year": ("firms audited", "年度审计比例", "每年接受能源审计的企业比例"),
    "skilled_staff_gain": ("more skilled staff", "专业人才增量", "节能改造专业人才的增加，相对现有人数"),
    "training_cny_per_firm_year": ("cost per firm", "每家企业培训费用", "整套培训每家企业每年的公共支出"),
    "audit_cny": ("cost per audit", "每次审计费用", "大型企业一次能源审计的公共支出"),
    "technologies": ("technologies", "技术", "支持哪些技术提前应用"),
    "research_mn_cny_per_year": ("research money", "研发与示范资金", "每年用于研发与示范的公共资金，在所选技术间均分"),
    "research_years": ("for how long", "支持年数", "研发示范与推广服务持续的年数"),
    "research_local_share": ("spent in the city", "本地使用比例", "研发资金用于本市的比例；只有这部分提升本地安装技能"),
    "extension_per_year": ("extension service", "技术推广", "企业每年由推广服务得知这些技术的新增概率"),
    "visit_cny": ("cost per visit", "每次走访费用", "推广服务走访一家企业的公共支出"),
    "controlled_sectors": ("sectors that must apply", "须审查的行业", "新建、扩建须申请的行业；未列入的行业豁免"),
    "energy_budget_mtce": ("energy budget", "能耗预算", "全市每年可用能源总量（发电煤耗法）；首年之前不限"),
    "carbon_budget_mt": ("carbon budget", "碳排放预算", "全市每年可排放的二氧化碳，含外购电力；首年之前不限"),
    "budget_spread_years": ("given out over", "预算分配年数", "剩余预算分几年批出"),
    "threshold_tce": ("threshold", "审查门槛", "扩建或新建项目年能耗低于此值无需申请"),
    "replacement_ratio": ("capacity replacement", "产能置换比例", "每新增一单位产能须在本市同行业淘汰的旧产能；0为不要求"),
    "review_mn_cny_per_year": ("cost of reviews", "审查费用", "项目审查与计量的公共支出"),
    "land_use": ("land becomes", "修复类型", "宜林宜湿地变为什么"),
    "hectares_by_year": ("land by year", "逐年面积", "各年下达的修复面积；每个数值沿用至下一个给定年份"),
    "forest_cny_per_ha": ("cost: forest", "造林成本", "每公顷造林费用"),
    "wetland_cny_per_ha": ("cost: wetland", "湿地恢复成本", "每公顷湿地恢复费用"),
    "tending_cny_per_ha_year": ("tending", "管护费用", "对已修复面积长期抚育管护的公共支出"),
    "central_grant_share": ("central grants", "上级补助比例", "工程费用由上级财政承担的比例"),
    "professional_cny_per_year": ("cost per professional", "人才培养费用", "每增加一名专业人才的公共支出"),
}  # fmt: skip

UNITS_ZH = {
    "1": "", "names": "", "name": "", "CNY": "元", "CNY/t": "元/吨", "CNY/kWh": "元/千瓦时", "CNY/contact": "元/次", "%": "%",
    "mn CNY/year": "百万元/年", "months": "个月", "years": "年", "year": "年", "%/year": "%/年", "percentage points": "个百分点",
    "% of GDP": "% 地区生产总值", "contacts per person and month": "次/人·月",
    "1/(CNY/day)": "1/（元/天）", "1/(CNY/kg)": "1/（元/千克）", "1/(CNY/km)": "1/（元/公里）", "1/contact": "1/次", "1/report": "1/份", "CNY/report": "元/份", "CNY/km": "元/公里", "CNY/day": "元/天", "CNY/(person year)": "元/（人·年）", "CNY/charger": "元/桩",
    "thousand cars/year": "千辆/年", "CNY/kg": "元/千克", "CNY/year": "元/年", "true/false": "", "1/doubling": "每翻一番",
    "1/month": "1/月", "1/year": "1/年", "CNY/(household month)": "元/（户·月）", "CNY/TJ": "元/太焦", "CNY/job/year": "元/（岗位·年）",
    "CNY/kW/year": "元/（千瓦·年）", "CNY/person": "元/人", "CNY/(home year)": "元/（户·年）", "CNY/(t/day)": "元/（吨/日）", "CNY/MWh": "元/兆瓦时", "persons": "人", "CNY/m2": "元/平方米", "MJ/kg": "兆焦/千克", "MWh/MWh": "兆瓦时/兆瓦时", "TJ/TJ": "太焦/太焦",
    "chargers per 1000 cars": "桩/千辆车", "contacts": "次", "ha/person": "公顷/人", "hours": "小时", "kWh/kW": "千瓦时/千瓦",
    "kg/day": "千克/天", "km": "公里", "km/year": "公里/年", "l/100 km": "升/百公里", "percentage points/year": "个百分点/年",
    "%/yr": "%/年", "steps": "步", "mn CNY": "百万元", "kWh": "千瓦时", "t": "吨",
    "tce/10,000 CNY": "吨标准煤/万元", "person-months/mn CNY": "人月/百万元", "persons/1000 jobs": "人/千个岗位", "t/ha/year": "吨/（公顷·年）",
    "CNY/firm/year": "元/（家·年）", "CNY/audit": "元/次", "CNY/visit": "元/次", "Mtce": "百万吨标准煤",
    "Mt CO2": "百万吨二氧化碳", "tce/year": "吨标准煤/年",
    "ha/year": "公顷/年", "CNY/ha": "元/公顷", "CNY/ha/year": "元/（公顷·年）", "CNY/person/year": "元/（人·年）",
}  # fmt: skip

# English, Chinese; also the options of agents' decisions
OPTIONS = {
    "retrofit": ("retrofit", "节能改造"), "process_route": ("new process route", "工艺路线更新"), "clean_vehicle": ("clean vehicle", "清洁车辆"),
    "clean_heating": ("clean heating", "清洁取暖"), "rooftop_solar": ("rooftop solar", "屋顶光伏"), "renewable_power": ("renewable power", "可再生电力"),
    "fuels": ("fuels", "燃料"), "process": ("process emissions", "工艺排放"), "budget": ("budget", "财政"),
    "dividend": ("dividend per head", "人均分红"), "green_fund": ("green fund", "绿色基金"), "residential": ("homes", "居民"),
    "industrial": ("industry", "工业"), "commercial": ("commerce", "商业"), "agricultural": ("agriculture", "农业"),
    "petrol_car": ("petrol car", "燃油车"), "hybrid_car": ("hybrid car", "混合动力车"), "phev_car": ("plug-in hybrid", "插电混动车"),
    "bev_car": ("battery car", "纯电动车"), "coal_stove": ("coal stove", "燃煤炉"), "gas_boiler": ("gas boiler", "燃气壁挂炉"),
    "electric_heater": ("electric heater", "电取暖器"), "heat_pump": ("heat pump", "热泵"),
    "standard_appliance": ("standard appliances", "普通家电"), "efficient_appliance": ("efficient appliances", "高效家电"),
    "power": ("power", "用电"), "heat": ("heating", "取暖"), "travel": ("travel", "出行"), "food": ("food", "饮食"),
    "waste": ("waste", "垃圾"), "buying": ("buying", "购物"), "mass_media": ("mass media", "大众媒体"), "schools": ("schools", "学校"),
    "workplaces": ("workplaces", "单位"), "peers": ("peers", "亲友"), "hubs": ("hubs", "社区达人"),
    "steel": ("steel", "钢铁"), "cement": ("cement and building materials", "水泥建材"), "chemicals": ("chemicals", "化工"),
    "nonferrous": ("nonferrous metals", "有色金属"), "mining": ("mining", "采矿"), "manufacturing": ("light industry", "轻工与制造"),
    "construction": ("construction", "建筑业"), "transport": ("transport", "交通运输"), "services": ("services", "服务业"),
    "agriculture": ("agriculture", "农业"),
    "forest": ("forest", "森林"), "wetland": ("wetland", "湿地"),
    "small": ("small firms", "小型企业"), "medium": ("medium firms", "中型企业"), "large": ("large firms", "大型企业"),
}  # fmt: skip


def lever_title(name: str, language: str) -> str:
    """Return a lever's title; an unknown lever is called by its name."""
    plain = name.replace("_", " ").capitalize()
    return LEVER_TITLES_ZH.get(name, plain) if language == "zh" else plain


def lever_does(about: dict[str, Any], language: str) -> tuple[str, str]:
    """Return what a lever does and what an agent sees of it."""
    english = (str(about["doc"]), str(about["what_an_agent_sees"]))
    return DOES_ZH.get(about["name"], english) if language == "zh" else english


def parameter_words(declared: dict[str, Any], language: str) -> tuple[str, str]:
    """Return a parameter's label and hint."""
    plain = (declared["name"].replace("_", " "), declared["name"].replace("_", " "), declared["doc"])
    english, chinese, hint = PARAMETERS.get(declared["name"], plain)
    return (chinese, hint) if language == "zh" else (english, declared["doc"])


def unit_word(unit: str, language: str) -> str:
    """Return a unit as it is written after a number; shares have none."""
    if language == "zh":
        return UNITS_ZH.get(unit, unit)
    return "" if unit in ("1", "name", "names", "year", "true/false") else unit


def option_word(option: str, language: str) -> str:
    """Return an option's name."""
    english, chinese = OPTIONS.get(option, (option, option))
    return chinese if language == "zh" else english
