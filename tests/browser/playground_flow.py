"""What people do on the playground and where they look, for the browser tests."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.page_flow import sign_in
from tests.support.server import Server

MEMBER_PASSWORD = "a member's long password"


def visit(page: Page, server: Server, channel: str) -> Page:
    sign_in(page, server, f"/playground?channel={channel}")
    return page


def connect(page: Page) -> None:
    connect_button(page).click()
    expect_state(page, "Live")
    expect(entries(page, "connected").first).to_be_visible()


def connect_button(page: Page) -> Locator:
    return page.get_by_role("region", name="Connection").get_by_role("button", name="Connect", exact=True)


def channel_of(page: Page) -> str:
    return page.get_by_role("textbox", name="Channels").input_value()


def expect_state(page: Page, name: str) -> None:
    states = page.get_by_role("list", name="State of the connection")
    expect(states.locator("[aria-current]")).to_have_text(name, timeout=30_000)


def entries(page: Page, type: str) -> Locator:
    return page.locator(".entry", has=page.locator(f'.entry__type[title="{type}"]'))


def counter(page: Page, key: str) -> Locator:
    return page.locator(f'[data-counter="{key}"] [data-value]')


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish", exact=True).click()


def answer(page: Page) -> Locator:
    return page.locator("[data-answer]")


def numbers(page: Page) -> list[int]:
    """Return the ``n`` of the events in the log, oldest first."""
    texts: list[str] = page.locator(".entry[data-kind=event] .entry__data").all_inner_texts()
    return [int(found[1]) for text in reversed(texts) if (found := re.search(r'"n":(\d+)', text))]


def sign_in_as(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.url}/login")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(MEMBER_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.url}/")


def expect_no_overflow(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
