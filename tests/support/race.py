"""Two who meet in the database: one acts in the moment between the other's reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def just_before_writing(record: type, act: Callable[[], object]) -> Iterator[None]:
    """Run ``act`` once: when a session that has read and changed a row of ``record`` is about to write it."""
    met: list[type] = []

    def listen(session: Session, *_: Any) -> None:
        if not met and any(isinstance(row, record) for row in session.dirty):
            met.append(record)
            act()

    event.listen(Session, "before_flush", listen)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", listen)
    assert met, f"no row of {record.__name__} was written"
