"""A conversation that is shared by a link: who reads it, how far, and until when."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat_flow import ask, expect_ended, expect_numbers, expect_words, last_answer, share
from tests.browser.playground_flow import MEMBER_PASSWORD, sign_in_as
from tests.support.chromium import NewContext
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


def test_a_link_shows_a_conversation_to_others_until_it_is_revoked(
    chat: Page, chat_server: Server, new_context: NewContext
) -> None:
    ask(chat, "say 4\nfile note.txt 20")
    expect_ended(chat)
    link = share(chat)
    chat_server.add_user("chat-reader", MEMBER_PASSWORD)
    other = new_context().new_page()
    other.goto(link)
    other.get_by_label("User name").fill("chat-reader")
    other.get_by_label("Password").fill(MEMBER_PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(last_answer(other).get_by_text("w1 w2 w3 w4")).to_be_visible()
    expect(other.get_by_label("Message", exact=True)).to_have_count(0)
    expect(other.get_by_role("link", name="note.txt")).to_have_count(0)
    chat.get_by_role("button", name="Revoke the link").click()
    expect(chat.get_by_role("button", name="Make a link")).to_be_visible()
    assert other.request.get(link).status == 404


def test_a_shared_answer_that_is_being_written_comes_without_a_reload(
    chat: Page, chat_server: Server, new_context: NewContext
) -> None:
    chat_server.add_user("chat-watcher", MEMBER_PASSWORD)
    other = new_context().new_page()
    sign_in_as(other, chat_server, "chat-watcher")
    ask(chat, "say 800 20")
    expect_words(chat, 5)
    link = share(chat)
    other.goto(link)
    expect(last_answer(other)).to_have_attribute("data-state", "live")
    other.evaluate("window.isSamePage = true")
    expect_ended(other)
    expect_numbers(other, list(range(1, 801)))
    assert other.evaluate("window.isSamePage")
