"""Three independent readers of ``text/event-stream``: httpx-sse, sseclient-py, and a strict one of our own.

All yield the same :class:`Event`, so that a test can demand that they saw the same.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import httpx_sse
import requests
import sseclient

from tests.support.raw_stream import RawStream


@dataclass(frozen=True, slots=True)
class Event:
    """What a browser would dispatch: the event's name, its data, and the last event id at that moment ("" is none)."""

    name: str
    data: str
    last_id: str

    @property
    def json(self) -> Any:
        return json.loads(self.data)

    @property
    def type(self) -> str:
        """A stored or opening event's type; a control event's name."""
        return self.json["type"] if self.name == "message" else self.name


def parse(body: bytes) -> list[Event]:
    """Parse strictly by WHATWG HTML §9.2.6: LF alone, no unknown field,
    no data at the end of the body without its empty line.
    """
    assert not body.startswith(b"\xef\xbb\xbf"), "a byte order mark"
    events: list[Event] = []
    last_id = ""
    blocks = body.split(b"\n\n")
    assert blocks.pop() == b"", f"The body ends inside an event: {body[-500:]!r}"
    for block in blocks:
        name, data = "message", []
        for line in block.split(b"\n"):
            assert b"\r" not in line, f"A carriage return in {line!r}"
            assert b"\0" not in line, f"A NUL in {line!r}"
            field, _, value = line.decode("utf-8").partition(": ")
            if field == "data":
                data.append(value)
            elif field == "event":
                name = value
            elif field == "id":
                last_id = value
            elif field == "retry":
                assert value.isdigit(), f"Not a number of ms: {line!r}"
            else:
                assert line.startswith(b":"), f"No field of the standard: {line!r}"
        if data:
            events.append(Event(name, "\n".join(data), last_id))
    return events


Reader = Callable[..., AbstractContextManager[Iterator[Event]]]


@contextmanager
def open_with_httpx_sse(
    url: str, *, headers: Mapping[str, str] | None = None, verify: str | bool = True, timeout_s: float = 10.0
) -> Iterator[Iterator[Event]]:
    with (
        httpx.Client(verify=_context(verify), timeout=timeout_s, trust_env=False) as client,
        httpx_sse.connect_sse(client, "GET", url, headers=dict(headers or {})) as source,
    ):
        source.response.raise_for_status()
        yield (Event(event.event, event.data, event.id) for event in source.iter_sse() if event.data)


@contextmanager
def open_with_sseclient(
    url: str, *, headers: Mapping[str, str] | None = None, verify: str | bool = True, timeout_s: float = 10.0
) -> Iterator[Iterator[Event]]:
    fields = {"Accept": "text/event-stream", **(headers or {})}
    with requests.Session() as session:
        session.trust_env = False
        with session.get(url, headers=fields, stream=True, timeout=timeout_s, verify=verify) as response:
            response.raise_for_status()
            # Read bytes as they arrive: iter_content() would wait for a full chunk.
            yield _last_ids(
                sseclient.SSEClient(iter(lambda: response.raw.read1(65_536, decode_content=True), b"")).events()
            )


@contextmanager
def open_raw(
    url: str, *, headers: Mapping[str, str] | None = None, verify: str | bool = True, timeout_s: float = 10.0
) -> Iterator[Iterator[Event]]:
    tls = _context(verify) if url.startswith("https:") else None
    with RawStream.open(url, headers=headers, tls=tls, timeout_s=timeout_s) as stream:
        assert stream.status == 200, stream.head
        yield _arriving(stream, timeout_s)


READERS: dict[str, Reader] = {"httpx-sse": open_with_httpx_sse, "sseclient-py": open_with_sseclient, "raw": open_raw}


def read_until(events: Iterable[Event], is_last: Callable[[Event], bool]) -> list[Event]:
    """Return the events up to the first that ``is_last`` accepts. Raises: AssertionError if the stream ends first."""
    seen: list[Event] = []
    for event in events:
        seen.append(event)
        if is_last(event):
            return seen
    raise AssertionError(f"The stream ended first. Seen: {[event.data[:200] for event in seen[-10:]]}")


def _context(verify: str | bool) -> Any:
    return ssl.create_default_context(cafile=verify) if isinstance(verify, str) else verify


def _last_ids(events: Iterable[Any]) -> Iterator[Event]:
    last_id = ""
    for event in events:
        last_id = last_id if event.id is None else event.id
        if event.data:
            yield Event(event.event, event.data, last_id)


def _arriving(stream: RawStream, timeout_s: float) -> Iterator[Event]:
    given = 0
    while True:
        end = stream.body.rfind(b"\n\n") + 2 if b"\n\n" in stream.body else 0
        events = parse(stream.body[:end])
        yield from events[given:]
        given = len(events)
        if stream.is_ended:
            parse(stream.body)  # fails if the last event is incomplete
            return
        stream.read_more(within_s=timeout_s)
