"""The collector, as OpenTelemetry's own library talks to it. The one module that knows that library."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import unquote

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from services.settings.trace import TraceSettings
from services.telemetry.trace.span import Span, Value

PATH = "/v1/traces"
TIMEOUT_S = 10.0
"""For one batch, with all its attempts."""

_SCOPE = InstrumentationScope("tailrace")
_KINDS = {"server": SpanKind.SERVER}
_OPEN = ("http.", "url.")
"""Names of attributes that the standard gives; ours are below ``tailrace.``."""


class Collector:
    def __init__(self, settings: TraceSettings) -> None:
        # We say ourselves that the collector does not answer: once, and not for every attempt.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        pairs = (pair.partition("=") for pair in settings.headers)
        self._resource = Resource({"service.name": settings.service})
        self._exporter = OTLPSpanExporter(
            settings.endpoint.rstrip("/") + PATH,
            headers={name.strip().lower(): unquote(value.strip()) for name, _, value in pairs},
            timeout=TIMEOUT_S,
        )

    def take(self, spans: Sequence[Span]) -> bool:
        """Whether the collector took them. Returns within `TIMEOUT_S`, give or take what its connection takes."""
        return self._exporter.export([self._shown(span) for span in spans]) is SpanExportResult.SUCCESS

    def close(self) -> None:
        """Attempts under way are the last ones."""
        self._exporter.shutdown()  # type: ignore[no-untyped-call]

    def _shown(self, span: Span) -> ReadableSpan:
        return ReadableSpan(
            name=span.name,
            context=_context(span.trace_id, span.span_id),
            parent=_context(span.trace_id, span.parent_id) if span.parent_id else None,
            resource=self._resource,
            attributes=dict(_named(name, value) for name, value in span.attributes.items()),
            links=[Link(_context(*link)) for link in span.links],
            kind=_KINDS.get(span.kind, SpanKind.INTERNAL),
            status=Status(StatusCode.ERROR) if span.is_error else Status(),
            start_time=span.began_ns,
            end_time=span.ended_ns,
            instrumentation_scope=_SCOPE,
        )


def _context(trace_id: str, span_id: str) -> SpanContext:
    return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=TraceFlags(1))


def _named(name: str, value: Value) -> tuple[str, Value]:
    return (name if name.startswith(_OPEN) else f"tailrace.{name}", value)
