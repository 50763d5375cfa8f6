"""Our parsers' test cases match what a browser really does: Chromium's own EventSource reads them all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

CASES = json.loads(Path("tests/support/event_stream.json").read_text())

READ = """(url) => new Promise((resolve) => {
  const heard = [];
  const source = new EventSource(url);
  const hear = ({ lastEventId, type, data }) => heard.push({ last_id: lastEventId, event: type, data });
  for (const name of ["message", "n", "o"]) source.addEventListener(name, hear);
  source.onerror = () => { source.close(); resolve(heard); }; // the body has ended
})"""


class _Bodies(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        number = self.path.removeprefix("/case/")
        body, media_type = b"<!doctype html><title>cases</title><link rel=icon href=data:,>", "text/html"
        if number.isdigit():
            case = CASES[int(number)]
            body = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
            media_type = "text/event-stream"
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bodies)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.browser
def test_chromium_reads_every_case_as_it_says(page: Page, url: str) -> None:
    page.goto(url)
    read = {case["name"]: page.evaluate(READ, f"/case/{number}") for number, case in enumerate(CASES)}
    assert read == {case["name"]: case["messages"] for case in CASES}
