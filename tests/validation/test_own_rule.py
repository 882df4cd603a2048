"""The tutorial on decision rules of one's own, whole: runs under the model's rule and under the reader's."""

from __future__ import annotations

import json
from pathlib import Path

from tests.tutorials import follow


def test_the_whole_tutorial(tmp_path: Path) -> None:
    follow("own_rule.md", tmp_path, long=True)
    even, threshold = (
        json.loads((tmp_path / "results" / name / "result.json").read_text(encoding="utf-8"))
        for name in ("even", "threshold")
    )
    assert even["yearly"]["ev_sales_share"] != threshold["yearly"]["ev_sales_share"]
