"""The list of executions: pages of a million rows by filter, newest first, and how many a filter finds.

No index fits every filter. So a page goes down one index, whose entries hold all that a filter asks for, window by
window and for a limited time; only the rows that a page shows are read. When the time is up, the page has what was
found and says how far back it looked; its cursor goes on from there. What has not ended has an index of its own and is
found at once, however old.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from services.auth.identity import Identity
from services.database.database import Database
from services.errors import NotFound
from services.operations.executions.cursor import Cursor
from services.operations.executions.filter import ExecutionFilter
from services.runs.execution import EXECUTION_COLUMNS, Execution
from services.runs.execution_record import ExecutionRecord

COUNTED = 10_000
"""Counting stops here: beyond it nobody needs the number, and it would take longer than the page."""
PAGE_S = 1.3
COUNT_S = 0.4
_LISTING_S = 1.5
"""Both together, whatever is left for counting."""
_FIRST_WINDOW = 4000
_LARGEST_WINDOW = 64_000
_QUICK_S = 0.05
_LIVE = frozenset({"queued", "running", "no_news"})
_EXPORTED_AT_ONCE = 500

_KEY = (ExecutionRecord.created_at, ExecutionRecord.id)
_SHOWN = tuple(getattr(ExecutionRecord, name) for name in EXECUTION_COLUMNS)


@dataclass(frozen=True, slots=True)
class Page:
    """``older`` is the place behind the last one, if there may be more. ``searched_to`` is set if time was up: all
    since then was looked through, and nothing before.
    """

    executions: list[Execution]
    older: Cursor | None
    newer: Cursor | None = None
    searched_to: float | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """At least so many, if it is not exact."""

    number: int
    is_exact: bool


class ExecutionQuery:
    """Thread-safe. Calls may take as long as their budget: a web worker makes them in a thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock

    def page(
        self,
        identity: Identity,
        wanted: ExecutionFilter,
        *,
        limit: int,
        before: Cursor | None = None,
        after: Cursor | None = None,
        budget_s: float = PAGE_S,
    ) -> Page:
        """The newest, or those just ``before`` a cursor, or those just ``after`` it; newest first in any case."""
        walk = _Walk(self._database.is_sqlite, identity, wanted, self._clock, is_upward=after is not None)
        deadline = self._clock() + budget_s
        keys: list[Cursor] = []
        place, has_more = after or before, True
        with self._database.session() as session:
            for statement, end in walk.windows(session, place):
                found: Sequence[Any] = session.execute(statement(_KEY).limit(limit + 1 - len(keys))).all()
                keys += (Cursor(key.created_at, key.id) for key in found)
                if len(keys) > limit:
                    break
                place, has_more = end, end is not None
                if self._clock() > deadline:
                    break
            rows = _rows(session, [key.id for key in keys[:limit]])
        return _page(keys, rows, place if has_more else None, limit, walk.is_upward)

    def listing(
        self,
        identity: Identity,
        wanted: ExecutionFilter,
        *,
        limit: int,
        before: Cursor | None = None,
        after: Cursor | None = None,
    ) -> tuple[Page, Total]:
        """A page, and how many there are on all pages."""
        began = self._clock()
        page = self.page(identity, wanted, limit=limit, before=before, after=after)
        if before is None and after is None and len(page.executions) < limit:
            return page, Total(len(page.executions), is_exact=page.searched_to is None)
        left_s = _LISTING_S - (self._clock() - began)
        return page, self.total(identity, wanted, budget_s=min(COUNT_S, left_s))

    def total(self, identity: Identity, wanted: ExecutionFilter, *, budget_s: float = COUNT_S) -> Total:
        walk = _Walk(self._database.is_sqlite, identity, wanted, self._clock)
        deadline = self._clock() + budget_s
        number = 0
        with self._database.session() as session:
            for statement, end in walk.windows(session, None):
                found = statement((ExecutionRecord.id,)).order_by(None).limit(COUNTED + 1 - number).subquery()
                number += session.scalar(select(func.count()).select_from(found)) or 0
                if number > COUNTED:
                    return Total(COUNTED, is_exact=False)
                if end is not None and self._clock() > deadline:
                    return Total(number, is_exact=False)
        return Total(number, is_exact=True)

    def get(self, identity: Identity, execution_id: str) -> Execution:
        """Raises: NotFound, there is none, or it is somebody else's."""
        of_it = select(*_SHOWN).where(ExecutionRecord.id == execution_id, *ExecutionFilter().conditions(identity))
        with self._database.session() as session:
            row = session.execute(of_it).first()
        if row is None:
            raise NotFound("There is no such execution, or it is somebody else's.")
        return Execution(*row)

    def portions(self, identity: Identity, wanted: ExecutionFilter) -> Callable[[], list[Execution] | None]:
        """All of a filter, some at a time: each call returns the next, and None behind the last."""
        place: Cursor | None = None
        is_over = False

        def portion() -> list[Execution] | None:
            nonlocal place, is_over
            if is_over:
                return None
            page = self.page(identity, wanted, limit=_EXPORTED_AT_ONCE, before=place)
            place, is_over = page.older, page.older is None
            return page.executions

        return portion


