"""The page of an analysis: what it loads, that nothing jumps, that filters act on the map, and each fact said once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import expect_status, sign_in, sources, start_analysis
from tests.support.chromium import NewContext
from tests.support.condition import wait_until
from tests.support.git_repository import make_repository
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]

SHIFTS = """
window.shifted = 0;
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries().filter((shift) => !shift.hadRecentInput)) {
    window.shifted += entry.value;
    const moved = entry.sources.map(({ node, currentRect }) => [(node?.outerHTML ?? "").slice(0, 100), currentRect.y]);
    window.shifts.push([entry.value, ...moved]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
PIXELS = """canvas => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let sum = 0;
    for (let at = 0; at < pixels.length; at += 4) sum = (sum * 31 + pixels[at] + pixels[at + 1] + pixels[at + 2]) % 1e9;
    return sum;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_from_the_start_of_an_analysis_to_its_end(
    new_context: NewContext, pages_server: Server, repositories: Path, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 844}, is_mobile=width < 500).new_page()
    page.add_init_script(SHIFTS)
    sign_in(page, pages_server, "/analysis")
    start_analysis(page, make_repository(repositories / f"calm{width}", sources(60, f"calm{width}")))
    name = page.locator("h1").inner_text()
    expect_status(page, "succeeded")
    expect(page.locator("[data-fact-took]")).to_contain_text("took")
    assert page.locator("h1").inner_text() == name
    large = [shift for shift in page.evaluate("window.shifts") if shift[0] > 0.01]
    assert page.evaluate("window.shifted") < 0.1, "\n".join(map(str, large))


HEIGHTS = """() => {
  const head = document.querySelector(".run__head");
  const badge = head.querySelector("[data-status-badge]");
  const heights = (name) => ["live", "ended"].map((when) => {
    head.querySelector("h2").textContent = name;
    for (const part of head.querySelectorAll("[data-when=live], [data-when=ended]")) {
      part.hidden = part.dataset.when !== when;
    }
    badge.lastChild.textContent = when === "live" ? "Queued" : "Finished";
    return head.offsetHeight;
  });
  return [...Array(200).keys()].map((length) => heights("m".repeat(length + 1)));
}"""


@pytest.mark.parametrize("width", [1280, 970, 768, 390])
def test_a_name_of_any_length_leaves_the_head_its_height(
    signed_in: Page, pages_server: Server, finished_scan: str, width: int
) -> None:
    """When a run ends, its actions take more room beside its name, and its state is a longer word."""
    signed_in.set_viewport_size({"width": width, "height": 844})
    signed_in.goto(pages_server.url + finished_scan)
    expect(signed_in.locator("[data-status-badge]")).to_contain_text("Finished")
    moved = [at for at, (live, ended) in enumerate(signed_in.evaluate(HEIGHTS), 1) if live != ended]
    assert moved == [], "names of these lengths"


def test_an_end_is_told_the_same_everywhere_and_after_a_reload(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    start_analysis(page, make_repository(repositories / "told", sources(60, "told")))
    expect_status(page, "succeeded")
    expect(page.locator("[data-fact-took]")).to_contain_text("took")
    toast = page.locator(".toast").inner_text()
    told = page.locator("[data-outcome]").inner_text()
    found = re.sub(r"[;.].*", "", told)
    assert found in toast
    assert found.split(" ")[0] == page.locator("[data-issue-total]").inner_text()
    expect(page.locator("[data-fact-when]")).to_have_text("Started")
    expect(page.locator("[data-connection]")).to_be_hidden()
    took = page.locator("[data-fact-took]").inner_text()
    page.reload()
    expect(page.locator("#panel-issues .issue").first).to_be_visible()
    assert page.locator("[data-outcome]").inner_text() == told
    assert page.locator("[data-fact-took]").inner_text() == took


def test_the_page_loads_the_files_alone_and_a_files_symbols_when_asked(
    signed_in: Page, finished_scan: str, pages_server: Server
) -> None:
    page = signed_in
    graphs: list[str] = []
    page.on("request", lambda request: graphs.append(request.url) if "/graph?" in request.url else None)
    page.goto(pages_server.url + finished_scan)
    expect(page.locator("[data-picture-wait]")).to_be_hidden()
    assert graphs and all(url.endswith("/graph?level=file") for url in graphs)
    page.get_by_role("tab", name="Files").click()
    page.get_by_role("tab", name="Issues").click()
    canvas = page.locator("[data-canvas]")
    canvas.focus()

    def shows_symbols() -> bool:
        canvas.press("ArrowRight")
        return page.locator(".card__symbols summary").is_visible()

    for _ in range(30):
        if shows_symbols():
            break
        canvas.press("ArrowDown")
    page.locator(".card__symbols summary").click()
    expect(page.locator(".card__symbol a").first).to_have_text("run")
    assert "/graph?path=" in graphs[-1]


def test_a_severity_filters_the_map_as_well_as_the_list(
    signed_in: Page, finished_scan: str, pages_server: Server
) -> None:
    page = signed_in
    page.goto(pages_server.url + finished_scan)
    expect(page.locator("#panel-issues .issue").first).to_be_visible()
    canvas = page.locator("[data-canvas]")
    wait_until(lambda: canvas.evaluate(PIXELS) == canvas.evaluate(PIXELS), "the map is drawn")
    before = canvas.evaluate(PIXELS)
    page.locator('.counts__item[data-severity="high"]').click()
    wait_until(lambda: canvas.evaluate(PIXELS) != before, "files without such an issue step back")
    page.locator('.counts__item[data-severity="high"]').click()
    wait_until(lambda: canvas.evaluate(PIXELS) == before, "all files are shown again")


def test_the_events_of_an_analysis_that_has_ended_can_be_read(
    signed_in: Page, finished_scan: str, pages_server: Server
) -> None:
    signed_in.goto(pages_server.url + finished_scan)
    signed_in.get_by_role("tab", name="Events").click()
    expect(signed_in.locator(".event-log__type").first).to_have_text("analysis_complete")
    expect(signed_in.locator(".event-log__type").last).not_to_have_text("analysis_complete")


def test_a_failure_before_anything_was_there_has_no_empty_panels(
    signed_in: Page, repositories: Path, pages_server: Server
) -> None:
    page = signed_in
    folder = repositories / "empty"
    make_repository(folder, {"a.py": ""})
    page.get_by_text("Branch, tag or private repository").click()
    page.get_by_label("Branch, tag or commit").fill("no-such-branch")
    start_analysis(page, folder)
    expect_status(page, "failed")

    def check() -> None:
        expect(page.locator(".picture")).to_be_hidden()
        expect(page.locator(".counts")).to_be_hidden()
        expect(page.get_by_role("tab", name="Issues")).to_be_hidden()
        expect(page.locator(".event-log__type").first).to_have_text("analysis_failed")

    check()
    page.reload()
    check()
    page.get_by_role("link", name="Change the address, branch or token").click()
    expect(page.get_by_label("Branch, tag or commit")).to_have_value("no-such-branch")


def test_what_was_not_read_stays_in_the_legend_after_a_cancel(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    start_analysis(page, make_repository(repositories / "unread", sources(300, "unread")))
    expect(page.locator("[data-picture-wait]")).to_be_hidden(timeout=30_000)
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel the analysis").click()
    expect_status(page, "cancelled")
    for _ in range(2):
        expect(page.locator('[data-swatch="pending"]')).to_be_visible()
        expect(page.locator("[data-outcome]")).to_contain_text("cancelled")
        page.reload()


def test_code_in_a_message_looks_like_code(signed_in: Page, finished_scan: str, pages_server: Server) -> None:
    signed_in.goto(pages_server.url + finished_scan)
    message = signed_in.locator(".issue__message", has_text="shell=True").first
    expect(message.locator("code").first).to_be_visible()
    assert "`" not in message.inner_text()


def test_larger_text_and_narrow_windows_clip_no_control(
    new_context: NewContext, pages_server: Server, finished_scan: str
) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, is_mobile=True).new_page()
    sign_in(page, pages_server, finished_scan)
    expect(page.locator("#panel-issues .issue").first).to_be_visible()
    assert page.locator("[data-canvas]").bounding_box()["y"] < 420  # type: ignore[index]
    for size in ("16px", "32px"):
        page.evaluate("size => (document.documentElement.style.fontSize = size)", size)
        boxes: list[Any] = page.evaluate("""() => [...document.querySelectorAll(
            ".run__actions .button, .counts__item, .counts__item .severity, .picture__head [role=tab]")]
            .filter((node) => node.offsetParent).map((node) => [node.className, node.getBoundingClientRect().right])""")
        assert [name for name, right in boxes if right > 390] == []
