"""Who listens to whom: a weighted small world with homophily by district and income, built as compressed rows.

Households are lined up by district and income; each listens to its nearest on the line, and some of these ties are
rewired to somebody farther away (Watts and Strogatz 1998), more often to a hub. Ties to unlike people are weaker.
Time and memory grow with the number of households.

Reads: district and income rank of every row. Writes: ``Network``. Draws: ``network`` by (row, tie).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.core.columns import Array
from sim.core.compiled import kernel
from sim.core.draws import decision_code, stream, uniform

TIES = 8
REWIRED_SHARE = 0.15  # assumption: between a lattice and a random graph, where small worlds live
HUB_SHARE = 0.03  # assumption: few people are listened to by many
TO_HUB_SHARE = 0.5  # of rewired ties


@dataclass(frozen=True)
class Network:
    """Ties as compressed rows; strengths of a row sum to one.

    Attributes
    ----------
    start : ndarray, shape (rows + 1,)
        Where each row's ties begin.
    listens_to : ndarray
        Rows listened to.
    strength : ndarray
        Strength of each tie.
    is_hub : ndarray, shape (rows,)
        1 for a hub.
    """

    start: Array
    listens_to: Array
    strength: Array
    is_hub: Array


def build_network(seed: int, district: Array, income_rank: Array) -> Network:
    """Return the network of all rows, present and future (the dead are skipped by who listens)."""
    rows = len(district)
    ties = min(TIES, max(rows - 1, 0))
    line = np.lexsort((np.arange(rows), income_rank, district)).astype(np.int32)
    place = np.empty(rows, dtype=np.int32)
    place[line] = np.arange(rows, dtype=np.int32)
    hubs_wanted = max(1, round(HUB_SHARE * rows))
    hubs = line[(np.arange(hubs_wanted) * rows) // hubs_wanted]
    is_hub = np.zeros(rows, dtype=np.int8)
    is_hub[hubs] = 1
    listens_to = np.zeros(rows * ties, dtype=np.int32)
    strength = np.zeros(rows * ties, dtype=np.float32)
    if ties:
        key = stream(seed, decision_code("network"))
        _wire(rows, ties, key, line, place, hubs.astype(np.int32), district, income_rank, listens_to, strength)
    return Network(np.arange(rows + 1, dtype=np.int64) * ties, listens_to, strength, is_hub)


@kernel
def _wire(
    rows: int, ties: int, key: np.uint64, line: Array, place: Array, hubs: Array, district: Array, income_rank: Array,
    listens_to: Array, strength: Array,
) -> None:  # fmt: skip
    for i in range(rows):
        total = 0.0
        for tie in range(ties):
            offset = tie // 2 + 1
            other = line[(place[i] + (offset if tie % 2 == 0 else -offset)) % rows]
            if uniform(key, i, tie, 0) < REWIRED_SHARE:
                where = uniform(key, i, tie, 2)
                far = line[min(int(where * rows), rows - 1)]
                if uniform(key, i, tie, 1) < TO_HUB_SHARE:
                    far = hubs[min(int(where * len(hubs)), len(hubs) - 1)]
                if far != i:
                    other = far
            gap = abs(income_rank[i] - income_rank[other])
            near = np.exp(-gap / 0.25) * (1.0 if district[i] == district[other] else 0.6)
            listens_to[i * ties + tie] = other
            strength[i * ties + tie] = near
            total += near
        for tie in range(ties):
            strength[i * ties + tie] /= total
