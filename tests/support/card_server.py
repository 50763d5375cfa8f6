"""An agent elsewhere that has nothing but its card, which a test may change."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.raw_server import Asked, raw_server, whole


class CardServer:
    """Serves the card at ``path``, and nothing anywhere else. ``fields`` are added to it, or replace its own."""

    def __init__(self, path: str = "/.well-known/agent-card.json", **fields: Any) -> None:
        self.path = path
        self.fields = fields
        self.etag = ""
        self.url = ""

    def __call__(self, connection: socket.socket, asked: Asked) -> None:
        if asked.path != self.path:
            connection.sendall(whole(b"Not here", "text/plain", "404 Not Found"))
        elif self.etag and asked.headers.get("if-none-match") == self.etag:
            connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        else:
            head = f"ETag: {self.etag}\r\n" if self.etag else ""
            connection.sendall(whole(json.dumps(self.card()).encode(), head=head))

    def card(self) -> dict[str, Any]:
        interface = {"url": f"{self.url}/rpc", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
        return {"name": "Weather", "supportedInterfaces": [interface]} | self.fields


@contextmanager
def card_server(path: str = "/.well-known/agent-card.json", **fields: Any) -> Iterator[CardServer]:
    card = CardServer(path, **fields)
    with raw_server(card) as server:
        card.url = server.url
        yield card
