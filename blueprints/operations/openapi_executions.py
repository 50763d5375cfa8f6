"""The description of what reads executions (`blueprints.operations.executions`)."""

from __future__ import annotations

from blueprints.openapi.operation import (
    Node,
    array,
    empty_answer,
    in_path,
    in_query,
    json_answer,
    json_body,
    nullable,
    number,
    operation,
    record,
    ref,
    text,
    whole,
)
from services.operations.executions.filter import ALERTS, STATES
from services.operations.executions.query import COUNTED

_SEVERAL = "Several with commas between."
_TIME = "Unix seconds, a date or time of ISO 8601, or how long ago, such as `24h` or `7d`."

FILTER = [
    in_query("kind", text(), f"Of this kind. {_SEVERAL}"),
    in_query("status", text(), f"{', '.join(f'`{state}`' for state in STATES)}. {_SEVERAL}"),
    in_query("owner", text(), "The user whose they are. Members see their own in any case, admins all."),
    in_query("alert", text(), f"{', '.join(f'`{alert}`' for alert in ALERTS)}. {_SEVERAL}"),
    in_query("since", text(), f"Created then or later. {_TIME}"),
    in_query("until", text(), f"Created before. {_TIME}"),
    in_query("q", text(), "In its title, in capitals or not."),
]
_LISTED = [
    *FILTER,
    in_query("before", text(), "`next` of the page before. Anything else is refused."),
    in_query("after", text(), "The same cursor in the other direction: what is just newer."),
    in_query("limit", whole(minimum=1, maximum=200, default=50), "So many on a page."),
    in_query("format", {"enum": ["csv", "json"]}, "Download all that the filter finds as a file."),
]
_FOUND: Node = {
    "description": "A page, newest first; with `format`, all.",
    "content": {
        "application/json": {"schema": {"oneOf": [ref("ExecutionList"), array(ref("Execution"), "As a file.")]}},
        "text/csv": {"schema": {"type": "string"}},
    },
}


def schemas() -> Node:
    return {
        "Execution": record(
            {
                "id": text(),
                "kind": text(),
                "title": text("Of an answer, the agent's name."),
                "owner": nullable(text("A user's id.")),
                "status": {"enum": list(STATES)},
                "progress": number(minimum=0, maximum=1),
                "stage": text(),
                "message": text("What it is doing."),
                "error": nullable(text("Why it failed.")),
                "alert": {"enum": list(ALERTS)},
                "picture": nullable(text()),
                "false_positive": {"type": "boolean"},
                "created_at": number("Unix seconds, like the other times."),
                "started_at": nullable(number()),
                "finished_at": nullable(number()),
                "duration_s": nullable(number("Once it has ended.")),
            }
        ),
        "ExecutionList": record(
            {
                "executions": array(ref("Execution")),
                "next": nullable(text("For `before`; null on the last page.")),
                "total": whole(description=f"On all pages. Counting stops at {COUNTED:,}."),
                "total_is_exact": {"type": "boolean", "description": "If not, there are at least so many."},
                "searched_to": nullable(
                    number("Time was up: nothing before this was looked at. `next` goes on from there.")
                ),
            }
        ),
        "ExecutionNumbers": record(
            {
                "running": whole(),
                "queued": whole(),
                "no_news": whole(),
                "failed": whole(description="In the last 24 hours, like `succeeded`."),
                "succeeded": whole(),
                "success_rate": nullable(number("In percent, of what succeeded or failed.")),
                "counted": whole(description="A number that reaches this may be more."),
            }
        ),
        "View": record({"id": text(), "name": text(), "query": text("Behind the question mark of the dashboard.")}),
    }


def paths(tag: str) -> Node:
    return {
        "/dashboard/api/executions": {
            "get": operation(
                "executions.listed",
                tag,
                "List executions, or export them",
                description="By filter, newest first. What has not ended is found however old it is.",
                parameters=_LISTED,
                answers={200: _FOUND},
                errors={400: "No such status, alert, time or cursor."},
            )
        },
        "/dashboard/api/executions/{execution_id}": {
            "get": operation(
                "executions.read",
                tag,
                "Read one execution",
                parameters=[in_path("execution_id", "As the list gives it.")],
                answers={200: json_answer("As it stands.", ref("Execution"))},
                errors={404: "There is no such execution, or it is somebody else's."},
            )
        },
        "/dashboard/api/numbers": {
            "get": operation(
                "executions.numbers",
                tag,
                "Read the numbers of the dashboard",
                answers={200: json_answer("Of what the caller may see.", ref("ExecutionNumbers"))},
                errors={},
            )
        },
        "/dashboard/api/views": {
            "get": operation(
                "executions.views",
                tag,
                "List the caller's views",
                answers={200: json_answer("By name.", record({"views": array(ref("View"))}))},
                errors={},
            ),
            "post": operation(
                "executions.save_view",
                tag,
                "Save a filter under a name",
                description="A name that is taken now stands for the new filter.",
                body=json_body(record({"name": text(), "query": text()})),
                answers={201: json_answer("Saved.", ref("View"))},
                errors={
                    400: "No name, or one that is too long.",
                    403: "A program.",
                    409: "Too many views.",
                    413: "The body is too large.",
                },
            ),
        },
        "/dashboard/api/views/{view_id}": {
            "delete": operation(
                "executions.delete_view",
                tag,
                "Delete a view",
                parameters=[in_path("view_id", "As the list gives it.")],
                answers={204: empty_answer("Deleted.")},
                errors={404: "There is no such view, or it is somebody else's."},
            )
        },
    }
