"""The account page's part about the second factor: turning it on, and off again."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from blueprints.auth.account import account_page
from blueprints.auth.begun_here import begin_here, begun_here
from blueprints.auth.second_factor import check_password, renewed_codes, turn_off
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from services.auth.second_factor.one_time_code import address_of
from services.auth.second_factor.picture import qr_picture
from services.errors import BadRequest, Conflict, LimitReached, TailraceError, Unauthenticated

second_factor_pages = Blueprint("second_factor_pages", __name__)


@second_factor_pages.post("/account/second-factor")
@require_role("admin", "member")
def begin() -> ResponseReturnValue:
    try:
        check_password(request.form.get("password", ""))
        begin_here(g.identity.user_id)
    except (Unauthenticated, LimitReached, Conflict) as error:
        return account_page(status=error.http_status, factor_error=str(error))
    return redirect(url("second_factor_pages.set_up"), 303)


@second_factor_pages.get("/account/second-factor")
@require_role("admin", "member")
def set_up() -> ResponseReturnValue:
    return _set_up_page()


@second_factor_pages.post("/account/second-factor/confirm")
@require_role("admin", "member")
def confirm() -> ResponseReturnValue:
    try:
        codes = container().second_factors.confirm(g.identity.user_id, request.form.get("code", ""))
    except (BadRequest, Conflict) as error:
        return _set_up_page(error)
    return _codes_page(codes)


@second_factor_pages.post("/account/second-factor/recovery-codes")
@require_role("admin", "member")
def renew_codes() -> ResponseReturnValue:
    try:
        codes = renewed_codes(request.form.get("renewal_code", ""))
    except TailraceError as error:
        return account_page(status=error.http_status, factor_error=str(error))
    return _codes_page(codes, is_renewed=True)


@second_factor_pages.post("/account/second-factor/off")
@require_role("admin", "member")
def off() -> ResponseReturnValue:
    try:
        turn_off(request.form.get("password", ""), request.form.get("code", ""))
    except TailraceError as error:
        return account_page(status=error.http_status, factor_error=str(error))
    return redirect(url("account.page", _anchor="second-factor"), 303)


def _codes_page(codes: Sequence[str], *, is_renewed: bool = False) -> Response:
    next = url("account.page", _anchor="second-factor")
    return _not_stored(
        make_response(render_template("auth/recovery_codes.html", codes=codes, next=next, is_renewed=is_renewed))
    )


def _set_up_page(error: TailraceError | None = None) -> ResponseReturnValue:
    secret = begun_here(g.identity.user_id)
    if secret is None:
        return redirect(url("account.page", _anchor="second-factor"), 303)
    html = render_template(
        "auth/set_up.html",
        secret=secret,
        picture=qr_picture(address_of(secret, g.identity.username)),
        error=str(error or ""),
        confirm_url=url("second_factor_pages.confirm"),
        back_url=url("account.page"),
    )
    return _not_stored(make_response(html, 200 if error is None else error.http_status))


def _not_stored(page: Response) -> Response:
    page.headers["Cache-Control"] = "no-store"
    return page
