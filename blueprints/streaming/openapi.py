"""The streaming service: publish, subscribe, poll (contract, sections 1 and 3)."""

from __future__ import annotations

from blueprints.openapi.operation import (
    STREAM_SECURITY,
    Node,
    array,
    empty_answer,
    in_header,
    in_path,
    in_query,
    json_answer,
    json_body,
    mapping,
    nullable,
    number,
    operation,
    record,
    ref,
    text,
    whole,
)
from blueprints.streaming import client_report_openapi

TAG = {
    "name": "Streaming",
    "description": "One ordered log of events in named channels. Publish to it, follow it, go on from any id.",
}

_STREAM = """An unbroken `text/event-stream`. It opens with `retry:` and an unnamed event without an id:
`{"type":"connected","client_id","from","recovered","head","channels","from_start","heartbeat_s"}`. Then each stored
event follows with its `id:` and one line of JSON: the published object with `type` and `channel` added. Named control
events come between them: `heartbeat`, `gap` (what is no longer kept), `token_expiring`, `closing` (reconnect after
`retry` ms) and `done` (nothing more will come). Browsers that offer gzip get the stream compressed, and so does anybody
who asks with `?compress=1`; each event can be decoded as soon as it arrives.

Without a position, channels of runs start at their beginning; all others, and any mix, start now."""

EVENT_STREAM: Node = {"description": _STREAM, "content": {"text/event-stream": {"schema": {"type": "string"}}}}
STREAM_ENDED = empty_answer("Nothing follows the position and all channels are closed: EventSource stops by itself.")
WHICH_CREDENTIAL = (
    "An access or service token goes into `Authorization`; a browser's EventSource sends a stream token as `?token=`."
)

POSITION = [
    in_header("Last-Event-ID", ref("Position"), "Go on behind this event. A browser's own reconnect sends it."),
    in_query(
        "last_event_id",
        ref("Position"),
        "The same for a first connection; `0` is the beginning of what is kept."
        " `lastEventId` and `Last-Event-ID` are read too, in any letter case.",
    ),
    in_query("named", {"enum": ["0", "1"], "default": "0"}, "`1`: each event has an `event:` line with its type."),
    in_query("previous", text(), "The `client_id` of the stream that this one goes on with; for the journal alone."),
    in_query(
        "reports",
        {"enum": ["1"]},
        "The client reports how its streams do (`POST /api/v1/telemetry`): each event has its time in a comment.",
    ),
    in_query("compress", {"enum": ["0", "1"]}, "`1`: with gzip. `0`: without. Left out: with gzip for browsers alone."),
]
STREAM_ERRORS = {
    400: "A bad channel, position or flag.",
    401: "No token, an expired one, or one of another kind.",
    403: "One of the channels may not be read.",
    429: "Too many open streams and waiting polls.",
    503: "No room, or the server is stopping.",
}

SCHEMAS: Node = {
    **client_report_openapi.SCHEMAS,
    "Channel": text("Channels need no creation.", pattern="^[a-z0-9][a-z0-9._:-]{0,127}$", examples=["jobs.nightly"]),
    "Type": text(
        "Not one of the names of control events.", pattern="^[A-Za-z][A-Za-z0-9._:-]{0,63}$", examples=["progress"]
    ),
    "Position": whole(
        "An event's id, or 0 for the beginning.", minimum=0, maximum=2**63 - 1, examples=[1876543210987654]
    ),
    "NewEvent": record(
        {
            "channel": ref("Channel"),
            "type": ref("Type"),
            "data": mapping({}, "Any JSON object; at most 65,000 bytes once encoded."),
        },
        examples=[{"channel": "jobs.nightly", "type": "progress", "data": {"completed": 3, "total": 10}}],
    ),
    "Ids": record(
        {"ids": array(ref("Position"), "One for each event, in order, consecutive.")},
        examples=[{"ids": [1876543210987655]}],
    ),
    "ClosedAt": record({"id": ref("Position")}, examples=[{"id": 1876543210987656}]),
    "Gap": record(
        {
            "channel": nullable(text("Null: every channel.")),
            "from": whole("The position that was asked for."),
            "to": whole("The last missing id."),
            "reason": {"enum": ["trimmed", "reset"]},
        },
        description="What is no longer kept. `reset`: the position is not of this log.",
        examples=[{"channel": "jobs.nightly", "from": 10, "to": 20, "reason": "trimmed"}],
    ),
    "Event": record(
        {
            "id": ref("Position"),
            "channel": ref("Channel"),
            "type": text(),
            "data": mapping({}, "As published."),
            "at": whole("Unix milliseconds."),
        },
        examples=[
            {"id": 7, "channel": "jobs.nightly", "type": "progress", "data": {"completed": 3}, "at": 1795000000000}
        ],
    ),
    "Page": record(
        {
            "events": array(ref("Event")),
            "next": whole("Ask for what comes after this."),
            "gap": nullable(ref("Gap")),
            "done": {"type": "boolean", "description": "The channel is closed and this was its end."},
        },
        examples=[{"events": [], "next": 0, "gap": None, "done": False}],
    ),
    "Connections": record(
        {"active_connections": whole(), "by_kind": mapping(whole()), "workers": whole()},
        examples=[{"active_connections": 3, "by_kind": {"stream": 3}, "workers": 2}],
    ),
    "Renewal": record({"token": text("A fresh stream token of the same user.")}, examples=[{"token": "eyJhbGciOi…"}]),
}

