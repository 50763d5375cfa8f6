"""The client in Chromium reports how its streams do: a real beacon with the session cookie, seen in `/metrics`."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.client_flow import CHANNEL, follow, publish
from tests.browser.page_flow import sign_in
from tests.support.api import Api
from tests.support.chromium import NewContext
from tests.support.condition import wait_until
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]

STILL = "/docs/api"
"""A page without a stream of its own."""


def received(api: Api) -> dict[str, float]:
    """What browsers of this server's admins have reported, whatever their network is."""
    sums = dict.fromkeys(("sse_total_events_received", "sse_ui_messages_total", "sse_bytes_received_total"), 0.0)
    for line in api.get("/metrics").text.splitlines():
        name, _, rest = line.partition("{")
        if name in sums and ('user_segment="admin"' in rest or 'state="connected"' in rest):
            sums[name] += float(rest.rpartition(" ")[2])
    return sums


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


def test_a_page_that_is_left_reports_its_streams(server: Server, api: Api, page: Page) -> None:
    before = received(api)
    sign_in(page, server, STILL)
    follow(page)
    publish(api, 1, 7)
    page.wait_for_function("() => window.numbers.length === 7")
    page.goto("about:blank")

    def is_counted() -> bool:
        """All of the report: another worker may be asked while it is being counted."""
        events, messages, size = (now - before[name] for name, now in received(api).items())
        return events == 7 and messages >= 1 and size > 7 * len(CHANNEL)

    wait_until(is_counted, "the seven events are counted")


def test_a_page_reports_on_its_own_while_it_stays(server: Server, api: Api, page: Page) -> None:
    sign_in(page, server, STILL)
    with page.expect_request("**/api/v1/telemetry", timeout=20_000) as beacon:
        follow(page, telemetryMs=500)
    assert beacon.value.post_data_json["streams"][0]["kind"] == "jobs"
    answer = beacon.value.response()
    assert answer is not None
    assert answer.status == 204


def test_the_delivery_of_ordinary_events_is_reported(server: Server, api: Api, page: Page) -> None:
    """On a stream that is busy no heartbeat would come to be timed."""
    sign_in(page, server, STILL)
    with page.expect_request(lambda request: "reports=1" in request.url):
        follow(page, telemetryMs=300)
    with page.expect_request(
        lambda request: request.url.endswith("/telemetry") and _delivered(request.post_data_json) >= 5, timeout=30_000
    ) as beacon:
        publish(api, 1, 5)
    (stream,) = beacon.value.post_data_json["streams"]
    assert all(0 <= ms < 30_000 for ms in stream["delivery_ms"])


def _delivered(report: dict[str, Any]) -> int:
    return sum(len(stream["delivery_ms"]) for stream in report["streams"])


def test_two_tabs_that_share_a_stream_report_it_once(server: Server, api: Api, new_context: NewContext) -> None:
    before = received(api)
    context = new_context()
    pages = [context.new_page(), context.new_page()]
    sign_in(pages[0], server, STILL)
    pages[1].goto(server.url + STILL)
    for page in pages:
        follow(page)
    publish(api, 1, 5)
    for page in pages:
        page.wait_for_function("() => window.numbers.length >= 5")
    for page in pages:
        page.goto("about:blank")
    later = context.new_page()  # whose report comes after all of theirs
    later.goto(server.url + STILL)
    follow(later)
    publish(api, 6, 6)
    later.wait_for_function("() => window.numbers.length >= 1")
    later.goto("about:blank")
    name = "sse_total_events_received"
    wait_until(lambda: received(api)[name] >= before[name] + 6, "the reports are counted")
    assert received(api)[name] == before[name] + 6


def test_a_page_that_wants_no_telemetry_sends_none(server: Server, api: Api, page: Page) -> None:
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    sign_in(page, server, STILL)
    follow(page, telemetry=False, telemetryMs=100)
    publish(api, 1, 2)
    page.wait_for_function("() => window.numbers.length >= 2")
    page.goto(server.url + STILL)
    assert not [url for url in sent if url.endswith("/telemetry")]
