"""The description of the HTTP API: for tools as OpenAPI 3.1, for people as a page."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from blueprints.openapi.document import document as document_of
from blueprints.openapi.operation import Node
from blueprints.openapi.reading import Chapter, chapters
from blueprints.surface import Surface

api_description = Blueprint("api_description", __name__)


def described() -> Node:
    """The description of this application's API, assembled once."""
    found: Node = current_app.extensions["tailrace.api"]
    return found


def init_app(app: Flask, surfaces: Iterable[Surface]) -> None:
    app.extensions["tailrace.api"] = document_of(part for surface in surfaces for part in surface.api)


@api_description.get("/api/v1/openapi.json")
def document() -> ResponseReturnValue:
    return jsonify({**described(), "servers": [{"url": request.script_root or "/"}]})


@api_description.get("/docs/api")
def page() -> str:
    read: list[Chapter] | None = current_app.extensions.get("tailrace.api.chapters")
    if read is None:
        read = current_app.extensions["tailrace.api.chapters"] = chapters(described())
    return render_template("shell/api.html", api=described(), chapters=read)
