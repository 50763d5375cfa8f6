"""The status of the system as a call (contract, section 7)."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.parameters import whole
from services.operations.face import FACE
from services.operations.status.status import Span

status_api = Blueprint("status_api", __name__, url_prefix="/dashboard/api")

_HOUR_S = 3600
_MOST_HOURS = 168


@status_api.get("/status")
def status() -> ResponseReturnValue:
    """Each part of the system, since when and why; and how it was within the last ``hours`` (24)."""
    hours = whole("hours", 24, 1, _MOST_HOURS)
    found = container().service(FACE).status
    history = found.history(time.time() - hours * _HOUR_S)
    spans = {key: [_span(span) for span in spans] for key, spans in history.items()}
    return jsonify(found.as_dict() | {"history": spans})


def _span(span: Span) -> dict[str, Any]:
    return {"state": span.level, "why": span.why, "since": span.since, "until": span.until}
