"""A vulnerability database: OSV's ``/v1/querybatch`` and ``/v1/vulns/{id}`` on a real socket, with records of a test.

It compares versions as texts: a record says for which versions of a package it is.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def record(record_id: str, ecosystem: str, name: str, versions: list[str], **more: Any) -> dict[str, Any]:
    """As OSV has them; ``fixed`` is the version that mends it."""
    events = [{"introduced": "0"}, *([{"fixed": more.pop("fixed")}] if "fixed" in more else [])]
    affected = {
        "package": {"ecosystem": ecosystem, "name": name},
        "versions": versions,
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    return {"id": record_id, "modified": "2026-01-01T00:00:00Z", "affected": [affected], **more}


class OsvServer:
    """``asked`` are the paths and bodies of all requests. ``failing`` are the paths that answer with a status, each for
    so many times; ``bodies`` those that answer with these bytes instead.
    """

    def __init__(self, *records: dict[str, Any], page: int = 1000) -> None:
        self.records = {one["id"]: one for one in records}
        self.page = page
        self.asked: list[tuple[str, Any]] = []
        self.failing: dict[str, tuple[int, int]] = {}
        self.bodies: dict[str, bytes] = {}
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def _answer(self, body: Any) -> None:
                status, answer = server.answer(self.path, body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *arguments: object) -> None:
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[OsvServer]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def paths(self, beginning: str) -> list[str]:
        return [path for path, _ in self.asked if path.startswith(beginning)]

    def answer(self, path: str, body: Any) -> tuple[int, bytes]:
        with self._lock:
            self.asked.append((path, body))
            status, times = self.failing.get(path, (200, 0))
            if times:
                self.failing[path] = status, times - 1
                return status, b'{"code": 13, "message": "no"}'
        if path in self.bodies:
            return 200, self.bodies[path]
        if path == "/v1/querybatch":
            return 200, json.dumps({"results": [self._result(query) for query in body["queries"]]}).encode()
        found = self.records.get(path.removeprefix("/v1/vulns/"))
        return (200, json.dumps(found).encode()) if found else (404, b'{"code": 5, "message": "Bug not found."}')

    def _result(self, query: dict[str, Any]) -> dict[str, Any]:
        """What has no vulnerabilities is an empty object, as OSV writes it."""
        hits = [
            {"id": one["id"], "modified": one["modified"]}
            for one in self.records.values()
            for affected in one["affected"]
            if affected["package"] == query["package"] and query["version"] in affected["versions"]
        ]
        start = int(query.get("page_token", "0"))
        shown = {"vulns": hits[start : start + self.page]} if hits else {}
        more = start + self.page < len(hits)
        return shown | ({"next_page_token": str(start + self.page)} if more else {})
