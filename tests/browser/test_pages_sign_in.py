"""Signing in as people do: at a real provider, with a second factor, and out again on every device."""

from __future__ import annotations

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import violations
from tests.support.chromium import NewContext
from tests.support.oidc_provider import OidcProvider
from tests.support.port import free_port
from tests.support.server import Server, stop_all

pytestmark = [pytest.mark.browser, pytest.mark.integration]

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a provider."""
    port, folder = free_port(), tmp_path_factory.mktemp("sign-in")
    provider = OidcProvider(folder, [f"http://127.0.0.1:{port}/login/provider/callback"])
    env = {**provider.environment, "TAILRACE_OIDC_NAME": "Example", "TAILRACE_OIDC_NEW_USERS": "1"}
    with provider.running():
        server = Server(folder / "data", env, port=port)
        server.start()
        yield server
        stop_all([server])


def test_somebody_signs_in_at_the_provider_and_out_again(page: Page, page_errors: list[str], site: Server) -> None:
    page.goto(f"{site.url}/account#second-factor")
    page.get_by_role("link", name="Sign in with Example").click()
    page.get_by_placeholder("Enter any login").fill("4711")
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(f"{site.url}/account#second-factor")
    expect(page.get_by_role("definition").first).to_have_text("ada")
    expect(page.get_by_text("You sign in with your provider")).to_be_visible()
    page.locator("form[action='/logout']").first.evaluate("form => form.requestSubmit()")
    page.get_by_role("link", name="Sign out there, too").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page).to_have_url(f"{site.url}/login")
    expect(page.get_by_text("still knows you")).to_have_count(0)
    page_errors.clear()  # the provider's own pages violate their own policy


def give_password(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/login")
    page.get_by_label("User name").fill("grace")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(f"{site.url}/login")


def look_at(page: Page) -> None:
    """The page breaks no rule of axe-core."""
    assert not violations(page, "light")
    assert not violations(page, "dark", colours_only=True)


def test_a_second_factor_is_set_up_and_asked_for(
    page: Page, new_context: NewContext, page_errors: list[str], site: Server
) -> None:
    site.add_user("grace", PASSWORD)
    give_password(page, site)
    page.goto(f"{site.url}/account")
    page.get_by_label("Your password, to begin").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("img", name="QR code for an authenticator app")).to_be_visible()
    look_at(page)
    secret = page.locator("[data-copy]").get_attribute("data-copy") or ""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the key").click()
    page.wait_for_function("text => navigator.clipboard.readText().then(found => found === text)", arg=secret)
    page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn on").click()
    look_at(page)
    recovery_code = page.get_by_role("listitem").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()

    elsewhere = new_context().new_page()
    give_password(elsewhere, site)
    look_at(elsewhere)
    elsewhere.get_by_role("textbox", name="Code").fill(recovery_code)
    elsewhere.get_by_role("button", name="Sign in").click()
    expect(elsewhere).to_have_url(f"{site.url}/")

    page.reload()
    look_at(page)
    assert not page_errors
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    elsewhere.goto(f"{site.url}/account")
    expect(elsewhere).to_have_url(f"{site.url}/login?next=%2Faccount")
    page_errors.clear()  # the open page elsewhere was refused, as it should be


def test_an_account_is_connected_to_the_provider_and_disconnected(
    page: Page, page_errors: list[str], site: Server
) -> None:
    site.add_user("linda", PASSWORD)
    page.goto(f"{site.url}/login?next=/account")
    page.get_by_label("User name").fill("linda")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Connect …").click()
    page.get_by_role("link", name="Go on to Example").click()
    page.get_by_placeholder("Enter any login").fill("4713")
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    part = page.locator("#provider")
    expect(part.get_by_text("connected", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{site.url}/account#provider")
    part.get_by_text("Disconnect …").click()
    part.get_by_role("button", name="Disconnect it").click()
    expect(part.get_by_role("button", name="Connect …")).to_be_visible()
    page_errors.clear()  # the provider's own pages violate their own policy
