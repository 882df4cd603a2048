"""Ensemble statistics: what runs cannot know is null, and pairing shows small effects."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.peak import PeakRecord, Status
from experiments.statistics import ensemble_peak, paired_effects, probability_by, quantile

YEARS = np.arange(2020, 2051)


def _record(status: Status, year: int, height: float = 10.0) -> PeakRecord:
    return PeakRecord(status, year, height, 5, 1.0 if status == "peaked" else None, 300.0)


def test_shares_quantiles_and_probabilities() -> None:
    records = [
        _record("peaked", 2028),
        _record("peaked", 2032),
        _record("before_start", 2020),
        _record("plateau", 2040),
    ]
    found = ensemble_peak(records, YEARS, 2050)
    assert found["status"] == {"peaked": 0.5, "plateau": 0.25, "before_start": 0.25, "not_yet": 0.0}
    assert found["year"]["p50"] == 2030
    assert found["year"]["p90"] is None
    assert found["height_mt"]["p50"] == 10.0
    assert found["probability_by"] == {
        "2025": 0.25, "2030": 0.5, "2035": 0.75, "2040": 0.75, "2050": None, "2060": None,
    }  # fmt: skip
    assert found["restricted_mean_year"] == (2028 + 2032 + 2020 + 2050) / 4
    assert found["plateau_years"]["p50"] == 5
    assert found["decline_pct_per_year"]["p50"] == 1.0


def test_an_ensemble_without_a_peak_says_so() -> None:
    found = ensemble_peak([_record("not_yet", 2050)] * 3, YEARS, 2050)
    assert found["year"] == {"p10": None, "p50": None, "p90": None}
    assert found["decline_pct_per_year"]["p50"] is None
    assert found["probability_by"]["2030"] == 0.0
    assert found["restricted_mean_year"] == 2050


def test_probability_is_null_near_the_end_and_before_the_start() -> None:
    assert probability_by([2030.0], 2045, 2020, 2050) == 1.0
    assert probability_by([2030.0], 2046, 2020, 2050) is None
    assert probability_by([2030.0], 2019, 2020, 2050) is None


def test_quantiles_fall_between_values_and_never_into_infinity() -> None:
    assert quantile([1.0, 2.0], 0.5) == 1.5
    assert quantile([4.0], 0.9) == 4.0
    assert quantile([1.0, 2.0, math.inf], 0.5) == 2.0
    assert quantile([1.0, math.inf], 0.5) is None
    assert quantile([], 0.5) is None


def test_pairing_finds_a_small_effect_in_large_luck() -> None:
    generator = np.random.default_rng(0)
    luck = generator.normal(size=30) * 5
    baseline = {"x": 100 + luck}
    plan = {"x": 100 + luck - 0.5 + 0.1 * generator.normal(size=30)}
    effect = paired_effects(baseline, plan)["x"]
    low, high, mean, reduction = effect["low"], effect["high"], effect["mean"], effect["variance_reduction"]
    assert low is not None
    assert high is not None
    assert mean is not None
    assert reduction is not None
    assert low < -0.5 < high < -0.4
    assert low < mean < high
    assert reduction > 0.99


def test_the_interval_is_the_paired_t_interval() -> None:
    effect = paired_effects({"x": np.zeros(3)}, {"x": np.array([1.0, 2.0, 3.0])})["x"]
    half = 4.302652729911275 / math.sqrt(3)
    assert effect["low"] == pytest.approx(2 - half)
    assert effect["high"] == pytest.approx(2 + half)


def test_a_single_run_has_no_interval() -> None:
    effect = paired_effects({"x": np.array([3.0])}, {"x": np.array([2.0])})["x"]
    assert effect["mean"] == -1.0
    assert effect["low"] is None
    assert effect["variance_reduction"] is None


def test_values_that_are_no_numbers_leave_their_pair() -> None:
    effect = paired_effects({"x": np.array([1.0, np.nan, 3.0])}, {"x": np.array([2.0, 5.0, 4.0])})["x"]
    assert effect["mean"] == 1.0
    assert paired_effects({"x": np.array([np.nan])}, {"x": np.array([1.0])})["x"]["mean"] is None
