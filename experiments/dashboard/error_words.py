"""What is wrong with somebody's input, in Chinese: the fixed words of an error; names, values and unknown words stay."""

from __future__ import annotations

import re

from experiments.dashboard.words import word
from sim.core.errors import InputError, shorten

WRONG_ZH = {
    "a driver file cannot come along": "不能附带驱动文件",
    "a lever of one's own cannot be loaded here": "此处不能载入自定杠杆",
    "a list of names is needed": "需要名称列表",
    "a list of tables is needed": "需要表的列表",
    "a name is given twice": "名称重复",
    "a name is needed": "需要名称",
    "a number is needed": "需要数字",
    "a share lies outside 0 to 1": "比例不在 0 到 1 之间",
    "a table is needed": "需要表",
    "a table of years is needed": "需要按年份的表",
    "a value is missing": "缺少值",
    "a whole number is needed": "需要整数",
    "an announced lever needs a start": "已公布的杠杆需要起始月",
    "announced after the start": "公布时间晚于起始月",
    "change_pct and base_year belong together": "change_pct 与 base_year 必须同时给出",
    "file too large": "文件过大",
    "homes, cars and waste alone would emit more than the city's total": "仅住房、汽车和垃圾的排放就超过全市总量",
    "its numbers make no sense": "数字不合理",
    "list is too long": "列表过长",
    "list is too short": "列表过短",
    "nested too deeply": "嵌套过深",
    "no climate data for this zone": "没有该气候区的数据",
    "no such agent": "没有这个主体",
    "no such file": "没有这个文件",
    "no values given": "没有给出值",
    "not a TOML text": "不是 TOML 文本",
    "not a finite number": "不是有限的数字",
    "not a month": "不是月份",
    "not a number of this lever": "不是该杠杆的数值参数",
    "not a target": "不是有效的对象",
    "not a text file in UTF-8": "不是 UTF-8 文本文件",
    "not a year": "不是年份",
    "one aim is needed": "需要且仅需要一个目标",
    "only an announced lever has a credibility": "只有已公布的杠杆才有可信度",
    "text is empty": "文本为空",
    "text is too long": "文本过长",
    "the base year is not before the year": "基准年不早于目标年",
    "the end comes before the start": "结束早于起始",
    "the file is too large": "文件过大",
    "the name cannot name a file": "该名称不能用作文件名",
    "the target matches nobody in this city": "该对象在此城市中不存在",
    "this lever has no such target": "该杠杆没有这种对象",
    "this lever has nothing to ramp": "该杠杆不能爬坡",
    "too many levers": "杠杆过多",
    "true or false is needed": "需要 true 或 false",
    "two districts have one name": "两个区县同名",
    "unknown key": "未知的键",
    "unknown lever": "未知的杠杆",
    "unknown name": "未知的名称",
    "unknown parameter": "未知的参数",
    "unknown path": "未知的路径变量",
    "unknown plan": "未知的方案",
    "unknown province": "未知的省份",
    "unknown route": "未知的工艺路线",
    "unknown sector": "未知的行业",
    "value out of range": "数值超出范围",
    "wrong type": "类型错误",
}
_STARTS_ZH = {
    "not valid TOML: ": "不是有效的 TOML：",
    "unknown parameter of ": "未知的参数，杠杆 ",
    "the end comes before the start ": "结束早于起始 ",
    "shares sum to ": "比例之和为 ",
}
_ALLOWED_ZH = (
    (r"^(\S+) to (\S+)", r"\1 至 \2"),
    (r"^(\S+) or later$", r"\1 或更晚"),
    (r"^(\S+) or earlier$", r"\1 或更早"),
    (r"^(.+) at most$", r"不超过 \1"),
    (r"^at least (\S+)$", r"至少 \1"),
    (r"^at most (\S+)$", r"至多 \1"),
    (r"^a whole number\b", "整数"),
    (r"^a number\b", "数字"),
    (r"^a plan or a scenario file \(UTF-8\)$", "方案或情景文件（UTF-8）"),
    (r"^YYYY-MM, for example (\S+)$", r"YYYY-MM，例如 \1"),
    (r"^different names$", "不同的名称"),
    (r"^no file$", "不带文件"),
    (r"^see pilotcity init$", "参见 pilotcity init"),
)


def wrong_input(error: InputError, language: str) -> str:
    """Return what to tell somebody whose input was wrong."""
    return word("wrong_input", language, line=error_line(error, language))


def error_line(error: InputError, language: str) -> str:
    """Return an error as one printable line in a language."""
    if language != "zh":
        return str(error)
    parts = [f"{error.where}：{_wrong(error.what)}" if error.where else _wrong(error.what)]
    if error.given is not None:
        parts.append(f"给出 {shorten(error.given)}")
    if error.allowed:
        parts.append(f"允许：{_allowed(error.allowed)}")
    if error.nearest:
        parts.append(f"是否指“{error.nearest}”？")
    return " ".join("；".join(parts).split())


def _wrong(what: str) -> str:
    if what in WRONG_ZH:
        return WRONG_ZH[what]
    start = next((start for start in _STARTS_ZH if what.startswith(start)), "")
    return _STARTS_ZH[start] + what[len(start) :] if start else what


def _allowed(allowed: str) -> str:
    for pattern, chinese in _ALLOWED_ZH:
        said, found = re.subn(pattern, chinese, allowed, count=1)
        if found:
            return said
    return allowed
