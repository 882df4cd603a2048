"""What a user's click means: events of the browser, checked, become calls of the session."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from experiments.dashboard.house import rooms
from experiments.dashboard.pages import board_entry, download
from experiments.dashboard.rooms import Room
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
            session.say_wrong(error)


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
    elif event.get("what") == "span":
        _put(raw[place], {key: event[key] for key in ("start", "end") if key in event})
    elif _text(event, "key") in ("start", "end", "ramp_months"):
        _put(raw[place], {_text(event, "key"): event.get("value")})
    session.set_levers(raw)


def _put(entry: dict[str, Any], values: dict[str, Any]) -> None:
    """Set values of an entry; an empty one takes the key away."""
    for key, value in values.items():
        if value in ("", None):
            entry.pop(key, None)
        else:
            entry[key] = value


def _enter(session: Session, room: Room, nickname: str) -> None:
    session.room, session.nickname = room.code, nickname
    session.take_role(room.people.get(nickname, "mayor"))


def _room(session: Session, event: dict[str, Any]) -> None:
    house, step = rooms(), event.get("step")

    def tell() -> None:
        if session.room and house.find(session.room) is None:  # its teacher has closed it
            session.room, session.nickname, session.role = "", "", "mayor"
            session.message = word("room_closed", session.language)
        session.say(session.message)

    if step == "open":
        room = house.open(session.id, session.wish.city, tell)
        if room is None:
            session.say(word("no_free_room", session.language))
            return
        session.room, session.nickname, session.role = room.code, "", "mayor"
    elif step == "return":
        found = house.come_back(_text(event, "code"), _text(event, "key"), session.id, tell)
        if found is not None:
            _enter(session, *found)
    elif step == "join":
        found = house.join(_text(event, "code"), session.id, _text(event, "nickname"), _text(event, "role"), tell)
        if found is None:
            session.say(word("no_room", session.language))
            return
        _enter(session, *found)
        session.choose(found[0].city)
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
    "retry": lambda s, _: s.retry(),
    "dismiss": lambda s, _: s.say(""),
    "language": _language,
    "theme": _theme,
    "year": _year,
    "chart": _chart,
    "target": _target,
    "inspect": _inspect,
    "upload": _upload,
    "entry": _entry,
    "span": _entry,
    "room": _room,
    "download": _download,
}
