"""The pages for admins about streams: a list that stays fresh, and the walk from "it missed an event" to the reason."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.support.axe import violations
from tests.support.condition import wait_until
from tests.support.open_stream import open_stream
from tests.support.server import Server
from tests.support.sse import parse

pytestmark = [pytest.mark.browser, pytest.mark.integration, pytest.mark.usefixtures("close_streams")]


def test_connections_come_and_go_without_a_reload_and_are_ended_after_a_question(page: Page, server: Server) -> None:
    api = server.api()
    sign_in(page, server, "/admin/connections?channel=jobs.seen")
    expect(page.get_by_text("No open connections")).to_be_visible()
    first = open_stream(server, api, "jobs.seen")
    expect(page.locator("tbody tr")).to_have_count(1)
    open_stream(server, api, "jobs.seen", "jobs.other")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert violations(page, "light") == []
    first.close()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="End connection").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="End connection").click()
    with page.expect_navigation():  # the form's answer: a page left before would take the request with it
        page.get_by_role("button", name="End it").click()
    page.goto(f"{server.url}/admin/connections?channel=jobs.seen")
    expect(page.get_by_text("No open connections")).to_be_visible()


def test_why_a_client_missed_an_event_is_found_from_the_pages_alone(page: Page, server: Server) -> None:
    """Somebody says that their page missed what was published on jobs.missed."""
    api = server.api()
    stream = open_stream(server, api, "jobs.missed")
    seen = api.publish("jobs.missed", {"n": 1})
    stream.read_until(b"id: %d\n" % seen)
    client_id = parse(stream.body)[0].json["client_id"]
    stream.close()
    missed = api.publish("jobs.missed", {"n": 2})
    sign_in(page, server, "/admin/channels")
    page.get_by_label("Part of a name").fill("missed")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="jobs.missed").click()
    expect(page.get_by_text('{"n":2}')).to_be_visible()
    page.get_by_role("link", name="Why").click()
    page.get_by_label("Client or user").fill("admin")
    page.get_by_label("Event id").fill(str(missed))
    page.get_by_role("button", name="Explain").click()
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_attribute("data-verdict", "unwritten")
    expect(verdict).to_contain_text("the client, or its network, closed it")
    expect(page.locator(".timeline__event").first).to_be_visible()
    expect(page.get_by_role("cell", name=client_id)).to_be_visible()
    assert violations(page, "light") == []
    again = open_stream(server, api, "jobs.missed", more=f"&last_event_id={seen}&previous={client_id}")
    again.read_until(b"id: %d\n" % missed)
    asked = f"/api/v1/admin/why?client_id={client_id}&event={missed}"
    wait_until(lambda: api.get(asked).json()["fate"] == "written", "the journal has noted it")
    page.reload()
    expect(verdict).to_have_attribute("data-verdict", "written")
