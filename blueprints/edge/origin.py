"""Origins: what pages of other sites may do here.

- A request that another site's page makes a browser send carries our cookie. Unsafe ones are refused by where they come
  from (``Sec-Fetch-Site``, else ``Origin``), forms also by their token. A client that sends neither header is a
  program.
- CORS: listed origins, by name, on errors, too; never ``*``.
"""

from __future__ import annotations

import re

from flask import Flask, Response, current_app, g, request
from flask_cors import CORS
from flask_wtf.csrf import CSRFProtect

from blueprints.edge.request_kind import is_api
from services.container import Container
from services.errors import Forbidden
from services.url import split_url

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

OUR_FIELDS = ("Authorization", "Content-Type", "Last-Event-ID", "Idempotency-Key", "A2A-Version")
POLYFILLS_FIELDS = ("Cache-Control", "Pragma", "X-Requested-With")
"""What clients of streams send besides, though they gain nothing by it; a browser asks for leave first."""

MAX_FORM_BYTES = 65_536
"""Pages send small forms; files go to the API."""

csrf = CSRFProtect()


def init_app(app: Flask, container: Container) -> None:
    """Mount this after the gates: the checks ask how the caller was authenticated."""
    origins = container.settings.server.cors_origins
    app.config["TAILRACE_ORIGINS"] = frozenset(origins)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # called below, after the gates
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form lives as long as its session
    app.config["WTF_CSRF_SSL_STRICT"] = False  # it wants a Referer; `_refuse_other_sites` looks at the origin
    csrf.init_app(app)
    app.before_request(protect_from_other_sites)
    if origins:
        app.after_request(vary_by_origin)
        CORS(
            app,
            # Our own patterns: flask-cors would take the brackets of an IPv6 address for a pattern that matches others.
            origins=[re.compile(re.escape(origin) + r"\Z", re.IGNORECASE) for origin in origins],
            supports_credentials=True,
            always_send=False,
            methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[*OUR_FIELDS, *POLYFILLS_FIELDS],
            expose_headers=["Retry-After", "Location"],
            max_age=600,
        )


def protect_from_other_sites() -> None:
    """Refuse what another site makes the browser of a signed-in person do.

    Raises:
        Forbidden: an unsafe request from a page of another site.
    """
    if request.method in _SAFE_METHODS or request.routing_exception is not None:  # no view runs
        return
    if not is_api(request.path):
        request.max_content_length = MAX_FORM_BYTES
        _refuse_other_sites(allowed=frozenset())
        csrf.protect()
    elif g.identity is not None and g.identity.kind == "session":
        _refuse_other_sites(allowed=current_app.config["TAILRACE_ORIGINS"])


def _refuse_other_sites(allowed: frozenset[str]) -> None:
    origin = request.headers.get("Origin", "").lower()
    if origin in allowed:
        return
    site = request.headers.get("Sec-Fetch-Site")
    is_own = site in ("same-origin", "none") if site else not origin or _host_of(origin) == request.host.lower()
    if not is_own:
        raise Forbidden("This request came from a page of another site.", code="other_site")


def _host_of(origin: str) -> str | None:
    parts = split_url(origin)
    return parts.netloc if parts else None


def vary_by_origin(response: Response) -> Response:
    response.vary.add("Origin")
    return response
