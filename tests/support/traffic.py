"""Traffic: publishers and subscribers that run while a test disturbs the servers, and record what they sent and got.

`Traffic.finish` stops them and compares: every subscriber must have every acknowledged event once and in order.
"""

from __future__ import annotations

import itertools
import json
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import NamedTuple

import requests
from tailrace_client import ClientError, Publisher, subscribe

from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.sse import Event, parse

SILENCE_S = 10.0
"""A stream that is silent this long is broken: these tests' servers send a heartbeat every second."""

TRAFFIC_SERVER = {"TAILRACE_HEARTBEAT_S": "1", "TAILRACE_DRAIN_S": "1"}


class Note(NamedTuple):
    """One published event: its writer and its number."""

    writer: str
    number: int


@dataclass
class Writer:
    """Publishes numbered events to its channels, one call after another.
    Without a key it does not retry a failed call.
    """

    name: str
    url: str
    token: str
    channels: Sequence[str]
    batch: int = 1
    has_keys: bool = True
    pause_s: float = 0.02
    acknowledged: dict[Note, int] = field(default_factory=dict)
    uncertain: set[Note] = field(default_factory=set)
    refused: set[Note] = field(default_factory=set)
    error: ClientError | None = None

    def run(self, is_over: threading.Event) -> None:
        with Publisher(self.url, self.token, deadline_s=60, timeout_s=5) as publisher:
            try:
                for first in itertools.count(0, self.batch):
                    self._publish(publisher, [Note(self.name, first + index) for index in range(self.batch)])
                    if is_over.wait(self.pause_s * self.batch):
                        break
                for channel in self.channels:
                    publisher.close(channel)
            except ClientError as error:
                self.error = error

    def _publish(self, publisher: Publisher, notes: list[Note]) -> None:
        channels = [self.channels[note.number % len(self.channels)] for note in notes]
        data = [{"writer": note.writer, "number": note.number} for note in notes]
        if self.has_keys:
            ids = publisher.publish_all(zip(channels, itertools.repeat("note"), data, strict=False))
        else:
            body = [
                {"channel": channel, "type": "note", "data": fields}
                for channel, fields in zip(channels, data, strict=True)
            ]
            headers = {"Authorization": f"Bearer {self.token}"}
            try:
                answer = requests.post(f"{self.url}/api/v1/publish", json=body, headers=headers, timeout=60)
            except requests.RequestException:
                self.uncertain.update(notes)
                return
            if answer.status_code != 201:
                self.refused.update(notes)
                return
            ids = answer.json()["ids"]
        self.acknowledged.update(zip(notes, ids, strict=True))


class Reader:
    """A subscriber in a thread. Keeps what it receives, in order of arrival."""

    def __init__(self, url: str, token: str, channels: Sequence[str]) -> None:
        self.url = url
        self.token = token
        self.channels = channels
        self.ids: list[int] = []
        self.notes: list[Note] = []
        self.gaps: list[object] = []
        self.interruptions: list[str] = []
        self.failure: Exception | None = None
        self.is_done = False

    def run(self) -> None:
        try:
            self.follow()
            self.is_done = True
        except Exception as error:  # otherwise the thread would end silently
            self.failure = error

    def follow(self) -> None:
        raise NotImplementedError

    def take(self, id: int, data: dict[str, object]) -> None:
        self.ids.append(id)
        self.notes.append(Note(str(data["writer"]), int(str(data["number"]))))


class ClientReader(Reader):
    """Follows a stream with the Python client."""

    def follow(self) -> None:
        for event in subscribe(
            self.url,
            self.token,
            self.channels,
            0,
            on_interruption=self.interruptions.append,
            on_gap=self.gaps.append,
            silence_s=SILENCE_S,
        ):
            self.take(event.id, event.data)


