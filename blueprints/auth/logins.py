"""A user's logins over the API: their own, and for admins those of anybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue

from blueprints.auth.sign_out import end_one_login, end_other_logins
from blueprints.edge.acting import actor
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from services.auth.client_name import client_name
from services.auth.login import Login
from services.errors import NotFound

logins = Blueprint("logins", __name__)


@logins.get("/api/v1/auth/logins")
@require_role("admin", "member")
def own() -> ResponseReturnValue:
    return _listed(g.identity.user_id)


@logins.delete("/api/v1/auth/logins/<login_id>")
@require_role("admin", "member")
def end_own(login_id: str) -> ResponseReturnValue:
    end_one_login(g.identity.user_id, login_id)
    return "", 204


@logins.delete("/api/v1/auth/logins")
@require_role("admin", "member")
def end_others() -> ResponseReturnValue:
    """All but the one that asks."""
    return jsonify({"ended": end_other_logins(g.identity.user_id, g.identity.login_id)})


@logins.get("/api/v1/admin/users/<user_id>/logins")
@require_role("admin")
def of_user(user_id: str) -> ResponseReturnValue:
    return _listed(_known(user_id))


@logins.delete("/api/v1/admin/users/<user_id>/logins/<login_id>")
@require_role("admin")
def end_of_user(user_id: str, login_id: str) -> ResponseReturnValue:
    end_one_login(_known(user_id), login_id, actor())
    return "", 204


@logins.delete("/api/v1/admin/users/<user_id>/logins")
@require_role("admin")
def end_all_of_user(user_id: str) -> ResponseReturnValue:
    return jsonify({"ended": end_other_logins(_known(user_id), by=actor())})


def shown_login(login: Login) -> dict[str, Any]:
    """A login, in the words of the contract."""
    name = client_name(login.client)
    return {
        "id": login.id,
        "kind": login.kind,
        "program": name.program,
        "system": name.system,
        "user_agent": login.client,
        "address": login.address,
        "created_at": login.created_at,
        "last_seen_at": login.last_seen_at or login.created_at,
        "expires_at": login.expires_at,
        "is_current": login.id == g.identity.login_id,
    }


def _listed(user_id: str) -> ResponseReturnValue:
    return jsonify({"logins": [shown_login(login) for login in container().logins.live(user_id)]})


def _known(user_id: str) -> str:
    """Raises: NotFound."""
    if container().users.by_id(user_id) is None:
        raise NotFound(f"There is no user with the id {user_id!r}.", code="no_user")
    return user_id
