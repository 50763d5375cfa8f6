"""The browser's own EventSource on a compressed stream: events arrive at once, across a lost server, to the end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response

from tests.browser.page_flow import sign_in
from tests.support.server import StartServer

pytestmark = [pytest.mark.browser, pytest.mark.integration]

CHANNEL = "jobs.compressed"
LISTEN = """(url) => {
  window.numbers = [];
  window.openings = 0;
  window.source = new EventSource(url);
  window.source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.type === "connected") window.openings += 1;
    else window.numbers.push(event.n);
  };
}"""


def test_an_event_source_reads_resumes_and_ends(start_server: StartServer, page: Page, page_errors: list[str]) -> None:
    server = start_server({"TAILRACE_WORKERS": "1"})
    api = server.api()
    encodings: list[str | None] = []

    def note(response: Response) -> None:
        if "/api/v1/stream" in response.url and response.status == 200:
            encodings.append(response.headers.get("content-encoding"))

    def publish(number: int) -> None:
        issues = [{"line": line, "message": "Double quote to prevent globbing."} for line in range(500 * (number % 2))]
        api.publish(CHANNEL, {"n": number, "issues": issues})

    def expect(last: int) -> None:
        page.wait_for_function("last => window.numbers.at(-1) === last", arg=last, timeout=30_000)
        assert page.evaluate("window.numbers") == list(range(1, last + 1))

    page.on("response", note)
    sign_in(page, server)
    page.evaluate(LISTEN, f"/api/v1/stream?channel={CHANNEL}&token={api.stream_token(CHANNEL)}")
    page.wait_for_function("() => window.openings === 1")
    for number in range(1, 5):
        publish(number)
        expect(number)  # before the next one is published
    server.restart()
    page.wait_for_function("() => window.openings === 2", timeout=30_000)
    api = server.api()
    for number in range(5, 9):
        publish(number)
        expect(number)
    api.close_channel(CHANNEL)
    page.wait_for_function("() => window.source.readyState === EventSource.CLOSED", timeout=30_000)
    assert page.evaluate("window.numbers") == list(range(1, 9))
    assert len(encodings) >= 2 and set(encodings) == {"gzip"}
    page_errors.clear()  # connections refused during the restart
