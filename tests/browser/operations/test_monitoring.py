"""Status, monitoring and webhooks in a browser: live, in the reader's zone, readable on a phone, by keys alone."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from services.client_report.meter import COMPLETED, REPORTS
from services.jobs.place import place_of
from services.operations.samples.record import SampleRecord
from services.operations.samples.sample import Sample
from services.operations.status.record import StatusRecord
from services.streaming.event import new_event
from services.streaming.meter import STREAMS
from tests.browser.page_flow import sign_in
from tests.support.axe import violations
from tests.support.chromium import NewContext
from tests.support.server import Server, stop_all

pytestmark = [pytest.mark.browser, pytest.mark.integration]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has written down three hours, but for ten minutes, and saw its disk fill up."""
    server = Server(tmp_path_factory.mktemp("known") / "data", {"TAILRACE_WORKERS": "1"})
    server.start()
    now = time.time()
    with server._container() as container, container.database.session() as session:
        place = place_of(container.settings.data)
        for ago in (*range(2, 60), *range(70, 181)):
            at = int(now) // 60 * 60 - 60 * ago
            series = {
                COMPLETED.name: {("member", "4g", "stream"): [float(180 - ago)]},
                REPORTS.name: {("accepted",): [float(180 - ago)]},
                STREAMS.name: {("stream",): [7.0]},
            }
            session.add(SampleRecord(place=place, at=at, series=Sample(at, series).pack()))
        for level, since, until in (("ok", 50_000, 7200), ("down", 7200, 3600), ("ok", 3600, 60)):
            why = "0 B are free." if level == "down" else "Plenty is free."
            times = {"since": now - since, "until": now - until}
            session.add(StatusRecord(place=place, part="disk", level=level, why=why, **times))
    yield server
    stop_all([server])


def test_no_page_breaks_a_rule_of_axe_or_is_wider_than_a_phone(page: Page, known: Server) -> None:
    sign_in(page, known, "/status")
    for path in ("/status", "/monitoring?range=6h", "/dashboard/webhooks"):
        page.set_viewport_size(DESK)
        page.goto(known.url + path)
        assert violations(page, "light") == []
        page.set_viewport_size(PHONE)
        assert violations(page, "dark") == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], path


def test_charts_tell_what_is_under_the_pointer_and_arrow_keys_do_the_same(page: Page, known: Server) -> None:
    sign_in(page, known, "/monitoring?range=6h")
    chart = page.locator("#chart-streams")
    picture = chart.locator("[data-picture]")
    box = picture.bounding_box()
    assert box
    picture.hover(position={"x": box["width"] * 0.9, "y": 40})
    expect(chart.locator("[data-reading]")).to_have_text(re.compile(r"^\d\d:\d\d.* – .*\d\d:\d\d: streams 7"))
    page.mouse.move(0, 0)
    expect(chart.locator("[data-reading]")).to_be_empty()
    picture.focus()
    page.keyboard.press("ArrowLeft")
    expect(chart.locator("[data-reading]")).to_contain_text("streams")
    assert chart.locator(".picture__hole").count() == 2, "before the first minute, and the ten that are missing"


def test_what_a_finger_touched_stays_told(new_context: NewContext, known: Server) -> None:
    page = new_context(has_touch=True, viewport=PHONE).new_page()
    sign_in(page, known, "/status")
    expect(page.locator("[data-connection]")).to_have_attribute("data-state", "connected")
    disk = page.locator('[data-part="disk"]')
    box = disk.locator("[data-picture]").bounding_box()
    assert box
    disk.locator("[data-picture]").tap(position={"x": box["width"] * 22.5 / 24, "y": 12})
    expect(disk.locator("[data-reading]")).to_contain_text("Down. 0 B are free.")
    disk.evaluate("(node) => { node.dataset.old = '' }")
    with known._container() as container:
        container.publisher.publish([new_event("system", "system:status", {"data": {}})])
    expect(page.locator('[data-part="disk"][data-old]')).to_have_count(0, timeout=20_000)
    expect(disk.locator("[data-reading]")).to_contain_text("Down. 0 B are free.")


def test_times_are_those_of_the_readers_zone(new_context: NewContext, known: Server) -> None:
    page = new_context(timezone_id="Asia/Kathmandu").new_page()
    sign_in(page, known, "/monitoring?range=1h")
    expect(page.locator("[data-zone]")).to_have_text("Times of Asia/Katmandu (GMT+5:45)")
    texts = page.locator("#chart-streams .picture__time").all_text_contents()
    times = [text for text in texts if ":" in text]  # one of them may be a day that begins
    assert len(times) >= 3 and {text[-2:] for text in times} <= {"00", "15", "30", "45"}
    from_s = float(page.locator("#chart-streams [data-picture]").get_attribute("data-from") or 0)
    hours = {time.gmtime(from_s + 5.75 * 3600 + 3600 * later).tm_hour for later in (0, 1)}
    assert {int(text[-5:-3]) for text in times} <= hours


