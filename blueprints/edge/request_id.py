"""A request's id: a proxy's own where one is trusted, else a new one. It is in every log line and in the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from services.identifier import new_id
from services.telemetry import trail
from services.telemetry.logging import REQUEST_ID

HEADER = "X-Request-ID"

_CLAIMED = "HTTP_X_REQUEST_ID"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{7,63}")
"""nginx's are 32 digits, others' are UUIDs. Two that were joined with a comma are none."""


class RequestId:
    """WSGI middleware, within the greenlet that does the work: others have trails of their own."""

    def __init__(self, application: Callable[..., Any], *, has_proxy: bool) -> None:
        self._application = application
        self._has_proxy = has_proxy

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        claimed = environ.get(_CLAIMED, "") if self._has_proxy else ""
        request_id = claimed if _ID.fullmatch(claimed) else new_id()
        environ[REQUEST_ID] = request_id
        trail.begin(request_id)

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            return start_response(status, [*headers, (HEADER, request_id)], *exc_info)

        return self._application(environ, start)
