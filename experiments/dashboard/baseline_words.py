"""What sources say beside the model's baseline, ready to show: the misses first, in English and Chinese."""

from __future__ import annotations

from typing import Any

from experiments.baselines import NATION_HOUSEHOLDS, RUNS, read_figures
from experiments.dashboard.lever_words import unit_word
from experiments.dashboard.words import word

FIGURES_ZH = {
    "growth of output 2020-2024": "2020–2024年产出增长",
    "CO2 per head, scope 1": "人均二氧化碳排放（范围一）",
    "CO2 2020-2024": "2020–2024年二氧化碳排放变化",
    "electricity per head": "人均用电量",
    "electricity 2020-2024": "2020–2024年用电量增长",
    "electricity per home": "户均用电量",
    "energy per output": "单位产出能耗",
    "non-fossil share": "非化石能源占比（2020年）",
    "non-fossil share 2024": "非化石能源占比（2024年）",
    "cars per 100 homes": "每百户汽车拥有量",
    "electric share of car sales": "新能源车销售占比（2020年）",
    "electric share of car sales 2022": "新能源车销售占比（2022年）",
    "electric share of car sales 2024": "新能源车销售占比（2024年）",
    "steel output 2020-2024 (given)": "2020–2024年钢产量变化（给定）",
    "cement output 2020-2024 (given)": "2020–2024年水泥产量变化（给定）",
    "firms' loans over output": "企业贷款与产出之比",
    "green share of loans": "绿色贷款占比",
    "rate of other loans": "其他贷款利率",
    "bad loans (spread of luck set by it)": "不良贷款率（据此设定随机波动幅度）",
    "bad loans, green": "绿色贷款不良率",
    "price of electricity": "电价",
}
_SIGNS = {"within": "✔", "low": "▼", "high": "▲"}


def comparison_rows(language: str) -> dict[str, Any]:
    """Return the comparison: ``rows`` sorted by how far the model lies outside what sources say, and a ``note``.

    Without the file of figures there are no rows, and the note says so.
    """
    found = read_figures()
    if found is None:
        return {"rows": [], "note": word("no_figures", language)}
    rows = sorted(found["nation"], key=_outside, reverse=True)
    misses = sum(row["verdict"] != "within" for row in rows)
    note = word("figures_note", language, n=misses, of=len(rows), runs=RUNS, households=f"{NATION_HOUSEHOLDS:,}")
    return {"rows": [_row(row, language) for row in rows], "note": note}


def _outside(row: dict[str, Any]) -> float:
    """Return how far the model lies outside the range, as a share of the bound it has crossed."""
    if row["verdict"] == "within":
        return -1.0
    bound = float(row[row["verdict"]])
    return abs(float(row["model"]) - bound) / abs(bound)


def _row(row: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "what": FIGURES_ZH.get(row["what"], row["what"]) if language == "zh" else row["what"],
        "unit": unit_word(row["unit"], language),
        "range": [row["low"], row["high"]],
        "model": row["model"],
        "miss": row["verdict"] != "within",
        "verdict": f"{_SIGNS[row['verdict']]} {word('verdict_' + row['verdict'], language)}",
        "source": row["source"],
    }
