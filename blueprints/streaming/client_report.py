"""Client reports (contract, section 8): what browsers say of their own streams."""

from __future__ import annotations

import logging

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from blueprints.edge.body import read_body
from blueprints.edge.current import container
from services.client_report.report import MAX_BODY_BYTES

client_reports = Blueprint("client_reports", __name__, url_prefix="/api/v1")
_log = logging.getLogger(__name__)


@client_reports.post("/telemetry")
def telemetry() -> ResponseReturnValue:
    """Whatever its media type is: a beacon's is text/plain, since another would need leave from a foreign origin."""
    report = container().client_reports.take(g.identity.login_id, g.identity.role, read_body(MAX_BODY_BYTES))
    if lost := sum(stream.losses for stream in report.streams):
        _log.info("client_lost_events", extra={"user_id": g.identity.user_id, "gaps": lost})
    return "", 204
