"""Request bodies, read whole and within a bound."""

from __future__ import annotations

from typing import Any

from flask import json, request
from werkzeug.exceptions import ClientDisconnected

from services.errors import TooLarge


def read_body(max_bytes: int) -> bytes:
    """The body of the current request.

    Raises:
        TooLarge: it has more than ``max_bytes``, whether or not its length was announced.
        ClientDisconnected: it ended before its announced length.
    """
    length = request.environ.get("CONTENT_LENGTH", "")
    if length.isdecimal() and int(length) <= max_bytes:  # read without Werkzeug's layers, in a fifth of the time
        whole: bytes = request.environ["wsgi.input"].read(int(length))
        if len(whole) < int(length):
            raise ClientDisconnected
        return whole
    request.max_content_length = max_bytes + 1  # a body in chunks is cut there in silence; the one byte more tells
    body = request.get_data(cache=False)
    if len(body) > max_bytes:
        raise TooLarge(f"The body is larger than the {max_bytes} bytes that this server accepts here.")
    return body


def read_json(max_bytes: int, *, empty: Any = None) -> Any:
    """The body as JSON; ``empty`` if there is none, in chunks neither; None if it is not JSON. Raises: TooLarge."""
    body = read_body(max_bytes)
    if not body:
        return empty
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
