"""A client of the streaming engine without a server:
a socket that takes as much as the test allows, and a greenlet that writes the response.
"""

from __future__ import annotations

import zlib

import gevent

from services.streaming.delivery.request import Request, Subscriber
from services.streaming.delivery.subscription import Subscription
from services.streaming.streams import Streams
from tests.support.sse import parse

FAR = 4e9
"""A login that ends in the year 2096."""


class Sink:
    """A socket that takes ``room`` bytes at once, and the rest when somebody waits for it to become writable."""

    is_chunked = False
    traffic = None

    def __init__(self, room: int = 10**9) -> None:
        self.room = room
        self.body = b""
        self.sends = 0
        self.is_closed = False

    def watch(self, on_gone: object) -> None:
        self.on_gone = on_gone

    def send_now(self, body: bytes) -> int:
        self.sends += 1
        self.body += body[: self.room]
        return len(body[: self.room])

    def is_unanswered(self) -> bool:
        return False

    def send_rest(self, body: bytes | memoryview) -> None:
        self.body += body

    def shut_down(self) -> None:
        self.is_cut = True

    def close(self) -> None:
        self.is_closed = True


class Client:
    """Writes a response, as the server's greenlet does."""

    def __init__(
        self, streams: Streams, *channels: str, sink: Sink | None = None, user: str = "u", **request: object
    ) -> None:
        wanted = Request(channels or ("jobs.a",), Subscriber(user, "l", FAR), **request)  # type: ignore[arg-type]
        opened = streams.open(wanted, sink)  # type: ignore[arg-type]
        assert opened is not None
        self.subscription: Subscription = opened
        self.sink = sink
        self.yielded = b""
        self.greenlet = gevent.spawn(self._run)
        gevent.sleep(0)

    def _run(self) -> None:
        for body in self.subscription:
            self.yielded += body
            if self.sink is not None:
                self.sink.body += body
        self.subscription.close()

    @property
    def body(self) -> bytes:
        return self.sink.body if self.sink is not None else self.yielded

    @property
    def text(self) -> bytes:
        """Return what can be read of the stream so far."""
        is_compressed = self.subscription.form.is_compressed
        return zlib.decompressobj(wbits=31).decompress(self.body) if is_compressed else self.body

    @property
    def ids(self) -> list[int]:
        return [int(event.last_id) for event in parse(self.text) if event.name in ("message", "gap") and event.last_id]

    def settle(self) -> None:
        """Let every greenlet run until it waits. The bounded engine needs a few turns for that."""
        for _ in range(8):
            gevent.idle()  # not sleep(0): their turns come in passes of the event loop
