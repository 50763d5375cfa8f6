"""The objects of the calls about streams and channels, for admins (contract, section 7)."""

from __future__ import annotations

from blueprints.openapi.operation import Node, array, nullable, number, record, ref, text, whole

_FLAG: Node = {"type": "boolean"}
_AT = "Unix milliseconds."

_CONNECTION: dict[str, Node] = {
    "client_id": text("As the stream's opening event said."),
    "user_id": text(),
    "user": nullable(text("The user's or service token's name; null once it is deleted.")),
    "kind": text("What was watched: `stream`, `progress`, …"),
    "channels": array(ref("Channel")),
    "address": text("The network that the client's address is in: a /24 or a /48. Empty if unknown."),
    "program": text("What the client calls itself, in short."),
    "opened_at": whole(_AT),
    "position": nullable(whole("What the client asked to go on after; null if it named nothing.")),
    "from_start": {**_FLAG, "description": "Without a position it began with the channels' history."},
    "recovered": {**_FLAG, "description": "It named a position, and nothing after that was missing."},
    "start": whole("After which position it was given everything."),
    "previous": nullable(text("The connection that it goes on with, if the client said so.")),
    "written": whole("Its socket took everything of its channels up to here."),
    "bytes": nullable(whole("Taken by its socket, as of the last time they were counted; null over a Unix socket.")),
    "unconfirmed_bytes": nullable(whole("Of these, not yet acknowledged by the machine at the other end.")),
    "lag_ms": whole("For how long the oldest thing that it still has to be given has been waiting."),
    "lag_peak_ms": whole("The most that was seen."),
    "lag_peak_at": nullable(whole(_AT)),
    "noted_at": whole("When the journal last noted something of it."),
    "ended_at": nullable(whole(_AT)),
    "reason": nullable(
        text(
            "`done`, `drain`, `limit` (an admin), `revoked`, `expired`, `age`, `timeout`, `gone` (the client), or"
            " `worker_died`."
        )
    ),
}

SCHEMAS: Node = {
    "Lapse": record(
        {
            "since": whole(_AT),
            "until": whole(_AT),
            "lost": whole("Notes that could not wait for the journal to be written again."),
            "why": text(),
        }
    ),
    "Journal": record(
        {"kept_s": number("How long a stream is kept after its end."), "lapses": array(ref("Lapse"))},
    ),
    "LiveConnection": record(_CONNECTION),
    "LiveConnections": record(
        {
            "connections": array(ref("LiveConnection"), "The newest first."),
            "next": nullable(text("Ask on with `before`; null if these are all.")),
            "journal": ref("Journal"),
        }
    ),
    "PublishedSince": record(
        {
            "channel": ref("Channel"),
            "count": whole("Events that are kept."),
            "first": nullable(whole()),
            "last": nullable(whole()),
            "ids": array(whole(), "The first hundred."),
            "missing_to": nullable(whole("What there was up to this position is not kept any more.")),
        }
    ),
    "EventMark": record(
        {
            "id": whole(),
            "channel": ref("Channel"),
            "type": text(),
            "at": whole(_AT),
            "size": whole("Bytes of its encoded data."),
        }
    ),
    "Reach": record({"upto": whole("A position."), "client_id": text("The connection.")}),
    "WhyConnection": record(
        {
            **_CONNECTION,
            "tied_by": nullable(
                {
                    "enum": ["named", "inferred", None],
                    "description": "Why it counts as the client's next: the client said so, or it looks like it.",
                }
                | {"type": "string"}
            ),
            "confirmed": nullable(whole("The position that the client's next connection asked for.")),
            "gaps": array(
                record(
                    {
                        "channel": nullable(text()),
                        "from": whole(),
                        "to": whole(),
                        "reason": {"enum": ["trimmed", "reset"]},
                        "at": whole(_AT),
                    }
                ),
                "What the client was told it will never be given.",
            ),
        }
    ),
    "WhyClient": record({"fate": ref("Fate"), "verdict": text(), "connections": array(ref("WhyConnection"))}),
    "Fate": text(
        "`confirmed`, `written`, `repeated`, `gap`, `skipped`, `started_later`, `waiting`, `unwritten`, `not_followed`,"
        " `unpublished`, or `unknown`."
    ),
    "Why": record(
        {
            "verdict": text("In plain English."),
            "fate": ref("Fate"),
            "event": nullable(ref("EventMark")),
            "head": whole("The newest position of the event log."),
            "published": array(ref("PublishedSince"), "What followed the position on the client's channels."),
            "written": nullable(ref("Reach")),
            "confirmed": nullable(ref("Reach")),
            "clients": array(ref("WhyClient"), "Those concerned, the newest last; a user may have several."),
            "journal": ref("Journal"),
        }
    ),
    "Kept": record({"events": whole(), "age_s": number(), "grace_s": number()}),
    "ChannelState": record(
        {
            "channel": ref("Channel"),
            "head": whole("Its newest position."),
            "events": whole("How many are kept."),
            "bytes": whole("Of their encoded data."),
            "bytes_are_exact": {**_FLAG, "description": "False: from a sample of the newest."},
            "oldest_at": nullable(whole(_AT)),
            "newest_at": nullable(whole(_AT)),
            "trimmed_to": nullable(whole("What there was up to here is not kept any more.")),
            "closed": nullable(whole("Where it was closed; null while it is open.")),
            "is_private": {**_FLAG, "description": "Read by its owner alone; nobody else sees what its events say."},
            "subscribers": whole("Streams that follow it now."),
            "retention": record(
                {
                    "events": whole(),
                    "age_s": number(),
                    "grace_s": number(),
                    "pattern": nullable(text("The rule that counts; null for the settings.")),
                }
            ),
        }
    ),
    "ChannelStates": record({"channels": array(ref("ChannelState"), "By name."), "next": nullable(text())}),
    "EventsAround": record(
        {
            "channel": ref("Channel"),
            "events": array(
                record(
                    {
                        "id": whole(),
                        "channel": ref("Channel"),
                        "type": text(),
                        "at": whole(_AT),
                        "size": whole(),
                        "data": nullable({"type": "object"}),
                    }
                ),
                "`data` is null on a private channel.",
            ),
        }
    ),
    "RetentionRule": record(
        {
            "pattern": text(),
            "events": nullable(whole()),
            "age_s": nullable(number()),
            "grace_s": nullable(number()),
            "changed_at": number("Unix seconds."),
        }
    ),
    "RetentionRules": record({"general": ref("Kept"), "rules": array(ref("RetentionRule"), "By pattern.")}),
    "NewRetention": record(
        {
            "events": nullable(whole(minimum=1)),
            "age_s": nullable(number(minimum=1)),
            "grace_s": nullable(number(minimum=0)),
        },
        optional=("events", "age_s", "grace_s"),
        examples=[{"events": 1000, "age_s": 86400}],
    ),
}
