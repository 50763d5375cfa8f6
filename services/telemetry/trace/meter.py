"""What is counted of traces."""

from __future__ import annotations

from services.telemetry.meter import Counter, Label

SPANS = Counter(
    "tailrace_trace_spans_total",
    "Spans that the collector took (sent), that it refused or did not answer for (failed), and that found no room in"
    " the queue (dropped).",
    Label("outcome", ("sent", "failed", "dropped")),
)
