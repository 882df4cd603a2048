"""Every lever, signal, payment, phase and parameter is used, has a source and has a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim.city  # noqa: F401 (declares every parameter group)
from policies.catalogue import LEVERS
from sim.core.params import GROUPS
from sim.core.schedule import Phase
from sim.month import build_schedule
from sim.world.flows import FLOW_KINDS
from sim.world.signal_catalogue import SIGNALS

ROOT = Path(__file__).resolve().parents[2]


def _text(*folders: str, without: str = "") -> str:
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.name != without)


TESTS = _text("tests/unit", "tests/property", "tests/laws")
AGENTS_AND_WORLD = _text("agents", "sim", without="signal_catalogue.py")
CODE = _text("agents", "sim", "policies", without="flows.py")
_CATALOGUE = (ROOT / "sim" / "world" / "signal_catalogue.py").read_text(encoding="utf-8")
CONSTANTS = {name: const for const, name in re.findall(r'^([A-Z_]+) = CATALOGUE\.offset\["(\w+)"\]', _CATALOGUE, re.M)}


def _mentions(text: str, signal: str) -> bool:
    words = [signal] + ([CONSTANTS[signal]] if signal in CONSTANTS else [])
    return any(re.search(rf"\b{word}\b", text) for word in words)


@pytest.mark.parametrize("lever", list(LEVERS))
def test_every_lever_has_a_test(lever: str) -> None:
    assert re.search(rf"\b{lever}\b", TESTS)


WRITTEN = {signal for lever in LEVERS.values() for signal in (*lever.writes, *lever.announces.values())}


@pytest.mark.parametrize("signal", [signal.name for signal in SIGNALS])
def test_every_signal_has_a_listener(signal: str) -> None:
    assert _mentions(AGENTS_AND_WORLD, signal)


@pytest.mark.parametrize("signal", sorted(WRITTEN))
def test_every_signal_a_lever_writes_has_a_test(signal: str) -> None:
    assert _mentions(TESTS, signal)


@pytest.mark.parametrize("kind", [kind.name for kind in FLOW_KINDS])
def test_every_kind_of_payment_is_booked(kind: str) -> None:
    assert f'"{kind}"' in CODE


@pytest.mark.parametrize("phase", build_schedule().phases, ids=lambda phase: phase.name)
def test_every_phase_has_a_test(phase: Phase) -> None:
    """A phase counts as tested when tests call what it calls, or run the whole month and name the phase."""
    assert phase.doc
    called = [call.__name__ for call in phase.calls if re.search(rf"\b{call.__name__}\(", TESTS)]
    assert called or phase.name in TESTS


@pytest.mark.parametrize("group", list(GROUPS))
def test_every_parameter_has_unit_range_and_source(group: str) -> None:
    for parameter in GROUPS[group]:
        assert parameter.low <= parameter.default <= parameter.high
        cited = re.search(r"(19|20)\d\d", parameter.source)
        assumed = re.search(r"assum(ption|ed)|definition|calibrated", parameter.source)
        assert cited or assumed, f"{group}.{parameter.name}: {parameter.source}"
        assert not parameter.source.strip().endswith("assumption"), f"{group}.{parameter.name} gives no reason"
