"""A raw endpoint: a language model's server whose every byte a test sends itself, when it wants to."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.raw_server import Asked, raw_server

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
"""Of a body that is not chunked: it ends with the connection."""
DONE = b"data: [DONE]\n\n"


class Connection:
    """What one client sent, and the way back to it."""

    def __init__(self, client: socket.socket, body: bytes) -> None:
        self.body = json.loads(body)
        self._client = client

    def send(self, content: bytes) -> None:
        self._client.sendall(content)

    def is_closed_within(self, seconds: float) -> bool:
        """Whether the client closes; it has nothing more to say."""
        self._client.settimeout(seconds)
        try:
            return self._client.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False


class RawEndpoint:
    def __init__(self) -> None:
        self.url = ""
        self.connections: list[Connection] = []


@contextmanager
def raw_endpoint(script: Callable[[Connection], None]) -> Iterator[RawEndpoint]:
    endpoint = RawEndpoint()

    def behave(client: socket.socket, asked: Asked) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(client, asked.body)
        endpoint.connections.append(connection)
        script(connection)

    with raw_server(behave) as server:
        endpoint.url = f"{server.url}/v1"
        yield endpoint


def frame(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> bytes:
    """One event, as OpenAI sends it."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    answer = {"object": "chat.completion.chunk", "choices": choices, **more}
    return b"data: " + json.dumps(answer, ensure_ascii=False).encode() + b"\n\n"


def said(*texts: str) -> bytes:
    return b"".join(frame({"content": text}) for text in texts)
