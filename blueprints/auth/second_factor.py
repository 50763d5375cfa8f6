"""The second factor over the API: one's own, and for admins that of somebody who has lost theirs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from blueprints.auth.password import attempt, by_password, has_signed_in
from blueprints.edge.acting import actor
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.parameters import json_object, required_text
from services.auth.second_factor.one_time_code import address_of
from services.auth.user import User
from services.errors import Forbidden, NotFound

second_factor = Blueprint("second_factor", __name__)

MAX_BODY_BYTES = 4_096


@second_factor.get("/api/v1/auth/second-factor")
@require_role("admin", "member")
def own() -> ResponseReturnValue:
    return jsonify(_shown(_oneself()))


@second_factor.post("/api/v1/auth/second-factor")
@require_role("admin", "member")
def begin() -> ResponseReturnValue:
    """A secret for an authenticator app; it counts once a code has confirmed it."""
    check_password(required_text(json_object(MAX_BODY_BYTES, '{"password": "…"}'), "password"))
    secret = container().second_factors.begin(g.identity.user_id)
    return _not_stored(jsonify({"secret": secret, "address": address_of(secret, g.identity.username)}))


@second_factor.post("/api/v1/auth/second-factor/confirm")
@require_role("admin", "member")
def confirm() -> ResponseReturnValue:
    code = required_text(json_object(MAX_BODY_BYTES, '{"code": "123456"}'), "code")
    return _not_stored(jsonify({"recovery_codes": container().second_factors.confirm(g.identity.user_id, code)}))


@second_factor.post("/api/v1/auth/second-factor/off")
@require_role("admin", "member")
def off() -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"password": "…", "code": "123456"}')
    turn_off(required_text(body, "password"), required_text(body, "code"))
    return "", 204


@second_factor.post("/api/v1/auth/second-factor/recovery-codes")
@require_role("admin", "member")
def renew_codes() -> ResponseReturnValue:
    code = required_text(json_object(MAX_BODY_BYTES, '{"code": "123456"}'), "code")
    return _not_stored(jsonify({"recovery_codes": renewed_codes(code)}))


@second_factor.get("/api/v1/admin/users/<user_id>/second-factor")
@require_role("admin")
def of_user(user_id: str) -> ResponseReturnValue:
    return jsonify(_shown(_known(user_id)))


@second_factor.delete("/api/v1/admin/users/<user_id>/second-factor")
@require_role("admin")
def reset(user_id: str) -> ResponseReturnValue:
    """For somebody who has lost it. Ends all their logins."""
    container().second_factors.reset(_known(user_id), by=actor())
    container().control.revoke(user_id=user_id)
    return "", 204


def check_password(password: str) -> None:
    """Whoever found an unlocked screen does not know the password. Raises: Unauthenticated, LimitReached."""
    by_password(g.identity.username, password)
    has_signed_in(g.identity.username)


def renewed_codes(code: str) -> Sequence[str]:
    """New recovery codes for whoever shows a code. The old ones are worth nothing from then on.

    Raises: NotFound, there is no second factor; Unauthenticated, LimitReached.
    """
    user = _oneself()
    if container().second_factors.on_since(user.id) is None:
        raise NotFound("You have no second factor.", code="no_second_factor")
    attempt(user.username, lambda: container().second_factors.check(user.id, code))
    has_signed_in(user.username)
    return container().second_factors.renew_recovery_codes(user, by=actor())


def turn_off(password: str, code: str) -> None:
    """Raises: Forbidden, it is demanded; NotFound, there is none; Unauthenticated, LimitReached."""
    user = _oneself()
    if container().second_factors.is_demanded(user):
        raise Forbidden("This server wants a second factor of you, so it stays on.", code="second_factor_required")
    if container().second_factors.on_since(user.id) is None:
        raise NotFound("You have no second factor.", code="no_second_factor")
    by_password(user.username, password)
    attempt(user.username, lambda: container().second_factors.check(user.id, code))
    has_signed_in(user.username)
    container().second_factors.turn_off(user.id)


def _shown(user: User) -> dict[str, object]:
    since = container().second_factors.on_since(user.id)
    return {
        "is_on": since is not None,
        "since": since,
        "is_demanded": user.password_hash is not None and container().second_factors.is_demanded(user),
        "recovery_codes_left": container().second_factors.recovery_codes_left(user.id),
    }


def _oneself() -> User:
    return _known(g.identity.user_id)


def _known(user_id: str) -> User:
    """Raises: NotFound."""
    user = container().users.by_id(user_id)
    if user is None:
        raise NotFound(f"There is no user with the id {user_id!r}.", code="no_user")
    return user


def _not_stored(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
