"""What people do in the chat, for its browser tests."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.page_flow import sign_in
from tests.support.condition import wait_until
from tests.support.sample_agent import AGENTS
from tests.support.server import Server

SCRIPTED = "tests.support.scripted_agent:AGENT"
CHAT = {"TAILRACE_AGENTS": f"{SCRIPTED},{AGENTS}", "TAILRACE_WORKERS": "1", "TAILRACE_QUESTION_RATE": "600"}
"""Settings of the server that the tests of the chat share."""


def open_chat(page: Page, server: Server, path: str = "/chat") -> None:
    sign_in(page, server, path)
    expect(page.get_by_role("button", name="Send")).to_be_enabled()


def ask(page: Page, text: str, agent: str = "scripted") -> None:
    page.get_by_label("Agent", exact=True).select_option(agent)
    field = page.get_by_label("Message", exact=True)
    field.fill(text)
    field.press("Enter")


def answers(page: Page) -> Locator:
    return page.locator(".message--agent")


def last_answer(page: Page) -> Locator:
    return answers(page).last


def expect_words(page: Page, number: int) -> None:
    """The answer has got that far."""
    expect(last_answer(page).locator(".markdown")).to_contain_text(f"w{number} ")


def expect_ended(page: Page, state: str = "complete") -> None:
    expect(last_answer(page)).to_have_attribute("data-state", state, timeout=60_000)


def numbers(page: Page) -> list[int]:
    """Which numbered words of the last answer are on the page, in their order."""
    return [int(number) for number in re.findall(r"\bw(\d+)\b", last_answer(page).locator(".markdown").inner_text())]


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop", exact=True).click()


def expect_numbers(page: Page, wanted: list[int]) -> None:
    """What was told is drawn a frame later."""
    wait_until(lambda: numbers(page) == wanted, f"the answer has the {len(wanted)} words that were said")


def share(page: Page) -> str:
    """The link with which others may read it. Its dialog stays open."""
    page.get_by_role("button", name="This conversation").click()
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link", exact=True)
    expect(link).not_to_have_value("")
    return link.input_value()
