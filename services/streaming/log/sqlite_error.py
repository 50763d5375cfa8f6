"""What SQLite's errors mean for whoever wanted to read or write the event log."""

from __future__ import annotations

import sqlite3

from services.errors import Unavailable

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def primary(error: sqlite3.Error) -> int:
    """The primary result code: extended codes (SQLITE_IOERR_WRITE …) hold it in their low byte."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def refusal(error: sqlite3.Error) -> Unavailable:
    """The answer to whoever cannot be served because of it."""
    code = primary(error)
    if code in BUSY:
        return Unavailable("Another process has locked the event log; try again.", code="event_log_locked")
    if code in NO_ROOM:
        return Unavailable(
            "The event log cannot be written: the disk is full or failing. Nothing was stored.",
            code="event_log_full",
        )
    if code in DAMAGED:
        return Unavailable(
            "The event log is damaged; nothing was stored. Stop the server, restore a backup, and start again.",
            code="event_log_damaged",
        )
    return Unavailable(f"The event log refused the write: {error}.", code="event_log_error")
