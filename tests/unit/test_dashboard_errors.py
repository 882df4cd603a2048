"""Errors of input in the reader's language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from experiments.dashboard.error_words import WRONG_ZH, error_line
from experiments.dashboard.uploads import read_upload
from policies.entry import parse_levers
from sim.core.errors import InputError
from sim.world.config_errors import _WORDS

ROOT = Path(__file__).resolve().parents[2]
READERS = (
    "policies/entry.py",
    "policies/declarations.py",
    "sim/world/config_errors.py",
    "experiments/dashboard/uploads.py",
)


@pytest.mark.parametrize("path", READERS)
def test_every_message_of_what_reads_visitors_input_is_translated(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    calls = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "InputError" and n.args
    ]
    said = {n.args[0].value for n in calls if isinstance(n.args[0], ast.Constant)}
    assert said - {"a Python file is needed"} <= set(WRONG_ZH)  # that file cannot come in through the dashboard


def test_every_kind_of_wrong_scenario_is_translated() -> None:
    assert set(_WORDS.values()) <= set(WRONG_ZH)


@pytest.mark.parametrize(
    ("lever", "wanted"),
    [
        ({"name": "carbon_tax", "level": -5}, ("数值超出范围", "给出 -5", "允许：0 至 ")),
        ({"name": "carbon_tox"}, ("未知的杠杆", "是否指“carbon_tax”？")),
        ({"name": "carbon_tax", "start": "soon"}, ("不是月份", "例如")),
        ({"name": "carbon_tax", "lvel": 5}, ("未知的参数，杠杆 carbon_tax",)),
    ],
)
def test_a_wrong_lever_is_said_in_chinese(lever: dict[str, object], wanted: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as raised:
        parse_levers([lever], "plan")
    line = error_line(raised.value, "zh")
    for what in wanted:
        assert what in line
    assert error_line(raised.value, "en") == str(raised.value)


def test_a_wrong_file_is_said_in_chinese_and_unknown_words_stay() -> None:
    with pytest.raises(InputError) as raised:
        read_upload("own.toml", b"\xff\xfe")
    assert error_line(raised.value, "zh") == "own.toml：不是 TOML 文本；允许：方案或情景文件（UTF-8）"
    assert error_line(InputError("something new", where="x"), "zh") == "x：something new"
