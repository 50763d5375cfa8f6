"""The issues of an analysis in groups: one row a rule, explained when it is opened, with the code as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.page_flow import HOSTILE, analyse, open_section
from tests.support.git_repository import make_repository
from tests.support.server import Server

pytestmark = pytest.mark.browser

SHELL = "import subprocess\nMARK = '<img src=x onerror=alert(1)>'\nsubprocess.call(input(), shell=True)  # </pre>\n"
LONG = "def " + "a_very_long_name_of_a_function_" * 5 + "(x):\n    eval(x)\n"
MANY = {f"package/module{number}.py": f"def f(x=[]):\n    return x, {number}\n" for number in range(112)}


@pytest.fixture(scope="module")
def grouped_scan(pages_server: Server, repositories: Path) -> str:
    """The page of an analysis with 112 times one rule, a hostile name and hostile code."""
    deep = "/".join(["a_long_folder_name"] * 6)
    files = {f"package/{HOSTILE}": SHELL, "run.py": SHELL, f"{deep}/long.py": LONG, **MANY}
    make_repository(repositories / "grouped", files)
    return analyse(pages_server, repositories / "grouped")


@pytest.fixture
def groups(signed_in: Page, grouped_scan: str, pages_server: Server) -> Page:
    signed_in.goto(pages_server.url + grouped_scan)
    expect(signed_in.locator(".issue-file__title", has_text="Shell injection")).to_be_visible()
    return signed_in


def test_112_times_one_rule_are_one_row_that_opens(groups: Page) -> None:
    row = groups.locator(".issue-file", has_text="B006")
    expect(row).to_have_count(0)  # a hint, and something else is to be looked at first
    open_section(groups, "Hints")
    expect(groups.get_by_role("button", name="Hints")).to_be_focused()
    expect(row).to_contain_text("112 in 112 files")
    before = groups.locator("#panel-issues .issue").count()
    assert before < 10
    row.get_by_role("button", name="Issues of").click()
    expect(row.get_by_role("button", name="Issues of")).to_have_attribute("aria-expanded", "true")
    expect(row.get_by_role("button", name="Issues of")).to_be_focused()
    assert groups.locator("#panel-issues .issue").count() == before + 112


def test_a_rule_says_why_and_how_to_mend_it_with_the_code_as_text(groups: Page) -> None:
    row = groups.locator(".issue-file", has_text="Shell injection")
    if row.get_by_role("button", name="Issues of").get_attribute("aria-expanded") == "false":
        row.get_by_role("button", name="Issues of").click()
    about = groups.locator(".rule-about", has_text="How to mend it")
    expect(about.first).to_contain_text("without a shell")
    expect(about.get_by_role("link", name="CWE-78")).to_have_attribute(
        "href", "https://cwe.mitre.org/data/definitions/78.html"
    )
    expect(about.locator("pre")).to_contain_text("MARK = '<img src=x onerror=alert(1)>'")
    expect(about.locator("pre [data-here=true], pre[data-here=true]")).to_contain_text("# </pre>")
    assert groups.locator("main img").count() == 0


def test_what_is_open_never_lies_over_the_rows_below(groups: Page) -> None:
    groups.locator(".rule-about pre").first.wait_for()
    for width in (1280, 390):
        groups.set_viewport_size({"width": width, "height": 900})
        groups.wait_for_function(
            """() => {
              const boxes = [...document.querySelectorAll("#panel-issues .windowed > *")]
                .map((row) => row.getBoundingClientRect());
              return boxes.every((box, at) => at === 0 || box.top >= boxes[at - 1].bottom - 1);
            }"""
        )
        assert groups.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_grouping_is_chosen_and_stays_in_the_address(groups: Page) -> None:
    groups.locator("select[name=group]").select_option("file")
    expect(groups.locator(".issue-file__path", has_text=HOSTILE)).to_be_visible()
    assert "group=file" in groups.url
    groups.reload()
    expect(groups.locator("select[name=group]")).to_have_value("file")
    expect(groups.locator(".issue-file__path", has_text="run.py")).to_be_visible()
    groups.locator("select[name=group]").select_option("severity")
    expect(groups.locator(".issue-file__title").first).to_have_text("High")
    groups.locator("select[name=group]").select_option("rule")
    expect(groups.locator(".issue-file__title", has_text="Shell injection")).to_be_visible()
    assert "group" not in groups.url


def test_a_finished_page_shows_its_issues_when_it_knows_their_order(
    signed_in: Page, grouped_scan: str, pages_server: Server
) -> None:
    def late(route: Route) -> None:
        """After everything else that the page reads."""
        signed_in.wait_for_timeout(500)
        route.continue_()

    signed_in.route("**/explanations?*", late)
    signed_in.goto(pages_server.url + grouped_scan)
    titles = signed_in.locator(".issue-file__title")
    titles.first.wait_for()
    seen = titles.all_inner_texts()
    signed_in.wait_for_load_state("networkidle")
    assert titles.all_inner_texts() == seen
    assert any("Shell injection" in title for title in seen)
