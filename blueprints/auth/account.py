"""The account page: who somebody is here, where they are signed in, and the keys of their chat clients."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request, session
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.auth.sign_out import end_one_login, end_other_logins
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.page_filter import add_filters
from services.auth.chat_key import LONGEST_NAME
from services.auth.client_name import client_name
from services.errors import BadRequest, LimitReached, NotFound

account = Blueprint("account", __name__)
add_filters(account)

DAY_S = 86_400.0
LASTS_DAYS = (30, 90, 365, 0)
"""What the page offers; 0 is for ever."""
_USUAL_DAYS = 90

COMPLAINT = "provider_complaint"
"""The key of the session under which it has why an account was not connected, until the page has said so."""
RECENT_S = 600.0
"""How long ago somebody may have signed in who changes how they sign in."""


@account.get("/account")
@require_role("admin", "member")
def page() -> ResponseReturnValue:
    return account_page()


@account.post("/account/keys")
@require_role("admin", "member")
def create_key() -> ResponseReturnValue:
    """The page again, with the new key: this is the only time that it is shown."""
    name, days = request.form.get("name", ""), request.form.get("days", _USUAL_DAYS, type=int)
    if days not in LASTS_DAYS:
        raise BadRequest("A key expires after one of the times that the page offers.")
    try:
        key = container().chat_keys.create(g.identity.user_id, name, days * DAY_S or None)
    except (BadRequest, LimitReached) as error:
        return account_page(name=name, days=days, error=str(error), status=error.http_status)
    return account_page(made=key, made_key=container().tokens.issue_chat(key.id, key.user_id, key.expires_at))


@account.post("/account/keys/<key_id>/revoke")
@require_role("admin", "member")
def revoke_key(key_id: str) -> ResponseReturnValue:
    container().chat_keys.revoke(key_id, g.identity.user_id)
    container().control.revoke(login_id=key_id)
    return redirect(url("account.page"), 303)


@account.post("/account/logins/<login_id>/end")
@require_role("admin", "member")
def end_login(login_id: str) -> ResponseReturnValue:
    with suppress(NotFound):  # it has ended meanwhile
        end_one_login(g.identity.user_id, login_id)
    return redirect(url("account.page", _anchor="logins"), 303)


@account.post("/account/logins/end-others")
@require_role("admin", "member")
def end_others() -> ResponseReturnValue:
    end_other_logins(g.identity.user_id, g.identity.login_id)
    return redirect(url("account.page", _anchor="logins"), 303)


@account.get("/api/v1/auth/groups")
@require_role("admin", "member")
def own_groups() -> ResponseReturnValue:
    """One's own groups, with what they grant; who else is in them is no business of theirs."""
    groups = container().groups.all(g.identity.user_id)
    shown = [{"id": one.id, "name": one.name, "publish": one.publish, "subscribe": one.subscribe} for one in groups]
    return jsonify({"groups": shown})


def has_just_signed_in() -> bool:
    """Whether who asks has just signed in with their password."""
    return container().logins.has_just_begun(g.identity.login_id, RECENT_S)


def account_page(*, status: int = 200, **values: Any) -> Response:
    chat_keys = container().chat_keys
    keys = [key for key in reversed(chat_keys.list(g.identity.user_id)) if chat_keys.is_alive(key)]
    logins = container().logins.live(g.identity.user_id)
    factors, user = container().second_factors, container().users.by_id(g.identity.user_id)
    values = {
        "name": "",
        "days": _USUAL_DAYS,
        "error": "",
        "made": None,
        "made_key": "",
        "factor_error": "",
        "provider_error": session.pop(COMPLAINT, ""),
        **values,
    }
    html = render_template(
        "auth/account.html",
        keys=keys,
        lasts_days=LASTS_DAYS,
        longest_name=LONGEST_NAME,
        logins=logins,
        groups=container().groups.all(g.identity.user_id),
        provider=container().settings.sign_in.name if container().provider.is_configured else "",
        is_connected=user is not None and user.outside_subject is not None,
        has_just_signed_in=has_just_signed_in(),
        has_password=user is not None and user.password_hash is not None,
        factor_since=factors.on_since(g.identity.user_id),
        factor_is_demanded=user is not None and factors.is_demanded(user),
        codes_left=factors.recovery_codes_left(g.identity.user_id),
        client_name=client_name,
        api_url=f"{request.root_url.rstrip('/')}/v1",
        **values,
    )
    page = make_response(html, status)
    page.headers["Cache-Control"] = "no-store"
    return page
