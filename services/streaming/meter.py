"""What is counted of streams."""

from __future__ import annotations

from services.streaming.end_reason import EndReason
from services.telemetry.meter import Counter, Gauge, Histogram, Label, Reported

POLL = "poll"
STREAM_KIND = Label("kind", ("stream", POLL))
"""``stream`` is of any channels, ``poll`` a poll that waits; the container adds the channels of the faces."""

STREAMS = Gauge("sse_concurrent_streams", "Open streams and waiting polls.", STREAM_KIND)
REPORTING_STREAMS = Gauge("tailrace_reporting_streams", "Open streams whose clients say that they report how they do.")
STREAMS_ENDED = Counter(
    "tailrace_streams_ended_total",
    "Streams that ended, by kind and reason.",
    STREAM_KIND,
    Label("reason", [reason.value for reason in EndReason]),
)
STREAMS_OPENED = Counter(
    "tailrace_streams_opened_total",
    "Streams that began: without a position, resumed from one, or resumed with a gap.",
    STREAM_KIND,
    Label("position", ("none", "resumed", "gap")),
)
BYTES_SENT = Counter("tailrace_stream_bytes_sent_total", "Bytes of streams that were given to sockets.")
REPLAYED = Histogram(
    "tailrace_replay_events",
    "Events in each page of the log that was read for streams that catch up.",
    buckets=(0, 1, 10, 50, 100, 250, 500),
)

PUBLISHED = Counter("tailrace_events_published_total", "Events that were stored and acknowledged.")
PUBLISHED_BYTES = Counter("tailrace_event_bytes_published_total", "Bytes of their data.")
PUBLISH_FAILURES = Counter(
    "tailrace_publish_failures_total", "Publications that failed with the log: nothing was stored."
)
PUBLISH_MS = Histogram(
    "tailrace_publish_latency_ms",
    "From the handing over of events until they were durable.",
    buckets=(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 5000),
)
COMMIT_MS = Histogram(
    "tailrace_commit_ms",
    "One commit of the event log, of all events that were waiting.",
    buckets=(0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 500, 1000, 5000),
)
_SINCE_COMMIT_MS = (1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 5000)
HUB_LAG_MS = Histogram(
    "tailrace_hub_lag_ms",
    "From the commit of events until a worker read them: the oldest of each read.",
    buckets=_SINCE_COMMIT_MS,
)
FED_MS = Histogram(
    "tailrace_delivery_latency_ms",
    "From the commit of events until a worker had given them to all its streams that waited: the oldest of each read.",
    buckets=_SINCE_COMMIT_MS,
)

WORKERS = Gauge("tailrace_workers", "Workers that are alive.")
HEAD = Reported("tailrace_event_log_head", "Newest position in the event log.")
