"""What all sessions of one server share: the run service and the classrooms."""

from __future__ import annotations

import atexit
from functools import cache

from experiments.dashboard.jobs import Job
from experiments.dashboard.rooms import Rooms
from experiments.dashboard.service import RunService
from experiments.dashboard.session import FIRST_CITY, PREVIEW_HOUSEHOLDS
from experiments.engine import processors
from experiments.scenario import Scenario

MOST_WORKERS = 8


@cache
def service() -> RunService:
    """Return the one run service; its first call starts it."""
    made = RunService(min(max(processors(), 1), MOST_WORKERS))
    atexit.register(made.stop)
    return made


def warm() -> None:
    """Start a worker and compile the rules before the first visitor comes."""
    small = Scenario.load(FIRST_CITY).with_(households=PREVIEW_HOUSEHOLDS)
    service().request("house", "warm", [Job(small)])


@cache
def rooms() -> Rooms:
    """Return the classrooms."""
    return Rooms()
