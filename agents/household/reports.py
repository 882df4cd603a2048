"""Home energy reports: a household sees its electricity beside that of similar neighbours, and remembers.

Similar homes live in the same district, have about as many people, and share the two things that set meters apart:
electric heating and a car that is plugged in. Each report moves what a home saves part of the way to what the
comparison asks of it; between reports, and after the last one, it fades slowly.

Reads: own columns, last month's meters of similar homes, signals on reports. Writes: ``report_saving``. Draws: none
(who is reached, and in which month a report comes, follows from a lasting rank).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.household.markets import by_district
from agents.household.room import HouseholdRoom
from agents.household.views import ReportView
from sim.core.columns import Array, Table
from sim.core.compiled import kernel, rule
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

# A bare comparison draws both ways: 290 homes saved 1.22 kWh a day above the mean and used 0.89 more below it; with
# approval 1.72 were saved above and 0.24 below (Schultz et al. 2007).
_PULL_OF_THE_MEAN = 3.0
_MOST = 3.0  # times the mean home's saving: the top decile saves 6 % (Allcott 2011)
_SIZE_CLASSES = (1.8, 3.2)  # people: upper bounds of small and middle homes, assumption
_HOMES_ALIKE = n.MAX_DISTRICTS * 12


class ReportNumbers(NamedTuple):
    """The month's scalars of reports."""

    month: int
    per_year: float
    approval: float
    effect: float
    step: float
    kept: float


@rule
def report_effect(use_over_mean: float, mean_effect: float, approval: float) -> float:
    """Return the share of use a comparison asks a home to save.

    With approval of thrift, frugal homes are left as they are and lavish ones save up to three times the mean; without
    it, homes are drawn to the mean from both sides.
    """
    approved = min(max(2.0 * (use_over_mean - 0.5), 0.0), _MOST)
    drawn = min(max(_PULL_OF_THE_MEAN * (use_over_mean - 1.0), -0.5 * _MOST), _MOST)
    return mean_effect * (approval * approved + (1.0 - approval) * drawn)


@rule
def is_reached(rank: float, share: float) -> bool:
    """Say whether a home is among the share that gets reports."""
    return bool((rank * 17.0) % 1.0 < share)  # a multiple's fraction is as good as a draw of its own


@rule
def report_comes(rank: float, month: int, per_year: float) -> bool:
    """Say whether a home gets a report this month; reports are spread over the months."""
    before = month * per_year / 12.0 + (rank * 29.0) % 1.0
    return int(before + per_year / 12.0) > int(before)


@kernel
def read_reports(
    lo: int, hi: int, v: ReportView, share: Array, alike: Array, mean_kwh: Array, k: ReportNumbers
) -> None:  # fmt: skip
    """Let what was learnt fade, and those who get a report compare themselves.

    ``share`` is the share of homes reached by district, ``alike`` the kind of home by row, ``mean_kwh`` last month's
    mean use by kind.
    """
    for i in range(np.uint64(lo), np.uint64(hi)):
        if v.alive[i] == 0:
            continue
        saving, rank, used = v.report_saving[i] * k.kept, v.tariff_rank[i], v.electricity_kwh[i]
        if used > 0.0 and is_reached(rank, share[v.district[i]]) and report_comes(rank, k.month, k.per_year):
            saving += k.step * (report_effect(used / mean_kwh[alike[i]], k.effect, k.approval) - saving)
        v.report_saving[i] = saving


def kinds_of_home(table: Table) -> Array:
    """Return each row's kind of home: district, size, electric heating, plug-in car."""
    size = np.digitize(table["size_persons"], _SIZE_CLASSES)
    heating, car = table["heating"], table["vehicle"]
    electric = (heating == n.ELECTRIC_HEATER) | (heating == n.HEAT_PUMP)
    kind = (table["district"].astype(np.int64) * 3 + size) * 4 + 2 * electric + (car >= n.PHEV_CAR)
    return np.asarray(kind, dtype=np.int64)


def mean_use_kwh(table: Table, alike: Array) -> Array:
    """Return last month's mean use of each kind of home, of those whose meter ran."""
    kwh = table["electricity_kwh"].astype(np.float64)
    counted = (table.alive == 1) & (kwh > 0.0)
    homes = np.bincount(alike[counted], minlength=_HOMES_ALIKE)
    return np.asarray(np.bincount(alike[counted], kwh[counted], _HOMES_ALIKE) / np.maximum(homes, 1))


def hear_reports(state: WorldState, room: HouseholdRoom) -> None:
    """Deliver this month's reports; where there never were any, nothing happens."""
    p, signals, table = room.p, state.signals, state.households
    share = by_district(signals, s.ENERGY_REPORT_SHARE)
    sent = room.kept("reports_sent", state.board.version, lambda: bool(np.count_nonzero(share)))
    room.reports_read = room.reports_read or sent
    if not room.reports_read:
        return
    alike = kinds_of_home(table)
    numbers = ReportNumbers(
        state.clock.step, float(signals[s.ENERGY_REPORTS_PER_YEAR]), float(signals[s.ENERGY_REPORT_APPROVAL]),
        p.report_effect, p.report_step, p.report_memory,
    )  # fmt: skip
    state.visit(read_reports, room.view["ReportView"], share, alike, mean_use_kwh(table, alike), numbers)
