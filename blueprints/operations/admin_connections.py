"""Live connections and the journal of streams over the API, for admins (contract, section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import note_act
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.parameters import whole
from blueprints.operations.journal import MAX_LIMIT, end_connection, explain, open_connections
from services.auth.names import names_of
from services.streaming.event import Event
from services.streaming.journal.entry import Entry, Lapse
from services.streaming.journal.succession import Connection
from services.streaming.journal.why import Answer
from services.streaming.log.event_log import parse_position
from services.streaming.log.survey import Published

admin_connections = Blueprint("admin_connections", __name__, url_prefix="/api/v1/admin")


@admin_connections.get("/connections")
@require_role("admin")
def listed() -> ResponseReturnValue:
    found = open_connections(
        user=request.args.get("user", ""),
        channel=request.args.get("channel", ""),
        kind=request.args.get("kind", ""),
        before=parse_position(request.args.get("before")),
        limit=whole("limit", 100, 1, MAX_LIMIT),
    )
    return jsonify(
        {
            "connections": [shown_entry(entry, found.names) for entry in found.entries],
            "next": None if found.next is None else str(found.next),
            "journal": shown_journal(found.lapses),
        }
    )


@admin_connections.delete("/connections/<client_id>")
@require_role("admin")
def end(client_id: str) -> ResponseReturnValue:
    note_ended(client_id, end_connection(client_id))
    return "", 204


def note_ended(client_id: str, entry: Entry | None) -> None:
    """Write down that an admin ended a stream."""
    details = {} if entry is None else {"user": entry.user_id, "channels": list(entry.channels)}
    note_act("connection.ended", "connection", client_id, details=details)


@admin_connections.get("/why")
@require_role("admin")
def explanation() -> ResponseReturnValue:
    answer = explain(
        client_id=request.args.get("client_id", ""),
        user=request.args.get("user", ""),
        after=parse_position(request.args.get("after")),
        event=parse_position(request.args.get("event")),
    )
    return jsonify(shown_answer(answer))


# -- in the words of the contract -------------------------------------------------------------------------------------


def shown_answer(answer: Answer) -> dict[str, Any]:
    ids = {one.entry.user_id for client in answer.clients for one in client.connections}
    names = names_of(container().database, ids)
    last = [client.connections for client in answer.clients][-1:]
    connections = [one for client in last for one in client]
    return {
        "verdict": answer.judgement.sentence,
        "fate": answer.judgement.fate.value,
        "event": None if answer.event is None else shown_event(answer.event),
        "head": answer.head,
        "published": [shown_published(one) for one in answer.published],
        "written": _written(connections),
        "confirmed": _confirmed(connections),
        "clients": [
            {
                "fate": client.judgement.fate.value,
                "verdict": client.judgement.sentence,
                "connections": [shown_connection(one, names) for one in client.connections],
            }
            for client in answer.clients
        ],
        "journal": shown_journal(answer.lapses),
    }


def _written(connections: Sequence[Connection]) -> dict[str, Any] | None:
    """How far the sockets of the newest client took everything."""
    reached = [{"upto": one.entry.written, "client_id": one.entry.client_id} for one in connections]
    return max(reached, key=_upto, default=None)


def _confirmed(connections: Sequence[Connection]) -> dict[str, Any] | None:
    """The furthest position that the newest client came back with, and the connection that it came back on."""
    asked = [one.entry for one in connections[1:] if one.entry.position is not None]
    return max(({"upto": one.position, "client_id": one.client_id} for one in asked), key=_upto, default=None)


def _upto(reach: dict[str, Any]) -> int:
    return int(reach["upto"])


def shown_connection(connection: Connection, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        **shown_entry(connection.entry, names),
        "tied_by": connection.tied_by or None,
        "confirmed": connection.confirmed,
        "gaps": [
            {"channel": gap.channel, "from": gap.from_id, "to": gap.to, "reason": gap.reason, "at": gap.at}
            for gap in connection.gaps
        ],
    }


def shown_entry(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "client_id": entry.client_id,
        "user_id": entry.user_id,
        "user": names.get(entry.user_id),
        "kind": entry.kind,
        "channels": entry.channels,
        "address": entry.network,
        "program": entry.program,
        "opened_at": entry.opened_at,
        "position": entry.position,
        "from_start": entry.is_from_start,
        "recovered": entry.is_recovered,
        "start": entry.start,
        "previous": entry.previous or None,
        "written": entry.written,
        "bytes": entry.taken,
        "unconfirmed_bytes": entry.unconfirmed,
        "lag_ms": entry.lag_ms,
        "lag_peak_ms": entry.peak_ms,
        "lag_peak_at": entry.peak_at,
        "noted_at": entry.noted_at,
        "ended_at": entry.ended_at,
        "reason": entry.reason,
    }


def shown_event(event: Event) -> dict[str, Any]:
    """Without its contents."""
    return {
        "id": event.id,
        "channel": event.channel,
        "type": event.type,
        "at": event.at,
        "size": len(event.data),
    }


def shown_published(published: Published) -> dict[str, Any]:
    return {
        "channel": published.channel,
        "count": published.kept,
        "first": published.first,
        "last": published.last,
        "ids": published.ids,
        "missing_to": published.missing_to or None,
    }


def shown_journal(lapses: Sequence[Lapse]) -> dict[str, Any]:
    """For how long the journal keeps, and when it could not be written."""
    return {
        "kept_s": container().settings.streaming.journal_s,
        "lapses": [lapse._asdict() for lapse in lapses],
    }
