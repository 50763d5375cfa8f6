"""Why did this client miss an event? What was published, written and confirmed, and a verdict in plain English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from services.streaming.channel import is_internal
from services.streaming.event import Event
from services.streaming.journal.entry import Lapse
from services.streaming.journal.fate import Fate, Judgement, fate_of, listed, moment, told_of
from services.streaming.journal.sqlite_journal import SqliteJournal
from services.streaming.journal.succession import Client, Connection, clients_of
from services.streaming.log.event_log import EventLog
from services.streaming.log.survey import Published

_ENTRIES = 2000
"""The newest streams of a user that are looked through."""

MAX_CLIENTS = 20
MAX_IDS = 100


class Told(NamedTuple):
    """One client and what became of the event there."""

    connections: Client
    judgement: Judgement


class Answer(NamedTuple):
    """``published``: what followed the position on the channels of these clients. ``event`` is the one that the
    verdict is about, if it is kept. ``clients``: those concerned, the newest last.
    """

    judgement: Judgement
    event: Event | None
    published: Sequence[Published]
    clients: Sequence[Told]
    lapses: Sequence[Lapse]
    head: int


def why(
    log: EventLog,
    journal: SqliteJournal,
    *,
    client_id: str = "",
    user_id: str = "",
    after: int,
    event_id: int | None = None,
    may_read: Callable[[str, str], bool] = lambda login_id, channel: True,
) -> Answer:
    """What became of the event ``event_id``, or of the first one after ``after``, for one client or all of a user's.

    ``may_read`` says whether a login may read a channel. Blocks on the disk.
    """
    if client_id:
        entry = journal.entry(client_id)
        user_id = "" if entry is None else entry.user_id
    entries = journal.of_user(user_id, _ENTRIES) if user_id else []
    gaps = journal.told([entry.client_id for entry in entries])
    clients = clients_of(entries, gaps)
    if client_id:
        clients = [one for one in clients if any(each.entry.client_id == client_id for each in one)]
    channels = {name for client in clients for connection in client for name in connection.entry.channels}
    published = log.survey.published(channels, after, MAX_IDS)
    head = log.head()
    wanted = event_id if event_id is not None else _first_after(published)
    event = _event(log, wanted)
    if not clients:
        return Answer(_no_client(client_id, event), event, published, [], journal.lapses(), head)
    if event is not None:
        clients = [one for one in clients if _follows(one, event.channel)] or clients[-1:]
    clients = clients[-MAX_CLIENTS:]
    published = [one for one in published if any(_follows(client, one.channel) for client in clients)]
    told = [Told(client, _judge(client, event, wanted, after, published, head)) for client in clients]
    judgement = min((one.judgement for one in told), key=lambda judgement: _ORDER.index(judgement.fate))
    if len(told) > 1:
        judgement = judgement._replace(
            sentence=f"{judgement.sentence} This user has {len(told)} clients that are concerned; see each below."
        )
    login_id = clients[-1][-1].entry.login_id
    if judgement.fate is Fate.NOT_FOLLOWED and event is not None and not may_read(login_id, event.channel):
        judgement = judgement._replace(
            sentence=f"{judgement.sentence} Its sign-in is not allowed to read {event.channel}."
        )
    return Answer(judgement, event, published, told, journal.lapses(), head)


def _event(log: EventLog, wanted: int | None) -> Event | None:
    """The event, if it is kept, and is none that the server tells itself."""
    event = None if wanted is None else log.survey.event(wanted)
    return None if event is None or is_internal(event.channel) else event


_ORDER = (
    Fate.UNWRITTEN, Fate.WAITING, Fate.GAP, Fate.SKIPPED, Fate.STARTED_LATER, Fate.WRITTEN, Fate.REPEATED,
    Fate.NOT_FOLLOWED, Fate.CONFIRMED, Fate.UNPUBLISHED, Fate.UNKNOWN,
)  # fmt: skip
"""Of several clients' fates, the one that explains most comes first."""


def _first_after(published: Sequence[Published]) -> int | None:
    """None if nothing followed, or what followed first is not kept any more."""
    if any(one.missing_to for one in published):
        return None
    return min((one.first for one in published if one.first), default=None)


def _follows(client: Client, channel: str) -> bool:
    return any(channel in connection.entry.channels for connection in client)


def _no_client(client_id: str, event: Event | None) -> Judgement:
    who = f"connection {client_id}" if client_id else "any connection of this user"
    known = f" Event {event.id} was published on {event.channel} at {moment(event.at)}." if event else ""
    return Judgement(
        Fate.UNKNOWN,
        f"The journal does not know {who}: it ended too long ago, or never was.{known}",
    )


def _judge(
    client: Client, event: Event | None, wanted: int | None, after: int, published: Sequence[Published], head: int
) -> Judgement:
    if event is not None:
        return fate_of(event, client)
    own = [one for one in published if _follows(client, one.channel)]
    position = after + 1 if wanted is None else wanted
    if wanted is None and (passed := told_of(client, position)):
        return passed
    if position > head:
        return Judgement(
            Fate.UNPUBLISHED,
            f"Event {position} was never published: the newest position of the event log is {head}."
            if wanted is not None
            else f"Nothing was published after {after} on {_names(own)}: the newest position is {head}.",
        )
    removed = [one for one in own if one.missing_to >= position]
    if removed:
        judged = told_of(client, position)
        gone = f"What was published on {_names(removed)} up to {max(one.missing_to for one in removed)} is not kept"
        if judged is not None:
            return judged._replace(sentence=f"{gone} any more. {judged.sentence}")
        return _removed(gone, position, client)
    if wanted is None:
        return Judgement(Fate.UNPUBLISHED, f"Nothing was published after {after} on {_names(own)}.")
    return Judgement(
        Fate.UNPUBLISHED,
        f"No event {wanted} is kept: either that position was never an event's, or the event was on a channel that"
        f" this client did not follow and has been removed since.",
    )


def _removed(gone: str, position: int, client: Client) -> Judgement:
    """Nobody knows which of these channels it was on, but the client may have had all of them by then."""
    had: Connection | None = next((one for one in client if one.entry.start < position <= one.entry.written), None)
    if had is None:
        return Judgement(Fate.UNWRITTEN, f"{gone} any more, and no connection of the client had come so far.")
    if had.confirmed is not None and had.confirmed >= position:
        return Judgement(
            Fate.CONFIRMED,
            f"{gone} any more. Before it was removed, connection {had.entry.client_id} had everything up to"
            f" {had.entry.written}, and the client's next connection asked for what comes after {had.confirmed}.",
        )
    return Judgement(
        Fate.WRITTEN,
        f"{gone} any more. Before it was removed, everything up to {had.entry.written} was written to the socket of"
        f" connection {had.entry.client_id}; no later connection confirms it.",
    )


def _names(published: Sequence[Published]) -> str:
    return listed([one.channel for one in published])
