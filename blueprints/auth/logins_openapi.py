"""Where users are signed in (contract, section 2)."""

from __future__ import annotations

from blueprints.auth.openapi import TAG
from blueprints.openapi.operation import (
    Node,
    array,
    empty_answer,
    in_path,
    json_answer,
    number,
    operation,
    record,
    ref,
    text,
    whole,
)

SCHEMAS: Node = {
    "SignedIn": record(
        {
            "id": text("Names the login. It opens nothing."),
            "kind": {"enum": ["session", "access"], "description": "A browser's session, or an access token."},
            "program": text("Such as `Firefox` or `curl`; empty if unknown."),
            "system": text("Such as `Linux` or `iPhone`; empty if unknown."),
            "user_agent": text("What `program` and `system` were read from."),
            "address": text("From where they signed in: an IPv4 address, or the /64 of an IPv6 address."),
            "created_at": number("Unix seconds, like the other times."),
            "last_seen_at": number("Exact to a minute or two; an open stream counts as well."),
            "expires_at": number(),
            "is_current": {"type": "boolean", "description": "Whether this request came with it."},
        },
        examples=[
            {
                "id": "6f0c1d2e3b4a5968778695a4b3c2d1e0",
                "kind": "session",
                "program": "Firefox",
                "system": "Linux",
                "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "address": "192.0.2.7",
                "created_at": 1764180000.0,
                "last_seen_at": 1764187260.0,
                "expires_at": 1764223200.0,
                "is_current": True,
            }
        ],
    ),
    "SignedInList": record({"logins": array(ref("SignedIn"), "The last used first.")}),
    "Ended": record({"ended": whole("How many logins ended.")}, examples=[{"ended": 2}]),
}

_USER = in_path("user_id", "The user's id.")
_LOGIN = in_path("login_id", "The login's id.")
_ENDING = "Its tokens stop working at once, and its live streams end with `closing: revoked` within a second."
_ADMINS = "For admins only."

PATHS: Node = {
    "/api/v1/auth/logins": {
        "get": operation(
            "logins.own",
            TAG["name"],
            "List where you are signed in",
            answers={200: json_answer("Live logins.", ref("SignedInList"))},
            errors={403: "Service tokens have no logins."},
        ),
        "delete": operation(
            "logins.end_others",
            TAG["name"],
            "End all your logins but this one",
            description=_ENDING,
            answers={200: json_answer("How many.", ref("Ended"))},
            errors={403: "Service tokens have no logins."},
        ),
    },
    "/api/v1/auth/logins/{login_id}": {
        "delete": operation(
            "logins.end_own",
            TAG["name"],
            "End one of your logins",
            description=_ENDING,
            parameters=[_LOGIN],
            answers={204: empty_answer("Ended.")},
            errors={403: "Service tokens have no logins.", 404: "You have no such live login."},
        )
    },
    "/api/v1/admin/users/{user_id}/logins": {
        "get": operation(
            "logins.of_user",
            TAG["name"],
            "List where a user is signed in",
            parameters=[_USER],
            answers={200: json_answer("Live logins.", ref("SignedInList"))},
            errors={403: _ADMINS, 404: "No such user."},
        ),
        "delete": operation(
            "logins.end_all_of_user",
            TAG["name"],
            "End all logins of a user",
            description=_ENDING,
            parameters=[_USER],
            answers={200: json_answer("How many.", ref("Ended"))},
            errors={403: _ADMINS, 404: "No such user."},
        ),
    },
    "/api/v1/admin/users/{user_id}/logins/{login_id}": {
        "delete": operation(
            "logins.end_of_user",
            TAG["name"],
            "End one login of a user",
            description=_ENDING,
            parameters=[_USER, _LOGIN],
            answers={204: empty_answer("Ended.")},
            errors={403: _ADMINS, 404: "No such user, or no such live login."},
        )
    },
}
