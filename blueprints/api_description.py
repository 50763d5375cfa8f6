"""The description of the HTTP API: for tools as OpenAPI 3.1, for people as a page."""

from __future__ import annotations

from flask import Blueprint, Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from blueprints.openapi.document import document as described
from blueprints.openapi.reading import chapters

api_description = Blueprint("api_description", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(api_description)


@api_description.get("/api/v1/openapi.json")
def document() -> ResponseReturnValue:
    return jsonify({**described(), "servers": [{"url": request.script_root or "/"}]})


@api_description.get("/docs/api")
def page() -> str:
    return render_template("shell/api.html", api=described(), chapters=chapters(described()))
