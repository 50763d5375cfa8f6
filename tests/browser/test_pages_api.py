"""The HTTP API page: what it shows and how it opens, wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.support.chromium import NewContext
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


def test_an_operation_is_found_and_opened(page: Page, server: Server) -> None:
    sign_in(page, server, "/docs/api")
    page.get_by_role("navigation", name="Chapters").get_by_role("link", name="Publish events").click()
    operation = page.locator("#streaming-publish")
    expect(operation).to_be_visible()
    expect(operation).to_contain_text("Idempotency-Key")
    expect(operation.locator(".api__example").first).to_contain_text('"channel": "jobs.nightly"')
    operation.get_by_text("The key was used with another body.").click()
    expect(operation.get_by_label("422 of").or_(operation.locator(".api__answer[open]")).last).to_be_visible()


def test_a_link_to_an_operation_opens_it(page: Page, server: Server) -> None:
    sign_in(page, server, "/docs/api#auth-api-stream-token")
    page.goto(f"{server.url}/docs/api#auth-api-stream-token")
    expect(page.locator("#auth-api-stream-token")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_is_wider_than_the_window(new_context: NewContext, server: Server, width: int, scheme: str) -> None:
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    sign_in(page, server, "/docs/api")
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_home_page_leads_to_it(page: Page, server: Server) -> None:
    sign_in(page, server, "/")
    page.get_by_role("link", name="HTTP API").click()
    expect(page).to_have_url(f"{server.url}/docs/api")
