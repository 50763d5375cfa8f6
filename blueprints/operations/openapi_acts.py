"""Acts on executions, their timelines and the dashboard's stream in the description of the API."""

from __future__ import annotations

from blueprints.openapi.operation import (
    STREAM_SECURITY,
    Node,
    array,
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
from blueprints.streaming.openapi import EVENT_STREAM, POSITION, STREAM_ENDED, STREAM_ERRORS, WHICH_CREDENTIAL

_ID = in_path("execution_id", "The execution's `id`.")
_NONE = "There is no such execution, or it is somebody else's."
_ERRORS = {403: "A program; sign in.", 404: _NONE}
_BOOLEAN: Node = {"type": "boolean"}
_ACT: Node = {"enum": ["cancel", "retry", "false_positive"]}

_BULK = record(
    {
        "action": _ACT,
        "filter": mapping(text(), "As in the query of the list: `kind`, `status`, `owner`, `alert`, `since`, …"),
        "expected": whole("How many executions the filter finds.", minimum=0),
    }
)

SCHEMAS: Node = {
    "TimelineEntry": record(
        {
            "id": nullable(whole("Its position in the event log; null if nobody published it.")),
            "at": number("Unix seconds."),
            "type": text("An event's type, or `queued`, `started`, `ended`, `execution.silent`."),
            "data": mapping({}, "The event as it was published."),
        }
    ),
    "Timeline": record(
        {
            "events": array(ref("TimelineEntry"), "In the order of time."),
            "next": nullable(text("`after` of the next page; null behind the last.")),
            "is_private": {"type": "boolean", "description": "The rest is its owner's alone."},
            "is_trimmed": {"type": "boolean", "description": "Something before these is no longer kept."},
        }
    ),
    "BulkOutcome": record(
        {
            "done": whole("To how many it was done."),
            "others": whole("How many of these are somebody else's."),
            "refused": whole("To how many it could not be done."),
            "refusals": array(
                record({"id": text(), "title": text(), "code": text(), "message": text()}), "Why, for 200 of them."
            ),
            "left": whole("How many were not tried, because time was up: repeat."),
        }
    ),
}

_BODY_ERRORS = {400: "The body makes no sense.", 413: "The body is too large."}
_BYTES = text(format="binary")
_DRAWN = ("image/png", "image/jpeg", "image/webp")
"""What pictures are drawn as."""


def _act(tag: str, name: str, summary: str, status: int, description: str, *, body: Node | None = None) -> Node:
    made = operation(
        f"dashboard_api.{name}",
        tag,
        summary,
        parameters=[_ID],
        answers={status: json_answer(description, mapping({}, "An execution, as in the list."))},
        errors={
            **_ERRORS,
            **({409: "It cannot be done to this one now; the message says why."} if body is None else _BODY_ERRORS),
        },
    )
    return {"post": made if body is None else made | {"requestBody": body}}


def paths(tag: str) -> Node:
    return {
        "/dashboard/api/events": {
            "get": operation(
                "dashboard_api.events",
                tag,
                "Follow executions as they begin, move and end",
                description="From now on, without a position. The opening event is `connection`; then `execution:new`,"
                " `execution:update`, `execution:deleted` and `system:status`. The token covers `system` and, for an"
                f" admin, `executions`, for a member, `executions.<user_id>`. {WHICH_CREDENTIAL}",
                security=STREAM_SECURITY,
                parameters=POSITION,
                answers={200: EVENT_STREAM, 204: STREAM_ENDED},
                errors=STREAM_ERRORS,
            )
        },
        "/dashboard/api/executions/{execution_id}/timeline": {
            "get": operation(
                "dashboard_api.timeline",
                tag,
                "Read what happened to an execution",
                parameters=[
                    _ID,
                    in_query("after", text(), "`next` of the page before."),
                    in_query("limit", whole(minimum=1, maximum=200, default=200), "How many events."),
                ],
                answers={200: json_answer("A page of it.", ref("Timeline"))},
                errors={400: "A bad cursor or limit.", 404: _NONE, 503: "The event log cannot be read."},
            )
        },
        "/dashboard/api/executions/{execution_id}/log": {
            "get": operation(
                "dashboard_api.log",
                tag,
                "Read what the processes of its job wrote",
                description="For admins. `log` is null where there is nothing, and for everybody else.",
                parameters=[_ID],
                answers={200: json_answer("The newest 256 KiB.", record({"log": nullable(text())}))},
                errors={404: _NONE},
            )
        },
        "/dashboard/api/executions/{execution_id}/cancel": _act(
            tag, "cancel", "Cancel an execution", 202, "It is ending."
        ),
        "/dashboard/api/executions/{execution_id}/retry": _act(tag, "retry", "Run it again", 202, "The new execution."),
        "/dashboard/api/executions/{execution_id}/false_positive": _act(
            tag,
            "false_positive",
            "Mark its alert as a false positive",
            200,
            "As it is now.",
            body=json_body(record({"value": _BOOLEAN}, optional=["value"])) | {"required": False},
        ),
        "/dashboard/api/pictures": {
            "post": operation(
                "pictures.upload",
                tag,
                "Upload a picture for reports",
                description="PNG, JPEG, WebP or GIF, as the body or in a form. It is drawn anew without metadata.",
                body={
                    "required": True,
                    "content": {
                        "image/*": {"schema": _BYTES},
                        "multipart/form-data": {"schema": record({"file": _BYTES})},
                    },
                },
                answers={201: json_answer("Its id, for `picture`.", record({"picture": text(), "url": text()}))},
                errors={
                    400: "It cannot be read.",
                    403: "You may not publish to any channel.",
                    413: "It has more than 5 MiB.",
                    503: "Too many are being read.",
                },
            )
        },
        "/dashboard/api/pictures/{picture_id}": {
            "get": operation(
                "pictures.shown",
                tag,
                "See a picture of an execution",
                parameters=[in_path("picture_id", "As a report or the upload names it.")],
                answers={
                    200: {"description": "The picture.", "content": {kind: {"schema": _BYTES} for kind in _DRAWN}}
                },
                errors={404: "There is none, or it is somebody else's."},
            )
        },
        "/dashboard/api/executions/bulk": {
            "post": operation(
                "dashboard_api.bulk",
                tag,
                "Act on all executions that a filter finds",
                body=json_body(_BULK),
                answers={200: json_answer("What became of it.", ref("BulkOutcome"))},
                errors={
                    400: "The body makes no sense, or names a field that is no filter.",
                    403: "A program; sign in.",
                    409: "The filter now finds another number, or more than 10,000.",
                    413: "The body is too large.",
                },
            )
        },
    }
