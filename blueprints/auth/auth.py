"""Signing in and out, and stream tokens (contract, section 2). Programs use tokens; people use a form and a cookie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, g, jsonify, redirect, request, session
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.auth.entrance import enter, leave, login_page, safe_target, whence
from blueprints.auth.password import by_password, has_signed_in, program_by_password
from blueprints.auth.provider import is_left_at_provider, remember_provider
from blueprints.auth.second_step import next_step
from blueprints.auth.sign_out import end_login
from blueprints.edge.current import container
from blueprints.edge.gates import SESSION_LOGIN, channels_of_stream, public
from blueprints.edge.parameters import json_object, required_text, text
from blueprints.edge.session import CookieSessions
from services.container import Container
from services.errors import BadRequest, Forbidden, LimitReached, Unauthenticated
from services.streaming.channel import check_channels

auth = Blueprint("auth", __name__)

MAX_BODY_BYTES = 65_536
"""Anybody may send these bodies, which hold a user name and a password or 50 channel names."""


def init_app(app: Flask, container: Container) -> None:
    """The session cookie carries a signed login id and nothing else."""
    app.config.update(
        SESSION_COOKIE_NAME="tailrace_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=container.settings.server.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=container.settings.auth.login_s,
    )
    app.session_interface = CookieSessions(container.keyring)


# -- for programs ------------------------------------------------------------------------------------------------------


@auth.post("/api/v1/auth/login")
@public
def api_login() -> ResponseReturnValue:
    body = json_object(MAX_BODY_BYTES, '{"username": "ada", "password": "…"}')
    user = program_by_password(required_text(body, "username"), required_text(body, "password"), text(body, "code"))
    login = container().logins.open(user.id, "access", *whence())
    answer = {
        "access_token": container().tokens.issue_access(login),
        "token_type": "Bearer",
        "expires_in": container().settings.auth.login_s,
        "user_id": user.id,
    }
    return _not_stored(jsonify(answer))


@auth.post("/api/v1/auth/stream-token")
def api_stream_token() -> ResponseReturnValue:
    channels = _asked_channels(json_object(MAX_BODY_BYTES, '{"channels": ["jobs.nightly"]}'))
    for channel in channels:
        if not container().permissions.may_read(g.identity, channel):
            raise Forbidden(f"You may not read the channel {channel!r}.", code="channel_forbidden")
    token, lasts_s = container().tokens.issue_stream(g.identity, channels)
    return _not_stored(jsonify({"token": token, "expires_in": lasts_s, "channels": channels}))


@auth.post("/api/v1/auth/logout")
def api_logout() -> ResponseReturnValue:
    if g.identity.role == "service":
        raise Forbidden("A service token is revoked with `flask token revoke`.")
    end_login(g.identity.login_id)
    return "", 204


@auth.get("/api/v1/auth/me")
def api_me() -> ResponseReturnValue:
    return jsonify({"user_id": g.identity.user_id, "username": g.identity.username, "role": g.identity.role})


# -- for people --------------------------------------------------------------------------------------------------------


@auth.get("/login")
@public
def login() -> ResponseReturnValue:
    """Also for somebody who is signed in, and is to show that they still know their password: ``?again=1``."""
    target = safe_target(request.args.get("next", ""))
    if "again" not in request.args and container().logins.identity(session.get(SESSION_LOGIN, "")) is not None:
        return redirect(target)
    return login_page(target, is_left_at_provider=is_left_at_provider())


@auth.post("/login")
@public
def login_form() -> ResponseReturnValue:
    target = safe_target(request.form.get("next", ""))
    username = request.form.get("username", "")
    try:
        user = by_password(username, request.form.get("password", ""))
    except (Unauthenticated, LimitReached) as error:
        return login_page(target, username=username, error=error)
    step = next_step(user, target)
    if step is not None:
        return redirect(step, 303)
    has_signed_in(username)
    enter(user)
    return redirect(target, 303)


@auth.post("/logout")
def logout() -> ResponseReturnValue:
    remember_provider(leave())
    return redirect(url("auth.login"), 303)


# -- parts -------------------------------------------------------------------------------------------------------------


def _asked_channels(body: dict[str, Any]) -> Sequence[str]:
    """The channels, given by name or by the address of a stream."""
    names, stream = body.get("channels"), body.get("stream")
    if isinstance(stream, str) and names is None:
        return channels_of_stream(stream)
    if not isinstance(names, list) or stream is not None:
        raise BadRequest(
            "Give either 'channels', a list of channel names, or 'stream', the path and query of a stream."
        )
    return check_channels(names)


def _not_stored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
