"""Triage on the page of an analysis, with mouse and keyboard: what leaves the list, what is counted, what is kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.page_flow import analyse, open_section
from tests.support.git_repository import commit, git, make_repository
from tests.support.server import Server

pytestmark = pytest.mark.browser

SHELL = "import subprocess\n\n\ndef run(command):\n    subprocess.call(command, shell=True)\n"
LINES = "".join(f"NAME_{number} = {number}\n" for number in range(12))
MANY = {f"package/module{number}.py": f"def f(x=[]):\n    return x, {number}\n" for number in range(12)}


@pytest.fixture
def repository(repositories: Path, request: pytest.FixtureRequest) -> Path:
    """Of a test's own, so that no test sees another's verdicts."""
    files = {"package/utils.py": SHELL + LINES, "run.py": SHELL, **MANY}
    return make_repository(repositories / request.node.name.replace("[chromium]", ""), files)


@pytest.fixture
def triage(signed_in: Page, pages_server: Server, repository: Path) -> Page:
    return opened(signed_in, pages_server, analyse(pages_server, repository))


def opened(page: Page, server: Server, path: str) -> Page:
    page.goto(server.url + path)
    expect(shell_rows(page).first).to_be_visible()
    return page


def shell_rows(page: Page) -> Locator:
    return page.locator(".issue-line", has=page.locator(".issue__rule", has_text="S602"))


def choose(page: Page, state: str, note: str = "") -> None:
    dialog = page.get_by_role("dialog", name="Triage")
    dialog.get_by_role("radio", name=state).check()
    dialog.get_by_label("Note").fill(note)
    dialog.get_by_role("button", name="Save").click()


def open_count(page: Page) -> int:
    return int(page.locator("[data-issue-total]").inner_text())


def test_an_accepted_issue_leaves_list_and_counts_and_is_found_by_the_filter(triage: Page) -> None:
    before, rows = open_count(triage), shell_rows(triage).count()
    shell_rows(triage).first.locator("[data-triage]").click()
    expect(triage.get_by_role("radio", name="Open")).to_be_focused()
    choose(triage, "Accepted", "Behind the <b>proxy</b> only.")
    expect(triage.get_by_role("dialog", name="Triage")).to_be_hidden()
    expect(shell_rows(triage)).to_have_count(rows - 1)
    assert open_count(triage) == before - 1
    expect(triage.locator("[data-triage]:focus")).to_have_count(1)
    triage.locator("select[name=state]").select_option("accepted")
    expect(shell_rows(triage)).to_have_count(1)
    expect(shell_rows(triage).locator("[data-triage]")).to_contain_text("Accepted")
    assert "state=accepted" in triage.url
    triage.reload()
    expect(shell_rows(triage).locator("[data-triage]")).to_have_attribute("title", "Behind the <b>proxy</b> only.")
    shell_rows(triage).locator("[data-triage]").click()
    expect(triage.get_by_label("Note")).to_have_value("Behind the <b>proxy</b> only.")
    expect(triage.get_by_role("list", name="Verdicts so far")).to_contain_text("Accepted")


def test_the_keyboard_alone_is_enough(triage: Page) -> None:
    rows = shell_rows(triage).count()
    shell_rows(triage).first.locator("a").focus()
    triage.keyboard.press("t")
    expect(triage.get_by_role("radio", name="Open")).to_be_focused()
    triage.keyboard.press("ArrowDown")
    triage.keyboard.press("ArrowDown")
    triage.keyboard.press("Enter")
    expect(shell_rows(triage)).to_have_count(rows - 1)
    triage.keyboard.press("Enter")
    expect(triage.get_by_role("dialog", name="Triage")).to_be_visible()
    triage.keyboard.press("Escape")
    expect(triage.locator("[data-triage]:focus")).to_have_count(1)


def test_a_whole_group_is_marked_at_once(triage: Page) -> None:
    open_section(triage, "Hints")
    row = triage.locator(".issue-file", has_text="B006")
    row.get_by_role("button", name="Triage 12 issues").click()
    triage.get_by_role("dialog", name="Triage").get_by_role("button", name="Save").click()
    expect(triage.get_by_role("alert").filter(has_text="Choose a state")).to_be_visible()
    choose(triage, "False positive")
    expect(row).to_have_count(0)
    triage.locator("select[name=state]").select_option("false_positive")
    expect(row).to_contain_text("12 in 12 files")


def test_a_refusal_stays_in_the_dialog_and_changes_nothing(triage: Page, page_errors: list[str]) -> None:
    rows = shell_rows(triage).count()
    shell_rows(triage).first.locator("[data-triage]").click()
    triage.get_by_label("Assigned to").fill("nobody-here")
    choose(triage, "Accepted", "kept")
    expect(triage.get_by_role("alert").filter(has_text="not the name of a user")).to_be_visible()
    expect(triage.get_by_label("Note")).to_have_value("kept")
    triage.get_by_label("Assigned to").fill("")
    triage.route("**/verdicts", lambda route: _cut(route))
    triage.get_by_role("button", name="Save").click()
    expect(triage.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    triage.unroute("**/verdicts")
    triage.get_by_role("button", name="Cancel").click()
    expect(shell_rows(triage)).to_have_count(rows)
    page_errors.clear()  # the requests that were refused and cut


def _cut(route: Route) -> None:
    route.abort() if route.request.method == "PATCH" else route.continue_()


def test_the_next_analysis_knows_a_renamed_file(
    triage: Page, pages_server: Server, repository: Path, signed_in: Page
) -> None:
    row = shell_rows(triage).filter(has_text="utils.py")
    row.locator("[data-triage]").click()
    choose(triage, "Accepted")
    expect(row).to_have_count(0)
    git(repository, "mv", "package/utils.py", "package/utilities.py")
    commit(repository, {"package/utilities.py": f"{SHELL}{LINES}# one more line\n"}, "Rename")
    again = opened(signed_in, pages_server, analyse(pages_server, repository))
    expect(shell_rows(again)).to_have_count(1)
    again.locator("select[name=state]").select_option("accepted")
    expect(shell_rows(again)).to_contain_text("utilities.py")


def test_beside_the_code_an_issue_is_triaged_where_it_stands(
    signed_in: Page, pages_server: Server, repository: Path
) -> None:
    path = analyse(pages_server, repository)
    page = signed_in
    page.goto(f"{pages_server.url}{path}/files/package/utils.py")
    issue = page.locator(".code__issue", has_text="S602")
    facts, line = page.locator("[data-file-facts]"), page.locator(".code__line", has_text="shell=True")
    expect(issue).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("[data-step-text]")).to_have_text(re.compile(r"^1 of \d+$"))
    line.locator("a").click()
    page.keyboard.press("t")
    choose(page, "Accepted", "Behind the <b>proxy</b> only.")
    expect(page.get_by_role("dialog", name="Triage")).to_be_hidden()
    expect(issue.locator("[data-triage]")).to_contain_text("Accepted")
    expect(issue.locator("[data-triage]")).to_be_focused()
    expect(facts).to_contain_text("1 accepted")
    expect(line).not_to_have_attribute("data-severity", "high")
    page.reload()
    expect(issue.locator("[data-triage]")).to_have_attribute("title", "Behind the <b>proxy</b> only.")
    issue.locator("[data-triage]").click()
    expect(page.get_by_role("list", name="Verdicts so far")).to_contain_text("Accepted")
    choose(page, "Open")
    expect(line).to_have_attribute("data-severity", "high")
    expect(facts).not_to_contain_text("accepted")
