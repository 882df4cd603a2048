"""Luck: every draw is a pure function of run seed, decision, agent, occasion and option.

A counter-based generator (the finaliser of splitmix64 chained over the key, Steele, Lea and Flood 2014)
gives the same household the same luck in the baseline and in the policy run, whatever else happened.

Use ``key = stream(seed, DECISION)`` outside a loop and ``uniform(key, agent, occasion, option)`` inside.
"""

from __future__ import annotations

import math
import zlib

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import kernel, typed_rule

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_AGENT = np.uint64(0xD6E8FEB86659FD93)
_OCCASION = np.uint64(0xA5A3564E6F8D2B1D)
_OPTION = np.uint64(0xC2B2AE3D27D4EB4F)
_S30, _S27, _S31, _S11, _S1 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11), np.uint64(1)
_TO_UNIT = 1.0 / 9007199254740992.0


def decision_code(name: str) -> int:
    """Return the stable 32-bit code of a decision's name."""
    return zlib.crc32(name.encode())


@typed_rule("uint64(uint64)")
def mix(value: np.uint64) -> np.uint64:
    """Scramble 64 bits (splitmix64 finaliser)."""
    value = (value ^ (value >> _S30)) * _MIX_A
    value = (value ^ (value >> _S27)) * _MIX_B
    return value ^ (value >> _S31)


@typed_rule("uint64(int64, int64)")
def _key(seed: int, decision: int) -> np.uint64:
    return mix(mix(np.uint64(seed) + _GOLDEN) + np.uint64(decision) * _GOLDEN) >> _S1


def stream(seed: int, decision: int) -> np.uint64:
    """Return the key of one decision's stream in one run, of 63 bits."""
    return np.uint64(_key(seed, decision))


@typed_rule("uint64(uint64, int64, int64, int64)")
def bits(key: np.uint64, agent: int, occasion: int, option: int) -> np.uint64:
    """Return 64 random bits for one agent, occasion and option."""
    inner = mix(key + np.uint64(agent) * _AGENT)
    return mix(inner + np.uint64(occasion) * _OCCASION + np.uint64(option) * _OPTION)


@typed_rule("float64(uint64, int64, int64, int64)")
def uniform(key: np.uint64, agent: int, occasion: int, option: int) -> float:
    """Return a draw in [0, 1)."""
    return float(bits(key, agent, occasion, option) >> _S11) * _TO_UNIT


@typed_rule("float64(uint64, int64, int64, int64)")
def gumbel(key: np.uint64, agent: int, occasion: int, option: int) -> float:
    """Return a standard Gumbel draw: the taste term of a logit choice."""
    return -math.log(-math.log(uniform(key, agent, occasion, option) + 1e-12) + 1e-12)


@typed_rule("float64(uint64, int64, int64, int64)")
def normal(key: np.uint64, agent: int, occasion: int, option: int) -> float:
    """Return a standard normal draw (Box and Muller 1958, cosine branch)."""
    first = uniform(key, agent, occasion, 2 * option)
    second = uniform(key, agent, occasion, 2 * option + 1)
    return math.sqrt(-2.0 * math.log(first + 1e-300)) * math.cos(2.0 * math.pi * second)


@kernel
def uniforms(key: np.uint64, first: int, count: int, option: int) -> Array:
    """Return the draws in [0, 1) of ``count`` agents from ``first`` on, for a decision taken once."""
    drawn = np.empty(count)
    for i in range(count):
        drawn[i] = uniform(key, first + i, 0, option)
    return drawn


@kernel
def normals(key: np.uint64, first: int, count: int, option: int) -> Array:
    """Return the standard normal draws of ``count`` agents from ``first`` on, for a decision taken once."""
    drawn = np.empty(count)
    for i in range(count):
        drawn[i] = normal(key, first + i, 0, option)
    return drawn
