"""The description of the whole HTTP API (OpenAPI 3.1), assembled from all surfaces.

Tests check it against the routes, and real answers against its schemas.
"""

from __future__ import annotations

from collections.abc import Iterable

from blueprints.openapi.operation import Node, record, text
from blueprints.surface import ApiPart

_DESCRIPTION = """Watch work happen: programs publish events to channels; others follow them live and in order,
and resume from any position after any break.

Send a token as `Authorization: Bearer …`: an access token from signing in, or a service token from
`flask token create`. Streams also take a short-lived stream token in the query. Every error is
`{"error": {"code", "message"}}`; `code` is stable. Clients ignore names they don't know.
After `429` and `503` wait for `Retry-After` seconds."""

_ERROR = record(
    {"error": record({"code": text("Stable, for programs."), "message": text("One sentence, for people.")})},
    examples=[
        {
            "error": {
                "code": "channel_closed",
                "message": "The channel jobs.nightly is closed; nothing more can be published.",
            }
        }
    ],
)


def document(parts: Iterable[ApiPart]) -> Node:
    """The document. The caller fills in `servers`: it knows where the application is mounted."""
    parts = list(parts)
    schemas: Node = {"Error": _ERROR}
    paths: Node = {}
    for part in parts:
        schemas |= part.schemas
        paths |= part.paths
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tailrace",
            "version": "1",
            "summary": "Watch long work happen, live.",
            "description": _DESCRIPTION,
        },
        "tags": [part.tag for part in parts],
        "security": [{"bearer": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "An access token or a service token."},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "tailrace_session",
                    "description": "The pages' sign-in."
                    " Requests that change something must come from a page of this server.",
                },
                "stream_token": {
                    "type": "apiKey",
                    "in": "query",
                    "name": "token",
                    "description": "From `POST /api/v1/auth/stream-token`; opens streams and nothing else.",
                },
            },
        },
    }
