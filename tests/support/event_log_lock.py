"""Somebody else's write lock on an event log: a backup, or an operator's shell."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def lock_of_log(data: Path) -> sqlite3.Connection:
    """Return a connection that holds the lock until it rolls back or closes."""
    connection = sqlite3.connect(data / "log" / "events.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection
