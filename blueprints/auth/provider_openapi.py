"""Groups and the sign-in provider: what opens one's account, what the provider says (contract, section 2)."""

from __future__ import annotations

from blueprints.auth.openapi import TAG
from blueprints.openapi.operation import (
    PUBLIC,
    Node,
    array,
    empty_answer,
    json_answer,
    nullable,
    operation,
    record,
    ref,
    text,
    whole,
)

_SERVICE = "For people: service tokens sign in nowhere."

SCHEMAS: Node = {
    "OwnGroups": record(
        {"groups": array(record({"id": text(), "name": text(), "publish": array(text()), "subscribe": array(text())}))},
        examples=[{"groups": [{"id": "5d41", "name": "Night shift", "publish": [], "subscribe": ["jobs.*"]}]}],
    ),
    "SignInProvider": record(
        {
            "issuer": nullable(text("None: this server has no provider.")),
            "name": nullable(text()),
            "is_connected": {"type": "boolean", "description": "An account there signs you in here."},
            "is_only_way_in": {"type": "boolean", "description": "You have no password, so it stays."},
        },
        examples=[
            {"issuer": "https://login.example", "name": "Example", "is_connected": True, "is_only_way_in": False}
        ],
    ),
    "LogoutTaken": record({"ended": whole("Logins that have ended.")}, examples=[{"ended": 1}]),
}

PATHS: Node = {
    "/api/v1/auth/groups": {
        "get": operation(
            "account.own_groups",
            TAG["name"],
            "List your groups and what they grant",
            answers={200: json_answer("Your groups.", ref("OwnGroups"))},
            errors={403: _SERVICE},
        )
    },
    "/api/v1/auth/provider": {
        "get": operation(
            "connection.own",
            TAG["name"],
            "Read whether an account at the sign-in provider opens yours",
            answers={200: json_answer("What opens it.", ref("SignInProvider"))},
            errors={403: _SERVICE},
        ),
        "delete": operation(
            "connection.disconnect_own",
            TAG["name"],
            "Disconnect it",
            description="From then on your password alone signs you in, and the sign-ins that the provider opened end."
            " A browser connects an account: on the account page.",
            answers={204: empty_answer("It opens nothing any more.")},
            errors={
                403: f"Sign in again with your password first (`sign_in_again`). {_SERVICE}",
                404: "Nothing is connected.",
                409: "You have no password: it is your only way in.",
            },
        ),
    },
    "/api/v1/auth/provider/logout": {
        "post": operation(
            "provider.logout",
            TAG["name"],
            "For the sign-in provider: somebody has signed out there",
            description="OpenID Connect Back-Channel Logout 1.0. A refusal has the form that OpenID Connect gives"
            ' errors: `{"error", "error_description"}`.',
            security=PUBLIC,
            body={
                "required": True,
                "content": {"application/x-www-form-urlencoded": {"schema": record({"logout_token": text()})}},
            },
            answers={
                200: json_answer("Their logins and live streams end.", ref("LogoutTaken")),
                400: json_answer(
                    "The token was refused, or came before.", record({"error": text(), "error_description": text()})
                ),
            },
            errors={404: "This server has no sign-in provider.", 413: "Too large."},
        )
    },
}
