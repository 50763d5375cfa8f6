"""Pages for admins: the audit log, the settings in force, the limits."""

from __future__ import annotations

import time
from itertools import groupby

from flask import redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.auth.admin_audit import asked_filter, page_of_audit
from blueprints.edge.acting import actor
from blueprints.edge.admin_page import admin
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.operations.limit_names import limit_names
from services.settings.in_force import in_force

_ROWS = 50


@admin.get("/audit")
@require_role("admin")
def audit() -> ResponseReturnValue:
    entries, cursor = page_of_audit(asked_filter(), _ROWS)
    shown = {name: request.args.get(name, "") for name in ("q", "act", "actor", "subject", "since", "until")}
    given = {name: value for name, value in shown.items() if value}
    return render_template(
        "operations/admin/audit.html",
        entries=entries,
        next=cursor,
        shown=shown,
        given=given,
        is_filtered=bool(given),
        acts=[(act, act) for act in container().audit_log.acts()],
        days=f"{container().settings.auth.audit_days:g}",
    )


@admin.get("/settings")
@require_role("admin")
def settings() -> ResponseReturnValue:
    text, only_set = request.args.get("q", "").strip(), request.args.get("set") == "1"
    found = [
        one
        for one in in_force(container().settings)
        if text.lower() in f"{one.name} {one.why}".lower() and (one.is_set or not only_set)
    ]
    groups = [(title, list(rows)) for title, rows in groupby(found, key=lambda one: one.group)]
    return render_template("operations/admin/settings.html", groups=groups, q=text, only_set=only_set)


@admin.get("/limits")
@require_role("admin")
def limits() -> ResponseReturnValue:
    container().refusals.flush()
    return render_template(
        "operations/admin/limits.html",
        standings=container().standings.near(),
        refusals=container().refusals.newest(),
        user_ids={user.id for user in container().users.list()},
        LIMITS=limit_names(),
        now=time.time(),
    )


@admin.post("/limits/sign-ins/clear")
@require_role("admin")
def clear_sign_ins() -> ResponseReturnValue:
    username, address = request.form.get("username", ""), request.form.get("address", "")
    if username or address:
        container().login_limit.clear(username=username, address=address, by=actor())
    return redirect(url("admin.limits"), 303)
