"""Triage over HTTP (contract, section 4): what people decided about the issues of an analysis, and deciding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec
from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.parameters import json_object
from blueprints.runs.api import check_is_person
from services.errors import BadRequest, Conflict
from services.scanning.face import FACE
from services.scanning.scan_run import Scan
from services.scanning.scans import Scans
from services.scanning.triage.verdict import Change, Place, State, Triaged
from services.thread import in_thread

triage = Blueprint("triage", __name__, url_prefix="/rlm")

_MAX_BODY_BYTES = 2 * 2**20
_EXAMPLE = '{"issues": [{"path": "app.py", "fingerprint": "…"}], "state": "accepted", "note": "…"}'


@triage.get("/scans/<scan_id>/verdicts")
def listed(scan_id: str) -> ResponseReturnValue:
    scan = _scans().get(g.identity, scan_id)
    return _answer(in_thread(_scans().triage.of, scan))


@triage.patch("/scans/<scan_id>/verdicts")
def decide(scan_id: str) -> ResponseReturnValue:
    """About one issue or about many, all alike; what is not sent stays."""
    check_is_person("triage issues")
    scan = _ended(_scans().get(g.identity, scan_id))
    body = json_object(_MAX_BODY_BYTES, _EXAMPLE)
    state, assignee, note = (_text(body, name) for name in ("state", "assignee", "note"))
    change = Change(state=cast("State | None", state), assignee=assignee, note=note)
    return _answer(in_thread(_decide, scan, _issues(body), change))


def _decide(scan: Scan, issues: list[Place], change: Change) -> list[Triaged]:
    folder = _scans().folder(scan.scan_id)
    if not folder.is_split:
        _scans().reports.split(g.identity.user_id, folder)
    return _scans().triage.decide(g.identity, scan, dict.fromkeys(issues), change)


def _ended(scan: Scan) -> Scan:
    if scan.is_live:
        raise Conflict(
            "The analysis is still running; its issues can be triaged when it has ended.", code="scan_running"
        )
    return scan


def _issues(body: dict[str, Any]) -> list[Place]:
    """Raises: BadRequest."""
    named = body.get("issues")
    if not isinstance(named, list):
        raise BadRequest(f"'issues' is missing: a list such as in {_EXAMPLE}.")
    places = []
    for one in named:
        path, fingerprint = (one.get("path"), one.get("fingerprint")) if isinstance(one, dict) else (None, None)
        if not isinstance(path, str) or not isinstance(fingerprint, str):
            raise BadRequest("Each of 'issues' has a 'path' and a 'fingerprint', as the report has them.")
        places.append((path, fingerprint))
    return places


def _text(body: dict[str, Any], name: str) -> str | None:
    """None if it is absent; it may be empty. Raises: BadRequest."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRequest(f"{name!r} is a text.")
    return value


def _answer(found: Iterable[Triaged]) -> Response:
    return Response(msgspec.json.encode({"verdicts": [plain(one) for one in found]}), mimetype="application/json")


def plain(one: Triaged) -> dict[str, Any]:
    """A verdict for JSON."""
    verdict = msgspec.structs.asdict(one.verdict)
    return {"path": one.path, "fingerprint": one.fingerprint, **verdict, "history": one.history}


def _scans() -> Scans:
    return container().service(FACE)
