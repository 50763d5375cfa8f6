"""Health: whether the process is alive, whether it can work, and metrics for a collector."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.gates import monitoring_endpoint, public
from blueprints.streaming.event_stream import streams
from services.telemetry.metrics import CONTENT_TYPE, exposition

health = Blueprint("health", __name__)
_log = logging.getLogger(__name__)


@health.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    return jsonify({"status": "ok"})


@health.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """``200`` if the event log, the database and the runner are up, else ``503`` saying which is not."""
    found = container()
    parts = {
        "event_log": _works("event_log", found.event_log.head),
        "database": _works("database", found.database.ping),
        "runner": found.jobs.runner_answers(),
    }
    is_ready = all(parts.values())
    response = jsonify(
        {"status": "ready" if is_ready else "not ready", **{name: "ok" if ok else "down" for name, ok in parts.items()}}
    )
    if not is_ready:
        response.status_code = 503
        response.headers["Retry-After"] = "1"
    return response


@health.get("/metrics")
@monitoring_endpoint
def metrics() -> ResponseReturnValue:
    found = container()
    left = found.free_space.left()
    body = exposition(streams().beats(), found.event_log.head(), left.bytes, left.files)
    return Response(body, content_type=CONTENT_TYPE)


def _works(name: str, probe: Callable[[], object]) -> bool:
    try:
        probe()
    except Exception as error:  # whatever went wrong, the answer is "not ready", and the log says why
        _log.warning("not_ready", extra={"part": name, "error": str(error)})
        return False
    return True
