"""The entrance: what all ways of signing in on a page share."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, session

from blueprints.auth.sign_out import end_login
from blueprints.edge.current import container
from blueprints.edge.errors import note_refusal
from blueprints.edge.gates import SESSION_LOGIN
from services.auth.login import Voucher
from services.auth.login_limit import network_of
from services.auth.user import User
from services.errors import LimitReached, TailraceError


def whence() -> tuple[str, str]:
    """The address and the client of this request, as a login keeps them."""
    return network_of(request.remote_addr or ""), request.headers.get("User-Agent", "")


def enter(user: User, voucher: Voucher | None = None) -> None:
    """Sign this browser in."""
    leave()
    login = container().logins.open(user.id, "session", *whence(), voucher=voucher)
    session[SESSION_LOGIN] = login.login_id
    session.permanent = True


def leave() -> str | None:
    """Start from an empty session, so that an id somebody planted is worthless. Returns the login that has ended."""
    login_id: str | None = session.get(SESSION_LOGIN)
    session.clear()
    if login_id:
        end_login(login_id)
    return login_id


def login_page(target: str, *, username: str = "", error: TailraceError | None = None, **values: object) -> Response:
    provider = container().settings.sign_in.name if container().provider.is_configured else ""
    return entrance_page("auth/login.html", error, next=target, username=username, provider=provider, **values)


def entrance_page(template: str, error: TailraceError | None = None, **values: object) -> Response:
    """A page for somebody who is not in yet, which no browser keeps."""
    page = make_response(render_template(template, error=str(error or ""), **values))
    page.headers["Cache-Control"] = "no-store"
    if error is not None:
        page.status_code = error.http_status
        if error.retry_after_s is not None:
            page.headers["Retry-After"] = str(error.retry_after_s)
        if isinstance(error, LimitReached):
            note_refusal(error)
    return page


def safe_target(target: str) -> str:
    """A path on this site, or else the home page: a link to our sign-in page must not lead to somebody's copy of it.

    Browsers read a backslash as a slash and drop tabs and newlines, so the path may contain none of these.
    """
    home = f"{request.script_root}/"
    is_path = target.startswith("/") and not target.startswith("//")
    return target if is_path and "\\" not in target and target.isprintable() else home
