"""Classrooms: names, rounds and the board; who comes back after a reload; what a role may move."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from experiments.dashboard import actions, rooms
from experiments.dashboard.actions import act
from experiments.dashboard.class_sheet import EMPTY_ROWS, ROUNDS, class_sheet
from experiments.dashboard.levers import is_free
from experiments.dashboard.rooms import ROLES, Room, Rooms
from experiments.dashboard.service import RunService
from experiments.dashboard.session import Session
from experiments.dashboard.words import words


def _open(house: Rooms, session: str = "teacher", tell: Any = lambda: None) -> Room:
    room = house.open(session, "huzhou", tell)
    assert room is not None
    return room


def test_a_room_gives_names_rounds_and_a_board() -> None:
    house, told = Rooms(), []
    room = _open(house, tell=lambda: told.append(1))
    assert house.join("nowhere", "s", "Li", "bank", lambda: None) is None
    for session, name in (("s1", "Li"), ("s2", "Li 2")):
        assert house.join(room.code.lower(), session, "Li\n", "bank", lambda: None) == (room, name)
    assert list(room.people) == ["Li", "Li 2"]
    house.next_round(room.code, "s1")
    assert room.round == 1
    house.next_round(room.code, "teacher")
    house.submit(room.code, "Li", {"peak": "2030"})
    house.submit(room.code, "Li", {"peak": "2029"})
    assert room.board == [{"who": "Li", "round": 2, "peak": "2029"}]
    assert told
    house.leave(room.code, "teacher", "")
    assert house.find(room.code) is None


def test_who_holds_a_key_comes_back_as_who_they_were() -> None:
    house = Rooms()
    room = _open(house)
    house.join(room.code, "s1", "Li", "bank", lambda: None)
    teachers, students = house.key(room.code, "teacher", ""), house.key(room.code, "s1", "Li")
    assert len({teachers, students, ""}) == 3
    assert house.key(room.code, "stranger", "") == ""
    assert house.come_back(room.code, students, "s2", lambda: None) == (room, "Li")
    assert house.come_back(room.code, teachers, "teacher again", lambda: None) == (room, "")
    assert room.teacher == "teacher again"
    assert house.come_back(room.code, "guessed", "s3", lambda: None) is None
    house.leave(room.code, "s2", "Li")
    assert house.come_back(room.code, students, "s2", lambda: None) is None


def test_rooms_nobody_is_in_any_more_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MOST_ROOMS", 2)
    house = Rooms()
    left, kept = _open(house, "t1"), _open(house, "t2")
    assert house.open("t3", "huzhou", lambda: None) is None
    house.lose("t1")
    assert house.find(left.code) is left  # its teacher may be reloading the page
    _open(house, "t3")
    assert (house.find(left.code), house.find(kept.code)) == (None, kept)


def test_a_page_that_is_being_drawn_can_look_at_the_room_while_others_are_told() -> None:
    house, looked = Rooms(), []

    def tell() -> None:
        looking = threading.Thread(target=lambda: looked.append(house.find(room.code)), daemon=True)
        looking.start()
        looking.join(5.0)

    room = _open(house, tell=tell)
    house.join(room.code, "s1", "Li", "bank", lambda: None)
    house.submit(room.code, "Li", {"peak": "2030"})
    house.next_round(room.code, "teacher")
    assert looked == [room] * 3


@pytest.fixture
def service() -> Iterator[RunService]:
    made = RunService(0)
    yield made
    made.stop()


def test_a_role_moves_its_own_levers_alone(service: RunService) -> None:
    session = Session(service, lambda redraw: redraw())
    session.role = "bank"
    assert is_free("green_credit", "bank")
    assert not is_free("carbon_tax", "bank")
    act(session, {"what": "lever", "name": "carbon_tax", "key": "level", "value": 100})
    act(session, {"what": "force", "name": "carbon_tax", "value": True})
    assert session.wish.levers == ()
    act(session, {"what": "force", "name": "green_credit", "value": True})
    assert [entry.name for entry in session.wish.levers] == ["green_credit"]


def test_a_whole_plan_taken_by_a_role_changes_its_own_levers_alone(service: RunService) -> None:
    session = Session(service, lambda redraw: redraw())
    act(session, {"what": "lever", "name": "carbon_tax", "key": "level", "value": 100})
    taxed = session.wish.levers
    session.role = "bank"
    act(session, {"what": "preset", "value": "demonstration"})
    assert [entry for entry in session.wish.levers if not is_free(entry.name, "bank")] == list(taxed)
    assert "green_credit" in [entry.name for entry in session.wish.levers]
    act(session, {"what": "clear"})
    assert session.wish.levers == taxed
    session.role = "mayor"
    act(session, {"what": "clear"})
    assert session.wish.levers == ()


def test_a_plan_brought_along_stays_whatever_a_role_undoes(
    service: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = Rooms()
    monkeypatch.setattr(actions, "rooms", lambda: house)
    teacher, student = (Session(service, lambda redraw: redraw()) for _ in range(2))
    act(teacher, {"what": "room", "step": "open"})
    act(student, {"what": "lever", "name": "carbon_tax", "key": "level", "value": 100})
    brought = student.wish.levers
    act(student, {"what": "room", "step": "join", "code": teacher.room, "nickname": "Li", "role": "bank"})
    act(student, {"what": "undo"})
    assert student.wish.levers == brought


def test_students_of_a_closed_room_are_free_again(service: RunService, monkeypatch: pytest.MonkeyPatch) -> None:
    house = Rooms()
    monkeypatch.setattr(actions, "rooms", lambda: house)
    teacher, student = (Session(service, lambda redraw: redraw()) for _ in range(2))
    act(teacher, {"what": "room", "step": "open"})
    act(student, {"what": "room", "step": "join", "code": teacher.room, "nickname": "Li", "role": "bank"})
    assert (student.room, student.nickname, student.role) == (teacher.room, "Li", "bank")
    act(teacher, {"what": "room", "step": "leave"})
    assert (student.room, student.nickname, student.role) == ("", "", "mayor")
    assert student.message


@pytest.mark.parametrize(("language", "task"), [("en", "Make a plan for Huzhou"), ("zh", "为Huzhou制定一个方案")])
def test_a_class_sheet_has_task_roles_rounds_and_results(language: str, task: str) -> None:
    house = Rooms()
    room = _open(house)
    house.join(room.code, "student", "<b>Li</b>", "bank", lambda: None)
    empty = class_sheet(room, "Huzhou", language)
    assert task in empty
    assert f'<html lang="{language}">' in empty
    assert empty.count("<tr>") == ROUNDS * (EMPTY_ROWS + 1)
    for role in ROLES:
        assert words(language)[f"role_{role}"] in empty
    assert "<b>" not in empty
    peak = {"status": "peaked", "year": 2029, "height_mt": 31.5}
    house.submit(room.code, "<b>Li</b>", {"peak": peak, "cost": 12.34, "burden": 4.56})
    filled = class_sheet(room, "Huzhou", language)
    assert "12.34" in filled
    assert "2029" in filled
    assert filled.count("<tr>") == empty.count("<tr>")
