"""The application: settings → services → gates → blueprints → errors. Reads as the wiring diagram."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from blueprints import api_description, commands, health, pages
from blueprints.auth import auth
from blueprints.edge import errors, gates, middleware, origin, page_text
from blueprints.edge.application import Application
from blueprints.scanning import api as scans
from blueprints.streaming import api as streaming_api
from services.container import Container
from services.face import Channels, Face, nobody, only_members, only_the_user, setting_groups
from services.jobs.runner.launch import keep_running
from services.scanning import face as scanning
from services.settings.settings import Settings, read_settings

SMALL_BODY_BYTES = 1024 * 1024
"""The largest request body where a view does not say otherwise."""


FACES: tuple[Face[Any], ...] = (scanning.FACE,)
"""What people can watch here. A face is a folder in each tree, and one name in this list."""

RESERVED = (
    Channels("screening", nobody, starts_at_beginning=True),
    Channels("progress", only_the_user),
    Channels("chat", nobody, starts_at_beginning=True),
    Channels("executions", only_the_user),
    Channels("system", only_members),
)
"""Channels of the faces that are not built yet."""


def create_app(settings: Settings | None = None, faces: Sequence[Face[Any]] = FACES) -> Flask:
    """The Flask application. Opens nothing: `start_worker` makes it a server's worker, a command uses it as it is."""
    container = Container(settings or read_settings(setting_groups(faces)), faces, RESERVED)
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

    def keep_a_runner() -> None:
        if not is_stopping():
            keep_running(container.settings, server_pid, container.face_modules)

    keep_a_runner()
    container.start_streams(is_stopping=is_stopping, on_beat=keep_a_runner)
