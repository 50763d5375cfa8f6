"""Which executions are wanted: the filter of the list, its exports and acts on many at once."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from sqlalchemy import ColumnElement

from services.auth.identity import Identity
from services.errors import BadRequest
from services.runs.execution import Alert, ExecutionState
from services.runs.execution_record import ExecutionRecord
from services.visible import is_whole

STATES: tuple[str, ...] = get_args(ExecutionState)
ALERTS: tuple[str, ...] = get_args(Alert)
FIELDS = ("kind", "status", "owner", "alert", "since", "until", "q")
"""As the contract calls them (section 7)."""

_LONGEST = 200
_AGO_S = {"m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class ExecutionFilter:
    """None, or nothing, asks for nothing; one of several values is enough. Times are Unix seconds of `created_at`;
    ``until`` is excluded. ``text`` is looked for in capitals or not.
    """

    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    owner: str | None = None
    alert: tuple[str, ...] = ()
    since: float | None = None
    until: float | None = None
    text: str | None = None

    @property
    def states(self) -> frozenset[str]:
        """One that has not been heard of may well be running."""
        return frozenset(self.status) | ({"no_news"} if "running" in self.status else frozenset())

    def conditions(self, identity: Identity) -> list[ColumnElement[bool]]:
        """For a statement: what of the wanted ones this caller may see, which is their own, and for an admin all."""
        return [*self.range_conditions(identity), *self.other_conditions()]

    def range_conditions(self, identity: Identity) -> list[ColumnElement[bool]]:
        """What limits a part of an index to go through: whose they are, and from when."""
        row = ExecutionRecord
        conditions: list[ColumnElement[bool]] = []
        if not identity.is_admin:
            conditions.append(row.owner_id == identity.user_id)
        if self.owner is not None:
            conditions.append(row.owner_id == self.owner)
        if self.since is not None:
            conditions.append(row.created_at >= self.since)
        if self.until is not None:
            conditions.append(row.created_at < self.until)
        return conditions

    def other_conditions(self) -> list[ColumnElement[bool]]:
        row = ExecutionRecord
        conditions: list[ColumnElement[bool]] = []
        if self.kind:
            conditions.append(row.kind.in_(self.kind))
        if self.status:
            conditions.append(row.state.in_(sorted(self.states)))
        if self.alert:
            conditions.append(row.alert.in_(self.alert))
        if self.text:
            conditions.append(row.words.contains(self.text.lower(), autoescape=True))
        return conditions


def read_filter(fields: Mapping[str, object]) -> ExecutionFilter:
    """From a query or a JSON object, which may have other fields beside. Empty is absent; commas stand between several
    kinds, states or alerts. Raises: BadRequest.
    """
    return ExecutionFilter(
        kind=_kinds(fields),
        status=_choices(fields, "status", STATES),
        owner=_text(fields, "owner"),
        alert=_choices(fields, "alert", ALERTS),
        since=_time(fields, "since"),
        until=_time(fields, "until"),
        text=_text(fields, "q"),
    )


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRequest(f"{name!r} is a text.")
    value = (value or "").strip()
    if len(value) > _LONGEST:
        raise BadRequest(f"{name!r} has at most {_LONGEST} characters.")
    if "\0" in value or not is_whole(value):  # left out, it would find what nobody asked for
        raise BadRequest(f"{name!r} has a character in it that no text has: a NUL, or half of one.")
    return value or None


def _kinds(fields: Mapping[str, object]) -> tuple[str, ...]:
    """A program may have put a comma into the name of its kind, so the whole may be one as well."""
    parts, whole = _several(fields, "kind"), _text(fields, "kind")
    return parts if whole is None or whole in parts else (*parts, whole)


def _several(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in (_text(fields, name) or "").split(","))))


def _choices(fields: Mapping[str, object], name: str, options: tuple[str, ...]) -> tuple[str, ...]:
    values = _several(fields, name)
    if not set(values) <= set(options):
        raise BadRequest(f"{name!r} is one of {', '.join(options)}, or several with commas between.")
    return values


def _time(fields: Mapping[str, object], name: str) -> float | None:
    """Unix seconds, or a date or time of ISO 8601, in UTC if it names no other, or how long ago (``24h``, ``7d``)."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    found = math.nan
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            found = float(value)
        except (ValueError, OverflowError):
            found = _moment(str(value)[:_LONGEST])
    if not abs(found) <= 1e12:
        raise BadRequest(f"{name!r} is a time: Unix seconds, or such as 24h (ago) or 2026-11-30T09:00:00Z.")
    return found


def _moment(text: str) -> float:
    if text[-1:] in _AGO_S and text[:-1].isascii() and text[:-1].isdigit():
        return time.time() - int(text[:-1]) * _AGO_S[text[-1]]
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.nan
