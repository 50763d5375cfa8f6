"""Pages for admins: groups, and one group."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.auth import changes
from blueprints.edge.acting import actor
from blueprints.edge.admin_page import admin
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.operations.row_page import page_with
from blueprints.operations.user_pages import sent_grant
from services.errors import TailraceError

_OFFERED = 200
"""Names that a browser offers while one types."""


@admin.get("/groups")
@require_role("admin")
def groups() -> ResponseReturnValue:
    return _groups()


@admin.post("/groups")
@require_role("admin")
def create_group() -> ResponseReturnValue:
    name = request.form.get("name", "")
    try:
        made = container().groups.create(name, by=actor())
    except TailraceError as error:
        return _groups(name, str(error)), error.http_status
    return redirect(url("admin.group", group_id=made.id), 303)


@admin.get("/groups/<group_id>")
@require_role("admin")
def group(group_id: str) -> ResponseReturnValue:
    return _group(group_id)


@admin.post("/groups/<group_id>/name")
@require_role("admin")
def rename_group(group_id: str) -> ResponseReturnValue:
    name = request.form.get("name", "")
    return _changed(group_id, lambda: container().groups.rename(group_id, name, by=actor()))


@admin.post("/groups/<group_id>/delete")
@require_role("admin")
def delete_group(group_id: str) -> ResponseReturnValue:
    changes.remove_group(group_id)
    return redirect(url("admin.groups"), 303)


@admin.post("/groups/<group_id>/members")
@require_role("admin")
def add_member(group_id: str) -> ResponseReturnValue:
    def add() -> None:
        user = container().users.by_name(request.form.get("username", "").strip())
        container().groups.add_member(group_id, user, by=actor())

    return _changed(group_id, add)


@admin.post("/groups/<group_id>/members/<user_id>/remove")
@require_role("admin")
def remove_member(group_id: str, user_id: str) -> ResponseReturnValue:
    return _changed(group_id, lambda: changes.remove_member(group_id, container().users.known(user_id)))


@admin.post("/groups/<group_id>/grants")
@require_role("admin")
def grant_group(group_id: str) -> ResponseReturnValue:
    return _changed(group_id, lambda: container().groups.grant(group_id, *sent_grant(), by=actor()))


@admin.post("/groups/<group_id>/grants/remove")
@require_role("admin")
def take_from_group(group_id: str) -> ResponseReturnValue:
    return _changed(group_id, lambda: changes.take_from_group(group_id, *sent_grant()))


def _changed(group_id: str, change: Callable[[], object]) -> ResponseReturnValue:
    try:
        change()
    except TailraceError as error:
        return _group(group_id, str(error)), error.http_status
    return redirect(url("admin.group", group_id=group_id), 303)


def _groups(draft: str = "", error: str = "") -> str:
    q, rows = request.args.get("q", "").strip(), container().groups.all()
    return render_template(
        "operations/admin/groups.html",
        page=page_with([row for row in rows if q.lower() in row.name.lower()], request.args.get("at", "")),
        has_any=bool(rows),
        q=q,
        draft=draft,
        error=error,
    )


def _group(group_id: str, error: str = "") -> str:
    found = container().groups.get(group_id)
    names = [user.username for user in container().users.search(limit=_OFFERED) if user.id not in found.member_ids]
    return render_template("operations/admin/group.html", group=found, names=names, error=error)
