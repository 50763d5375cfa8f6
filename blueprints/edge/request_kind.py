"""Whether a request comes from a program or a person: programs get JSON and status codes, people get pages."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Request, current_app

_PATHS = "TAILRACE_API_PATHS"


def init_app(app: Flask, api_paths: Iterable[str]) -> None:
    """``api_paths``: what the paths of the HTTP API begin with, such as ``/api/``."""
    app.config[_PATHS] = tuple(api_paths)


def is_api(path: str) -> bool:
    """Whether a path belongs to the HTTP API, known or not."""
    return f"{path}/".startswith(current_app.config[_PATHS])


def wants_json(request: Request) -> bool:
    """API paths always do; elsewhere, clients that prefer JSON to HTML."""
    if is_api(request.path):
        return True
    accepted = request.accept_mimetypes  # parsed now, which takes longer than all the rest
    return accepted["application/json"] > accepted["text/html"]
