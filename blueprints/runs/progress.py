"""The progress of a user's runs (contract, section 5): follow all of it, read the newest, clear it."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, g, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from blueprints.edge.current import container
from blueprints.edge.gates import stream_endpoint
from blueprints.streaming.event_stream import check_readable, stream_response
from services.errors import Forbidden
from services.jobs.progress import owner_channel
from services.runs.progress import clearing, newest_progress
from services.streaming.channel import check_channel

progress = Blueprint("progress", __name__, url_prefix="/api/v1/sse/progress")


def _followed(_query: MultiDict[str, str], user_id: str) -> tuple[str]:
    return (check_channel(owner_channel(user_id)),)


@progress.get("/stream/<user_id>")
@stream_endpoint(_followed)
def stream(user_id: str) -> ResponseReturnValue:
    (channel,) = _followed(MultiDict(), user_id)
    return stream_response([channel], kind="progress", opening=lambda _: {"progress": msgspec.Raw(_newest(user_id))})


@progress.get("/status/<user_id>")
def status(user_id: str) -> ResponseReturnValue:
    check_readable([check_channel(owner_channel(user_id))])
    return Response(_newest(user_id), mimetype="application/json")


@progress.delete("/<user_id>")
def clear(user_id: str) -> ResponseReturnValue:
    check_channel(owner_channel(user_id))
    if user_id != g.identity.user_id and not g.identity.is_admin:
        raise Forbidden("Only that user, or an admin, may clear their progress.")
    for append in clearing(container().event_log, user_id):
        container().publisher.publish(append.events, principal=append.principal)
    return jsonify({"message": "The progress is cleared. Runs that are not done yet go on."})


def _newest(user_id: str) -> bytes:
    return newest_progress(container().event_log, user_id) or b"null"
