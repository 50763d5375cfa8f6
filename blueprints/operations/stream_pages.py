"""Pages for admins: open connections, and why a client missed an event."""

from __future__ import annotations

from contextlib import suppress

from flask import redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import note_act
from blueprints.edge.admin_page import admin
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.operations.journal import end_connection, explain, open_connections
from blueprints.operations.timeline import timeline
from services.auth.names import names_of
from services.errors import BadRequest, NotFound
from services.streaming.log.event_log import parse_position

_ROWS = 100


@admin.get("/connections")
@require_role("admin")
def connections() -> str:
    wanted = {name: request.args.get(name, "").strip() for name in ("user", "channel", "kind")}
    found = open_connections(**wanted, before=_position("before"), limit=_ROWS)
    return render_template("operations/admin/connections.html", found=found, wanted=wanted)


@admin.post("/connections/<client_id>/end")
@require_role("admin")
def end_one(client_id: str) -> ResponseReturnValue:
    with suppress(NotFound):  # it has ended meanwhile
        entry = end_connection(client_id)
        details = {} if entry is None else {"user": entry.user_id, "channels": list(entry.channels)}
        note_act("connection.ended", "connection", client_id, details=details)
    return redirect(url("admin.connections"), 303)


@admin.get("/why")
@require_role("admin")
def why() -> ResponseReturnValue:
    """``who`` is a connection's client id, or a user's id or name; ``id`` an event's, by ``what`` is meant by it."""
    who, id = request.args.get("who", "").strip(), request.args.get("id", "").strip()
    client_id, user = request.args.get("client_id", "").strip(), request.args.get("user", "").strip()
    what = "after" if request.args.get("what") == "after" else "event"
    for name in ("event", "after"):
        if name in request.args:
            id, what = request.args[name].strip(), name
    shown = {"who": who or client_id or user, "id": id, "what": what}
    if not shown["who"] and not id:
        return render_template("operations/admin/why.html", shown=shown, answer=None, error="")
    try:
        known = client_id or (who and _is_client(who))
        answer = explain(
            client_id=shown["who"] if known else "",
            user="" if known else shown["who"],
            **{what: parse_position(id)},
        )
    except BadRequest:
        return render_template("operations/admin/why.html", shown=shown, answer=None, error="incomplete"), 400
    return render_template(
        "operations/admin/why.html",
        shown=shown,
        answer=answer,
        error="",
        clients=[(told, timeline(told.connections, answer.event)) for told in reversed(answer.clients)],
        names=names_of(
            container().database, {one.entry.user_id for told in answer.clients for one in told.connections}
        ),
    )


def _is_client(who: str) -> bool:
    """Client ids are two ids with a hyphen between them; no user's id has one."""
    key, _, rest = who.partition("-")
    return len(key) == len(rest) == 16 and all(character in "0123456789abcdef" for character in key + rest)


def _position(name: str) -> int | None:
    """None if it is none: an address that somebody has shortened still opens."""
    try:
        return parse_position(request.args.get(name))
    except BadRequest:
        return None
