"""Live connections, channels, retention, and why a client missed an event (contract, section 7)."""

from __future__ import annotations

from blueprints.openapi.operation import (
    Node,
    empty_answer,
    in_path,
    in_query,
    json_answer,
    json_body,
    operation,
    ref,
    text,
    whole,
)

TAG = {
    "name": "Streams for admins",
    "description": "Who follows what, what is kept, and why a client missed an event. For admins only.",
}

_CLIENT = in_path("client_id", "As the stream's opening event said.")
_CHANNEL = in_path("channel", "The channel's name.", ref("Channel"))
_PATTERN = in_path("pattern", "A channel's name, or a prefix and a star.")
_ADMINS = {403: "For admins only."}
_READ = {**_ADMINS, 400: "A bad parameter.", 503: "The journal or the event log cannot be read."}
_OWN = "The server itself writes this channel (a run's, a conversation's, …)."


def _limit(most: int) -> Node:
    return in_query("limit", whole(minimum=1, maximum=most, default=100), "At most so many.")


PATHS: Node = {
    "/api/v1/admin/connections": {
        "get": operation(
            "admin_connections.listed",
            TAG["name"],
            "List open streams",
            description="Over all workers, as of half a second ago.",
            parameters=[
                in_query("user", text(), "Only this user's or service token's: an id or a name."),
                in_query("channel", text(), "Only those that follow this channel."),
                in_query("kind", text(), "Only of this kind."),
                in_query("before", text(), "Go on where the last answer's `next` says."),
                _limit(500),
            ],
            answers={200: json_answer("Open streams.", ref("LiveConnections"))},
            errors=_READ,
        )
    },
    "/api/v1/admin/connections/{client_id}": {
        "delete": operation(
            "admin_connections.end",
            TAG["name"],
            "End an open stream",
            description="It gets `closing: limit` within a second, whichever worker holds it. Its client may come back:"
            " to keep it out, end its sign-in.",
            parameters=[_CLIENT],
            answers={204: empty_answer("Its worker was told.")},
            errors={**_ADMINS, 404: "No open stream has this id.", 503: "Another worker holds it and cannot be told."},
        )
    },
    "/api/v1/admin/why": {
        "get": operation(
            "admin_connections.explanation",
            TAG["name"],
            "Why did this client miss an event?",
            description="Tells apart what was published, what the socket of a connection took, and what the client's"
            " next connection confirmed by its position. Name a client or a user, and `after` or `event`.",
            parameters=[
                in_query("client_id", text(), "One of the client's connections."),
                in_query("user", text(), "All clients of this user or service token: an id or a name."),
                in_query("after", ref("Position"), "The last id that the client has."),
                in_query("event", ref("Position"), "The id of one event, in place of the first after `after`."),
            ],
            answers={200: json_answer("What became of it.", ref("Why"))},
            errors=_READ,
        )
    },
    "/api/v1/admin/channels": {
        "get": operation(
            "admin_channels.listed",
            TAG["name"],
            "List channels",
            parameters=[
                in_query("q", text(), "Only names that contain this."),
                in_query("after", text(), "Go on after this name."),
                in_query("empty", {"enum": ["0", "1"], "default": "0"}, "1: those that hold no events, too."),
                _limit(200),
            ],
            answers={200: json_answer("What they hold.", ref("ChannelStates"))},
            errors=_READ,
        )
    },
    "/api/v1/admin/channels/{channel}": {
        "get": operation(
            "admin_channels.read",
            TAG["name"],
            "Look at a channel",
            parameters=[_CHANNEL],
            answers={200: json_answer("What it holds.", ref("ChannelState"))},
            errors={**_READ, 404: "Nothing was ever published there, and nobody follows it."},
        )
    },
    "/api/v1/admin/channels/{channel}/around/{id}": {
        "get": operation(
            "admin_channels.read_around",
            TAG["name"],
            "Look at the events around a position",
            parameters=[
                _CHANNEL,
                in_path("id", "A position.", ref("Position")),
                in_query("before", whole(minimum=0, maximum=200, default=10), "So many events before it."),
                in_query("after", whole(minimum=0, maximum=200, default=10), "So many events after it."),
            ],
            answers={200: json_answer("In order of id.", ref("EventsAround"))},
            errors=_READ,
        )
    },
    "/api/v1/admin/channels/{channel}/purge": {
        "post": operation(
            "admin_channels.purge",
            TAG["name"],
            "Remove all events of a channel",
            description="Whoever follows it is told by a `gap`.",
            parameters=[_CHANNEL],
            answers={200: json_answer("Removed up to this position.", ref("ClosedAt"))},
            errors={**_READ, 404: "Nothing was ever published there.", 409: _OWN},
        )
    },
    "/api/v1/admin/channels/{channel}/close": {
        "post": operation(
            "admin_channels.close",
            TAG["name"],
            "Close a channel",
            description="Nothing more will come: its streams end with `done`.",
            parameters=[_CHANNEL],
            answers={201: json_answer("Closed.", ref("ClosedAt"))},
            errors={**_READ, 409: f"{_OWN} Or it is closed already."},
        )
    },
    "/api/v1/admin/retention": {
        "get": operation(
            "admin_channels.retention",
            TAG["name"],
            "List the retention rules",
            answers={200: json_answer("What is kept.", ref("RetentionRules"))},
            errors=_ADMINS,
        )
    },
    "/api/v1/admin/retention/{pattern}": {
        "put": operation(
            "admin_channels.set_rule",
            TAG["name"],
            "Set the retention rule for a pattern",
            description="Of the rules that match a channel, the most specific counts. What a rule leaves out is as the"
            " settings say. Trimming goes by it within ten seconds.",
            parameters=[_PATTERN],
            body=json_body(ref("NewRetention")),
            answers={200: json_answer("Set.", ref("RetentionRule"))},
            errors={
                **_ADMINS,
                400: "Not a pattern, or not a number in range.",
                409: "There are 200 rules already.",
                413: "The body is too large.",
            },
        ),
        "delete": operation(
            "admin_channels.delete_rule",
            TAG["name"],
            "Delete a retention rule",
            parameters=[_PATTERN],
            answers={204: empty_answer("Deleted.")},
            errors={**_ADMINS, 404: "There is no rule for this pattern."},
        ),
    },
}
