"""What admins ask the journal and the event log, for the calls, the pages and the commands alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from blueprints.edge.current import container
from services.auth.names import id_of, names_of
from services.errors import BadRequest, NotFound
from services.streaming.journal.entry import Entry, Lapse
from services.streaming.journal.sqlite_journal import SqliteJournal
from services.streaming.journal.why import Answer, why
from services.streaming.workers.ending import end_elsewhere
from services.thread import in_thread

MAX_LIMIT = 500


class Connections(NamedTuple):
    """Open streams, newest first. ``next`` goes on where they end; None if these are all."""

    entries: list[Entry]
    names: dict[str, str]
    next: int | None
    lapses: list[Lapse]


def open_connections(
    *, user: str = "", channel: str = "", kind: str = "", before: int | None = None, limit: int = 100
) -> Connections:
    """``user`` is an id or a name."""
    found = container()
    user_id = id_of(found.database, user) if user else ""

    def look() -> tuple[list[Entry], list[Lapse]]:
        with found.journal.reading() as journal:
            entries = journal.live(user_id=user_id, channel=channel, kind=kind, before=before, limit=limit + 1)
            return entries, journal.lapses()

    entries, lapses = in_thread(look)
    more = len(entries) > limit
    entries = entries[:limit]
    names = names_of(found.database, {entry.user_id for entry in entries})
    return Connections(entries, names, entries[-1].number if more else None, [*lapses, *failing()])


def failing() -> Sequence[Lapse]:
    """The time since which this worker cannot write the journal, if that is so now."""
    streams = container().streams
    lapse = None if streams is None else streams.recorder.failing
    return [] if lapse is None else [lapse]


def read_journal(work: Callable[[SqliteJournal], Any]) -> Any:
    """What ``work`` finds, in a thread. Raises: Unavailable."""
    journal = container().journal

    def look() -> Any:
        with journal.reading() as found:
            return work(found)

    return in_thread(look)


def end_connection(client_id: str) -> Entry | None:
    """End an open stream on any worker. Returns what the journal knows of it.

    Raises: NotFound, there is none. Unavailable, its worker cannot be told.
    """
    found = container()
    entry: Entry | None = read_journal(lambda journal: journal.entry(client_id))
    has_ended = entry is not None and not entry.is_live
    if found.streams is not None:
        is_told = not has_ended and found.streams.end_anywhere(client_id)
    else:
        is_told = not has_ended and end_elsewhere(client_id, found.settings.data / "workers", found.control)
    if not is_told:
        raise NotFound("No open stream has this client_id.", code="stream_ended")
    return entry


def explain(*, client_id: str = "", user: str = "", after: int | None = None, event: int | None = None) -> Answer:
    """Why a client, or a user's clients, missed what followed ``after``, or one event.

    Raises: BadRequest. Unavailable.
    """
    if bool(client_id) == bool(user):
        raise BadRequest("Name the client, as ?client_id=, or the user, as ?user= (an id or a name).", code="no_client")
    if after is None and event is None:
        raise BadRequest(
            "Say what is missing: ?after= is the last id that the client has, ?event= the id of one event.",
            code="no_event",
        )
    found = container()
    user_id = id_of(found.database, user) if user else ""
    position = after if after is not None else max(0, (event or 0) - 1)

    def look() -> Answer:
        with found.journal.reading() as journal:
            return why(
                found.event_log,
                journal,
                client_id=client_id,
                user_id=user_id,
                after=position,
                event_id=event,
                may_read=_may_read,
            )

    def _may_read(login_id: str, channel: str) -> bool:
        identity = found.logins.identity(login_id) or found.service_tokens.identity(login_id)
        return identity is None or found.permissions.may_read(identity, channel)

    answer = in_thread(look)
    return answer._replace(lapses=[*answer.lapses, *failing()])
