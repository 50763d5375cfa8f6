"""Whether a request comes from a program or a person: programs get JSON and status codes, people get pages."""

from __future__ import annotations

from flask import Request

_API = ("/api/", "/rlm/", "/process/", "/v1/", "/dashboard/api/", "/agents/", "/metrics/", "/healthz/", "/readyz/")


def is_api(path: str) -> bool:
    """Whether a path belongs to the HTTP API, known or not."""
    return f"{path}/".startswith(_API)


def wants_json(request: Request) -> bool:
    """API paths always do; elsewhere, clients that prefer JSON to HTML."""
    accepted = request.accept_mimetypes
    return is_api(request.path) or accepted["application/json"] > accepted["text/html"]
