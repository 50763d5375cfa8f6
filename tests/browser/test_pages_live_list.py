"""Home and lists are live: what begins elsewhere appears, changes and goes, in every tab, without loading the page."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.page_flow import sign_in
from tests.browser.playground_flow import MEMBER_PASSWORD, sign_in_as
from tests.support.api import Api
from tests.support.chromium import NewContext
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
def member(counting_server: Server, request: pytest.FixtureRequest) -> str:
    name = re.sub("[^a-z]+", "-", request.node.name.lower())[-32:].strip("-")
    counting_server.add_user(name, MEMBER_PASSWORD)
    return name


def start(api: Api, title: str) -> str:
    return str(api.post("/api/v1/counts", json={"title": title}).json()["count_id"])


def end(api: Api, count_id: str) -> None:
    api.post(f"/api/v1/counts/{count_id}/cancel")


def open_list(page: Page, server: Server, path: str) -> None:
    page.goto(server.url + path)
    expect(page.locator("[data-connection-text]")).to_have_text("Live")
    page.evaluate("() => (window.wasHereBefore = true)")


def expect_not_loaded_again(page: Page) -> None:
    assert page.evaluate("() => window.wasHereBefore === true")


@pytest.mark.long
def test_an_empty_list_fills_moves_and_empties_again_in_every_tab(
    new_context: NewContext, counting_server: Server, member: str, page_errors: list[str]
) -> None:
    context, admins = new_context(), new_context()
    tabs = [context.new_page(), context.new_page(), admins.new_page()]
    sign_in_as(tabs[0], counting_server, member)
    sign_in(tabs[2], counting_server)
    for tab in tabs:
        open_list(tab, counting_server, f"/counting{'?q=seen' if tab is tabs[2] else ''}")
    for tab in tabs[:2]:
        expect(tab.get_by_text("Nothing here yet")).to_be_visible()

    api = counting_server.api(member, MEMBER_PASSWORD)
    first = start(api, "Seen first")
    for tab in tabs:
        row = tab.locator(f'[data-run-row="count.{first}"]')
        expect(row).to_have_attribute("data-status", "running", timeout=30_000)
        expect(row.locator("[data-row-percent]")).to_have_text(re.compile(r"^[1-9]\d* %$"), timeout=30_000)
    second = start(api, "Seen second")
    for tab in tabs:
        expect(tab.locator("[data-run-row] a")).to_have_text(["Seen second", "Seen first"], timeout=30_000)

    end(api, first)
    for tab in tabs:
        expect(tab.locator(f'[data-run-row="count.{first}"]')).to_have_attribute(
            "data-status", "cancelled", timeout=30_000
        )
    assert api.delete(f"/api/v1/counts/{first}").status_code == 204
    for tab in tabs:
        expect(tab.locator("[data-run-row] a")).to_have_text(["Seen second"], timeout=30_000)
    end(api, second)
    expect(tabs[0].locator("[data-status=cancelled]").first).to_be_visible(timeout=30_000)
    assert api.delete(f"/api/v1/counts/{second}").status_code == 204
    for tab in tabs:
        expect(tab.locator("[data-run-row]")).to_have_count(0, timeout=30_000)
    for tab in tabs[:2]:
        expect(tab.get_by_text("Nothing here yet")).to_be_visible()
    for tab in tabs:
        expect_not_loaded_again(tab)
    assert not page_errors


def test_others_see_nothing_of_it(new_context: NewContext, counting_server: Server, member: str) -> None:
    page = new_context().new_page()
    sign_in_as(page, counting_server, member)
    open_list(page, counting_server, "/counting")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/counting") else None)
    api = counting_server.api()
    count = start(api, "Somebody else's")
    end(api, count)
    page.wait_for_timeout(1500)
    assert not asked
    expect(page.get_by_text("Nothing here yet")).to_be_visible()


def test_a_filter_holds_for_what_arrives(page: Page, counting_server: Server, member: str) -> None:
    sign_in_as(page, counting_server, member)
    open_list(page, counting_server, "/counting")
    search = page.get_by_label("Search by name")
    search.fill("wanted")
    api = counting_server.api(member, MEMBER_PASSWORD)
    counts = [start(api, "Wanted"), start(api, "Another")]
    expect(page.locator("[data-run-row]")).to_have_count(2, timeout=30_000)
    expect(page.locator("[data-run-row]:visible a")).to_have_text(["Wanted"])
    expect(search).to_have_value("wanted")
    expect(search).to_be_focused()
    for count in counts:
        end(api, count)


def test_a_burst_of_runs_is_one_renewal_a_second(page: Page, counting_server: Server, member: str) -> None:
    sign_in_as(page, counting_server, member)
    open_list(page, counting_server, "/counting")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/counting") else None)
    api = counting_server.api(member, MEMBER_PASSWORD)
    began = page.evaluate("() => performance.now()")
    counts = [start(api, f"Number {number}") for number in range(8)]
    expect(page.locator("[data-run-row]")).to_have_count(8, timeout=30_000)
    took_s = (page.evaluate("() => performance.now()") - began) / 1000
    assert len(asked) <= took_s + 2
    for count in counts:
        end(api, count)


def test_home_keeps_to_its_newest_and_says_why_they_failed(
    page: Page, pages_server: Server, repositories: Path
) -> None:
    pages_server.add_user("live-home", MEMBER_PASSWORD)
    sign_in_as(page, pages_server, "live-home")
    open_list(page, pages_server, "/")
    expect(page.get_by_text("Nothing has been analysed yet")).to_be_visible()
    api = pages_server.api("live-home", MEMBER_PASSWORD)
    address = os.fspath(repositories / "small")
    for number in range(10):
        answer = api.post("/rlm/analyze", json={"url": address, "ref": f"no-such-branch-{number}"})
        if answer.status_code == 429:  # as many as one user may have at once: the next when one has ended
            break
        assert answer.status_code == 202
    failed = page.locator('[data-run-row][data-status="failed"]')
    expect(failed.first).to_contain_text("no-such-branch", timeout=30_000)
    assert page.locator("[data-run-row]").count() <= 8
    expect_not_loaded_again(page)
    page.goto(f"{pages_server.url}/analysis?status=failed")
    expect(failed.first).to_contain_text("no-such-branch")