@pytest.mark.parametrize(
    ("from_s", "hours", "shown", "zone"),
    [
        (1_774_738_800, 23, ["01:00", "03:00"], "GMT+1, and GMT+2 from 03:00 on"),
        (1_792_879_200, 25, ["02:00 GMT+2", "02:00 GMT+1"], "GMT+2, and GMT+1 from 02:00 on"),
    ],
    ids=["put forward", "put back"],
)
def test_days_on_which_the_clocks_change_are_as_long_as_they_are(
    new_context: NewContext, known: Server, from_s: int, hours: int, shown: list[str], zone: str
) -> None:
    page = new_context(timezone_id="Europe/Berlin").new_page()
    sign_in(page, known, "/monitoring?range=24h")
    expect(page.locator("[data-zone]")).to_contain_text("Europe/Berlin")
    page.evaluate(
        """([from, to]) => {
            for (const picture of document.querySelectorAll("[data-picture]")) {
              Object.assign(picture.dataset, { from, to });
              picture.style.width = "3000px";
            }
            dispatchEvent(new Event("resize"));
        }""",
        [from_s, from_s + 3600 * hours - 1],
    )
    texts = page.locator("#chart-streams .picture__time").all_text_contents()
    assert len(texts) == len(set(texts)) == hours
    place = texts.index(shown[0])
    assert texts[place : place + 2] == shown
    expect(page.locator("[data-zone]")).to_contain_text(zone)


def test_what_is_known_is_there_without_scripts(new_context: NewContext, known: Server) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, known, "/monitoring?range=6h")
    expect(page.locator("#chart-completion")).to_contain_text("100 %")
    expect(page.get_by_text("Times are in UTC.")).to_be_visible()
    page.goto(f"{known.url}/status")
    disk = page.locator('[data-part="disk"]')
    disk.locator("summary").click()
    expect(disk.locator("details")).to_contain_text("0 B are free.")


def test_a_change_of_the_status_is_drawn_while_one_reads(page: Page, known: Server) -> None:
    """Somebody notes that the disk is full, and tells it; the runner, which looks itself, soon knows better."""
    sign_in(page, known, "/status")
    disk = page.locator('[data-part="disk"]')
    expect(disk.locator(".part__head")).to_contain_text("Works")
    disk.locator("summary").click()
    expect(page.locator("[data-connection]")).to_have_attribute("data-state", "connected")

    def is_drawn() -> None:
        expect(disk.locator(".part__head")).to_contain_text("Down", timeout=4_000)
        expect(page.locator("[data-standing]")).to_contain_text("Disk", timeout=500)

    _note_until(known, is_drawn)
    expect(disk.locator("details")).to_have_attribute("open", "")
    expect(disk.locator(".part__head")).to_contain_text("Works", timeout=30_000)
    expect(disk.locator("details")).to_contain_text("Full.")


def _note_until(known: Server, is_drawn: Callable[[], None]) -> None:
    """Note a full disk again when the runner looked in the moment between the note and the page's question."""
    for _ in range(4):
        _note_full_disk(known)
        with contextlib.suppress(AssertionError):
            return is_drawn()
    _note_full_disk(known)
    return is_drawn()


def _note_full_disk(known: Server) -> None:
    with known._container() as container:
        with container.database.session() as session:
            times = {"since": time.time(), "until": time.time() + 1}
            place = place_of(container.settings.data)
            session.add(StatusRecord(place=place, part="disk", level="down", why="Full.", **times))
        container.publisher.publish([new_event("system", "system:status", {"data": {}})])


def test_a_webhook_is_added_tested_and_its_message_followed(page: Page, known: Server) -> None:
    sign_in(page, known, "/dashboard/webhooks")
    page.get_by_label("Name").fill("Pager")
    page.get_by_label("Address").fill("https://hooks.invalid/in")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("It is shown only this once.")).to_be_visible()
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("It is shown only this once.")).to_have_count(0)
    message = page.locator(".message").first
    expect(message).to_contain_text("A test")
    expect(message).to_contain_text(re.compile(r"[1-9]\d* tr(y|ies)"), timeout=20_000)


def test_maintenance_is_told_on_every_page(page: Page, known: Server) -> None:
    sign_in(page, known, "/status")
    page.get_by_label("What is going on?").fill("The disk is being changed.")
    page.get_by_role("button", name="Begin maintenance").click()
    page.goto(f"{known.url}/dashboard/webhooks")
    expect(page.get_by_text("The disk is being changed.")).to_be_visible()
    page.goto(f"{known.url}/status")
    page.get_by_role("button", name="End maintenance").click()
    expect(page.get_by_text("The server is being worked on")).to_have_count(0)
