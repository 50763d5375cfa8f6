"""Errors on the wire: ``{"error": {"code", "message"}}`` for programs, a page for people, a stack trace for the log
alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from blueprints.edge.current import container
from blueprints.edge.gates import SESSION_LOGIN
from blueprints.edge.page_text import N_
from blueprints.edge.request_kind import wants_json
from blueprints.edge.session import session_key
from services.auth.login_limit import network_of
from services.container import Container
from services.errors import LimitReached, NotFound, TailraceError, TooLarge, Unavailable

_log = logging.getLogger(__name__)

_TITLES = {
    400: N_("That can't be used"),
    401: N_("Sign in first"),
    403: N_("Not allowed"),
    404: N_("Nothing here"),
    405: N_("Not in this way"),
    408: N_("Too slow"),
    409: N_("Not now"),
    413: N_("Too large"),
    414: N_("Too long"),
    415: N_("That can't be used"),
    422: N_("That can't be used"),
    429: N_("Too many"),
    431: N_("Too long"),
    500: N_("Something broke"),
    503: N_("Not available right now"),
}

_MESSAGES = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
}
"""Instead of Werkzeug's own words, which address people who type URLs by hand."""

_WHAT_TO_DO = {
    400: N_("Nothing was changed. Go back, and try again from there."),
    403: N_("Ask an admin if you need this."),
    404: N_("The page may belong to somebody else, or its address may be incomplete."),
    405: N_("Nothing was changed. The page that you came from may be out of date: go back, and reload it."),
    413: N_("Nothing was changed. Send less at once."),
    429: N_("Nothing is lost. Wait a moment, and try again."),
    500: N_("Nothing that was saved is lost. Try again; if it happens again, the server's log says more."),
    503: N_("Nothing that was saved is lost. Try again in a moment."),
}


ErrorForm = Callable[[int, str, str], Mapping[str, Any]]
"""``(status, code, message) → body``."""

_FORMS = "TAILRACE_ERROR_FORMS"


def init_app(app: Flask, container: Container, forms: Mapping[str, ErrorForm]) -> None:
    """``forms``: what the paths begin with whose programs expect errors in another form than ours."""
    app.config[_FORMS] = forms
    app.register_error_handler(TailraceError, on_tailrace_error)
    app.register_error_handler(CSRFError, on_form_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(OperationalError, on_database_error)
    app.register_error_handler(StaleDataError, on_row_gone)
    app.register_error_handler(Exception, on_unexpected_error)


def on_tailrace_error(error: TailraceError) -> ResponseReturnValue:
    if error.http_status >= 500:
        _log.warning("request_failed", extra={"code": error.code, "path": request.path, "error": str(error)})
    if isinstance(error, LimitReached):
        note_refusal(error)
    response = _answer(error.http_status, error.code, str(error))
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(error.retry_after_s)
    if error.http_status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="tailrace"'
    return response


def note_refusal(error: LimitReached) -> None:
    """For the admins, who see who meets which limit."""
    identity, address = g.get("identity"), request.remote_addr or ""
    caller, name = (identity.user_id, identity.username) if identity is not None else (network_of(address), "")
    container().refusals.note(error.limit, caller, name, address, str(error), error.retry_after_s or 0)


def on_form_error(error: CSRFError) -> ResponseReturnValue:
    return _answer(400, "form_expired", "This form is no longer valid; reload the page and send it again.")


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    """Werkzeug's own, such as an unknown path or a body that is too large."""
    if error.code is None or error.code < 400:
        return error.get_response()
    phrase = HTTPStatus(error.code).phrase
    code = TooLarge.code if error.code == TooLarge.http_status else phrase.lower().replace(" ", "_")
    is_said_by_us = error.description != type(error).description
    message = error.description if is_said_by_us else _MESSAGES.get(error.code, error.description)
    response = _answer(error.code, code, message or phrase)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "content-range"):
            response.headers[name] = value
    return response


def on_database_error(error: OperationalError) -> ResponseReturnValue:
    _log.error("database_unavailable", extra={"path": request.path, "error": str(error.orig)})
    return on_tailrace_error(Unavailable("The database does not answer; try again in a moment."))


def on_row_gone(_error: StaleDataError) -> ResponseReturnValue:
    """Somebody deleted it between the moment when it was read and the one when it was to be written."""
    return on_tailrace_error(NotFound("It was deleted meanwhile."))


def on_unexpected_error(error: Exception) -> ResponseReturnValue:
    _log.error("request_crashed", extra={"method": request.method, "path": request.path}, exc_info=error)
    return _answer(500, "internal", "Something in the server broke; its log has the details.")


def _answer(status: int, code: str, message: str) -> Response:
    response = jsonify(_form()(status, code, message)) if wants_json(request) else make_response(_page(status, message))
    response.status_code = status
    return response


def _form() -> ErrorForm:
    forms: Mapping[str, ErrorForm] = current_app.config[_FORMS]
    return next((form for path, form in forms.items() if request.path.startswith(path)), _our_form)


def _our_form(_status: int, code: str, message: str) -> Mapping[str, Any]:
    return {"error": {"code": code, "message": message}}


def _page(status: int, message: str) -> str:
    """For those who are signed in it keeps the rail, also where no gate had to ask who they are."""
    if g.get("identity") is None:
        with suppress(SQLAlchemyError, TailraceError):  # then they get the page without the rail
            g.identity = container().authentication.by_session(session.get(SESSION_LOGIN), session_key())
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    if status == HTTPStatus.UNAUTHORIZED and g.get("identity"):
        title = _TITLES[400]
    return render_template(
        "layout/error.html", status=status, title=title, message=message, what_to_do=_WHAT_TO_DO.get(status)
    )
