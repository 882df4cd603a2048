"""The ledger: balances follow from payments or the run stops."""

import numpy as np
import pytest

from sim.core.errors import ClosureError
from sim.core.ledger import FlowKind, Ledger

KINDS = [FlowKind("wages", "firm", "household", "pay"), FlowKind("goods", "household", "firm", "purchases")]


def test_net_flows_sum_to_zero_and_follow_the_payments() -> None:
    ledger = Ledger(["household", "firm"], KINDS)
    ledger.pay(ledger.code["wages"], 100.0)
    ledger.pay(ledger.code["goods"], 60.0)
    assert ledger.net().tolist() == [40.0, -40.0]
    ledger.close_month(np.array([0.0, 50.0]), np.array([40.0, 10.0]), "2020-01")
    assert ledger.year_flows.tolist() == [100.0, 60.0]
    ledger.open_month()
    assert ledger.net().tolist() == [0.0, 0.0]


def test_money_from_nowhere_stops_the_run() -> None:
    ledger = Ledger(["household", "firm"], KINDS)
    ledger.pay(0, 100.0)
    with pytest.raises(ClosureError, match="'money' broke in 2020-02 by 0.01 .*household"):
        ledger.close_month(np.array([0.0, 0.0]), np.array([101.0, -100.0]), "2020-02")


def test_not_a_number_stops_the_run() -> None:
    ledger = Ledger(["household", "firm"], KINDS)
    with pytest.raises(ClosureError):
        ledger.close_month(np.array([0.0, 0.0]), np.array([np.nan, 0.0]), "2020-02")


def test_a_kind_cannot_be_declared_twice() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        Ledger(["household", "firm"], [KINDS[0], KINDS[0]])
