"""Health: whether the process is alive, whether it can work, and metrics for a collector."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.gates import monitoring_endpoint, public
from services.client_report.meter import COMPLETION_RATE, completion_rate
from services.companion.lock import is_held
from services.files.meter import FLOOR_BYTES, FLOOR_FILES, FREE_BYTES, FREE_FILES
from services.jobs.meter import LIVE_JOBS
from services.part import PART_DOWN
from services.streaming.meter import HEAD
from services.telemetry.exposition import CONTENT_TYPE, Found, exposition
from services.telemetry.meter import Meter
from services.telemetry.meter_folder import MeterFolder
from services.thread import in_thread

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
    parts = _parts()
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
    return Response(in_thread(_exposition, container().meters, _looked_up()), content_type=CONTENT_TYPE)


def _exposition(meters: MeterFolder, looked_up: Found) -> bytes:
    total = meters.total()
    if (rate := completion_rate(total)) is not None:
        looked_up = {**looked_up, COMPLETION_RATE.name: {(): rate}}
    return exposition(total, looked_up)


def _looked_up() -> Found:
    """What a collector wants to know and nobody counts. What cannot be looked up is left out."""
    found = container()
    parts = _parts() | {companion.name: is_held(found.settings.data, companion.lock) for companion in found.companions}
    left = found.free_space.left()
    numbers: dict[Meter, float] = {
        FREE_BYTES: left.bytes,
        FLOOR_BYTES: found.free_space.floor_bytes,
        FLOOR_FILES: found.free_space.floor_files,
    }
    if left.files is not None:
        numbers[FREE_FILES] = left.files
    if parts["event_log"]:
        numbers[HEAD] = found.event_log.head()
    jobs = found.jobs.live_by_state() if parts["database"] else {}
    return {
        LIVE_JOBS.name: {(state,): count for state, count in jobs.items()},
        PART_DOWN.name: {(name,): float(not works) for name, works in parts.items()},
        **{meter.name: {(): value} for meter, value in numbers.items()},
    }


def _parts() -> dict[str, bool]:
    """What the server cannot do its work without, and whether it works."""
    found = container()
    return {
        "event_log": _works("event_log", found.event_log.head),
        "database": _works("database", found.database.ping),
        "runner": found.jobs.runner_answers(),
    }


def _works(name: str, probe: Callable[[], object]) -> bool:
    try:
        probe()
    except Exception as error:  # whatever went wrong, the answer is "not ready", and the log says why
        _log.warning("not_ready", extra={"part": name, "error": str(error)})
        return False
    return True
