"""What a user's click means: events of the browser, checked, become calls of the session."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from experiments.dashboard.house import rooms
from experiments.dashboard.pages import board_entry, download
from experiments.dashboard.session import FULL_HOUSEHOLDS, PREVIEW_HOUSEHOLDS, Session
from experiments.dashboard.uploads import LARGEST_FILE_BYTES, read_upload
from experiments.dashboard.words import word
from experiments.texts import LANGUAGES
from sim.core.errors import InputError

_KINDS = ("household", "firm")


def act(session: Session, event: Any) -> None:
    """Carry out one event, a mapping with ``what`` and values; anything else is ignored."""
    if not isinstance(event, dict):
        return
    handler = _HANDLERS.get(str(event.get("what")))
    if handler is None:
        return
    with session.at_once():
        try:
            handler(session, event)
        except InputError as error:
            session.say(str(error))


def _text(event: dict[str, Any], key: str) -> str:
    return str(event.get(key, ""))[:200]


def _whole(value: Any, high: int) -> int:
    number = value if isinstance(value, int) and not isinstance(value, bool) else 0
    return min(max(number, 0), high)


def _language(session: Session, event: dict[str, Any]) -> None:
    if event.get("value") in LANGUAGES:
        session.language = str(event["value"])
        session.say("")


def _theme(session: Session, event: dict[str, Any]) -> None:
    session.dark = event.get("value") is True
    session.say("")


def _year(session: Session, event: dict[str, Any]) -> None:
    session.year = _whole(event.get("value"), 200)
    session.say(session.message)


def _chart(session: Session, event: dict[str, Any]) -> None:
    session.chart = _text(event, "value")
    session.refresh()


def _target(session: Session, event: dict[str, Any]) -> None:
    session.aim(event.get("value"), event.get("year"))
    session.say("")


def _inspect(session: Session, event: dict[str, Any]) -> None:
    kind = event.get("kind")
    session.agent = (str(kind), _whole(event.get("row"), 10**6)) if kind in _KINDS else None
    preview = event.get("households") == PREVIEW_HOUSEHOLDS
    session.agent_households = PREVIEW_HOUSEHOLDS if preview else FULL_HOUSEHOLDS
    session.refresh()


def _upload(session: Session, event: dict[str, Any]) -> None:
    encoded = str(event.get("data", ""))
    if len(encoded) > 2 * LARGEST_FILE_BYTES:
        encoded = "A" * (2 * LARGEST_FILE_BYTES)
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        data = b"\xff"
    name = _text(event, "name")
    content = read_upload(name, data)
    session.take(content)
    session.say(word("uploaded", session.language, name=name))


def _entry(session: Session, event: dict[str, Any]) -> None:
    """Change or remove one entry of the plan by its place."""
    raw = [entry.to_dict() for entry in session.wish.levers]
    place = _whole(event.get("place"), 10**4)
    if place >= len(raw):
        return
    if event.get("remove") is True:
        del raw[place]
    else:
        key, value = _text(event, "key"), event.get("value")
        if key not in ("start", "end", "ramp_months"):
            return
        if value in ("", None):
            raw[place].pop(key, None)
        else:
            raw[place][key] = value
    session.set_levers(raw)


def _room(session: Session, event: dict[str, Any]) -> None:
    house, step = rooms(), event.get("step")
    if step == "open":
        room = house.open(session.id, session.wish.city, lambda: session.say(session.message))
        session.room, session.nickname, session.role = (room.code if room else ""), "", "mayor"
    elif step == "join":
        role = _text(event, "role")
        room = house.join(
            _text(event, "code"), session.id, _text(event, "nickname"), role, lambda: session.say(session.message)
        )
        if room is None:
            session.say(word("no_room", session.language))
            return
        session.room, session.role = room.code, role
        session.nickname = list(room.people)[-1]
        session.choose(room.city)
    elif step == "next":
        house.next_round(session.room, session.id)
    elif step == "submit":
        entry = board_entry(session)
        if entry:
            house.submit(session.room, session.nickname or "*", entry)
    elif step == "leave":
        house.leave(session.room, session.id, session.nickname)
        session.room, session.nickname, session.role = "", "", "mayor"
    session.say("")


def _download(session: Session, event: dict[str, Any]) -> None:
    session.file = download(session, _text(event, "kind"))
    session.say("")


_HANDLERS = {
    "page": lambda s, e: s.go(_text(e, "value")),
    "city": lambda s, e: s.choose(_text(e, "value")),
    "preset": lambda s, e: s.preset(_text(e, "value")),
    "lever": lambda s, e: s.change(_text(e, "name"), _text(e, "key"), e.get("value")),
    "force": lambda s, e: s.put_in_force(_text(e, "name"), e.get("value") is True),
    "clear": lambda s, _: s.set_levers([]),
    "undo": lambda s, _: s.undo(),
    "redo": lambda s, _: s.undo(forwards=True),
    "keep": lambda s, _: s.keep(),
    "unkeep": lambda s, e: s.unkeep(_whole(e.get("place"), 10)),
    "retry": lambda s, _: s.refresh(),
    "dismiss": lambda s, _: s.say(""),
    "language": _language,
    "theme": _theme,
    "year": _year,
    "chart": _chart,
    "target": _target,
    "inspect": _inspect,
    "upload": _upload,
    "entry": _entry,
    "room": _room,
    "download": _download,
}
