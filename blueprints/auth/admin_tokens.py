"""Service tokens over the API, for admins: made and shown once, listed, rotated, revoked."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from blueprints.auth import changes
from blueprints.auth.admin_users import MAX_BODY_BYTES
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.parameters import json_object, text
from services.auth.service_token import ServiceToken
from services.errors import BadRequest

admin_tokens = Blueprint("admin_tokens", __name__, url_prefix="/api/v1/admin/tokens")

_EXAMPLE = '{"name": "nightly build", "publish": ["jobs.*"], "expires_days": 90}'
_MOST_PATTERNS = 100


@admin_tokens.get("")
@require_role("admin")
def listed() -> ResponseReturnValue:
    return jsonify({"tokens": [shown_token(token) for token in reversed(container().service_tokens.list())]})


@admin_tokens.post("")
@require_role("admin")
def create() -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, _EXAMPLE)
    publish, subscribe = _patterns(body, "publish"), _patterns(body, "subscribe")
    row, token = changes.create_token(text(body, "name") or "", publish, subscribe, _days(body))
    return _shown_once(row, token), 201


@admin_tokens.get("/<token_id>")
@require_role("admin")
def read(token_id: str) -> ResponseReturnValue:
    return jsonify(shown_token(container().service_tokens.get(token_id)))


@admin_tokens.post("/<token_id>/rotate")
@require_role("admin")
def rotate(token_id: str) -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"grace_days": 1}', is_optional=True)
    grace = body.get("grace_days", 0)
    if isinstance(grace, bool) or not isinstance(grace, int | float) or not 0 <= grace <= 7:
        raise BadRequest("'grace_days' is a number from 0 to 7.", code="bad_grace")
    row, token = changes.rotate_token(token_id, grace, _days(body))
    return _shown_once(row, token)


@admin_tokens.delete("/<token_id>")
@require_role("admin")
def revoke(token_id: str) -> ResponseReturnValue:
    changes.revoke_token(token_id)
    return "", 204


def shown_token(token: ServiceToken) -> dict[str, Any]:
    """A token's row, in the words of the contract."""
    now = time.time()
    until = token.previous_until
    return {
        "id": token.id,
        "name": token.name,
        "state": token.state(now),
        "publish": token.publish,
        "subscribe": token.subscribe,
        "made_by": token.maker,
        "maker_id": token.maker_id,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "rotated_at": token.rotated_at,
        "previous_until": until if until is not None and until > now else None,
        "last_used_at": token.last_used_at,
        "last_used_address": token.last_used_address,
        "revoked_at": token.revoked_at,
    }


def _shown_once(row: ServiceToken, token: str) -> Response:
    response = jsonify(shown_token(row) | {"token": token})
    response.headers["Cache-Control"] = "no-store"
    return response


def _patterns(body: dict[str, Any], name: str) -> list[str]:
    found = body.get(name) or []
    if not isinstance(found, list) or len(found) > _MOST_PATTERNS or not all(isinstance(one, str) for one in found):
        raise BadRequest(f"{name!r} is a list of at most {_MOST_PATTERNS} patterns.", code="bad_pattern")
    return found


def _days(body: dict[str, Any]) -> int | None:
    days = body.get("expires_days")
    if days is not None and (isinstance(days, bool) or not isinstance(days, int)):
        raise BadRequest("'expires_days' is a whole number of days, or null.", code="bad_expiry")
    return days
