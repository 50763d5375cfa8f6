"""A collector of traces: OTLP over HTTP on a real socket, which reads the protobuf and keeps the spans."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.support.condition import wait_until

ERROR = 2


@dataclass(frozen=True)
class Span:
    trace_id: str
    id: str
    parent_id: str
    name: str
    attributes: dict[str, Any]
    links: list[str]
    is_error: bool
    began_ns: int
    ended_ns: int
    service: str


class TraceCollector:
    """``is_taking`` is cleared to refuse."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self.bodies: list[bytes] = []
        self.headers: dict[str, str] = {}
        self.answers = 0
        self.is_taking = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def spans(self) -> list[Span]:
        return [span for body in list(self.bodies) for span in _spans(body)]

    def named(self, name: str, **attributes: Any) -> list[Span]:
        wanted = {f"tailrace.{key}": value for key, value in attributes.items()}
        return [span for span in self.spans if span.name == name and wanted.items() <= span.attributes.items()]

    def wait_for(self, name: str, *, within_s: float = 30, **attributes: Any) -> Span:
        found: list[Span] = wait_until(
            lambda: self.named(name, **attributes), f"the span {name} {attributes} arrives", within_s=within_s
        )
        return found[0]

    def of_trace(self, trace_id: str) -> list[Span]:
        return [span for span in self.spans if span.trace_id == trace_id]


@contextmanager
def trace_collector() -> Iterator[TraceCollector]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.headers = {name.lower(): value for name, value in self.headers.items()}
            collector.answers += 1
            if collector.is_taking and self.path == "/v1/traces":
                collector.bodies.append(body)
            self.send_response(200 if collector.is_taking else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    collector = TraceCollector(server)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _spans(body: bytes) -> Iterator[Span]:
    request = ExportTraceServiceRequest.FromString(body)
    for resource in request.resource_spans:
        service = _values(resource.resource.attributes).get("service.name", "")
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Span(
                    trace_id=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent_id=span.parent_span_id.hex(),
                    name=span.name,
                    attributes=_values(span.attributes),
                    links=[link.span_id.hex() for link in span.links],
                    is_error=span.status.code == ERROR,
                    began_ns=span.start_time_unix_nano,
                    ended_ns=span.end_time_unix_nano,
                    service=service,
                )


def _values(attributes: Any) -> dict[str, Any]:
    return {item.key: getattr(item.value, item.value.WhichOneof("value")) for item in attributes}
