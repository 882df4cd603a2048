"""The month, phase by phase, on a small city: every phase does what its name says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from experiments.scenario import Scenario
from sim.city import CityModel
from sim.world import names as n
from sim.world.bookkeeping import books

SEEN: dict[str, Callable[[Any], bool]] = {
    "books are opened": lambda s: not s.market.energy_tj.any() and not s.ledger.flows.any(),
    "levers post signals": lambda s: bool((s.signals != s.board.catalogue.neutral).any()),
    "the outside world moves": lambda s: s.published.fuel_price_cny_per_tj[n.COAL] > 0,
    "the power company publishes prices": lambda s: bool((s.published.electricity_price_cny_per_kwh > 0).all()),
    "the government plans its budget": lambda s: s.market.goods_demand_cny[n.PAYER_GOVERNMENT].sum() > 0,
    "firms plan": lambda s: s.market.goods_demand_cny[n.PAYER_FIRM].sum() > 0,
    "households plan": lambda s: s.market.goods_demand_cny[n.PAYER_HOUSEHOLD].sum() > 0,
    "banks ration credit": lambda s: bool(
        (s.households["loan_granted"] <= (s.households["loan_sought_cny"] > 0)).all()
    ),
    "goods markets clear": lambda s: s.market.value_added_cny.sum() > 0,
    "energy markets clear": lambda s: s.market.energy_tj[n.POWER].sum() > 0,
    "investments happen": lambda s: s.households["savings_cny"].sum() > 0,
    "everybody pays": lambda s: s.received("wages_firm") > 0 and s.received("household_electricity") > 0,
    "everybody is paid": lambda s: s.published.wage_index > 0,
    "emissions are counted": lambda s: books(s).emissions.month_by_sector_t.sum() > 0,
    "norms, knowledge and technology costs learn": lambda s: bool((s.published.durable_price_cny > 0).all()),
    "entry, exit and ageing": lambda s: s.households.alive.sum() > 0,
    "closures are checked": lambda s: s.ledger.largest_break <= 1e-6,
}


@pytest.fixture(scope="module")
def after() -> dict[str, bool]:
    """Return, for every phase of a first month, whether what it is for has been seen when it ends."""
    scenario = Scenario.load("huzhou").with_set("population.households=300", "population.firms=60", "end=2020")
    model = CityModel(scenario.config, rng=0)
    found = {}
    for phase in model.schedule.phases:
        for call in phase.calls:
            call(model.state)
        found[phase.name] = bool(SEEN[phase.name](model.state)) if phase.name in SEEN else False
    return found


@pytest.mark.parametrize("phase", list(SEEN))
def test_the_phase_does_what_its_name_says(phase: str, after: dict[str, bool]) -> None:
    assert after[phase]


def test_no_phase_is_left_out(after: dict[str, bool]) -> None:
    assert list(after) == list(SEEN)
