"""Connecting one's own account to one at the sign-in provider, and disconnecting it.

Whoever connects theirs opens the account for good, so both acts need a sign-in with the password of a moment ago: an
unlocked screen is not enough. The browser goes to the provider by a link, after a form has proved that the wish came
from our page: nobody is sent there, and connected to a stranger's account, by a link of somebody else.
"""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request, session
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.auth.account import account_page, has_just_signed_in
from blueprints.edge.acting import actor
from blueprints.edge.current import container
from blueprints.edge.gates import SESSION_LOGIN, require_role
from services.auth.audit import Actor
from services.auth.provider.provider import Vouched
from services.auth.user import User
from services.errors import Forbidden, NotFound, TailraceError, Unauthenticated

connection = Blueprint("connection", __name__)

FLOW = "provider"
"""The key of the session under which it has the visit to the provider that has begun."""


@connection.post("/account/provider")
@require_role("admin", "member")
def begin() -> ResponseReturnValue:
    """A page that leads to the provider."""
    try:
        _check_configured()
        _check_recent()
        target = url("account.page", _anchor="provider")
        back = url("provider.callback", _external=True)
        address, flow = container().provider.begin(back, target, connects=g.identity.login_id)
    except TailraceError as error:
        return account_page(status=error.http_status, provider_error=str(error))
    session[FLOW] = msgspec.to_builtins(flow)
    name = container().settings.sign_in.name
    return _not_stored(make_response(render_template("auth/connect.html", address=address, name=name)))


@connection.post("/account/provider/disconnect")
@require_role("admin", "member")
def disconnect() -> ResponseReturnValue:
    try:
        _disconnect()
    except TailraceError as error:
        return account_page(status=error.http_status, provider_error=str(error))
    return redirect(url("account.page", _anchor="provider"), 303)


@connection.get("/api/v1/auth/provider")
@require_role("admin", "member")
def own() -> ResponseReturnValue:
    user = _oneself()
    offered = container().provider
    return jsonify(
        {
            "issuer": offered.issuer or None,
            "name": container().settings.sign_in.name if offered.is_configured else None,
            "is_connected": user.outside_subject is not None,
            "is_only_way_in": user.password_hash is None,
        }
    )


@connection.delete("/api/v1/auth/provider")
@require_role("admin", "member")
def disconnect_own() -> ResponseReturnValue:
    _disconnect()
    return "", 204


def connect(vouched: Vouched, login_id: str) -> None:
    """Connect the account of whoever began this, if it is still they who come back from the provider.

    Raises: Unauthenticated. Forbidden. Conflict.
    """
    identity = container().logins.identity(session.get(SESSION_LOGIN, ""))
    if identity is None or identity.login_id != login_id:
        raise Unauthenticated("You have signed in anew since you began: begin again.", code="provider_state")
    by = Actor.of(identity, request.remote_addr or "")
    key, user = container().provider_people.key_of(vouched), container().users.known(identity.user_id)
    container().control.revoke_logins(container().connections.connect(user, key, by=by))


def _disconnect() -> None:
    """Raises: Forbidden, NotFound, Conflict."""
    user = _oneself()
    if user.outside_subject is not None and user.password_hash is not None:  # the refusal of others says more
        _check_recent()
    container().control.revoke_logins(container().connections.disconnect(user, by=actor()))


def _check_recent() -> None:
    """Raises: Forbidden."""
    if not has_just_signed_in():
        raise Forbidden("Sign in again with your password first: this changes how you sign in.", code="sign_in_again")


def _check_configured() -> None:
    """Raises: NotFound."""
    if not container().provider.is_configured:
        raise NotFound("This server has no sign-in provider: see TAILRACE_OIDC_ISSUER.")


def _oneself() -> User:
    return container().users.known(g.identity.user_id)


def _not_stored(page: Response) -> Response:
    page.headers["Cache-Control"] = "no-store"
    return page
