"""The limits over the API, for admins: who is near one, who was refused lately, and an end to a lock of sign-ins."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import actor
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from services.auth.names import id_of
from services.auth.refusal import Refusal
from services.errors import BadRequest
from services.standing import Standing

admin_limits = Blueprint("admin_limits", __name__, url_prefix="/api/v1/admin/limits")


@admin_limits.get("")
@require_role("admin")
def listed() -> ResponseReturnValue:
    """Who is near a limit; or where one user or service token stands with each, and what they were refused."""
    container().refusals.flush()
    user, standings = request.args.get("user", ""), container().standings
    caller = id_of(container().database, user) if user else ""
    refusals = [one for one in container().refusals.newest() if not caller or one.caller == caller]
    return jsonify(
        {
            "standings": [shown_standing(one) for one in (standings.of_caller(caller) if user else standings.near())],
            "refusals": [shown_refusal(one) for one in refusals],
        }
    )


@admin_limits.delete("/sign-ins")
@require_role("admin")
def clear() -> ResponseReturnValue:
    """Let a user, or an address, try again at once."""
    username, address = request.args.get("username", ""), request.args.get("address", "")
    if bool(username) == bool(address):
        raise BadRequest("Name whose tries to forget: ?username=… or ?address=…")
    return jsonify({"cleared": container().login_limit.clear(username=username, address=address, by=actor())})


def shown_standing(standing: Standing) -> dict[str, Any]:
    """Somebody's standing with a limit, in the words of the contract."""
    return {
        "limit": standing.limit,
        "variable": standing.variable or None,
        "caller": standing.caller or None,
        "caller_name": standing.caller_name or None,
        "used": standing.used,
        "of": standing.of,
        "left": standing.left,
        "until": standing.until,
    }


def shown_refusal(refusal: Refusal) -> dict[str, Any]:
    """Refusals of one caller by one limit, in the words of the contract."""
    return {
        "limit": refusal.code,
        "caller": refusal.caller,
        "caller_name": refusal.caller_name or None,
        "address": refusal.address,
        "message": refusal.message,
        "count": refusal.count,
        "first_at": refusal.first_at,
        "last_at": refusal.last_at,
        "until": refusal.until if refusal.until > time.time() else None,
    }
