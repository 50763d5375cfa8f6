"""The client in a real browser whose network, server or page disappears and returns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.chromium import ARGUMENTS, NewContext
from tests.support.condition import wait_until
from tests.support.sse_server import SseServer

pytestmark = pytest.mark.browser


@pytest.fixture
def sse() -> Iterator[SseServer]:
    server = SseServer()
    server.start()
    yield server
    if server.is_running:
        server.kill()


def connected(tab: Page, sse: SseServer) -> Page:
    """A page whose stream has delivered the first event."""
    tab.goto(sse.url)
    tab.wait_for_function("() => window.stream?.state === 'connected'")
    sse.publish()
    assert wait_for_ids(tab, 1) == [1]
    return tab


def wait_for_ids(tab: Page, last: int, *, within_s: float = 10) -> list[int]:
    tab.wait_for_function("last => window.ids.at(-1) >= last", arg=last, timeout=within_s * 1000)
    return tab.evaluate("window.ids")


def test_a_killed_and_restarted_server_is_found_again(new_context: NewContext, sse: SseServer) -> None:
    tab = connected(new_context().new_page(), sse)
    sse.kill()
    tab.wait_for_function("() => window.stream.status.attempt >= 2")
    sse.publish(3)
    sse.start()
    assert wait_for_ids(tab, 4) == [1, 2, 3, 4]
    assert tab.evaluate("window.states").count("failed") == 0


def test_a_reset_connection_is_replaced_after_a_second(new_context: NewContext, sse: SseServer) -> None:
    tab = connected(new_context().new_page(), sse)
    sse.cut()
    wait_until(lambda: len(sse.opened) == 2, "the client connects again")
    assert 0.85 < sse.opened[1] - sse.closed[0] < 1.6
    sse.publish()
    assert wait_for_ids(tab, 2) == [1, 2]


def test_offline_and_online(new_context: NewContext, sse: SseServer) -> None:
    context = new_context()
    tab = connected(context.new_page(), sse)
    context.set_offline(True)
    tab.wait_for_function("() => window.stream.status.offline")
    sse.publish(3)
    context.set_offline(False)
    assert wait_for_ids(tab, 4) == [1, 2, 3, 4]


def test_a_page_in_the_back_forward_cache_lets_go_and_catches_up(chromium: Browser, sse: SseServer) -> None:
    browser = chromium.browser_type.launch(
        executable_path="/usr/bin/chromium", args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    try:
        tab = connected(browser.new_page(), sse)
        tab.goto(sse.url + "elsewhere")
        wait_until(lambda: sse.open_streams == 0, "the cached page lets go of its connection")
        sse.publish(3)
        tab.go_back(wait_until="commit")
        assert wait_for_ids(tab, 4) == [1, 2, 3, 4]
        assert tab.evaluate("window.wasCached"), "the page was loaded anew: it was not fit for the cache"
    finally:
        browser.close()


def test_a_silent_server_is_a_stall_and_is_left(new_context: NewContext, sse: SseServer) -> None:
    page = new_context().new_page()
    page.clock.install()
    tab = connected(page, sse)
    sse.is_muted = True
    tab.clock.fast_forward(36_000)
    tab.wait_for_function("() => window.states.includes('stalled')")
    sse.is_muted = False
    sse.publish(2)
    assert wait_for_ids(tab, 3) == [1, 2, 3]
    assert tab.evaluate("window.stream.counts.stalls") == 1
