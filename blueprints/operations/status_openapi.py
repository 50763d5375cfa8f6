"""The status of the system in the description of the API."""

from __future__ import annotations

from blueprints.openapi.operation import (
    Node,
    array,
    in_query,
    json_answer,
    mapping,
    nullable,
    number,
    operation,
    record,
    ref,
    text,
    whole,
)

TAG = {"name": "Operations", "description": "What runs, what went wrong, and how the server is."}

_LEVEL: Node = {"enum": ["ok", "degraded", "down"]}

SCHEMAS: Node = {
    "SystemState": {"enum": ["ok", "degraded", "down", "unknown"], "description": "Unknown: nobody has looked."},
    "SystemPart": record(
        {
            "part": text("Its name for programs."),
            "name": text("Its name for people."),
            "state": ref("SystemState"),
            "why": text("A sentence."),
            "since": nullable(number("Unix seconds; null while nobody has looked.")),
        }
    ),
    "SystemSpan": record(
        {"state": _LEVEL, "why": text(), "since": number("Unix seconds."), "until": number("Unix seconds.")}
    ),
    "SystemStatus": record(
        {
            "state": ref("SystemState"),
            "parts": array(ref("SystemPart")),
            "history": mapping(array(ref("SystemSpan")), "By part. Between two spans nobody looked."),
            "at": number("Unix seconds."),
        }
    ),
}

PATHS: Node = {
    "/dashboard/api/status": {
        "get": operation(
            "status_api.status",
            TAG["name"],
            "Read how the server is",
            description="Each part of it, since when and why. Changes are told on the channel `system`.",
            parameters=[in_query("hours", whole(minimum=1, maximum=168, default=24), "How far the history goes back.")],
            answers={200: json_answer("As it is.", ref("SystemStatus"))},
            errors={400: "A bad number.", 503: "The database cannot be read."},
        )
    }
}
