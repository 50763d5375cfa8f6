"""A small event-stream server that has never heard of Tailrace: numbered events, ``Last-Event-ID``, comments as
heartbeats.

It shows that the browser client works on its own, and it breaks in ways that a good server does not: a test can kill
it, reset all its connections, and start it again on its port.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.support.port import free_port

CLIENT = Path(__file__).parents[2] / "static" / "js" / "tailrace"
HEARTBEAT_S = 1.0
TICK_S = 0.01

ELSEWHERE = b"<!doctype html><title>elsewhere</title><link rel=icon href=data:,>"
PAGE = b"<!doctype html><title>client</title><link rel=icon href=data:,><script type=module src=/page.js></script>"
SCRIPT = b"""
import { connect } from "/client/index.js";
window.ids = [];
window.states = [];
window.addEventListener("pageshow", (event) => (window.wasCached = event.persisted));
window.stream = connect("/events", {
  token: null,
  onEvent: ({ id }) => window.ids.push(Number(id)),
  onStatus: ({ state }) => window.states.push(state),
});
"""


class SseServer:
    """Keeps events forever. A stream without a position starts with the next event."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.events = 0
        self.is_muted = False
        """While set, the server sends nothing on any connection, not even a heartbeat."""
        self.opened: list[float] = []
        self.closed: list[float] = []
        self._streams: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    @property
    def open_streams(self) -> int:
        return len(self._streams)

    @property
    def is_running(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"sse": self})
        self._server = _Listener(("127.0.0.1", self.port), handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def kill(self) -> None:
        """Stop listening, and reset every connection."""
        server, self._server = self._server, None
        assert server
        server.shutdown()
        server.server_close()
        self.cut()

    def cut(self) -> None:
        """Reset every stream."""
        with self._lock:
            for stream in self._streams:
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                with suppress(OSError):
                    stream.shutdown(socket.SHUT_RD)

    def publish(self, count: int = 1) -> None:
        self.events += count

    def enter(self, stream: socket.socket) -> None:
        with self._lock:
            self._streams.add(stream)
            self.opened.append(time.monotonic())

    def leave(self, stream: socket.socket) -> None:
        with self._lock:
            self._streams.discard(stream)
            self.closed.append(time.monotonic())


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore broken connections: these tests break them on purpose."""


class _Handler(BaseHTTPRequestHandler):
    sse: SseServer

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/events":
            self._stream()
        elif path.startswith("/client/") and (CLIENT / path.removeprefix("/client/")).is_file():
            self._send("text/javascript", (CLIENT / path.removeprefix("/client/")).read_bytes())
        elif path == "/page.js":
            self._send("text/javascript", SCRIPT)
        else:
            self._send(
                "text/html",
                PAGE if path == "/" else b"<!doctype html><title>elsewhere</title><link rel=icon href=data:,>",
            )

    def _send(self, content_type: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        asked = self.headers.get("Last-Event-ID") or parse_qs(urlsplit(self.path).query).get("last_event_id", [""])[0]
        position = int(asked) if asked else self.sse.events
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(b": welcome\n\n")
        self.sse.enter(self.connection)
        try:
            self._feed(position)
        finally:
            self.sse.leave(self.connection)

    def _feed(self, position: int) -> None:
        """Serve until the client or this server is gone."""
        spoke_at = time.monotonic()
        while self.sse.is_running and not select.select([self.connection], [], [], TICK_S)[0]:
            head = self.sse.events
            if self.sse.is_muted:
                continue
            if position < head:
                frames = (f"id: {n}\ndata: {json.dumps({'n': n})}\n\n" for n in range(position + 1, head + 1))
                self.wfile.write("".join(frames).encode())
                position, spoke_at = head, time.monotonic()
            elif time.monotonic() - spoke_at > HEARTBEAT_S:
                self.wfile.write(b":\n\n")
                spoke_at = time.monotonic()

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing."""
