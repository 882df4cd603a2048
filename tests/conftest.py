"""Shared fixtures: a small city of one's own, and runs whose numbers are known without simulating anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

TOYTOWN = """\
name = "toytown"
title_en = "Toytown"
title_zh = "玩具城"
start = 2020
end = 2045
[city]
population_million = 3.4
gdp_bn_cny = 320.0
type = "mixed"
province = "Zhejiang"
[population]
households = 200
firms = 50
"""

OUTCOME_COLUMNS = (
    "energy_intensity_tce_per_10k_cny",
    "public_spending_bn_cny",
    "jobs_thousand",
    "unserved_energy_gwh",
    "reserve_margin",
    "npl_ratio",
    "co2_displaced_outside_mt",
)


@pytest.fixture
def toytown(tmp_path: Path) -> Path:
    """Return the scenario file of a small city."""
    path = tmp_path / "toytown.toml"
    path.write_text(TOYTOWN, encoding="utf-8")
    return path


def made_up_result(scenario: Any, seed: int = 0, *, on_year: Callable[[], None] | None = None) -> Any:
    """Return a run that was never simulated: emissions rise to a peak, earlier and lower when plans are tried."""
    from experiments.documents import BANDED_COLUMNS
    from experiments.pictures import SECTOR_COLOURS
    from experiments.run import Result

    years = np.arange(scenario.config.start, scenario.config.end + 1)
    luck = np.random.default_rng(seed).normal(size=len(years))
    peak = 2029.0 if scenario.tries_something else 2032.0
    total = 40.0 - 0.6 * np.abs(years - peak) + 0.05 * luck - (1.0 if scenario.tries_something else 0.0)
    table = {name: np.linspace(0.1, 0.6, len(years)) for name in BANDED_COLUMNS}
    table |= {"co2_total_mt": total, "co2_scope1_mt": 0.9 * total, "co2_imported_electricity_mt": 0.1 * total}
    table |= {f"co2_{sector}_mt": 0.9 * total / len(SECTOR_COLOURS) for sector in SECTOR_COLOURS}
    spending = [f"public_spending_{lever.name}_bn_cny" for plan in scenario.plans for lever in plan.levers]
    for name in (*OUTCOME_COLUMNS, "public_spending_carbon_tax_bn_cny", *spending):
        table[name] = np.full(len(years), 0.2)
    for _ in years:
        if on_year is not None:
            on_year()
    return Result(
        seed=seed,
        scenario_hash=scenario.hash(),
        years=years,
        columns=tuple(table),
        values=np.stack(list(table.values()), axis=1),
        closures={"energy": 1e-12, "money": 1e-9, "stocks": 0.0},
        events=({"month": "2024-03", "what": "the budget ran out", "lever": "purchase_support"},),
    )


@pytest.fixture
def made_up_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let every run in this process be a made-up one, and stand in an empty folder, which is returned."""
    monkeypatch.setattr("experiments.run.run", made_up_result)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here
