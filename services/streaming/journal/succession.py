"""Succession: which connections are one client's, one after the other.

A client that says so is believed: ``?previous=`` names the connection that it goes on with, as our own clients do. A
browser's native EventSource cannot say it. So among the connections of the same user, over the same channels, by the
same program, the next one is the one that asks for a position at or after the start of one that has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.streaming.journal.entry import Entry, Told

NAMED, INFERRED = "named", "inferred"

_OVERLAP_MS = 60_000
"""A machine that vanished may be back before the server notices that it had left."""

_WITHOUT_POSITION_MS = 600_000
"""A client that comes back without a position is taken for the same one for ten minutes."""


@dataclass(slots=True)
class Connection:
    """One stream of a client. ``tied_by`` says why it counts as the client's next; empty for its first.
    ``confirmed`` is the position that the client's next connection asked for.
    """

    entry: Entry
    tied_by: str = ""
    confirmed: int | None = None
    gaps: list[Told] = field(default_factory=list)


Client = list[Connection]
"""The connections of one client, oldest first."""


def clients_of(entries: Sequence[Entry], gaps: Sequence[Told]) -> list[Client]:
    """The clients behind the streams of one user, which come oldest first."""
    clients: list[Client] = []
    by_id: dict[str, Connection] = {}
    for entry in entries:
        connection = Connection(entry)
        by_id[entry.client_id] = connection
        client = _predecessor(clients, entry, connection)
        if client is None:
            clients.append([connection])
            continue
        client[-1].confirmed = entry.position
        client.append(connection)
    for gap in gaps:
        if gap.client_id in by_id:
            by_id[gap.client_id].gaps.append(gap)
    return clients


def _predecessor(clients: Sequence[Client], entry: Entry, connection: Connection) -> Client | None:
    if entry.previous:
        named = next((client for client in clients if client[-1].entry.client_id == entry.previous), None)
        if named is not None:
            connection.tied_by = NAMED
            return named
    likely = [client for client in clients if _may_follow(client[-1].entry, entry)]
    if not likely:
        return None
    connection.tied_by = INFERRED
    return max(likely, key=lambda client: _likeness(client[-1].entry, entry))


def _may_follow(before: Entry, entry: Entry) -> bool:
    if (before.channels, before.kind, before.program) != (entry.channels, entry.kind, entry.program):
        return False
    if before.ended_at is None or before.ended_at > entry.opened_at + _OVERLAP_MS:
        return False
    if entry.position is None:
        is_soon = 0 <= entry.opened_at - before.ended_at <= _WITHOUT_POSITION_MS
        return is_soon and (before.network, before.login_id) == (entry.network, entry.login_id)
    return entry.position >= (before.position or 0)


def _likeness(before: Entry, entry: Entry) -> tuple[bool, bool, bool, int]:
    is_written = entry.position is None or entry.position <= before.written
    return is_written, before.network == entry.network, before.login_id == entry.login_id, before.ended_at or 0
