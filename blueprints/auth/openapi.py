"""Signing in, stream tokens, signing out (contract, section 2)."""

from __future__ import annotations

from blueprints.openapi.operation import (
    PUBLIC,
    Node,
    array,
    empty_answer,
    json_answer,
    json_body,
    operation,
    record,
    ref,
    text,
    whole,
)

TAG = {
    "name": "Sign-in",
    "description": "Access tokens for programs that act for a person, and short-lived tokens that open streams.",
}

SCHEMAS: Node = {
    "Login": record(
        {
            "username": text(),
            "password": text(format="password"),
            "code": text("Of their authenticator app, or a recovery code, if they have a second factor."),
        },
        optional=["code"],
        examples=[{"username": "ada", "password": "correct horse battery staple"}],
    ),
    "AccessToken": record(
        {
            "access_token": text("Send it as `Authorization: Bearer …`."),
            "token_type": {"const": "Bearer"},
            "expires_in": whole("Seconds."),
            "user_id": text("Usable in channel names, such as `progress.<user_id>`."),
        },
        examples=[{"access_token": "eyJhbGciOi…", "token_type": "Bearer", "expires_in": 43200, "user_id": "b0d5c4e2"}],
    ),
    "StreamTokenRequest": {
        "oneOf": [
            record({"channels": array(ref("Channel"), "Exact names, not patterns.", minItems=1, maxItems=50)}),
            record(
                {"stream": text("Path and query of a stream on this server; the token covers that stream's channels.")}
            ),
        ],
        "examples": [{"channels": ["jobs.nightly"]}, {"stream": "/rlm/stream/flask?scan_id=3f2a91c04be1"}],
    },
    "StreamToken": record(
        {
            "token": text("Goes into the stream's query: `?token=…`."),
            "expires_in": whole("For how many seconds it opens streams."),
            "channels": array(ref("Channel"), "What it opens."),
        },
        examples=[{"token": "eyJhbGciOi…", "expires_in": 300, "channels": ["jobs.nightly"]}],
    ),
    "Me": record(
        {"user_id": text(), "username": text(), "role": {"enum": ["admin", "member", "service"]}},
        examples=[{"user_id": "b0d5c4e2", "username": "ada", "role": "member"}],
    ),
}

PATHS: Node = {
    "/api/v1/auth/login": {
        "post": operation(
            "auth.api_login",
            TAG["name"],
            "Sign in with a password",
            description="The answer, and how long it takes, are the same for an unknown user and a wrong password."
            " Whoever has a second factor sends its `code` as well: without one, the error is `code_required`.",
            security=PUBLIC,
            body=json_body(ref("Login")),
            answers={200: json_answer("An access token.", ref("AccessToken"))},
            errors={
                400: "The body does not have this form.",
                401: "The user name, the password or the code is wrong, or the code is missing.",
                403: "The server demands a second factor that they do not have (`second_factor_required`).",
                413: "The body is too large.",
                429: "Too many failed sign-ins.",
            },
        )
    },
    "/api/v1/auth/stream-token": {
        "post": operation(
            "auth.api_stream_token",
            TAG["name"],
            "Get a token that opens streams",
            description="For EventSource, which cannot send headers. Get a fresh one for each attempt; it opens streams"
            " for these channels and does nothing else.",
            body=json_body(ref("StreamTokenRequest")),
            answers={200: json_answer("A stream token.", ref("StreamToken"))},
            errors={
                400: "No channel, a pattern, too many channels, or not a stream of this server.",
                403: "You may not read one of the channels.",
                404: "The stream's address names something that does not exist.",
                413: "Too large.",
            },
        )
    },
    "/api/v1/auth/logout": {
        "post": operation(
            "auth.api_logout",
            TAG["name"],
            "Sign out",
            description="The login's tokens stop working,"
            " and its live streams end with `closing: revoked` within a second.",
            answers={204: empty_answer("Signed out.")},
            errors={403: "Service tokens are revoked with `flask token revoke`."},
        )
    },
    "/api/v1/auth/me": {
        "get": operation("auth.api_me", TAG["name"], "Who am I?", answers={200: json_answer("The caller.", ref("Me"))})
    },
}
