"""The SQLite file under a store: its tables, how it is opened, and what can be wrong with it, each said in one line."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sim.core.errors import InputError

APPLICATION_ID = 0x50434954  # "PCIT"
SCHEMA_VERSION = 1
SECONDS_TO_WAIT_FOR_A_LOCK = 5.0

TABLES = """
CREATE TABLE studies (
    study INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL, code TEXT NOT NULL,
    planned INTEGER NOT NULL, document TEXT NOT NULL, scenario TEXT NOT NULL);
CREATE TABLE points (
    study INTEGER NOT NULL, point INTEGER NOT NULL, settings TEXT NOT NULL,
    PRIMARY KEY (study, point)) WITHOUT ROWID;
CREATE TABLE futures (
    study INTEGER NOT NULL, future INTEGER NOT NULL, settings TEXT NOT NULL,
    PRIMARY KEY (study, future)) WITHOUT ROWID;
CREATE TABLE members (
    study INTEGER NOT NULL, cell INTEGER NOT NULL, point INTEGER NOT NULL, future INTEGER NOT NULL, run TEXT NOT NULL,
    PRIMARY KEY (study, cell)) WITHOUT ROWID;
CREATE INDEX members_by_run ON members (study, run);
CREATE TABLE runs (
    run TEXT PRIMARY KEY, scenario_hash TEXT NOT NULL, seed INTEGER NOT NULL, code TEXT NOT NULL,
    manifest INTEGER NOT NULL, seconds REAL NOT NULL, closures TEXT NOT NULL);
CREATE TABLE yearly (
    run TEXT PRIMARY KEY, first_year INTEGER NOT NULL, last_year INTEGER NOT NULL, columns INTEGER NOT NULL,
    content BLOB NOT NULL);
CREATE TABLE column_sets (columns INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE failures (
    run TEXT PRIMARY KEY, scenario_hash TEXT NOT NULL, seed INTEGER NOT NULL, code TEXT NOT NULL,
    manifest INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, trace TEXT NOT NULL, scenario TEXT NOT NULL);
CREATE TABLE manifests (manifest INTEGER PRIMARY KEY, study INTEGER NOT NULL, document TEXT NOT NULL);
"""

_DAMAGED = "the file is damaged; the sqlite3 program's .recover may save what is readable"
_SAID = {
    "SQLITE_FULL": "the disk is full; what was finished before is kept",
    "SQLITE_BUSY": "the file is in use: another sweep is writing to it",
    "SQLITE_LOCKED": "the file is in use: another sweep is writing to it",
    "SQLITE_NOTADB": "not a store of pilotcity",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_READONLY": "the file cannot be written to",
    "SQLITE_CANTOPEN": "the file cannot be opened",
    "SQLITE_PERM": "the file cannot be opened",
    "SQLITE_IOERR": "the disk does not answer; what was finished before is kept",
}


def explained(error: sqlite3.Error, path: Path) -> InputError:
    """Return what went wrong with the file in one line."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if "decode to utf-8" in str(error).lower():  # what stands where text should be is none
        name = "SQLITE_CORRUPT"
    known = next((said for key, said in _SAID.items() if name.startswith(key)), f"the file cannot be used: {error}")
    return InputError(known, where=str(path))


@contextlib.contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turn what SQLite complains about, and text that no longer reads as JSON, into one ``InputError`` line."""
    try:
        yield
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(_DAMAGED, where=str(path)) from error
    except sqlite3.Error as error:
        raise explained(error, path) from error


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open a store, making it when there is none, and keep every other writer out until it is closed.

    Raises
    ------
    InputError
        When the file is something else, damaged, of a newer version, in use or not writable.
    """
    if path.is_dir():
        raise InputError("is a folder", where=str(path), allowed="a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder cannot be made: {error.strerror}", where=str(path)) from None
    with explaining(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=SECONDS_TO_WAIT_FOR_A_LOCK)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    fresh = _is_fresh(connection)
    if not fresh:
        check_version(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    if fresh and _is_fresh(connection):
        for statement in TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")


def _is_fresh(connection: sqlite3.Connection) -> bool:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not application and not tables


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ``InputError`` when an existing file is not a store this version reads."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise InputError("not a store of pilotcity", where=str(path), allowed="a file made by pilotcity sweep")
    if version > SCHEMA_VERSION:
        raise InputError(
            "the store was written by a newer version of pilotcity",
            where=str(path),
            given=f"version {version}",
            allowed=f"up to version {SCHEMA_VERSION}",
        )
    connection.execute("SELECT count(*) FROM studies").fetchone()


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open an existing store for reading, also while a sweep writes to it.

    Raises
    ------
    InputError
        When there is no such file, or it is not a store this version reads.
    """
    if not path.is_file():
        raise InputError("no such file", where=str(path), allowed="a file made by pilotcity sweep")
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    with explaining(path):
        try:
            return _checked_reader(address, path)
        except sqlite3.OperationalError:
            if Path(f"{path}-wal").exists():
                raise
            return _checked_reader(f"{address}&immutable=1", path)  # on a medium where nothing can be written


def _checked_reader(address: str, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=SECONDS_TO_WAIT_FOR_A_LOCK)
    try:
        check_version(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection
