"""A small stand-in for a city's state, and what its agents hear under some levers."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from policies.package import Package, Plan
from sim.core.clock import Clock, Month
from sim.core.signals import SignalBoard
from sim.world.signal_catalogue import CATALOGUE


def city(start: int = 2020, end: int = 2040) -> Any:
    """Return a small stand-in for a city's state: what a package reads and writes."""
    clock = Clock(start, end)
    districts = [
        SimpleNamespace(name=n, population_share=s, district_heating=False, gas=n == "Wuxing")
        for n, s in (("Wuxing", 0.5), ("Deqing", 0.3), ("Anji", 0.2))
    ]
    section = SimpleNamespace(
        kind="city", gdp_bn_cny=300.0, cars_per_100_households=50.0, emission_share={"cement": 0.5, "services": 0.5, "steel": 0.0},
        plants=(), power=[("coal_gw", 1.0)], districts=districts,
    )  # fmt: skip
    return SimpleNamespace(
        config=SimpleNamespace(city=section), clock=clock, board=SignalBoard(CATALOGUE), rooms={}, events=[],
        drivers=SimpleNamespace(population=np.full(clock.total, 3e6), households_real=np.full(clock.total, 1.2e6)),
    )  # fmt: skip


def heard(levers: list[dict[str, Any]], month: str, state: Any = None) -> Any:
    """Return the signal vector of a month under some levers."""
    state = state or city()
    package = Package([Plan(name="test", levers=levers)], state)
    state.clock.go_to(Month.parse(month))
    package.post(state)
    return state.board.values


def at(values: Any, signal: str, **places: Any) -> list[float]:
    return [float(values[s]) for s in CATALOGUE.slots(signal, **places)]


TAX = {"name": "carbon_tax", "start": "2025-01", "level": 120.0}
