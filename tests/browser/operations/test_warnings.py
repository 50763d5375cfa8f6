"""What somebody who looks elsewhere hears: toasts, and notifications of the browser for those who asked for them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.support.api import Api
from tests.support.chromium import NewContext
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]

WATCH = """
window.shown = [];
window.asked = 0;
const Real = window.Notification;
const ask = Real.requestPermission.bind(Real);
Real.requestPermission = () => (window.asked++, ask());
window.Notification = new Proxy(Real, {
  construct(target, [title, options]) {
    window.shown.push(title);
    return new target(title, options);
  },
});
"""
WORKERS_KNOW_MS = 2500
"""After so long, every worker has looked whether maintenance is on."""
numbers = itertools.count()

Fail = Callable[..., None]


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


@pytest.fixture
def fail(api: Api) -> Fail:
    """Several executions that fail in one call, by their titles."""

    def fail(*titles: str) -> None:
        said = []
        for title in titles:
            id = f"warned-{next(numbers)}"
            said.append(("started", {"execution_id": id, "title": title, "kind": "warned"}))
            said.append(("finished", {"execution_id": id, "status": "failed", "error": f"No room for {title}"}))
        events = [{"channel": "jobs.warned", "type": f"execution.{what}", "data": data} for what, data in said]
        assert api.post("/api/v1/publish", json=events).status_code == 201

    return fail


@pytest.fixture
def opened(new_context: NewContext, server: Server) -> Iterator[Callable[..., Page]]:
    """A dashboard in a browser of its own, which shows none of what is warned of."""

    def opened(*, allowed: bool = False) -> Page:
        context = new_context(viewport={"width": 1280, "height": 900})
        if allowed:
            context.grant_permissions(["notifications"])
        context.add_init_script(WATCH)
        page = context.new_page()
        sign_in(page, server, "/dashboard?kind=none-of-them")
        expect(page.locator("[data-connection-text]")).to_have_text("Live")
        return page

    yield opened


def test_the_browser_notifies_whoever_asked_for_it_and_nobody_else(opened: Callable[..., Page], fail: Fail) -> None:
    page = opened(allowed=True)
    fail("Quiet")
    expect(page.locator(".toast")).to_contain_text("Quiet failed")
    assert page.evaluate("[window.asked, window.shown]") == [0, []]
    page.get_by_role("button", name="Notify me").click()
    expect(page.get_by_role("button", name="Notifications are on")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.asked") == 1
    fail("Loud")
    expect(page.locator(".toast").filter(has_text="No room for Loud")).to_be_visible()
    assert page.evaluate("window.shown") == ["Loud failed"]
    page.get_by_role("button", name="Notifications are on").click()
    expect(page.get_by_role("button", name="Notify me")).to_have_attribute("aria-pressed", "false")
    fail("Late")
    expect(page.locator(".toast").filter(has_text="Late failed")).to_be_visible()
    assert page.evaluate("[window.asked, window.shown]") == [1, ["Loud failed"]]


def test_who_does_not_allow_it_is_told_so_and_has_toasts(opened: Callable[..., Page], fail: Fail) -> None:
    page = opened()
    page.get_by_role("button", name="Notify me").click()
    expect(page.locator(".toast")).to_contain_text("Your browser does not allow it")
    expect(page.get_by_role("button", name="Notify me")).to_have_attribute("aria-pressed", "false")
    fail("Unheard")
    expect(page.locator(".toast").filter(has_text="Unheard failed")).to_be_visible()
    assert page.evaluate("window.shown") == []


def test_an_alert_of_what_began_long_ago_is_news_once(opened: Callable[..., Page], api: Api, fail: Fail) -> None:
    say = {"execution_id": f"camera-{next(numbers)}"}
    api.publish("jobs.warned", say | {"title": "Old gate", "kind": "camera"}, type="execution.started")
    page = opened()
    seen = say | {"progress": 0.5, "message": "Somebody is there", "alert": "high"}
    api.publish("jobs.warned", seen, type="execution.progress")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Alert: Old gate")
    page.reload()
    expect(page.locator("[data-connection-text]")).to_have_text("Live")
    api.publish("jobs.warned", seen | {"progress": 0.6}, type="execution.progress")
    fail("After it")
    expect(toast).to_contain_text("After it failed")
    expect(toast).to_have_count(1)


def test_several_at_once_are_one(opened: Callable[..., Page], fail: Fail) -> None:
    page = opened(allowed=True)
    page.get_by_role("button", name="Notify me").click()
    fail(*(f"Storm {number}" for number in range(12)))
    toast = page.locator(".toast")
    expect(toast).to_contain_text("executions failed or warned")
    assert len(page.evaluate("window.shown")) <= 4
    expect(toast.filter(has_text="executions failed or warned")).to_have_count(1)


def test_while_the_server_is_being_worked_on_nothing_is_news(opened: Callable[..., Page], api: Api, fail: Fail) -> None:
    page = opened()
    maintenance = "/dashboard/api/maintenance"
    assert api.put(maintenance, json={"message": "The disk is being changed."}).ok
    try:
        page.wait_for_timeout(WORKERS_KNOW_MS)
        with page.expect_response(lambda answer: answer.url.endswith(maintenance)):
            fail("Expected")
    finally:
        assert api.delete(maintenance).ok
    page.wait_for_timeout(WORKERS_KNOW_MS)
    fail("Unexpected")
    expect(page.locator(".toast")).to_contain_text("Unexpected failed")
    expect(page.locator(".toast")).to_have_count(1)
