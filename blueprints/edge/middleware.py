"""What lies between the server and Flask: WSGI middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gevent
from flask import Flask
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, RequestTimeout
from werkzeug.middleware.proxy_fix import ProxyFix

from blueprints.edge.request_head import CheckedHead
from blueprints.edge.request_id import RequestId
from services.container import Container
from services.streaming.delivery.socket_sink import RESPONSE, ResponseAccess
from services.streaming.wire import MEDIA_TYPE

_HEADERS = [
    ("Cache-Control", "private, no-cache"),
    (
        "Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    # Our own forms need a true Origin header, which `no-referrer` would blank; no other site is told anything.
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
_LARGE_BYTES = 65_536
_NAMES = frozenset(name for name, _ in _HEADERS)


def init_app(app: Flask, container: Container) -> None:
    hops = container.settings.server.proxy_hops
    application: Callable[..., Any] = RequestId(SecurityHeaders(app.wsgi_app), has_proxy=hops > 0)
    if hops:
        application = ProxyFix(application, x_for=hops, x_proto=hops, x_prefix=hops)
    app.wsgi_app = CheckedHead(OwnStack(ResponseAccess(CheckedBody(application))))  # type: ignore[method-assign]


class SecurityHeaders:
    """What every response forbids browsers and caches, unless its view said something else."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            said = {name for name, _ in headers}
            if said.isdisjoint(_NAMES):
                return start_response(status, headers + _HEADERS, *exc_info)
            return start_response(status, headers + [pair for pair in _HEADERS if pair[0] not in said], *exc_info)

        return self._application(environ, start)


class CheckedBody:
    """A body that is badly framed, or stops coming, is the client's error and the end of its connection."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            environ["wsgi.input"] = _CheckedInput(environ["wsgi.input"], environ.get(RESPONSE))
        return self._application(environ, start_response)


class _CheckedInput:
    def __init__(self, stream: Any, response: Any) -> None:
        self._stream = stream
        self._response = response

    def read(self, *size: int) -> bytes:
        try:
            data: bytes = self._stream.read(*size)
        except (OSError, ParseException) as error:
            if hasattr(self._response, "force_close"):
                self._response.force_close()  # there is no telling where the next request begins
            if isinstance(error, TimeoutError):
                raise RequestTimeout("The body did not arrive in time.") from None
            raise BadRequest("The body cannot be read: it is badly framed, or it ended early.") from None
        if len(data) >= _LARGE_BYTES:
            gevent.sleep(0)  # a body that is already here never waits for its socket: let the others have their turn
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class OwnStack:
    """Runs the application in a greenlet of its own, for requests that ask for a stream.

    A stream keeps its connection's greenlet for hours; the deep stack of the request that opened it must not stay
    with it. What the server's greenlet then waits on is a few frames deep: whenever a greenlet waits, its stack is
    set aside, and Python keeps each page that its frames ever touched, 5 KiB per stream. The new greenlet waits for
    its turn on purpose: thousands that arrive at once are parsed one after the other, then opened one after the
    other, 90 µs faster each.
    """

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if MEDIA_TYPE not in environ.get("HTTP_ACCEPT", ""):
            return self._application(environ, start_response)
        greenlet = gevent.spawn(self._outcome, environ, start_response)
        try:
            body, error = greenlet.get()
        except BaseException:  # the server ends this connection
            greenlet.kill()
            raise
        # Otherwise it would keep the request, and all that hangs on it, as long as the stream.
        environ.pop("werkzeug.request", None)
        if error is not None:
            raise error
        return body

    def _outcome(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> tuple[Any, Exception | None]:
        """The error as a value: gevent would log it, and the server logs it as well."""
        try:
            return self._application(environ, start_response), None
        except Exception as error:
            return None, error
