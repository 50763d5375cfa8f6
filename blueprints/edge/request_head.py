"""The head of a request: what is refused before anything else reads it, whoever sent it and whatever it is for.

Strangers write heads. Reading some of their fields costs far more than sending them (50 µs per item of an ``Accept``),
and a host that is no name makes every URL crash that is built from it. So heads are measured and counted first, and the
faulty part is taken out, so that the refusal is an ordinary answer with an ordinary page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import RequestHeaderFieldsTooLarge, UnsupportedMediaType

from services.errors import BadRequest, TooLarge

MAX_FIELD_BYTES = 8190
"""Of the fields of one name together: what most servers take."""
MAX_COOKIE_BYTES = 16_384
"""A browser sends those of every application on this host's name."""
MAX_HEAD_BYTES = 49_152
MAX_COOKIES = 200
MAX_PARAMETERS = 200
MAX_IDLE_BODY_BYTES = 65_536
"""A body where none has a meaning, as some libraries send with a GET."""

_REFUSAL = "tailrace.refusal"
_IDLE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
_HOST = re.compile(
    r"([A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){0,126}\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?"
)
_MAX_HOST = 262
_CLAIMS = {  # what a proxy may say of the way it was reached; anything else is taken for nothing
    "HTTP_X_FORWARDED_PREFIX": re.compile(r"(?:/[A-Za-z0-9_.~%-]{1,100}){0,10}/?"),
    "HTTP_X_FORWARDED_PROTO": re.compile(r"https?", re.IGNORECASE),
}


def init_app(app: Flask) -> None:
    """Mount this before the gates."""
    app.before_request(check_head)


def is_host(text: str) -> bool:
    """Whether a ``Host`` is a name or an address, with or without a port."""
    found = _HOST.fullmatch(text) if len(text) <= _MAX_HOST else None
    if found is None or not (found[2] is None or 0 < int(found[2]) < 65_536):
        return False
    try:
        found[1].encode("ascii").decode("idna")  # an `xn--` may stand for nothing
    except UnicodeError:
        return False
    return True


class CheckedHead:
    """WSGI middleware. It finds the fault, and `check_head` answers with it where answers are made."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        refusal = _size_fault(environ) or _host_fault(environ) or _count_fault(environ) or _coding_fault(environ)
        if refusal is not None:
            environ[_REFUSAL] = refusal
        for name, pattern in _CLAIMS.items():
            if name in environ and not all(pattern.fullmatch(part.strip()) for part in environ[name].split(",")):
                del environ[name]
        return self._application(environ, start_response)


def check_head() -> None:
    """Raises: BadRequest, TooLarge, RequestHeaderFieldsTooLarge or UnsupportedMediaType."""
    environ = request.environ
    refusal = environ.get(_REFUSAL)
    if refusal is not None:
        raise refusal
    if environ["REQUEST_METHOD"] in _IDLE_METHODS and _has_body(environ):
        # An answer to a request whose body is still on its way would be lost: the connection is reset.
        if len(environ["wsgi.input"].read(MAX_IDLE_BODY_BYTES + 1)) > MAX_IDLE_BODY_BYTES:
            raise TooLarge(f"A {request.method} takes no body; this one has more than {MAX_IDLE_BODY_BYTES:,} bytes.")
        environ["wsgi.input"] = io.BytesIO()


def _size_fault(environ: dict[str, Any]) -> Exception | None:
    total = 0
    too_large = []
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            total += len(value)
            if len(value) > (MAX_COOKIE_BYTES if name == "HTTP_COOKIE" else MAX_FIELD_BYTES):
                too_large.append(name)
    if total > MAX_HEAD_BYTES:
        too_large = [name for name in environ if name.startswith("HTTP_") and name != "HTTP_HOST"]
        what = f"The header fields are larger than {MAX_HEAD_BYTES:,} bytes"
    elif too_large:
        shown = too_large[0].removeprefix("HTTP_").replace("_", "-").title()
        what = f"The header field {shown} is larger than {MAX_FIELD_BYTES:,} bytes"
    else:
        return None
    for name in too_large:
        del environ[name]
    return RequestHeaderFieldsTooLarge(f"{what}; send less.")


def _host_fault(environ: dict[str, Any]) -> Exception | None:
    host = environ.get("HTTP_HOST")
    if host is None:
        if environ["SERVER_PROTOCOL"] != "HTTP/1.1":
            return None
        return BadRequest("A request in HTTP/1.1 has a Host header; add it.", code="bad_host")
    if is_host(host):
        return None
    del environ["HTTP_HOST"]  # links then have the server's own name
    return BadRequest("The Host header is neither a host's name nor an address.", code="bad_host")


def _count_fault(environ: dict[str, Any]) -> Exception | None:
    if environ["QUERY_STRING"].count("&") >= MAX_PARAMETERS:
        environ["QUERY_STRING"] = ""
        return BadRequest(f"The query has more than {MAX_PARAMETERS} parameters.", code="too_many_parameters")
    if environ.get("HTTP_COOKIE", "").count(";") >= MAX_COOKIES:
        del environ["HTTP_COOKIE"]
        return RequestHeaderFieldsTooLarge(f"The request has more than {MAX_COOKIES} cookies; send fewer.")
    return None


def _coding_fault(environ: dict[str, Any]) -> Exception | None:
    coding = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if coding in ("", "identity") or not _has_body(environ):
        return None
    return UnsupportedMediaType("The body is compressed; this server takes bodies as they are (no Content-Encoding).")


def _has_body(environ: dict[str, Any]) -> bool:
    return environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ
