"""Pages for admins: users, and one user. Forms, and no script: each answers with the page, which says what happened."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.auth import changes
from blueprints.auth.admin_users import ROLES, STATES, checked_action
from blueprints.auth.sign_out import end_one_login, end_other_logins
from blueprints.edge.acting import actor
from blueprints.edge.admin_page import admin
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.operations.limit_names import limit_names
from services.auth.audit import AuditFilter
from services.auth.client_name import client_name
from services.auth.user import User
from services.errors import TailraceError

_ROWS = 50
_ENTRIES = 10


@admin.get("")
@require_role("admin")
def index() -> ResponseReturnValue:
    return redirect(url("admin.users"))


@admin.get("/users")
@require_role("admin")
def users() -> ResponseReturnValue:
    return _users()


@admin.post("/users")
@require_role("admin")
def create_user() -> ResponseReturnValue:
    draft = {name: request.form.get(name, "").strip() for name in ("username", "role")}
    try:
        made, password = changes.create_user(draft["username"], draft["role"] or "member", None)
    except TailraceError as error:
        return _users(draft=draft, error=error)
    return _users(made=made, password=password)


@admin.get("/users/<user_id>")
@require_role("admin")
def user(user_id: str) -> ResponseReturnValue:
    return _user(user_id)


@admin.post("/users/<user_id>/role/<role>")
@require_role("admin")
def change_role(user_id: str, role: str) -> ResponseReturnValue:
    return _changed(user_id, lambda user: changes.change_role(user, role))


@admin.post("/users/<user_id>/disable")
@require_role("admin")
def disable_user(user_id: str) -> ResponseReturnValue:
    return _changed(user_id, lambda user: changes.switch(user, is_enabled=False))


@admin.post("/users/<user_id>/enable")
@require_role("admin")
def enable_user(user_id: str) -> ResponseReturnValue:
    return _changed(user_id, lambda user: changes.switch(user, is_enabled=True))


@admin.post("/users/<user_id>/password")
@require_role("admin")
def reset_password(user_id: str) -> ResponseReturnValue:
    try:
        password = changes.reset_password(container().users.known(user_id))
    except TailraceError as error:
        return _user(user_id, error=error)
    return _user(user_id, password=password)


@admin.post("/users/<user_id>/delete")
@require_role("admin")
def delete_user(user_id: str) -> ResponseReturnValue:
    try:
        changes.remove_user(container().users.known(user_id))
    except TailraceError as error:
        return _user(user_id, error=error)
    return redirect(url("admin.users"), 303)


@admin.post("/users/<user_id>/grants")
@require_role("admin")
def grant_user(user_id: str) -> ResponseReturnValue:
    return _changed(user_id, lambda user: changes.grant_user(user, *sent_grant()))


@admin.post("/users/<user_id>/grants/remove")
@require_role("admin")
def take_from_user(user_id: str) -> ResponseReturnValue:
    return _changed(user_id, lambda user: changes.take_from_user(user, *sent_grant()))


@admin.post("/users/<user_id>/logins/<login_id>/end")
@require_role("admin")
def end_login(user_id: str, login_id: str) -> ResponseReturnValue:
    return _changed(user_id, lambda user: end_one_login(user.id, login_id, actor()))


@admin.post("/users/<user_id>/logins/end")
@require_role("admin")
def end_logins(user_id: str) -> ResponseReturnValue:
    return _changed(user_id, lambda user: end_other_logins(user.id, by=actor()))


@admin.post("/users/<user_id>/second-factor/reset")
@require_role("admin")
def reset_second_factor(user_id: str) -> ResponseReturnValue:
    return _changed(user_id, changes.reset_second_factor)


@admin.post("/users/<user_id>/provider")
@require_role("admin")
def connect_user(user_id: str) -> ResponseReturnValue:
    return _changed(user_id, lambda user: changes.connect_user(user, request.form.get("subject", "").strip()))


@admin.post("/users/<user_id>/provider/disconnect")
@require_role("admin")
def disconnect_user(user_id: str) -> ResponseReturnValue:
    return _changed(user_id, changes.disconnect_user)


def sent_grant() -> tuple[Any, str]:
    """The action and the pattern of a form. Raises: BadRequest."""
    return checked_action(request.form.get("action", "")), request.form.get("pattern", "").strip()


def _changed(user_id: str, change: Callable[[User], object]) -> ResponseReturnValue:
    try:
        change(container().users.known(user_id))
    except TailraceError as error:
        return _user(user_id, error=error)
    return redirect(url("admin.user", user_id=user_id), 303)


def _users(error: TailraceError | None = None, **values: Any) -> Response:
    wanted = {name: request.args.get(name, "").strip() for name in ("q", "role", "state")}
    role = wanted["role"] if wanted["role"] in ROLES else None
    state = wanted["state"] if wanted["state"] in STATES else None
    text, after = wanted["q"].replace("\0", ""), request.args.get("cursor", "").replace("\0", "")
    found = container().users.search(text, role, state, after=after, limit=_ROWS + 1)
    groups_of: defaultdict[str, list[str]] = defaultdict(list)
    for group in container().groups.all():
        for user_id in group.member_ids:
            groups_of[user_id].append(group.name)
    values = {"made": None, "password": None, "draft": {"username": "", "role": "member"}, **values}
    html = render_template(
        "operations/admin/users.html",
        users=found[:_ROWS],
        next=found[_ROWS - 1].username if len(found) > _ROWS else None,
        groups_of=groups_of,
        wanted=wanted,
        error=str(error or ""),
        **values,
    )
    return not_stored(html, error)


def _user(user_id: str, error: TailraceError | None = None, **values: Any) -> Response:
    found = container()
    user = found.users.known(user_id)
    grants = found.users.grants_of(user_id)
    html = render_template(
        "operations/admin/user.html",
        user=user,
        publish=[grant.pattern for grant in grants if grant.action == "publish"],
        subscribe=[grant.pattern for grant in grants if grant.action == "subscribe"],
        groups=found.groups.all(user_id),
        logins=[(login, client_name(login.client)) for login in found.logins.live(user_id)],
        standings=found.standings.of_caller(user_id),
        entries=found.audit_log.newest(AuditFilter(subject=user_id), _ENTRIES),
        owned=[kind.plural for kind in found.run_kinds],
        factor_since=found.second_factors.on_since(user_id),
        provider=found.settings.sign_in.name if found.provider.is_configured else "",
        LIMITS=limit_names(),
        now=time.time(),
        error=str(error or ""),
        **{"password": None, **values},
    )
    return not_stored(html, error)


def not_stored(html: str, error: TailraceError | None = None) -> Response:
    """A page that may show a secret: no browser keeps it."""
    page = make_response(html, 200 if error is None else error.http_status)
    page.headers["Cache-Control"] = "no-store"
    return page
