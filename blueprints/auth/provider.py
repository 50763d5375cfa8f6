"""Signing in with a provider: the two addresses between which the browser visits it, and the ways out."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs

import msgspec
from flask import Blueprint, jsonify, redirect, request, session
from flask import url_for as url
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from blueprints.auth.account import COMPLAINT
from blueprints.auth.connection import FLOW, connect
from blueprints.auth.entrance import enter, login_page, safe_target
from blueprints.edge.body import read_body
from blueprints.edge.current import container
from blueprints.edge.gates import public
from services.auth.login import Voucher
from services.auth.provider.provider import Flow, Vouched
from services.auth.user import outside_key
from services.errors import BadRequest, NotFound, TailraceError, Unavailable

provider = Blueprint("provider", __name__)

MAX_BODY_BYTES = 32_768

_ENDED = "provider_login"
"""The key of the session under which it has the login with which somebody has just signed out here."""


@provider.get("/login/provider")
@public
def begin() -> ResponseReturnValue:
    _check_configured()
    target = safe_target(request.args.get("next", ""))
    try:
        address, flow = container().provider.begin(url("provider.callback", _external=True), target)
    except TailraceError as error:
        return login_page(target, error=error)
    session[FLOW] = msgspec.to_builtins(flow)
    return _away(address)


@provider.get("/login/provider/callback")
@public
def callback() -> ResponseReturnValue:
    _check_configured()
    flow = _flow()
    target = flow.target if flow is not None else safe_target("")
    people = container().provider_people
    try:
        vouched = container().provider.finish(request.args, flow, people.needed)
        if flow is not None and flow.connects:
            connect(vouched, flow.connects)
            return redirect(target)
        user, has_new_role = people.enter(vouched)
    except TailraceError as error:
        if flow is not None and flow.connects:
            session[COMPLAINT] = str(error)
            return redirect(target)
        return login_page(target, error=error)
    if has_new_role:
        container().control.revoke(user_id=user.id)  # open streams come back with what they may read now
    enter(user, _voucher(vouched))
    return redirect(target)


@provider.get("/login/provider/end")
@public
def end() -> ResponseReturnValue:
    """Sign out at the provider as well, for whoever has just signed out here."""
    _check_configured()
    back = url("auth.login", _external=True)
    sealed = container().logins.id_token(session.pop(_ENDED, ""))
    if sealed is None:
        return redirect(back)
    try:
        address = container().provider.end_address(container().sealing.open(sealed, "an ID token"), back)
    except TailraceError as error:
        return login_page(safe_target(""), error=error)
    return redirect(back) if address is None else _away(address)


@provider.post("/api/v1/auth/provider/logout")
@public
def logout() -> ResponseReturnValue:
    """The provider says that somebody has signed out there: their logins and live streams here end, too.

    A refusal has the form that OpenID Connect asks for, which providers write into their logs.
    """
    _check_configured()
    try:
        form = parse_qs(read_body(MAX_BODY_BYTES).decode("utf-8", "replace"), max_num_fields=20)
        ended = container().provider_logouts.end(_only(form.get("logout_token", ())))
    except (BadRequest, Unavailable, ValueError) as error:
        answer = jsonify({"error": "invalid_request", "error_description": str(error)})
        answer.status_code = 400
    else:
        container().control.revoke_logins(ended)
        answer = jsonify({"ended": len(ended)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def remember_provider(login_id: str | None) -> None:
    """Keep in the new session that a login has ended for which the provider vouched."""
    if login_id is not None and container().provider.is_configured and container().logins.id_token(login_id):
        session[_ENDED] = login_id


def is_left_at_provider() -> bool:
    return _ENDED in session


def _only(values: Sequence[str]) -> str:
    """Raises: BadRequest."""
    if len(values) != 1:
        raise BadRequest("Send one logout_token, in a form.")
    return values[0]


def _voucher(vouched: Vouched) -> Voucher:
    issuer, session_there = container().provider.issuer, vouched.session
    return Voucher(
        id_token=container().sealing.seal(vouched.id_token),
        subject=outside_key(issuer, vouched.subject),
        session=None if session_there is None else outside_key(issuer, session_there),
    )


def _flow() -> Flow | None:
    """The sign-in that this browser began, once."""
    try:
        return msgspec.convert(session.pop(FLOW, None), Flow)
    except msgspec.ValidationError:
        return None


def _away(address: str) -> Response:
    leaving = redirect(address)
    leaving.headers["Cache-Control"] = "no-store"
    return leaving


def _check_configured() -> None:
    """Raises: NotFound."""
    if not container().provider.is_configured:
        raise NotFound("This server has no sign-in provider: see TAILRACE_OIDC_ISSUER.")
