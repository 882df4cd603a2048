"""The peak record: the rule, its edges, and how often it sees a peak where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.peak import false_positive_rates, peak_record, three_year_mean, trend_score

YEARS = np.arange(2020, 2061)
T = YEARS - 2020.0


def _noise(sd: float, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=len(YEARS)) * sd


@pytest.mark.parametrize(
    ("status", "series"),
    [
        ("peaked", 10 - 0.1 * np.abs(T - 12)),
        ("peaked", np.where(T < 8, 10 + 0.1 * T, np.where(T < 20, 10.8, 10.8 - 0.1 * (T - 20))) - 1e-3 * T),
        ("before_start", 10 - 0.05 * T),
        ("plateau", np.minimum(10 + 0.1 * T, 11)),
        ("plateau", np.full_like(T, 7.0)),
        ("not_yet", 10 + 0.1 * T),
        ("not_yet", 10 - 0.1 * np.abs(T - 36)),  # four years after the maximum are not enough
        ("not_yet", 10 + 2 * np.sin(T / 3)),  # falls and rises again
        ("not_yet", np.where(T < 10, 10 + 0.1 * T, 11 - 0.05 * (T - 10)) + 0.06 * np.maximum(T - 20, 0)),
    ],
)
def test_status(status: str, series: np.ndarray) -> None:
    assert peak_record(YEARS, series).status == status


def test_numbers_of_a_clear_peak() -> None:
    series = np.where(T <= 10, 10 + 0.1 * T, 11 * 0.98 ** (T - 10))
    record = peak_record(YEARS, series)
    assert record.status == "peaked"
    assert record.year in (2029, 2030)
    assert record.height_mt == pytest.approx(three_year_mean(series).max())
    assert record.cumulative_mt == pytest.approx(series.sum())
    assert record.decline_pct_per_year == pytest.approx(2.0, abs=0.15)
    assert record.plateau_years == 5
    assert record.settled


def test_yearly_noise_does_not_hide_a_peak() -> None:
    found = [peak_record(YEARS, 10 - 0.1 * np.abs(T - 12) + _noise(0.1, seed)) for seed in range(50)]
    assert sum(r.status == "peaked" for r in found) >= 49
    assert np.mean([r.year for r in found]) == pytest.approx(2032, abs=0.7)


def test_the_last_year_has_no_decline() -> None:
    assert peak_record(YEARS, 10 + 0.1 * T).decline_pct_per_year is None


def test_three_year_mean_keeps_every_year() -> None:
    assert three_year_mean(np.array([1.0, 2.0, 6.0, 4.0])).tolist() == pytest.approx([1.5, 3.0, 4.0, 5.0])
    assert three_year_mean(np.array([3.0])).tolist() == [3.0]


@pytest.mark.parametrize("values", [[], [1.0, np.nan], [1.0]])
def test_a_series_that_is_none_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="one finite value per year"):
        peak_record(np.arange(2), np.array(values)) if values else peak_record(np.array([]), np.array([]))


def test_autocorrelation_weakens_the_trend_score() -> None:
    generator = np.random.default_rng(3)
    shocks, series = generator.normal(size=200), np.zeros(200)
    for t in range(1, 200):
        series[t] = 0.8 * series[t - 1] + shocks[t]
    independent = generator.permutation(series)
    falling = -0.02 * np.arange(200)
    assert trend_score(independent + falling) < trend_score(series + falling) < 0


def test_short_and_constant_series_have_no_trend() -> None:
    assert trend_score(np.array([2.0, 1.0])) == 0.0
    assert trend_score(np.full(20, 3.0)) == 0.0


def test_false_positives_are_rare() -> None:
    """At most 5 % on trendless series of moderate memory; a driftless random walk is not called peaked most of the time."""
    rates = false_positive_rates(runs=400)
    moderate = [row for row in rates if row["trendless"] and row["autocorrelation"] <= 0.6]
    assert len(moderate) == 6
    for row in moderate:
        assert row["share_called_peaked"] <= 0.05 + 1.65 * np.sqrt(0.05 * 0.95 / 400), row
    assert np.mean([row["share_called_peaked"] for row in moderate]) <= 0.05
    assert all(row["share_called_peaked"] <= 0.3 for row in rates)
