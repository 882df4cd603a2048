"""The Chinese names of the shipped cities' districts; a test asks that none is missing."""

from __future__ import annotations

DISTRICTS_ZH = {
    # Baotou, Bozhou, Changsha, Chengde
    "Kundulun": "昆都仑区", "Qingshan": "青山区", "Donghe": "东河区", "Jiuyuan": "九原区", "Rare-earth high-tech zone": "稀土高新区",
    "Tumd Right Banner": "土默特右旗", "Guyang": "固阳县", "Darhan Muminggan and Bayan Obo": "达茂旗与白云鄂博",
    "Qiaocheng": "谯城区", "Bozhou development zone": "亳州经开区", "Guoyang": "涡阳县", "Mengcheng": "蒙城县", "Lixin": "利辛县",
    "Furong": "芙蓉区", "Tianxin": "天心区", "Yuelu": "岳麓区", "Kaifu": "开福区", "Yuhua": "雨花区", "Wangcheng": "望城区",
    "Changsha County": "长沙县", "Ningxiang": "宁乡市", "Liuyang": "浏阳市",
    "Shuangqiao": "双桥区", "Shuangluan": "双滦区", "Yingshouyingzi": "鹰手营子矿区", "Pingquan": "平泉市", "Luanping": "滦平县",
    "Xinglong": "兴隆县", "Kuancheng": "宽城县", "Weichang and Fengning": "围场与丰宁",
    # Dalian, Guangzhou, Hangzhou, Heihe
    "Zhongshan": "中山区", "Xigang": "西岗区", "Shahekou": "沙河口区", "Ganjingzi": "甘井子区", "Jinpu New Area": "金普新区",
    "Lushunkou": "旅顺口区", "Pulandian": "普兰店区", "Wafangdian": "瓦房店市", "Zhuanghe and Changhai": "庄河与长海",
    "Yuexiu": "越秀区", "Liwan": "荔湾区", "Haizhu": "海珠区", "Tianhe": "天河区", "Baiyun": "白云区", "Huangpu": "黄埔区",
    "Panyu": "番禺区", "Huadu": "花都区", "Nansha": "南沙区", "Conghua": "从化区", "Zengcheng": "增城区",
    "Shangcheng": "上城区", "Gongshu": "拱墅区", "Xihu": "西湖区", "Binjiang": "滨江区", "Xiaoshan": "萧山区", "Yuhang": "余杭区",
    "Linping": "临平区", "Qiantang": "钱塘区", "Fuyang": "富阳区", "Linan": "临安区", "Tonglu": "桐庐县", "Jiande and Chunan": "建德与淳安",
    "Aihui": "爱辉区", "Beian": "北安市", "Wudalianchi": "五大连池市", "Nenjiang": "嫩江市", "Sunwu": "孙吴县", "Xunke": "逊克县",
    "Farm and forest settlements": "农垦与林区",
    # Huzhou, Karamay, Ordos, Qingdao
    "Wuxing": "吴兴区", "Nanxun": "南浔区", "South Taihu New Area": "南太湖新区", "Deqing": "德清县", "Changxing": "长兴县", "Anji": "安吉县",
    "Karamay District": "克拉玛依区", "Dushanzi": "独山子区", "Baijiantan": "白碱滩区", "Urho": "乌尔禾区", "Farms and oil camps": "农场与油田营地",
    "Dongsheng": "东胜区", "Kangbashi": "康巴什区", "Dalad Banner": "达拉特旗", "Jungar Banner": "准格尔旗", "Ejin Horo Banner": "伊金霍洛旗",
    "Hanggin Banner": "杭锦旗", "Otog Banner": "鄂托克旗", "Otog Front and Uxin Banners": "鄂托克前旗与乌审旗",
    "Shinan": "市南区", "Shibei": "市北区", "Licang": "李沧区", "Laoshan": "崂山区", "Huangdao": "黄岛区", "Chengyang": "城阳区",
    "Jimo": "即墨区", "Jiaozhou": "胶州市", "Pingdu": "平度市", "Laixi": "莱西市",
    # Shenyang, Shenzhen, Shiyan, Suzhou industrial park, Taiyuan, Tangshan
    "Heping": "和平区", "Shenhe": "沈河区", "Huanggu": "皇姑区", "Dadong": "大东区", "Tiexi": "铁西区", "Hunnan": "浑南区", "Yuhong": "于洪区",
    "Shenbei": "沈北新区", "Sujiatun": "苏家屯区", "Liaozhong and Xinmin": "辽中与新民", "Kangping and Faku": "康平与法库",
    "Futian": "福田区", "Luohu": "罗湖区", "Nanshan": "南山区", "Yantian": "盐田区", "Baoan": "宝安区", "Longgang": "龙岗区",
    "Longhua": "龙华区", "Pingshan": "坪山区", "Guangming": "光明区", "Dapeng": "大鹏新区",
    "Zhangwan": "张湾区", "Maojian": "茅箭区", "Yunyang": "郧阳区", "Danjiangkou": "丹江口市", "Zhushan": "竹山县", "Zhuxi": "竹溪县",
    "Fangxian": "房县", "Yunxi": "郧西县",
    "Lakeside residential (Hudong)": "湖东居住区", "Loufeng": "娄葑", "Xietang and Shengpu": "斜塘与胜浦",
    "Higher-education and science district": "科教创新区", "Free-trade and logistics zone": "自贸与物流区",
    "Yingze": "迎泽区", "Xiaodian": "小店区", "Xinghualing": "杏花岭区", "Wanbailin": "万柏林区", "Jiancaoping": "尖草坪区",
    "Jinyuan": "晋源区", "Gujiao": "古交市", "Qingxu, Yangqu and Loufan": "清徐、阳曲与娄烦",
    "Lubei": "路北区", "Lunan": "路南区", "Kaiping": "开平区", "Guye": "古冶区", "Fengrun": "丰润区", "Fengnan": "丰南区", "Caofeidian": "曹妃甸区",
    "Qianan": "迁安市", "Zunhua": "遵化市", "Luanzhou and Leting": "滦州与乐亭", "Yutian and Qianxi": "玉田与迁西",
    # Xiangtan, Xiangyang, Xinxiang, Xinyang, Yancheng
    "Yuhu": "雨湖区", "Yuetang": "岳塘区", "Jiuhua zone": "九华经开区", "Xiangtan County": "湘潭县", "Xiangxiang": "湘乡市", "Shaoshan": "韶山市",
    "Xiangcheng": "襄城区", "Fancheng": "樊城区", "Xiangzhou": "襄州区", "Zaoyang": "枣阳市", "Yicheng": "宜城市", "Laohekou": "老河口市",
    "Gucheng and Baokang": "谷城与保康", "Nanzhang": "南漳县",
    "Hongqi": "红旗区", "Weibin": "卫滨区", "Muye": "牧野区", "Fengquan": "凤泉区", "Huixian": "辉县市", "Weihui": "卫辉市", "Changyuan": "长垣市",
    "Xinxiang and Huojia counties": "新乡县与获嘉县", "Yuanyang and Yanjin": "原阳与延津", "Fengqiu": "封丘县",
    "Shihe": "浉河区", "Pingqiao": "平桥区", "Gushi": "固始县", "Huangchuan": "潢川县", "Guangshan": "光山县", "Luoshan": "罗山县",
    "Xixian": "息县", "Huaibin": "淮滨县", "Shangcheng and Xinxian": "商城与新县",
    "Tinghu": "亭湖区", "Yandu": "盐都区", "Dafeng": "大丰区", "Dongtai": "东台市", "Jianhu": "建湖县", "Sheyang": "射阳县", "Funing": "阜宁县",
    "Binhai": "滨海县", "Xiangshui": "响水县",
    # Yantai, Yulin, Zhangjiakou
    "Zhifu": "芝罘区", "Laishan": "莱山区", "Huangbohai New Area": "黄渤海新区", "Fushan": "福山区", "Muping": "牟平区", "Penglai": "蓬莱区",
    "Longkou": "龙口市", "Zhaoyuan": "招远市", "Laizhou": "莱州市", "Laiyang and Qixia": "莱阳与栖霞", "Haiyang": "海阳市",
    "Yuyang": "榆阳区", "Hengshan": "横山区", "Shenmu": "神木市", "Fugu": "府谷县", "Jingbian": "靖边县", "Dingbian": "定边县",
    "Suide and Mizhi": "绥德与米脂", "Jiaxian, Wubu, Qingjian and Zizhou": "佳县、吴堡、清涧与子洲",
    "Qiaodong": "桥东区", "Qiaoxi": "桥西区", "Jingkai": "经开区", "Xuanhua": "宣化区", "Xiahuayuan": "下花园区", "Wanquan": "万全区",
    "Chongli": "崇礼区", "Huailai": "怀来县", "Bashang counties": "坝上各县", "Basin counties": "盆地各县",
    # the country and the city types
    "Eastern cities": "东部城镇", "Northern cities": "北方城镇", "Central cities": "中部城镇", "Western cities": "西部城镇",
    "Eastern villages": "东部乡村", "Northern villages": "北方乡村", "Central villages": "中部乡村", "Western villages": "西部乡村",
    "Seat": "城区", "County town A": "县城甲", "County town B": "县城乙", "County A villages": "甲县乡村", "County B villages": "乙县乡村",
    "County B": "乙县", "County C": "丙县", "Centre": "中心城区", "New town": "新城", "Old industry": "老工业区", "Steel town": "钢城",
    "Industrial park": "产业园区", "New district": "新区", "Mining town A": "矿区甲", "Chemical base": "化工基地", "Mining county B": "矿业县乙",
    "Farming and herding county": "农牧业县", "Old centre": "老城区", "Business district": "商务区", "University town": "大学城",
    "Inner ring": "内环", "Port and airport": "港口与机场", "High-tech zone": "高新区", "Outer suburbs": "远郊", "Rural fringe": "乡村边缘",
}  # fmt: skip
_NAMESAKES_ZH = {("chengde", "Longhua"): "隆化县"}


def district_word(name: str, city: str, language: str) -> str:
    """Return a district's name; a name that is not of a shipped city stays as it is."""
    if language == "en":
        return name
    return _NAMESAKES_ZH.get((city, name), DISTRICTS_ZH.get(name, name))
