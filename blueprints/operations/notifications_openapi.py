"""Webhooks and maintenance in the description of the API."""

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
from services.operations.notifications.notice import ALERTS, TYPES

TAG = {
    "name": "Notifications",
    "description": "Webhooks (Standard Webhooks 1.0) for failures, alerts, silence and trouble; maintenance.",
}

_TYPE: Node = {"enum": list(TYPES)}
_FLAG: Node = {"type": "boolean"}
_CHOSEN: Node = {
    "name": text("What people call it.", minLength=1, maxLength=128),
    "url": text("Where messages are posted. Redirects are not followed."),
    "types": array(_TYPE, "Which news it gets.", minItems=1),
    "least_alert": {"enum": list(ALERTS), "description": "Alerts below this one are not told. `high` by default."},
    "sees_all": _FLAG | {"description": "An admin's: everybody's executions and the server itself."},
}
_OPTIONAL = ("least_alert", "sees_all")

SCHEMAS: Node = {
    "NewWebhook": record(_CHOSEN, optional=_OPTIONAL),
    "WebhookChange": record({**_CHOSEN, "is_enabled": _FLAG}, optional=(*_CHOSEN, "is_enabled")),
    "Webhook": record(
        {
            "id": text(),
            "owner": text("A user's id."),
            **_CHOSEN,
            "problem": text("Why the last message did not arrive; empty if it did."),
            "is_enabled": _FLAG,
            "created_at": number("Unix seconds."),
            "secret": text("Signs the messages. Only in the answer to its making."),
        },
        optional=("secret",),
    ),
    "Webhooks": record({"webhooks": array(ref("Webhook")), "types": array(_TYPE)}),
    "WebhookSecret": record({"secret": text("Signs the messages from now on.")}),
    "Delivery": record(
        {
            "id": text("The message's id, the same for all tries."),
            "type": text(),
            "state": {"enum": ["waiting", "delivered", "failed"]},
            "attempts": whole(),
            "status": nullable(whole("What the last try was answered with.")),
            "error": text("Why the last try failed."),
            "took_ms": nullable(whole()),
            "created_at": number("Unix seconds, like the other times."),
            "next_at": nullable(number("When it is tried again.")),
            "arrived_at": nullable(number()),
        }
    ),
    "Deliveries": record({"deliveries": array(ref("Delivery"))}),
    "QueuedDelivery": record({"delivery_id": text()}),
    "Maintenance": record(
        {
            "maintenance": nullable(
                record({"message": text(), "since": number("Unix seconds."), "until": nullable(number())})
            )
        }
    ),
    "NewMaintenance": record(
        {"message": text(minLength=1, maxLength=500), "until": nullable(number("Unix seconds; null: until ended."))},
        optional=("until",),
    ),
}

_WEBHOOK = in_path("webhook_id", "As the list says.")
_MISSING = {404: "There is no such webhook, or it is somebody else's."}
_PEOPLE = {403: "Service tokens have no webhooks."}
_LARGE = {413: "The body is too large."}
_ADMINS = {403: "For admins only."}
_BASE = "/dashboard/api/webhooks"

PATHS: Node = {
    _BASE: {
        "get": operation(
            "webhooks.listed",
            TAG["name"],
            "List webhooks",
            description="The caller's own, an admin's everybody's.",
            answers={200: json_answer("All.", ref("Webhooks"))},
            errors=_PEOPLE,
        ),
        "post": operation(
            "webhooks.add",
            TAG["name"],
            "Add a webhook",
            description="The answer has the secret, which is shown this once.",
            body=json_body(ref("NewWebhook")),
            answers={201: json_answer("Added.", ref("Webhook"))},
            errors={
                **_PEOPLE,
                **_LARGE,
                400: "A field cannot be used.",
                429: "The caller has too many (TAILRACE_WEBHOOKS).",
            },
        ),
    },
    f"{_BASE}/{{webhook_id}}": {
        "get": operation(
            "webhooks.read",
            TAG["name"],
            "Read a webhook",
            parameters=[_WEBHOOK],
            answers={200: json_answer("As it is.", ref("Webhook"))},
            errors=_MISSING,
        ),
        "patch": operation(
            "webhooks.change",
            TAG["name"],
            "Change a webhook, turn it on or off",
            parameters=[_WEBHOOK],
            body=json_body(ref("WebhookChange")),
            answers={200: json_answer("Changed.", ref("Webhook"))},
            errors={**_PEOPLE, **_MISSING, **_LARGE, 400: "A field cannot be used."},
        ),
        "delete": operation(
            "webhooks.remove",
            TAG["name"],
            "Delete a webhook",
            parameters=[_WEBHOOK],
            answers={204: empty_answer("Deleted, with its messages.")},
            errors={**_PEOPLE, **_MISSING},
        ),
    },
    f"{_BASE}/{{webhook_id}}/rotate": {
        "post": operation(
            "webhooks.rotate",
            TAG["name"],
            "Give a webhook another secret",
            parameters=[_WEBHOOK],
            answers={200: json_answer("The secret, which is shown this once.", ref("WebhookSecret"))},
            errors={**_PEOPLE, **_MISSING},
        )
    },
    f"{_BASE}/{{webhook_id}}/test": {
        "post": operation(
            "webhooks.test",
            TAG["name"],
            "Send a test message",
            parameters=[_WEBHOOK],
            answers={202: json_answer("On its way.", ref("QueuedDelivery"))},
            errors={**_PEOPLE, **_MISSING, 409: "The webhook is off."},
        )
    },
    f"{_BASE}/{{webhook_id}}/deliveries": {
        "get": operation(
            "webhooks.deliveries",
            TAG["name"],
            "Read how messages fared",
            description="The newest first. Those that are over are kept for a week.",
            parameters=[_WEBHOOK, in_query("limit", whole(minimum=1, maximum=200, default=50), "At most so many.")],
            answers={200: json_answer("The newest.", ref("Deliveries"))},
            errors={**_MISSING, 400: "A bad number."},
        )
    },
    f"{_BASE}/{{webhook_id}}/deliveries/{{delivery_id}}/send": {
        "post": operation(
            "webhooks.send_again",
            TAG["name"],
            "Send a message again",
            description="Now, under the id that it has.",
            parameters=[_WEBHOOK, in_path("delivery_id", "As the list of messages says.")],
            answers={202: empty_answer("On its way.")},
            errors={
                **_PEOPLE,
                404: "There is no such webhook or message.",
                429: "It was sent again within this minute, or ten others of the webhook's were.",
            },
        )
    },
    "/dashboard/api/maintenance": {
        "get": operation(
            "maintenance.read",
            TAG["name"],
            "Read whether the server is being worked on",
            answers={200: json_answer("Null: it is not.", ref("Maintenance"))},
        ),
        "put": operation(
            "maintenance.begin",
            TAG["name"],
            "Begin maintenance, or change its message",
            description="Every page shows the message, and nothing that goes wrong is news.",
            body=json_body(ref("NewMaintenance")),
            answers={200: json_answer("It is on.", ref("Maintenance"))},
            errors={**_ADMINS, **_LARGE, 400: "No message, or an end that is not in the future."},
        ),
        "delete": operation(
            "maintenance.end",
            TAG["name"],
            "End maintenance",
            answers={204: empty_answer("It is off.")},
            errors=_ADMINS,
        ),
    },
}
