"""A chat server: OpenAI's streaming ``/chat/completions`` on a real socket, with answers that a test writes.

It streams small chunks that may split anywhere, even inside a character, and remembers what it was asked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = "str | Reply"


@dataclass
class Reply:
    """A whole HTTP answer. Streams ``text`` as a completion, unless ``body`` gives the raw bytes to send."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    breaks_off: bool = False
    stalls: threading.Event | None = None


@dataclass
class Asked:
    messages: list[dict[str, str]]
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return self.messages[0]["content"]

    @property
    def last(self) -> str:
        return self.messages[-1]["content"]


class ChatServer:
    """``answer`` is called with each :class:`Asked` and returns a text or a :class:`Reply`."""

    def __init__(self, answer: Callable[[Asked], Any]) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked = Asked(body["messages"], dict(self.headers), body)
                server.asked.append(asked)
                reply = server.answer(asked)
                self._send(reply if isinstance(reply, Reply) else Reply(reply))

            def _send(self, reply: Reply) -> None:
                payload = reply.body if reply.body is not None else b"" if reply.status != 200 else stream(reply)
                self.send_response(reply.status)
                for name, value in {"Content-Type": "text/event-stream", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Transfer-Encoding", "chunked")
                self.send_header("Connection", "close")
                self.end_headers()
                step = max(37, len(payload) // 200)
                for start in range(0, len(payload), step):
                    piece = payload[start : start + step]
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                if reply.stalls:
                    self.wfile.flush()
                    reply.stalls.wait(30)
                if not reply.breaks_off:
                    self.wfile.write(b"0\r\n\r\n")
                self.close_connection = True

            def log_message(self, *_args: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_args: object) -> None:
                return  # some tests leave early on purpose

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @contextmanager
    def running(self) -> Iterator[ChatServer]:
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()


def stream(reply: Reply) -> bytes:
    """Return the text as OpenAI streams it: a role, a few characters per event, the usage, ``[DONE]``."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": reply.text[start : start + 7]} for start in range(0, len(reply.text), 7)]
    events = [{"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    events.append({"object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 100}})
    lines = [f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events]
    ending = "" if reply.breaks_off else "data: [DONE]\n\n"
    return (": comment\n\n" + "".join(lines) + ending).encode()
