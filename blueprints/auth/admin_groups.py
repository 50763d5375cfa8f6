"""Groups over the API, for admins: their members, and what they are granted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, url_for
from flask.typing import ResponseReturnValue

from blueprints.auth import changes
from blueprints.auth.admin_users import MAX_BODY_BYTES, asked_grant, sent_grant
from blueprints.edge.acting import actor
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.parameters import json_object, required_text, text
from services.auth.group import Group
from services.errors import BadRequest

admin_groups = Blueprint("admin_groups", __name__, url_prefix="/api/v1/admin/groups")


@admin_groups.get("")
@require_role("admin")
def listed() -> ResponseReturnValue:
    return jsonify({"groups": [shown_group(group) for group in container().groups.all()]})


@admin_groups.post("")
@require_role("admin")
def create() -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"name": "Night shift"}')
    made = container().groups.create(required_text(body, "name"), by=actor())
    return jsonify(shown_group(made)), 201, {"Location": url_for("admin_groups.read", group_id=made.id)}


@admin_groups.get("/<group_id>")
@require_role("admin")
def read(group_id: str) -> ResponseReturnValue:
    return _answer(group_id)


@admin_groups.patch("/<group_id>")
@require_role("admin")
def rename(group_id: str) -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"name": "Night shift"}')
    return jsonify(shown_group(container().groups.rename(group_id, required_text(body, "name"), by=actor())))


@admin_groups.delete("/<group_id>")
@require_role("admin")
def remove(group_id: str) -> ResponseReturnValue:
    changes.remove_group(group_id)
    return "", 204


@admin_groups.post("/<group_id>/members")
@require_role("admin")
def add_member(group_id: str) -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"username": "ada"}')
    user_id, username = text(body, "user_id"), text(body, "username")
    if (user_id is None) == (username is None):
        raise BadRequest("Name the user by 'username' or by 'user_id'.")
    users = container().users
    user = users.by_name(username) if username is not None else users.known(user_id or "")
    container().groups.add_member(group_id, user, by=actor())
    return _answer(group_id, 201)


@admin_groups.delete("/<group_id>/members/<user_id>")
@require_role("admin")
def remove_member(group_id: str, user_id: str) -> ResponseReturnValue:
    changes.remove_member(group_id, container().users.known(user_id))
    return "", 204


@admin_groups.post("/<group_id>/grants")
@require_role("admin")
def grant(group_id: str) -> ResponseReturnValue:
    action, pattern = sent_grant()
    container().groups.grant(group_id, action, pattern, by=actor())
    return _answer(group_id, 201)


@admin_groups.delete("/<group_id>/grants")
@require_role("admin")
def take_back(group_id: str) -> ResponseReturnValue:
    action, pattern = asked_grant()
    changes.take_from_group(group_id, action, pattern)
    return "", 204


def shown_group(group: Group) -> dict[str, Any]:
    """A group, in the words of the contract."""
    return {
        "id": group.id,
        "name": group.name,
        "created_at": group.created_at,
        "members": [{"id": user_id, "username": username} for user_id, username in group.members],
        "publish": group.publish,
        "subscribe": group.subscribe,
    }


def _answer(group_id: str, status: int = 200) -> ResponseReturnValue:
    return jsonify(shown_group(container().groups.get(group_id))), status
