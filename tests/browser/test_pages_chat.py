"""The chat page: a question and its answer, how an answer may end, and what one may do with both."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat_flow import answers, ask, expect_ended, expect_numbers, expect_words, last_answer, numbers, stop
from tests.support.chromium import NewContext
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


def test_a_question_gets_its_answer_with_steps_files_and_what_it_took(chat: Page) -> None:
    ask(chat, "step search\nsay 30 10\nfile note.txt 20\ndata 3\nuse 12 34")
    expect(last_answer(chat).locator(".message__who")).to_have_text("Scripted")
    expect_ended(chat)
    expect_numbers(chat, list(range(1, 31)))
    expect(last_answer(chat).get_by_text("1 step")).to_be_visible()
    expect(last_answer(chat).get_by_text("34 tokens")).to_be_visible()
    with chat.expect_download() as download:
        last_answer(chat).get_by_role("link", name="note.txt").click()
    assert Path(download.value.path()).stat().st_size == 20
    assert "/chat/" in chat.url
    expect(chat.locator(".conversation[aria-current]")).to_contain_text("step search")


def test_the_page_can_be_read_without_a_script(chat: Page, chat_server: Server, new_context: NewContext) -> None:
    ask(chat, "say 5")
    expect_ended(chat)
    reader = new_context(java_script_enabled=False).new_page()
    name, value = chat_server.session_cookie()
    reader.context.add_cookies([{"name": name, "value": value, "url": chat_server.url}])
    reader.goto(chat.url)
    expect(reader.get_by_text("w1 w2 w3 w4 w5")).to_be_visible()


def test_an_answer_that_breaks_off_keeps_what_was_said_and_is_asked_again(chat: Page) -> None:
    ask(chat, "fail agent_failed after 7")
    expect_ended(chat, "broken_off")
    expect_numbers(chat, list(range(1, 8)))
    expect(last_answer(chat).get_by_role("alert")).to_contain_text("The answer broke off here")
    last_answer(chat).get_by_role("button", name="Ask again").click()
    expect(last_answer(chat).get_by_text("2 of 2")).to_be_visible()
    expect_ended(chat, "broken_off")
    last_answer(chat).get_by_role("button", name="Previous version").press("Enter")
    expect(last_answer(chat).get_by_text("1 of 2")).to_be_visible()
    expect_numbers(chat, list(range(1, 8)))
    expect(last_answer(chat).get_by_role("button", name="Next version")).to_be_focused()


COUNT_ALERTS = """() => {
  window.alerts = 0;
  const count = ({ addedNodes }) => addedNodes.forEach((node) => {
    if (node.nodeType === 1 && (node.matches("[role=alert]") || node.querySelector("[role=alert]"))) window.alerts++;
  });
  new MutationObserver((changes) => changes.forEach(count))
    .observe(document.querySelector("[data-messages]"), { childList: true, subtree: true });
}"""
"""A screen reader reads each that comes."""


def test_a_failure_is_told_once_and_its_buttons_wait_for_the_answer_under_way(chat: Page) -> None:
    chat.evaluate(COUNT_ALERTS)
    ask(chat, "fail agent_failed after 7")
    expect_ended(chat, "broken_off")
    with chat.expect_response("**/conversations/*"):  # as after another tab was in front
        chat.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    again = answers(chat).first.get_by_role("button", name="Ask again")
    ask(chat, "say 300 10")
    expect_words(chat, 5)
    expect(again).to_be_disabled()
    stop(chat)
    expect_ended(chat, "cancelled")
    expect(again).to_be_enabled()
    assert chat.evaluate("window.alerts") == 1


def test_the_next_best_agent_is_offered_after_a_failure_and_answers_beside_it(chat: Page) -> None:
    ask(chat, "words=30 end=unreachable sample", "")
    expect_ended(chat, "broken_off")
    who = last_answer(chat).locator(".message__who")
    expect(who).to_have_text("Sample")
    expect(last_answer(chat).locator(".branches")).to_have_count(0)
    last_answer(chat).get_by_role("button", name="Ask Spare").click()
    expect(last_answer(chat).get_by_text("2 of 2")).to_be_visible()
    expect(who).to_have_text("Spare")
    expect_ended(chat, "broken_off")
    words = " ".join(f"word{number}" for number in range(30))
    expect(last_answer(chat).locator(".markdown")).to_have_text(words)
    last_answer(chat).get_by_role("button", name="Previous version").click()
    expect(who).to_have_text("Sample")
    expect(last_answer(chat).locator(".markdown")).to_have_text(words)


def test_a_question_of_the_agent_says_who_hears_the_reply(chat: Page) -> None:
    ask(chat, "ask Which year?")
    expect_ended(chat, "input_required")
    expect(last_answer(chat).get_by_text("Which year?")).to_be_visible()
    expect(chat.get_by_text("Scripted is waiting for your reply")).to_be_visible()
    chat.get_by_label("Message", exact=True).fill("2026")
    chat.get_by_label("Message", exact=True).press("Enter")
    expect(last_answer(chat).get_by_text("Thank you for")).to_be_visible()
    expect(chat.get_by_text("Scripted is waiting for your reply")).to_be_hidden()


def test_an_answer_that_was_cut_at_its_limit_goes_on_when_asked(chat: Page) -> None:
    ask(chat, "say 3\nuse 1 2 cut")
    expect_ended(chat)
    go_on = answers(chat).first.get_by_role("button", name="Go on")
    go_on.click()
    expect(answers(chat)).to_have_count(2)
    expect_ended(chat)
    expect(last_answer(chat).locator(".message__who")).to_have_text("Scripted")
    ask(chat, "say 2")
    expect(answers(chat)).to_have_count(3)
    expect_ended(chat)
    go_on.click()  # with what was cut, not with what followed
    expect(chat.get_by_text("2 of 2")).to_be_visible()
    expect(answers(chat)).to_have_count(2)
    expect_ended(chat)


def test_stop_stops_the_agent_also_after_a_reload(chat: Page, chat_server: Server) -> None:
    ask(chat, "say 4000 10")
    expect_words(chat, 20)
    chat.reload()
    expect_words(chat, 30)
    stop(chat)
    expect_ended(chat, "cancelled")
    said = numbers(chat)
    assert said == list(range(1, len(said) + 1))
    kept = chat_server.api().get(f"/api/v1/conversations/{chat.url.rpartition('/')[2]}").json()["messages"][-1]
    assert (kept["code"], kept["text"].split()) == ("cancelled", [f"w{number}" for number in said])


def test_a_question_in_other_words_leaves_the_earlier_branch(chat: Page) -> None:
    ask(chat, "say 3")
    expect_ended(chat)
    chat.get_by_role("button", name="Edit and ask again").click()
    chat.get_by_role("textbox", name="Question").fill("say 5")
    chat.get_by_role("button", name="Ask", exact=True).click()
    expect(chat.get_by_text("2 of 2")).to_be_visible()
    expect_ended(chat)
    expect_numbers(chat, [1, 2, 3, 4, 5])
    chat.get_by_role("button", name="Previous version").click()
    expect_numbers(chat, [1, 2, 3])
    chat.reload()
    expect(chat.get_by_text("1 of 2")).to_be_visible()
    expect(answers(chat)).to_have_count(1)


def test_conversations_are_found_renamed_exported_and_deleted(chat: Page) -> None:
    ask(chat, "text the heron waits by the weir")
    expect_ended(chat)
    chat.get_by_role("button", name="This conversation").click()
    chat.get_by_role("button", name="Rename").click()
    chat.get_by_label("Title").fill("Birds")
    chat.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(chat.locator("[data-page-title]")).to_have_text("Birds")
    chat.get_by_role("searchbox", name="Search conversations").fill("heron")
    expect(chat.locator(".conversation", has_text="Birds").locator("mark").first).to_have_text("heron")
    for name, ending in (("Export as Markdown", "md"), ("Export as JSON", "json")):
        chat.get_by_role("button", name="This conversation").click()
        with chat.expect_download() as download:
            chat.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(ending)
        assert "heron" in Path(download.value.path()).read_text()
    chat.get_by_role("button", name="This conversation").click()
    chat.get_by_role("button", name="Delete").click()
    chat.get_by_role("dialog").get_by_role("button", name="Delete").click()
    chat.wait_for_url("**/chat")
    expect(chat.locator(".conversation", has_text="Birds")).to_have_count(0)


def test_what_could_not_be_sent_stays_and_is_sent_once(chat: Page, page_errors: list[str]) -> None:
    chat.context.set_offline(True)
    ask(chat, "say 2")
    expect(chat.get_by_role("alert")).to_contain_text("The server does not answer")
    expect(chat.get_by_label("Message", exact=True)).to_have_value("say 2")
    chat.context.set_offline(False)
    chat.get_by_role("button", name="Try again").click()
    expect_ended(chat)
    expect(answers(chat)).to_have_count(1)
    expect(chat.get_by_label("Message", exact=True)).to_have_value("")
    page_errors.clear()  # the browser's own complaint of having no network


def test_a_question_whose_start_was_not_heard_of_is_one_question(chat: Page, page_errors: list[str]) -> None:
    ask(chat, "say 2")
    expect_ended(chat)
    address = "**/api/v1/conversations/*"
    chat.route(address, lambda route: route.abort())
    ask(chat, "say 3")
    expect(chat.get_by_role("alert")).to_contain_text("The server does not answer")
    chat.unroute(address)
    chat.get_by_role("button", name="Try again").click()
    expect_ended(chat)
    expect_numbers(chat, [1, 2, 3])
    chat.reload()
    expect(answers(chat)).to_have_count(2)
    expect(chat.locator(".branches")).to_have_count(0)
    page_errors.clear()  # the browser's own complaint of what was aborted


def test_example_questions_of_the_agents_are_offered(chat: Page) -> None:
    chat.locator(".example").first.click()
    expect(chat.get_by_label("Message", exact=True)).not_to_have_value("")
    expect(answers(chat)).to_have_count(0)


def test_draft_and_agent_are_kept_for_each_conversation(chat: Page) -> None:
    ask(chat, "say 2")
    expect_ended(chat)
    chat.get_by_label("Agent", exact=True).select_option("sample")
    chat.get_by_label("Message", exact=True).fill("not sent yet")
    address = chat.url
    chat.keyboard.press("Escape")
    chat.keyboard.press("n")
    chat.wait_for_url("**/chat")
    expect(chat.get_by_label("Message", exact=True)).to_have_value("")
    chat.goto(address)
    expect(chat.get_by_label("Message", exact=True)).to_have_value("not sent yet")
    assert chat.get_by_label("Agent", exact=True).input_value() == "sample"
