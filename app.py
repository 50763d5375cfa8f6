"""The application: settings → services → gates → blueprints → errors. Read it as a wiring diagram."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask

from blueprints.agents import surface as agents
from blueprints.auth import admin_surface as administration
from blueprints.auth import auth
from blueprints.auth import surface as signing_in
from blueprints.edge import (
    assets,
    command_line,
    errors,
    gates,
    middleware,
    origin,
    page_script,
    page_text,
    request_head,
    request_kind,
    route,
    template_cache,
    traffic,
)
from blueprints.edge.application import Application
from blueprints.operations import surface as operations
from blueprints.runs import surface as runs
from blueprints.scanning import surface as scanning
from blueprints.screening import surface as screening
from blueprints.shell import api_description
from blueprints.shell import surface as shell
from blueprints.streaming import surface as streaming
from blueprints.surface import Surface
from services.companion.launch import keep_running
from services.container import Container
from services.face import Channels, only_members, only_the_user, setting_groups
from services.jobs.runner.companion import RUNNER
from services.settings.settings import Settings, read_settings
from services.telemetry.trace import trace
from services.telemetry.trace.companion import exporters

FACES = (scanning.SURFACE, screening.SURFACE, agents.SURFACE, operations.SURFACE)
"""What people can watch here. A face is a folder in each tree, and one name in this list."""

ALWAYS = (signing_in.SURFACE, administration.SURFACE, streaming.SURFACE, runs.SURFACE, shell.SURFACE)
"""What every server has, whatever its faces."""

SHARED = (
    Channels("progress", only_the_user),
    Channels("executions", only_the_user),
    Channels("system", only_members),
)
"""Channels on which the runs of all faces are told, and how the server is."""

CHAT_PATHS = ("/v1/", "/agents/")
"""All that a chat key opens."""

SMALL_BODY_BYTES = 1024 * 1024
"""The largest request body, unless a view says otherwise."""


def create_app(settings: Settings | None = None, faces: Sequence[Surface] = FACES) -> Flask:
    """The Flask application. It opens nothing: `start_worker` makes it a server worker; a command uses it as it is."""
    installed = [surface.face for surface in faces if surface.face is not None]
    container = Container(settings or read_settings(setting_groups(installed)), installed, SHARED)
    surfaces = (*ALWAYS, *faces)
    app = Application(__name__, static_folder="static", template_folder="templates")
    app.extensions["tailrace"] = container
    app.extensions["tailrace.surfaces"] = surfaces
    app.config["MAX_CONTENT_LENGTH"] = SMALL_BODY_BYTES

    route.init_app(app)
    request_kind.init_app(app, [path for surface in surfaces for path in surface.api_paths])
    traffic.init_app(app)
    request_head.init_app(app)
    gates.init_app(app, container, CHAT_PATHS)
    origin.init_app(app, container)

    assets.init_app(app)
    template_cache.init_app(app)
    page_script.init_app(app)
    page_text.init_app(app)
    auth.init_app(app, container)
    for surface in surfaces:
        for blueprint in surface.blueprints:
            app.register_blueprint(blueprint)
    api_description.init_app(app, surfaces)
    command_line.init_app(app, surfaces)

    traffic.know_routes(app)
    errors.init_app(app, container, {path: form for surface in surfaces for path, form in surface.error_forms})
    middleware.init_app(app, container)
    return app


def start_worker(app: Flask, *, is_stopping: Callable[[], bool], server_pid: int) -> None:
    """Start a worker's greenlets. Call it once in each gunicorn worker, after the application is loaded.

    ``is_stopping`` says whether the server wants the worker to end. ``server_pid`` is the server's master process, for
    which a job runner and the faces' own companions are kept running.
    """
    container: Container = app.extensions["tailrace"]
    companions = (*exporters(container.settings), RUNNER, *container.companions)
    trace.open(container.settings, "worker")

    def on_beat() -> None:
        container.meters.open()
        trace.send()
        for companion in () if is_stopping() else companions:
            keep_running(container.settings, server_pid, companion, container.face_modules)

    on_beat()
    container.start_streams(is_stopping=is_stopping, on_beat=on_beat)


def stop_worker(app: Flask) -> None:
    """Note the last things of a worker. Call it once its requests have ended."""
    container: Container = app.extensions["tailrace"]
    if container.streams is not None:
        container.streams.stop()
    trace.close()
