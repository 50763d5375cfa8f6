"""A look for work that found none, and is not repeated until somebody commits.

Runner and producer look every second, in case a bell was lost. While the database stays as it was, that takes 4 µs, not
a millisecond. PostgreSQL does not say whether it has changed: there, every look is made.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from services.database.database import Database

T = TypeVar("T")


class IdleLook:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._idle_at: tuple[int, Hashable] | None = None
        """The version of the database in which there was nothing, and what was asked of it."""

    def find(self, look: Callable[[], Sequence[T]], asked: Hashable = None) -> Sequence[T]:
        """What ``look`` finds. It is not called if the last one found nothing, was ``asked`` the same, and nobody has
        committed since.
        """
        version = self._database.version()  # read before the look, so that a change in between is seen next time
        if version is not None and (version, asked) == self._idle_at:
            return ()
        found = look()
        self._idle_at = None if found or version is None else (version, asked)
        return found
