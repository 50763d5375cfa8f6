"""Fate: what became of one event on its way to one client, in a word and in a sentence.

Three things are told apart: it was *published* (the event log has it), *written* (the socket of one of the client's
connections took it, which a lost network can undo), and *confirmed* (the client's next connection asked for what comes
after it).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from services.streaming.event import Event
from services.streaming.journal.entry import WORKER_DIED, Told
from services.streaming.journal.succession import INFERRED, Client, Connection

_ENDS = {
    "done": "its channels were closed",
    "drain": "the server was stopping",
    "limit": "an admin ended it",
    "revoked": "the sign-in had ended",
    "expired": "the sign-in had run out",
    "age": "it had reached its maximum age",
    "timeout": "the run that it watched was silent",
    "gone": "the client, or its network, closed it",
    WORKER_DIED: "its worker process died",
}


_GOODBYE_BYTES = 32
"""The end of a response, which nobody may be there to acknowledge."""


class Fate(StrEnum):
    CONFIRMED = "confirmed"  # the client's next connection asked for what comes after it
    WRITTEN = "written"  # the socket took it; no later connection has said more
    REPEATED = "repeated"  # written, not confirmed, and written again
    GAP = "gap"  # it was gone before the client came for it, and the client was told so
    SKIPPED = "skipped"  # the client asked for what comes after it, though no connection had brought it
    STARTED_LATER = "started_later"  # the client came when it had been published, and asked for what was new
    WAITING = "waiting"  # a connection is open and has not taken it yet
    UNWRITTEN = "unwritten"  # the connection ended first, and the client has not come back for it
    NOT_FOLLOWED = "not_followed"  # none of the client's connections is over this channel
    UNKNOWN = "unknown"  # the journal holds no connection of the client
    UNPUBLISHED = "unpublished"  # there is no such event


class Judgement(NamedTuple):
    fate: Fate
    sentence: str


def fate_of(event: Event, client: Client) -> Judgement:
    """What became of an event that is kept."""
    what = f"Event {event.id} was published on {event.channel} at {moment(event.at)}"
    over = [connection for connection in client if event.channel in connection.entry.channels]
    if not over:
        followed = listed(sorted({name for connection in client for name in connection.entry.channels}))
        return Judgement(Fate.NOT_FOLLOWED, f"{what}. The client did not follow that channel, but {followed}.")
    due = [connection for connection in over if connection.entry.start < event.id]
    written = [connection for connection in due if connection.entry.written >= event.id]
    if written:
        return _written(f"{what} and written to the socket of", event.id, written)
    return _not_written(what, event, over, due)


def _written(what: str, id: int, written: Sequence[Connection]) -> Judgement:
    first, last = written[0], written[-1]
    here = f"{what} connection {first.entry.client_id}, which was {_span(first)}"
    if first.confirmed is not None and first.confirmed >= id:
        return Judgement(
            Fate.CONFIRMED,
            f"{here}. The client's next connection asked for what comes after {first.confirmed}: it had the event.",
        )
    if len(written) > 1:
        asked = "no position" if first.confirmed is None else f"{first.confirmed}"
        again = f"{here}. The client's next connection asked from {asked}: it never confirmed the event"
        again = f"{again}, and got it again on connection {last.entry.client_id}"
        is_confirmed = last.confirmed is not None and last.confirmed >= id
        end = ", and that time it confirmed it." if is_confirmed else "."
        return Judgement(Fate.CONFIRMED if is_confirmed else Fate.REPEATED, again + end)
    if first.entry.is_live:
        return Judgement(Fate.WRITTEN, f"{here}. Only a next connection could confirm it.{_unconfirmed(first)}")
    return Judgement(
        Fate.WRITTEN,
        f"{here}. That ended because {_end(first)}, and the client has not come back: nothing confirms that the event"
        f" reached it.{_unconfirmed(first)}",
    )


def _not_written(what: str, event: Event, over: Sequence[Connection], due: Sequence[Connection]) -> Judgement:
    later = [connection for connection in over if connection.entry.start >= event.id]
    if due and due[-1].entry.is_live:
        waiting = due[-1].entry
        for_s = f", which has had something waiting for {waiting.lag_ms / 1000:.1f} s" if waiting.lag_ms else ""
        return Judgement(Fate.WAITING, f"{what}. It has not been written to connection {waiting.client_id} yet{for_s}.")
    if later and later[0].entry.position is not None:
        came = later[0]
        before = f"{what}. Connection {due[-1].entry.client_id} ended without it. The" if due else f"{what}. The"
        return Judgement(
            Fate.SKIPPED,
            f"{before} client then asked, on connection {came.entry.client_id}, for what comes after"
            f" {came.entry.position}: it stepped over the event, or had it from elsewhere (polling, another tab).",
        )
    if later:
        came = later[0]
        ended = f" Connection {due[-1].entry.client_id} had ended without it, because {_end(due[-1])}." if due else ""
        return Judgement(
            Fate.STARTED_LATER,
            f"{what}.{ended} The client opened connection {came.entry.client_id} at {moment(came.entry.opened_at)}"
            f" and named no position, so it got what was new from then on.",
        )
    last = due[-1]
    return Judgement(
        Fate.UNWRITTEN,
        f"{what}. Connection {last.entry.client_id} had ended at {moment(last.entry.ended_at or 0)}, because"
        f" {_end(last)}, when everything up to {last.entry.written} was written. The client has not come back for it.",
    )


def told_of(client: Client, id: int) -> Judgement | None:
    """That the client was told of a gap which holds this position; None if it was not."""
    for before, connection in zip([None, *client], client, strict=False):
        for gap in connection.gaps:
            if gap.from_id < id <= gap.to:
                return Judgement(Fate.GAP, f"{_away(before, connection)}{_told_by(gap)}")
    return None


def _away(before: Connection | None, connection: Connection) -> str:
    if before is None or before.entry.ended_at is None:
        return ""
    return f"The client came back after {duration(connection.entry.opened_at - before.entry.ended_at)}. "


def duration(ms: int) -> str:
    s = max(0, ms) // 1000
    if s < 120:
        return f"{s} s"
    return f"{s // 60} min" if s < 7200 else f"{s // 3600} h {s % 3600 // 60} min"


def _told_by(gap: Told) -> str:
    which = f"on {gap.channel} " if gap.channel else ""
    why = "the position was not one of this event log" if gap.reason == "reset" else "retention or a purge removed it"
    return (
        f"Connection {gap.client_id} was told at {moment(gap.at)}, by a gap, that what was published {which}after"
        f" {gap.from_id} up to {gap.to} is missing: {why}."
    )


def moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"


def listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def _span(connection: Connection) -> str:
    entry = connection.entry
    guess = " (taken for the same client's: it could not say so itself)" if connection.tied_by == INFERRED else ""
    if entry.ended_at is None:
        return f"opened at {moment(entry.opened_at)} and is still open{guess}"
    return f"open from {moment(entry.opened_at)} to {moment(entry.ended_at)}{guess}"


def _end(connection: Connection) -> str:
    return _ENDS.get(connection.entry.reason or "", "of an unknown reason")


def _unconfirmed(connection: Connection) -> str:
    count = connection.entry.unconfirmed
    if not count or count <= _GOODBYE_BYTES:
        return ""
    return f" Of what was written, {count:,} bytes were not acknowledged by the machine at the other end."
