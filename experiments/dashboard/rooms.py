"""Classrooms: a code, nicknames, roles, rounds and a board of submitted plans; in memory, gone with the server."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ROLES = ("mayor", "industry", "bank", "citizens")
MOST_ROOMS, MOST_PEOPLE, MOST_ENTRIES = 50, 60, 300
LONGEST_NAME = 24
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 5


@dataclass
class Room:
    """One class: its round, its people's roles by nickname, and the board."""

    code: str
    teacher: str
    city: str
    round: int = 1
    people: dict[str, str] = field(default_factory=dict)
    board: list[dict[str, Any]] = field(default_factory=list)
    listeners: dict[str, Callable[[], None]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # whose key it is: a nickname, nothing for the teacher


class Rooms:
    """All rooms of a server; every method may be called from any thread."""

    def __init__(self) -> None:
        """Start without rooms."""
        self._lock = threading.RLock()
        self._rooms: dict[str, Room] = {}

    def open(self, session: str, city: str, tell: Callable[[], None]) -> Room | None:
        """Open a room for a teacher; ``None`` when there are too many, those apart in which nobody is any more."""
        with self._lock:
            if len(self._rooms) >= MOST_ROOMS:
                self._rooms = {code: room for code, room in self._rooms.items() if room.listeners}
            if len(self._rooms) >= MOST_ROOMS:
                return None
            code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
            room = self._rooms[code] = Room(code, session, city, listeners={session: tell})
            room.keys[secrets.token_urlsafe()] = ""
            return room

    def join(
        self, code: str, session: str, nickname: str, role: str, tell: Callable[[], None]
    ) -> tuple[Room, str] | None:
        """Join a room under a nickname; a nickname taken gets a number. The answer is the room and the name."""
        with self._lock:
            room = self._rooms.get(code.strip().upper()[:_CODE_LENGTH])
            if room is None or len(room.people) >= MOST_PEOPLE:
                return None
            name = _clean(nickname) or "?"
            number = 2
            while name in room.people:
                name = f"{_clean(nickname)} {number}"
                number += 1
            room.people[name] = role if role in ROLES else ROLES[0]
            room.keys[secrets.token_urlsafe()] = name
            room.listeners[session] = tell
        self._tell(room)
        return room, name

    def come_back(self, code: str, key: str, session: str, tell: Callable[[], None]) -> tuple[Room, str] | None:
        """Let who holds a key of a room in again, as after a reload; the answer is the room and the nickname."""
        with self._lock:
            room = self._rooms.get(code)
            name = room.keys.get(key) if room else None
            if room is None or name is None or (name and name not in room.people):
                return None
            if not name:
                room.teacher = session
            room.listeners[session] = tell
            return room, name

    def key(self, code: str, session: str, nickname: str) -> str:
        """Return the key with which somebody in a room can come back."""
        with self._lock:
            room = self._rooms.get(code)
            own = nickname if nickname or (room and room.teacher == session) else None
            return next((key for key, name in room.keys.items() if name == own), "") if room else ""

    def lose(self, session: str) -> None:
        """Tell nothing more to a session that has ended; its person may come back."""
        with self._lock:
            for room in self._rooms.values():
                room.listeners.pop(session, None)

    def find(self, code: str) -> Room | None:
        """Return a room by its code."""
        with self._lock:
            return self._rooms.get(code)

    def submit(self, code: str, nickname: str, result: dict[str, Any]) -> None:
        """Put a result on the board; one entry per person and round, the latest counts."""
        with self._lock:
            room = self._rooms.get(code)
            if room is None:
                return
            kept = [e for e in room.board if (e["who"], e["round"]) != (nickname, room.round)]
            room.board = [*kept, {"who": nickname, "round": room.round, **result}][-MOST_ENTRIES:]
        self._tell(room)

    def next_round(self, code: str, session: str) -> None:
        """Begin the next round; the teacher's right."""
        with self._lock:
            room = self._rooms.get(code)
            if room is None or room.teacher != session:
                return
            room.round += 1
        self._tell(room)

    def leave(self, code: str, session: str, nickname: str) -> None:
        """Leave a room; when the teacher leaves, it closes and everything in it is forgotten."""
        with self._lock:
            room = self._rooms.get(code)
            if room is None:
                return
            room.listeners.pop(session, None)
            room.people.pop(nickname, None)
            room.keys = {key: name for key, name in room.keys.items() if name != nickname or not nickname}
            if room.teacher == session:
                del self._rooms[code]
        self._tell(room)

    def _tell(self, room: Room) -> None:
        """Let everybody in a room know; without the lock, which a page that is being drawn may be waiting for."""
        with self._lock:
            listeners = list(room.listeners.values())
        for tell in listeners:
            tell()


def _clean(name: str) -> str:
    return "".join(c for c in name if c.isprintable()).strip()[:LONGEST_NAME]
