"""The dashboard's live events, and acts on executions (contract, section 7)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import msgspec
from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from blueprints.edge.acting import note_act
from blueprints.edge.current import container
from blueprints.edge.gates import stream_endpoint
from blueprints.edge.parameters import json_object, whole
from blueprints.runs.api import check_is_person
from blueprints.streaming.event_stream import stream_response
from services.errors import BadRequest
from services.operations.executions.acts import ACTS, Act
from services.operations.executions.filter import FIELDS, read_filter
from services.operations.executions.timeline import PAGE
from services.operations.face import FACE
from services.operations.operations import Operations
from services.runs.announcement import announced_to
from services.runs.execution import execution_of
from services.runs.execution_record import ExecutionRecord
from services.thread import in_thread

dashboard_api = Blueprint("dashboard_api", __name__, url_prefix="/dashboard/api")

SYSTEM = "system"
_MAX_BODY_BYTES = 65_536
_BULK = '{"action": "cancel", "filter": {"status": "running"}, "expected": 3}'
_DONE = {"cancel": "run.cancelled", "retry": "run.retried", "false_positive": "run.marked"}
"""What the audit log calls it."""


def _operations() -> Operations:
    return container().service(FACE)


def _channels(_query: MultiDict[str, str]) -> tuple[str, ...]:
    return (announced_to(g.identity), SYSTEM)


@dashboard_api.get("/events")
@stream_endpoint(_channels)
def events() -> ResponseReturnValue:
    def opening(client_id: str) -> dict[str, object]:
        message = "You are connected to the dashboard."
        return {
            "type": "connection",
            "data": {"clientId": client_id, "timestamp": round(time.time(), 3), "message": message},
        }

    return stream_response(_channels(request.args), kind="executions", opening=opening)


@dashboard_api.get("/executions/<execution_id>/timeline")
def timeline(execution_id: str) -> ResponseReturnValue:
    limit = whole("limit", PAGE, 1, PAGE)
    after = request.args.get("after")
    page = in_thread(_operations().timeline.page, g.identity, execution_id, after=after, limit=limit)
    return Response(msgspec.json.encode(page.as_dict()), mimetype="application/json")


@dashboard_api.get("/executions/<execution_id>/log")
def log(execution_id: str) -> ResponseReturnValue:
    return jsonify({"log": in_thread(_operations().timeline.log, g.identity, execution_id)})


@dashboard_api.post("/executions/<execution_id>/cancel")
def cancel(execution_id: str) -> ResponseReturnValue:
    _act("cancel", execution_id, _operations().acts.cancel)
    return jsonify(_shown(execution_id)), 202


@dashboard_api.post("/executions/<execution_id>/retry")
def retry(execution_id: str) -> ResponseReturnValue:
    """The new run, which is an execution of its own."""
    new_id = _act("retry", execution_id, _operations().acts.retry)
    return jsonify(_shown(new_id)), 202


@dashboard_api.post("/executions/<execution_id>/false_positive")
def false_positive(execution_id: str) -> ResponseReturnValue:
    body = json_object(_MAX_BODY_BYTES, '{"value": false}', is_optional=True)
    value = body.get("value", True)
    if not isinstance(value, bool):
        raise BadRequest("'value' is true or false.")
    _act("false_positive", execution_id, partial(_operations().acts.mark, is_false_positive=value))
    return jsonify(_shown(execution_id))


@dashboard_api.post("/executions/bulk")
def bulk() -> ResponseReturnValue:
    check_is_person("act on executions")
    body = json_object(_MAX_BODY_BYTES, _BULK)
    action, fields, expected = body.get("action"), body.get("filter"), body.get("expected")
    if action not in ACTS:
        raise BadRequest(f"'action' is one of {', '.join(ACTS)}.")
    if not isinstance(fields, dict) or not set(fields) <= set(FIELDS):  # a misspelt field would act on too many
        raise BadRequest(f"'filter' is an object with some of the fields {', '.join(FIELDS)}.")
    if not isinstance(expected, int) or isinstance(expected, bool) or expected < 0:
        raise BadRequest("'expected' is how many executions the filter finds: a whole number.")
    outcome = in_thread(_operations().acts.on_many, g.identity, action, read_filter(fields), expected)
    if outcome.others:
        details = {"filter": fields, "done": outcome.done, "of_others": outcome.others}
        note_act(_DONE[action], "runs", "", details=details)
    return jsonify(asdict(outcome) | {"refusals": [asdict(refusal) for refusal in outcome.refusals]})


def _act(act: Act, execution_id: str, do: Callable[[Any, ExecutionRecord], str]) -> str:
    """What admins do to the executions of others is written down."""
    check_is_person("act on executions")
    row = _operations().acts.find(g.identity, execution_id)
    found = in_thread(do, g.identity, row)
    if row.owner_id != g.identity.user_id:
        note_act(_DONE[act], "run", row.id, details={"kind": row.kind, "owner_id": row.owner_id})
    return found


def _shown(execution_id: str) -> dict[str, Any]:
    return execution_of(_operations().acts.find(g.identity, execution_id)).as_dict()
