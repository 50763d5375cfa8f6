"""Pages for admins: channels, one channel with the events around a position, retention rules."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import actor, note_act
from blueprints.edge.admin_page import admin
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.operations.channels import (
    around,
    close_channel,
    find_channels,
    is_own,
    is_private,
    purge_channel,
    read_channel,
)
from services.errors import BadRequest, Conflict
from services.retention.rules import Wanted
from services.streaming.channel import check_channel
from services.streaming.log.event_log import parse_position

_ROWS = 100
_AROUND = 15


@admin.get("/channels")
@require_role("admin")
def channels() -> str:
    return _channels()


@admin.post("/retention")
@require_role("admin")
def set_retention() -> ResponseReturnValue:
    form = request.form
    pattern = form.get("pattern", "").strip()
    try:
        wanted = Wanted(_whole(form.get("events")), _seconds(form.get("age")), _seconds(form.get("grace")))
        container().retention_rules.put(pattern, wanted, by=actor())
    except (BadRequest, Conflict) as error:
        return _channels(error=str(error), draft=form), error.http_status
    return redirect(url("admin.channels", _anchor="retention"), 303)


@admin.post("/retention/<pattern>/delete")
@require_role("admin")
def delete_retention(pattern: str) -> ResponseReturnValue:
    container().retention_rules.delete(pattern, by=actor())
    return redirect(url("admin.channels", _anchor="retention"), 303)


@admin.get("/channels/<channel>")
@require_role("admin")
def channel(channel: str) -> str:
    state, subscribers = read_channel(check_channel(channel))
    try:
        id = parse_position(request.args.get("id"))
    except BadRequest:
        id = None
    rules = container().retention_rules.in_force()
    return render_template(
        "operations/admin/channel.html",
        state=state,
        subscribers=subscribers,
        id=id,
        events=around(channel, state.head + 1 if id is None else id, _AROUND, _AROUND),
        may_read=container().permissions.may_read(g.identity, channel),
        is_private=is_private(channel),
        is_own=is_own(channel),
        kept=rules.of(channel),
        rule=rules.rule_of(channel),
    )


@admin.post("/channels/<channel>/purge")
@require_role("admin")
def purge(channel: str) -> ResponseReturnValue:
    head = purge_channel(check_channel(channel))
    note_act("channel.purged", "channel", channel, channel, {"head": head})
    return redirect(url("admin.channel", channel=channel), 303)


@admin.post("/channels/<channel>/close")
@require_role("admin")
def close(channel: str) -> ResponseReturnValue:
    id = close_channel(check_channel(channel))
    note_act("channel.closed", "channel", channel, channel, {"id": id})
    return redirect(url("admin.channel", channel=channel), 303)


def _channels(**values: Any) -> str:
    q = request.args.get("q", "").strip()
    return render_template(
        "operations/admin/channels.html",
        found=find_channels(q, after=request.args.get("after", ""), limit=_ROWS),
        q=q,
        retention=container().retention_rules.in_force(),
        rules=container().retention_rules.list(),
        **{"error": "", "draft": {}, **values},
    )


def _whole(text: str | None) -> int | None:
    """Raises: BadRequest."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise BadRequest("Events are a whole number.", code="bad_retention")
    return int(text)


def _seconds(text: str | None) -> float | None:
    """Raises: BadRequest."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise BadRequest("Times are numbers of seconds.", code="bad_retention") from None
