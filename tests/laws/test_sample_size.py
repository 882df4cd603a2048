"""The same city at different sample sizes follows the same expected path."""

import numpy as np

from experiments.ensemble import Ensemble
from experiments.run import run_many
from experiments.scenario import Scenario

STOCKS = ("ev_stock_share", "heat_pump_share", "waste_sorted_share", "efficient_appliance_share")


def ensemble(households: int) -> Ensemble:
    return run_many(Scenario.load("huzhou").with_(households=households, start=2020, end=2030), runs=8, workers=2)


def test_small_and_large_samples_agree() -> None:
    """Eight runs here; ``make validate`` does the thirty of the standing check."""
    small, large = ensemble(1000), ensemble(8000)
    a, b = small.column("co2_total_mt")[:, -1], large.column("co2_total_mt")[:, -1]
    standard_error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    gap = abs(a.mean() - b.mean())
    assert gap <= max(3 * standard_error, 1e-9)
    assert gap <= 0.01 * b.mean()
    for share in STOCKS:
        assert abs(small.column(share)[:, -1].mean() - large.column(share)[:, -1].mean()) <= 0.02, share
    # A year's sales are a few dozen cars in the small sample: all years together.
    sales = "ev_sales_share"
    assert abs(small.column(sales).mean() - large.column(sales).mean()) <= 0.02
