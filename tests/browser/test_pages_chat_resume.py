"""An answer on the page over reloads, in two tabs, after a cut network and a dead worker: every character once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat_flow import (
    CHAT,
    answers,
    ask,
    expect_ended,
    expect_numbers,
    expect_words,
    last_answer,
    numbers,
    open_chat,
)
from tests.browser.playground_flow import MEMBER_PASSWORD, sign_in_as
from tests.support.relay import Relay
from tests.support.server import Server, StartServer

pytestmark = [pytest.mark.browser, pytest.mark.integration]

WORDS = 800
ALL = list(range(1, WORDS + 1))
WHOLE = " ".join(f"w{number}" for number in ALL)


def is_beginning(said: list[int]) -> bool:
    return said == ALL[: len(said)]


def expect_whole(page: Page) -> None:
    """Every character of the answer, once. What was told is drawn a frame later."""
    expect_numbers(page, ALL)
    assert last_answer(page).locator(".markdown").inner_text() == WHOLE


def test_a_reload_in_mid_answer_loses_and_doubles_nothing(chat: Page) -> None:
    ask(chat, f"say {WORDS} 30")
    expect_words(chat, 40)
    chat.get_by_label("Message", exact=True).fill("a draft")
    for number in (100, 160, 220):
        chat.reload()
        expect_words(chat, number)
        assert is_beginning(numbers(chat))
    expect(chat.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    expect(chat.get_by_label("Message", exact=True)).to_have_value("a draft")
    assert chat.get_by_label("Agent", exact=True).input_value() == "scripted"
    expect_ended(chat)
    expect_whole(chat)
    chat.reload()
    expect_ended(chat)
    expect_whole(chat)


def test_another_conversation_and_back_shows_all_of_the_answer(chat: Page) -> None:
    ask(chat, "say 2")
    expect_ended(chat)
    other = chat.url
    chat.keyboard.press("Escape")
    chat.keyboard.press("n")
    chat.wait_for_url("**/chat")
    ask(chat, f"say {WORDS} 10")
    expect_words(chat, 40)
    mine = chat.url
    chat.goto(other)
    expect(last_answer(chat).get_by_text("w1 w2")).to_be_visible()
    chat.goto(mine)
    expect_words(chat, 150)
    assert is_beginning(numbers(chat))
    expect_ended(chat)
    expect_whole(chat)


def test_a_second_tab_shows_the_same_answer_and_new_questions(chat: Page) -> None:
    ask(chat, f"say {WORDS} 10")
    expect_words(chat, 60)
    other = chat.context.new_page()
    other.goto(chat.url)
    expect_words(other, 120)
    chat.bring_to_front()
    expect_ended(chat)
    other.bring_to_front()
    expect_ended(other)
    expect_whole(chat)
    expect_whole(other)
    ask(other, "say 3")
    expect_ended(other)
    chat.bring_to_front()
    expect(answers(chat)).to_have_count(2)
    expect_ended(chat)
    expect_numbers(chat, [1, 2, 3])


def test_a_network_that_is_cut_in_mid_answer_is_told_and_costs_no_character(
    page: Page, chat_server: Server, page_errors: list[str]
) -> None:
    name, value = chat_server.session_cookie()
    with Relay(chat_server.port) as relay:
        page.context.add_cookies([{"name": name, "value": value, "url": relay.url}])
        page.goto(f"{relay.url}/chat")
        ask(page, f"say {WORDS} 30")
        for number in (3, 40, 77, 150, 230):
            expect_words(page, number)
            relay.cut()
            expect(page.locator("[data-connection-text]")).to_contain_text("Reconnecting")
            assert is_beginning(numbers(page))
            relay.mend()
            expect(page.locator("[data-connection-text]")).to_have_text("Live")
        expect_ended(page)
        expect_whole(page)
        page.reload()
        expect_ended(page)
        expect_whole(page)
    page_errors.clear()  # the browser's own complaints of connections that were cut


def test_a_worker_that_is_killed_costs_an_answer_nothing(
    page: Page, start_server: StartServer, page_errors: list[str]
) -> None:
    server = start_server(env=CHAT)
    open_chat(page, server)
    ask(page, f"say {WORDS} 10")
    for number in (30, 200):
        expect_words(page, number)
        server.kill9("worker")
    expect_ended(page)
    expect_whole(page)
    page_errors.clear()  # the browser's own complaints of a connection that was cut


def test_a_server_that_is_gone_is_told_and_what_is_there_stays(
    page: Page, start_server: StartServer, page_errors: list[str]
) -> None:
    server = start_server(env=CHAT)
    open_chat(page, server)
    ask(page, "say 2000 10")
    expect_words(page, 30)
    server.stop()
    expect(page.locator("[data-connection-text]")).to_contain_text("Reconnecting")
    expect(page.locator("[data-race-line]")).to_have_attribute("data-flow", "stalled")
    said = numbers(page)
    assert said == list(range(1, len(said) + 1))
    server.start()
    expect_ended(page, "broken_off")
    assert numbers(page)[: len(said)] == said
    expect(last_answer(page).get_by_role("button", name="Ask again")).to_be_visible()
    page_errors.clear()


def test_a_reader_who_is_signed_out_is_told_and_finds_the_whole_answer_afterwards(
    page: Page, chat_server: Server, page_errors: list[str]
) -> None:
    chat_server.add_user("chat-leaver", MEMBER_PASSWORD)
    sign_in_as(page, chat_server, "chat-leaver")
    page.goto(f"{chat_server.url}/chat")
    ask(page, f"say {WORDS} 10")
    expect_words(page, 30)
    assert page.request.post(f"{chat_server.url}/api/v1/auth/logout").status == 204
    expect(page.get_by_text("You are signed out", exact=True)).to_be_visible()
    expect(page.locator("[data-connection-text]")).to_have_text("Signed out")
    assert is_beginning(numbers(page))
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("User name").fill("chat-leaver")
    page.get_by_label("Password").fill(MEMBER_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect_ended(page)
    expect_whole(page)
    page_errors.clear()  # the browser's own complaints of what was refused
