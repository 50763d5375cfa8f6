"""What a page does when it cannot be live: its reader is signed out, the server is dead, or it falls silent."""

from __future__ import annotations

import os
import re
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.browser.playground_flow import MEMBER_PASSWORD, connect, expect_state
from tests.support.chromium import NewContext
from tests.support.server import Server, StartServer

pytestmark = [pytest.mark.browser, pytest.mark.integration]

SIGNED_OUT = "You are signed out"


def sign_in_as(page: Page, server: Server, name: str, path: str) -> None:
    """By the form, which is where the path leads first."""
    page.goto(server.url + path)
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(MEMBER_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


def end_login(page: Page, server: Server) -> None:
    """As if the reader had signed out in another browser."""
    assert page.request.post(f"{server.url}/api/v1/auth/logout").status == 204


def come_back_by_form(page: Page, name: str) -> None:
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(MEMBER_PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def member(counting_server: Server, request: pytest.FixtureRequest) -> str:
    name = re.sub("[^a-z]+", "-", request.node.name.lower())[-32:].strip("-")
    counting_server.add_user(name, MEMBER_PASSWORD, publish=["jobs.*"], subscribe=["jobs.*"])
    return name


def test_a_run_page_stands_still_when_its_reader_is_signed_out_and_goes_on_after_signing_in(
    page: Page, counting_server: Server, member: str, page_errors: list[str]
) -> None:
    api = counting_server.api(member, MEMBER_PASSWORD)
    started = api.post("/api/v1/counts", json={"title": "Watched while signed out"}).json()
    path = f"/counting/{started['count_id']}"
    sign_in_as(page, counting_server, member, path)
    page.goto(f"{counting_server.url}{path}?from=mail#panel-events")
    expect(page.locator("[data-connection-text]")).to_have_text("Live")
    end_login(page, counting_server)
    expect(page.get_by_text(SIGNED_OUT, exact=True)).to_be_visible()
    expect(page.locator("[data-connection-text]")).to_have_text("Signed out")
    expect(page.locator("[data-race-line]")).to_have_attribute("data-flow", "closed")
    so_far = page.locator("[data-progress-so-far]").inner_text()
    page.wait_for_timeout(1500)
    assert page.locator("[data-progress-so-far]").inner_text() == so_far
    expect(page.get_by_text(SIGNED_OUT, exact=True)).to_have_count(1)

    come_back_by_form(page, member)
    page.wait_for_url(f"{counting_server.url}{path}?from=mail#panel-events")
    expect(page.locator("[data-connection-text]")).to_have_text(re.compile("Live|Ended"))
    expect(page.get_by_text(SIGNED_OUT, exact=True)).to_have_count(0)
    api.post(f"/api/v1/counts/{started['count_id']}/cancel")
    page_errors.clear()  # the answers 401


def test_a_deleted_user_is_told_at_once(
    page: Page, counting_server: Server, member: str, page_errors: list[str]
) -> None:
    sign_in_as(page, counting_server, member, "/playground?channel=jobs.deleted")
    connect(page)
    assert counting_server.flask("user", "delete", member, "--yes").returncode == 0
    expect(page.get_by_text(SIGNED_OUT, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_have_attribute(
        "href", "/login?next=%2Fplayground%3Fchannel%3Djobs.deleted"
    )
    expect_state(page, "Not connected")
    page_errors.clear()


def test_an_action_that_finds_its_reader_signed_out_says_so(
    page: Page, counting_server: Server, member: str, page_errors: list[str]
) -> None:
    sign_in_as(page, counting_server, member, "/playground?channel=jobs.action")
    end_login(page, counting_server)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text(SIGNED_OUT, exact=True)).to_be_visible()
    page_errors.clear()


def test_signing_in_in_another_tab_brings_this_one_back(
    new_context: NewContext, counting_server: Server, member: str
) -> None:
    context = new_context()
    page, other = context.new_page(), context.new_page()
    sign_in_as(page, counting_server, member, "/playground?channel=jobs.two-tabs")
    connect(page)
    end_login(page, counting_server)
    expect(page.get_by_text(SIGNED_OUT, exact=True)).to_be_visible()
    sign_in_as(other, counting_server, member, "/")
    page.bring_to_front()
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_text(SIGNED_OUT, exact=True)).to_have_count(0)
    connect(page)


def test_a_fragment_survives_the_way_over_the_sign_in_page(page: Page, counting_server: Server, member: str) -> None:
    page.goto(f"{counting_server.url}/counting?q=ten#history-title")
    expect(page).to_have_title("Sign in · Tailrace")
    expect(page.locator("[name=next]")).to_have_value("/counting?q=ten#history-title")
    page.get_by_label("User name").fill(member)
    page.get_by_label("Password").fill(MEMBER_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{counting_server.url}/counting?q=ten#history-title")


@pytest.mark.long
def test_whoever_waits_for_a_dead_server_may_try_now(
    page: Page, start_server: StartServer, page_errors: list[str]
) -> None:
    server = start_server({"TAILRACE_WORKERS": "1"})
    sign_in(page, server, "/playground?channel=jobs.dead")
    connect(page)
    try_now = page.get_by_role("button", name="Try now")
    expect(try_now).to_be_hidden()
    server.kill9("all")
    expect(page.locator("[data-connection-text]")).to_contain_text("Reconnecting in")
    # By now it waits about 5 s between attempts.
    expect(page.locator("[data-connection-text]")).to_contain_text("attempt 4", timeout=30_000)
    with page.expect_request("**/stream-token", timeout=2000):
        try_now.click()
    expect(try_now).to_be_visible()
    server.start()
    expect(page.locator("[data-connection-text]")).to_have_text("Live", timeout=40_000)
    expect(try_now).to_be_hidden()
    page_errors.clear()


def test_the_badge_turns_amber_after_two_missed_heartbeats_while_the_state_is_still_live(
    page: Page, counting_server: Server
) -> None:
    sign_in(page, counting_server, "/playground?channel=jobs.silent")
    connect(page)
    badge = page.locator("[data-connection]")
    page.wait_for_timeout(2500)  # heartbeats come every second
    expect(badge).to_have_attribute("data-state", "connected")
    workers = counting_server.worker_pids
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        expect(badge).to_have_attribute("data-state", "late")
        expect(page.locator("[data-connection-text]")).to_have_text(re.compile(r"^No word for \d+ s$"))
        expect(page.locator("[data-race-line]")).to_have_attribute("data-flow", "stalled")
        expect_state(page, "Live")
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
    expect(badge).to_have_attribute("data-state", "connected")
    expect(page.locator("[data-connection-text]")).to_have_text("Live")
