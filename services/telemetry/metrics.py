"""Metrics for Prometheus across all workers of the host, built from presence on request. Labels are bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from services.streaming.workers.presence import Beat

CONTENT_TYPE = CONTENT_TYPE_LATEST


class _Workers:
    """A collector that reads the beats of all workers."""

    def __init__(self, beats: Sequence[Beat], head: int) -> None:
        self._beats = beats
        self._head = head

    def collect(self) -> Iterator[Metric]:
        by_kind: Counter[str] = Counter()
        for beat in self._beats:
            by_kind.update(beat.by_kind)
        streams = GaugeMetricFamily("sse_concurrent_streams", "Open streams and waiting polls", labels=["kind"])
        for kind, count in sorted(by_kind.items()):
            streams.add_metric([kind], count)
        yield streams
        ended = CounterMetricFamily(
            "tailrace_streams_ended", "Streams that ended, by worker and reason", labels=["worker", "reason"]
        )
        for beat in self._beats:
            for reason, count in sorted(beat.ended.items()):
                ended.add_metric([beat.worker, reason], count)
        yield ended
        yield GaugeMetricFamily("tailrace_workers", "Workers that are alive", value=len(self._beats))
        yield GaugeMetricFamily("tailrace_event_log_head", "Newest position in the event log", value=self._head)


class _Disk:
    """What the data folder's file system has left."""

    def __init__(self, free_bytes: int, free_files: int | None) -> None:
        self._free_bytes = free_bytes
        self._free_files = free_files

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("tailrace_disk_free_bytes", "Free space for the data folder", value=self._free_bytes)
        if self._free_files is not None:
            free = GaugeMetricFamily("tailrace_disk_free_files", "How many more files the disk has room for")
            free.add_metric([], self._free_files)
            yield free


def exposition(beats: Sequence[Beat], head: int, free_bytes: int, free_files: int | None) -> bytes:
    """The text format, version 0.0.4."""
    registry = CollectorRegistry()
    registry.register(_Workers(beats, head))
    registry.register(_Disk(free_bytes, free_files))
    return generate_latest(registry)
