"""The colours of the map: chosen by keyboard, kept in the address, explained by a legend with numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import ISSUES, analyse, expect_status, start_analysis
from tests.support.git_repository import commit, make_repository
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]

BRANCHY = "def go(x):\n    if x and x > 1:\n        return 1\n    return 2\n\n\n"
SCALE = "[data-heat-legend]"


@pytest.fixture(scope="module")
def changed(repositories: Path) -> Path:
    """``core.py`` is complex and changed in each of six commits."""
    files = {f"app/part{number}.py": (number % 9 + 1) * BRANCHY + "import app.core\n" for number in range(24)}
    folder = make_repository(repositories / "changed", {"app/core.py": 9 * BRANCHY, "app/shell.py": ISSUES, **files})
    for number in range(5):
        commit(folder, {"app/core.py": 9 * BRANCHY + f"# {number}\n"}, "Change the core")
    return folder


@pytest.fixture(scope="module")
def changed_scan(pages_server: Server, changed: Path) -> str:
    return analyse(pages_server, changed)


def test_the_colour_is_chosen_by_keyboard_and_a_link_shows_the_same(
    signed_in: Page, pages_server: Server, changed_scan: str
) -> None:
    page = signed_in
    page.goto(pages_server.url + changed_scan)
    chooser = page.get_by_label("Colour of the map")
    expect(chooser).to_have_value("worst")
    expect(page.locator(SCALE)).to_be_hidden()
    chooser.focus()
    chooser.press("c")
    expect(chooser).to_have_value("complexity")
    expect(page).to_have_url(re.compile(r"[?&]colour=complexity"))
    expect(page.locator(SCALE)).to_contain_text("Independent paths")
    expect(page.locator(f"{SCALE} .legend-swatch").last).to_contain_text("and more")

    page.goto(f"{pages_server.url}{changed_scan}?colour=hotspot")
    expect(chooser).to_have_value("hotspot")
    expect(page.locator(SCALE)).to_contain_text("Commits that changed the file")
    expect(page.locator(f"{SCALE} .legend-swatch").last).to_contain_text("81 and more")
    page.get_by_role("tab", name="Graph").click()
    expect(page.locator(SCALE)).to_be_hidden()
    expect(chooser).to_be_hidden()


def test_hotspots_are_listed_with_their_score(signed_in: Page, pages_server: Server, changed_scan: str) -> None:
    page = signed_in
    page.goto(pages_server.url + changed_scan)
    first = page.locator("[data-structure] .structure__row").first
    expect(page.locator("[data-structure] h3").first).to_have_text("Hotspots")
    expect(first).to_contain_text("app/core.py")
    expect(first).to_contain_text("162")


def test_without_history_the_legend_says_why(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    folder = repositories / "plain"
    folder.mkdir()
    (folder / "a.py").write_text(ISSUES)
    start_analysis(page, folder)
    expect_status(page, "succeeded")
    page.get_by_label("Colour of the map").select_option("hotspot")
    expect(page.locator(SCALE)).to_contain_text("There is no history: The folder is not a git repository.")
    page.reload()
    expect(page.locator(SCALE)).to_contain_text("There is no history")