class RawReader(Reader):
    """Follows as a browser's EventSource does, and forgives nothing: an event that comes twice is kept twice."""

    def __init__(self, url: str, token: str, channels: Sequence[str], ca_file: str | None = None) -> None:
        super().__init__(url, token, channels)
        self._tls = ssl.create_default_context(cafile=ca_file) if ca_file else None
        self._last_id = 0
        self._retry_ms = 1000
        self.closings: list[dict[str, object]] = []
        self.torn = 0
        """Connections that broke before the response ended."""

    def follow(self) -> None:
        query = "&".join(f"channel={channel}" for channel in self.channels)
        while not self.is_done:
            headers = {"Authorization": f"Bearer {self.token}", "Last-Event-ID": str(self._last_id)}
            try:
                with RawStream.open(f"{self.url}/api/v1/stream?{query}", headers=headers, tls=self._tls) as stream:
                    if stream.status == 204:
                        return
                    assert stream.status in (200, 503), stream.head
                    for event in self._events(stream):
                        self._take_event(event)
            except OSError as error:
                self._tore(type(error).__name__)
            time.sleep(self._retry_ms / 1000)

    def _events(self, stream: RawStream) -> Iterator[Event]:
        """Yield complete events only, as a browser drops one that is cut off."""
        rest, taken = b"", 0
        while stream.status == 200:
            for arrival in stream.arrivals[taken:]:
                rest += arrival.data
            taken = len(stream.arrivals)
            whole, end, rest = rest.rpartition(b"\n\n")
            for retry in re.finditer(rb"^retry: (\d+)$", whole, re.MULTILINE):
                self._retry_ms = int(retry[1])
            yield from parse(whole + end)
            if stream.is_ended or self.is_done:
                break
            try:
                stream.read_more(within_s=SILENCE_S)
            except AssertionError:
                if not stream.is_closed:
                    raise
                self._tore("torn")
                return
        self.interruptions.append(str(stream.status))

    def _tore(self, how: str) -> None:
        self.torn += 1
        self.interruptions.append(how)

    def _take_event(self, event: Event) -> None:
        data = json.loads(event.data)
        if event.name == "message" and "writer" in data:
            self._last_id = int(event.last_id)
            self.take(self._last_id, data)
        elif event.name == "gap":
            self.gaps.append(data)
        elif event.name == "closing":
            self.closings.append(data)
        elif event.name == "done":
            self.is_done = True


class Traffic:
    """Runs for the length of its ``with`` block. Call ``finish`` inside it, or nothing is compared."""

    def __init__(self, writers: Sequence[Writer], readers: Sequence[Reader]) -> None:
        self.writers = writers
        self.readers = readers
        self._is_over = threading.Event()
        self._threads = [
            *(threading.Thread(target=writer.run, args=[self._is_over], daemon=True) for writer in writers),
            *(threading.Thread(target=reader.run, daemon=True) for reader in readers),
        ]

    def __enter__(self) -> Traffic:
        for thread in self._threads:
            thread.start()
        self.flow()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._is_over.set()

    @property
    def raw_readers(self) -> list[RawReader]:
        return [reader for reader in self.readers if isinstance(reader, RawReader)]

    def flow(self) -> None:
        """Wait until each writer has had one more event acknowledged and each reader has received one more."""
        written = [len(writer.acknowledged) for writer in self.writers]
        read = [len(reader.ids) for reader in self.readers]

        def all_moved() -> bool:
            for failed in (*(writer.error for writer in self.writers), *(reader.failure for reader in self.readers)):
                assert failed is None, failed
            return all(
                len(writer.acknowledged) > count for writer, count in zip(self.writers, written, strict=True)
            ) and all(len(reader.ids) > count for reader, count in zip(self.readers, read, strict=True))

        wait_until(all_moved, "the traffic flows", within_s=90)

    def finish(self) -> None:
        """Stop everything, then compare what was sent with what was received."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(timeout=40)
        assert [writer.error for writer in self.writers] == [None] * len(self.writers)
        for reader in self.readers:
            self._settle(reader)

    def _settle(self, reader: Reader) -> None:
        assert reader.failure is None, reader.failure
        assert reader.is_done, f"{len(reader.ids)} events, then nothing more; {reader.interruptions}"
        assert not reader.gaps
        assert all(earlier < later for earlier, later in itertools.pairwise(reader.ids)), "out of order, or twice"
        writers = [writer for writer in self.writers if set(writer.channels) <= set(reader.channels)]
        acknowledged = {note: id for writer in writers for note, id in writer.acknowledged.items()}
        uncertain = {note for writer in writers for note in writer.uncertain}
        given = dict(zip(reader.notes, reader.ids, strict=True))
        doubled = [note for note, count in Counter(reader.notes).items() if count > 1]
        lost = [note for note, id in acknowledged.items() if given.get(note) != id]
        unasked = [note for note in given if note not in acknowledged and note not in uncertain]
        assert (lost[:5], doubled[:5], unasked[:5]) == ([], [], []), f"of {len(acknowledged)} events, {len(given)} came"
