"""Every lever, signal, payment, phase and parameter is used, has a source and has a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim.city  # noqa: F401 (declares every parameter group)
from policies.catalogue import LEVERS
from sim.core.params import GROUPS
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


@pytest.mark.parametrize("signal", [signal.name for signal in SIGNALS])
def test_every_signal_is_written_read_and_tested(signal: str) -> None:
    written = [lever.name for lever in LEVERS.values() if signal in {*lever.writes, *lever.announces.values()}]
    assert written or signal == "strengthening", "no lever writes it"
    assert _mentions(AGENTS_AND_WORLD, signal), "nobody reads it"
    assert _mentions(TESTS, signal), "no test names it"


@pytest.mark.parametrize("kind", [kind.name for kind in FLOW_KINDS])
def test_every_kind_of_payment_is_booked(kind: str) -> None:
    assert f'"{kind}"' in CODE


@pytest.mark.parametrize("phase", build_schedule().phases, ids=lambda phase: phase.name)
def test_every_phase_calls_something_that_has_a_test(phase: object) -> None:
    calls = phase.calls  # type: ignore[attr-defined]
    assert phase.doc  # type: ignore[attr-defined]
    for call in calls:
        module = call.__module__.rpartition(".")[2]
        assert re.search(rf"\b{module}\b", TESTS), f"no test knows {call.__module__}"


@pytest.mark.parametrize("group", list(GROUPS))
def test_every_parameter_has_unit_range_and_source(group: str) -> None:
    for parameter in GROUPS[group]:
        assert parameter.low <= parameter.default <= parameter.high
        cited = re.search(r"\b(19|20)\d\d\b", parameter.source)
        assert cited or parameter.source.startswith("assumption"), f"{group}.{parameter.name}: {parameter.source}"
        assert not parameter.source.strip().endswith("assumption"), f"{group}.{parameter.name} gives no reason"
