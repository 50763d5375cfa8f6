"""Errors on the wire: ``{"error": {"code", "message"}}`` for programs, a page for people, a stack trace for the log
alone.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from blueprints.edge.page_text import N_
from blueprints.edge.request_kind import wants_json
from services.container import Container
from services.errors import TailraceError, TooLarge, Unavailable

_log = logging.getLogger(__name__)

_TITLES = {
    400: N_("That can't be used"),
    401: N_("Sign in first"),
    403: N_("Not allowed"),
    404: N_("Nothing here"),
    409: N_("Not now"),
    413: N_("Too large"),
    429: N_("Too many"),
    500: N_("Something broke"),
    503: N_("Not available right now"),
}

_MESSAGES = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
}
"""Instead of Werkzeug's own words, which address people who type URLs by hand."""

_WHAT_TO_DO = {
    403: N_("Ask an admin if you need this."),
    404: N_("It may have been deleted, or belong to somebody else."),
    500: N_("Nothing that was saved is lost. Try again; if it happens again, the server's log says more."),
    503: N_("Nothing that was saved is lost. Try again in a moment."),
}


def init_app(app: Flask, container: Container) -> None:
    app.register_error_handler(TailraceError, on_tailrace_error)
    app.register_error_handler(CSRFError, on_form_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(OperationalError, on_database_error)
    app.register_error_handler(Exception, on_unexpected_error)


def on_tailrace_error(error: TailraceError) -> ResponseReturnValue:
    if error.http_status >= 500:
        _log.warning("request_failed", extra={"code": error.code, "path": request.path, "error": str(error)})
    response = _answer(error.http_status, error.code, str(error))
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(error.retry_after_s)
    if error.http_status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="tailrace"'
    return response


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


def on_unexpected_error(error: Exception) -> ResponseReturnValue:
    _log.error("request_crashed", extra={"method": request.method, "path": request.path}, exc_info=error)
    return _answer(500, "internal", "Something in the server broke; its log has the details.")


def _answer(status: int, code: str, message: str) -> Response:
    if wants_json(request):
        response = jsonify({"error": {"code": code, "message": message}})
    else:
        title = _TITLES.get(status, HTTPStatus(status).phrase)
        advice = _WHAT_TO_DO.get(status)
        page = render_template("layout/error.html", status=status, title=title, message=message, what_to_do=advice)
        response = make_response(page)
    response.status_code = status
    return response