_CHANNEL = in_path("channel", "The channel's name.", ref("Channel"))
_NOT_PUBLISHABLE = "The channel may not be published to."

PATHS: Node = {
    "/api/v1/stream": {
        "get": operation(
            "streaming.stream",
            TAG["name"],
            "Follow channels",
            description=WHICH_CREDENTIAL,
            security=STREAM_SECURITY,
            parameters=[
                in_query(
                    "channel",
                    array(ref("Channel"), minItems=1, maxItems=50),
                    "Repeat it: 1 to 50 names.",
                    is_required=True,
                ),
                *POSITION,
            ],
            answers={200: EVENT_STREAM, 204: STREAM_ENDED},
            errors=STREAM_ERRORS,
        )
    },
    "/api/v1/telemetry": client_report_openapi.path(TAG["name"]),
    "/api/v1/publish": {
        "post": operation(
            "streaming.publish",
            TAG["name"],
            "Publish events",
            description="One event, an array, or one per line (NDJSON). A batch is one atomic append of up to 1,000"
            " events and 8 MiB; `201` means that it is kept.",
            parameters=[
                in_header(
                    "Idempotency-Key",
                    text(minLength=1, maxLength=255),
                    "For 24 hours a retry with the same key and body stores nothing again and gets the same answer.",
                )
            ],
            body={
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"oneOf": [ref("NewEvent"), array(ref("NewEvent"), minItems=1, maxItems=1000)]}
                    },
                    "application/x-ndjson": {"schema": text("One event a line.")},
                },
            },
            answers={201: json_answer("Kept.", ref("Ids"))},
            errors={
                400: "Not JSON, no event, a missing or wrong field; nothing was stored.",
                403: _NOT_PUBLISHABLE,
                409: "A channel is closed; nothing was stored.",
                413: "Too many events, too large a body, or too large an event; nothing was stored.",
                422: "The key was used with another body.",
                429: "Above the caller's rate; `Retry-After` says when to send again. Nothing was stored.",
                503: "The event log is busy or cannot be written; nothing was stored.",
            },
        )
    },
    "/api/v1/channels/{channel}/close": {
        "post": operation(
            "streaming.close_channel",
            TAG["name"],
            "Close a channel",
            description="Nothing more will come: its streams end with `done`.",
            parameters=[_CHANNEL],
            answers={201: json_answer("Closed.", ref("ClosedAt"))},
            errors={
                400: "Not a channel's name.",
                403: _NOT_PUBLISHABLE,
                409: "It is closed already.",
                503: "The log is busy.",
            },
        )
    },
    "/api/v1/channels/{channel}/events": {
        "get": operation(
            "streaming.events",
            TAG["name"],
            "Poll a channel",
            description="The same events at the same positions, for clients that cannot hold a stream.",
            parameters=[
                _CHANNEL,
                in_query("after", ref("Position"), "What comes after this id."),
                in_query("limit", whole(minimum=1, maximum=1000, default=100), "At most so many."),
                in_query(
                    "wait", number(minimum=0, maximum=30, default=0), "Wait so many seconds if there is none yet."
                ),
            ],
            answers={200: json_answer("A page, in order of id.", ref("Page"))},
            errors={
                400: "A bad name or number.",
                403: "The channel may not be read.",
                429: "It would have to wait, and there are too many open streams and waiting polls.",
                503: "The log cannot be read; or it would have to wait, and there is no room.",
            },
        )
    },
    "/api/v1/stream/{client_id}/renew": {
        "post": operation(
            "streaming.renew",
            TAG["name"],
            "Extend a live stream",
            description="In place, without a break, whichever worker holds it.",
            parameters=[in_path("client_id", "As the stream's opening event said.")],
            body=json_body(ref("Renewal")),
            answers={204: empty_answer("Extended.")},
            errors={
                400: "The body has no token.",
                403: "Another user's token, or one that does not cover all of the stream's channels.",
                404: "No live stream has this id.",
                503: "Another worker holds the stream and cannot be asked: the event log is busy, full or locked.",
            },
        )
    },
    "/api/v1/sse/connections/status": {
        "get": operation(
            "streaming.connections",
            TAG["name"],
            "Count open streams",
            answers={200: json_answer("Over all workers.", ref("Connections"))},
            errors={503: "This process serves no streams."},
        )
    },
}
