"""The playground: a first event in one click, and a connection that breaks without losing anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.browser.playground_flow import (
    answer,
    channel_of,
    connect,
    connect_button,
    counter,
    entries,
    expect_no_overflow,
    expect_state,
    numbers,
    publish,
    visit,
)
from tests.support.chromium import NewContext
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]

PHONE = {"width": 390, "height": 844}
HOSTILE = "</script><img src=x onerror=alert(1)>"
MANY = " ".join(f"a{n}" for n in range(51))


def test_the_first_event_is_one_click_away(page: Page, server: Server) -> None:
    sign_in(page, server)
    page.get_by_role("link", name="Open the playground").click()
    page.wait_for_url("**/playground")
    page.get_by_role("button", name="Connect and publish a first event").click()
    expect_state(page, "Live")
    expect(entries(page, "greeting")).to_contain_text("Hello from the playground")
    expect(counter(page, "events")).to_have_text("1")
    expect(answer(page)).to_contain_text("201, kept")
    expect(page.locator('[data-fact="client"]')).not_to_have_text("–")
    page.get_by_role("button", name="Disconnect").click()
    expect_state(page, "Not connected")


def test_what_others_publish_arrives_and_opens_as_json(playground: Page, server: Server) -> None:
    connect(playground)
    id = server.api().publish(channel_of(playground), {"deep": {"er": [1, 2]}}, type="note")
    row = entries(playground, "note")
    expect(row).to_contain_text(str(id))
    row.get_by_role("button", name="Details of note").click()
    expect(row.locator("pre")).to_contain_text('"er": [')
    expect(playground.locator('[data-fact="position"]')).to_have_text(str(id))


def test_hostile_data_is_shown_as_text(playground: Page, server: Server) -> None:
    connect(playground)
    server.api().publish(channel_of(playground), {HOSTILE: HOSTILE}, type="note")
    row = entries(playground, "note")
    expect(row).to_contain_text(HOSTILE)
    row.get_by_role("button", name="Details of note").click()
    expect(row.locator("pre")).to_contain_text(HOSTILE)
    playground.get_by_label("Data (a JSON object)").fill('{"text": "' + HOSTILE + "'\"}")
    expect(playground.locator("[data-snippet-code]")).to_contain_text(HOSTILE)
    assert playground.locator("img").count() == 0


def test_a_paused_log_stays_and_tells_of_what_is_new(playground: Page) -> None:
    connect(playground)
    publish(playground)
    expect(entries(playground, "greeting")).to_have_count(1)
    playground.get_by_role("button", name="Pause").click()
    playground.get_by_role("button", name="Burst of 100").click()
    expect(playground.get_by_role("button", name="100 new")).to_be_visible()
    expect(entries(playground, "greeting")).to_have_count(1)
    playground.get_by_role("button", name="100 new").click()
    expect(entries(playground, "greeting")).to_have_count(101)
    expect(playground.get_by_role("button", name="Pause")).to_be_visible()


def test_the_log_is_filtered_by_words_and_kind(playground: Page, server: Server) -> None:
    connect(playground)
    server.api().publish_all(
        [{"channel": channel_of(playground), "type": f"kind{n % 2}", "data": {"n": n}} for n in range(10)]
    )
    expect(entries(playground, "kind0")).to_have_count(5)
    playground.keyboard.press("Escape")
    playground.locator("main").click(position={"x": 5, "y": 5})
    playground.keyboard.press("/")
    playground.keyboard.type('"n":7')
    expect(playground.locator(".entry")).to_have_count(1)
    playground.get_by_label("Filter by text").fill("")
    playground.get_by_role("combobox", name="Show").select_option("kind1")
    expect(playground.locator(".entry")).to_have_count(5)
    playground.get_by_role("combobox", name="Show").select_option("Control events")
    expect(entries(playground, "kind1")).to_have_count(0)
    expect(entries(playground, "connected")).to_be_visible()
    playground.get_by_label("Filter by text").fill("no such words")
    expect(playground.get_by_text("Nothing matches")).to_be_visible()


def test_the_log_keeps_the_last_thousand(playground: Page, server: Server) -> None:
    connect(playground)
    server.api().publish_all(
        [{"channel": channel_of(playground), "type": "step", "data": {"n": n}} for n in range(1, 1000)]
    )
    server.api().publish_all(
        [{"channel": channel_of(playground), "type": "step", "data": {"n": n}} for n in range(1000, 1201)]
    )
    expect(counter(playground, "events")).to_have_text("1\u202f200", timeout=30_000)
    expect(playground.locator("[data-log-total]")).to_contain_text("the last 1\u202f000 of")
    assert playground.locator(".entry").count() < 200, "only what can be seen is drawn"
    playground.locator("[data-log]").evaluate("(node) => node.scrollTo(0, node.scrollHeight)")
    expect(playground.get_by_text('{"n":201}')).to_be_visible()


def test_a_dropped_connection_resumes_with_nothing_lost(playground: Page, server: Server) -> None:
    connect(playground)
    channel, api = channel_of(playground), server.api()
    api.publish_all([{"channel": channel, "type": "step", "data": {"n": n}} for n in range(1, 6)])
    expect(counter(playground, "events")).to_have_text("5")
    playground.get_by_role("button", name="Drop the connection").click()
    expect_state(playground, "Interrupted")
    api.publish_all([{"channel": channel, "type": "step", "data": {"n": n}} for n in range(6, 11)])
    expect_state(playground, "Live")
    expect(counter(playground, "events")).to_have_text("10")
    assert numbers(playground) == list(range(1, 11))
    expect(counter(playground, "reconnects")).to_have_text("1")
    expect(counter(playground, "gaps")).to_have_text("0")
    expect(playground.locator('[data-fact="recovered"]')).to_contain_text("yes")
    expect(entries(playground, "reconnecting")).to_contain_text("It will resume after")


def test_offline_waits_and_comes_back(playground: Page, server: Server) -> None:
    connect(playground)
    playground.get_by_role("button", name="Go offline").click()
    expect_state(playground, "Interrupted")
    expect(playground.locator("[data-state-detail]")).to_contain_text("You are offline")
    server.api().publish(channel_of(playground), {"n": 1})
    playground.get_by_role("button", name="Come back online").click()
    expect_state(playground, "Live")
    expect(entries(playground, "note")).to_have_count(1)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("", "Name a channel"),
        ("jobs.*", "is a pattern"),
        ("Jobs!", "not a channel name"),
        (MANY, "at most 50"),
    ],
)
def test_names_are_checked_before_anything_is_asked(playground: Page, names: str, said: str) -> None:
    playground.get_by_role("textbox", name="Channels").fill(names)
    connect_button(playground).click()
    expect(playground.locator("[data-connect-error]")).to_contain_text(said)
    expect_state(playground, "Not connected")


def test_the_last_channels_and_the_position_are_remembered(playground: Page, server: Server) -> None:
    channel, api = channel_of(playground), server.api()
    playground.get_by_role("textbox", name="Channels").fill(f"{channel}, jobs.other")
    connect(playground)
    last = api.publish(channel, {"n": 1})
    expect(counter(playground, "events")).to_have_text("1")
    playground.goto(f"{server.url}/playground")
    assert channel_of(playground) == f"{channel}, jobs.other"
    api.publish(channel, {"n": 2})
    playground.get_by_role("combobox", name="Start").select_option("After an id …")
    playground.get_by_label("Id", exact=True).fill(str(last))
    connect(playground)
    expect(counter(playground, "events")).to_have_text("1")
    assert numbers(playground) == [2]


def test_keys(playground: Page) -> None:
    playground.locator("main").click(position={"x": 5, "y": 5})
    for key in ("c", "e", "p"):
        playground.keyboard.press(key)
        expect_state(playground, "Live")
        expect(entries(playground, "connected").first).to_be_visible()
    expect(playground.get_by_role("button", name="Resume")).to_be_visible()
    playground.keyboard.press("g")
    playground.keyboard.press("h")
    expect(playground.locator("h1")).to_have_text("Home")
    playground.wait_for_load_state("networkidle")
    playground.keyboard.press("g")
    playground.keyboard.press("p")
    expect(playground.locator("h1")).to_have_text("Playground")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(new_context: NewContext, server: Server, page_errors: list[str], scheme: str) -> None:
    page = new_context(viewport=PHONE, color_scheme=scheme, has_touch=True, is_mobile=True).new_page()
    visit(page, server, f"jobs.phone.{scheme}")
    page.get_by_role("button", name="Connect and publish a first event").click()
    expect(entries(page, "greeting")).to_have_count(1)
    page.get_by_role("button", name="Details of greeting").click()
    expect_no_overflow(page)
    page.get_by_label("Channel", exact=True).fill("scan.0123456789abcdef")
    publish(page)
    expect(answer(page)).to_contain_text("403")
    expect_no_overflow(page)
    page_errors.clear()  # the 403


def test_the_markup_has_no_inline_script_or_style(playground: Page, server: Server) -> None:
    markup = playground.request.get(f"{server.url}/playground").text()
    for inline in ("style=", "<style", "<script>", "onclick"):
        assert inline not in markup
