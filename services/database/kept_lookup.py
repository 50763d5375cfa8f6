"""Kept look-ups: the database is asked again only after it has changed.

For what every request asks ("is this login still alive?"). A kept answer is as true as a fresh one, because any commit
by any process drops them all. It takes 4 µs; the statement takes 50.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from services.database.database import Database

T = TypeVar("T")

MAX_KEPT = 10_000


class KeptLookups(Generic[T]):
    def __init__(self, database: Database) -> None:
        self._database = database
        self._version: int | None = None
        self._kept: dict[str, T] = {}

    def get(self, key: str, look_up: Callable[[str], T | None]) -> T | None:
        """What ``look_up(key)`` says now. A miss is not kept: anybody can ask for what does not exist."""
        version = self._database.version()  # read before the look-up, so that a change in between is seen next time
        if version is None:
            return look_up(key)
        if version != self._version or len(self._kept) > MAX_KEPT:
            self._kept.clear()
            self._version = version
        found = self._kept.get(key)
        if found is None:
            found = look_up(key)
            if found is not None:
                self._kept[key] = found
        return found
