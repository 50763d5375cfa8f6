"""Signing in and out, and stream tokens (contract, section 2). Programs use tokens; people use a form and a cookie."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import gevent
from flask import Blueprint, Flask, Response, g, jsonify, make_response, redirect, render_template, request, session
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.gates import SESSION_LOGIN, channels_of_stream, public
from blueprints.edge.parameters import json_object, required_text
from blueprints.edge.session import CookieSessions
from services.auth.login_limit import network_of
from services.auth.user import User
from services.container import Container
from services.errors import BadRequest, Forbidden, LimitReached, Unauthenticated
from services.streaming.channel import check_channels

auth = Blueprint("auth", __name__)

MAX_BODY_BYTES = 65_536
"""Anybody may send these bodies, which hold a user name and a password or 50 channel names."""

REFUSAL_S = 0.5
"""When the answer to too many attempts comes: later than a password is checked, so its time tells nothing."""

_WRONG = "The user name or the password is wrong."


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
    user = _sign_in(required_text(body, "username"), required_text(body, "password"))
    login = container().logins.open(user.id, "access", network_of(request.remote_addr or ""))
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
    _sign_out(g.identity.login_id)
    return "", 204


@auth.get("/api/v1/auth/me")
def api_me() -> ResponseReturnValue:
    return jsonify({"user_id": g.identity.user_id, "username": g.identity.username, "role": g.identity.role})


# -- for people --------------------------------------------------------------------------------------------------------


@auth.get("/login")
@public
def login() -> ResponseReturnValue:
    target = _safe_target(request.args.get("next", ""))
    if container().logins.identity(session.get(SESSION_LOGIN, "")) is not None:
        return redirect(target)
    return _login_page(target)


@auth.post("/login")
@public
def login_form() -> ResponseReturnValue:
    target = _safe_target(request.form.get("next", ""))
    username = request.form.get("username", "")
    try:
        user = _sign_in(username, request.form.get("password", ""))
    except (Unauthenticated, LimitReached) as error:
        page = make_response(_login_page(target, username=username, error=str(error)), error.http_status)
        if error.retry_after_s is not None:
            page.headers["Retry-After"] = str(error.retry_after_s)
        return page
    _leave_session()
    session[SESSION_LOGIN] = container().logins.open(user.id, "session", network_of(request.remote_addr or "")).login_id
    session.permanent = True
    return redirect(target, 303)


@auth.post("/logout")
def logout() -> ResponseReturnValue:
    _leave_session()
    return redirect(url("auth.login"), 303)


# -- parts -------------------------------------------------------------------------------------------------------------


def _sign_in(username: str, password: str) -> User:
    """Raises: LimitReached, after the same time whether or not the password was looked at; Unauthenticated, the same
    for every cause.
    """
    if not username.isprintable():
        raise Unauthenticated(_WRONG, code="wrong_credentials")  # no user can have this name
    address = request.remote_addr or ""
    refused_at = time.monotonic() + REFUSAL_S
    try:
        refusal = container().login_limit.begin(username, address)
        user = container().users.verify(username, password)
        if user is None and refusal is not None:
            raise refusal
    except LimitReached:
        gevent.sleep(max(0.0, refused_at - time.monotonic()))
        raise
    if user is None:
        raise Unauthenticated(_WRONG, code="wrong_credentials")
    container().login_limit.succeeded(username, address)
    return user


def _sign_out(login_id: str) -> None:
    """Revoke the login for every process, then end its live streams."""
    container().logins.close(login_id)
    container().control.revoke(login_id=login_id)


def _leave_session() -> None:
    """Start from an empty session, so that an id somebody planted is worthless."""
    login_id = session.get(SESSION_LOGIN)
    session.clear()
    if login_id:
        _sign_out(login_id)


def _login_page(target: str, *, username: str = "", error: str = "") -> str:
    return render_template("auth/login.html", next=target, username=username, error=error)


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


def _safe_target(target: str) -> str:
    """A path on this site, or else the home page: a link to our sign-in page must not lead to somebody's copy of it.

    Browsers read a backslash as a slash and drop tabs and newlines, so the path may contain none of these.
    """
    home = f"{request.script_root}/"
    is_path = target.startswith("/") and not target.startswith("//")
    return target if is_path and "\\" not in target and target.isprintable() else home


def _not_stored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
