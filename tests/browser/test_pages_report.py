"""A finished analysis: its filters, map, files and exports, served without a stream."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import analyse
from tests.support.condition import wait_until
from tests.support.git_repository import make_repository
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
def large_file(pages_server: Server, repositories: Path) -> str:
    """The path of the page for a file with 6,000 lines."""
    lines = "".join(f"VALUE_{number} = {number}\n" for number in range(1, 6001))
    make_repository(repositories / "large", {"large.py": lines})
    return f"{analyse(pages_server, repositories / 'large')}/files/large.py"


@pytest.fixture
def report(signed_in: Page, finished_scan: str, pages_server: Server) -> Page:
    signed_in.goto(f"{pages_server.url}{finished_scan}?group=file")
    expect(signed_in.locator("#panel-issues .issue").first).to_be_visible()
    return signed_in


def test_a_finished_analysis_opens_no_stream(signed_in: Page, finished_scan: str, pages_server: Server) -> None:
    requests: list[str] = []
    signed_in.goto("about:blank")  # the page before this one may open its stream late
    signed_in.on("request", lambda request: requests.append(request.url))
    signed_in.goto(pages_server.url + finished_scan)
    expect(signed_in.locator("#panel-issues .issue").first).to_be_visible()
    assert not [url for url in requests if re.search("/(rlm|v1)/stream", url)]


def test_filters_narrow_the_list_and_stay_in_the_address(report: Page) -> None:
    total = report.locator("#panel-issues .issue").count()
    report.get_by_label("Search issues").fill("eval")
    shown = report.locator("#panel-issues .issue").count()
    assert 0 < shown < total
    expect(report.locator("[data-issue-result]")).to_contain_text(f"{shown} issues")
    assert "q=eval" in report.url
    report.reload()
    expect(report.get_by_label("Search issues")).to_have_value("eval")
    expect(report.locator("#panel-issues .issue")).to_have_count(shown)
    report.get_by_role("button", name="Clear").click()
    expect(report.locator("#panel-issues .issue")).to_have_count(total)
    report.get_by_label("Search issues").fill("nothing has this name")
    expect(report.get_by_text("Nothing matches")).to_be_visible()


def test_the_tile_of_a_severity_filters_by_it(report: Page) -> None:
    tile = report.locator('.counts__item[data-severity="high"]')
    expect(tile).to_have_attribute("aria-pressed", "false")
    tile.click()
    expect(tile).to_have_attribute("aria-pressed", "true")
    expect(report.locator("#panel-issues .issue")).to_have_count(int(tile.locator("[data-count]").inner_text()))
    tile.click()
    expect(tile).to_have_attribute("aria-pressed", "false")


def test_an_issue_leads_to_its_line(report: Page) -> None:
    issue = report.locator("#panel-issues .issue", has_text="S602").first
    line = str(issue.get_attribute("href")).rsplit("#L", 1)[1]
    issue.click()
    target = report.locator(f"#L{line}")
    expect(target).to_be_in_viewport()
    expect(target).to_have_attribute("data-target", "")
    expect(report.locator(".code__issue", has_text="S602")).to_be_visible()
    expect(report.get_by_role("button", name="Explain")).to_have_count(0)  # no language model is configured
    report.keyboard.press("n")
    expect(report.locator("[data-step-text]")).to_have_text(re.compile(r"\d+ of \d+"))


def test_a_line_deep_in_a_large_file_is_found(signed_in: Page, pages_server: Server, large_file: str) -> None:
    signed_in.goto(f"{pages_server.url}{large_file}#L4000")
    target = signed_in.locator("#L4000")
    expect(target).to_be_in_viewport()
    expect(target.locator(".code__text")).to_have_text("VALUE_4000 = 4000")
    assert signed_in.locator(".code__line").count() < 300
    numbers = [int(number) for number in signed_in.locator(".code__number").all_inner_texts()]
    assert numbers == sorted(numbers)


def test_the_map_is_walked_with_the_keyboard(report: Page) -> None:
    report.keyboard.press("m")
    expect(report.get_by_role("application")).to_be_focused()
    card = report.locator("[data-card]")

    def is_selected() -> bool:  # the map responds to keys once its files have loaded
        report.keyboard.press("ArrowRight")
        return card.is_visible()

    wait_until(is_selected, "a file of the map is selected")
    expect(report.locator("#announcer")).to_contain_text("used by")
    report.keyboard.press("Escape")
    expect(card).to_be_hidden()
    report.keyboard.press("ArrowDown")
    report.keyboard.press("Enter")
    report.wait_for_url("**/files/**")


def test_map_and_graph_are_drawn(report: Page) -> None:
    """A canvas shows a test only its pixels: there must be more than one colour."""
    colours = """canvas => {
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let at = 0; at < pixels.length; at += 400)
            seen.add(pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2]);
        return seen.size;
    }"""
    canvas = report.locator("[data-canvas]")
    wait_until(lambda: canvas.evaluate(colours) > 2, "it is drawn, which a browser does at its next frame")
    report.get_by_role("tab", name="Graph").click()
    expect(canvas).to_have_attribute("data-view", "graph")
    expect(report.get_by_role("button", name="Zoom in")).to_be_visible()
    wait_until(lambda: canvas.evaluate(colours) > 2, "it is drawn, which a browser does at its next frame")


@pytest.mark.parametrize(
    ("name", "ending", "start"),
    [("HTML", "html", "<!doctype html>"), ("Markdown", "md", "# "), ("SARIF", "sarif", "{"), ("JSON", "json", "{")],
)
def test_the_report_is_exported(report: Page, name: str, ending: str, start: str) -> None:
    report.get_by_role("button", name="Export").click()
    with report.expect_download() as download:
        report.get_by_role("link", name=name).click()
    assert download.value.suggested_filename.endswith(f".{ending}")
    assert download.value.path().read_text().lower().startswith(start)
