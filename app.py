"""The application: settings → services → gates → blueprints → errors. Reads as the wiring diagram."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from blueprints import api_description, commands, health, pages
from blueprints.auth import auth
from blueprints.edge import errors, gates, middleware, origin, page_text
from blueprints.edge.application import Application
from blueprints.scanning import api as scans
from blueprints.streaming import api as streaming_api
from services.container import Container
from services.jobs.runner.launch import keep_running
from services.settings import Settings, read_settings

SMALL_BODY_BYTES = 1024 * 1024
"""The largest request body where a view does not say otherwise."""


def create_app(settings: Settings | None = None) -> Flask:
    """The Flask application. Opens nothing: `start_worker` makes it a server's worker, a command uses it as it is."""
    container = Container(settings or read_settings())
    app = Application(__name__, static_folder="static", template_folder="templates")
    app.extensions["tailrace"] = container
    app.config["MAX_CONTENT_LENGTH"] = SMALL_BODY_BYTES

    gates.init_app(app, container)
    origin.init_app(app, container)

    page_text.init_app(app)
    health.init_app(app)
    auth.init_app(app, container)
    streaming_api.init_app(app)
    scans.init_app(app)
    api_description.init_app(app)
    app.register_blueprint(pages.pages)
    commands.init_app(app)

    errors.init_app(app, container)
    middleware.init_app(app, container)
    return app


def start_worker(app: Flask, *, is_stopping: Callable[[], bool], server_pid: int) -> None:
    """Start a worker's greenlets; once in each gunicorn worker, after the application is loaded.

    ``is_stopping`` tells that the server wants the worker to end. ``server_pid`` is the server's master, for which a job runner
    is kept running.
    """
    container: Container = app.extensions["tailrace"]
    settings = container.settings
    container.start_streams(
        is_stopping=is_stopping,
        on_beat=lambda: None if is_stopping() else keep_running(settings, server_pid),
    )
