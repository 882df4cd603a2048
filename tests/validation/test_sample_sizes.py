"""Samples of 2,000 and 20,000 households agree: thirty runs each (``make validate``)."""

import numpy as np

from experiments.ensemble import Ensemble
from experiments.run import run_many
from experiments.scenario import Scenario

SHARES = ("ev_stock_share", "ev_sales_share", "heat_pump_share", "waste_sorted_share", "efficient_appliance_share")


def _ensemble(households: int) -> Ensemble:
    return run_many(Scenario.load("huzhou").with_(households=households, end=2040), runs=30, workers=2)


def test_thirty_runs_of_two_sizes_agree() -> None:
    small, large = _ensemble(2_000), _ensemble(20_000)
    for year in (2025, 2030, 2035, 2040):
        at = list(small.years).index(year)
        a, b = small.column("co2_total_mt")[:, at], large.column("co2_total_mt")[:, at]
        error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        print(f"{year}: {a.mean():.3f} and {b.mean():.3f} Mt, standard error {error:.3f}")
        assert abs(a.mean() - b.mean()) <= min(3 * error, 0.01 * b.mean())
        for share in SHARES:
            c, d = small.column(share)[:, at].mean(), large.column(share)[:, at].mean()
            print(f"  {share}: {c:.4f} and {d:.4f}")
            assert abs(c - d) <= 0.01, share
