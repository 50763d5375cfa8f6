"""The client against the real Tailrace, signed in like a user: tokens, drain, revocation, polling, several workers."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.client_flow import CHANNEL, CONNECT, STREAM, expect_numbers, follow, publish, wait_for_state
from tests.browser.page_flow import sign_in
from tests.support.api import Api
from tests.support.chromium import NewContext
from tests.support.condition import wait_for_value
from tests.support.server import Server, StartServer

pytestmark = [pytest.mark.browser, pytest.mark.integration]

STILL = "/docs/api"
"""A page without a stream of its own: the home page's lists open theirs after a while."""


@pytest.fixture
def own_server(start_server: StartServer) -> Server:
    return start_server()


@pytest.fixture
def api(own_server: Server) -> Api:
    return own_server.api()


@pytest.fixture
def tab(new_context: NewContext, own_server: Server) -> Page:
    page = new_context().new_page()
    sign_in(page, own_server, STILL)
    return follow(page)


def second_tab(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(server.url + STILL)
    return follow(page)


def test_tabs_share_a_stream_until_its_channel_is_closed(tab: Page, own_server: Server, api: Api) -> None:
    other = second_tab(tab.context, own_server)
    publish(api, 1, 20)
    for page in (tab, other):
        expect_numbers(page, 20)
    status = "/api/v1/sse/connections/status"
    wait_for_value(lambda: api.get(status).json()["by_kind"], {"stream": 1}, "one stream serves both")
    api.close_channel(CHANNEL)
    for page in (tab, other):
        wait_for_state(page, "complete")
    assert tab.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tailrace:position:'))") == []


def test_a_killed_worker_and_a_killed_server_cost_nothing(tab: Page, own_server: Server, api: Api) -> None:
    publish(api, 1, 5)
    expect_numbers(tab, 5)
    for _ in own_server.worker_pids:
        own_server.kill9("worker")
    tab.wait_for_function("() => window.statuses.some(({ state }) => state === 'reconnecting')")
    publish(own_server.api(), 6, 10)
    expect_numbers(tab, 10)
    own_server.kill9("all")
    own_server.start()
    publish(own_server.api(), 11, 15)
    expect_numbers(tab, 15)


def test_a_deploy_is_a_short_wait(tab: Page, own_server: Server, api: Api) -> None:
    publish(api, 1, 5)
    expect_numbers(tab, 5)
    own_server.restart()
    publish(own_server.api(), 6, 10)
    expect_numbers(tab, 10)
    assert "drain" in tab.evaluate("window.statuses.map(({ reason }) => reason)")


def test_signing_out_ends_the_stream_at_once(new_context: NewContext, server: Server) -> None:
    tab = new_context().new_page()
    sign_in(tab, server, STILL)
    follow(tab)
    signed_out = tab.evaluate("fetch('/api/v1/auth/logout', { method: 'POST' }).then(({ status }) => status)")
    assert signed_out == 204
    wait_for_state(tab, "failed")
    assert tab.evaluate("window.stream.status.reason") == "revoked"


def test_a_network_that_breaks_streams_is_polled_through(new_context: NewContext, own_server: Server, api: Api) -> None:
    page = new_context().new_page()
    page.clock.install()
    sign_in(page, own_server, STILL)
    follow(page)
    publish(api, 1, 5)
    expect_numbers(page, 5)
    page.route("**/api/v1/stream?*", lambda route: route.abort())
    own_server.restart()
    while page.evaluate("window.stream.state") != "polling":
        page.clock.fast_forward(6000)  # longer than any wait between attempts
        page.wait_for_function("() => window.stream.state === 'polling' || window.stream.status.retry_in_ms > 0")
    wait_for_state(page, "polling")
    publish(own_server.api(), 6, 10)
    expect_numbers(page, 10)
    page.unroute("**/api/v1/stream?*")
    page.clock.fast_forward(17_000)
    wait_for_state(page, "connected")
    publish(own_server.api(), 11, 15)
    expect_numbers(page, 15)


def test_a_stranger_is_refused(new_context: NewContext, server: Server) -> None:
    page = new_context().new_page()
    page.goto(f"{server.url}/login")
    page.evaluate(CONNECT, {"url": STREAM, "options": {}})
    wait_for_state(page, "failed")
    assert page.evaluate("window.stream.status.http_status") == 401
