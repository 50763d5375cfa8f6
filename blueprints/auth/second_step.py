"""The second step of signing in on a page: a code, or setting up the telephone that makes codes.

Between the steps the session remembers whose password was right, for a few minutes and as long as it is their password.
"""

from __future__ import annotations

import hashlib
import time

from flask import Blueprint, redirect, request, session
from flask import url_for as url
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from blueprints.auth.begun_here import begin_here, begun_here
from blueprints.auth.entrance import enter, entrance_page, safe_target
from blueprints.auth.password import attempt, has_signed_in
from blueprints.edge.current import container
from blueprints.edge.gates import public
from services.auth.second_factor.one_time_code import address_of
from services.auth.second_factor.picture import qr_picture
from services.auth.user import User
from services.errors import BadRequest, Conflict, LimitReached, TailraceError, Unauthenticated

second_step = Blueprint("second_step", __name__)

LASTS_S = 600.0
_STEP = "second_step"


def next_step(user: User, target: str) -> str | None:
    """Where somebody goes whose password was right; None if that is all."""
    has_one = container().second_factors.on_since(user.id) is not None
    if not has_one and not container().second_factors.is_demanded(user):
        return None
    session[_STEP] = {"user": user.id, "at": time.time(), "proof": _proof(user)}
    return url("second_step.code" if has_one else "second_step.set_up", next=target)


@second_step.get("/login/code")
@public
def code() -> ResponseReturnValue:
    return _code_page() if _who() is not None else _again()


@second_step.post("/login/code")
@public
def code_form() -> ResponseReturnValue:
    user = _who()
    if user is None:
        return _again()
    given = request.form.get("code", "")
    try:
        attempt(user.username, lambda: container().second_factors.check(user.id, given))
    except (Unauthenticated, LimitReached) as error:
        return _code_page(error)
    has_signed_in(user.username)
    enter(user)
    return redirect(_target(), 303)


@second_step.get("/login/second-factor")
@public
def set_up() -> ResponseReturnValue:
    user = _who()
    return _again() if user is None else _set_up_page(user)


@second_step.post("/login/second-factor")
@public
def set_up_form() -> ResponseReturnValue:
    user = _who()
    if user is None:
        return _again()
    try:
        if begun_here(user.id) is None:
            raise Conflict("It was begun anew elsewhere, or a while ago: take this picture.", code="begun_elsewhere")
        codes = container().second_factors.confirm(user.id, request.form.get("code", ""))
    except (BadRequest, Conflict) as error:
        return _set_up_page(user, error)
    target = _target()
    has_signed_in(user.username)
    enter(user)
    return entrance_page("auth/recovery_codes.html", codes=codes, next=target)


def _set_up_page(user: User, error: TailraceError | None = None) -> ResponseReturnValue:
    try:
        secret = begun_here(user.id) or begin_here(user.id)
    except Conflict:  # it was set up elsewhere meanwhile
        return _again()
    picture = qr_picture(address_of(secret, user.username))
    confirm_url, back_url = url("second_step.set_up_form"), url("auth.login")
    return entrance_page(
        "auth/set_up.html",
        error,
        secret=secret,
        picture=picture,
        next=_target(),
        confirm_url=confirm_url,
        back_url=back_url,
        is_demanded=True,
    )


def _code_page(error: TailraceError | None = None) -> Response:
    return entrance_page("auth/code.html", error, next=_target())


def _who() -> User | None:
    """Whose password was right, a moment ago."""
    kept = session.get(_STEP)
    if not isinstance(kept, dict) or not 0 <= time.time() - kept["at"] <= LASTS_S:
        return None
    user = container().users.by_id(kept["user"])
    return user if user is not None and user.disabled_at is None and _proof(user) == kept["proof"] else None


def _again() -> Response:
    session.pop(_STEP, None)
    return redirect(url("auth.login", next=_target()), 303)


def _target() -> str:
    return safe_target(request.values.get("next", ""))


def _proof(user: User) -> str:
    """Changes with the password, and says nothing about it."""
    return hashlib.sha256((user.password_hash or "").encode()).hexdigest()[:16]
