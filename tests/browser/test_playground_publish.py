"""Publishing on the playground: answers, keys, closed channels, and clear messages for what is not allowed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.playground_flow import (
    MEMBER_PASSWORD,
    answer,
    channel_of,
    connect,
    connect_button,
    entries,
    expect_state,
    publish,
    sign_in_as,
)
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


def test_a_closed_channel_is_done_and_a_fresh_one_is_offered(playground: Page, page_errors: list[str]) -> None:
    connect(playground)
    playground.get_by_role("button", name="Close the channel").click()
    playground.get_by_role("dialog").get_by_role("button", name="Leave it open").click()
    expect_state(playground, "Live")
    playground.get_by_role("button", name="Close the channel").click()
    playground.get_by_role("dialog").get_by_role("button", name="Close the channel").click()
    expect(entries(playground, "done")).to_be_visible()
    expect_state(playground, "Not connected")
    expect(playground.get_by_text("The stream is complete")).to_be_visible()
    closed = channel_of(playground)
    publish(playground)
    expect(answer(playground)).to_contain_text("409")
    page_errors.clear()  # the 409
    answer(playground).get_by_role("button", name="Use a fresh channel").click()
    expect_state(playground, "Live")
    assert channel_of(playground).startswith(f"{closed}.")
    publish(playground)
    expect(entries(playground, "greeting")).to_have_count(1)


def test_an_idempotency_key_stores_nothing_twice(playground: Page) -> None:
    connect(playground)
    playground.get_by_label("Idempotency-Key").check()
    publish(playground)
    expect(answer(playground)).to_contain_text("201, kept")
    publish(playground)
    expect(answer(playground)).to_contain_text("stored nothing a second time")
    expect(entries(playground, "greeting")).to_have_count(1)
    playground.get_by_role("button", name="New key").click()
    publish(playground)
    expect(entries(playground, "greeting")).to_have_count(2)


def test_bad_data_is_told_while_one_types(playground: Page) -> None:
    playground.get_by_label("Data (a JSON object)").fill('{"text": ')
    expect(playground.locator("[data-publish-check]")).to_contain_text("Not JSON yet")
    publish(playground)
    expect(answer(playground)).to_contain_text("Not sent")
    playground.get_by_label("Data (a JSON object)").fill("[1]")
    expect(playground.locator("[data-publish-check]")).to_contain_text("The data is an object")


def test_a_faces_channel_is_explained_to_an_admin(playground: Page, page_errors: list[str]) -> None:
    playground.get_by_label("Channel", exact=True).fill("scan.0123456789abcdef")
    publish(playground)
    expect(answer(playground)).to_contain_text("403")
    expect(answer(playground)).to_contain_text("even an admin needs a grant")
    expect(answer(playground)).to_contain_text("user grant admin --publish 'scan.*'")
    page_errors.clear()  # the 403


def test_a_member_without_a_grant_is_told_what_is_missing(page: Page, server: Server, page_errors: list[str]) -> None:
    server.add_user("mia", MEMBER_PASSWORD)
    sign_in_as(page, server, "mia")
    page.goto(f"{server.url}/playground")
    expect(page.get_by_text("You may read here, but not publish yet")).to_be_visible()
    expect(page.get_by_role("button", name="user grant mia --publish")).to_be_visible()
    connect(page)  # to their own channel
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("textbox", name="Channels").fill("jobs.secret")
    connect_button(page).click()
    expect(page.get_by_text("You may not read this")).to_be_visible()
    expect(page.get_by_role("button", name="user grant mia --subscribe 'jobs.*'")).to_be_visible()
    page_errors.clear()  # the 403
    server.flask("user", "grant", "mia", "--publish", "build.*", "--subscribe", "build.*")
    page.evaluate("localStorage.clear()")
    page.goto(f"{server.url}/playground")
    page.get_by_role("button", name="Connect and publish a first event").click()
    expect(entries(page, "greeting")).to_have_count(1)
    assert channel_of(page).startswith("build.demo.")


def test_snippets_name_this_server_and_channel_and_no_token(playground: Page, server: Server) -> None:
    code = playground.locator("[data-snippet-code]")
    for name in ("curl", "Python", "requests", "JavaScript", "React"):
        playground.get_by_role("tab", name=name, exact=True).click()
        expect(code).to_contain_text(server.url)
        expect(code).to_contain_text(channel_of(playground))
        assert "eyJ" not in code.inner_text()
