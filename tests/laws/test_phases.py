"""The month, phase by phase, on a small city: every phase does what its name says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from experiments.scenario import Scenario
from sim.city import CityModel
from sim.core.columns import Array
from sim.world import names as n
from sim.world.bookkeeping import books

Seen = Callable[[Any, dict[str, Array]], bool]


def changed(kind: str, *names: str) -> Seen:
    """Return a check that the phase moved one of these columns of somebody who lives."""

    def check(state: Any, before: dict[str, Array]) -> bool:
        table = getattr(state, kind)
        return any((table[name] != before[f"{kind}.{name}"])[table.alive == 1].any() for name in names)

    return check


SEEN: dict[str, Seen] = {
    "books are opened": lambda s, _: not s.market.energy_tj.any() and not s.ledger.flows.any(),
    "levers post signals": lambda s, _: bool((s.signals != s.board.catalogue.neutral).any()),
    "the outside world moves": lambda s, _: s.published.fuel_price_cny_per_tj[n.COAL] > 0,
    "the power company publishes prices": lambda s, _: bool((s.published.electricity_price_cny_per_kwh > 0).all()),
    "the government plans its budget": lambda s, _: s.market.goods_demand_cny[n.PAYER_GOVERNMENT].sum() > 0,
    "firms plan": lambda s, _: s.market.goods_demand_cny[n.PAYER_FIRM].sum() > 0,
    "households plan": lambda s, _: s.market.goods_demand_cny[n.PAYER_HOUSEHOLD].sum() > 0,
    "banks ration credit": lambda s, _: bool(
        (s.households["loan_sought_cny"] > 0).any()
        and (s.households["loan_granted"] <= (s.households["loan_sought_cny"] > 0)).all()
    ),
    "goods markets clear": lambda s, _: s.market.value_added_cny.sum() > 0,
    "energy markets clear": lambda s, _: s.market.energy_tj[n.POWER].sum() > 0,
    "investments happen": changed("households", "vehicle", "heating", "appliance", "solar_kw"),
    "everybody pays": lambda s, _: s.received("wages_firm") > 0 and s.received("household_electricity") > 0,
    "everybody is paid": changed("households", "savings_cny"),
    "emissions are counted": lambda s, _: books(s).emissions.month_by_sector_t.sum() > 0,
    "norms, knowledge and technology costs learn": changed("households", "attitude", "knowledge"),
    "entry, exit and ageing": changed("households", "luck"),  # somebody new lives there
    "closures are checked": lambda s, _: 0 < s.ledger.largest_break <= 1e-6,
}


def copies(state: Any) -> dict[str, Array]:
    """Return a copy of every column of households and firms."""
    return {
        f"{kind}.{name}": getattr(state, kind)[name].copy()
        for kind in ("households", "firms")
        for name in getattr(state, kind).agent_class.columns()
    }


@pytest.fixture(scope="module")
def after() -> dict[str, bool]:
    """Return, for every phase, whether what it is for was seen when it ended in some month of the first year."""
    scenario = Scenario.load("huzhou").with_set("population.households=300", "population.firms=60", "end=2020")
    model = CityModel(scenario.config, rng=0)
    found = dict.fromkeys((phase.name for phase in model.schedule.phases), False)
    for _ in range(12):
        for phase in model.schedule.phases:
            before = copies(model.state)
            for call in phase.calls:
                call(model.state)
            found[phase.name] |= phase.name in SEEN and SEEN[phase.name](model.state, before)
        model.state.clock.tick()
    return found


@pytest.mark.parametrize("phase", list(SEEN))
def test_the_phase_does_what_its_name_says(phase: str, after: dict[str, bool]) -> None:
    assert after[phase]


def test_no_phase_is_left_out(after: dict[str, bool]) -> None:
    assert list(after) == list(SEEN)
