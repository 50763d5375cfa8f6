"""The client's tabs in a real browser share one connection, and another tab takes over when its holder closes."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from tests.support.chromium import NewContext
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


def open_tabs(context: BrowserContext, sse: SseServer, count: int) -> list[Page]:
    """Connected pages. The first connected first, so it leads."""
    tabs = []
    for _ in range(count):
        tab = context.new_page()
        tab.goto(sse.url)
        tab.wait_for_function("() => window.stream?.state === 'connected'")
        tabs.append(tab)
    return tabs


def wait_for_ids(tab: Page, last: int) -> list[int]:
    tab.wait_for_function("last => window.ids.at(-1) >= last", arg=last)
    return tab.evaluate("window.ids")


def test_ten_tabs_share_one_connection(new_context: NewContext, sse: SseServer) -> None:
    tabs = open_tabs(new_context(), sse, 10)
    sse.publish(100)
    for tab in tabs:
        assert wait_for_ids(tab, 100) == list(range(1, 101))
    assert (sse.open_streams, len(sse.opened)) == (1, 1)


def test_two_browsers_do_not_share(new_context: NewContext, sse: SseServer) -> None:
    for context in (new_context(), new_context()):
        open_tabs(context, sse, 2)
    assert len(sse.opened) == 2


def test_a_closed_leader_hands_over_within_a_second_and_nothing_is_lost(
    new_context: NewContext, sse: SseServer
) -> None:
    tabs = open_tabs(new_context(), sse, 4)
    stop = threading.Event()

    def publish() -> None:
        while not stop.wait(0.002):
            sse.publish()

    publisher = threading.Thread(target=publish)
    publisher.start()
    try:
        for leader, follower in itertools.pairwise(tabs):
            wait_for_ids(follower, sse.events)
            leader.close()
            wait_until(lambda: len(sse.closed) and len(sse.opened) > len(sse.closed), "another tab connects")
            wait_for_ids(tabs[3], sse.events)
    finally:
        stop.set()
        publisher.join()
    assert wait_for_ids(tabs[3], sse.events) == list(range(1, sse.events + 1))
    hand_overs = [opened - closed for closed, opened in zip(sse.closed, sse.opened[1:], strict=True)]
    assert len(hand_overs) == 3
    assert max(hand_overs) < 10, hand_overs  # normally below a second


def test_a_crashed_leader_hands_over(new_context: NewContext, sse: SseServer) -> None:
    context = new_context()
    leader, follower = open_tabs(context, sse, 2)
    sse.publish(3)
    assert wait_for_ids(leader, 3) == wait_for_ids(follower, 3)
    with suppress(PlaywrightError):
        leader.goto("chrome://crash")
    wait_until(lambda: len(sse.opened) == 2, "the other tab connects", within_s=20)
    sse.publish(3)
    assert wait_for_ids(follower, 6) == [1, 2, 3, 4, 5, 6]


def test_a_leader_that_walks_on_to_another_page_hands_over(new_context: NewContext, sse: SseServer) -> None:
    leader, follower = open_tabs(new_context(), sse, 2)
    sse.publish(3)
    assert wait_for_ids(leader, 3) == wait_for_ids(follower, 3)
    leader.goto(sse.url + "elsewhere")
    wait_until(lambda: len(sse.opened) == 2, "the other tab connects")
    sse.publish(3)
    assert wait_for_ids(follower, 6) == [1, 2, 3, 4, 5, 6]


def test_a_reloaded_tab_goes_on_where_it_was(new_context: NewContext, sse: SseServer) -> None:
    (tab,) = open_tabs(new_context(), sse, 1)
    sse.publish(3)
    wait_for_ids(tab, 3)
    tab.goto(sse.url + "elsewhere")
    sse.publish(2)
    tab.goto(sse.url)
    assert wait_for_ids(tab, 5) == [4, 5]
