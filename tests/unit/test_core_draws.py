"""Keyed draws: pure functions of their key, uniform, and independent between decisions."""

import numpy as np

from sim.core.draws import bits, decision_code, gumbel, normal, stream, uniform


def _many(draw, key, n=20_000):
    return np.array([draw(key, agent, 3, 1) for agent in range(n)])


def test_a_draw_depends_on_its_key_alone() -> None:
    key = stream(7, decision_code("household.vehicle"))
    first = uniform(key, 5, 10, 2)
    for other in range(100):
        uniform(key, other, 1, 1)
    assert uniform(key, 5, 10, 2) == first
    assert bits(key, 5, 10, 2) != bits(key, 5, 11, 2) != bits(key, 5, 10, 3) != bits(key, 6, 10, 2)


def test_compiled_and_plain_draws_are_equal() -> None:
    key = stream(7, decision_code("x"))
    with np.errstate(over="ignore"):
        for agent in range(50):
            assert bits.py_func(key, agent, 3, 1) == bits(key, agent, 3, 1)
            assert uniform.py_func(key, agent, 3, 1) == uniform(key, agent, 3, 1)


def test_uniform_draws_look_uniform() -> None:
    u = _many(uniform, stream(1, decision_code("a")))
    assert abs(u.mean() - 0.5) < 0.01
    assert abs(u.var() - 1 / 12) < 0.002
    assert np.abs(np.histogram(u, 20, (0, 1))[0] / len(u) - 0.05).max() < 0.01


def test_normal_and_gumbel_moments() -> None:
    z = _many(normal, stream(1, decision_code("b")))
    g = _many(gumbel, stream(1, decision_code("c")))
    assert abs(z.mean()) < 0.03
    assert abs(z.std() - 1) < 0.02
    assert abs(g.mean() - 0.5772) < 0.03
    assert abs(g.std() - np.pi / np.sqrt(6)) < 0.03


def test_decisions_and_seeds_are_uncorrelated() -> None:
    one = _many(uniform, stream(1, decision_code("a")))
    for key in (stream(1, decision_code("b")), stream(2, decision_code("a"))):
        assert abs(np.corrcoef(one, _many(uniform, key))[0, 1]) < 0.03
