"""Study files: what they mean, in which order, and what is wrong with wrong ones, in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.designs import MOST_RUNS, Sheet, with_uncertain
from experiments.scenario import Scenario
from experiments.study import Study
from sim.core.errors import InputError

LEVEL = "levers.carbon_tax.level"
GRID: dict[str, Any] = {"kind": "grid", "levers": {"carbon_tax.level": [0, 50], "green_credit.discount_pp": [0.0, 0.5]}}


def made(toytown: Path, **tables: Any) -> Study:
    tables = {"name": "a study", "design": GRID, **tables}
    return Study(base={"scenario": toytown.name, "end": 2022}, folder=toytown.parent, **tables)


def said(toytown: Path, **tables: Any) -> str:
    with pytest.raises(InputError) as caught:
        Sheet(made(toytown, **tables))
    line = caught.value.line()
    assert "\n" not in line
    return line


def test_a_file_and_python_say_the_same(toytown: Path) -> None:
    path = toytown.parent / "price.toml"
    path.write_text(
        '[base]\nscenario = "toytown.toml"\nend = 2022\n[design]\nkind = "grid"\n[design.levers]\n'
        'carbon_tax.level = [0, 50]\n"levers.green_credit.discount_pp" = [0.0, 0.5]\n'
        "[uncertainties]\nn = 2\nhousehold.peer_weight = { low = 0.1, high = 0.3 }\n[replications]\nseeds = 3\n",
        encoding="utf-8",
    )
    ranges = {"household.peer_weight": {"low": 0.1, "high": 0.3}}
    in_python = made(toytown, name="price", uncertainties={"n": 2, **ranges}, replications={"seeds": 3})
    assert Study.load(path).model_dump() == in_python.model_dump()
    assert Sheet(Study.load(path)).futures == Sheet(in_python).futures


def test_the_axes_are_crossed_in_a_fixed_order(toytown: Path) -> None:
    spread = {"household.peer_weight": {"low": 0.1, "high": 0.3}}
    sheet = Sheet(made(toytown, uncertainties={"n": 2, **spread}, replications={"seeds": 3, "first_seed": 7}))
    cells = list(sheet.cells())
    assert sheet.runs == len(cells) == 4 * 2 * 3
    assert [c.number for c in cells] == list(range(24))
    assert [(c.future, c.seed, c.point) for c in cells[:5]] == [(0, 7, 0), (0, 7, 1), (0, 7, 2), (0, 7, 3), (0, 8, 0)]
    assert len({(c.future, c.seed, c.point) for c in cells}) == 24
    assert len({sheet.scenario(c).config.content_hash() for c in cells}) == 2


def test_every_seed_meets_a_future_of_its_own_when_their_number_is_left_out(toytown: Path) -> None:
    spread = {"drivers.coal_price_multiplier": {"low": 0.8, "high": 1.5}}
    sheet = Sheet(made(toytown, uncertainties=spread, replications={"seeds": 5}))
    assert sheet.runs == 4 * 5
    assert {(c.future, c.seed) for c in sheet.cells()} == {(k, k) for k in range(5)}
    more = Sheet(made(toytown, uncertainties=spread, replications={"seeds": 9}))
    assert more.futures[:5] == sheet.futures


def test_designs(toytown: Path) -> None:
    levers = {"carbon_tax.level": [0, 50, 100], "green_credit.discount_pp": [0.0, 0.5, 1.0]}
    listed = Sheet(made(toytown, design={"kind": "list", "levers": levers})).points
    assert listed[1] == {LEVEL: 50.0, "levers.green_credit.discount_pp": 0.5}
    assert len(listed) == 3
    assert len(Sheet(made(toytown, design={"kind": "grid", "levers": levers})).points) == 9
    alone = Sheet(made(toytown, design={"kind": "one_at_a_time", "levers": levers})).points
    assert alone[0] == {}
    assert [len(point) for point in alone] == [0] + 6 * [1]


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_sampled_designs_fill_the_space_and_depend_on_the_seed_alone(toytown: Path, kind: str) -> None:
    levers = {"carbon_tax.level": {"low": 0, "high": 200}, "green_credit.discount_pp": [0.0, 0.5]}
    design = {"kind": kind, "n": 16, "levers": levers}
    points = Sheet(made(toytown, design=design)).points
    assert points == Sheet(made(toytown, design=design)).points
    assert points != Sheet(made(toytown, design=design, seed=1)).points
    counts, _ = np.histogram([point[LEVEL] for point in points], bins=8, range=(0, 200))
    assert list(counts) == 8 * [2]
    assert sum(point["levers.green_credit.discount_pp"] for point in points) == pytest.approx(4.0)


def test_uncertain_values_follow_their_distribution(toytown: Path) -> None:
    spreads = {
        "household.peer_weight": {"low": 0.1, "high": 0.3, "distribution": "triangular", "mode": 0.1},
        "drivers.coal_price_multiplier": {"low": 0.5, "high": 2.0, "distribution": "log_uniform"},
    }
    futures = Sheet(made(toytown, uncertainties={"n": 512, **spreads})).futures
    assert np.median([f["drivers.coal_price_multiplier"] for f in futures]) == pytest.approx(1.0, rel=0.02)
    assert np.mean([f["household.peer_weight"] for f in futures]) == pytest.approx(0.1 + 0.2 / 3, rel=0.02)


def test_declared_ranges_can_be_chosen_from(toytown: Path) -> None:
    sheet = Sheet(made(toytown, uncertainties={"source": "ranges", "only": ["household.peer_*"], "n": 2}))
    assert all(name.startswith("household.peer_") for future in sheet.futures for name in future)
    every = Sheet(made(toytown, uncertainties={"source": "ranges"}))
    assert len(every.futures[0]) > 100


def test_uncertain_names_are_behaviour_drivers_or_city(toytown: Path) -> None:
    values = {"household.peer_weight": 0.2, "drivers.degree_day_sd": 0.05, "city.urban_share": 0.7,
              "drivers.oil_price_multiplier": 1.2}  # fmt: skip
    config = with_uncertain(Scenario.load(toytown), values).config
    assert config.behaviour == {"household.peer_weight": 0.2, "drivers.degree_day_sd": 0.05}
    assert (config.city.urban_share, config.drivers.oil_price_multiplier) == (0.7, 1.2)


def test_a_study_of_uncertainty_alone_needs_no_design(toytown: Path) -> None:
    sheet = Sheet(made(toytown, design=None, uncertainties={"household.peer_weight": {"low": 0.1, "high": 0.3}}))
    assert sheet.points == [{}]
    assert "nothing is varied" in said(toytown, design=None)


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ({"kind": "grid", "levers": {}}, ["design.levers"]),
        ({"kind": "grid", "levers": {"carbon_tax.level": []}}, ["empty"]),
        ({"kind": "grid", "levers": {"carbon_tax.level": [1, 1]}}, ["given twice"]),
        ({"kind": "grid", "levers": {"carbon_tax.level": [1], "levers.carbon_tax.level": [2]}}, ["given twice"]),
        ({"kind": "grid", "levers": {"carbon_tacks.level": [1]}}, ["unknown lever", "carbon_tax"]),
        ({"kind": "grid", "levers": {"carbon_tax.levle": [1]}}, ["unknown parameter", "did you mean 'level'"]),
        ({"kind": "grid", "levers": {"carbon_tax": [1]}}, ["not a lever's parameter"]),
        ({"kind": "grid", "levers": {"carbon_tax.level": ["much"]}}, ["design.levers.carbon_tax.level", "number"]),
        ({"kind": "grid", "n": 3, "levers": {"carbon_tax.level": [1]}}, ["no size"]),
        ({"kind": "grid", "levers": {"carbon_tax.level": {"low": 1, "high": 2}}}, ["a list of values"]),
        ({"kind": "list", "levers": {"carbon_tax.level": [1, 2], "carbon_tax.start": ["2024-01"]}}, ["differ"]),
        ({"kind": "list", "levers": {"carbon_tax.level": [1, 2, 1]}}, ["points 1 and 3 are the same"]),
        ({"kind": "sobol", "n": 100, "levers": {"carbon_tax.level": {"low": 1, "high": 2}}}, ["64 or 128"]),
        ({"kind": "sobol", "levers": {"carbon_tax.level": {"low": 1, "high": 2}}}, ["needs its size"]),
        ({"kind": "sobol", "n": 4, "levers": {"carbon_tax.level": {"low": 2, "high": 1}}}, ["range is empty"]),
        ({"kind": "sobol", "n": 4, "levers": {"carbon_tax.level": {"low": 1}}}, ["high"]),
        ({"kind": "sobol", "n": 4, "levers": {"carbon_tax.level": {"low": 1, "high": 1e9}}}, ["out of range"]),
        ({"kind": "latin_hypercube", "n": 200_000, "levers": {"carbon_tax.level": {"low": 1, "high": 2}}}, ["too many"]),
        ({"kind": "sobol", "n": 4, "levers": {"carbon_tax.level": {"low": 1, "hihg": 2}}}, ["unknown key", "'high'"]),
        ({"kind": "grid", "levers": {"carbon_tax.level": 50}}, ["neither a list nor a range"]),
        ({"kind": "grid", "levers": {"carbon_tax.level": [[1]]}}, ["not a value"]),
        ({"kind": "gird", "levers": {"carbon_tax.level": [1]}}, ["did you mean 'grid'"]),
        ({"kind": "grid", "leavers": {}}, ["unknown key", "levers"]),
    ],
)  # fmt: skip
def test_wrong_designs(toytown: Path, design: dict[str, Any], words: list[str]) -> None:
    line = said(toytown, design=design)
    assert all(word in line for word in words), line


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"source": "calibrated"}, ["no calibrated posterior"]),
        ({"source": "table"}, ["empty"]),
        ({"source": "ranges", "only": ["houshold.peer_weight"]}, ["no such parameter", "household.peer_weight"]),
        ({"only": ["household.*"]}, ["source"]),
        ({"n": 3}, ["nothing is uncertain"]),
        ({"sauce": "ranges"}, ["unknown key", "source"]),
        ({"source": "ranges", "household.peer_weight": {"low": 0.1, "high": 0.2}}, ["of its own"]),
        ({"household.peer_wait": {"low": 0.1, "high": 0.2}}, ["household.peer_wait", "household.peer_weight"]),
        ({"household.peer_weight": {"low": 0.3, "high": 0.2}}, ["household.peer_weight", "range is empty"]),
        ({"household.peer_weight": {"low": -5, "high": 0.2}}, ["household.peer_weight", "out of range"]),
        ({"population.households": {"low": 100, "high": 200}}, ["unknown parameter"]),
        ({"household.peer_weight": {"low": 0.0, "high": 0.2, "distribution": "log_uniform"}}, ["above zero"]),
        ({"household.peer_weight": {"low": 0.1, "high": 0.2, "mode": 0.15}}, ["mode"]),
    ],
)
def test_wrong_uncertainties(toytown: Path, table: dict[str, Any], words: list[str]) -> None:
    line = said(toytown, uncertainties=table)
    assert all(word in line for word in words), line


def test_too_many_runs(toytown: Path) -> None:
    spread = {"household.peer_weight": {"low": 0.1, "high": 0.3}}
    line = said(toytown, uncertainties={"n": 10_000, **spread}, replications={"seeds": 1000})
    assert "too many runs" in line
    assert str(MOST_RUNS) in line


def test_a_wrong_base_is_refused_before_anything_runs(toytown: Path) -> None:
    path = toytown.parent / "s.toml"
    for base, word in (('scenario = "toytwon.toml"', "toytown.toml"), ('scenario = "huzou"', "huzhou"),
                       ('scenario = "toytown.toml"\nplans = ["demonstrations"]', "demonstration"), ("", "missing")):  # fmt: skip
        path.write_text(f'[base]\n{base}\n[design]\nkind = "grid"\n[design.levers]\n"carbon_tax.level" = [0]\n')
        with pytest.raises(InputError, match=word):
            Study.load(path)
