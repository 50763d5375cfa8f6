"""Pages that the browser has frozen: no script or timer runs in them until it thaws them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.condition import wait_until
from tests.support.raw_tab import RawTab, raw_context
from tests.support.sse_server import SseServer

pytestmark = pytest.mark.browser


@pytest.fixture
def sse() -> Iterator[SseServer]:
    server = SseServer()
    server.start()
    yield server
    if server.is_running:
        server.kill()


@pytest.fixture
def tabs(chromium: Browser, sse: SseServer) -> Iterator[list[RawTab]]:
    """Two tabs: the first leads and is hidden, the second is in front. Both have received event 1."""
    with raw_context(chromium) as (cdp, context_id):
        tabs = []
        for _ in range(2):
            tab = RawTab(cdp, context_id, sse.url)
            tab.wait_for("window.stream?.state === 'connected'")
            tabs.append(tab)
        sse.publish()
        for tab in tabs:
            tab.wait_for("window.ids.at(-1) === 1")
        yield tabs


def test_a_hidden_tab_stays_connected_and_serves_the_others(tabs: list[RawTab], sse: SseServer) -> None:
    assert tabs[0].evaluate("document.visibilityState") == "hidden"
    sse.publish(50)
    for tab in tabs:
        tab.wait_for("window.ids.length === 51")
    assert len(sse.opened) == 1


def test_a_frozen_leader_hands_over_and_catches_up_when_it_thaws(tabs: list[RawTab], sse: SseServer) -> None:
    leader, follower = tabs
    leader.freeze()
    wait_until(lambda: len(sse.opened) == 2, "the other tab connects", within_s=20)
    sse.publish(4)
    follower.wait_for("window.ids.at(-1) === 5")
    assert leader.evaluate("window.ids") == [1]
    leader.thaw()
    leader.wait_for("window.ids.at(-1) === 5")
    for tab in tabs:
        assert tab.evaluate("window.ids") == [1, 2, 3, 4, 5]
    wait_until(lambda: sse.open_streams == 1, "one connection is left")
    assert len(sse.opened) == 2


def test_a_frozen_follower_is_told_what_it_missed(tabs: list[RawTab], sse: SseServer) -> None:
    leader, follower = tabs
    leader.send("Page.bringToFront")
    follower.freeze()
    sse.publish(4)
    leader.wait_for("window.ids.at(-1) === 5")
    follower.thaw()
    follower.wait_for("window.ids.at(-1) === 5")
    assert follower.evaluate("window.ids") == [1, 2, 3, 4, 5]
    assert len(sse.opened) == 1
