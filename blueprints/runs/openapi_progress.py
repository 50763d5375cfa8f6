"""The progress of a user's runs in the description of the API."""

from __future__ import annotations

from blueprints.openapi.operation import (
    STREAM_SECURITY,
    Node,
    in_path,
    json_answer,
    nullable,
    operation,
    record,
    ref,
    text,
    whole,
)
from blueprints.streaming.openapi import EVENT_STREAM, POSITION, STREAM_ENDED, STREAM_ERRORS, WHICH_CREDENTIAL

TAG = {"name": "Progress", "description": "How far a user's work is, over all of their runs."}

SCHEMAS: Node = {
    "Progress": record(
        {
            "completed": whole("So many are done."),
            "total": whole("Of so many."),
            "status": {"enum": ["queued", "processing", "completed", "failed", "cancelled"]},
            "message": text("What is happening."),
        },
        description="What a face adds says which of its runs it is, such as `screening_id`.",
        examples=[{"completed": 3, "total": 50, "status": "processing", "message": "Reading the files"}],
    ),
    "Message": record({"message": text()}),
}

_USER = in_path("user_id", "As the sign-in answered.")
_NOT_THEIRS = {400: "No such id can exist.", 403: "It is neither your own nor are you an admin."}

PATHS: Node = {
    "/api/v1/sse/progress/stream/{user_id}": {
        "get": operation(
            "progress.stream",
            TAG["name"],
            "Follow all progress of a user",
            description=f"It never ends. The opening event carries `progress`, the newest or null. {WHICH_CREDENTIAL}",
            security=STREAM_SECURITY,
            parameters=[_USER, *POSITION],
            answers={200: EVENT_STREAM, 204: STREAM_ENDED},
            errors=STREAM_ERRORS,
        )
    },
    "/api/v1/sse/progress/status/{user_id}": {
        "get": operation(
            "progress.status",
            TAG["name"],
            "Read the newest progress of a user",
            parameters=[_USER],
            answers={200: json_answer("The newest, or null.", nullable(ref("Progress")))},
            errors=_NOT_THEIRS,
        )
    },
    "/api/v1/sse/progress/{user_id}": {
        "delete": operation(
            "progress.clear",
            TAG["name"],
            "Clear the newest progress of a user",
            description="Nothing is stopped. Who follows it is told by an event, `progress_cleared`.",
            parameters=[_USER],
            answers={200: json_answer("There is none now.", ref("Message"))},
            errors=_NOT_THEIRS,
        )
    },
}
