"""Compiled loops: types are settled once per city, and looked at again when they may differ."""

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import Kernel, settle_anew

CALLS = 40


def _double(lo: int, hi: int, values: Array, doubled: Array) -> None:
    for i in range(lo, hi):
        doubled[i] = 2.0 * values[i]


def test_a_settled_kernel_does_what_it_did() -> None:
    kernel, values = Kernel(_double, cache=False), np.arange(5.0)
    for call in range(CALLS):
        doubled = np.zeros(5)
        kernel(0, 5, values + call, doubled)
        assert doubled.tolist() == (2.0 * (values + call)).tolist()
    assert kernel.is_settled


def test_a_new_city_may_hold_other_types() -> None:
    kernel, wide = Kernel(_double, cache=False), np.arange(10.0)
    for _ in range(CALLS):
        kernel(0, 5, wide[:5], np.zeros(5))
    settle_anew()
    for _ in range(CALLS):
        doubled = np.zeros(5)
        kernel(0, 5, wide[::2], doubled)  # every other value: another layout in memory
        assert doubled.tolist() == [0.0, 4.0, 8.0, 12.0, 16.0]
    assert not kernel.is_settled
