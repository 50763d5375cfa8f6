"""An outside issuer's key set on a real HTTP server, which answers well, badly, slowly or never."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

PAUSE_S = 0.05
"""Between two bytes of a server that trickles."""


class KeySet(ThreadingHTTPServer):
    """Serves ``keys`` and counts the requests, or lets ``answer`` write something else."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.keys: list[Any] = []
        self.requests = 0
        self.answer: Callable[[_Handler], None] = good
        self.is_stopping = threading.Event()

    @classmethod
    @contextmanager
    def serving(cls) -> Iterator[KeySet]:
        served = cls()
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        try:
            yield served
        finally:
            served.is_stopping.set()
            served.shutdown()
            thread.join()
            served.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/keys"

    def add_rsa(self, kid: str | None, **fields: Any) -> rsa.RSAPrivateKey:
        private = rsa.generate_private_key(65537, 2048)
        self._add(json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key())), kid, fields)
        return private

    def add_ed25519(self, kid: str | None, **fields: Any) -> ed25519.Ed25519PrivateKey:
        private = ed25519.Ed25519PrivateKey.generate()
        self._add(json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(private.public_key())), kid, fields)
        return private

    def _add(self, public: dict[str, Any], kid: str | None, fields: dict[str, Any]) -> None:
        self.keys.append({**public, **({} if kid is None else {"kid": kid}), **fields})

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: KeySet

    def do_GET(self) -> None:
        self.server.requests += 1
        with contextlib.suppress(OSError):
            self.server.answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def _send(handler: _Handler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def _trickle(handler: _Handler, start: bytes) -> None:
    handler.wfile.write(start)
    while not handler.server.is_stopping.wait(PAUSE_S):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def good(handler: _Handler) -> None:
    _send(handler, json.dumps({"keys": handler.server.keys}).encode())


def endless(handler: _Handler) -> None:
    _send(handler, b"[")
    while not handler.server.is_stopping.is_set():
        handler.wfile.write(b" " * 65_536)


BAD_ANSWERS: dict[str, Callable[[_Handler], None]] = {
    "hangs": lambda handler: _wait(handler),
    "hangs in its headers": lambda handler: _trickle(handler, b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "trickles its body": lambda handler: _trickle(handler, b'HTTP/1.1 200 OK\r\n\r\n{"keys": [], "x": "'),
    "has no end": endless,
    "is compressed": lambda handler: _send(handler, b"\x1f\x8b", Content_Encoding="gzip"),
    "leads elsewhere": lambda handler: _send(handler, b"", 302, Location=f"{handler.server.url}?again"),
    "fails": lambda handler: _send(handler, b'{"keys": []}', 500),
    "is a page": lambda handler: _send(handler, b"<!doctype html><p>Sign in", Content_Type="text/html"),
    "is no set": lambda handler: _send(handler, b'{"keys": {"one": 1}}'),
    "is deep": lambda handler: _send(handler, b"[" * 100_000),
    "is no HTTP": lambda handler: handler.wfile.write(b"220 mail.example ESMTP\r\n") and None,
    "says nothing": lambda handler: None,
}


def _wait(handler: _Handler) -> None:
    handler.server.is_stopping.wait()
