"""A real HTTP server that gives its script's answers in order and remembers what it was asked.

For what a real Tailrace does too rarely to wait for: `429`, `503`, connections cut before or after the work is done.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """``status`` 0 closes the connection without an answer."""

    status: int
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


class Asked(NamedTuple):
    at: float
    path: str
    headers: dict[str, str]
    body: bytes


Script = Answer | Callable[[Asked], Answer]
"""An answer, or a function that makes one from the request."""

CUT = Answer(0)
STORED = Answer(201, {"ids": [7]})


def refusal(status: int, code: str, **headers: str) -> Answer:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status, {"error": {"code": code, "message": f"Refused: {code}."}}, named)


class ScriptedServer:
    def __init__(self, script: Sequence[Script]) -> None:
        self.asked: list[Asked] = []
        self._script = list(script)
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                answer = outer._next(Asked(time.monotonic(), self.path, dict(self.headers), body))
                if answer.status == 0:
                    self.close_connection = True
                    return
                content = json.dumps(answer.body).encode()
                self.send_response(answer.status)
                for name, value in (*answer.headers, ("Content-Length", str(len(content)))):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _next(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            answer = self._script.pop(0) if len(self._script) > 1 else self._script[0]
            return answer if isinstance(answer, Answer) else answer(asked)

    @contextmanager
    def running(self) -> Iterator[ScriptedServer]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


@contextmanager
def scripted(*script: Script) -> Iterator[ScriptedServer]:
    """Serve these answers in order, then keep repeating the last."""
    with ScriptedServer(script).running() as server:
        yield server
