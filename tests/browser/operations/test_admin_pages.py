"""Pages for admins in a browser: no rule of axe is broken, and all of it works without scripts and without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.page_flow import sign_in
from tests.support.axe import violations
from tests.support.chromium import NewContext
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_no_page_for_admins_breaks_a_rule_of_axe_or_is_wider_than_a_phone(page: Page, server: Server) -> None:
    api = server.api()
    user = api.post("/api/v1/admin/users", json={"username": "axe-a.very.long.name@example-company.com"}).json()
    group = api.post("/api/v1/admin/groups", json={"name": "Axe"}).json()
    at = f"/api/v1/admin/groups/{group['id']}"
    api.post(f"{at}/members", json={"user_id": user["id"]})
    api.post(f"{at}/grants", json={"action": "publish", "pattern": "axe.*"})
    api.post("/api/v1/admin/tokens", json={"name": "Axe", "publish": ["axe.*"], "expires_days": 3})
    long = {"name": "long" * 30, "publish": ["p" * 120], "subscribe": ["s" * 120]}
    api.post("/api/v1/admin/tokens", json=long)
    sign_in(page, server, "/admin")
    for path in ("users", f"users/{user['id']}", "groups", f"groups/{group['id']}", "tokens", "limits", "settings",
                 "audit"):  # fmt: skip
        page.set_viewport_size(DESK)
        page.goto(f"{server.url}/admin/{path}")
        assert violations(page, "light") == []
        for summary in page.locator(".admin-ask > summary").all():
            summary.click()
        page.set_viewport_size(PHONE)
        assert violations(page, "dark") == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], path


def test_a_token_is_made_and_revoked_without_scripts_and_without_a_mouse(
    new_context: NewContext, server: Server
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, server, "/admin/tokens")
    summary = page.get_by_text("New token")
    if page.get_by_label("What is it for?").is_hidden():
        summary.focus()
        page.keyboard.press("Enter")
    page.get_by_label("What is it for?").focus()
    page.keyboard.type("No mouse")
    page.keyboard.press("Tab")
    page.keyboard.type("mouse.*")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is shown only this once.")).to_be_visible()
    card = page.locator(".admin-card", has_text="No mouse").first
    card.get_by_text("Revoke …").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_text(re.compile("Programs that use “No mouse” are refused at once"))).to_be_visible()
    card.get_by_role("button", name="Revoke it").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".admin-card", has_text="No mouse").first.get_by_text("Revoked")).to_be_visible()
