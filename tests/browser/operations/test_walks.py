"""What somebody who never saw Tailrace finds out from the pages alone: why their job failed, and what to do with it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.operations.test_dashboard import Program
from tests.browser.page_flow import sign_in
from tests.support.api import Api
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


def test_why_a_job_failed_is_found_from_the_pages_alone(
    page: Page, server: Server, api: Api, page_errors: list[str]
) -> None:
    program = Program(api, "kind-walk")
    program.say("started", "1", title="Nightly import of orders", expect_within_s=600)
    program.say("progress", "1", progress=0.2, stage="download", message="3 of 14 files")
    program.say("progress", "1", progress=0.6, stage="load", message="Loading orders.csv")
    program.say("finished", "1", status="failed", error="orders.csv, line 40117: no such customer 8812", alert="high")
    sign_in(page, server, "/")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Operations").click()
    page.get_by_role("link", name=re.compile("Failed in 24 h")).click()
    row = page.locator("tr[data-execution]").filter(has_text="Nightly import of orders")
    expect(row.locator(".badge").first).to_have_attribute("data-status", "failed")
    row.get_by_role("link", name="Nightly import of orders").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nightly import of orders")
    why = page.locator("[data-part=progress]")
    expect(why).to_contain_text("orders.csv, line 40117: no such customer 8812")
    expect(why).to_contain_text("It was at “load”, 60 % done.")
    happened = page.get_by_role("region", name="What happened")
    for told in ("3 of 14 files", "Loading orders.csv", "no such customer 8812"):
        expect(happened).to_contain_text(told)
    page.get_by_role("button", name="False positive").click()
    expect(page.get_by_role("button", name="It is real after all")).to_be_visible()
    assert page_errors == []


def test_acting_on_all_of_a_filter_says_first_how_many(
    page: Page, server: Server, api: Api, page_errors: list[str]
) -> None:
    program = Program(api, "kind-bulk")
    for number in range(3):
        program.say("started", str(number), title=f"Camera {number}")
        program.say("finished", str(number), status="failed", error="A cat", alert="high")
    sign_in(page, server, f"/dashboard?kind={program.kind}")
    expect(page.locator("tr[data-execution], tr[data-group]").first).to_be_visible()
    page.get_by_role("button", name="Act on all").click()
    page.get_by_role("button", name="Mark as false positives…").click()
    dialog = page.get_by_role("dialog", name="Mark 3 executions as false positives?")
    dialog.get_by_role("button", name="Leave them").click()
    marked = f"/dashboard/api/executions?kind={program.kind}"
    assert not any(one["false_positive"] for one in api.get(marked).json()["executions"])
    page.get_by_role("button", name="Act on all").click()
    page.get_by_role("button", name="Mark as false positives…").click()
    dialog.get_by_role("button", name="Mark them").click()
    expect(page.locator(".toast").filter(has_text="Done for 3")).to_be_visible()
    assert all(one["false_positive"] for one in api.get(marked).json()["executions"])
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.path().read_text().count("A cat") == 3
    assert page_errors == []
