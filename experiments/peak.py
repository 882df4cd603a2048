"""The peak record of one run: whether emissions peaked, when, how high, and what came after.

The rule works on the three-year mean of a yearly series (at both ends, the mean of the two years there are):

- *peaked*: never exceeded after its maximum, the mean of the final five years at least 5 % below it, and a falling
  trend since;
- *before start*: the maximum is in the first year, and a falling trend since;
- *plateau*: neither, and every later year within 2 % of a maximum more than five years old;
- *not yet*: everything else.

A trend is judged on the yearly values themselves, from the second year after the maximum on: averaging would add
autocorrelation the test then had to take out again, and a stretch that opens with its own maximum falls by selection.
The test is the Mann-Kendall test with the variance corrected for autocorrelation (Hamed and Rao 1998), one-sided at
0.05 %; a stretch too short to reach that level counts as falling when each three-year mean is below the one before.
The level is strict because the maximum was sought before the trend was tested: ``false_positive_rates`` measures what
that does to series that have no peak: at most 5 % of trendless ones up to an autocorrelation of 0.6 between years, more
beyond, where a few decades cannot tell memory from trend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import ndtri  # ``scipy.stats`` would double the time a command takes to start

from sim.core.columns import Array

Status = Literal["peaked", "plateau", "before_start", "not_yet"]
STATUSES: tuple[Status, ...] = ("peaked", "plateau", "before_start", "not_yet")

SETTLED_YEARS = 5  # the final mean, and how old a plateau's maximum is at least
SETTLED_DROP = 0.05  # of the maximum
PLATEAU_BAND = 0.02  # of the maximum
TREND_LEVEL = 0.0005  # one-sided
_CRITICAL = float(ndtri(TREND_LEVEL))


@dataclass(frozen=True)
class PeakRecord:
    """What one series says about its peak.

    ``year`` and ``height_mt`` are those of the highest three-year mean whatever the status; they are a peak only when
    ``status`` is ``peaked`` or ``before_start``. ``decline_pct_per_year`` is the mean yearly fall from then to the end
    (``None`` when the maximum is in the last year).
    """

    status: Status
    year: int
    height_mt: float
    plateau_years: int
    decline_pct_per_year: float | None
    cumulative_mt: float

    @property
    def settled(self) -> bool:
        """Say whether the peak is behind."""
        return self.status in ("peaked", "before_start")


def peak_record(years: Array, values: Array) -> PeakRecord:
    """Return the peak record of a yearly series.

    Parameters
    ----------
    years : ndarray of int, shape (years,)
        Consecutive calendar years.
    values : ndarray of float, shape (years,)
        Emissions in Mt per year.

    Returns
    -------
    PeakRecord
        Status, year, height, plateau, decline and cumulative emissions.

    Raises
    ------
    ValueError
        When the series is empty, of another length than ``years``, or not finite.
    """
    series = np.asarray(values, dtype=float)
    if series.shape != np.shape(years) or series.ndim != 1 or not len(series) or not np.isfinite(series).all():
        raise ValueError("a peak record needs one finite value per year")
    smooth = three_year_mean(series)
    top = int(smooth.argmax())
    return PeakRecord(
        status=_status(series, smooth, top),
        year=int(years[top]),
        height_mt=float(smooth[top]),
        plateau_years=int((smooth >= (1 - PLATEAU_BAND) * smooth[top]).sum()),
        decline_pct_per_year=_decline(smooth, top),
        cumulative_mt=float(series.sum()),
    )


def three_year_mean(series: Array) -> Array:
    """Return the centred three-year mean, shape as given; at both ends, the mean of the years there are."""
    total = np.concatenate([[0.0], np.cumsum(series)])
    place = np.arange(len(series))
    first, beyond = np.maximum(place - 1, 0), np.minimum(place + 2, len(series))
    return np.asarray((total[beyond] - total[first]) / (beyond - first))


def _status(series: Array, smooth: Array, top: int) -> Status:
    years_after = len(smooth) - 1 - top
    if years_after >= SETTLED_YEARS and _falls(series, smooth, top):
        if top == 0:
            return "before_start"
        if smooth[-SETTLED_YEARS:].mean() <= (1 - SETTLED_DROP) * smooth[top]:
            return "peaked"
    if years_after > SETTLED_YEARS and smooth[top:].min() >= (1 - PLATEAU_BAND) * smooth[top]:
        return "plateau"
    return "not_yet"


def _falls(series: Array, smooth: Array, top: int) -> bool:
    if (np.diff(smooth[top:]) < 0).all():
        return True
    return trend_score(series[top + 2 :]) < _CRITICAL


def _decline(smooth: Array, top: int) -> float | None:
    years_after = len(smooth) - 1 - top
    if not years_after or smooth[-1] < 0 or smooth[top] <= 0:
        return None
    return float(100.0 * (1.0 - (smooth[-1] / smooth[top]) ** (1.0 / years_after)))


def trend_score(series: Array) -> float:
    """Return the standard score of the modified Mann-Kendall trend test (Hamed and Rao 1998); negative is falling.

    The variance of Kendall's score is inflated by the autocorrelations of the detrended ranks that differ from zero at
    5 %; it is never deflated below that of independent values.
    """
    count = len(series)
    if count < 3:
        return 0.0
    early, late = np.triu_indices(count, 1)
    differences = series[late] - series[early]
    score = float(np.sign(differences).sum())
    slope = float(np.median(differences / (late - early)))
    variance = count * (count - 1) * (2 * count + 5) / 18 * _inflation(series - slope * np.arange(count))
    return float((score - np.sign(score)) / np.sqrt(variance))


def _inflation(detrended: Array) -> float:
    count = len(detrended)
    _, place, ties = np.unique(detrended, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - 0.5 * (ties - 1))[place]
    ranks -= ranks.mean()
    spread = float(ranks @ ranks)
    if spread == 0.0:
        return 1.0
    lags = np.arange(1, count - 1)
    correlation = np.array([float(ranks[lag:] @ ranks[:-lag]) for lag in lags]) / spread
    correlation[np.abs(correlation) < 1.96 / np.sqrt(count)] = 0.0
    weights = (count - lags) * (count - lags - 1) * (count - lags - 2)
    return max(1.0, 1.0 + 2.0 / (count * (count - 1) * (count - 2)) * float(weights @ correlation))


TRENDLESS = tuple((f"AR(1), autocorrelation {phi:g}", phi, 0.10) for phi in (0.0, 0.3, 0.6, 0.8, 0.9))
WALKS = tuple((f"random walk, {100 * step:g} % a year", 1.0, step) for step in (0.01, 0.02, 0.03))


def false_positive_rates(runs: int = 2000, lengths: tuple[int, ...] = (26, 41), seed: int = 1) -> list[dict[str, Any]]:
    """Measure how often the rule calls a series without a peak *peaked* or *before start*.

    Trendless series are Gaussian AR(1) around a constant with a spread of 10 % of it, far more than a city's yearly
    ups and downs, so that the 5 % drop alone excludes little. Random walks have no drift.

    Parameters
    ----------
    runs : int
        Series per kind and length.
    lengths : tuple of int
        Years of a series (26: 2015 to 2040; 41: 2020 to 2060).
    seed : int
        Seed of the generator.

    Returns
    -------
    list of dict
        ``process``, ``trendless`` (else a random walk), ``autocorrelation``, ``years`` and ``share_called_peaked``.
    """
    rows = []
    for length in lengths:
        for trendless, kinds, make in ((True, TRENDLESS, _around_a_level), (False, WALKS, _random_walk)):
            for name, phi, spread in kinds:
                share = np.mean([r.settled for r in _records(make, runs, length, phi, spread, seed)])
                rows.append(
                    {"process": name, "trendless": trendless, "autocorrelation": phi, "years": length,
                     "share_called_peaked": float(share)}
                )  # fmt: skip
    return rows


def _records(
    make: Callable[..., Array], runs: int, length: int, phi: float, spread: float, seed: int
) -> Iterator[PeakRecord]:
    generator = np.random.default_rng([seed, length, round(100 * phi), round(1000 * spread)])
    years = np.arange(length)
    return (peak_record(years, make(generator, length, phi, spread)) for _ in range(runs))


def _around_a_level(generator: np.random.Generator, length: int, phi: float, spread: float) -> Array:
    shocks = generator.normal(size=length) * np.sqrt(1 - phi**2)
    value = float(generator.normal())
    series = np.empty(length)
    for year in range(length):
        series[year] = value = phi * value + shocks[year]
    return np.asarray(10.0 * (1.0 + spread * series))


def _random_walk(generator: np.random.Generator, length: int, _phi: float, spread: float) -> Array:
    return np.asarray(10.0 * np.exp(np.cumsum(spread * generator.normal(size=length))))
