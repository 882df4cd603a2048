"""Purchase support that runs out: the scheme closes, and nobody waits for money that is not there."""

from typing import Any

import numpy as np

from policies.package import Plan
from sim.city import CityModel
from sim.world.support import support


def _cars(plan: Plan | None, **more: Any) -> tuple[CityModel, float, float]:
    model = CityModel("huzhou", plan=plan, households=1500, start=2025, end=2027, rng=4, **more)
    frame = model.run().frame()
    return model, float(frame["car_sales_thousand"].sum()), float(frame["bev_sales_share"].mean())


def test_a_small_budget_that_runs_out_keeps_nobody_from_buying() -> None:
    small = Plan(
        name="small",
        levers=[{"name": "purchase_support", "start": "2025-01", "durables": ["bev_car"], "amount_cny": 2000.0,
                 "budget_mn_cny_per_year": 5.0}],
    )  # fmt: skip
    _, cars, share = _cars(None)
    model, cars_under_plan, share_under_plan = _cars(small)
    assert abs(cars_under_plan / cars - 1.0) < 0.05
    assert abs(share_under_plan - share) < 0.03
    assert [e for e in model.state.events if "bev_car ran out" in e["what"]]
    spent = model.run().frame()["public_spending_purchase_support_bn_cny"] * 1e9
    grain = 2000.0 * model.state.weight  # the last buyer is an agent, and stands for many
    assert (np.asarray(spent)[1:] <= 5e6 + 0.5 * grain + 1.0).all()  # 2025: the national trade-in as well


def test_a_first_refusal_closes_the_scheme_until_january() -> None:
    model = CityModel("huzhou", households=50, start=2024, end=2025, rng=0)
    model.step()
    budget = support(model.state)
    budget.remaining_cny[:] = 1.0
    assert budget.is_open().all()
    assert budget.serve(model.state, 3, np.array([5.0])) == 0
    assert list(np.flatnonzero(~budget.is_open())) == [3]
    for _ in range(12):
        model.step()
    assert 3 not in budget.reported