def _rows(session: Session, ids: Sequence[str]) -> list[Execution]:
    """In the order of the ids; without one that was deleted meanwhile."""
    found = session.execute(select(*_SHOWN).where(ExecutionRecord.id.in_(ids)))
    rows = {row.id: Execution(*row) for row in found}
    return [rows[id] for id in ids if id in rows]


def _page(
    keys: Sequence[Cursor], found: list[Execution], stopped_at: Cursor | None, limit: int, is_upward: bool
) -> Page:
    """``keys`` may be one more than a page has; ``stopped_at`` is where looking ended without a full page."""
    is_full = len(keys) > limit
    beyond = keys[limit - 1] if is_full else stopped_at
    near = keys[0] if keys else None
    searched_to = stopped_at.created_at if stopped_at is not None and not is_full else None
    if is_upward:
        return Page(found[::-1], older=near, newer=beyond, searched_to=None)
    return Page(found, older=beyond, newer=near, searched_to=searched_to)


def _select(columns: Sequence[Any]) -> Select[Any]:
    return select(*columns)


Statement = Callable[[Sequence[Any]], Select[Any]]
Window = tuple[Statement, Cursor | None]


class _Walk:
    """Along the index on which the wanted ones lie in order."""

    def __init__(
        self,
        is_sqlite: bool,
        identity: Identity,
        wanted: ExecutionFilter,
        clock: Callable[[], float],
        *,
        is_upward: bool = False,
    ) -> None:
        self._clock = clock
        self.is_upward = is_upward
        self._range = wanted.range_conditions(identity)
        self._others = wanted.other_conditions()
        self._is_live = bool(wanted.status) and wanted.states <= _LIVE
        has_owner = wanted.owner is not None or not identity.is_admin
        self._index = "ix_executions_owner_id" if has_owner else "ix_executions_created_at"
        self._hints = is_sqlite and not self._is_live  # its planner knows no sizes without ANALYZE

    def windows(self, session: Session, place: Cursor | None) -> Iterator[Window]:
        """Each with where it ends; None is the end of the index. They grow while they are quick: on a busy machine, a
        caller can look at the clock as often.
        """
        size = _FIRST_WINDOW
        while True:
            began = self._clock()
            end = self._end(session, place, size)
            yield self._window(place, end), end
            if end is None:
                return
            took_s = self._clock() - began
            if took_s < _QUICK_S:
                size = min(size * 4, _LARGEST_WINDOW)
            elif took_s > 4 * _QUICK_S:
                size = max(size // 4, _FIRST_WINDOW)
            place = end

    def _end(self, session: Session, place: Cursor | None, size: int) -> Cursor | None:
        if self._is_live or not self._others:
            return None  # a page is found at once
        last = self._hinted(_select(_KEY)).where(*self._range, *self._beyond(place))
        row = session.execute(last.order_by(*self._order()).offset(size - 1).limit(1)).first()
        return None if row is None else Cursor(*row)

    def _window(self, place: Cursor | None, end: Cursor | None) -> Statement:
        within = [*self._range, *self._others, *self._beyond(place)]
        if end is not None:
            key = tuple_(end.created_at, end.id)
            within.append(tuple_(*_KEY) <= key if self.is_upward else tuple_(*_KEY) >= key)
        return lambda columns: self._hinted(_select(columns)).where(*within).order_by(*self._order())

    def _beyond(self, place: Cursor | None) -> list[ColumnElement[bool]]:
        if place is None:
            return []
        key = tuple_(place.created_at, place.id)
        return [tuple_(*_KEY) > key if self.is_upward else tuple_(*_KEY) < key]

    def _order(self) -> list[ColumnElement[Any]]:
        return [column.asc() if self.is_upward else column.desc() for column in _KEY]

    def _hinted(self, statement: Select[Any]) -> Select[Any]:
        if not self._hints:
            return statement
        return statement.with_hint(ExecutionRecord, f"INDEXED BY {self._index}", "sqlite")
