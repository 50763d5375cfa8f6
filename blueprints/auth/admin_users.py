"""Users over the API, for admins: list, create, change, grant, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.auth import changes
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.parameters import choice, json_object, required_text, text, whole
from services.auth.grant import Grant
from services.auth.permission import Action
from services.auth.user import User
from services.errors import BadRequest

admin_users = Blueprint("admin_users", __name__, url_prefix="/api/v1/admin/users")

MAX_BODY_BYTES = 16_384
MOST_LISTED = 200
ROLES = ("admin", "member")
STATES = ("enabled", "disabled")


@admin_users.get("")
@require_role("admin")
def listed() -> ResponseReturnValue:
    limit = whole("limit", 50, 1, MOST_LISTED)
    found = container().users.search(
        request.args.get("q", "").strip(),
        choice("role", ROLES),
        choice("state", STATES),
        after=request.args.get("cursor", ""),
        limit=limit + 1,
    )
    users, more = found[:limit], found[limit:]
    grants = container().users.grants()
    shown = [shown_user(user, [grant for grant in grants if grant.user_id == user.id]) for user in users]
    return jsonify({"users": shown, "next": users[-1].username if more else None})


@admin_users.post("")
@require_role("admin")
def create() -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"username": "ada", "role": "member"}')
    username, role = required_text(body, "username"), text(body, "role") or "member"
    user, made = changes.create_user(username, role, text(body, "password"))
    shown = _whole(user) | ({"password": made} if made else {})
    return _not_stored(shown), 201, {"Location": url_for("admin_users.read", user_id=user.id)}


@admin_users.get("/<user_id>")
@require_role("admin")
def read(user_id: str) -> ResponseReturnValue:
    return jsonify(_whole(container().users.known(user_id)))


@admin_users.patch("/<user_id>")
@require_role("admin")
def change(user_id: str) -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"role": "admin", "disabled": false}')
    user = container().users.known(user_id)
    role, is_disabled = text(body, "role"), body.get("disabled")
    if not body.keys() & {"role", "disabled"}:
        raise BadRequest("Say what to change: 'role', 'disabled' or both.")
    if "disabled" in body and not isinstance(is_disabled, bool):
        raise BadRequest("'disabled' is true or false.")
    if "role" in body and role not in ROLES:
        raise BadRequest("A role is admin or member.", code="bad_role")
    if role is not None and role != user.role:
        changes.change_role(user, role)
    if isinstance(is_disabled, bool) and is_disabled != (user.disabled_at is not None):
        changes.switch(user, is_enabled=not is_disabled)
    return jsonify(_whole(container().users.known(user_id)))


@admin_users.post("/<user_id>/password")
@require_role("admin")
def reset_password(user_id: str) -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"password": "…"}', is_optional=True)
    made = changes.reset_password(container().users.known(user_id), text(body, "password"))
    return _not_stored({"password": made} if made else {})


@admin_users.post("/<user_id>/provider")
@require_role("admin")
def connect(user_id: str) -> ResponseReturnValue:
    """Their account at the sign-in provider, which opens this one from then on."""
    subject = required_text(json_object(MAX_BODY_BYTES, '{"subject": "4711"}'), "subject")
    changes.connect_user(container().users.known(user_id), subject)
    return jsonify(_whole(container().users.known(user_id)))


@admin_users.delete("/<user_id>/provider")
@require_role("admin")
def disconnect(user_id: str) -> ResponseReturnValue:
    changes.disconnect_user(container().users.known(user_id))
    return "", 204


@admin_users.delete("/<user_id>")
@require_role("admin")
def remove(user_id: str) -> ResponseReturnValue:
    changes.remove_user(container().users.known(user_id))
    return "", 204


@admin_users.post("/<user_id>/grants")
@require_role("admin")
def grant(user_id: str) -> ResponseReturnValue:
    action, pattern = sent_grant()
    changes.grant_user(container().users.known(user_id), action, pattern)
    return jsonify(_whole(container().users.known(user_id))), 201


@admin_users.delete("/<user_id>/grants")
@require_role("admin")
def take_back(user_id: str) -> ResponseReturnValue:
    action, pattern = asked_grant()
    changes.take_from_user(container().users.known(user_id), action, pattern)
    return "", 204


def sent_grant() -> tuple[Action, str]:
    """From the body. Raises: BadRequest."""
    body = json_object(MAX_BODY_BYTES, '{"action": "subscribe", "pattern": "jobs.*"}')
    return checked_action(required_text(body, "action")), required_text(body, "pattern")


def asked_grant() -> tuple[Action, str]:
    """From the query, where a ``DELETE`` says what it means. Raises: BadRequest."""
    return checked_action(request.args.get("action", "")), request.args.get("pattern", "")


def checked_action(action: str) -> Action:
    if action in ("publish", "subscribe"):
        return cast(Action, action)
    raise BadRequest("'action' is publish or subscribe.", code="bad_action")


def shown_user(user: User, grants: Sequence[Grant]) -> dict[str, Any]:
    """A user, in the words of the contract; ``grants`` are their own."""
    return {
        "id": user.id,
        "username": user.username,
        "role": user.role,
        "disabled": user.disabled_at is not None,
        "signs_in": "elsewhere" if user.password_hash is None else "password",
        "is_connected": user.outside_subject is not None,
        "created_at": user.created_at,
        "publish": [grant.pattern for grant in grants if grant.action == "publish"],
        "subscribe": [grant.pattern for grant in grants if grant.action == "subscribe"],
    }


def _whole(user: User) -> dict[str, Any]:
    groups = container().groups.all(user.id)
    return {
        **shown_user(user, container().users.grants_of(user.id)),
        "groups": [{"id": group.id, "name": group.name} for group in groups],
        "logins": len(container().logins.live(user.id)),
    }


def _not_stored(value: dict[str, Any]) -> Response:
    response = jsonify(value)
    response.headers["Cache-Control"] = "no-store"
    return response
