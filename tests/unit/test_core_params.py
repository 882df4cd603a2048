"""Parameters: declared once, checked, overridden by dotted name."""

import pytest

from sim.core.errors import InputError
from sim.core.params import GROUPS, Parameter, ParameterGroup, check_overrides

TOYS = ParameterGroup("toys", __name__, "Toys", Parameter("weight", 0.3, 0.0, 1.0, "1", "assumption", "a weight"))
GROUPS.pop("toys")  # declared for this module's tests alone
Toys = TOYS.tuple_type


@pytest.fixture(autouse=True)
def _remove_toys():
    GROUPS["toys"] = TOYS
    yield
    GROUPS.pop("toys", None)


def test_values_and_overrides() -> None:
    assert TOYS.values().weight == 0.3
    assert TOYS.values({"toys.weight": 1, "other.weight": 5}).weight == 1.0


@pytest.mark.parametrize("value", [1.5, -0.1, float("nan"), float("inf"), "0.5", True, None])
def test_bad_values_are_refused(value: object) -> None:
    with pytest.raises(InputError, match=r"behaviour\.toys\.weight"):
        TOYS.values({"toys.weight": value})


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'toys.weight'"):
        check_overrides({"toys.wieght": 0.2})


def test_contradictory_declarations_are_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        Parameter("x", 2.0, 0.0, 1.0, "1", "assumption", "x")
    with pytest.raises(ValueError, match="required"):
        Parameter("x", 0.5, 0.0, 1.0, "1", "", "x")
