"""The signal board: combine rules, commuting levers, neutral posts, attribution."""

import numpy as np
import pytest

from sim.core.signals import Signal, SignalBoard, SignalCatalogue

CATALOGUE = SignalCatalogue(
    [
        Signal("price", "CNY/t", 0.0, "add", "a price", ("sector",)),
        Signal("ratio", "1", 1.0, "max", "a ratio"),
        Signal("factor", "1", 1.0, "multiply", "a factor"),
        Signal("cap", "CNY", np.inf, "min", "a cap"),
    ],
    {"sector": ("steel", "cement")},
)


def _board(*posts: dict[int, float]) -> SignalBoard:
    board = SignalBoard(CATALOGUE)
    for i, post in enumerate(posts):
        board.post(f"lever#{i}", post)
    board.combine()
    return board


def test_layout() -> None:
    assert CATALOGUE.length == 5
    assert CATALOGUE.slots("price", sector=["cement"]) == [1]
    assert CATALOGUE.slots("price") == [0, 1]
    assert [CATALOGUE.name_of(s) for s in range(5)] == ["price", "price", "ratio", "factor", "cap"]


def test_each_way_to_combine() -> None:
    board = _board({0: 50.0, 2: 3.0, 3: 0.5, 4: 10.0}, {0: 20.0, 2: 4.0, 3: 0.5, 4: 7.0})
    assert board.values.tolist() == [70.0, 0.0, 4.0, 0.25, 7.0]


def test_levers_commute_to_the_last_bit() -> None:
    posts = [{0: 0.1}, {0: 0.2}, {0: 0.3}, {0: 1e17}, {0: -1e17}]
    values = {_board(*(posts[i] for i in order)).values.tobytes() for order in ([0, 1, 2, 3, 4], [4, 2, 0, 3, 1])}
    assert len(values) == 1


def test_neutral_posts_change_no_bit_and_silence_restores() -> None:
    board = _board({0: 0.0, 2: 1.0, 3: 1.0, 4: np.inf})
    assert board.values.tobytes() == CATALOGUE.neutral.tobytes()
    board.post("lever#0", {0: 5.0})
    board.combine()
    board.post("lever#0", {})
    board.combine()
    assert board.values.tobytes() == CATALOGUE.neutral.tobytes()


def test_spending_is_shared_by_what_was_posted() -> None:
    assert _board({0: 30.0}, {0: 10.0}).shares(0) == {"lever#0": 0.75, "lever#1": 0.25}
    assert _board().shares(0) == {}


def test_a_signal_cannot_be_declared_twice() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        SignalCatalogue([Signal("a", "1", 0, "add", "x"), Signal("a", "1", 0, "add", "x")], {})
