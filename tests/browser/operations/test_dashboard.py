"""The dashboard in a browser: live over one stream, still under the reader's hand, loud when something fails."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.support.api import Api
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


class Program:
    """One that reports executions of one kind, which the page filters by."""

    def __init__(self, api: Api, kind: str) -> None:
        self._api = api
        self.kind = kind

    def say(self, what: str, execution_id: str, **fields: object) -> None:
        data = {"execution_id": f"{self.kind}-{execution_id}", **fields}
        if what == "started":
            data["kind"] = self.kind
        self._api.publish(f"jobs.{self.kind}", data, type=f"execution.{what}")


def open_dashboard(page: Page, server: Server, kind: str) -> None:
    sign_in(page, server, f"/dashboard?kind={kind}")
    expect(page.locator("[data-connection-text]")).to_have_text("Live")


def test_executions_appear_move_and_fail_and_the_reader_hears_of_it(
    page: Page, server: Server, api: Api, page_errors: list[str]
) -> None:
    program = Program(api, "kind-live")
    open_dashboard(page, server, program.kind)
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    program.say("started", "1", title="Night <1>")
    row = page.locator("tr[data-execution]").filter(has_text="Night <1>")
    expect(row).to_have_count(1)
    program.say("progress", "1", progress=0.4, stage="load")
    expect(row.locator("[data-row-percent]")).to_have_text("40 %")
    expect(row).to_contain_text("load")
    program.say("finished", "1", status="failed", error="No room on the disk")
    expect(row.locator(".badge")).to_have_attribute("data-status", "failed")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Night <1> failed")
    expect(toast).to_have_count(1)
    expect(row).to_contain_text("No room on the disk")
    toast.get_by_role("link", name="Open").click()
    expect(page.locator("[data-part=progress]")).to_contain_text("No room on the disk")
    assert page_errors == []


def test_nothing_jumps_under_the_readers_hand(page: Page, server: Server, api: Api) -> None:
    program = Program(api, "kind-still")
    program.say("started", "old", title="Old one")
    open_dashboard(page, server, program.kind)
    rows = page.locator("tr[data-execution]")
    expect(rows).to_have_count(1)
    rows.first.hover()
    program.say("started", "new", title="New one")
    pill = page.get_by_role("button", name="1 new")
    expect(pill).to_be_visible()
    expect(rows).to_have_count(1)
    pill.click()
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("New one")


def test_a_view_is_saved_and_deleted_and_keys_walk_the_list(page: Page, server: Server, api: Api) -> None:
    program = Program(api, "kind-view")
    for number in range(2):
        program.say("started", str(number), title=f"Walk {number}")
    open_dashboard(page, server, program.kind)
    expect(page.locator("tr[data-execution]")).to_have_count(2)
    page.get_by_role("button", name="Save this view").click()
    page.get_by_label("Name", exact=True).fill("My walks")
    page.get_by_role("button", name="Save", exact=True).click()
    view = page.get_by_role("link", name="My walks")
    expect(view).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-connection-text]")).to_have_text("Live")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-execution] a").nth(1)).to_be_focused()
    page.get_by_role("button", name="Delete the view My walks").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(view).to_have_count(0)
    page.locator("tr[data-execution] a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard/executions/*")
