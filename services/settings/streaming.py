"""The settings of streams and of the events in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class StreamingSettings(Group):
    key: ClassVar = "streaming"
    title: ClassVar = "Streams and events"

    heartbeat_s: float = setting(
        "TAILRACE_HEARTBEAT_S", 10.0, parse.number(0.05, 3600), "Seconds without other output before a heartbeat."
    )
    silence_s: float = setting(
        "TAILRACE_STREAM_TIMEOUT_S",
        180.0,
        parse.number(0.1),
        "Seconds without an event of its run before a run's stream times out.",
    )
    max_age_s: float = setting(
        "TAILRACE_STREAM_MAX_AGE_S",
        3600.0,
        parse.number(0.2),
        "Age (jittered by 10 %) at which a stream is asked to reconnect.",
    )
    drain_s: float = setting(
        "TAILRACE_DRAIN_S", 10.0, parse.number(0, 600), "Window over which a stopping worker ends its streams."
    )
    per_user: int = setting(
        "TAILRACE_STREAMS_PER_USER", 100, parse.whole(1), "Streams and waiting polls of one user before 429."
    )
    per_address: int = setting(
        "TAILRACE_STREAMS_PER_ADDRESS",
        0,
        parse.whole(0),
        "Streams and waiting polls from one address before 429; 0: no limit.",
    )
    max_streams: int = setting(
        "TAILRACE_MAX_STREAMS", 10_000, parse.whole(1), "Streams and waiting polls per worker before 503."
    )
    ring_bytes: int = setting(
        "TAILRACE_RING_BYTES", 16 * 2**20, parse.whole(65_536), "Bytes of recent events that a worker keeps in memory."
    )
    max_event_bytes: int = setting(
        "TAILRACE_MAX_EVENT_BYTES",
        65_000,
        parse.whole(256, 2**26),
        "Encoded data of one event; the default keeps a `data:` line below 64 KiB.",
    )
    max_publish_bytes: int = setting(
        "TAILRACE_MAX_PUBLISH_BYTES", 8 * 2**20, parse.whole(1024), "Body of one publish request."
    )
    max_publish_events: int = setting(
        "TAILRACE_MAX_PUBLISH_EVENTS", 1000, parse.whole(1), "Events in one publish request."
    )
    pending_bytes: int = setting(
        "TAILRACE_PENDING_BYTES",
        64 * 2**20,
        parse.whole(1024),
        "Events waiting for the event log before publishers get 503.",
    )
    publish_deadline_s: float = setting(
        "TAILRACE_PUBLISH_DEADLINE_S", 5.0, parse.number(0.1), "Seconds a publish waits for the event log before 503."
    )
    publish_rate: float = setting(
        "TAILRACE_PUBLISH_RATE",
        0.0,
        parse.number(0),
        "Events per second, caller and worker before 429; 0: no limit.",
    )
    retention_events: int = setting("TAILRACE_RETENTION_EVENTS", 10_000, parse.whole(1), "Events kept per channel.")
    retention_s: float = setting("TAILRACE_RETENTION_S", 604_800.0, parse.number(1), "Seconds that an event is kept.")
    retention_grace_s: float = setting(
        "TAILRACE_RETENTION_GRACE_S",
        60.0,
        parse.number(0),
        "Events younger than this many seconds are never trimmed.",
    )
    journal_s: float = setting(
        "TAILRACE_JOURNAL_S",
        86_400.0,
        parse.number(1),
        "Seconds that the journal keeps what became of a stream, after its end.",
    )
    journal_streams: int = setting(
        "TAILRACE_JOURNAL_STREAMS",
        200_000,
        parse.whole(1),
        "Streams in the journal, about 500 bytes each; above that the oldest that have ended go first.",
    )
