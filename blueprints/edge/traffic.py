"""Traffic: how many requests each route had, and how long they took until their answer began.

A route is its rule (`/api/v1/screenings/<id>`), never a path; what has none is `other`.
"""

from __future__ import annotations

import time

from flask import Flask, Response, g, request

from services.telemetry import trail
from services.telemetry.meter import Counter, Histogram, Label
from services.telemetry.trace import trace
from services.telemetry.trace.context import HEADER
from services.telemetry.trace.span import Value

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

ROUTE = Label("route")
REQUESTS = Counter(
    "tailrace_http_requests_total", "Answered requests.", ROUTE, Label("status", ("2xx", "3xx", "4xx", "5xx"))
)
DURATION_MS = Histogram(
    "tailrace_http_request_duration_ms",
    "From the first gate until the answer begins; a stream's time is that of its opening.",
    ROUTE,
    buckets=(5, 25, 100, 250, 1000, 5000),
)


def init_app(app: Flask) -> None:
    """Call this before the gates are mounted, so that what they refuse is counted."""
    app.before_request(_begin)
    app.after_request(_count)


def know_routes(app: Flask) -> None:
    """Call this when every route is added."""
    ROUTE.allow(*(rule.rule for rule in app.url_map.iter_rules()))


def _begin() -> None:
    g.began_s = time.perf_counter()
    g.trace = trace.begin_request(request.headers.get(HEADER, ""))


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule is not None else ROUTE.other
    REQUESTS.add(1, route, f"{response.status_code // 100}xx")
    DURATION_MS.observe((time.perf_counter() - g.began_s) * 1000, route)
    if g.trace is not None:
        _tell(g.trace, route, response.status_code)
    return response


def _tell(span: trace.Request, route: str, status: int) -> None:
    """Ids and names of the code alone: what a path or a query holds is the caller's."""
    method = request.method if request.method in _METHODS else "_OTHER"
    http: dict[str, Value] = {"http.request.method": method, "http.route": route, "http.response.status_code": status}
    span.end(f"{method} {route}", is_error=status >= 500, **http, **trail.fields())
