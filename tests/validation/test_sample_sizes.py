"""Samples of 2,000 and 20,000 households agree (``make validate``).

Thirty large runs stand beside 120 small ones, whose mean wanders as little: a share of some 160 cars sold in a year
has a standard error of 4 percentage points in one small run. They agree when thirty runs of each could not tell them
apart, and in any case within 1 % of emissions and 1 percentage point of shares.
"""

import numpy as np

from experiments.ensemble import Ensemble
from experiments.run import run_many
from experiments.scenario import Scenario
from sim.core.columns import Array

SHARES = ("ev_stock_share", "ev_sales_share", "heat_pump_share", "waste_sorted_share", "efficient_appliance_share")


RUNS = 30


def _error(a: Array, b: Array) -> float:
    """Return the standard error of the difference of the means of thirty runs each."""
    return float(np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / RUNS))


def _ensemble(households: int, runs: int) -> Ensemble:
    return run_many(Scenario.load("huzhou").with_(households=households, end=2040), runs=runs, workers=2)


def test_means_of_two_sizes_agree() -> None:
    small, large = _ensemble(2_000, 120), _ensemble(20_000, RUNS)
    for year in (2025, 2030, 2035, 2040):
        at = list(small.years).index(year)
        a, b = small.column("co2_total_mt")[:, at], large.column("co2_total_mt")[:, at]
        error = _error(a, b)
        print(f"{year}: {a.mean():.3f} and {b.mean():.3f} Mt, standard error {error:.3f}")
        assert abs(a.mean() - b.mean()) <= min(3 * error, 0.01 * b.mean())
        for share in SHARES:
            e, f = small.column(share)[:, at], large.column(share)[:, at]
            c, d, error = e.mean(), f.mean(), _error(e, f)
            print(f"  {share}: {c:.4f} and {d:.4f}, standard error {error:.4f}")
            assert abs(c - d) <= min(3 * error, 0.01), share
