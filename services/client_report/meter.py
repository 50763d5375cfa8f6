"""What clients report. The names are those of the contract, section 8.

Counts have the kind of the stream; times have not, because each of their series is a dozen lines.
"""

from __future__ import annotations

from services.streaming.meter import STREAM_KIND
from services.telemetry.meter import Counter, Histogram, Label, Recent, Reported
from services.telemetry.meter_sum import MeterSum

SEGMENT = Label("user_segment", ("admin", "member", "service"))
"""The role of the login that reports, as the server knows it."""
NETWORK = Label("network_type", ("slow-2g", "2g", "3g", "4g"), other="unknown")
STATE = Label(
    "state", ("connecting", "connected", "stalled", "reconnecting", "polling", "complete", "failed", "closed")
)
_COUNTED = (SEGMENT, NETWORK, STREAM_KIND)
_TIMED = (SEGMENT, NETWORK)

COMPLETED = Counter("sse_streams_completed_total", "Streams that ended because everything was said.", *_COUNTED)
FAILED = Counter("sse_streams_failed_total", "Streams that were refused, or reached by no way.", *_COUNTED)
DUPLICATES = Counter("sse_duplicate_events_total", "Events that arrived again; clients drop them.", *_COUNTED)
LOSSES = Counter("sse_message_loss_total", "Gaps that reached an application.", *_COUNTED)
STALLS = Counter("sse_stall_detections_total", "Open streams on which no byte came for 30 s.", *_COUNTED)
EVENTS = Counter("sse_total_events_received", "Events that arrived at clients, duplicates too.", *_COUNTED)
BYTES = Counter("sse_bytes_received_total", "Bytes of streams that arrived, after decompression.", *_COUNTED)
UI_MESSAGES = Counter("sse_ui_messages_total", "How often clients told their page of a state.", STATE)
RECONNECT_MS = Histogram(
    "sse_reconnect_time_ms",
    "From the loss of a connection until bytes came again.",
    *_TIMED,
    buckets=(500, 1000, 2000, 3000, 4000, 5000, 10_000),
)
STALL_RECOVERY_MS = Histogram(
    "sse_stall_recovery_ms",
    "From noticing a stall until bytes came again.",
    *_TIMED,
    buckets=(500, 1000, 2000, 3000, 4000, 5000, 10_000, 30_000, 60_000),
)
DELIVERY_MS = Histogram(
    "sse_delivery_latency_ms",
    "From the server's sending of a heartbeat until it arrived.",
    *_TIMED,
    buckets=(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000),
)

OUTCOME = Label("outcome", ("accepted", "capped", "invalid", "limited"))
REPORTS = Counter(
    "tailrace_client_reports_total",
    "Reports: counted whole, in part (the login's minute was used up), not valid, or too many.",
    OUTCOME,
)

ENDED_RECENTLY = Recent(
    "sse_streams_ended_recently", "Streams that clients saw end.", Label("end", ("completed", "failed"))
)
COMPLETION_RATE = Reported(
    "sse_stream_completion_rate",
    "Of the streams that ended within 15 minutes, how many percent completed; absent while none ended.",
)


def completion_rate(total: MeterSum) -> float | None:
    ended = {end: Recent.count(values) for (end,), values in total.of(ENDED_RECENTLY.name).items()}
    return 100 * ended["completed"] / sum(ended.values()) if any(ended.values()) else None
