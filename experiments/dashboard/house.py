"""What all sessions of one server share: the run service and the classrooms."""

from __future__ import annotations

import atexit
from functools import cache

from experiments.dashboard.rooms import Rooms
from experiments.dashboard.service import RunService
from experiments.engine import processors

MOST_WORKERS = 8


@cache
def service() -> RunService:
    """Return the one run service; its first call starts it."""
    made = RunService(min(max(processors(), 1), MOST_WORKERS))
    atexit.register(made.stop)
    return made


@cache
def rooms() -> Rooms:
    """Return the classrooms."""
    return Rooms()
