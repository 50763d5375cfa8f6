"""The pages that a face gets without bringing its own: navigation, list, a run watched live, cancel, delete."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


def test_a_count_is_found_watched_cancelled_and_deleted(page: Page, counting_server: Server) -> None:
    started = counting_server.api().post("/api/v1/counts", json={"title": "To a thousand"}).json()
    sign_in(page, counting_server, "/")
    page.get_by_role("link", name="Counting").click()
    row = page.locator("[data-run-row]")
    expect(row).to_have_attribute("data-run-row", started["channel"])
    expect(row.locator("[data-row-percent]")).to_have_text(re.compile(r"^[1-9]\d* %$"), timeout=30_000)

    page.get_by_role("link", name="To a thousand").click()
    expect(page.locator("[data-connection-text]")).to_have_text("Live")
    expect(page.locator('.stage[data-stage="warm_up"]')).to_have_attribute("data-state", "done", timeout=30_000)
    expect(page.locator('.stage[data-stage="counting"]')).to_have_attribute("data-state", "active")
    expect(page.locator("[data-progress-percent]")).to_have_text(re.compile(r"^[1-9]\d? %$"))
    expect(page.locator("[data-event-log]")).to_contain_text("counted")

    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Cancel it").click()
    expect(page.locator("[data-status-badge]")).to_have_text("Cancelled", timeout=30_000)
    expect(page.locator("[data-when=live]").first).to_be_hidden()

    page.get_by_role("button", name="Delete").click()
    page.locator("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/counting")
    expect(page.locator("[data-run-row]")).to_have_count(0)
