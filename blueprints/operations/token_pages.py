"""Pages for admins: service tokens."""

from __future__ import annotations

import time
from typing import Any

from flask import Response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.auth import changes
from blueprints.edge.admin_page import admin
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.operations.row_page import page_with
from blueprints.operations.user_pages import not_stored
from services.errors import BadRequest, TailraceError

LASTS_DAYS = (30, 90, 365)
"""What the page offers."""
GRACE_DAYS = ("0", "1", "3", "7")
_NEW = {"name": "", "publish": "", "subscribe": "", "days": "90"}


@admin.get("/tokens")
@require_role("admin")
def tokens() -> ResponseReturnValue:
    return _tokens()


@admin.post("/tokens")
@require_role("admin")
def create_token() -> ResponseReturnValue:
    """The page again, with the new token: this is the only time that it is shown."""
    draft = {name: request.form.get(name, "").strip() for name in _NEW}
    publish, subscribe = draft["publish"].replace(",", " ").split(), draft["subscribe"].replace(",", " ").split()
    try:
        made, secret = changes.create_token(draft["name"], publish, subscribe, _days(draft["days"]))
    except TailraceError as error:
        return _tokens(error, draft=draft, is_draft=True)
    return _tokens(made=made, secret=secret)


@admin.post("/tokens/<token_id>/rotate")
@require_role("admin")
def rotate_token(token_id: str) -> ResponseReturnValue:
    try:
        grace = request.form.get("grace", "0")
        if grace not in GRACE_DAYS:
            raise BadRequest("The old secret works for one of the times that the page offers.")
        made, secret = changes.rotate_token(token_id, float(grace), _days(request.form.get("days", "")))
    except TailraceError as error:
        return _tokens(error, at=token_id)
    return _tokens(made=made, secret=secret, at=token_id)


@admin.post("/tokens/<token_id>/revoke")
@require_role("admin")
def revoke_token(token_id: str) -> ResponseReturnValue:
    try:
        changes.revoke_token(token_id)
    except TailraceError as error:
        return _tokens(error, at=token_id)
    return redirect(url("admin.tokens", at=token_id, _anchor=token_id), 303)


def _days(raw: str) -> int | None:
    """0 and nothing are no time of its own. Raises: BadRequest."""
    if raw in ("", "0"):
        return None
    if raw not in map(str, LASTS_DAYS):
        raise BadRequest("A token expires after one of the times that the page offers.")
    return int(raw)


def _tokens(error: TailraceError | None = None, at: str = "", **values: Any) -> Response:
    now, rows = time.time(), list(reversed(container().service_tokens.list()))
    wanted = {name: request.args.get(name, "").strip() for name in ("q", "state")}
    found = [row for row in rows if wanted["q"].lower() in row.name.lower() and wanted["state"] in ("", row.state(now))]
    values = {"made": None, "secret": None, "draft": _NEW, "is_draft": False, **values}
    html = render_template(
        "operations/admin/tokens.html",
        page=page_with(found, at or request.args.get("at", "")),
        expiring=sorted((row for row in rows if row.state(now) == "expiring"), key=lambda row: row.expires_at or 0),
        has_any=bool(rows),
        wanted=wanted,
        lasts_days=LASTS_DAYS,
        now=now,
        error=str(error or ""),
        **values,
    )
    return not_stored(html, error)
