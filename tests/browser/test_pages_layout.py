"""What every page has: sign-in, keys, times, light and dark, phones, and a strict Content-Security-Policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.support.chromium import NewContext
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]

PHONE = {"width": 390, "height": 844}


def test_signing_in_leads_to_where_one_wanted_to_go(page: Page, pages_server: Server, page_errors: list[str]) -> None:
    page.goto(f"{pages_server.url}/analysis?q=wanted")
    expect(page).to_have_title("Sign in · Tailrace")
    page.get_by_label("User name").fill(ADMIN_USER)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("User name")).to_have_value(ADMIN_USER)
    page_errors.clear()  # the 401 of the wrong password
    page.get_by_label("Password").fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Search by name")).to_have_value("wanted")


def test_fields_of_a_form_that_stand_side_by_side_line_up(signed_in: Page) -> None:
    signed_in.get_by_text("Branch, tag or private repository").click()
    edges = signed_in.evaluate("""() => [...document.querySelectorAll("#content form")].flatMap((form) => {
        const boxes = [...form.querySelectorAll("input:not([type=file], [type=hidden], [type=checkbox]), select")]
            .map((field) => field.getBoundingClientRect()).filter((box) => box.height > 0);
        return boxes.flatMap((one) => boxes.filter((other) => other.top < one.bottom && one.top < other.bottom)
            .map((other) => Math.abs(one.top - other.top) + Math.abs(one.bottom - other.bottom)));
    })""")
    assert len(edges) > 4 and max(edges) < 1, edges


def test_signing_out_is_one_click_away(signed_in: Page, pages_server: Server) -> None:
    signed_in.get_by_role("button", name="Account").click()
    signed_in.get_by_role("button", name="Sign out").click()
    signed_in.wait_for_url("**/login*")
    signed_in.goto(f"{pages_server.url}/analysis")
    expect(signed_in).to_have_title("Sign in · Tailrace")


def test_keys(signed_in: Page) -> None:
    page = signed_in
    page.locator("main").click(position={"x": 5, "y": 5})
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_label("Search by name")).to_be_focused()
    page.keyboard.type("g h")
    expect(page.get_by_label("Search by name")).to_have_value("g h")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.locator("h1")).to_have_text("Home")


@pytest.mark.parametrize("path", ["/", "/analysis", "/playground", "/docs/api", "/styleguide"])
def test_shortcuts_work_as_soon_as_a_page_is_open(page: Page, pages_server: Server, path: str) -> None:
    sign_in(page, pages_server, path)
    page.keyboard.press("g")
    page.keyboard.press("p" if path != "/playground" else "a")
    expect(page.locator("h1")).to_have_text("Playground" if path != "/playground" else "Repository analysis")


def test_shortcuts_wait_while_somebody_types_and_escape_leaves_the_field(page: Page, pages_server: Server) -> None:
    sign_in(page, pages_server, "/playground?channel=jobs.typing")
    for field in (page.get_by_label("Data"), page.get_by_role("searchbox"), page.get_by_role("textbox", name="Type")):
        field.fill("")
        field.press_sequentially("g h c p e d ?")
        expect(field).to_have_value("g h c p e d ?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("h1")).to_have_text("Playground")
    page.keyboard.press("Escape")
    page.get_by_label("Idempotency-Key").check()  # a field, but none to type in
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("shortcuts wait while you type")


def test_the_skip_link_leads_past_the_rail(signed_in: Page, pages_server: Server) -> None:
    signed_in.goto(f"{pages_server.url}/styleguide")
    signed_in.evaluate("() => document.activeElement.blur()")
    skip = signed_in.get_by_role("link", name="Skip to the content")
    skip.focus()
    expect(skip).to_be_in_viewport()
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("#content")).to_be_focused()


def test_appearance_is_chosen_and_kept(signed_in: Page) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"
    signed_in.emulate_media(color_scheme="light")
    light = signed_in.evaluate(ground)
    signed_in.get_by_role("button", name="Account").click()
    appearance = signed_in.get_by_role("button", name="Appearance")
    appearance.click()
    appearance.click()
    expect(appearance).to_contain_text("dark")
    assert signed_in.evaluate(ground) != light
    signed_in.reload()
    assert signed_in.evaluate(ground) != light


def test_history_is_searched_and_filtered(signed_in: Page, finished_scan: str) -> None:
    signed_in.reload()
    row = signed_in.locator(f'[data-run-row="scan.{finished_scan.rsplit("/", 1)[1]}"]')
    expect(row).to_be_visible()
    signed_in.get_by_label("Search by name").fill("no such name")
    expect(row).to_be_hidden()
    expect(signed_in.get_by_text("Nothing matches")).to_be_visible()
    signed_in.get_by_label("Search by name").fill("SMALL")
    expect(row).to_be_visible()
    signed_in.get_by_role("combobox", name="State").select_option("failed")
    expect(row).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone(
    new_context: NewContext, pages_server: Server, finished_scan: str, page_errors: list[str], scheme: str
) -> None:
    page = new_context(viewport=PHONE, color_scheme=scheme, has_touch=True, is_mobile=True).new_page()
    sign_in(page, pages_server)
    for path in (
        "/",
        "/analysis",
        finished_scan,
        f"{finished_scan}/files/package/part0/module0.py",
        "/styleguide",
        "/account",
        "/chat/agents",
    ):
        page.goto(pages_server.url + path, wait_until="networkidle")
        overflow = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{path} is {overflow} px too wide"
        expect(page.get_by_role("navigation", name="Pages")).to_be_in_viewport()
    assert not page_errors


STATES = (
    "Live",
    "Live, every 20 s",
    "Reconnecting in 12 s",
    "No more news: sign in again",
    "Wiederverbindung in 120 s",
)


@pytest.mark.parametrize("width", [390, 320])
def test_no_state_of_the_connection_widens_a_phones_page(
    new_context: NewContext, pages_server: Server, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 844}, is_mobile=True).new_page()
    sign_in(page, pages_server)
    for path in ("/", "/dashboard", "/monitoring", "/status", "/playground", "/chat", "/admin/connections"):
        page.goto(pages_server.url + path)
        state = page.locator(".bar .connection__text")
        for words in STATES if state.count() else ():
            state.evaluate("(node, words) => { node.textContent = words }", words)
            wide = page.evaluate("() => document.documentElement.scrollWidth")
            cut = state.evaluate("(node) => node.getBoundingClientRect().right")
            assert max(wide, cut) <= width, f"{path}, {words!r}: {wide}, {cut}"


def test_what_is_not_there_is_said_in_words(signed_in: Page, pages_server: Server, page_errors: list[str]) -> None:
    answer = signed_in.goto(f"{pages_server.url}/analysis/no-such-scan")
    assert answer is not None
    assert answer.status == 404
    expect(signed_in.get_by_role("link", name="Home page")).to_be_visible()
    page_errors.clear()


def test_no_page_has_inline_script_or_style(signed_in: Page, pages_server: Server, finished_scan: str) -> None:
    for path in ("/", "/analysis", finished_scan, "/styleguide", "/account", "/chat/agents"):
        answer = signed_in.request.get(pages_server.url + path)
        markup = answer.text()
        assert "style=" not in markup
        assert "<style" not in markup
        assert "<script>" not in markup
        assert "unsafe" not in answer.headers["content-security-policy"]
