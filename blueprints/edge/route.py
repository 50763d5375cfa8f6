"""What a route's path may hold: any file's name, whatever its characters."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import PathConverter


class FilePath(PathConverter):
    """Werkzeug's own converter stops at a line end, which a file's name may contain."""

    regex = r"[^/](?s:.)*?"


def init_app(app: Flask) -> None:
    """Call this before any route is added."""
    app.url_map.converters["path"] = FilePath
