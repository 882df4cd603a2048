"""Cities grown once and branched often: what all plans of one city share until the first of them begins.

Moving a lever asks for the same city under another plan; until that plan begins, nothing differs. So a worker keeps the
city as it stands then, and every plan goes on from there in a fork of the process, where the city is copied only as far
as it is changed. A branch is, bit for bit, the run from the first month on.
"""

from __future__ import annotations

import gc
import sys
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from experiments.dashboard.jobs import CancelledError, Course, Job
from experiments.scenario import CURRENT_POLICIES
from sim.city import CityModel
from sim.core.clock import Month
from sim.world.goods import ExternalDemand

MOST_TRUNKS = 4  # a worker keeps: cities of some megabytes each
_CAN_FORK = sys.platform == "linux"


class Trunks:
    """The cities one worker has grown, the last used last."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: OrderedDict[tuple[Any, ...], Course] = OrderedDict()

    def grown(self, job: Job, demand: ExternalDemand | None, cancelled: Callable[[], bool]) -> Course | None:
        """Return the job's city under its baseline, grown until its plan begins at the latest.

        ``None`` for a job that cannot branch: one without a plan, one that follows an agent, one of the many seeds of a
        band, or one whose outside demand is not known yet.

        Raises
        ------
        CancelledError
            When ``cancelled()`` turned true.
        """
        if demand is None or not _can_branch(job):
            return None
        key = job.demand_key()
        trunk = self._kept.pop(key, None)
        begins = _begins(job)
        if trunk is None or trunk.model.state.clock.now.index > begins.index:
            trunk = Course(CityModel(job.scenario.config, rng=job.seed))
            while trunk.model.state.clock.now.index < min(begins.index, trunk.model.state.clock.last.index):
                if cancelled():
                    raise CancelledError
                trunk.month()
        self._kept[key] = trunk
        while len(self._kept) > MOST_TRUNKS:
            self._kept.popitem(last=False)
        return trunk

    def branched(self, trunk: Course, job: Job, demand: ExternalDemand) -> Course:
        """Turn the trunk into the job's own city; only a fork may do so."""
        gc.disable()  # a search for garbage would touch, and so copy, every object of the process
        trunk.model.adopt(job.scenario.plans, demand)
        return trunk


def _can_branch(job: Job) -> bool:
    tried = job.scenario
    usual = bool(tried.plans) and not tried.config.levers and tried.baseline == CURRENT_POLICIES
    return _CAN_FORK and usual and job.agent is None and job.seed == 0


def _begins(job: Job) -> Month:
    first = Month.of(job.scenario.config.start)
    return min((plan.begins(first) for plan in job.scenario.plans), key=lambda month: month.index)
